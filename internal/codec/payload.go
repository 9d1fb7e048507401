package codec

// A Node is a value in a message of the author's own shape. Kind decides which
// of the other fields hold.
type Node struct {
	Kind     NodeKind
	Members  []Member   // of an object, in the order of the message
	Items    []Node     // of a list
	Constant Value      // of a constant
	Text     []TextPart // of a text
	Field    Field      // of a field
	Index    int        // of the sensor or info that the field is of
}

// A Member is one name of an object and its value.
type Member struct {
	Name  string
	Value Node
}

// NodeKind says what a Node is.
type NodeKind uint8

// The kinds of nodes. The zero Node is null.
const (
	NodeConstant NodeKind = iota
	NodeObject
	NodeList
	NodeText  // of parts
	NodeField // of the reading or its device
)

// A TextPart is a piece of a text: text as it is, or a field. Width pads numbers
// with zeros.
type TextPart struct {
	Text  string
	Field Field // FieldNone: Text
	Width int
}

// Field names what a reading or its device says. Texts hold those from FieldID
// to FieldDevices.
type Field uint8

// The fields.
const (
	FieldNone     Field = iota
	FieldID             // of the device
	FieldOrdinal        // of the device in its group, from 1
	FieldIndex          // of the device in the fleet, from 1
	FieldBuilding       // null where the place has none, in a text nothing
	FieldFloor
	FieldRoom
	FieldDevices // name of the device's group
	FieldAddress // building/floor/room/devices/ordinal, levels left out skipped
	FieldSequence
	FieldMillis // event time in Unix milliseconds
	FieldMicros
	FieldSeconds
	FieldRFC3339 // event time in UTC, with milliseconds
	FieldValue   // of a sensor
	FieldUnit    // null where the sensor has none
	FieldStatus
	FieldInfo
)

// Compile compiles the message of a model: its own, or the default.
func Compile(m Model) *Layout {
	if m.Payload == nil {
		return Default(m)
	}
	c := &composer{sensors: m.Sensors}
	c.node(m, m.Payload)
	l := c.layout()
	l.own = true
	return l
}

func (c *composer) node(m Model, n *Node) {
	switch n.Kind {
	case NodeObject:
		c.write("{")
		for i := range n.Members {
			c.separate(i)
			c.write(quote(n.Members[i].Name) + ":")
			c.node(m, &n.Members[i].Value)
		}
		c.write("}")
	case NodeList:
		c.write("[")
		for i := range n.Items {
			c.separate(i)
			c.node(m, &n.Items[i])
		}
		c.write("]")
	case NodeText:
		c.text(n.Text)
	case NodeField:
		c.field(m, n)
	default:
		c.write(string(AppendValue(nil, n.Constant)))
	}
}

// text is a JSON string whose constant parts are escaped ahead.
func (c *composer) text(parts []TextPart) {
	c.write(`"`)
	for _, p := range parts {
		switch p.Field {
		case FieldNone:
			c.write(escaped(p.Text))
		case FieldID:
			c.writeSlot(slotIDText, 0)
		case FieldOrdinal:
			c.writeSlot(slotOrdinal, p.Width)
		case FieldIndex:
			c.writeSlot(slotIndex, p.Width)
		default:
			c.writeLocal(localPart{field: p.Field, width: p.Width})
		}
	}
	c.write(`"`)
}

// slotOf are the slots of fields that stand alone as values.
var slotOf = map[Field]slot{
	FieldID: slotID, FieldOrdinal: slotOrdinal, FieldIndex: slotIndex, FieldSequence: slotSequence,
	FieldMillis: slotTimestamp, FieldMicros: slotMicros, FieldSeconds: slotSeconds,
}

func (c *composer) field(m Model, n *Node) {
	switch n.Field {
	case FieldValue:
		c.writeSlot(slotValue, n.Index)
	case FieldStatus:
		c.writeStatus(n.Index)
	case FieldUnit:
		if unit := m.Sensors[n.Index].Unit; unit != "" {
			c.write(quote(unit))
		} else {
			c.write("null")
		}
	case FieldInfo:
		if constant := m.Info[n.Index].Constant; constant != nil {
			c.write(string(AppendValue(nil, *constant)))
		} else {
			c.writeSlot(slotInfo, n.Index)
		}
	case FieldBuilding, FieldFloor, FieldRoom, FieldDevices:
		c.writeLocal(localPart{field: n.Field, alone: true})
	case FieldAddress:
		c.write(`"`)
		c.writeLocal(localPart{field: FieldAddress})
		c.writeSlot(slotOrdinal, 0)
		c.write(`"`)
	case FieldRFC3339:
		c.write(`"`)
		c.writeSlot(slotRFC3339, 0)
		c.write(`"`)
	default:
		c.writeSlot(slotOf[n.Field], 0)
	}
}

// escaped is s as it stands between the quotes of a JSON string.
func escaped(s string) string {
	quoted := quote(s)
	return quoted[1 : len(quoted)-1]
}

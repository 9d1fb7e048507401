package engine

import (
	"slices"
	"strings"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// payloadFields are the references of a payload but those to sensors and infos.
var payloadFields = map[string]codec.Field{
	"timestamp.rfc3339": codec.FieldRFC3339,
	"timestamp.ms":      codec.FieldMillis,
	"timestamp.us":      codec.FieldMicros,
	"timestamp.s":       codec.FieldSeconds,
	"device.id":         codec.FieldID,
	"device.n":          codec.FieldOrdinal,
	"device.index":      codec.FieldIndex,
	"device.devices":    codec.FieldDevices,
	"device.building":   codec.FieldBuilding,
	"device.floor":      codec.FieldFloor,
	"device.room":       codec.FieldRoom,
	"device.address":    codec.FieldAddress,
	"device.sequence":   codec.FieldSequence,
}

// sensorFields are what a payload may say of a sensor.
var sensorFields = map[string]codec.Field{
	"value":  codec.FieldValue,
	"unit":   codec.FieldUnit,
	"status": codec.FieldStatus,
}

// newPayload turns a payload into the codec's terms. What it refers to is in the
// model: the schema has seen to that.
func newPayload(m *schema.Model, p *schema.Payload) codec.Node {
	switch p.Kind {
	case schema.PayloadObject:
		n := codec.Node{Kind: codec.NodeObject}
		for i := range p.Members {
			n.Members = append(n.Members, codec.Member{Name: p.Members[i].Name, Value: newPayload(m, &p.Members[i].Value)})
		}
		return n
	case schema.PayloadList:
		n := codec.Node{Kind: codec.NodeList}
		for i := range p.Items {
			n.Items = append(n.Items, newPayload(m, &p.Items[i]))
		}
		return n
	case schema.PayloadText:
		return textNode(p.Text, m.Name)
	case schema.PayloadReference:
		return referenceNode(m, p.Reference)
	}
	var n codec.Node // null
	switch p.Kind {
	case schema.PayloadNumber:
		number(&n.Constant, p.Number, maxDigits)
	case schema.PayloadBool:
		boolean(&n.Constant, p.Bool)
	}
	return n
}

// textNode is a pattern; the model's name is constant in it.
func textNode(p *schema.Pattern, model string) codec.Node {
	n := codec.Node{Kind: codec.NodeText}
	for _, part := range p.Parts {
		switch part.Field {
		case "":
			n.Text = append(n.Text, codec.TextPart{Text: part.Text})
		case "model":
			n.Text = append(n.Text, codec.TextPart{Text: model})
		default:
			n.Text = append(n.Text, codec.TextPart{Field: payloadFields["device."+part.Field], Width: part.Width})
		}
	}
	return n
}

// showing is what messages say of a sensor.
type showing uint8

const (
	showsValue showing = 1 << iota
	showsStatus
)

// shownBy is what messages of a model say of each of its sensors.
func shownBy(m *schema.Model) []showing {
	shown := make([]showing, len(m.Sensors))
	if m.Payload == nil {
		for i := range shown {
			shown[i] = showsValue | showsStatus
		}
		return shown
	}
	noteShown(shown, m, m.Payload)
	return shown
}

// noteShown notes what a payload says of sensors.
func noteShown(shown []showing, m *schema.Model, p *schema.Payload) {
	for i := range p.Members {
		noteShown(shown, m, &p.Members[i].Value)
	}
	for i := range p.Items {
		noteShown(shown, m, &p.Items[i])
	}
	if p.Kind != schema.PayloadReference || p.Reference[0] != "sensor" {
		return
	}
	switch i := sensorIndex(m, p.Reference[1]); p.Reference[2] {
	case "value":
		shown[i] |= showsValue
	case "status":
		shown[i] |= showsStatus
	}
}

func referenceNode(m *schema.Model, names []string) codec.Node {
	n := codec.Node{Kind: codec.NodeField}
	switch names[0] {
	case "sensor":
		n.Index, n.Field = sensorIndex(m, names[1]), sensorFields[names[2]]
	case "info":
		n.Index = slices.IndexFunc(m.Info, func(in schema.Info) bool { return in.Name == names[1] })
		n.Field = codec.FieldInfo
		if text := m.Info[n.Index].Text; text != nil {
			return textNode(text, m.Name)
		}
	default:
		if names[1] == "model" {
			return codec.Node{Kind: codec.NodeText, Text: []codec.TextPart{{Text: m.Name}}}
		}
		n.Field = payloadFields[strings.Join(names, ".")]
	}
	return n
}

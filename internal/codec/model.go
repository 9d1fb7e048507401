package codec

// A Model is what all messages of one type of device have in common.
type Model struct {
	Name    string
	Sensors []Sensor // in the order of the message
	Info    []Info   // in the order of the message; the model's name stands before them
	Payload *Node    // the author's own shape; nil: the default
}

// A Sensor is one member of sensors.
type Sensor struct {
	Name string
	Unit string // empty: the message has no unit
	Kind Kind   // Number, Bool or Text; Null: any. Only schemas look at it
	Null bool   // it may say null (a formula that is not finite)

	Words []string // statuses of its own, at most 250: Own(i) says Words[i]
}

// An Info is one member of device_info. One that is named "model" replaces the
// model's own name.
type Info struct {
	Name     string
	Constant *Value // nil: a slot, filled by each reading
	Kind     Kind   // of a slot: Number, Bool or Text; Null: any. Only schemas look at it
}

// modelMember is the first member of device_info.
const modelMember = "model"

// namesItself says that an info replaces the model's own name.
func (m Model) namesItself() bool {
	for _, info := range m.Info {
		if info.Name == modelMember {
			return true
		}
	}
	return false
}

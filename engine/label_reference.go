package engine

// A LabelKind is what a label is about, as its member kind says.
type LabelKind struct {
	Name    string
	Doc     string
	Example string
}

// LabelKinds are the kinds of labels, in the order of a fault's life. Tests hold
// them, and the members below, against what is written.
func LabelKinds() []LabelKind {
	return []LabelKind{
		{
			labelKinds[recordBegin], "A fault begins to happen to a device: one for each of its effects, but for silence, which nothing announces.",
			`{"kind":"begin","device_id":"A-probe-001","timestamp":1772438430000,"fault":"drift","effect":"drift","address":"A/probe/1"}`,
		},
		{
			labelKinds[recordValue], "An effect changes the value of a sensor: one for each reading, sensor and effect, and only where the value that is sent differs from the one without faults.",
			`{"kind":"reading","device_id":"A-probe-001","sequence":16,"timestamp":1772438431598,"sensor":"temperature","fault":"drift","effect":"drift","true":19.48,"sent":19.64}`,
		},
		{
			labelKinds[recordMessage], "An effect changes the message itself: a field, its length, its bytes, what the clock or device_info says.",
			`{"kind":"message","device_id":"A-probe-001","sequence":18,"timestamp":1772438435598,"field":"sensors.temperature.unit","fault":"missing_field","effect":"missing_field"}`,
		},
		{
			labelKinds[recordDropped], "An effect loses a reading, holds it back or sends it again: offline, silence, reboot, interval, drop, burst_loss, delay, reorder, duplicate and clone.",
			`{"kind":"delivery","device_id":"A-probe-001","sequence":17,"timestamp":1772438433598,"fault":"drop","effect":"drop","copies":0}`,
		},
		{
			labelKinds[recordEnd], "It ends. What recovers, and what was held back, may go on.",
			`{"kind":"end","device_id":"A-probe-001","timestamp":1772438470000,"fault":"drift","effect":"drift","address":"A/probe/1"}`,
		},
	}
}

// A LabelMember is a member of labels, in the kinds that may have it.
type LabelMember struct {
	Name  string
	Kinds []string
	Doc   string
}

// LabelMembers are the members of labels, in the order in which they are written.
func LabelMembers() []LabelMember {
	value, message, delivery := labelKinds[recordValue], labelKinds[recordMessage], labelKinds[recordDropped]
	begin, end := labelKinds[recordBegin], labelKinds[recordEnd]
	every := []string{begin, value, message, delivery, end}
	return []LabelMember{
		{"kind", every, "What the label is about, see above."},
		{"device_id", every, "Id of the device, as in its messages."},
		{"sequence", []string{value, message, delivery}, "Number of the reading of its device, from 1: the header iotsim-seq of its message and of the copies of that. Readings that are lost have theirs, so it counts on over gaps and reboots."},
		{"timestamp", every, "When the reading was due, in Unix milliseconds: the timestamp of the data's record, and in its message unless the device's clock is wrong. Of begin and end the moment itself."},
		{"sent_timestamp", []string{message}, "Of clock_skew and clock_step: the timestamp that the message says instead."},
		{"sensor", []string{value}, "Whose value was changed."},
		{"field", []string{message}, "Of missing_field and type_change: the path of what was changed."},
		{"fault", every, "Name of the fault."},
		{"effect", every, "Kind of its effect."},
		{"true", []string{value, message}, "The value without any fault; of battery and firmware what device_info would say."},
		{"sent", []string{value, message}, "The value that the message says, after all faults."},
		{"copies", []string{delivery}, "How many messages of the reading are sent: 0 is a reading that is lost, 2 one that comes twice."},
		{"delay_ms", []string{delivery}, "Of offline, delay and reorder: how much later than due the reading is sent, in milliseconds."},
		{"address", []string{begin, end}, "Building/floor/room/devices/n of the device."},
	}
}

package codec

// A Status says how a sensor judges its value.
type Status uint8

// The statuses: bands of a number, states of a switch.
const (
	Normal Status = iota
	Warning
	Critical
	On
	Off
)

var statusNames = [...]string{"normal", "warning", "critical", "on", "off"}

// String is the status as messages say it.
func (s Status) String() string { return statusNames[s] }

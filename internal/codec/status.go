package codec

// A Status says how a sensor judges its value.
type Status uint8

// The statuses: bands of a number, states of a switch. Behind them come the words
// that a sensor has of its own, see Own.
const (
	Normal Status = iota
	Warning
	Critical
	On
	Off
)

// Own is the status of a sensor's own word i.
func Own(i int) Status { return Off + 1 + Status(i) }

var statusNames = [...]string{"normal", "warning", "critical", "on", "off"}

// String is the status as messages say it; what an own word is, only its sensor
// knows.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return "own word"
}

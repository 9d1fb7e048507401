package expression

// Kind is the kind of a value. No value changes its kind by itself.
type Kind uint8

// The kinds.
const (
	Number Kind = 1 + iota // float64
	Bool
	Text
)

// String is the kind as messages say it: "temperature is a number".
func (k Kind) String() string {
	switch k {
	case Number:
		return "a number"
	case Bool:
		return "true or false"
	case Text:
		return "text"
	}
	return "unknown"
}

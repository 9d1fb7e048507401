package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/iotsim/iotsim/internal/codec"
)

// A Message is a decoded message of the default layout, for programs that read
// the topic. It is written again as it was read, byte for byte: members keep
// their order and numbers their digits. (json.Marshal escapes <, > and &; an
// Encoder with SetEscapeHTML(false) does not.)
//
// Decoding is as lenient as encoding/json. The JSON Schema that
// "iotsim docs --message" prints is the strict description.
type Message struct {
	DeviceID   string               `json:"device_id"`
	Timestamp  int64                `json:"timestamp"` // event time, Unix milliseconds
	Location   Location             `json:"location"`
	Sensors    Members[Measurement] `json:"sensors"`
	DeviceInfo Members[Scalar]      `json:"device_info"`
}

// Time is the event time, in UTC.
func (m *Message) Time() time.Time { return time.UnixMilli(m.Timestamp).UTC() }

// A Location is where a device is. A level that the scenario leaves out is nil.
type Location struct {
	Building *string `json:"building,omitempty"`
	Floor    *int64  `json:"floor,omitempty"`
	Room     *string `json:"room,omitempty"`
}

// A Measurement is what one sensor says.
type Measurement struct {
	Value  Scalar `json:"value"`
	Unit   string `json:"unit,omitempty"` // empty: the sensor has none
	Status string `json:"status"`         // normal, warning or critical; of a switch on or off; or a word of the sensor's own
}

// Members are the members of a JSON object in the order in which they are
// written: sensors in the order of their model, which a map would lose.
type Members[T any] []Member[T]

// A Member is one name of an object and what it says.
type Member[T any] struct {
	Name  string
	Value T
}

// Lookup finds a member by name.
func (m Members[T]) Lookup(name string) (T, bool) {
	for i := range m {
		if m[i].Name == name {
			return m[i].Value, true
		}
	}
	var none T
	return none, false
}

// All ranges over the members in their order.
func (m Members[T]) All() iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for i := range m {
			if !yield(m[i].Name, m[i].Value) {
				return
			}
		}
	}
}

// MarshalJSON writes an object in the members' order.
func (m Members[T]) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i := range m {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(codec.AppendString(out, []byte(m[i].Name)), ':')
		var value bytes.Buffer
		encoder := json.NewEncoder(&value)
		encoder.SetEscapeHTML(false) // the caller's encoder decides that
		if err := encoder.Encode(m[i].Value); err != nil {
			return nil, fmt.Errorf("%s: %w", m[i].Name, err)
		}
		out = append(out, bytes.TrimSuffix(value.Bytes(), []byte{'\n'})...)
	}
	return append(out, '}'), nil
}

// UnmarshalJSON reads an object and keeps its order. Null reads as no members.
func (m *Members[T]) UnmarshalJSON(text []byte) error {
	*m = (*m)[:0]
	decoder := json.NewDecoder(bytes.NewReader(text))
	switch open, err := decoder.Token(); {
	case err != nil:
		return err
	case open == nil:
		return nil
	case open != json.Delim('{'):
		return fmt.Errorf("want an object, have %s", text)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		member := Member[T]{Name: name.(string)} // the decoder admits no other key
		if err := decoder.Decode(&member.Value); err != nil {
			return fmt.Errorf("%s: %w", member.Name, err)
		}
		*m = append(*m, member)
	}
	return nil
}

// A Scalar is a number, boolean, text or null, as its JSON literal: 25.60 stays
// 25.60, and text keeps its quotes. The methods say what it is.
type Scalar string

// Number is the value as a number; false when it is none, or none that float64 holds.
func (s Scalar) Number() (float64, bool) {
	if s == "" || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(s), 64)
	return f, err == nil
}

// Bool is the value as a boolean; ok is false when it is none.
func (s Scalar) Bool() (value, ok bool) { return s == "true", s == "true" || s == "false" }

// Text is the value as text, unquoted; false when it is none.
func (s Scalar) Text() (string, bool) {
	if s == "" || s[0] != '"' {
		return "", false
	}
	var text string
	err := json.Unmarshal([]byte(s), &text)
	return text, err == nil
}

// IsNull says that there is no value: a formula that had no finite result. The
// zero Scalar is null too.
func (s Scalar) IsNull() bool { return s == "" || s == "null" }

// MarshalJSON writes the literal.
func (s Scalar) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return []byte(s), nil
}

// UnmarshalJSON keeps the literal. Objects and lists are errors.
func (s *Scalar) UnmarshalJSON(literal []byte) error {
	if literal[0] == '{' || literal[0] == '[' {
		return fmt.Errorf("want a number, boolean, text or null, have %s", literal)
	}
	*s = Scalar(literal)
	return nil
}

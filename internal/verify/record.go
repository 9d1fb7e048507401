package verify

import (
	"fmt"
	"slices"
)

// A LostError is why a source could not read on: the brokers had records that were
// read or acknowledged, and have them no more.
type LostError struct {
	Records int64
	Err     error
}

func (e *LostError) Error() string { return e.Err.Error() }

// Unwrap is what the brokers said.
func (e *LostError) Unwrap() error { return e.Err }

// A Level is how closely records are looked at.
type Level int

// The levels.
const (
	Bytes Level = iota // all there is: key, headers, timestamp, value
	IDs                // which record it is: key and headers
	Count              // that it is there: records are counted by offsets, not read
)

var levelNames = []string{"bytes", "ids", "count"}

func (l Level) String() string { return levelNames[l] }

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level's name.
func (l *Level) UnmarshalText(text []byte) error {
	i := slices.Index(levelNames, string(text))
	if i < 0 {
		return fmt.Errorf("write count, ids or bytes")
	}
	*l = Level(i)
	return nil
}

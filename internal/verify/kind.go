package verify

import (
	"fmt"
	"slices"
)

// A Kind is one way in which a topic is not what is planned.
type Kind int

// The kinds.
const (
	Missing      Kind = iota // planned, and not there
	Truncated                // planned, and the partition ends before it
	Duplicate                // there more often than planned
	Reordered                // there, and not where it belongs among the others
	Corrupt                  // there, and its bytes are others
	Misplaced                // planned for another partition
	Alien                    // no record of this plan and run
	OffsetGap                // offsets that no record has
	DataLoss                 // offsets that the brokers had acknowledged and have no more
	Surplus                  // more records than planned, where only their number is looked at
	Unverifiable             // planned, and the topic no longer lets anybody know
	kinds
)

var kindNames = [kinds]string{
	"missing", "truncated", "duplicate", "reordered", "corrupt", "misplaced",
	"alien", "offset-gap", "data-loss", "surplus", "unverifiable",
}

// Kinds are all of them, in the order in which reports have them.
func Kinds() []Kind {
	all := make([]Kind, kinds)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

func (k Kind) String() string { return kindNames[k] }

// MarshalText writes the kind's name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a kind's name.
func (k *Kind) UnmarshalText(text []byte) error {
	i := slices.Index(kindNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("%q is no kind of difference", text)
	}
	*k = Kind(i)
	return nil
}

// Counts are how often each kind was found.
type Counts struct {
	Missing      int64 `json:"missing"`
	Truncated    int64 `json:"truncated"`
	Duplicate    int64 `json:"duplicate"`
	Reordered    int64 `json:"reordered"`
	Corrupt      int64 `json:"corrupt"`
	Misplaced    int64 `json:"misplaced"`
	Alien        int64 `json:"alien"`
	OffsetGap    int64 `json:"offset-gap"`
	DataLoss     int64 `json:"data-loss"`
	Surplus      int64 `json:"surplus"`
	Unverifiable int64 `json:"unverifiable"`
}

// of is the count of a kind.
func (c *Counts) of(k Kind) *int64 {
	return [kinds]*int64{
		&c.Missing, &c.Truncated, &c.Duplicate, &c.Reordered, &c.Corrupt, &c.Misplaced,
		&c.Alien, &c.OffsetGap, &c.DataLoss, &c.Surplus, &c.Unverifiable,
	}[k]
}

// Of is how often a kind was found.
func (c *Counts) Of(k Kind) int64 { return *c.of(k) }

// bad is true when something contradicts the plan.
func (c *Counts) bad() bool {
	for k := range Unverifiable {
		if c.Of(k) > 0 {
			return true
		}
	}
	return false
}

func (c *Counts) add(o *Counts) {
	for k := range kinds {
		*c.of(k) += o.Of(k)
	}
}

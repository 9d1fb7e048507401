package verify

import "github.com/iotsim/iotsim/engine"

// A Report is what a verification found.
type Report struct {
	Partitions []Partition `json:"partitions"` // in the order of Options.Streams
	// Runs are those that wrote what was read, where that is not one run, the
	// expected: then the partitions cannot be equal.
	Runs []Run `json:"runs,omitempty"`
}

// A Run is how many records of a run were read. Of very many runs only some are
// counted.
type Run struct {
	Run     string `json:"run"`
	Records int64  `json:"records"`
}

// A Partition is what was found in one partition.
type Partition struct {
	engine.Stream
	Base    int64       `json:"base"`             // offset of the first record
	End     int64       `json:"end"`              // offset up to which all was read
	Planned int64       `json:"planned"`          // records that the plan publishes
	Read    int64       `json:"read"`             // records that were read back
	Equal   int64       `json:"equal"`            // of those, equal up to the first difference
	First   *Difference `json:"first,omitempty"`  // nil: as far as it was read, all is as planned
	Unread  string      `json:"unread,omitempty"` // why not all could be read; empty: all was
}

// Missing is how many records fewer there are than planned.
func (p *Partition) Missing() int64 {
	if p.Unread != "" {
		return 0
	}
	return max(0, p.Planned-p.Read)
}

// Extra is how many records more there are than planned.
func (p *Partition) Extra() int64 { return max(0, p.Read-p.Planned) }

// A Verdict is a report in a word.
type Verdict string

// The verdicts.
const (
	Good         Verdict = "good"         // all was read, and all is as planned
	Bad          Verdict = "bad"          // something differs
	Inconclusive Verdict = "inconclusive" // not all was read, or there was nothing to read
)

// Verdict weighs the partitions. A difference stands, whatever else was not read.
func (r *Report) Verdict() Verdict {
	sum := r.Sum()
	unread := false
	for i := range r.Partitions {
		if r.Partitions[i].First != nil {
			return Bad
		}
		unread = unread || r.Partitions[i].Unread != ""
	}
	if unread || sum.Read == 0 {
		return Inconclusive
	}
	return Good
}

// A Sum is the partitions of a report in all.
type Sum struct {
	Planned int64 `json:"planned"`
	Read    int64 `json:"read"`
	Equal   int64 `json:"equal"`
	Missing int64 `json:"missing"`
	Extra   int64 `json:"extra"`
}

// Sum adds the partitions up.
func (r *Report) Sum() Sum {
	var s Sum
	for i := range r.Partitions {
		p := &r.Partitions[i]
		s.Planned += p.Planned
		s.Read += p.Read
		s.Equal += p.Equal
		s.Missing += p.Missing()
		s.Extra += p.Extra()
	}
	return s
}

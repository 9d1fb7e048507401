package verify

import "github.com/iotsim/iotsim/engine"

// A Report is what a verification found.
type Report struct {
	Level      Level       `json:"level"`
	Partitions []Partition `json:"partitions"` // in the order of Options.Streams
	// Runs are those that wrote what was read, where that is not one run, the
	// expected: then the partitions cannot be equal.
	Runs []Run   `json:"runs,omitempty"`
	Copy *Copied `json:"copy,omitempty"` // nil: it is of the run's own topics
}

// Copied is how a copy was compared. Records of other runs, which Runs names, were
// passed over.
type Copied struct {
	By      Identity `json:"by"`
	Files   bool     `json:"files,omitempty"` // offsets are line numbers
	Allowed []Kind   `json:"allowed,omitempty"`
	Labels  int64    `json:"labels,omitempty"` // records of the run that are labels, and were passed over
}

// A Run is how many records of a run were read. Of very many runs only some are
// counted.
type Run struct {
	Run     string `json:"run"`
	Records int64  `json:"records"`
}

// A Partition is what was found in one partition. Where all was read,
//
//	Read    = Equal + Reordered + Corrupt + Duplicate + Misplaced + Alien
//	Planned = Equal + Reordered + Corrupt + Missing + Truncated + Unverifiable
type Partition struct {
	engine.Stream
	Base     int64        `json:"base"`    // offset of the first record
	End      int64        `json:"end"`     // offset up to which all was read
	Planned  int64        `json:"planned"` // records that the plan publishes
	Read     int64        `json:"read"`    // records that were read back
	Equal    int64        `json:"equal"`   // of those, as planned
	Found    Counts       `json:"found"`
	After    int64        `json:"after,omitempty"`    // offsets behind the run's own end, but for records that name the run
	Doubt    string       `json:"doubt,omitempty"`    // why the topic cannot prove the plan, whatever it holds
	Unread   string       `json:"unread,omitempty"`   // why not all could be read; empty: all was
	Examples []Difference `json:"examples,omitempty"` // the first of each kind
}

// IsGood says that the partition is as planned, as far as it goes.
func (p *Partition) IsGood() bool {
	return !p.Found.bad() && p.Found.Unverifiable == 0 && p.Unread == "" && p.Doubt == ""
}

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
	if r.Copy != nil {
		for _, k := range r.Copy.Allowed {
			*sum.Found.of(k) = 0
		}
	}
	sure := sum.Read > 0 && sum.Found.Unverifiable == 0
	for i := range r.Partitions {
		sure = sure && r.Partitions[i].Unread == "" && r.Partitions[i].Doubt == ""
	}
	switch {
	case sum.Found.bad():
		return Bad
	case sure:
		return Good
	}
	return Inconclusive
}

// A Sum is the partitions of a report in all.
type Sum struct {
	Planned int64  `json:"planned"`
	Read    int64  `json:"read"`
	Equal   int64  `json:"equal"`
	Found   Counts `json:"found"`
	After   int64  `json:"after,omitempty"`
}

// Sum adds the partitions up.
func (r *Report) Sum() Sum {
	var s Sum
	for i := range r.Partitions {
		p := &r.Partitions[i]
		s.Planned += p.Planned
		s.Read += p.Read
		s.Equal += p.Equal
		s.After += p.After
		s.Found.add(&p.Found)
	}
	return s
}

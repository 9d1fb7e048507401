package difference

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// A Side is one of the two that are compared: a plan, and what it was made of.
type Side struct {
	Plan     *engine.Plan
	Scenario *schema.Scenario
}

// What happened to a block.
type What string

// The kinds of change.
const (
	Added   What = "added"
	Removed What = "removed"
	Changed What = "changed"
)

// A Difference is everything that changes from A to B.
type Difference struct {
	Equal bool `json:"equal"`        // nothing changes at all
	Same  bool `json:"same_records"` // the digests are equal: only how and where records are sent may change

	Changes  []Change `json:"changes"`
	Totals   []Total  `json:"totals"`
	Phases   []Phase  `json:"phases"`
	Faults   []Fault  `json:"faults,omitempty"`
	Topics   []Total  `json:"topics"`
	Position []Moved  `json:"position,omitempty"` // what depends on it
}

// A Change is a block that came, went, or says something else.
type Change struct {
	Kind string `json:"kind"` // of the block: model, sensor, devices, phase …
	Name string `json:"name"`
	What What   `json:"what"`
	// A and B are where it is written, file:line; empty on the side that has none.
	A       string   `json:"a,omitempty"`
	B       string   `json:"b,omitempty"`
	Members []Member `json:"members,omitempty"` // what it says; of a change, what differs
	Places  *Places  `json:"places,omitempty"`  // of devices: the blocks that are alike
}

// A Member is one argument of a block, in the language's words; empty: not there.
type Member struct {
	Name string `json:"name"`
	A    string `json:"a,omitempty"`
	B    string `json:"b,omitempty"`
}

// Places sums devices blocks that change in the same way.
type Places struct {
	Count   int64    `json:"count"`
	Names   []string `json:"names"` // the first of them
	Devices [2]int64 `json:"devices"`
}

// A Total is a count on both sides.
type Total struct {
	Name string `json:"name"`
	A    int64  `json:"a"`
	B    int64  `json:"b"`
}

// A Phase is what a phase sends on both sides; nil: it is not there.
type Phase struct {
	Name    string   `json:"name"`
	A       *int     `json:"-"` // index in the plan's phases
	B       *int     `json:"-"`
	Records [2]int64 `json:"records"`
}

// A Fault is whom a fault selects and hits on both sides.
type Fault struct {
	Name     string   `json:"name"`
	Selected [2]int64 `json:"selected"`
	Hit      [2]int64 `json:"hit"`
}

// Compare says what changes from a to b.
func Compare(a, b Side) *Difference {
	d := &Difference{
		Same:    a.Plan.Digest == b.Plan.Digest,
		Changes: blockChanges(outline(a), outline(b)),
		Totals:  totals(a.Plan, b.Plan), Phases: phases(a.Plan, b.Plan), Faults: faults(a.Plan, b.Plan), Topics: topics(a.Plan, b.Plan),
	}
	f := newFleets(a, b)
	d.Changes = sorted(append(d.Changes, f.changes()...))
	d.Position = moved(a, b, f)
	d.Equal = d.Same && len(d.Changes) == 0
	return d
}

// at is where a block is written, for people and editors.
func at(r hcl.Range) string {
	if r.Filename == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", r.Filename, r.Start.Line)
}

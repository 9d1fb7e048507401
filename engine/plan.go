package engine

import "github.com/iotsim/iotsim/schema"

// A Plan is everything that decides the bytes: plain data, immutable, with exact
// counts and a digest. Times are nanoseconds since the scenario's start.
type Plan struct {
	Scenario    string `json:"scenario"`
	Description string `json:"description,omitempty"`
	Seed        uint64 `json:"seed"`

	// Start is the first instant's event time in Unix milliseconds. While it is
	// unresolved ("now", or left out) it is nil, and StartOffset is what will be
	// added to the moment of apply.
	Start       *int64       `json:"start"`
	StartOffset int64        `json:"start_offset,omitempty"`
	Timezone    string       `json:"timezone"`
	Speed       schema.Ratio `json:"speed"`

	Models []schema.Model `json:"models"`
	Groups []schema.Group `json:"groups"`
	Phases []Phase        `json:"phases"`
	Faults []Fault        `json:"faults,omitempty"`
	Sinks  Sinks          `json:"sink"`
	Labels *schema.Labels `json:"labels,omitempty"`

	Expectations []Expectation `json:"expectations,omitempty"`

	Duration int64 `json:"duration"` // end of the last phase
	// Forever says that the last phase has no end but the one of all clocks: then
	// its counts, and the plan's, are those of its first hour.
	Forever bool  `json:"forever,omitempty"`
	Devices int64 `json:"devices"` // whole fleet

	Streams []Stream      `json:"streams"`
	Counts  []StreamCount `json:"counts"` // of each stream, in the same order
	Totals  Count         `json:"totals"` // of the data streams of one sink: each gets everything
	Bytes   Bytes         `json:"bytes"`  // of the data streams of all sinks
	Peak    Rate          `json:"peak"`   // highest planned rate, of one sink
	End     int64         `json:"end"`    // no record is sent later

	Digest string `json:"digest"` // SHA-256, hex, of the canonical form of the inputs
}

// A Phase is a stretch [Start, End) of the time line.
type Phase struct {
	Name  string `json:"name"`
	Start int64  `json:"start"`
	End   int64  `json:"end"`
	// The curves reach past End where --duration cuts the phase short.
	Share  []SharePiece `json:"share"` // of the fleet that is online
	Rate   []Piece      `json:"rate"`  // multiple of the models' own rate
	Faults []string     `json:"faults,omitempty"`
	Count  Count        `json:"count"`  // data records by due time
	Online [2]int64     `json:"online"` // devices at its start and its end
	Target [2]Rate      `json:"target"` // records a second at its start and its end

	// In a cycle the phase runs Times times, Every nanoseconds from start to start.
	// What is above is of the first, but for Count, which is of all. Where later
	// ones begin with another fleet, Again is the curves of the second: the rest
	// are as it.
	Cycle string  `json:"cycle,omitempty"`
	Times int64   `json:"times,omitempty"`
	Every int64   `json:"every,omitempty"`
	Again *Curves `json:"again,omitempty"`
}

// Curves are what a phase wants of the fleet, over time.
type Curves struct {
	Share []SharePiece `json:"share"`
	Rate  []Piece      `json:"rate"`
}

// A Piece is linear from From at Start to To at End. Start and End of
// neighbouring pieces meet; a step is two pieces.
type Piece struct {
	Start int64        `json:"start"`
	End   int64        `json:"end"`
	From  schema.Ratio `json:"from"`
	To    schema.Ratio `json:"to"`
}

// A SharePiece is the same for the share of the fleet that is online.
type SharePiece struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
	From  Share `json:"from"`
	To    Share `json:"to"`
}

// A Rate is records a second.
type Rate float64

// A Count keeps the promise: Planned = Published + Dropped - Duplicated.
type Count struct {
	Planned    int64 `json:"planned"`    // readings that devices make
	Published  int64 `json:"published"`  // records that are sent
	Dropped    int64 `json:"dropped"`    // readings that faults keep from being sent
	Duplicated int64 `json:"duplicated"` // extra copies that faults send
}

// A StreamCount is the records of one stream, in all and by phase of due time.
type StreamCount struct {
	Count
	Devices int64   `json:"devices"` // that publish to it
	Phases  []Count `json:"phases"`
}

// A Fault is a fault of the scenario with the windows that the phases give it.
type Fault struct {
	schema.Fault
	Windows  []Window  `json:"windows"`
	Selected int64     `json:"selected"`            // devices that where admits
	Hit      int64     `json:"hit"`                 // of those, devices that it happens to
	HitFirst []string  `json:"hit_first,omitempty"` // ids of the first of them
	Places   *Places   `json:"places,omitempty"`
	Touched  []Touched `json:"touched,omitempty"` // by effect
}

// Places are those that a fault with a scope picks from.
type Places struct {
	Selected int64 `json:"selected"` // with a device that where admits
	Hit      int64 `json:"hit"`      // of those, places that it picks
}

// A Window is a stretch [Start, End) in which a fault may be active.
type Window struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

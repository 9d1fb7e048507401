package engine

// Contract draft: replaced by the real files.

type Program struct{ plan *Plan }

// Open makes a plan executable. Its start must be resolved. run is the name
// that records carry in the header iotsim-run.
func Open(p *Plan, run string) (*Program, error) { panic("draft") }

// Plan is what was opened.
func (p *Program) Plan() *Plan { return p.plan }

// State is what the plan wants at an instant.
type State struct {
	Phase  int     // index in Plan.Phases
	Online int64   // devices
	Rate   float64 // data records a second due, all devices
}

// At says what the plan wants t nanoseconds after start.
func (p *Program) At(t int64) State { panic("draft") }

// Sequence is one or more streams' records in canonical order: send time,
// device index, sequence, copy. Over several streams it merges them.
type Sequence struct{}

// Sequence positions at the first record of the given streams, merged in canonical order.
func (p *Program) Sequence(streams ...int) *Sequence { panic("draft") }

// Len is the number of records.
func (s *Sequence) Len() int64 { panic("draft") }

// Position is the rank of the record that comes next.
func (s *Sequence) Position() int64 { panic("draft") }

// MoveTo goes to the record of rank k, 0 <= k <= Len.
func (s *Sequence) MoveTo(k int64) { panic("draft") }

// Next is the planned send time of the record that comes next; false at the end.
func (s *Sequence) Next() (send int64, ok bool) { panic("draft") }

// Append renders the following records with Send < until into b, at most limit
// of them, and says how many.
func (s *Sequence) Append(b *Batch, until int64, limit int) int { panic("draft") }

// Reset empties the batch for reuse outside Run (verify, sample, digests).
func (b *Batch) Reset() { b.Records, b.buffer, b.headers = b.Records[:0], b.buffer[:0], b.headers[:0] }

package verify

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strconv"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// An Identity is how a record that a pipeline copied is known.
type Identity int

// The identities.
const (
	ByHeaders Identity = iota // iotsim-seq and its kin, with the key
	ByKeyTime                 // key and timestamp, where the headers are gone
	ByValue                   // all bytes of the value, where nothing else is left
)

var identityNames = []string{"headers", "key and timestamp", "value"}

func (i Identity) String() string { return identityNames[i] }

// MarshalText writes the identity's name.
func (i Identity) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// CopyOptions say how a copy is compared.
type CopyOptions struct {
	Sink    int // whose data was copied
	By      Identity
	Files   bool // offsets are line numbers, and one file goes on where the one before it ends
	AnyRun  bool
	Allowed []Kind // differences that the pipeline is allowed: Duplicate, Reordered
}

// A Copy compares the data of a plan with what a pipeline made of it: a topic with
// any number of partitions, or files. Each record must be there once, with its key
// and value as planned, and those of a key in their order. Headers that are gone and
// timestamps that are others are no matter, unless they are the identity.
//
// It takes some 20 bytes a planned record, whatever the copy holds. Its methods are
// called one at a time.
type Copy struct {
	program *engine.Program
	options CopyOptions
	names   *names
	streams []int

	sequences map[int]*engine.Sequence // that examples were taken from, by stream

	rows  []row    // by id
	seen  []uint64 // bits, by row
	keys  []uint32 // of each planned record, in their order: which key it has
	order []keyOrder

	places []Partition
	others []Run
	labels int64 // that were passed over
}

// A row is a planned record.
type row struct {
	id      uint64
	content uint32
	ordinal uint32 // among all planned records, stream by stream
}

// A keyOrder is how far the records of a key were read.
type keyOrder struct {
	last  uint32 // ordinal + 1 of the record read last; 0: none
	place int32
}

// mostCopied is how many records a plan may have whose copy is compared: about 1.3 GB.
const mostCopied = 1 << 26

// NewCopy lists the planned records. The error says why they cannot be told apart.
func NewCopy(ctx context.Context, program *engine.Program, places []string, o CopyOptions) (*Copy, error) {
	plan := program.Plan()
	c := &Copy{program: program, options: o, names: newNames(program), sequences: map[int]*engine.Sequence{}}
	n := int64(0)
	for i, s := range plan.Streams {
		if s.Sink == o.Sink && !s.Labels {
			c.streams = append(c.streams, i)
			n += plan.Counts[i].Published
		}
	}
	switch {
	case plan.Forever:
		return nil, fmt.Errorf("the plan has no end, so nobody can say what is missing: give it one with --duration")
	case n > mostCopied:
		return nil, fmt.Errorf("the plan has %d records, and a copy is compared of at most %d", n, mostCopied)
	}
	for i, name := range places {
		c.places = append(c.places, Partition{Stream: engine.Stream{Topic: name, Partition: int32(i)}})
	}
	c.rows, c.keys = make([]row, 0, n), make([]uint32, 0, n)
	keys := map[string]uint32{}
	for _, s := range c.streams {
		if err := c.list(ctx, program.Sequence(s), keys); err != nil {
			return nil, err
		}
	}
	c.order, c.seen = make([]keyOrder, len(keys)), make([]uint64, (len(c.rows)+63)/64)
	slices.SortFunc(c.rows, func(a, b row) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.ordinal, b.ordinal)) })
	return c, c.unique()
}

// list adds the records of a stream.
func (c *Copy) list(ctx context.Context, s *engine.Sequence, keys map[string]uint32) error {
	var b engine.Batch
	for s.Append(&b, math.MaxInt64, c.program.Plan().Bytes.Together(aheadRecords)) > 0 {
		for i := range b.Records {
			r := &b.Records[i]
			k, ok := keys[string(r.Key)]
			if !ok {
				k = uint32(len(keys))
				keys[string(r.Key)] = k
			}
			c.rows = append(c.rows, row{c.id(r.Key, r.Value, r.Headers, r.Timestamp), c.content(r.Key, r.Value), uint32(len(c.keys))})
			c.keys = append(c.keys, k)
		}
		b.Reset()
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// unique refuses records that have one identity.
func (c *Copy) unique() error {
	for i := range len(c.rows) - 1 {
		if c.rows[i].id != c.rows[i+1].id {
			continue
		}
		r := c.render(c.rows[i].ordinal)
		what := "headers"
		switch c.options.By {
		case ByKeyTime:
			what = fmt.Sprintf("the key %q and the timestamp %d", r.Key, r.Timestamp)
		case ByValue:
			what = fmt.Sprintf("the value %.60q", r.Value)
		}
		return fmt.Errorf("two planned records have %s, and the copy has nothing else to tell them apart: let the pipeline keep the records' headers", what)
	}
	return nil
}

// id is a record's identity as a number.
func (c *Copy) id(key, value []byte, headers []engine.Header, timestamp int64) uint64 {
	switch c.options.By {
	case ByHeaders:
		return c.names.hash(key, headers)
	case ByValue:
		return maphash.Bytes(c.names.seed, value)
	}
	var h maphash.Hash
	h.SetSeed(c.names.seed)
	_, _ = h.Write(strconv.AppendInt(nil, timestamp, 10)) // it takes everything
	_ = h.WriteByte(' ')
	_, _ = h.Write(key)
	return h.Sum64()
}

// content is what a pipeline must keep, as a number.
func (c *Copy) content(key, value []byte) uint32 {
	var h maphash.Hash
	h.SetSeed(c.names.seed)
	if c.options.By != ByValue {
		_, _ = h.Write(strconv.AppendInt(nil, int64(len(key)), 10))
		_ = h.WriteByte(' ')
		_, _ = h.Write(key)
	}
	_, _ = h.Write(value)
	return uint32(h.Sum64())
}

// Take compares a record that was read at a place, one of those that NewCopy was
// given.
func (c *Copy) Take(place int, r *readback.Record) {
	p := &c.places[place]
	p.End = r.Offset + 1
	named := c.options.By != ByHeaders
	var name engine.Name
	if !named {
		name, named = engine.NameOf(r.Key, r.Headers)
	}
	if run, ok := c.otherRun(r); ok {
		c.note(run)
		return
	}
	if name.Label > 0 { // whole records of a run have its labels with them
		c.labels++
		return
	}
	p.Read++
	i, found := 0, false
	if named {
		id := c.id(r.Key, r.Value, r.Headers, r.Timestamp)
		i, found = slices.BinarySearchFunc(c.rows, id, func(row row, id uint64) int { return cmp.Compare(row.id, id) })
	}
	switch {
	case !found:
		c.count(p, Difference{Kind: Alien, Rank: -1, Offset: r.Offset, Found: c.describe(r)})
	case c.seen[i/64]&(1<<(i%64)) != 0:
		c.count(p, Difference{Kind: Duplicate, Rank: -1, Offset: r.Offset, Found: c.describe(r)})
	default:
		c.seen[i/64] |= 1 << (i % 64)
		c.judge(p, int32(place), &c.rows[i], r)
	}
}

// judge looks at a planned record that is there for the first time.
func (c *Copy) judge(p *Partition, place int32, row *row, r *readback.Record) {
	order := &c.order[c.keys[row.ordinal]]
	was := *order
	*order = keyOrder{row.ordinal + 1, place}
	switch {
	case row.content != c.content(r.Key, r.Value):
		d := c.differs(row.ordinal, r)
		c.count(p, d)
	case was.last > 0 && was.place != place && !c.options.Files: // files are read one after the other
		c.count(p, Difference{
			Kind: Misplaced, Rank: -1, Offset: r.Offset,
			Planned: "with the records of its key before it: " + c.places[was.place].Stream.String(), Found: c.describe(r),
		})
	case was.last > row.ordinal+1:
		c.count(p, Difference{Kind: Reordered, Rank: -1, Offset: r.Offset, Planned: "before " + c.name(was.last-1), Found: c.describe(r)})
	default:
		p.Equal++
	}
}

// differs shows in what a record is not the planned one.
func (c *Copy) differs(ordinal uint32, r *readback.Record) Difference {
	d := &Difference{Kind: Corrupt, Rank: -1, Offset: r.Offset}
	planned := c.render(ordinal)
	if !bytes.Equal(planned.Key, r.Key) && c.options.By != ByValue {
		return *d.between(Key, planned.Key, r.Key)
	}
	return *d.between(Value, planned.Value, r.Value)
}

func (c *Copy) count(p *Partition, d Difference) {
	*p.Found.of(d.Kind)++
	d.Records = 1
	n := 0
	for i := range p.Examples {
		if p.Examples[i].Kind == d.Kind {
			n++
		}
	}
	if n < examples {
		p.Examples = append(p.Examples, d)
	}
}

// otherRun is the run of a record that names another one than the expected.
func (c *Copy) otherRun(r *readback.Record) (string, bool) {
	if c.options.AnyRun || c.options.By == ByValue {
		return "", false
	}
	run, ok := r.Run()
	if !ok || string(run) == c.program.Run() {
		return "", false
	}
	return string(run), true
}

func (c *Copy) note(run string) {
	i := slices.IndexFunc(c.others, func(r Run) bool { return r.Run == run })
	if i < 0 {
		if len(c.others) == maxRuns {
			return
		}
		i = len(c.others)
		c.others = append(c.others, Run{Run: run})
	}
	c.others[i].Records++
}

// describe names a record that was read.
func (c *Copy) describe(r *readback.Record) string {
	if c.options.By == ByHeaders {
		return describe(r.Key, r.Headers)
	}
	return c.spell(r.Key, r.Value, r.Timestamp)
}

// name names a planned record.
func (c *Copy) name(ordinal uint32) string {
	r := c.render(ordinal)
	if c.options.By == ByHeaders {
		return describe(r.Key, r.Headers)
	}
	return c.spell(r.Key, r.Value, r.Timestamp)
}

func (c *Copy) spell(key, value []byte, timestamp int64) string {
	if c.options.By == ByValue {
		return stretch(value, 0)
	}
	return fmt.Sprintf("%s at %d", stretch(key, 0), timestamp)
}

// render is a planned record by its ordinal.
func (c *Copy) render(ordinal uint32) *engine.Record {
	rank := int64(ordinal)
	stream := c.streams[0]
	for _, stream = range c.streams {
		n := c.program.Plan().Counts[stream].Published
		if rank < n {
			break
		}
		rank -= n
	}
	s := c.sequences[stream]
	if s == nil {
		s = c.program.Sequence(stream)
		c.sequences[stream] = s
	}
	s.MoveTo(rank)
	var b engine.Batch
	s.Append(&b, math.MaxInt64, 1)
	return &b.Records[0]
}

// Unread says why a place could not be read to its end.
func (c *Copy) Unread(place int, why string) { c.places[place].Unread = why }

// Report says what was found. What is missing is of no place: it has an entry of
// its own, the last, with the partition -1.
func (c *Copy) Report() Report {
	all := Partition{Stream: engine.Stream{Topic: c.places[0].Topic, Partition: -1}, Planned: int64(len(c.rows))}
	var lost []uint32
	unread := slices.ContainsFunc(c.places, func(p Partition) bool { return p.Unread != "" })
	for i := range c.rows {
		if c.seen[i/64]&(1<<(i%64)) == 0 && !unread {
			all.Found.Missing++
			lost = append(lost, c.rows[i].ordinal)
			if len(lost) > examples {
				slices.Sort(lost)
				lost = lost[:examples]
			}
		}
	}
	slices.Sort(lost)
	for _, ordinal := range lost {
		all.Examples = append(all.Examples, Difference{Kind: Missing, Rank: -1, Offset: -1, Records: 1, Planned: c.name(ordinal)})
	}
	return Report{
		Partitions: append(slices.Clone(c.places), all), Runs: c.others,
		Copy: &Copied{By: c.options.By, Files: c.options.Files, Allowed: c.options.Allowed, Labels: c.labels},
	}
}

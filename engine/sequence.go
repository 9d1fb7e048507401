package engine

import (
	"cmp"
	"context"

	"github.com/iotsim/iotsim/internal/codec"
)

// A Sequence is the records of one stream, or of several merged, in canonical
// order: send time, device, reading, copy. It is pure: no clock, no input or
// output; two sequences of one stream are equal record by record.
//
// It walks the readings in the order in which they are due. A reading that no
// fault touches is a record at once. What faults send later waits in a heap,
// which holds what is late at the moment and, of labels, the next begin or end
// of each fault and device.
type Sequence struct {
	program *Program
	route   *route
	streams []int
	labels  bool
	walk    *walk
	late    lateQueue
	now     item // the record that comes next, or a rest
	done    bool
	rank    int64 // of now
	index   *seekIndex
	recalls []recall // of the walk's entries
	keys    []byte   // of the walk's entries

	message  codec.Reading // filled anew for each
	delivery delivery
	block    block               // the readings at hand
	items    [blockReadings]item // of the readings at hand
	past     *block              // the reading at which a sensor got stuck; nil until one did
	scratch  []byte
	damaged  damaged // of labels: the message at hand
	hints    []int   // of codec.Edit

	heeds context.Context // ends the way to a place; nil: nobody does
	steps int             // of such ways
}

// recordKind says what a record tells.
type recordKind uint8

const (
	recordReading recordKind = iota // data
	recordValue                     // label: an effect changed a value
	recordMessage                   // label: an effect changed the message
	recordDropped                   // label: an effect lost the reading
	recordDelayed                   // label: an effect sent it later
	recordCopied                    // label: an effect sent it again
	recordBegin                     // label: an activation begins
	recordEnd                       // label: an activation ends
	recordRest                      // none: see Sequence.rest
)

// An item is a record that is not rendered yet.
type item struct {
	reading
	send   int64
	sub    int32 // data: the copy, from 0; labels: the ordinal
	kind   recordKind
	fault  int16
	effect int16
	nth    int32 // of a copy: which of those that its effect makes, from 1
	amount int64 // data: made so much later than due; of delayed: nanoseconds; of copied: times sent; of begin and end: the slot; of values: the sensor
}

// before is the canonical order.
func (it *item) before(b *item) bool {
	if it.send != b.send {
		return it.send < b.send
	}
	return cmp.Or(
		cmp.Compare(it.device, b.device), cmp.Compare(it.seq, b.seq), cmp.Compare(it.sub, b.sub),
		// Events of one device at one instant: an activation ends before the next begins.
		cmp.Compare(it.fault, b.fault), cmp.Compare(it.amount, b.amount),
		cmp.Compare(it.kind, b.kind), cmp.Compare(it.effect, b.effect),
	) < 0
}

// Sequence positions at the first record of the given streams, merged in
// canonical order. They are one or more of one sink, each named once, and all of
// data or all of labels.
func (p *Program) Sequence(streams ...int) *Sequence {
	s := p.sequence(streams)
	s.restart()
	return s
}

// sequence stands nowhere yet: where it goes elsewhere next, the way to the first
// record is saved, which of labels may be long.
func (p *Program) sequence(streams []int) *Sequence {
	first := p.plan.Streams[streams[0]]
	s := &Sequence{program: p, route: &p.routes[first.Sink], streams: streams, labels: first.Labels}
	s.walk = newWalk(p, p.entries(s.route, streams, s.labels))
	s.recalls = s.walk.recalls()
	s.keep()
	return s
}

// keep renders the record key of every entry once.
func (s *Sequence) keep() {
	s.walk.each(func(_ *class, e *entry) {
		start := len(s.keys)
		s.keys = s.route.keys[e.group].append(s.keys, &s.program.fleet.groups[e.group], e.device)
		e.id, e.idLength = uint32(start), uint32(len(s.keys)-start)
	})
}

// entries are the devices that publish to the given streams. Labels have only
// those that a fault happens to.
func (p *Program) entries(r *route, streams []int, labels bool) []entry {
	first, count := r.streams(labels)
	wanted := make([]bool, count)
	topics := make([]bool, count/r.partitions)
	for _, s := range streams {
		wanted[s-first], topics[(s-first)/r.partitions] = true, true
	}
	var entries []entry
	for topic, any := range topics {
		if !any {
			continue
		}
		partitions := wanted[topic*r.partitions:][:r.partitions]
		r.visit(topic, labels, len(p.fleet.groups), func(i int) {
			g := &p.fleet.groups[i]
			for d := g.first; d < g.first+g.Count; d++ {
				if !partitions[r.partition[d]] {
					continue
				}
				e := p.entry(g, i, d)
				if e.stream = int32(first + topic*r.partitions + int(r.partition[d])); !labels || e.hit != nil {
					entries = append(entries, e)
				}
			}
		})
	}
	return entries
}

func (p *Program) entry(g *group, index int, device int64) entry {
	key := g.device(g.ordinal(device))
	return entry{
		offset: g.offset(key), device: device, key: key, group: int32(index),
		hit: newHit(p, index, device, key),
	}
}

// restart goes to the first record. Before the first activation no reading has a
// label: those need not be walked.
func (s *Sequence) restart() {
	s.late, s.rank, s.done = s.late[:0], 0, false
	s.announce(0)
	first := int64(0)
	if s.labels {
		first = s.firstActivation()
		if s.done = first == never; s.done {
			return
		}
	}
	s.walk.rewind(first)
	s.advance()
}

// firstActivation is when the first of its devices' faults may begin; never where there
// is no device.
func (s *Sequence) firstActivation() int64 {
	first := int64(never)
	s.walk.each(func(_ *class, e *entry) { first = min(first, e.hit.since) })
	return first
}

// Len is the number of records; of a plan that lasts forever, of those counted.
func (s *Sequence) Len() int64 {
	n := int64(0)
	for _, stream := range s.streams {
		n += s.program.plan.Counts[stream].Published
	}
	return n
}

// Position is the rank of the record that comes next.
func (s *Sequence) Position() int64 { return s.rank }

// Next is the planned send time of the record that comes next; false at the end.
// At a rest the record comes then or later.
func (s *Sequence) Next() (send int64, ok bool) { return s.now.send, !s.done }

// Append renders the following records with Send < until into b, at most limit
// of them, and says how many. It ends at a rest, too: none is the end of a
// sequence only if Next says so.
func (s *Sequence) Append(b *Batch, until int64, limit int) int {
	n := 0
	for n < limit && !s.done && s.now.send < until {
		if m := s.measured(&s.now); m != nil {
			n += s.appendBlock(b, m, until, limit-n)
			continue
		}
		if s.now.kind == recordRest {
			s.step()
			break
		}
		s.renderRecord(b, &s.now, nil, nil)
		s.step()
		n++
	}
	return n
}

// measured is the model of a reading; nil of any other record.
func (s *Sequence) measured(it *item) *model {
	if it.kind != recordReading {
		return nil
	}
	return s.program.fleet.groups[it.group].model
}

// appendBlock renders the record at hand and as many like it as follow.
func (s *Sequence) appendBlock(b *Batch, m *model, until int64, limit int) int {
	n := 0
	for n < min(limit, blockReadings) && !s.done && s.now.send < until && s.measured(&s.now) == m {
		s.items[n] = s.now
		n++
		s.step()
	}
	s.renderReadings(b, s.items[:n])
	return n
}

// renderReadings renders the records of readings of one model.
func (s *Sequence) renderReadings(b *Batch, items []item) {
	s.measure(items)
	b.nulls += s.block.nulls
	for j := range items {
		f, values := &s.block.frames[j], s.block.frames[j].clear
		if h := items[j].hit; h != nil && h.changesValues() && !items[j].cloned() && h.feels(&items[j].reading) {
			s.affect(f, &items[j].reading)
			b.nulls -= hidden(f)
			values = f.sent
		}
		s.renderRecord(b, &items[j], f, values)
	}
}

// measure measures readings of one model, as if no fault touched them.
func (s *Sequence) measure(items []item) {
	k := &s.block
	m := s.program.fleet.groups[items[0].group].model
	k.reset(m)
	for i := range items {
		it := &items[i]
		if it.cloned() {
			k.addClone(it, &s.program.fleet.groups[it.group], s.program.calendar)
			continue
		}
		k.add(&it.reading, &s.program.fleet.groups[it.group], s.program.calendar, s.remember(it.entry, m))
	}
	k.measure(len(m.sensors))
	k.inform()
}

// step goes to the following record without rendering the one at hand.
func (s *Sequence) step() {
	if s.now.kind != recordRest {
		s.rank++
	}
	s.advance()
}

// idleReadings of which no record comes are looked at in a row before a rest: a
// millisecond.
const idleReadings = 4096

// advance finds the record that comes next.
func (s *Sequence) advance() {
	for idle := 0; ; idle++ {
		c := s.walk.peek()
		if len(s.late) > 0 && (c == nil || s.late[0].before(&item{reading: reading{entry: c.entry, seq: c.seq}, send: c.due})) {
			s.now = s.late.pop()
			if next, ok := s.now.follower(); ok {
				s.late.push(next)
			}
			return
		}
		if c == nil {
			s.done = true
			return
		}
		if idle == idleReadings && s.program.plan.Forever || idle%idleReadings == idleReadings-1 && s.context().Err() != nil {
			s.rest(c.due)
			return
		}
		r := *c
		s.walk.take()
		if s.take(r) {
			return
		}
	}
}

// rest stops before a reading due at t. Where nothing ends, the record that comes
// next may be years away, as the next label of devices that are well again, or
// never come: whoever asks is not kept, and a rest looks like a record that will be
// sent at t.
func (s *Sequence) rest(t int64) { s.now = item{send: t, kind: recordRest} }

// Past says that no record of event time t or before comes any more. False says
// nothing.
func (s *Sequence) Past(t int64) bool {
	switch {
	case s.done:
		return true
	case s.now.kind != recordRest || s.now.send <= t:
		return false
	}
	for i := range s.late {
		if s.late[i].eventTime() <= t {
			return false
		}
	}
	return true
}

// eventTime is what the record's timestamp is of.
func (it *item) eventTime() int64 {
	if it.kind < recordBegin {
		return it.made()
	}
	return it.send
}

// take turns a reading into records. It says whether one of them is next.
func (s *Sequence) take(r reading) bool {
	if s.labels {
		s.label(r, s.late.push)
		return false
	}
	if r.hit == nil {
		s.now = item{reading: r, send: r.due}
		return true
	}
	d := &s.delivery
	r.hit.deliver(d, r)
	s.copies(d, r, s.late.push)
	if d.dropped || d.send > r.due {
		if !d.dropped {
			s.late.push(item{reading: r, send: d.send})
		}
		return false
	}
	s.now = item{reading: r, send: d.send}
	return true
}

// copies emits the first extra record of each effect that makes some.
func (s *Sequence) copies(d *delivery, r reading, emit func(item)) {
	for i := range d.repeats {
		emit(d.repeats[i].copies(d, r))
	}
}

// follower is the item that another brings when its turn comes.
func (it *item) follower() (item, bool) {
	if it.nth > 0 {
		return it.nextCopy()
	}
	return it.nextEvent()
}

// renderRecord appends the record of an item; of a reading, the frame holds what
// it measured and values what is sent of it.
func (s *Sequence) renderRecord(b *Batch, it *item, f *frame, values []codec.Value) {
	g := &s.program.fleet.groups[it.group]
	start := len(b.buffer)
	b.buffer = append(b.buffer, s.keys[it.id:it.id+it.idLength]...)
	r := Record{
		Stream:    int(it.stream),
		Key:       b.buffer[start:len(b.buffer):len(b.buffer)],
		Timestamp: s.program.calendar.millis(it.made()),
		Send:      it.send,
	}
	start = len(b.buffer)
	if it.kind == recordReading {
		s.renderReading(b, g, it, r.Key, f, values)
	} else {
		s.renderLabel(b, g, it)
	}
	r.Value = b.buffer[start:len(b.buffer):len(b.buffer)]
	s.renderHeaders(b, g, it, &r)
	b.Records = append(b.Records, r)
}

// A lateQueue is a binary heap of items, the first in canonical order on top.
type lateQueue []item

func (q *lateQueue) push(it item) {
	*q = append(*q, it)
	h := *q
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h[i].before(&h[parent]) {
			return
		}
		h[i], h[parent] = h[parent], h[i]
		i = parent
	}
}

func (q *lateQueue) pop() item {
	h := *q
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h[last] = item{}
	h = h[:last]
	*q = h
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			return top
		}
		if child+1 < last && h[child+1].before(&h[child]) {
			child++
		}
		if !h[child].before(&h[i]) {
			return top
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}

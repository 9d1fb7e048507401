package engine

import (
	"sort"
	"strconv"
	"strings"
)

// A Name is what a record's headers and key say of its identity. The run is no
// part of it: every run of a plan has the same records.
type Name struct {
	Device     []byte // the id: the key, or the header iotsim-device
	Sequence   int64  // 0: of a begin or end
	Copy       int64  // 0: the reading itself
	Label      int64  // 0: data
	Activation string // of a begin or end: fault/effect/slot
}

// NameOf reads a name; false when the headers have none.
func NameOf(key []byte, headers []Header) (name Name, ok bool) {
	name.Device = key
	for i := range headers {
		h := &headers[i]
		valid := true
		switch h.Key {
		case HeaderSequence:
			name.Sequence, valid = ordinal(h.Value)
		case HeaderCopy:
			name.Copy, valid = ordinal(h.Value)
		case HeaderLabel:
			name.Label, valid = ordinal(h.Value)
		case HeaderActivation:
			name.Activation = string(h.Value)
		case HeaderDevice:
			name.Device = h.Value
		}
		if !valid {
			return Name{}, false
		}
	}
	return name, name.Sequence > 0 || name.Activation != "" && name.Label > 0
}

// ordinal is a header's number, from 1.
func ordinal(text []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	return n, err == nil && n > 0
}

// A Position is where a record stands in the canonical order of its sink's data,
// or of its labels.
type Position struct{ item item }

// Before compares positions of one sink, both of data or both of labels.
func (p *Position) Before(o *Position) bool { return p.item.before(&o.item) }

// Stream is the index in Plan.Streams of the record's stream.
func (p *Position) Stream() int { return int(p.item.stream) }

// A Finder finds records by name, each in the time that one takes: the device
// says which tick the number is of, the tick when it is due, and the faults when
// it is sent. It holds what a sequence of all its streams holds. One goroutine at
// a time may use it.
type Finder struct {
	sequence *Sequence
	devices  map[string]*entry
	stays    []stay
}

// Finder is for the data of a sink, or for its labels. nil: it has none.
func (p *Program) Finder(sink int, labels bool) *Finder {
	var streams []int
	for i, s := range p.plan.Streams {
		if s.Sink == sink && s.Labels == labels {
			streams = append(streams, i)
		}
	}
	if len(streams) == 0 {
		return nil
	}
	f := &Finder{sequence: p.Sequence(streams...), devices: map[string]*entry{}}
	var id []byte
	f.sequence.walk.each(func(_ *class, e *entry) {
		id = p.fleet.groups[e.group].appendID(id[:0], e.device)
		f.devices[string(id)] = e
	})
	return f
}

// Find is where the record of that name stands; false when the plan has none.
func (f *Finder) Find(name *Name) (Position, bool) {
	e := f.devices[string(name.Device)]
	if e == nil || (name.Label > 0) != f.sequence.labels {
		return Position{}, false
	}
	switch {
	case name.Sequence == 0:
		return f.event(e, name)
	case name.Activation != "" || name.Label > 0 && name.Copy > 0:
		return Position{}, false
	}
	r, ok := f.reading(e, name.Sequence)
	if !ok {
		return Position{}, false
	}
	if f.sequence.labels {
		return f.label(r, name.Label)
	}
	return f.copy(r, name.Copy)
}

// copy is a reading's message, or an extra copy of it.
func (f *Finder) copy(r reading, n int64) (Position, bool) {
	if r.hit == nil {
		return Position{item{reading: r, send: r.due}}, n == 0
	}
	d := &f.sequence.delivery
	r.hit.deliver(d, r)
	if n == 0 {
		return Position{item{reading: r, send: d.send}}, !d.dropped
	}
	for i := range d.repeats {
		if c := &d.repeats[i]; n >= int64(c.first) && n-int64(c.first) < c.count {
			return Position{c.copy(d, r, int32(n))}, true
		}
	}
	return Position{}, false
}

// label is a reading's n-th label.
func (f *Finder) label(r reading, n int64) (found Position, ok bool) {
	f.sequence.label(r, func(it item) {
		if int64(it.sub) == n {
			found, ok = Position{it}, true
		}
	})
	return found, ok
}

// reading is a reading by its number.
func (f *Finder) reading(e *entry, seq int64) (reading, bool) {
	p := f.sequence.program
	stays := f.stays[:0]
	if e.hit != nil {
		stays = e.hit.stays
	} else {
		stays = p.stays(stays, &p.fleet.groups[e.group], e.device, e.key)
		f.stays = stays
	}
	i := sort.Search(len(stays), func(i int) bool { return stays[i].before >= seq }) - 1
	if i < 0 {
		return reading{}, false
	}
	s, ticks := &stays[i], p.cadence(e)
	nth := seq - s.before - 1 // of the stay; as large as a header can write it
	if nth >= ticks.from(s.to)-s.first {
		return reading{}, false
	}
	tick := s.first + nth
	x := ticks.at(tick)
	hint := p.timeline.pieceOf(x)
	return reading{entry: e, tick: tick, seq: seq, due: p.timeline.due(x, &hint)}, true
}

// event is the begin or end of an activation.
func (f *Finder) event(e *entry, name *Name) (Position, bool) {
	fault, effect, slot, ok := f.activation(name.Activation)
	if !ok || e.hit == nil || name.Copy > 0 || name.Label > 2 {
		return Position{}, false
	}
	for i := range e.hit.faults {
		h := &e.hit.faults[i]
		if h.Name != fault || effect >= int64(len(h.effects)) || slot >= h.slotCount() {
			continue
		}
		a, ok := h.activate(e.hit.anchor(h.fault), h.slot(slot))
		if !ok {
			break
		}
		kind, at := recordBegin, a.begin
		if name.Label == 2 {
			kind, at = recordEnd, a.end
		}
		return Position{e.hit.event(e, h.fault, int(effect), slot, kind, at)}, true
	}
	return Position{}, false
}

// activation reads fault/effect/slot.
func (f *Finder) activation(text string) (fault string, effect, slot int64, ok bool) {
	parts := strings.Split(text, "/")
	if len(parts) != 3 {
		return "", 0, 0, false
	}
	effect, err := strconv.ParseInt(parts[1], 10, 32)
	if err != nil || effect < 0 {
		return "", 0, 0, false
	}
	slot, err = strconv.ParseInt(parts[2], 10, 64)
	return parts[0], effect, slot, err == nil && slot >= 0
}

// Append renders the record at a position into b.
func (f *Finder) Append(b *Batch, p *Position) {
	s := f.sequence
	if s.measured(&p.item) == nil {
		s.renderRecord(b, &p.item, nil, nil)
		return
	}
	s.items[0] = p.item
	s.renderReadings(b, s.items[:1])
}

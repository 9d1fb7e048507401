package engine

import (
	"iter"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

// A Device is one of the fleet.
type Device struct {
	Index    int64  // in the fleet, from 0
	ID       string // as messages have it
	Address  string // building/floor/room/devices/n
	Model    int    // index in Plan.Models
	Interval time.Duration
}

// Select ranges over the devices of which a selector holds, as in a fault's where.
// Without an error in the diagnostics the sequence is not nil.
func (p *Program) Select(where *schema.Expression) (iter.Seq[Device], hcl.Diagnostics) {
	s, diags := expression.CompileSelector(where, &expression.Vocabulary{Models: p.modelNames(), Tags: tagNames(p.plan.Groups)})
	if s == nil {
		return nil, diags
	}
	f := &fault{}
	f.admit(s, p.fleet)
	return func(yield func(Device) bool) {
		for i := range p.fleet.groups {
			g := &p.fleet.groups[i]
			for d := g.first; d < g.first+g.Count; d++ {
				if f.admits(g, i, d) && !yield(g.describe(d)) {
					return
				}
			}
		}
	}, diags
}

// Devices ranges over the fleet, in its order.
func (p *Program) Devices() iter.Seq[Device] {
	return func(yield func(Device) bool) {
		for i := range p.fleet.groups {
			g := &p.fleet.groups[i]
			for d := g.first; d < g.first+g.Count; d++ {
				if !yield(g.describe(d)) {
					return
				}
			}
		}
	}
}

// Device is the device of an index, from 0.
func (p *Program) Device(index int64) Device {
	return p.fleet.groups[p.fleet.groupOf(index)].describe(index)
}

func (g *group) describe(device int64) Device {
	return Device{
		Index: device, Model: g.model.index, Interval: g.Interval,
		ID: string(g.appendID(nil, device)), Address: string(g.appendAddress(nil, device)),
	}
}

// A Trace visits readings of some devices in the order in which they are due,
// not in that in which they are sent, and says of each what a sensor would say
// without faults, what it says with them, and when it is sent, if at all. It
// begins anywhere at once. A Trace is one goroutine's; any number of them may
// look at one Program.
type Trace struct {
	data    *Sequence
	labels  *Sequence
	reading Traced
}

// Trace looks at the devices of these indices; without any, at the whole fleet.
func (p *Program) Trace(devices ...int64) *Trace {
	var entries []entry
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		for d := g.first; len(devices) == 0 && d < g.first+g.Count; d++ {
			entries = append(entries, p.entry(g, i, d))
		}
	}
	for _, d := range devices {
		i := p.fleet.groupOf(d)
		entries = append(entries, p.entry(&p.fleet.groups[i], i, d))
	}
	data := slices.IndexFunc(p.plan.Streams, func(s Stream) bool { return !s.Labels })
	r := &p.routes[p.plan.Streams[data].Sink]
	for i := range entries {
		entries[i].stream = int32(r.stream(int(entries[i].group), entries[i].device))
	}
	t := &Trace{data: &Sequence{program: p, route: r, walk: newWalk(p, entries)}}
	t.data.recalls = t.data.walk.recalls()
	t.data.keep()
	t.labels = &Sequence{program: p, route: r, labels: true, recalls: t.data.recalls, keys: t.data.keys}
	return t
}

// Since ranges over the readings due at from or later, in nanoseconds after the
// start. Each holds until the next.
func (t *Trace) Since(from int64) iter.Seq[*Traced] {
	return func(yield func(*Traced) bool) {
		w := t.data.walk
		w.rewind(from)
		for at := w.peek(); at != nil; at = w.peek() {
			r := *at
			w.take()
			t.look(r)
			if !yield(&t.reading) {
				return
			}
		}
	}
}

// look fills in the reading at hand.
func (t *Trace) look(r reading) {
	x := &t.reading
	x.trace, x.at = t, r
	x.Device, x.Tick, x.Sequence, x.Due = r.device, r.tick, r.seq, r.due
	x.Sends, x.Labels = x.Sends[:0], x.Labels[:0]
	x.records, x.labels = x.records[:0], x.labels[:0]
	x.measured = 0
	if r.hit == nil {
		x.Sends = append(x.Sends, r.due)
		x.records = append(x.records, item{reading: r, send: r.due})
		return
	}
	t.data.records(r, func(it item) { x.records = append(x.records, it) })
	slices.SortFunc(x.records, func(a, b item) int {
		if a.before(&b) {
			return -1
		}
		return 1
	})
	for i := range x.records {
		x.Sends = append(x.Sends, x.records[i].send)
	}
	t.labels.label(r, func(it item) {
		x.labels = append(x.labels, it)
		x.Labels = append(x.Labels, Label{int(it.fault), int(it.effect), labelKinds[it.kind]})
	})
}

// A Traced is one reading of a device, whatever became of it.
type Traced struct {
	Device   int64
	Tick     int64   // of its schedule, from 0: those while it is not online count too
	Sequence int64   // of its readings, from 1: the header iotsim-seq
	Due      int64   // event time, nanoseconds after the start
	Sends    []int64 // when each record of it is sent; none: it is dropped
	Labels   []Label // what faults did to it

	trace           *Trace
	at              reading
	records, labels []item
	measured        int // sensors in the frame, from the first
}

// A Label says which effect of Plan.Faults touched a reading.
type Label struct {
	Fault, Effect int
	Kind          string // as in label records: "reading", "delivery", …
}

// Values are what a sensor of the device's model, by its index there, would say
// without faults, and what it says.
func (r *Traced) Values(sensor int) (clear, sent Value) {
	if r.measured <= sensor {
		r.measured = r.trace.measure(&r.at, sensor+1)
	}
	f := &r.trace.data.block.frames[0]
	if r.at.hit == nil {
		return Value{f.clear[sensor]}, Value{f.clear[sensor]}
	}
	return Value{f.clear[sensor]}, Value{f.sent[sensor]}
}

// measure measures a reading into the first frame: at least so many sensors. It
// says how many they are.
func (t *Trace) measure(r *reading, sensors int) int {
	s := t.data
	g := &s.program.fleet.groups[r.group]
	if r.hit != nil {
		s.measureHit(g, *r)
		return len(g.model.sensors)
	}
	s.block.reset(g.model)
	s.block.add(r, g, s.program.calendar, s.remember(r.entry, g.model))
	s.block.measure(sensors)
	return sensors
}

// AppendRecords renders the records of the reading into b, in the order in which
// they are sent.
func (r *Traced) AppendRecords(b *Batch) {
	s := r.trace.data
	for i := range r.records {
		it := &r.records[i]
		if it.cloned() {
			s.measure(r.records[i : i+1])
		} else {
			r.trace.measure(&it.reading, len(s.program.fleet.groups[it.group].model.sensors))
			s.block.inform()
		}
		f, values := &s.block.frames[0], s.block.frames[0].clear
		if it.hit != nil && !it.cloned() {
			values = f.sent
		}
		s.renderRecord(b, it, f, values)
	}
	r.measured = 0 // the frame may be of a copy now
}

// AppendLabels renders its label records into b, one a label.
func (r *Traced) AppendLabels(b *Batch) {
	for i := range r.labels {
		r.trace.labels.renderRecord(b, &r.labels[i], nil, nil)
	}
}

// An Activation is a fault happening to a device.
type Activation struct {
	Fault      int   // index in Plan.Faults
	Begin, End int64 // nanoseconds after the start
}

// Activations ranges over the activations of a device that touch [from, to), by
// fault and then in the order in which they begin.
func (p *Program) Activations(device, from, to int64) iter.Seq[Activation] {
	return func(yield func(Activation) bool) {
		i := p.fleet.groupOf(device)
		e := p.entry(&p.fleet.groups[i], i, device)
		if e.hit == nil {
			return
		}
		for j := range e.hit.faults {
			f := &e.hit.faults[j]
			for n := max(f.slotAt(from), 0); n < f.slotCount(); n++ {
				s := f.slot(n)
				if s.start >= to {
					break
				}
				a, ok := f.activate(e.hit.anchor(f.fault), s)
				if ok && a.begin < to && a.end > from && !yield(Activation{f.index, a.begin, a.end}) {
					return
				}
			}
		}
	}
}

// A Turn is one time that a phase runs, over [Start, End).
type Turn struct {
	Phase      int // index in Plan.Phases
	Start, End int64
}

// Turns ranges over the phases that touch [from, to), in the order of time: those
// of a cycle come again and again.
func (p *Program) Turns(from, to int64) iter.Seq[Turn] {
	return func(yield func(Turn) bool) {
		first := sort.Search(len(p.turns), func(i int) bool { return p.turns[i].end > from })
		for _, t := range p.turns[first:] {
			if t.start >= to || !yield(Turn{t.phase, t.start, t.end}) {
				return
			}
		}
	}
}

// A Value is what a sensor says: a number, a boolean, a text, or null. It holds
// as long as the reading that it is of.
type Value struct{ value codec.Value }

// Number is the value as a number; false when it is none.
func (v Value) Number() (float64, bool) {
	x := numeric(&v.value)
	return x, !math.IsNaN(x)
}

// Bool is the value as a boolean; ok is false when it is none.
func (v Value) Bool() (value, ok bool) { return v.value.Fixed != 0, v.value.Kind == codec.Bool }

// Text is the value as text, unquoted; false when it is none.
func (v Value) Text() (string, bool) { return string(v.value.Text), v.value.Kind == codec.Text }

// Scalar is the value as its literal in a message, which lasts.
func (v Value) Scalar() Scalar { return Scalar(codec.AppendValue(nil, v.value)) }

// Equal says whether both read the same in a message.
func (v Value) Equal(other Value) bool { return same(&v.value, &other.value) }

// Words are the texts that a sensor may say, in the order in which they are
// written; nil for one that says no texts. A switch says "off" and "on".
func Words(s *schema.Sensor) []string {
	if s.Formula != nil {
		return nil
	}
	d := s.Value
	for d.Kind == schema.Fixed {
		d = d.Of
	}
	switch d.Kind {
	case schema.Switch:
		return []string{"off", "on"}
	case schema.Choice:
		var words []string
		for _, o := range d.Choices {
			words = append(words, o.Text)
		}
		return words
	}
	return nil
}

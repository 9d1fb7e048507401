package engine

import (
	"strconv"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// Labels are the ground truth: which reading was touched by which fault. They
// are a sequence of their own, made of the same readings.

// eventOrdinal puts the begin and end of activations behind the labels of the
// last reading before them, when they share its send time.
const eventOrdinal = 1 << 20

// label emits the labels of one reading, by fault and effect in the order of
// the file. They are sent with the reading; those of a reading that is dropped,
// when it is due.
func (s *Sequence) label(r reading, emit func(item)) {
	d, h := &s.delivery, r.hit
	h.deliver(d, r)
	send := d.send
	if d.dropped {
		send = r.due
	}
	changed := !d.dropped && s.changes(r)
	if !d.dropped && h.wounds != nil {
		s.findDamage(d, r, changed)
	}
	ordinal := int32(0)
	for i := range h.faults {
		f := &h.faults[i]
		for j := range f.effects {
			e := &f.effects[j]
			for part := range e.parts() {
				it, ok := s.labelOf(d, f, e, part, r, changed)
				if !ok {
					continue
				}
				ordinal++
				it.send, it.sub = send, ordinal
				emit(it)
			}
		}
	}
}

// changes measures the reading if an effect on values may touch it.
func (s *Sequence) changes(r reading) bool {
	h := r.hit
	if !h.changesValues() || !h.feels(&r) {
		return false
	}
	s.measureHit(h.group, r)
	return true
}

// parts is how many labels an effect may put on a reading: one for each sensor.
func (e *effect) parts() int {
	if e.others != nil {
		return 2
	}
	return 1
}

// labelOf is the label that an effect puts on a reading, or on the part-th of its
// sensors there, if it changed anything.
func (s *Sequence) labelOf(d *delivery, f *faultHit, e *effect, part int, r reading, changed bool) (item, bool) {
	it := item{reading: r, fault: int16(f.index), effect: int16(e.ordinal)}
	if e.layer > layerReplace {
		for _, a := range d.acts {
			if a.fault == f.index && a.effect == e.ordinal {
				it.kind, it.amount = a.kind, a.amount
				if a.kind == recordCopied {
					it.amount = d.copies() + 1
				}
				return it, true
			}
		}
		if e.Kind == schema.Reboot && !d.dropped && r.hit.group.model.counts {
			it.kind = recordMessage
			last, ok := r.hit.lastRestart(r.due)
			return it, ok && last.before > 0 && last.fault == f.index && last.effect == e.ordinal
		}
		return it, false
	}
	it.kind = recordValue
	if !changed || f.states[e.ordinal].acted&(actedFirst<<part) == 0 {
		return it, false
	}
	sensor := [...][]int{e.sensors, e.others}[part][r.hit.group.model.index]
	it.amount = int64(sensor)
	m, measured := r.hit.group.model, &s.block.frames[0]
	switch {
	case same(&measured.clear[sensor], &measured.sent[sensor]):
		return it, false
	case m.shown[sensor]&showsValue != 0:
		return it, true
	}
	return it, m.shown[sensor]&showsStatus != 0 && m.sensors[sensor].judge(measured, sensor, &measured.clear[sensor]) != measured.statuses[sensor]
}

// announce queues the first begin or end at t or later of every fault and
// device. Each brings the one after it when its turn comes.
func (s *Sequence) announce(t int64) {
	if !s.labels {
		return
	}
	s.walk.each(func(_ *class, e *entry) {
		for i := range e.hit.faults {
			if it, ok := e.hit.firstEvent(e, &e.hit.faults[i], t); ok {
				s.late.push(it)
			}
		}
	})
}

// events emits the begin and end of all of a device's activations, fault by fault,
// as far as counts go.
func (h *hit) events(e *entry, emit func(item)) {
	counted := h.program.plan.Counted()
	for i := range h.faults {
		for it, ok := h.firstEvent(e, &h.faults[i], 0); ok && (it.send < counted || !h.program.plan.Forever); it, ok = it.nextEvent() {
			emit(it)
		}
	}
}

// firstEvent is the first event of a fault at t or later. What happens before
// the slot of t is over by then.
func (h *hit) firstEvent(e *entry, f *faultHit, t int64) (item, bool) {
	it, ok := h.begin(e, f.fault, max(f.slotAt(t), 0))
	for ok && it.send < t {
		it, ok = it.nextEvent()
	}
	return it, ok
}

// begin is the first event of the first activation in a slot or later.
func (h *hit) begin(e *entry, f *fault, slot int64) (item, bool) {
	first := f.announced(0, h.group.model.index)
	for ; first < len(f.effects) && slot < f.slotCount(); slot++ {
		if a, ok := f.activate(h.anchor(f), f.slot(slot)); ok {
			return h.event(e, f, first, slot, recordBegin, a.begin), true
		}
	}
	return item{}, false
}

// nextEvent is what follows an event of the same fault and device: the begin of
// each effect, the end of each, then the next activation. A record that is no
// event has none.
func (it *item) nextEvent() (item, bool) {
	if it.kind < recordBegin {
		return item{}, false
	}
	h := it.hit
	f := h.program.faults[it.fault]
	model := h.group.model.index
	if next := f.announced(int(it.effect)+1, model); next < len(f.effects) {
		return h.event(it.entry, f, next, it.amount, it.kind, it.send), true
	}
	if it.kind == recordBegin {
		a, _ := f.activate(h.anchor(f), f.slot(it.amount))
		return h.event(it.entry, f, f.announced(0, model), it.amount, recordEnd, a.end), true
	}
	return h.begin(it.entry, f, it.amount+1)
}

// event stands between the readings before and after it: its place in the
// order is that of the last reading before it.
func (h *hit) event(e *entry, f *fault, effect int, slot int64, kind recordKind, t int64) item {
	before := h.readings(0, h.program.timeline.reach(t))
	return item{
		reading: reading{entry: e, seq: before, due: t}, send: t, sub: eventOrdinal,
		kind: kind, fault: int16(f.index), effect: int16(effect), amount: slot,
	}
}

// renderLabel appends the JSON of a label.
func (s *Sequence) renderLabel(b *Batch, g *group, it *item) {
	f := s.program.faults[it.fault]
	e := &f.effects[it.effect]
	w := labelWriter{buffer: append(b.buffer, `{"kind":"`...)}
	w.buffer = append(append(w.buffer, labelKinds[it.kind]...), `","device_id":`...)
	s.scratch = g.appendID(s.scratch[:0], it.device)
	w.buffer = codec.AppendString(w.buffer, s.scratch)
	if it.kind < recordBegin {
		w.number("sequence", it.seq)
	}
	w.number("timestamp", s.program.calendar.millis(it.due))
	if it.kind == recordMessage && e.layer == layerClock {
		w.number("sent_timestamp", it.hit.clock(s.program.calendar, &it.reading).says())
	}
	if it.kind == recordValue {
		w.text("sensor", g.model.sensors[it.amount].Name)
	}
	if e.Field != "" && it.kind == recordMessage {
		w.text("field", e.Field)
	}
	w.text("fault", f.Name)
	w.text("effect", string(e.Kind))
	switch it.kind {
	case recordValue:
		s.writeValues(&w, g, it)
	case recordMessage:
		if e.layer == layerInfo {
			s.writeInfo(&w, g, e, it)
		}
	case recordDropped:
		w.number("copies", 0)
	case recordCopied:
		w.number("copies", it.amount)
	case recordDelayed:
		w.number("delay_ms", it.amount/1e6)
	case recordBegin, recordEnd:
		s.scratch = g.appendAddress(s.scratch[:0], it.device)
		w.name("address")
		w.buffer = codec.AppendString(w.buffer, s.scratch)
	}
	b.buffer = append(w.buffer, '}')
}

var labelKinds = [...]string{
	recordValue: "reading", recordMessage: "message",
	recordDropped: "delivery", recordDelayed: "delivery", recordCopied: "delivery",
	recordBegin: "begin", recordEnd: "end",
}

// writeValues measures the reading again: an item that waits holds no values.
func (s *Sequence) writeValues(w *labelWriter, g *group, it *item) {
	f, sensor := s.measureHit(g, it.reading), it.amount
	w.name("true")
	w.buffer = codec.AppendValue(w.buffer, f.clear[sensor])
	w.name("sent")
	w.buffer = codec.AppendValue(w.buffer, f.sent[sensor])
}

// A labelWriter appends members to a JSON object that has one already.
type labelWriter struct{ buffer []byte }

func (w *labelWriter) name(name string) {
	w.buffer = append(append(append(w.buffer, `,"`...), name...), `":`...)
}

func (w *labelWriter) number(name string, n int64) {
	w.name(name)
	w.buffer = strconv.AppendInt(w.buffer, n, 10)
}

func (w *labelWriter) text(name, text string) {
	w.name(name)
	w.buffer = codec.AppendString(w.buffer, []byte(text))
}

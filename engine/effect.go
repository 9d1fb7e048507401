package engine

import (
	"math"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// measureHit measures one reading, and fills its frame with what is sent of it.
func (s *Sequence) measureHit(g *group, r reading) *frame {
	m, f := g.model, &s.block.frames[0]
	s.block.reset(m)
	s.block.add(&r, g, s.program.calendar, s.remember(r.entry, m))
	s.block.measure(len(m.sensors))
	s.affect(f, &r)
	return f
}

// affect fills a frame, of which clear is what would be sent without effects, with
// what is sent. Effects on measurement change the clean number, before clamp and
// digits; effects that replace come last and are not clamped. Formulas, and
// statuses that name other sensors, read the clean numbers.
func (s *Sequence) affect(f *frame, r *reading) {
	sensors := f.model.sensors
	copy(f.sent, f.clear[:len(sensors)])
	r.hit.mismeasure(f, r)
	s.replace(f, r)
	for i := range sensors {
		if !same(&f.clear[i], &f.sent[i]) {
			f.statuses[i] = sensors[i].judge(f, i, &f.sent[i])
		}
	}
}

// acted says which sensors of an effect it changed at the reading at hand.
type acted uint8

const (
	actedFirst acted = 1 << iota
	actedOther       // of swap: the second
)

// mismeasure lets the effects on measurement change what the frame measured, in
// the order of the file, and says anew what they changed.
func (h *hit) mismeasure(f *frame, r *reading) {
	if !h.has[layerMeasure] {
		return
	}
	m := h.group.model
	f.measured = append(f.measured[:0], f.Numbers[:len(m.sensors)]...)
	for k := range h.faults {
		fh := &h.faults[k]
		if !fh.has[layerMeasure] {
			continue
		}
		s := h.spells(fh, r.due)
		for j := range fh.effects {
			if e := &fh.effects[j]; e.layer == layerMeasure {
				fh.states[j].acted = e.mismeasure(f, m, s, r)
			}
		}
	}
	for i := range m.sensors {
		if math.Float64bits(f.measured[i]) != math.Float64bits(f.Numbers[i]) {
			m.sensors[i].say(&f.sent[i], f, i, f.measured[i])
		}
	}
}

// mismeasure lets one effect change what the frame measured.
func (e *effect) mismeasure(f *frame, m *model, s *spells, r *reading) acted {
	i := e.sensors[m.index]
	if i < 0 {
		return 0
	}
	a, level := e.felt(s, r.due)
	if level == 0 || !e.touches(r.key, r.tick) {
		return 0
	}
	x := f.measured[i]
	f.measured[i] = e.bend(x, level, a, r)
	if f.measured[i] == x || x != x { // nothing changes what is no number
		return 0
	}
	return actedFirst
}

// replace puts other values in the place of those that the frame would send, in
// the order of the file.
func (s *Sequence) replace(f *frame, r *reading) {
	h := r.hit
	if !h.has[layerReplace] {
		return
	}
	for k := range h.faults {
		fh := &h.faults[k]
		if !fh.has[layerReplace] {
			continue
		}
		sp := h.spells(fh, r.due)
		for j := range fh.effects {
			e := &fh.effects[j]
			if e.layer != layerReplace {
				continue
			}
			fh.states[j].acted = 0
			if i := e.sensors[h.group.model.index]; i >= 0 {
				if a, level := e.felt(sp, r.due); level > 0 && e.touches(r.key, r.tick) {
					fh.states[j].acted = s.replaceBy(fh, e, f, i, a, level, r)
				}
			}
		}
	}
}

// replaceBy lets one effect replace the value of sensor i.
func (s *Sequence) replaceBy(fh *faultHit, e *effect, f *frame, i int, a *activation, level float64, r *reading) acted {
	m := r.hit.group.model
	v, was := &f.sent[i], f.sent[i]
	changed := acted(0)
	switch e.Kind {
	case schema.Spike:
		number(v, numeric(v)+float64(level*e.draw(r)), m.sensors[i].Digits)
	case schema.Swap:
		j := e.others[m.index]
		other := f.sent[j]
		m.sensors[i].put(v, other, level)
		m.sensors[j].put(&f.sent[j], was, level)
		if !same(&other, &f.sent[j]) {
			changed = actedOther
		}
	case schema.Stuck:
		m.sensors[i].put(v, s.stuckAt(fh, e, a, r), level)
	default:
		m.sensors[i].put(v, e.written(), level)
	}
	if same(&was, v) {
		return changed
	}
	if e.Kind == schema.Stuck && e.At == nil {
		for _, bent := range fh.states[e.ordinal].carried {
			bent.acted = actedFirst
		}
	}
	return changed | actedFirst
}

// stuckAt is the value at which a sensor stays during an activation.
func (s *Sequence) stuckAt(fh *faultHit, e *effect, a *activation, r *reading) codec.Value {
	if e.At != nil {
		return e.written()
	}
	state := &fh.states[e.ordinal]
	if !state.known || state.slot != a.slot {
		state.known, state.slot = true, a.slot
		state.stuck, state.carried = s.lastBefore(e, a, r)
	}
	return state.stuck
}

// lastBefore is what the sensor measured at its last reading before an activation,
// or at its first in it when there was none before. What other faults did to the
// measurement sticks with it: carried are those effects, which so touch readings
// after their own time.
func (s *Sequence) lastBefore(e *effect, a *activation, r *reading) (v codec.Value, carried []*effectState) {
	h := r.hit
	m := h.group.model
	i := e.sensors[m.index]
	tick := h.lastTick(s.program.timeline.reach(a.begin), r.tick)
	if s.past == nil {
		s.past = new(block)
	}
	past, f := s.past, &s.past.frames[0]
	then := reading{entry: r.entry, tick: tick, due: h.due(tick)}
	past.reset(m)
	past.add(&then, h.group, s.program.calendar, nil)
	past.measure(i + 1)
	f.measured = append(f.measured[:0], f.Numbers...)
	for k := range h.faults {
		fh := &h.faults[k]
		for j := range fh.effects {
			other := &fh.effects[j]
			if other.layer != layerMeasure || other.sensors[m.index] != i {
				continue
			}
			sp := h.spellsAnew(fh, then.due)
			if other.mismeasure(f, m, &sp, &then) != 0 && s.labels {
				carried = append(carried, &fh.states[j])
			}
		}
	}
	v = f.clear[i]
	if math.Float64bits(f.measured[i]) != math.Float64bits(f.Numbers[i]) {
		m.sensors[i].say(&v, f, i, f.measured[i])
	}
	v.Text = append([]byte(nil), v.Text...) // outlives the frame
	return v, carried
}

// lastTick is the last tick that exists before interval-time x, else the first
// after it; there is one, because now is a tick that exists.
func (h *hit) lastTick(x, now int64) int64 {
	later := staysFrom(h.stays, x)
	for i := len(h.stays) - len(later); i >= 0; i-- {
		if i == len(h.stays) {
			continue
		}
		s := &h.stays[i]
		if n := h.tick(min(s.to, x)) - 1; s.from < x && n >= s.first {
			return n
		}
	}
	for _, s := range later {
		if n := h.tick(max(s.from, x)); h.ticks.at(n) < s.to {
			return n
		}
	}
	return now
}

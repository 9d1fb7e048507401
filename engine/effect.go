package engine

import (
	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// measureHit fills the frame of a block of one reading twice: clear with what
// would be sent without effects, sent with what is. Effects on measurement add to
// the clean number, before clamp and digits; effects that replace come last and
// are not clamped. Formulas have read the clean numbers before either.
func (s *Sequence) measureHit(g *group, r reading) *frame {
	m, h, f := g.model, r.hit, &s.block.frames[0]
	s.block.reset(m)
	s.block.add(&r, g, s.program.calendar, s.remember(r.entry, m))
	s.block.measure(len(m.sensors))
	copy(f.sent, f.clear)
	if h == nil {
		return f
	}
	f.clean = append(f.clean[:0], f.Numbers...)
	s.mismeasure(f, m, h, r.due, func(fh *faultHit) (*activation, bool) { return h.during(fh, r.due) })
	h.each(layerReplace, func(fh *faultHit, e *effect) {
		if i := e.sensors[m.index]; i >= 0 {
			if a, ok := h.during(fh, r.due); ok {
				f.sent[i] = s.stuck(g, fh, e, a, r)
			}
		}
	})
	f.Numbers, f.clean = f.clean, f.Numbers // statuses see what formulas saw
	for i := range m.sensors {
		f.statuses[i] = m.sensors[i].judge(f, i, &f.sent[i])
	}
	return f
}

// mismeasure applies the effects on measurement to Numbers and says them anew.
func (s *Sequence) mismeasure(f *frame, m *model, h *hit, t int64, during func(*faultHit) (*activation, bool)) {
	if !h.has[layerMeasure] {
		return
	}
	h.each(layerMeasure, func(fh *faultHit, e *effect) {
		i := e.sensors[m.index]
		if i < 0 {
			return
		}
		if a, ok := during(fh); ok {
			f.Numbers[i] += float64(e.Add * e.onset(a, t))
			m.sensors[i].say(&f.sent[i], f, i, f.Numbers[i])
		}
	})
}

// each visits the effects of one layer in the order of the file.
func (h *hit) each(l layer, visit func(*faultHit, *effect)) {
	for i := range h.faults {
		fh := &h.faults[i]
		if !fh.has[l] {
			continue
		}
		for j := range fh.effects {
			if e := &fh.effects[j]; e.layer == l {
				visit(fh, e)
			}
		}
	}
}

// onset is how much of an effect is felt at t: it grows from 0 to 1.
func (e *effect) onset(a *activation, t int64) float64 {
	if passed := t - a.begin; passed < int64(e.Grow) {
		return float64(passed) / float64(e.Grow)
	}
	return 1
}

// stuck is the value at which a sensor stays during an activation.
func (s *Sequence) stuck(g *group, fh *faultHit, e *effect, a *activation, r reading) codec.Value {
	if e.At != nil {
		var v codec.Value
		number(&v, *e.At, maxDigits)
		return v
	}
	state := &fh.states[e.ordinal]
	if !state.known {
		state.stuck, state.known = s.lastBefore(g, e, a, r), true
	}
	return state.stuck
}

// lastBefore is what the sensor said at its last reading before an activation,
// or at its first in it when there was none before. A bias that another fault
// puts on the sensor sticks with it.
func (s *Sequence) lastBefore(g *group, e *effect, a *activation, r reading) codec.Value {
	h, m := r.hit, g.model
	i := e.sensors[m.index]
	tick := h.lastTick(s.program.timeline.reach(a.begin), r.tick)
	due := h.due(tick)
	if s.past == nil {
		s.past = new(block)
	}
	past, f := s.past, &s.past.frames[0]
	past.reset(m)
	past.add(&reading{entry: r.entry, tick: tick, due: due}, g, s.program.calendar, nil)
	past.measure(i + 1)
	f.sent[i] = f.clear[i]
	s.mismeasure(f, m, h, due, func(fh *faultHit) (*activation, bool) {
		slot := fh.slotAt(due)
		if slot < 0 {
			return nil, false
		}
		then, ok := fh.activate(h.key, fh.slot(slot))
		return &then, ok && due >= then.begin && due < then.end && h.felt(fh, due)
	})
	v := f.sent[i]
	v.Text = append([]byte(nil), v.Text...) // outlives the frame
	return v
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

// numeric effects need a sensor that says numbers.
func needsNumber(e *schema.Effect) bool {
	return e.Kind == schema.Bias || e.Kind == schema.Stuck && e.At != nil
}

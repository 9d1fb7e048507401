package engine

import "github.com/iotsim/iotsim/internal/signal"

// A recall is what a slow signal of one device said last: knots that the next
// reading lies between too, a state that holds, an offset that never changes.
// It is a cache and nothing else: with or without it every value is the same.
type recall struct {
	knots  signal.Knots
	spread float64
	offset bool // spread is known

	on           bool
	since, until int64 // the time for which on holds
}

// recalls gives every entry of a walk room for its model's slow signals.
func (w *walk) recalls() []recall {
	n := 0
	w.each(func(_ *class, e *entry) {
		e.recall = int32(n)
		n += w.program.fleet.groups[e.group].model.slow
	})
	return make([]recall, n)
}

// recalls is how many recalls the sensor has on each device.
func (s *sensor) recalls() int {
	switch {
	case s.form == formWalk:
		return signal.WalkOctaves
	case s.wander != nil, s.spread != nil, s.form == formSwitch:
		return 1
	}
	return 0
}

// remember are the recalls of an entry's sensors; nil where none are kept.
func (s *Sequence) remember(e *entry, m *model) []recall {
	if s.recalls == nil || m.slow == 0 {
		return nil
	}
	return s.recalls[e.recall : int(e.recall)+m.slow]
}

// wandering is the sensor's correlated noise at t, a standard Gaussian.
func (s *sensor) wandering(device signal.Key, t int64, r []recall) float64 {
	if r == nil {
		return s.wander.At(device.Stream(s.tagMemory), t)
	}
	k := &r[s.slow].knots
	if !k.Hold(t) {
		s.wander.Find(k, device.Stream(s.tagMemory), t)
	}
	return s.wander.Between(k, t)
}

// switched is the state of a two-state sensor at t.
func (s *sensor) switched(device signal.Key, t int64, r []recall) bool {
	if r == nil {
		return s.twoFold.At(device.Stream(s.tagSwitch), t)
	}
	c := &r[s.slow]
	if t < c.since || t >= c.until {
		c.on, c.until = s.twoFold.Hold(device.Stream(s.tagSwitch), t)
		c.since = t
	}
	return c.on
}

// spreading is the device's own offset of the sensor.
func (s *sensor) spreading(device signal.Key, r []recall) float64 {
	if r != nil && r[s.slow].offset {
		return r[s.slow].spread
	}
	var own signal.Distribution
	v := s.spread.of(device, &own).Quantile(device.Stream(s.tagSpread).Word(0))
	if r != nil {
		r[s.slow].spread, r[s.slow].offset = v, true
	}
	return v
}

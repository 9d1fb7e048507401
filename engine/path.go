package engine

import (
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A path is what a sensor says that has a course in time of its own: a walk, or a
// recorded series.

// newSeries is a recorded series; it shares the plan's numbers.
func newSeries(s *schema.Series) signal.Series {
	return signal.Series{At: s.At, Values: s.Values, Period: s.Period, Hold: s.Hold}
}

// replay sets x to what was recorded.
func (b *block) replay(s *signal.Series) {
	for j := range b.places[:b.n] {
		b.x[j] = s.Value(b.places[j].t)
	}
}

// roam sets x to where a walk is: as many of its steps from its start as the
// lattice has gone since the scenario began, turned round at the clamp.
func (b *block) roam(s *sensor) {
	d, own := &s.value.Distribution, signal.Distribution{}
	for j := range b.places[:b.n] {
		at := &b.places[j]
		if s.value.drawn {
			d = s.value.of(at.device, &own)
		}
		x := d.A + float64(d.B*s.walked(at.device, at.t, at.recalls))
		b.x[j] = signal.Reflect(x, s.Clamp.Low, s.Clamp.High)
	}
}

// walked is the way from where a walk was at the scenario's start. Each octave
// has a recall of its own; where the walk began is kept beside the second, as a
// spread may stand beside the first.
func (s *sensor) walked(device signal.Key, t int64, r []recall) float64 {
	stream := device.Stream(s.tagMemory)
	if r == nil {
		return s.walk.At(stream, t) - s.walk.At(stream, 0)
	}
	r = r[s.slow : s.slow+signal.WalkOctaves]
	if !r[1].offset {
		r[1].spread, r[1].offset = s.walk.At(stream, 0), true
	}
	here := 0.0
	for i := range r {
		here += s.walk.Octave(i, &r[i].knots, stream, t)
	}
	return here - r[1].spread
}

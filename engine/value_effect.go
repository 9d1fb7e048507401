package engine

import (
	"math"
	"slices"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// An effect on a value is arithmetic on one number, or another value in its
// place. While it grows or recovers, the value lies between what it was and what
// the whole effect would make of it.

// aim finds the sensors that an effect on values is about, and compiles what it
// adds. A model that lacks one of two has neither, and one whose messages have no
// use for a sensor is like one without.
func (e *effect) aim(p *Plan, f *fault) {
	for i := range p.Models {
		m := &p.Models[i]
		if e.Kind != schema.Swap {
			e.sensors = append(e.sensors, p.aimAt(m, e.Sensor))
			continue
		}
		a, b := p.aimAt(m, e.Sensors[0]), p.aimAt(m, e.Sensors[1])
		if a < 0 || b < 0 {
			a, b = -1, -1
		}
		e.sensors, e.others = append(e.sensors, a), append(e.others, b)
	}
	if e.Value != nil {
		e.added = distribution(e.Value)
		e.tagAdded = effectTag(signal.Added, f.Name, e.ordinal)
	}
	if e.Kind == schema.Drift {
		e.rate = e.Rate.Amount / float64(e.Rate.Per)
	}
	if e.layer <= layerReplace {
		f.wears = max(f.wears, int64(e.Recover))
	}
}

// aimAt is the sensor of a name, if messages of the model say something of it, or
// may come to say it by a swap; otherwise -1.
func (p *Plan) aimAt(m *schema.Model, name string) int {
	i := sensorIndex(m, name)
	if i < 0 || shownBy(m)[i] != 0 {
		return i
	}
	for _, f := range p.Faults {
		for _, e := range f.Effects {
			if slices.Contains(e.Sensors, name) {
				return i
			}
		}
	}
	return -1
}

// changesValues says whether an effect of the fault is on values.
func (f *fault) changesValues() bool { return f.has[layerMeasure] || f.has[layerReplace] }

// bend is what a measured number becomes of an effect on measurement.
func (e *effect) bend(x, level float64, a *activation, r *reading) float64 {
	switch e.Kind {
	case schema.Bias:
		return x + float64(level*e.Add)
	case schema.Drift:
		return x + float64(level*e.drifted(min(r.due, a.end)-a.begin))
	case schema.Noise:
		return x + float64(level*e.draw(r))
	case schema.Gain:
		return toward(x, float64(x*e.Factor), level)
	case schema.Clip:
		return toward(x, min(max(x, e.Limits.Low), e.Limits.High), level) // NaN stays NaN
	}
	return toward(x, nearest(x, e.Step), level)
}

// drifted is how far a sensor is off after a time in which it drifts.
func (e *effect) drifted(passed int64) float64 {
	by := float64(e.rate * float64(passed))
	if e.Reach != nil {
		by = min(max(by, -*e.Reach), *e.Reach)
	}
	return by
}

// draw is what a reading is off by.
func (e *effect) draw(r *reading) float64 {
	return e.added.Quantile(r.key.Stream(e.tagAdded).Word(r.tick))
}

// nearest is the multiple of a step that is nearest to x, half away from zero. A
// step that floats of this size cannot tell apart changes nothing.
func nearest(x, step float64) float64 {
	if n := x / step; math.Abs(n) < 1<<53 {
		return float64(step * math.Round(n))
	}
	return x
}

// toward goes from x to y as far as level says.
func toward(x, y, level float64) float64 {
	if level >= 1 {
		return y
	}
	return x + float64(level*(y-x))
}

// put sets a value to another, or to a number between both. Null has no number,
// and nothing lies between null and another value.
func (s *sensor) put(v *codec.Value, target codec.Value, level float64) {
	if level >= 1 {
		*v = target
		return
	}
	number(v, toward(numeric(v), numeric(&target), level), s.Digits)
}

// written is the value that a file gives for an error, or to be stuck at.
func (e *effect) written() codec.Value {
	v := codec.Value{Kind: codec.Null}
	if e.At != nil {
		number(&v, *e.At, maxDigits)
	}
	return v
}

// widen tells models what a fault may make of their messages: a sensor says null,
// or what another one has to say.
func (f *fault) widen(models []*model) {
	for i := range f.effects {
		e := &f.effects[i]
		for _, m := range models {
			switch {
			case e.Kind == schema.Sentinel && e.At == nil && e.sensors[m.index] >= 0:
				m.shape.Sensors[e.sensors[m.index]].Null = true
			case e.Kind == schema.Swap && e.sensors[m.index] >= 0:
				m.swap(e.sensors[m.index], e.others[m.index])
			}
		}
	}
}

// swap lets two sensors say each other's values.
func (m *model) swap(a, b int) {
	for _, i := range []int{a, b} {
		m.swapped = max(m.swapped, longest(m.sensors[i].value.texts))
	}
	null := m.shape.Sensors[a].Null || m.shape.Sensors[b].Null
	m.shape.Sensors[a].Null, m.shape.Sensors[b].Null = null, null
}

// needsNumber says whether an effect works on numbers only: it calculates, says a
// number itself, or goes from one value to another step by step.
func needsNumber(e *schema.Effect) bool {
	switch e.Kind {
	case schema.Stuck:
		return e.At != nil || e.Grow > 0 || e.Recover > 0
	case schema.Sentinel:
		return e.At != nil
	case schema.Swap:
		return e.Grow > 0 || e.Recover > 0
	}
	return layerOf[e.Kind] <= layerReplace
}

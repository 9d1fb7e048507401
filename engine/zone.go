package engine

import (
	"math"
	"slices"

	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A zoneTerm is what all devices of a place add to a sensor: drawn at the key of
// the place, so whoever asks at an instant gets the same.
type zoneTerm struct {
	level  int
	wander *signal.Wander // nil: nothing wanders
	value  variate
	spread *variate // nil: none
	slow   int      // index of its recall

	tagMemory, tagSpread signal.Tag
}

// levels are the kinds of places; ownLevel is the device itself.
var levels = []string{"building", "floor", "room"}

const ownLevel = -1

// levelOf is the index of a scope in levels, ownLevel without one.
func levelOf(scope string) int { return slices.Index(levels, scope) }

// places are the keys of the building, floor and room in which a devices block
// stands, "" for what is left out.
func places(root signal.Key, g *schema.Group) [3]signal.Key {
	building := root.Child(g.Building)
	floor := building.Child(floorName(g.Floor))
	return [3]signal.Key{building, floor, floor.Child(g.Room)}
}

// anchor is the key at which a level's draws are made.
func (at *instant) anchor(level int) signal.Key {
	if level == ownLevel {
		return at.device
	}
	return at.places[level]
}

func newZones(s *schema.Sensor) []zoneTerm {
	var all []zoneTerm
	for i := range s.Zones {
		of := &s.Zones[i]
		z := zoneTerm{
			level:     levelOf(of.Scope),
			tagMemory: signal.NewTag(signal.Memory, s.Name),
			tagSpread: signal.NewTag(signal.Spread, s.Name),
		}
		if of.Value != nil {
			w := signal.NewWander(int64(of.Memory))
			z.wander, z.value = &w, newVariate(of.Value, s.Name, "value")
		}
		if of.Spread != nil {
			v := newVariate(of.Spread, s.Name, "spread")
			z.spread = &v
		}
		all = append(all, z)
	}
	return all
}

// shares says whether a sensor of the model draws anything at a place.
func (m *model) shares() bool {
	return slices.ContainsFunc(m.Sensors, func(s schema.Sensor) bool {
		return s.Zones != nil || s.Daily != nil && s.Daily.Scope != "" || s.Weekly != nil && s.Weekly.Scope != ""
	})
}

// share adds to x what the devices' places have in common.
func (b *block) share(z *zoneTerm) {
	for j := range b.places[:b.n] {
		at := &b.places[j]
		var r *recall
		if at.recalls != nil {
			r = &at.recalls[z.slow]
		}
		key := at.anchor(z.level)
		if z.wander != nil {
			b.x[j] += z.wandering(key, at.t, r)
		}
		if z.spread != nil {
			b.x[j] += z.spreading(key, r)
		}
	}
}

// wandering is what a place does at t.
func (z *zoneTerm) wandering(place signal.Key, t int64, r *recall) float64 {
	var own signal.Distribution
	d := z.value.of(place, &own)
	if r == nil {
		return d.Shape(z.wander.At(place.Stream(z.tagMemory), t))
	}
	if !r.knots.Hold(t) {
		z.wander.Find(&r.knots, place.Stream(z.tagMemory), t)
	}
	return d.Shape(z.wander.Between(&r.knots, t))
}

// spreading is a place's own offset.
func (z *zoneTerm) spreading(place signal.Key, r *recall) float64 {
	if r != nil && r.offset {
		return r.spread
	}
	var own signal.Distribution
	v := z.spread.of(place, &own).Quantile(place.Stream(z.tagSpread).Word(0))
	if r != nil {
		r.spread, r.offset = v, true
	}
	return v
}

// A rhythmDraw is what is drawn of a rhythm, once a device or a place.
type rhythmDraw struct {
	level                  int
	amplitude, shift       *signal.Distribution // nil: nothing to draw
	tagAmplitude, tagShift signal.Tag
	slow                   int // index of its recall
}

// isDrawn says whether a rhythm is not the same for all devices.
func isDrawn(r *schema.Rhythm) bool { return r.Drawn != nil || r.Shift != nil }

// newRhythmDraw is nil for what is the same everywhere. term is "daily" or
// "weekly".
func newRhythmDraw(r *schema.Rhythm, sensor, term string) *rhythmDraw {
	if !isDrawn(r) {
		return nil
	}
	return &rhythmDraw{
		level:        levelOf(r.Scope),
		amplitude:    distribution(r.Drawn),
		shift:        distribution(r.Shift),
		tagAmplitude: signal.NewTag(signal.Parameter, sensor, term, "amplitude"),
		tagShift:     signal.NewTag(signal.Parameter, sensor, term, "shift"),
	}
}

// longestShift bounds what a tail may draw.
const longestShift = 10 * weekNanos

// of is the amplitude, where it is drawn, and the shift at a reading.
func (d *rhythmDraw) of(at *instant) (amplitude float64, shift int64) {
	var r *recall
	if at.recalls != nil {
		r = &at.recalls[d.slow]
		if r.offset {
			return r.spread, r.since
		}
	}
	key := at.anchor(d.level)
	if d.amplitude != nil {
		amplitude = max(d.amplitude.Quantile(key.Stream(d.tagAmplitude).Word(0)), 0)
	}
	if d.shift != nil {
		nanos := math.Floor(d.shift.Quantile(key.Stream(d.tagShift).Word(0)))
		shift = int64(min(max(nanos, -float64(longestShift)), float64(longestShift)))
	}
	if r != nil {
		r.spread, r.since, r.offset = amplitude, shift, true
	}
	return amplitude, shift
}

// drawn adds a rhythm to x that is not the same for all devices.
func (b *block) drawn(c *rhythm) {
	for j := range b.places[:b.n] {
		at := &b.places[j]
		amplitude, shift := c.draw.of(at)
		if c.draw.amplitude == nil {
			b.x[j] += c.at(at.local - shift)
			continue
		}
		b.x[j] += float64(amplitude * signal.Cosine(at.local-shift-c.peak, c.period))
	}
}

// seat gives the sensor its recalls, from the first that is free on, and returns
// the next that is.
func (s *sensor) seat(free int) int {
	s.slow = free
	free += s.recalls()
	if s.terms == nil {
		return free
	}
	for i := range s.terms.zones {
		s.terms.zones[i].slow = free
		free++
	}
	for i := range s.terms.rhythms {
		if d := s.terms.rhythms[i].draw; d != nil {
			d.slow = free
			free++
		}
	}
	return free
}

package engine

import (
	"math"

	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// Terms are what is added to a sensor over time, beside the trend and the cosine
// of a day, which need no table.
type terms struct {
	rhythms []rhythm      // of the day and the week
	drift   *drift        // nil: none
	steps   signal.Series // empty: none
	zones   []zoneTerm
}

// A rhythm is what a day or a week adds.
type rhythm struct {
	points    signal.Series // empty: a cosine
	amplitude float64
	peak      int64
	period    int64
	draw      *rhythmDraw // nil: the same for all devices
}

// A drift goes on at a rate until it has reached an amount.
type drift struct {
	rate float64 // per nanosecond
	most float64
}

const weekNanos = 7 * dayNanos

// newTerms is nil for a sensor without any.
func newTerms(s *schema.Sensor) *terms {
	var t terms
	if s.Daily != nil && (s.Daily.Points != nil || isDrawn(s.Daily)) {
		t.rhythms = append(t.rhythms, newRhythm(s.Daily, dayNanos))
		t.rhythms[0].draw = newRhythmDraw(s.Daily, s.Name, "daily")
	}
	if s.Weekly != nil {
		t.rhythms = append(t.rhythms, newRhythm(s.Weekly, weekNanos))
		t.rhythms[len(t.rhythms)-1].draw = newRhythmDraw(s.Weekly, s.Name, "weekly")
	}
	if d := s.Drift; d != nil {
		t.drift = &drift{rate: d.Rate.Amount / float64(d.Rate.Per), most: d.Max}
	}
	if len(s.Steps) > 0 {
		t.steps = newSteps(s.Steps)
	}
	t.zones = newZones(s)
	if t.rhythms == nil && t.drift == nil && t.steps.At == nil && t.zones == nil {
		return nil
	}
	return &t
}

func newRhythm(r *schema.Rhythm, period int64) rhythm {
	c := rhythm{amplitude: r.Amplitude, peak: int64(r.Peak), period: period}
	c.points.Period = period
	for _, p := range r.Points {
		c.points.At, c.points.Values = append(c.points.At, int64(p.At)), append(c.points.Values, p.Value)
	}
	return c
}

// newSteps is the sum of the steps until any instant: nothing before the first.
func newSteps(steps []schema.Step) signal.Series {
	sums := signal.Series{At: []int64{math.MinInt64}, Values: []float64{0}, Hold: true}
	sum := 0.0
	for _, s := range steps {
		sum += s.Add
		if last := len(sums.At) - 1; sums.At[last] == int64(s.At) {
			sums.Values[last] = sum
			continue
		}
		sums.At, sums.Values = append(sums.At, int64(s.At)), append(sums.Values, sum)
	}
	return sums
}

// at is what a rhythm adds at a local time.
func (c *rhythm) at(local int64) float64 {
	if c.points.At == nil {
		return float64(c.amplitude * signal.Cosine(local-c.peak, c.period))
	}
	return c.points.Value(local)
}

// at is how far a drift is.
func (d *drift) at(t int64) float64 {
	return min(max(float64(d.rate*float64(t)), -d.most), d.most)
}

// term adds a sensor's terms to x.
func (b *block) term(terms *terms) {
	for k := range terms.rhythms {
		c := &terms.rhythms[k]
		if c.draw != nil {
			b.drawn(c)
			continue
		}
		for j := range b.places[:b.n] {
			b.x[j] += c.at(b.places[j].local)
		}
	}
	if terms.drift != nil {
		for j := range b.places[:b.n] {
			b.x[j] += terms.drift.at(b.places[j].t)
		}
	}
	if terms.steps.At != nil {
		for j := range b.places[:b.n] {
			b.x[j] += terms.steps.Value(b.places[j].t)
		}
	}
	for k := range terms.zones {
		b.share(&terms.zones[k])
	}
}

package plot

import (
	"context"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// A Subject is what a chart shows: a sensor of a device, by its index in the
// device's model, over [From, To).
type Subject struct {
	Device   engine.Device
	Sensor   int
	From, To int64
}

// Gather reads a span into a chart of so many columns. It looks at every reading
// in the span, of which there may be millions, until ctx ends.
func Gather(ctx context.Context, p *engine.Program, s Subject, columns int) (*Chart, error) {
	plan := p.Plan()
	sensor := &plan.Models[s.Device.Model].Sensors[s.Sensor]
	c := &Chart{
		Title: s.Device.ID, Place: s.Device.Address, Sensor: sensor.Name, Unit: sensor.Unit, Digits: sensor.Digits,
		Interval: s.Device.Interval, Words: engine.Words(sensor),
		From: s.From, To: s.To, Columns: make([]Column, columns),
	}
	for t := range p.Turns(s.From, s.To) {
		if len(c.Phases) == columns {
			c.Phases = nil // too many to be seen
			break
		}
		c.Phases = append(c.Phases, Band{plan.Phases[t.Phase].Name, max(t.Start, s.From), min(t.End, s.To)})
	}
	c.limits("warning", sensor.Warning)
	c.limits("critical", sensor.Critical)
	lanes := c.lanes(p, s)
	c.read(ctx, p, s, lanes)
	for i := range c.Columns {
		c.add(c.Columns[i].Count)
	}
	return c, context.Cause(ctx)
}

func (c *Chart) limits(name string, l *schema.Limits) {
	if l == nil {
		return
	}
	for _, y := range []float64{l.Low, l.High} {
		if !math.IsInf(y, 0) { // an open end
			c.Limits = append(c.Limits, Limit{name, y})
		}
	}
}

// lanes finds the activations, and says which lane a fault of the plan has; -1:
// none.
func (c *Chart) lanes(p *engine.Program, s Subject) []int {
	plan := p.Plan()
	of := make([]int, len(plan.Faults))
	for i := range of {
		of[i] = -1
	}
	near := (c.To - c.From) / int64(len(c.Columns))
	for a := range p.Activations(s.Device.Index, s.From, s.To) {
		if of[a.Fault] < 0 {
			of[a.Fault] = len(c.Faults)
			f := &plan.Faults[a.Fault]
			c.Faults = append(c.Faults, Lane{Name: f.Name, Effects: effects(f, c.Sensor), Touched: make([]int32, len(c.Columns))})
		}
		lane := &c.Faults[of[a.Fault]]
		band := Band{"", max(a.Begin, s.From), min(a.End, s.To)}
		if n := len(lane.Bands); n > 0 && band.From-lane.Bands[n-1].To < near {
			lane.Bands[n-1].To = band.To
			continue
		}
		lane.Bands = append(lane.Bands, band)
	}
	return of
}

// effects are what a fault does, as a reader of this sensor's chart wants to know.
func effects(f *engine.Fault, sensor string) string {
	var names []string
	for _, e := range f.Effects {
		name := string(e.Kind)
		if e.Sensor != "" && e.Sensor != sensor {
			name += " " + e.Sensor
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// read fills the columns, on all processors: a trace begins anywhere.
func (c *Chart) read(ctx context.Context, p *engine.Program, s Subject, lanes []int) {
	workers := min(runtime.GOMAXPROCS(0), len(c.Columns))
	var crew sync.WaitGroup
	for w := range workers {
		first, behind := len(c.Columns)*w/workers, len(c.Columns)*(w+1)/workers
		crew.Go(func() { c.readColumns(ctx, p, s, lanes, first, behind) })
	}
	crew.Wait()
}

// patience is after how many readings a worker looks whether it is still wanted.
const patience = 1 << 12

func (c *Chart) readColumns(ctx context.Context, p *engine.Program, s Subject, lanes []int, first, behind int) {
	n := 0
	until := c.start(behind)
	for r := range p.Trace(s.Device.Index).Since(c.start(first)) {
		if r.Due >= until {
			return
		}
		if n++; n%patience == 0 && ctx.Err() != nil {
			return
		}
		i := c.column(r.Due)
		c.Columns[i].read(c, r, s.Sensor)
		last := -1 // lane of a reading's labels: one reading is touched once
		for _, l := range r.Labels {
			if lane := lanes[l.Fault]; lane >= 0 && lane != last {
				c.Faults[lane].Touched[i]++
				last = lane
			}
		}
	}
}

// read counts a reading in.
func (x *Column) read(c *Chart, r *engine.Traced, sensor int) {
	x.Readings++
	clear, sent := r.Values(sensor)
	at := Point{T: r.Due, tick: r.Tick}
	var is bool
	if at.Y, is = c.level(clear); is {
		x.Clear.add(at)
	}
	if len(r.Sends) == 0 {
		x.Dropped++
		return
	}
	at.Y, is = c.level(sent)
	switch {
	case !is:
		x.Null++
	case !clear.Equal(sent):
		x.Changed++
		fallthrough
	default:
		x.Sent.add(at)
	}
	if r.Sends[0] > r.Due {
		x.Late++
		x.Until = max(x.Until, r.Sends[0])
	}
	if len(r.Sends) > 1 {
		x.Doubled++
	}
	for _, l := range r.Labels {
		if l.Kind == "message" {
			x.Altered++
			break
		}
	}
}

// level is a value as a number: of a word, its ordinal.
func (c *Chart) level(v engine.Value) (float64, bool) {
	if on, ok := v.Bool(); ok {
		if on {
			return 1, true
		}
		return 0, true
	}
	if text, ok := v.Text(); ok {
		i := slices.Index(c.Words, text)
		return float64(i), i >= 0
	}
	return v.Number()
}

// column is the column of a moment of the span.
func (c *Chart) column(t int64) int {
	hi, lo := bits.Mul64(uint64(t-c.From), uint64(len(c.Columns)))
	q, _ := bits.Div64(hi, lo, uint64(c.To-c.From))
	return int(q)
}

// start is the first moment of a column.
func (c *Chart) start(column int) int64 {
	n := uint64(len(c.Columns))
	hi, lo := bits.Mul64(uint64(c.To-c.From), uint64(column))
	lo, carry := bits.Add64(lo, n-1, 0)
	q, _ := bits.Div64(hi+carry, lo, n)
	return c.From + int64(q)
}

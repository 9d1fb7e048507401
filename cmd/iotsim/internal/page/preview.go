package page

import (
	"context"
	"slices"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
)

// A page shows so many sensors, and of each so many readings at about its own rate.
const (
	mostPreviews = 24
	mostReadings = 5000
)

// previews are what each sensor of one device of each model says over the plan, or over
// its first stretch.
func previews(ctx context.Context, program *engine.Program) (all []Preview, seen string, err error) {
	p := program.Plan()
	left := 0
	for model := range p.Models {
		device, ok := deviceOf(program, model)
		if !ok {
			continue
		}
		to := min(p.Counted(), int64(min(device.Interval, 24*time.Hour))*mostReadings)
		for sensor := range p.Models[model].Sensors {
			if len(all) == mostPreviews {
				left++
				continue
			}
			c, err := plot.Gather(ctx, program, plot.Subject{Device: device, Sensor: sensor, To: to}, plot.TileColumns)
			if err != nil {
				return nil, "", err
			}
			c.Words = slices.Clone(c.Words) // the page's own
			all = append(all, Preview{c})
		}
	}
	if len(all) == 0 {
		return nil, "", nil
	}
	seen = "One device of each model, over the plan or its first stretch."
	if left > 0 {
		seen += " " + view.Plural(int64(left), "more sensor is", "more sensors are") + " not shown: sample --plot draws them."
	}
	return all, seen, nil
}

// tried is how many devices of a model are looked at for the one that shows most.
const tried = 300

// deviceOf is the device of a model that most faults happen to, of some that are spread
// over the fleet.
func deviceOf(program *engine.Program, model int) (best engine.Device, ok bool) {
	p := program.Plan()
	devices := int64(0)
	for i := range p.Groups {
		if p.Groups[i].Model == model {
			devices += p.Groups[i].Count
		}
	}
	most := -1
	for k := range min(devices, tried) {
		index := nth(p, model, k*devices/min(devices, tried))
		faults := map[int]bool{}
		for a := range program.Activations(index, 0, p.Counted()) {
			faults[a.Fault] = true
		}
		if len(faults) > most {
			most, best, ok = len(faults), program.Device(index), true
		}
	}
	return best, ok
}

// nth is the index in the fleet of the n-th device of a model, from 0.
func nth(p *engine.Plan, model int, n int64) int64 {
	for i := range p.Groups {
		g := &p.Groups[i]
		if g.Model != model {
			continue
		}
		if n < g.Count {
			return g.First - 1 + n
		}
		n -= g.Count
	}
	return 0
}

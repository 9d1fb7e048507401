package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"time"

	"golang.org/x/term"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/zone"
	"github.com/iotsim/iotsim/schema"
)

// maxCharts bounds how many are drawn in one go: more than that nobody reads.
const maxCharts = 48

// plot draws sensors of the devices that are asked for.
func (a *app) plot(ctx context.Context, p *project, program *engine.Program, f sampleFlags) error {
	found, err := subjectsOf(program, f)
	if err != nil {
		return err
	}
	subjects := found.subjects
	screen, columns := a.screen(len(subjects)), plot.PictureColumns(len(subjects))
	if f.plotFile == "" {
		columns = screen.Columns()
	}
	var charts []*plot.Chart
	for _, s := range subjects {
		c, err := plot.Gather(ctx, program, s, columns)
		if err != nil {
			return err
		}
		charts = append(charts, c)
	}
	clock, err := clockOf(program.Plan())
	if err != nil {
		return err
	}
	found.say(a.err, f)
	if f.plotFile == "" {
		return plot.Terminal(a.out, clock, charts, screen)
	}
	var picture bytes.Buffer
	if err := plot.SVG(&picture, clock, charts); err != nil {
		return err
	}
	if err := os.WriteFile(f.plotFile, p.files.Redact(picture.Bytes()), 0o644); err != nil {
		return destination(fmt.Errorf("the picture cannot be written: %w", err))
	}
	fmt.Fprintf(a.err, "%s: %s.\n", f.plotFile, view.Plural(int64(len(charts)), "chart", "charts"))
	return nil
}

// clockOf tells the local time of a plan's place.
func clockOf(p *engine.Plan) (plot.Clock, error) {
	local, err := zone.Load(p.Timezone)
	return plot.Clock{Start: *p.Start, Zone: local}, err
}

// screen is what charts are drawn on where they are printed.
func (a *app) screen(charts int) plot.Screen {
	s := plot.Screen{Width: 100, Rows: 12}
	if charts > 1 {
		s.Rows = 7
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil {
		s.Width = columns
	}
	if fd, ok := terminal(a.out); ok {
		s.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if columns, _, err := term.GetSize(fd); err == nil && columns > 0 {
			s.Width = columns
		}
	}
	return s
}

// A gathering is the charts that are asked for, of the devices that match and have
// any of the sensors, in the fleet's order.
type gathering struct {
	subjects []plot.Subject
	matched  bool           // some device does, whatever its sensors
	devices  int64          // that match and have any of the sensors, counted up to maxMatched
	drawn    map[string]int // charts, by sensor
	had      map[string]bool
}

// maxMatched is how many matching devices are counted: beyond, there are more.
const maxMatched = 10_000

// subjectsOf gathers what is asked for. Every sensor that is named must be one of a
// device that matches: a misspelt one is no empty chart.
func subjectsOf(program *engine.Program, f sampleFlags) (*gathering, error) {
	plan := program.Plan()
	from, to := int64(f.at), min(f.until(), plan.Duration)
	if plan.Forever && f.span == 0 {
		to = min(from+int64(time.Hour), plan.Duration)
	}
	if from >= to {
		return nil, usage("the scenario lasts %s: there is nothing to draw at %s", view.Duration(time.Duration(plan.Duration)), view.Duration(f.at))
	}
	if int64(len(f.plot)) > maxCharts || f.count > maxCharts/int64(len(f.plot)) {
		return nil, usage("%d charts at most are drawn at once", maxCharts)
	}
	g := &gathering{drawn: map[string]int{}, had: map[string]bool{}}
	for d := range program.Devices() {
		if !f.device.has(d.ID) {
			continue
		}
		g.matched = true
		g.add(plan, f, plot.Subject{Device: d, From: from, To: to})
		if len(g.had) == len(f.plot) && g.devices > f.count && (f.device.all() || g.devices > maxMatched) {
			break
		}
	}
	if !g.matched {
		return nil, noDevice(program, f.device.text)
	}
	for _, name := range f.plot {
		if !g.had[name] {
			return nil, noSensor(plan, f, name)
		}
	}
	return g, nil
}

// add takes a device that matches, unless there are enough.
func (g *gathering) add(plan *engine.Plan, f sampleFlags, s plot.Subject) {
	any := false
	for _, name := range f.plot {
		if s.Sensor = sensorOf(&plan.Models[s.Device.Model], name); s.Sensor < 0 {
			continue
		}
		any, g.had[name] = true, true
		if g.devices < f.count {
			g.subjects = append(g.subjects, s)
			g.drawn[name]++
		}
	}
	if any {
		g.devices++
	}
}

// say tells what is not drawn of what was asked for: sensors of other devices than
// those that are, and devices past the count.
func (g *gathering) say(w io.Writer, f sampleFlags) {
	for _, name := range f.plot {
		if g.drawn[name] == 0 && f.count > 0 {
			fmt.Fprintf(w, "%s is a sensor of devices further on: write a --device that has it, or a larger --count.\n", name)
		}
	}
	if g.devices <= f.count || f.device.all() {
		return
	}
	matching := view.Count(g.devices)
	if g.devices > maxMatched {
		matching = "More than " + view.Count(maxMatched)
	}
	advice := "a narrower --device"
	if most := min(g.devices, maxCharts/int64(len(f.plot))); most > f.count {
		advice = fmt.Sprintf("--count %d or %s", most, advice)
	}
	fmt.Fprintf(w, "%s devices match and %s drawn: write %s.\n", matching, view.Plural(f.count, "is", "are"), advice)
}

func sensorOf(m *schema.Model, name string) int {
	for i := range m.Sensors {
		if m.Sensors[i].Name == name {
			return i
		}
	}
	return -1
}

// noSensor says that no device which matches has a sensor, and which was probably
// meant.
func noSensor(plan *engine.Plan, f sampleFlags, name string) error {
	var names []string
	for i := range plan.Models {
		m := &plan.Models[i]
		for j := range m.Sensors {
			names = append(names, m.Sensors[j].Name)
		}
		for j := range m.Info {
			if m.Info[j].Name == name && sensorNowhere(plan, name) {
				return usage("%s is no sensor: model %q says it in device_info, which is not drawn. The messages have it: write sample without --plot", name, m.Name)
			}
		}
	}
	err := usage("no device%s has a sensor %q", of(f.device.text), name)
	if near, ok := schema.Nearest(name, names); ok && near != name {
		err = usage("%w\nDid you mean %s?", err, near)
	}
	return err
}

// sensorNowhere says that no model has a sensor of a name.
func sensorNowhere(plan *engine.Plan, name string) bool {
	return !slices.ContainsFunc(plan.Models, func(m schema.Model) bool { return sensorOf(&m, name) >= 0 })
}

func of(pattern string) string {
	if pattern == "" {
		return ""
	}
	return fmt.Sprintf(" %q", pattern)
}

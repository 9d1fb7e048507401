package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
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
	subjects, more, err := subjectsOf(program, f)
	if err != nil {
		return err
	}
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
	if more && f.device != "" {
		fmt.Fprintf(a.err, "More devices match: write --count %d or a narrower --device.\n", min(2*f.count, maxCharts))
	}
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

// subjectsOf are the charts that are asked for: of each device that matches and
// has any of the sensors, in the fleet's order, each of them. It says whether
// more devices match.
func subjectsOf(program *engine.Program, f sampleFlags) (subjects []plot.Subject, more bool, err error) {
	plan := program.Plan()
	from, to := int64(f.at), min(f.until(), plan.Duration)
	if plan.Forever && f.span == 0 {
		to = min(from+int64(time.Hour), plan.Duration)
	}
	if from >= to {
		return nil, false, usage("the scenario lasts %s: there is nothing to draw at %s", view.Duration(time.Duration(plan.Duration)), view.Duration(f.at))
	}
	if int64(len(f.plot)) > maxCharts || f.count > maxCharts/int64(len(f.plot)) {
		return nil, false, usage("%d charts at most are drawn at once", maxCharts)
	}
	matched, devices := false, int64(0)
	for d := range program.Devices() {
		if !isLike(f.device, d.ID) {
			continue
		}
		matched = true
		var sensors []int
		for _, name := range f.plot {
			if i := sensorOf(&plan.Models[d.Model], name); i >= 0 {
				sensors = append(sensors, i)
			}
		}
		if len(sensors) == 0 {
			continue
		}
		if devices++; devices > f.count {
			return subjects, true, nil
		}
		for _, i := range sensors {
			subjects = append(subjects, plot.Subject{Device: d, Sensor: i, From: from, To: to})
		}
	}
	switch {
	case !matched:
		return nil, false, usage("there is no device %q", f.device)
	case len(subjects) == 0 && f.count > 0:
		return nil, false, noSensor(plan, f)
	}
	return subjects, false, nil
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
func noSensor(plan *engine.Plan, f sampleFlags) error {
	var names []string
	for i := range plan.Models {
		for j := range plan.Models[i].Sensors {
			names = append(names, plan.Models[i].Sensors[j].Name)
		}
	}
	err := usage("no device%s has a sensor %q", of(f.device), f.plot[0])
	if near, ok := schema.Nearest(f.plot[0], names); ok && near != f.plot[0] {
		err = usage("%w\nDid you mean %s?", err, near)
	}
	return err
}

func of(pattern string) string {
	if pattern == "" {
		return ""
	}
	return fmt.Sprintf(" %q", pattern)
}

package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/zone"
)

// A PlanOf is a plan, and what was said of it.
type PlanOf struct {
	Plan     *engine.Plan
	Program  *engine.Program // of the plan with a start
	Assumed  bool            // the start is not the plan's, which leaves it open
	View     view.PlanOptions
	Warnings []string
	Command  string // that made the page
	Version  string // of iotsim
}

// Plan is the page of a plan. Previews read what they show, which takes a moment: until
// ctx ends.
func Plan(ctx context.Context, o PlanOf) (*Document, error) {
	p := o.Plan
	d := &Document{
		Kind: "Plan", Title: p.Scenario, Lead: p.Description, Command: o.Command, Version: o.Version,
		Tiles: planTiles(p), Axis: "time since the start",
	}
	d.Verdict, d.Tone = "Nothing has been sent yet: this is exactly what apply will send.", Plain
	d.Notes = append(d.Notes, o.Warnings...)
	facts := view.PlanFacts(p, o.View)
	for _, row := range facts.Rows {
		switch row[0] {
		case "start", "seed":
			d.Facts = append(d.Facts, row[0]+" "+row[1])
		}
	}
	d.Facts = append(d.Facts, "digest "+p.Digest[:min(12, len(p.Digest))])
	d.Timeline = planTimeline(o.Program)
	o.View.At = nil // its curves are the timeline
	tables := view.PlanTables(p, o.View)
	slices.SortStableFunc(tables, func(a, b view.Table) int { return rank(a.Name) - rank(b.Name) })
	for _, t := range tables {
		d.Sections = append(d.Sections, bounded(t))
	}
	facts.Name = "Plan"
	d.Sections = append(d.Sections, Section{Table: facts})
	d.Balances = balances(p)
	d.Fleet = fleet(p)
	local, err := zone.Load(p.Timezone)
	if err != nil {
		return nil, err
	}
	d.Clock = plot.Clock{Start: *o.Program.Plan().Start, Zone: local}
	d.Previews, d.Seen, err = previews(ctx, o.Program)
	if o.Assumed && len(d.Previews) > 0 {
		d.Seen += " The plan leaves its start open; these are of one at " + view.Instant(*o.Program.Plan().Start, p.Timezone) + "."
	}
	return d, err
}

// order is that of a plan's tables on the page: first what happens. Those that are not
// named come last, as they come from the terminal.
var order = []string{"Phases", "Faults", "Effects", "Expectations", "Topics", "Partitions", "Models", "Places", "Tags"}

func rank(name string) int {
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

// mostRows bounds a table of a plan.
const mostRows = 500

func bounded(t view.Table) Section {
	s := Section{Table: t, Fold: len(t.Rows) > 2*fold}
	if n := len(t.Rows) - mostRows; n > 0 {
		s.Rows, s.More = t.Rows[:mostRows], view.Count(int64(n))+" more are left out: plan lists them."
	}
	return s
}

func planTiles(p *engine.Plan) []Tile {
	partitions, sinks := int64(len(p.Streams)), int64(len(p.Sinks))
	records := Tile{Name: "Records", Value: view.Count(p.Totals.Published), Note: "of " + view.Count(p.Totals.Planned) + " readings"}
	lasts := Tile{Name: "Lasts", Value: view.Duration(time.Duration(p.Duration)), Note: "at " + view.Speed(p.Speed)}
	if p.Forever {
		lasts.Value, lasts.Note = "forever", "until it is stopped"
		records.Note += ", up to the first hour of " + p.Phases[len(p.Phases)-1].Name
	}
	return []Tile{
		{Name: "Devices", Value: view.Count(p.Devices), Note: view.Plural(int64(len(p.Models)), "model", "models")},
		records,
		{Name: "Peak", Value: view.Rate(float64(p.Peak)), Unit: "records/s", Note: "at 1x"},
		lasts,
		{Name: "Size", Value: view.Bytes(p.Bytes.Estimate), Note: "estimated, at most " + view.Bytes(p.Bytes.Bound)},
		{Name: "Partitions", Value: view.Count(partitions), Note: view.Plural(int64(len(view.Topics(p))), "topic", "topics") + ", " + view.Plural(sinks, "sink", "sinks")},
	}
}

// samples is how many instants the curves of a plan are looked at.
const samples = 490

func planTimeline(program *engine.Program) *plot.Timeline {
	p := program.Plan()
	end := p.Counted()
	outline := Outline(program)
	x := &plot.Timeline{Name: "The plan over time", To: end}
	for _, turn := range outline.Turns {
		if turn.Start < end {
			x.Phases = append(x.Phases, plot.Band{Name: turn.Name, From: turn.Start, To: min(turn.End, end)})
		}
	}
	rate := plot.Curve{Name: "Records", Unit: "a second"}
	online := plot.Curve{Name: "Devices", Unit: "online", Whole: true}
	for i := range int64(samples) {
		s := program.At(end / (2 * samples) * (2*i + 1))
		until := end / samples * (i + 1)
		if i == samples-1 {
			until = end
		}
		rate.Steps = append(rate.Steps, plot.Step{Until: until, Y: s.Rate})
		online.Steps = append(online.Steps, plot.Step{Until: until, Y: float64(s.Online)})
	}
	x.Curves = []plot.Curve{rate, online}
	for _, f := range outline.Faults {
		h := plot.Happening{Name: f.Name, Note: view.Plural(f.Hit, "device", "devices")}
		for _, w := range f.Windows {
			if w.Start < end {
				h.Bands = append(h.Bands, plot.Band{From: w.Start, To: min(w.End, end)})
			}
		}
		if len(h.Bands) > 0 && len(x.Faults) < mostLanes {
			x.Faults = append(x.Faults, h)
		}
	}
	return x
}

// mostTurns bounds the phases, and the windows of each fault, that a page tells apart.
const mostTurns = 500

// Outline is what of a plan is told beside a run. Where its phases come again and again
// very often, or a fault does, nobody could tell them apart, and they are left out.
func Outline(program *engine.Program) runs.Outline {
	p := program.Plan()
	o := runs.Outline{Description: p.Description, Timezone: p.Timezone, Devices: p.Devices}
	if !p.Forever {
		o.Duration = p.Duration
	}
	for t := range program.Turns(0, p.Duration) {
		if len(o.Turns) == mostTurns {
			o.Turns = nil
			break
		}
		o.Turns = append(o.Turns, runs.Turn{Name: p.Phases[t.Phase].Name, Start: t.Start, End: t.End})
	}
	for i := range p.Faults {
		f := &p.Faults[i]
		x := runs.Fault{Name: f.Name, Selected: f.Selected, Hit: f.Hit, Windows: f.Windows}
		if len(x.Windows) > mostTurns {
			x.Windows = x.Windows[:mostTurns]
		}
		for j := range f.Effects {
			e := &f.Effects[j]
			x.Effects = append(x.Effects, strings.TrimSpace(string(e.Kind)+" "+e.Sensor+strings.Join(e.Sensors, " and ")))
		}
		o.Faults = append(o.Faults, x)
	}
	for i := range p.Sinks {
		o.Sinks = append(o.Sinks, p.Sinks[i].Name())
	}
	return o
}

// A balance shows so many bars at most, of so many topics.
const (
	mostBars     = 128
	mostBalances = 12
)

// balances are how topics spread. Of very many partitions neighbours share a bar,
// which is the fullest of them.
func balances(p *engine.Plan) []Balance {
	var all []Balance
	for _, t := range view.Topics(p) {
		if t.Partitions < 2 || len(all) == mostBalances {
			continue
		}
		b := Balance{Topic: t.Name, Mean: t.Mean(), Note: view.Count(t.Min) + " to " + view.Count(t.Max) + " records in a partition"}
		each := (len(t.Streams) + mostBars - 1) / mostBars
		for some := range slices.Chunk(t.Streams, each) {
			most := int64(0)
			for _, s := range some {
				most = max(most, p.Counts[s].Published)
			}
			b.Bars = append(b.Bars, most)
		}
		all = append(all, b)
	}
	return all
}

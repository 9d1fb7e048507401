package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// A RunOf is what is known of a run that has ended.
type RunOf struct {
	Total        view.Total
	Headline     string             // what the run said at its end; empty: what a report says
	Course       *runs.Course       // nil: it is not known
	Lack         string             // why not
	Verification *runs.Verification // nil: nobody has read it back
	Version      string             // of iotsim
}

// mostPartitions bounds the list of them; fold is from how many rows on a table is
// shown only when asked for.
const (
	mostPartitions = 2000
	fold           = 16
)

// Run is the page of a run.
func Run(r RunOf) *Document {
	t := &r.Total
	d := &Document{
		Kind: "Run", Title: t.Scenario, Verdict: r.Headline, Version: r.Version,
		Tiles: runTiles(t),
	}
	if d.Verdict == "" {
		d.Verdict = t.Headline()
	}
	d.Tone = runTone(t, r.Verification)
	d.Facts = []string{
		strings.Join(runNames(t), ", "), fmt.Sprintf("plan %.12s", t.Plan),
		t.Began.Local().Format("2006-01-02 15:04:05 -07:00"), view.Duration(t.Duration) + " at " + view.Speed(t.Speed),
	}
	if c := r.Course; c != nil {
		d.Lead, d.Command = c.Outline.Description, c.Command
		d.Timeline = runTimeline(c, t)
		d.Axis = "time since the run began"
		if t.Speed.Num != t.Speed.Den && t.Speed.Num > 0 {
			d.Axis += ", of which a minute is " + view.Duration(time.Duration(float64(time.Minute)*float64(t.Speed.Num)/float64(t.Speed.Den))) + " of the plan"
		}
		if c.Every > time.Second {
			d.Notes = append(d.Notes, fmt.Sprintf("Curves are by stretches of %s: of latencies, the p99 of the worst second in each.", view.Duration(c.Every)))
		}
	} else if r.Lack != "" {
		d.Notes = append(d.Notes, r.Lack)
	}
	if t.Missing > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%s of the plan's %s partitions are told of here: the others were not this run's to send.",
			view.Count(int64(t.Streams-t.Missing)), view.Count(int64(t.Streams))))
	}
	d.Sections = runSections(r)
	return d
}

func runNames(t *view.Total) []string {
	var names []string
	for _, p := range t.Parts {
		if name := "run " + p.Run; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// runTone is whether all is well.
func runTone(t *view.Total, v *runs.Verification) Tone {
	a := t.Summary.Total()
	for i := range t.Expectations {
		if t.Expectations[i].Verdict == engine.Failed {
			return Bad
		}
	}
	switch {
	case a.Failed > 0, v != nil && v.Verdict == "bad":
		return Bad
	case t.Missing > 0, a.Acked < a.Planned, a.Unknown > 0, v != nil && v.Verdict != "good":
		return Open
	}
	return Good
}

func runTiles(t *view.Total) []Tile {
	s, a := t.Summary, t.Summary.Total()
	loss := func(n int64) Tone {
		if n > 0 {
			return Bad
		}
		return Plain
	}
	tiles := []Tile{
		{Name: "Acked", Value: view.Count(a.Acked), Note: "of " + view.Count(t.Expected) + " planned"},
		{Name: "Failed", Value: view.Count(a.Failed), Note: "records", Tone: loss(a.Failed)},
		{Name: "Unknown", Value: view.Count(a.Unknown), Note: "records", Tone: loss(a.Unknown)},
		{Name: "Rate", Value: view.Rate(float64(s.Rate)), Unit: "records/s", Note: "peak " + view.Rate(float64(s.Peak))},
		latencyTile("Ack latency", s.Ack, "nothing was acked"),
		latencyTile("Schedule lag", s.Lag, "not measured"),
	}
	if s.Speed.Num == 0 {
		tiles[5].Note = "no schedule at max speed"
	}
	return tiles
}

func latencyTile(name string, h *engine.Histogram, none string) Tile {
	if h == nil || h.Count() == 0 {
		return Tile{Name: name, Value: "–", Note: none}
	}
	return Tile{
		Name: name, Value: view.Millis(h.Quantile(0.99)), Unit: "ms p99",
		Note: "p50 " + view.Millis(h.Quantile(0.5)) + ", max " + view.Millis(h.Max()),
	}
}

// runTimeline is the course of a run by the wall clock: faults and phases stand where
// the run was in them.
func runTimeline(c *runs.Course, t *view.Total) *plot.Timeline {
	if len(c.Points) == 0 {
		return nil
	}
	w := wallOf(c, t.Speed)
	x := &plot.Timeline{Name: "The course of the run", To: w.end}
	for _, turn := range c.Outline.Turns {
		if b, ok := w.band(turn.Name, turn.Start, turn.End); ok {
			x.Phases = append(x.Phases, b)
		}
	}
	x.Curves = runCurves(c, t.Speed.Num == 0)
	for _, f := range c.Outline.Faults {
		h := plot.Happening{Name: f.Name, Note: view.Plural(f.Hit, "device", "devices")}
		for _, window := range f.Windows {
			if b, ok := w.band("", window.Start, window.End); ok {
				h.Bands = append(h.Bands, b)
			}
		}
		if len(h.Bands) > 0 && len(x.Faults) < mostLanes {
			x.Faults = append(x.Faults, h)
		}
	}
	lost := plot.Happening{Name: "records failed", Loss: true}
	n, from := int64(0), int64(0)
	for _, p := range c.Points {
		if p.Failed > 0 {
			n += p.Failed
			lost.Bands = append(lost.Bands, plot.Band{From: from, To: int64(p.End)})
		}
		from = int64(p.End)
	}
	if n > 0 {
		lost.Note = view.Count(n)
		x.Faults = append(x.Faults, lost)
	}
	return x
}

// mostLanes is how many faults a timeline shows.
const mostLanes = 16

func runCurves(c *runs.Course, unpaced bool) []plot.Curve {
	rate := plot.Curve{Name: "Records", Unit: "a second"}
	ack := plot.Curve{Name: "Ack latency", Unit: "p99, ms"}
	lag := plot.Curve{Name: "Schedule lag", Unit: "p99, ms"}
	online := plot.Curve{Name: "Devices", Unit: "online", Whole: true}
	from := time.Duration(0)
	for _, p := range c.Points {
		until, took := int64(p.End), max(p.End-from, time.Millisecond).Seconds()
		from = p.End
		rate.Steps = append(rate.Steps, plot.Step{Until: until, Y: p.Sent / took})
		if !unpaced {
			rate.Wanted = append(rate.Wanted, plot.Step{Until: until, Y: p.Wanted / took})
		}
		ack.Steps = append(ack.Steps, plot.Step{Until: until, Y: millis(p.Ack)})
		lag.Steps = append(lag.Steps, plot.Step{Until: until, Y: millis(p.Lag)})
		online.Steps = append(online.Steps, plot.Step{Until: until, Y: float64(p.Online)})
	}
	if unpaced {
		return []plot.Curve{rate, ack, online}
	}
	return []plot.Curve{rate, lag, ack, online}
}

// millis is a latency in milliseconds; none is not a number.
func millis(d time.Duration) float64 {
	if d == 0 {
		return math.NaN()
	}
	return float64(d) / float64(time.Millisecond)
}

// A wall tells when, by the wall clock, a run was at a plan time.
type wall struct {
	points []runs.Point
	begin  int64 // plan time at which the run began
	end    int64 // wall time
}

func wallOf(c *runs.Course, speed schema.Ratio) wall {
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	w := wall{points: c.Points, end: max(int64(last.End), 1)}
	if speed.Num > 0 { // a run that went on where another stopped began in the middle
		w.begin = max(0, first.Time-int64(float64(first.End)*float64(speed.Num)/float64(speed.Den)))
	}
	return w
}

// at is between the two points around a plan time, by their proportion.
func (w *wall) at(t int64) int64 {
	i, _ := slices.BinarySearchFunc(w.points, t, func(p runs.Point, t int64) int {
		if p.Time < t {
			return -1
		}
		return 1
	})
	if i == len(w.points) {
		return w.end
	}
	from, fromTime := int64(0), w.begin
	if i > 0 {
		from, fromTime = int64(w.points[i-1].End), w.points[i-1].Time
	}
	to, toTime := int64(w.points[i].End), w.points[i].Time
	if t <= fromTime || toTime <= fromTime {
		return from
	}
	return from + int64(float64(to-from)*float64(t-fromTime)/float64(toTime-fromTime))
}

// band is a stretch of plan time that the run was in.
func (w *wall) band(name string, start, end int64) (plot.Band, bool) {
	reached := w.points[len(w.points)-1].Time
	if end <= w.begin || start >= reached {
		return plot.Band{}, false
	}
	b := plot.Band{Name: name, From: w.at(start), To: w.at(end)}
	return b, b.To > b.From
}

func runSections(r RunOf) []Section {
	t := &r.Total
	var all []Section
	tables := t.Tables()
	for _, x := range tables {
		if x.Name == "Expectations" {
			all = append(all, Section{Table: x})
		}
	}
	if r.Course != nil {
		all = append(all, faultSection(r.Course.Outline.Faults)...)
	}
	if v := r.Verification; v != nil {
		all = append(all, Section{
			Table: view.Table{Name: "Verification"},
			Note:  view.KeptVerdict(v) + " Level: " + v.Level + ".",
		})
	}
	for _, x := range tables {
		if x.Name != "Expectations" {
			all = append(all, Section{Table: x})
		}
	}
	all = append(all, partitionSection(t.Summary.Streams))
	all = append(all, sinkSection(t.Summary.Sinks)...)
	all = append(all, latencySection(t.Summary))
	facts := t.Facts()
	facts.Name = "Run"
	if r.Course != nil && r.Course.Where != "" {
		facts.Rows = append(facts.Rows, []string{"sent to", r.Course.Where})
	}
	return append(all, Section{Table: facts})
}

func faultSection(faults []runs.Fault) []Section {
	x := view.Table{Name: "Faults", Align: "lrll", Head: []string{"", "hits", "effects", "active, by plan time"}}
	for _, f := range faults {
		x.Rows = append(x.Rows, []string{
			f.Name, view.Count(f.Hit) + " of " + view.Plural(f.Selected, "device", "devices"),
			strings.Join(f.Effects, ", "), windows(f.Windows),
		})
	}
	if len(x.Rows) == 0 {
		return nil
	}
	return []Section{{Table: x, Fold: len(x.Rows) > fold}}
}

// windows are stretches of plan time; of many, the first.
func windows(all []engine.Window) string {
	const most = 4
	if len(all) == 0 {
		return "never"
	}
	var texts []string
	for _, w := range all[:min(most, len(all))] {
		texts = append(texts, view.Duration(time.Duration(w.Start))+"–"+view.Duration(time.Duration(w.End)))
	}
	if len(all) > most {
		texts = append(texts, "… "+view.Count(int64(len(all)))+" in all")
	}
	return strings.Join(texts, ", ")
}

func partitionSection(streams []engine.StreamSummary) Section {
	x := view.Table{Name: "Partitions", Align: "lrrrrrr", Head: []string{"", "partition", "planned", "acked", "failed", "unknown", "unsent"}}
	for _, s := range streams[:min(mostPartitions, len(streams))] {
		a := s.Account
		x.Rows = append(x.Rows, []string{
			s.Topic, strconv.Itoa(int(s.Partition)), view.Count(a.Planned),
			view.Count(a.Acked), view.Count(a.Failed), view.Count(a.Unknown), view.Count(a.Unsent()),
		})
	}
	section := Section{Table: x, Fold: true, Note: view.Plural(int64(len(streams)), "partition", "partitions")}
	if n := len(streams) - mostPartitions; n > 0 {
		section.More = view.Count(int64(n)) + " more are left out: report --json has all."
	}
	return section
}

func sinkSection(sinks []engine.SinkSummary) []Section {
	if len(sinks) == 0 {
		return nil
	}
	x := view.Table{Name: "Sinks", Align: "llrrrr", Head: []string{"", "kind", "planned", "acked", "failed", "unknown"}}
	for _, s := range sinks {
		a := s.Total()
		x.Rows = append(x.Rows, []string{
			s.Name, string(s.Kind), view.Count(a.Planned), view.Count(a.Acked), view.Count(a.Failed), view.Count(a.Unknown),
		})
	}
	return []Section{{Table: x}}
}

func latencySection(s *engine.Summary) Section {
	x := view.Table{Name: "Latencies", Align: "lrrrrrrr", Head: []string{"", "p50", "p90", "p99", "p99.9", "max", "mean", "measured"}}
	for _, l := range []struct {
		name string
		h    *engine.Histogram
	}{{"ack, from handing over to the confirmation", s.Ack}, {"lag, from planned to actual sending", s.Lag}} {
		if l.h == nil || l.h.Count() == 0 {
			continue
		}
		row := []string{l.name}
		for _, q := range []float64{0.5, 0.9, 0.99, 0.999} {
			row = append(row, view.Millis(l.h.Quantile(q))+" ms")
		}
		x.Rows = append(x.Rows, append(row, view.Millis(l.h.Max())+" ms", view.Millis(l.h.Mean())+" ms", view.Count(l.h.Count())))
	}
	if len(x.Rows) == 0 {
		return Section{Table: view.Table{Name: x.Name}, Note: "Nothing was measured."}
	}
	return Section{Table: x}
}

package view

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/zone"
	"github.com/iotsim/iotsim/schema"
)

// PlanOptions say how much of a plan is shown.
type PlanOptions struct {
	Partitions bool                       // each of them, instead of how they spread
	At         func(t int64) engine.State // what the plan wants at an instant; nil: no curves
	Needs      *engine.Needs              // nil: not shown
	Content    string                     // digest of what it sends; empty: not computed
	Bytes      int64                      // exact, where Content is
}

// Plan prints a plan as text.
func Plan(w io.Writer, p *engine.Plan, o PlanOptions) {
	v := &planView{plan: p, options: o}
	fmt.Fprintln(w, strings.TrimSpace(p.Scenario+"  "+p.Description))
	fmt.Fprintln(w)
	v.facts().print(w)
	for _, t := range v.sections() {
		fmt.Fprintln(w)
		t.print(w)
	}
}

// PlanFacts are what holds of a plan as a whole.
func PlanFacts(p *engine.Plan, o PlanOptions) Table {
	v := &planView{plan: p, options: o}
	return v.facts().public()
}

// PlanTables are what Plan prints below that.
func PlanTables(p *engine.Plan, o PlanOptions) []Table {
	v := &planView{plan: p, options: o}
	var all []Table
	for _, t := range v.sections() {
		all = append(all, t.titled())
	}
	return all
}

// A planView is a plan on its way to paper.
type planView struct {
	plan    *engine.Plan
	options PlanOptions
}

// sections are tables under their names, those that have any rows but the titles.
func (v *planView) sections() []*table {
	var all []*table
	for _, s := range []struct {
		name string
		t    *table
	}{
		{"Places", v.places()},
		{"Tags", v.tags()},
		{"Models", v.models()},
		{"Phases", v.phases()},
		{"Faults", v.faults()},
		{"Effects", v.touched()},
		{"Expectations", v.expectations()},
		{"Topics", v.topics()},
		{"Needs", v.needs()},
		{"Partitions", v.partitions()},
	} {
		if len(s.t.rows) < 2 || s.name == "Partitions" && !v.options.Partitions {
			continue
		}
		s.t.rows[0][0] = s.name
		all = append(all, s.t)
	}
	return all
}

func (v *planView) facts() *table {
	p := v.plan
	t := newTable("ll")
	t.row("start", start(p))
	t.row("lasts", lasts(p))
	t.row("seed", strconv.FormatUint(p.Seed, 10))
	t.row("sends", sendsAll(p))
	t.row("peak", Rate(float64(p.Peak))+" records/s")
	t.row("bytes", v.bytes())
	t.row("digest", p.Digest)
	if v.options.Content != "" {
		t.row("content", v.options.Content)
	}
	return t
}

func start(p *engine.Plan) string {
	if p.Start == nil {
		s := "when apply starts"
		if p.StartOffset != 0 {
			s += fmt.Sprintf(" %+v", time.Duration(p.StartOffset)*time.Millisecond)
		}
		return s
	}
	return Instant(*p.Start, p.Timezone)
}

// Instant is a moment of event time as people of the place read it.
func Instant(millis int64, timezone string) string {
	local, err := zone.Load(timezone)
	if err != nil || timezone == "UTC" {
		return time.UnixMilli(millis).UTC().Format("2006-01-02 15:04:05.999 UTC")
	}
	return time.UnixMilli(millis).In(local).Format("2006-01-02 15:04:05.999 -07:00 ") + timezone
}

func lasts(p *engine.Plan) string {
	s := Duration(time.Duration(p.Duration))
	if p.Forever {
		s = "forever: until Ctrl-C, or --duration"
	}
	if p.Speed != (schema.Ratio{Num: 1, Den: 1}) {
		s += " at " + Speed(p.Speed)
	}
	if p.End >= p.Duration && !p.Forever {
		s += ", the last record " + Duration(time.Duration(p.End-p.Duration)) + " later"
	}
	return s
}

// sendsAll is what a plan sends. Of one that lasts forever the last phase is by
// the hour.
func sendsAll(p *engine.Plan) string {
	if !p.Forever {
		return sends(p.Totals) + toEach(p) + labels(p)
	}
	var before engine.Count
	last := &p.Phases[len(p.Phases)-1]
	for i := range p.Phases[:len(p.Phases)-1] {
		c := p.Phases[i].Count
		before.Planned, before.Published = before.Planned+c.Planned, before.Published+c.Published
		before.Dropped, before.Duplicated = before.Dropped+c.Dropped, before.Duplicated+c.Duplicated
	}
	s := sends(last.Count) + " an hour in " + last.Name
	if len(p.Phases) > 1 {
		s = sends(before) + ", then " + s
	}
	return s + toEach(p) + labels(p) + "; counts are up to its first hour"
}

// labels is how many more records tell what faults did.
func labels(p *engine.Plan) string {
	n := labelsOf(p).Published
	if n == 0 {
		return ""
	}
	return ", and " + Plural(n, "label", "labels")
}

// sends is a count in words, with what faults do to it.
func sends(c engine.Count) string {
	s := count(c.Published) + " records"
	if c.Published == c.Planned && c.Dropped == 0 {
		return s
	}
	s += " of " + count(c.Planned) + " readings"
	if c.Dropped > 0 {
		s += ", " + count(c.Dropped) + " dropped by faults"
	}
	if c.Duplicated > 0 {
		s += ", " + count(c.Duplicated) + " more by duplicates"
	}
	return s
}

// toEach says how often all of it is sent, where there are several sinks.
func toEach(p *engine.Plan) string {
	n := int64(0)
	for i := range p.Sinks {
		if !p.Sinks[i].LabelsOnly {
			n++
		}
	}
	if n == 1 {
		return ""
	}
	return ", to each of " + count(n) + " sinks"
}

func (v *planView) bytes() string {
	b := v.plan.Bytes
	if v.options.Content != "" {
		return Bytes(v.options.Bytes) + " exactly in keys and values, a record at most " + Bytes(b.Largest)
	}
	return "about " + Bytes(b.Estimate) + ", at most " + Bytes(b.Bound) + ", a record at most " + Bytes(b.Largest)
}

// places sums the fleet by building.
func (v *planView) places() *table {
	t := newTable("lrrr", "", "floors", "rooms", "devices")
	type place struct {
		floors, rooms map[string]bool
		devices       int64
	}
	var names []string
	places := map[string]*place{}
	for i := range v.plan.Groups {
		g := &v.plan.Groups[i]
		name := g.Building
		if !g.HasBuilding {
			name = "(no building)"
		}
		if places[name] == nil {
			names = append(names, name)
			places[name] = &place{floors: map[string]bool{}, rooms: map[string]bool{}}
		}
		floor := ""
		if g.Floor != nil {
			floor = strconv.FormatInt(*g.Floor, 10)
			places[name].floors[floor] = true
		}
		if g.HasRoom {
			places[name].rooms[floor+"/"+g.Room] = true
		}
		places[name].devices += g.Count
	}
	for _, name := range names {
		x := places[name]
		t.row(name, some(len(x.floors)), some(len(x.rooms)), count(x.devices))
	}
	return t
}

// some is a number, or nothing for none.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return count(int64(n))
}

// tags sums the fleet by what selectors can tell it apart by. Where every room has
// a word of its own they only begin to be listed.
func (v *planView) tags() *table {
	const most = 12
	type tag struct{ name, text string }
	devices := map[tag]int64{}
	for i := range v.plan.Groups {
		for name, text := range v.plan.Groups[i].Tags {
			devices[tag{name, text}] += v.plan.Groups[i].Count
		}
	}
	all := slices.SortedFunc(maps.Keys(devices), func(a, b tag) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.text, b.text))
	})
	t := newTable("llr", "", "", "devices")
	for i, x := range all {
		if i == most {
			t.row("…", count(int64(len(all)))+" in all")
			break
		}
		t.row(x.name, x.text, count(devices[x]))
	}
	return t
}

func (v *planView) models() *table {
	t := newTable("lrrr", "", "every", "sensors", "devices")
	type kind struct {
		model    int
		interval time.Duration
	}
	var kinds []kind
	devices := map[kind]int64{}
	for i := range v.plan.Groups {
		g := &v.plan.Groups[i]
		k := kind{g.Model, g.Interval}
		if _, ok := devices[k]; !ok {
			kinds = append(kinds, k)
		}
		devices[k] += g.Count
	}
	for _, k := range kinds {
		m := &v.plan.Models[k.model]
		t.row(m.Name, Duration(k.interval), count(int64(len(m.Sensors))), count(devices[k]))
	}
	return t
}

// cells is how many bars a curve has.
const cells = 12

func (v *planView) expectations() *table {
	t := newTable("lll", "", "that", "in")
	for i := range v.plan.Expectations {
		e := &v.plan.Expectations[i]
		when := v.windows(e.Windows)
		if e.Abort {
			when += ", or the run ends"
		}
		t.row(e.Name, oneLine(e.That.Source), when)
	}
	return t
}

// oneLine is an expression that may have been written over several.
func oneLine(source string) string { return strings.Join(strings.Fields(source), " ") }

// windows are stretches of the time line; those of a long cycle only begin to be
// listed.
func (v *planView) windows(all []engine.Window) string {
	const most = 4
	if len(all) == 0 {
		return "never"
	}
	var texts []string
	for i, w := range all {
		if i == most {
			texts = append(texts, fmt.Sprintf("… %s in all", count(int64(len(all)))))
			break
		}
		end := clock(time.Duration(w.End))
		if v.plan.Forever && w.End == v.plan.Duration {
			end = ""
		}
		texts = append(texts, clock(time.Duration(w.Start))+"–"+end)
	}
	return strings.Join(texts, ", ")
}

func (v *planView) topics() *table {
	t := newTable("lrrrrr", "", "partitions", "records", "least", "mean", "most")
	for _, topic := range Topics(v.plan) {
		t.row(topic.name(v.plan), count(int64(topic.Partitions)), count(topic.Published),
			count(topic.Min), Rate(topic.Mean()), count(topic.Max))
	}
	return t
}

func (v *planView) partitions() *table {
	t := newTable("lrrrrrr", "", "", "devices", "readings", "dropped", "copies", "records")
	for i, s := range v.plan.Streams {
		c := v.plan.Counts[i]
		t.row(streamTopic(v.plan, s), strconv.Itoa(int(s.Partition)), count(c.Devices),
			count(c.Planned), count(c.Dropped), count(c.Duplicated), count(c.Published))
	}
	return t
}

// Speed is plan seconds a wall second as one writes it: 1x, 0.5x, max.
func Speed(r schema.Ratio) string {
	if r.Num == 0 {
		return "max"
	}
	return strconv.FormatFloat(float64(r.Num)/float64(r.Den), 'f', -1, 64) + "x"
}

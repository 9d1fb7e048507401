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

func (v *planView) phases() *table {
	at := v.clocks()
	t := newTable("lrlrllllrl", "", "from", "clock", "for", "devices", "", "records/s", "", "records", "faults")
	for i := range v.plan.Phases {
		p := &v.plan.Phases[i]
		online, rate := v.curves(p)
		begin := ""
		if at != nil {
			begin = at[i]
		}
		t.row(p.Name, clock(time.Duration(p.Start)), begin, v.length(i),
			spark(online, float64(v.plan.Devices)), fromTo(count(p.Online[0]), count(p.Online[1])),
			spark(rate, float64(v.plan.Peak)), fromTo(Rate(float64(p.Target[0])), Rate(float64(p.Target[1]))),
			v.records(i), strings.Join(p.Faults, ", "))
	}
	if at == nil {
		t.drop(2)
	}
	if v.options.At == nil {
		t.rows[0][5], t.rows[0][7] = t.rows[0][4], t.rows[0][6]
		t.align[5], t.align[7] = 'r', 'r'
		t.drop(6)
		t.drop(4)
	}
	return t
}

// clocks are the local times at which phases begin, as long as they must be to tell
// them apart: with dates where there are several, with seconds where some has them.
// Nil where the start is not known yet.
func (v *planView) clocks() []string {
	p := v.plan
	if p.Start == nil {
		return nil
	}
	local, err := zone.Load(p.Timezone)
	if err != nil {
		return nil
	}
	var begins []time.Time
	for i := range p.Phases {
		begins = append(begins, time.UnixMilli(*p.Start).Add(time.Duration(p.Phases[i].Start)).In(local))
	}
	date, clock := "", "15:04"
	for _, t := range begins {
		if t.Format(time.DateOnly) != begins[0].Format(time.DateOnly) {
			date = "01-02 "
		}
		switch {
		case t.Nanosecond() != 0:
			clock = "15:04:05.000"
		case t.Second() != 0 && clock == "15:04":
			clock = "15:04:05"
		}
	}
	texts := make([]string, len(begins))
	for i, t := range begins {
		texts[i] = t.Format(date + clock)
	}
	return texts
}

// length is how long a phase takes, and how often.
func (v *planView) length(i int) string {
	p := &v.plan.Phases[i]
	switch {
	case v.endless(i):
		return "forever"
	case p.Cycle != "":
		return count(p.Times) + " × " + Duration(time.Duration(p.End-p.Start))
	}
	return Duration(time.Duration(p.End - p.Start))
}

// records is how many a phase sends in all.
func (v *planView) records(i int) string {
	s := count(v.plan.Phases[i].Count.Published)
	if v.endless(i) {
		s += "/h"
	}
	return s
}

func (v *planView) endless(i int) bool { return v.plan.Forever && i == len(v.plan.Phases)-1 }

// curves are a phase's devices and rate, each in the middle of its cell.
func (v *planView) curves(p *engine.Phase) (online, rate []float64) {
	if v.options.At == nil {
		return nil, nil
	}
	for i := range int64(cells) {
		s := v.options.At(p.Start + (p.End-p.Start)/(2*cells)*(2*i+1))
		online, rate = append(online, float64(s.Online)), append(rate, s.Rate)
	}
	return online, rate
}

func fromTo(from, to string) string {
	if from == to {
		return from
	}
	return from + " → " + to
}

func (v *planView) faults() *table {
	t := newTable("lrrlll", "", "selects", "hits", "effects", "active", "such as")
	for i := range v.plan.Faults {
		f := &v.plan.Faults[i]
		var effects []string
		for j := range f.Effects {
			effects = append(effects, effectText(&f.Effects[j]))
		}
		active := v.windows(f.Windows)
		if f.When != nil && len(f.Windows) > 0 {
			active += ", when " + oneLine(f.When.Source)
		}
		selects, hits := count(f.Selected), count(f.Hit)
		if p := f.Places; p != nil {
			selects += " in " + Plural(p.Selected, f.Scope, f.Scope+"s")
			hits += " in " + Plural(p.Hit, f.Scope, f.Scope+"s")
		}
		t.row(f.Name, selects, hits, strings.Join(effects, ", "), active, suchAs(f))
	}
	return t
}

// effectText is an effect with its sensors.
func effectText(e *schema.Effect) string {
	return strings.TrimSpace(string(e.Kind) + " " + e.Sensor + strings.Join(e.Sensors, " and "))
}

// touched is how many readings each effect touches. What nobody measured is not
// counted as changed: labels and --content-digest do.
func (v *planView) touched() *table {
	t := newTable("llrrrr", "", "", "changes", "drops", "delays", "doubles")
	some := func(n int64) string {
		if n == 0 {
			return ""
		}
		return count(n)
	}
	for i := range v.plan.Faults {
		f := &v.plan.Faults[i]
		if len(f.Windows) == 0 {
			continue
		}
		for j, x := range f.Touched {
			changes := ""
			switch {
			case x.Changed != nil:
				changes = some(*x.Changed)
			case x.Changes:
				changes = "not counted"
			}
			t.row(f.Name, effectText(&f.Effects[j]), changes, some(x.Dropped), some(x.Delayed), some(x.Doubled))
		}
	}
	return t
}

// suchAs is the id of a device that a fault hits, to look at with sample.
func suchAs(f *engine.Fault) string {
	if len(f.HitFirst) == 0 {
		return ""
	}
	return f.HitFirst[0]
}

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

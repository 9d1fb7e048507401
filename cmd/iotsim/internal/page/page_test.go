package page_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/page"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// hostile is a name that wants to be more than a name.
const hostile = `</title><script>alert("x")</script>' onload=x & ` + "\u202eRTL"

// compile makes a plan of a text, and a program of it.
func compile(t testing.TB, text string) (*engine.Plan, *engine.Program) {
	t.Helper()
	s, _, diags := schema.Load(fstest.MapFS{"s.hcl": {Data: []byte(text)}}, []string{"s.hcl"}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	p, err := engine.Open(plan, "plan")
	if err != nil {
		t.Fatal(err)
	}
	return plan, p
}

// planOf is the page of a scenario's plan.
func planOf(t testing.TB, text string) *page.Document {
	t.Helper()
	plan, program := compile(t, text)
	return pageOf(t, plan, program)
}

// shown is what the terminal shows of a plan.
func shown(t testing.TB, program *engine.Program) view.PlanOptions {
	t.Helper()
	needs, err := program.Needs(kafka.Packing)
	if err != nil {
		t.Fatal(err)
	}
	return view.PlanOptions{At: program.At, Needs: needs}
}

func pageOf(t testing.TB, plan *engine.Plan, program *engine.Program) *page.Document {
	t.Helper()
	d, err := page.Plan(t.Context(), page.PlanOf{Plan: plan, Program: program, View: shown(t, program), Warnings: []string{hostile}, Command: hostile, Version: "iotsim v0"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func written(t testing.TB, d *page.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A part of a page is an element with what stands in it, in order.
type part struct {
	name string
	text string
}

// parse reads a page strictly, as XML: all that is opened is closed. It needs nothing
// from elsewhere and runs nothing.
func parse(t testing.TB, text string) []part {
	t.Helper()
	var parts []part
	in := xml.NewDecoder(strings.NewReader(text))
	var open []string
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("it is not well-formed: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			open = append(open, x.Name.Local)
			parts = append(parts, part{name: x.Name.Local})
			switch x.Name.Local {
			case "script", "link", "img", "iframe", "object", "a":
				t.Errorf("it has an element %q", x.Name.Local)
			}
			for _, a := range x.Attr {
				if name := strings.ToLower(a.Name.Local); strings.HasPrefix(name, "on") || name == "src" || name == "href" {
					t.Errorf("%s has the attribute %s", x.Name.Local, name)
				}
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if s := strings.TrimSpace(string(x)); s != "" && len(open) > 0 {
				parts = append(parts, part{open[len(open)-1], s})
			}
		}
	}
	if strings.Contains(text, "url(") || strings.Contains(text, "@import") {
		t.Error("its style wants something from elsewhere")
	}
	return parts
}

// outline is the headings of a page.
func outline(parts []part) []string {
	var all []string
	for _, p := range parts {
		if (p.name == "h2") && p.text != "" {
			all = append(all, p.text)
		}
	}
	return all
}

// words are all texts of a page.
func words(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.name != "style" {
			b.WriteString(p.text + "\n")
		}
	}
	return b.String()
}

// factory is the shipped scenario, small.
func factory(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../../../../scenarios/factory.hcl")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(text), "default     = 10000", "default     = 500", 1)
}

func TestPlanPage(t *testing.T) {
	text := written(t, planOf(t, factory(t)))
	if text != written(t, planOf(t, factory(t))) {
		t.Error("the same plan makes another page the second time")
	}
	parts := parse(t, text)
	want := []string{"Signals", "Phases", "Faults", "Effects", "Expectations", "Topics", "Balance", "Models", "Places", "Needs", "Plan", "Fleet"}
	if diff := cmp.Diff(want, outline(parts)); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	plan, program := compile(t, factory(t))
	all := words(parts)
	for _, table := range view.PlanTables(plan, shown(t, program)) {
		if !slices.Contains(want, table.Name) {
			t.Errorf("the terminal has a table %q, and the page has not", table.Name)
		}
	}
	for _, want := range []string{
		"factory", plan.Digest, view.Count(plan.Totals.Published), view.Rate(float64(plan.Peak)),
		"A栋", "floor 3", "room 310", "blackout · 250 devices", "ramp", "iot.device.labels", "every 3s",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("it has no %q", want)
		}
	}
	if n := strings.Count(text, "<svg "); n != 2+2+5 {
		t.Errorf("%d pictures, want two timelines, two balances and five sensors", n)
	}
}

// What a scenario says is text on a page, whatever it is.
func TestNamesAreText(t *testing.T) {
	quoted := strings.NewReplacer(`"`, `\"`, "\u202e", `\u202e`).Replace(hostile)
	text := fmt.Sprintf(`
scenario "s" {
  description = "%[1]s"
  start       = "2026-03-02T06:00:00Z"
}
model "m<b>" {
  interval = "1s"
  sensor "x" {
    unit  = "%[1]s"
    value = normal(0, 1)
  }
}
building "%[1]s" {
  room "%[1]s" {
    devices "m<b>" { count = 3 }
  }
}
fault "f" {
  where = "device.building == '<i>'"
  effect "drop" {}
}
phase "p" {
  duration = "10s"
  faults   = [fault.f]
}
sink "kafka" { topic = "t" }
`, quoted)
	plan, program := compile(t, text)
	d := planOf(t, text)
	all := words(parse(t, written(t, d)))
	for _, want := range []string{hostile, "m<b>", "room " + hostile} {
		if !strings.Contains(all, want) {
			t.Errorf("it has no %q", want)
		}
	}
	r := runOf(t, plan, program)
	r.Total.Reason, r.Total.Scenario, r.Course.Command, r.Course.Where = hostile, hostile, hostile, hostile
	r.Total.Summary.Streams[0].Topic = hostile
	if all := words(parse(t, written(t, page.Run(r)))); strings.Count(all, hostile) < 4 {
		t.Errorf("the page of a run does not show what it is told: %s", all)
	}
}

// A secret stands nowhere on a page, also not where it looks otherwise as HTML, and the
// page stays one whatever the secret is.
func TestSecretsStandNowhere(t *testing.T) {
	for _, secret := range []string{`a<b>&"c"`, "div", "fill"} {
		plan, program := compile(t, factory(t))
		r := runOf(t, plan, program)
		r.Course.Outline.Turns[0].Name = "phase of " + secret
		r.Course.Command = "iotsim apply --var key=" + secret
		r.Total.Reason = "refused " + secret
		d := page.Run(r)
		d.Redact(func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(secret), []byte("(sensitive)")) })
		all := words(parse(t, written(t, d)))
		if strings.Contains(all, secret) || strings.Contains(all, html.EscapeString(secret)) {
			t.Errorf("it shows %q", secret)
		}
		if strings.Count(all, "(sensitive)") < 3 {
			t.Errorf("it does not say where %q was", secret)
		}
	}
}

// A page is no larger than a mail may be, however large the plan: two thousand rooms, a
// million devices, and more sensors, partitions and phases than anybody wants to see.
func TestPagesAreBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString(`
scenario "large" { start = "2026-03-02T06:00:00Z" }
`)
	for m := range 10 {
		fmt.Fprintf(&text, "model \"m%d\" {\n  interval = \"10s\"\n", m)
		for s := range 5 {
			fmt.Fprintf(&text, "  sensor \"s%d\" { value = normal(%d, 1) }\n", s, s)
		}
		text.WriteString("}\n")
	}
	text.WriteString(`
building "building {n}" {
  count = 4
  floor {
    count = 10
    room "{floor}{n:02}" {
      count = 50
`)
	for m := range 10 {
		fmt.Fprintf(&text, "      devices \"m%d\" { count = 50 }\n", m)
	}
	text.WriteString(`
    }
  }
}
cycle "day" {
  times = 260
  phase "low" { duration = "1m" }
  phase "high" {
    duration = "1m"
    rate     = 2
  }
}
sink "kafka" {
  topic      = "large"
  partitions = 3000
}
`)
	plan, program := compile(t, text.String())
	page := written(t, pageOf(t, plan, program))
	parse(t, page)
	if plan.Devices != 1_000_000 || len(plan.Groups) < 20_000 {
		t.Fatalf("%d devices in %d groups", plan.Devices, len(plan.Groups))
	}
	if len(page) > 2<<20 {
		t.Errorf("it has %d bytes", len(page))
	}
	if !strings.Contains(page, "1,000,000 devices") || !strings.Contains(page, "more sensors are not shown") {
		t.Error("it does not say what it leaves out")
	}
	if n := regexp.MustCompile(`… [0-9,]+ more`).FindAllString(page, -1); len(n) == 0 {
		t.Error("it does not say how many places it leaves out")
	}
}

// runOf is a run of a plan that took twice as long as its plan, with a course of a point
// each second.
func runOf(t testing.TB, plan *engine.Plan, program *engine.Program) page.RunOf {
	t.Helper()
	began := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	s := &engine.Summary{
		Scenario: plan.Scenario, Plan: plan.Digest, Run: "trial", Speed: schema.Ratio{Num: 1, Den: 2}, Workers: 1,
		Duration: 2 * time.Duration(plan.Duration), Rate: 1234.5, Peak: 2345.6, Ack: engine.NewHistogram(), Lag: engine.NewHistogram(),
	}
	for i, st := range plan.Streams {
		n := plan.Counts[i].Published
		a := engine.Account{Planned: n, Sent: n, Acked: n}
		if i == 0 && n > 10 {
			a.Acked, a.Failed, a.Unknown = n-5, 3, 2
		}
		s.Streams = append(s.Streams, engine.StreamSummary{Stream: st, Account: a})
		to := &s.Data
		if st.Labels {
			if s.Labels == nil {
				s.Labels = new(engine.Account)
			}
			to = s.Labels
		}
		to.Planned, to.Sent, to.Acked, to.Failed, to.Unknown = to.Planned+n, to.Sent+n, to.Acked+a.Acked, to.Failed+a.Failed, to.Unknown+a.Unknown
	}
	for i := range 1000 {
		s.Ack.Record(time.Duration(i)*time.Millisecond, 1)
		s.Lag.Record(time.Duration(i)*100*time.Microsecond, 1)
	}
	for i := range plan.Expectations {
		e := &plan.Expectations[i]
		s.Expectations = append(s.Expectations, engine.Finding{
			Name: e.Name, Verdict: engine.Failed, That: e.That.Source, Values: map[string]float64{"lag.p99": 321.25},
		})
	}
	part := engine.NewPart(plan, s, began, began.Add(s.Duration))
	c := &runs.Course{Command: "iotsim apply s.hcl", Where: "broker:9092", Outline: page.Outline(program)}
	for i := range int(s.Duration / time.Second) {
		c.Add(runs.Point{End: time.Duration(i+1) * time.Second, Time: int64(i+1) * 5e8, Sent: 10, Wanted: 11, Online: 7, Ack: 5 * time.Millisecond, Lag: time.Millisecond})
	}
	return page.RunOf{
		Total: view.NewTotal(&part, []engine.Part{part}), Headline: view.Headline(s), Course: c, Version: "iotsim v0",
		Verification: &runs.Verification{Level: "bytes", Verdict: "bad", Planned: 10, Read: 9, Equal: 9, Found: map[string]int64{"missing": 1}},
	}
}

// A page says of a run what the terminal says: in the same words, with the same numbers.
func TestRunPageSaysWhatTheSummarySays(t *testing.T) {
	plan, program := compile(t, factory(t))
	r := runOf(t, plan, program)
	text := written(t, page.Run(r))
	parts := parse(t, text)
	want := []string{"Expectations", "Faults", "Verification", "Topics", "Partitions", "Latencies", "Run"}
	if diff := cmp.Diff(want, outline(parts)); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	var terminal bytes.Buffer
	view.PrintTotal(&terminal, r.Total)
	all := words(parts)
	gaps := regexp.MustCompile(`  +`)
	for line := range strings.Lines(terminal.String()) {
		for _, cell := range gaps.Split(strings.TrimSpace(line), -1) {
			if cell != "" && !strings.Contains(all, cell) {
				t.Errorf("the terminal says %q, and the page does not", cell)
			}
		}
	}
	for _, want := range []string{
		"Not as planned: 9 of 10 records read back, 9 equal, 1 missing.", "broker:9092", "iotsim apply s.hcl",
		"blackout · 250 devices", "lag.p99 321.25 ms", "ms p99", "1,235", "peak 2,346",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("it has no %q", want)
		}
	}
}

// Phases and faults stand on the wall clock where the run was in them: one at half the
// speed took twice as long for each.
func TestPhasesStandWhereTheRunWasInThem(t *testing.T) {
	plan, program := compile(t, factory(t))
	r := runOf(t, plan, program)
	d := page.Run(r)
	if len(d.Timeline.Phases) != len(plan.Phases) {
		t.Fatalf("%d phases of %d", len(d.Timeline.Phases), len(plan.Phases))
	}
	for i, b := range d.Timeline.Phases {
		p := &plan.Phases[i]
		if want := (plot.Band{Name: p.Name, From: 2 * p.Start, To: 2 * p.End}); b != want {
			t.Errorf("%+v, want %+v", b, want)
		}
	}
	f := plan.Faults[0].Windows[0]
	if got, want := d.Timeline.Faults[0].Bands[0], (plot.Band{From: 2 * f.Start, To: 2 * f.End}); got != want {
		t.Errorf("a fault at %+v, want %+v", got, want)
	}
	// One that broke off in the second phase never was in the others, and one that went
	// on from there was not in the first.
	half := r
	c := *r.Course
	c.Points = c.Points[:100]
	half.Course = &c
	if d := page.Run(half); len(d.Timeline.Phases) != 2 || len(d.Timeline.Faults) != 0 {
		t.Errorf("half of it has the phases %v and %d faults", d.Timeline.Phases, len(d.Timeline.Faults))
	}
	c.Points = nil
	for i := range 100 {
		c.Points = append(c.Points, runs.Point{End: time.Duration(i+1) * time.Second, Time: 130e9 + int64(i+1)*5e8})
	}
	if d := page.Run(half); len(d.Timeline.Phases) != 2 || d.Timeline.Phases[0].Name != "failure" || d.Timeline.Phases[0].From != 0 {
		t.Errorf("the rest has the phases %v", d.Timeline.Phases)
	}
}

// What is not known is not shown, and said.
func TestAPageWithoutCoursesSaysSo(t *testing.T) {
	plan, program := compile(t, factory(t))
	r := runOf(t, plan, program)
	r.Course, r.Lack, r.Verification = nil, "There are no curves.", nil
	text := written(t, page.Run(r))
	parts := parse(t, text)
	if strings.Contains(text, "<svg") || !strings.Contains(words(parts), r.Lack) {
		t.Error("it has curves of nothing, or does not say why not")
	}
	for _, heading := range outline(parts) {
		if heading == "Verification" || heading == "Faults" {
			t.Errorf("it has %q, of which nothing is known", heading)
		}
	}
}

package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/iotsim/iotsim/schema"
)

// site is a scenario of ten devices with one model's body, over a minute or what
// else is said.
func site(model, rest string) string {
	if rest == "" {
		rest = `phase "run" { duration = "1m" }`
	}
	return `
scenario "s" {
  start    = "2026-03-02T00:00:00+01:00" # a Monday
  timezone = "Europe/Berlin"
}
model "m" {
` + model + `
}
building "A" {
  devices "m" { count = 10 }
}
` + rest
}

// opened compiles a text, beside which files lie.
func opened(t testing.TB, text string, files map[string]string) *Program {
	t.Helper()
	fsys := fstest.MapFS{"a.hcl": {Data: []byte(text)}}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	s, _, diags := schema.Load(fsys, []string{"a.hcl"}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return compile(t, s)
}

// said are the values and statuses of a sensor, by device in the order of their
// readings, and when each reading was due.
type said struct {
	Value  any
	Status string
	due    int64 // milliseconds since the start
}

func sensed(t testing.TB, p *Program, sensor string) map[string][]said {
	t.Helper()
	byDevice := map[string][]said{}
	for i, stream := range p.plan.Streams {
		if stream.Labels {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			var m struct {
				DeviceID  string `json:"device_id"`
				Timestamp int64
				Sensors   map[string]said
			}
			if err := json.Unmarshal(r.Value, &m); err != nil {
				t.Fatal(err)
			}
			x := m.Sensors[sensor]
			x.due = m.Timestamp - *p.plan.Start
			byDevice[m.DeviceID] = append(byDevice[m.DeviceID], x)
		}
	}
	return byDevice
}

// The values of a scenario with all there is, hashed: a change here changes what
// old seeds send, and needs its reason in the commit.
func TestSignalsKeepTheirContent(t *testing.T) {
	s, _, diags := schema.Load(os.DirFS("../testdata/valid"), []string{"signals.hcl"}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program := compile(t, s)
	const want = "a2b467e9c2252c907761321c42dcec915581285d8307d1095fe1c1a46b043e58"
	for workers := range 3 {
		got, _, err := program.ContentDigest(t.Context(), workers+1)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%d workers: content is %s, want %s", workers+1, got, want)
		}
	}
	for i := range program.plan.Streams {
		recalled, plain := program.Sequence(i), program.Sequence(i)
		plain.recalls = nil
		want := all(plain)
		for j, r := range all(recalled) {
			if line(r) != line(want[j]) {
				t.Fatalf("record %d:\nrecalled %s\n   plain %s", j, line(r), line(want[j]))
			}
			if r.size() > program.plan.Bytes.Largest {
				t.Fatalf("a record has %d bytes, the plan allows %d", r.size(), program.plan.Bytes.Largest)
			}
		}
	}
}

func TestSignalsDoNotAllocate(t *testing.T) {
	s, _, diags := schema.Load(os.DirFS("../testdata/valid"), []string{"signals.hcl"}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s.Faults = nil
	for i := range s.Phases {
		s.Phases[i].Faults = nil
	}
	sequence := compile(t, s).Sequence(0)
	var b Batch
	sequence.Append(&b, math.MaxInt64, 16) // makes the room
	b.Reset()
	if n := testing.AllocsPerRun(4, func() {
		sequence.Append(&b, math.MaxInt64, 4)
		b.Reset()
	}); n != 0 {
		t.Errorf("%v allocations for four readings", n)
	}
}

// What is added over time is added at its time: local hours of days and weeks,
// also when the clocks change, and time since the start.
func TestTermsAreAddedAtTheirTime(t *testing.T) {
	const hour = 3600_000
	for name, c := range map[string]struct {
		terms string
		want  map[int64]float64 // by hours since Monday's local midnight
	}{
		"points of a day": {`daily { points = { "06:00" = -2, "18:00" = 4 } }`, map[int64]float64{
			0: 1, 3: -0.5, 6: -2, 12: 1, 18: 4, 21: 2.5, 24: 1, 30: -2,
		}},
		"a list of four": {`daily { points = [0, 6, 12, 6] }`, map[int64]float64{
			0: 0, 3: 3, 6: 6, 12: 12, 23: 1, 36: 12,
		}},
		"a peak of the week": {"weekly {\n amplitude = 2\n peak = \"Thu 12:00\"\n}", map[int64]float64{
			0: -2, 42: 0, 84: 2, 126: 0, 168 + 84: 2, 28*24 + 84 - 1: 2,
		}},
		"points of a week": {`weekly { points = { "Mon" = 7, "tuesday 12:00" = 1, "Sun 18:00" = 1 } }`, map[int64]float64{
			0: 7, 18: 4, 36: 1, 100: 1, 162: 1, 165: 4, 168: 7,
		}},
		"seven days": {`weekly { points = [1, 2, 3, 4, 5, 6, 7] }`, map[int64]float64{
			0: 1, 12: 1.5, 24: 2, 6 * 24: 7, 6*24 + 12: 4,
		}},
		"both":  {"daily { points = [0, 1] }\nweekly { points = [0, 10] }", map[int64]float64{0: 0, 12: 1 + 20.0/14}},
		"drift": {"drift {\n rate = \"-1/h\"\n max = 30\n}", map[int64]float64{0: 0, 1: -1, 29: -29, 30: -30, 31: -30, 500: -30}},
		"steps": {"step {\n at = \"10h\"\n add = 5\n}\nstep {\n at = \"2h\"\n add = -1.5\n}\nstep {\n at = \"10h\"\n add = 1\n}", map[int64]float64{
			0: 0, 1: 0, 2: -1.5, 9: -1.5, 10: 4.5, 700: 4.5,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, site("interval = \"10m\"\nsensor \"x\" {\n value = constant(0)\n digits = 6\n"+c.terms+"\n}", `phase "run" { duration = "35d" }`), nil)
			for _, readings := range sensed(t, p, "x") {
				for hours, want := range c.want {
					// The readings before and after are ten minutes apart; nothing
					// here changes by more than 6 an hour except a step.
					i := slices.IndexFunc(readings, func(x said) bool { return x.due >= hours*hour })
					if i < 0 {
						t.Fatalf("no reading after %d hours", hours)
					}
					x := readings[i]
					if got := x.Value.(float64); math.Abs(got-want) > 1.001 {
						t.Errorf("%d hours on: %v, want %v", hours, got, want)
					}
				}
			}
			term := p.models[0].sensors[0].terms
			var b block
			b.n = 1
			for hours, want := range c.want {
				b.x[0], b.places[0].t = 0, hours*hour*1e6
				b.places[0].local = p.calendar.timeOfWeek(hours * hour * 1e6)
				b.term(term)
				if math.Abs(b.x[0]-want) > 0.01 {
					t.Errorf("%d hours on: %v, want %v", hours, b.x[0], want)
				}
			}
		})
	}
}

// On 29 March 2026 Berlin's clocks go from 2 to 3: the week has an hour less.
func TestWeeksFollowTheLocalClock(t *testing.T) {
	c := opened(t, site("interval = \"1h\"\nsensor \"x\" { value = normal(0, 1) }", `phase "run" { duration = "30d" }`), nil).calendar
	const hour = dayNanos / 24
	for _, x := range []struct{ at, want int64 }{
		{0, 0}, {hour, hour}, {6*dayNanos + 23*hour, 6*dayNanos + 23*hour}, {7 * dayNanos, 0},
		{27*dayNanos + 2*hour - 1, 6*dayNanos + 2*hour - 1}, {27*dayNanos + 2*hour, 6*dayNanos + 3*hour}, {28*dayNanos - hour, 0},
	} {
		if got := c.timeOfWeek(x.at); got != x.want {
			t.Errorf("%d ns after the start it is %d, want %d", x.at, got, x.want)
		}
	}
}

// A recording is read at each reading's own time, by all devices; what is added
// to other sensors is added to it.
func TestReplayFeedsTheChain(t *testing.T) {
	csv := "time,p,q\n0,10,5\n20,30,\n30,0,7\n"
	p := opened(t, site(`interval = "500ms"
sensor "looped" {
  value  = replay("r.csv", "p")
  digits = 6
}
sensor "clamped" {
  value = replay("r.csv", "p", "clamp", "hold")
  step {
    at  = "10s"
    add = 0.5
  }
  clamp = [5, 100]
}
sensor "double" { formula = "looped * 2" }
device_info {
  p = replay("r.csv", "p", "clamp", "hold")
}`, ""), map[string]string{"r.csv": csv})
	looped := func(ms int64) float64 {
		s := float64(ms%45_000) / 1000 // 30 s, and 15 s, their mean distance, for the last
		switch {
		case s < 20:
			return 10 + s
		case s < 30:
			return 30 - 3*(s-20)
		}
		return 10 * (s - 30) / 15
	}
	held := func(ms int64) float64 {
		value := 10.0
		if ms >= 20_000 {
			value = 30
		}
		if ms >= 30_000 {
			value = 0
		}
		if ms >= 10_000 {
			value += 0.5
		}
		return max(value, 5)
	}
	n := 0
	doubled := sensed(t, p, "double")
	for id, readings := range sensed(t, p, "looped") {
		for i, x := range readings {
			// Due to the nanosecond, and known to the millisecond: the steepest way is 3 a second.
			if got := x.Value.(float64); math.Abs(got-looped(x.due)) > 0.0031 {
				t.Errorf("%s after %d ms: %v, want %v", id, x.due, got, looped(x.due))
			}
			if got := doubled[id][i].Value.(float64); math.Abs(got-2*x.Value.(float64)) > 0.0051 {
				t.Errorf("%s: %v is not twice %v", id, got, x.Value)
			}
			n++
		}
	}
	for id, readings := range sensed(t, p, "clamped") {
		for _, x := range readings {
			if got := x.Value.(float64); got != held(x.due) {
				t.Errorf("%s after %d ms: %v, want %v", id, x.due, got, held(x.due))
			}
		}
	}
	if n != 1200 {
		t.Errorf("%d readings", n)
	}
}

// What the file holds decides the plan; how it is written does not.
func TestPlansAreOfWhatIsReplayed(t *testing.T) {
	text := site("interval = \"1s\"\nsensor \"x\" { value = replay(\"r.csv\", \"p\") }", "")
	digest := func(csv string) string { return opened(t, text, map[string]string{"r.csv": csv}).plan.Digest }
	one := digest("time,p\n0,1\n10,2\n")
	if digest("# the same\ns,p,q\n100.0, 1.00,3\n110,2,\n") != one {
		t.Error("the same readings make another plan")
	}
	if digest("time,p\n0,1\n10,2.5\n") == one || digest("time,p\n0,1\n11,2\n") == one {
		t.Error("other readings make the same plan")
	}
}

// Walks stay within their clamp, each device's its own way, and change by a step
// an interval: of 10 devices' 6000 changes the mean square has a standard error
// of √(2/6000) = 1.8%, 7.3% for four, and the lattice is good to 4%. Rounding to
// six digits changes nothing of that. Near the clamp a walk turns round, so the
// changes are counted where it is far.
func TestWalksStayWithinTheirClamp(t *testing.T) {
	p := opened(t, site(`interval = "100ms"
sensor "x" {
  value  = walk(55, 0.5)
  clamp  = [50, 60]
  digits = 6
}
sensor "drawn" {
  value  = walk(fixed(uniform(20, 30)), fixed(uniform(0.1, 0.2)))
  clamp  = [0, 40]
  spread = normal(0, 0.001)
}`, ""), nil)
	squares, n, turned := 0.0, 0.0, 0
	ends := map[string]bool{}
	for id, readings := range sensed(t, p, "x") {
		last := 55.0
		for i, x := range readings {
			here := x.Value.(float64)
			if here < 50 || here > 60 {
				t.Fatalf("%s is at %v", id, here)
			}
			if last > 52.5 && last < 57.5 && i > 0 {
				squares, n = squares+(here-last)*(here-last), n+1
			} else if i > 0 {
				turned++
			}
			last = here
		}
		if first := readings[0].Value.(float64); math.Abs(first-55) > 5*0.5 {
			t.Errorf("%s begins at %v", id, first)
		}
		ends[fmt.Sprint(last)] = true
	}
	if deviation := squares / n; math.Abs(deviation/0.25-1) > 0.12 {
		t.Errorf("variance %.4f of a step, want 0.25", deviation)
	}
	if len(ends) < 10 || turned == 0 {
		t.Errorf("ten devices end at %d places, and were near the clamp %d times", len(ends), turned)
	}
	starts := map[string]bool{}
	for _, readings := range sensed(t, p, "drawn") {
		first := readings[0].Value.(float64)
		if first < 19 || first > 31 {
			t.Errorf("a walk from 20 to 30 begins at %v", first)
		}
		starts[fmt.Sprint(first)] = true
	}
	if len(starts) < 8 {
		t.Errorf("ten devices begin at %d places", len(starts))
	}
}

// A choice with a memory changes seldom, and has its shares all the same: with
// ten devices over 100 memories, of which two thirds count as independent, the
// share of one half is within 4·√(0.25/660) = 7.8%.
func TestChoicesRemember(t *testing.T) {
	changes := func(memory string) (n int, share float64) {
		p := opened(t, site("interval = \"1s\"\nsensor \"x\" {\n value = choice({ a = 1, b = 1 })\n"+memory+"\n}", `phase "run" { duration = "1000s" }`), nil)
		total := 0
		for _, readings := range sensed(t, p, "x") {
			for i, x := range readings {
				if x.Value == "a" {
					share++
				}
				if i > 0 && x.Value != readings[i-1].Value {
					n++
				}
				total++
			}
		}
		return n, share / float64(total)
	}
	white, _ := changes("")
	slow, share := changes(`memory = "10s"`)
	if white < 4500 || slow > 1500 || slow < 100 || math.Abs(share-0.5) > 0.078 {
		t.Errorf("%d changes without memory, %d with; share %.3f", white, slow, share)
	}
}

// The noise of a formula has the law that is written, and remembers.
func TestNoiseRemembers(t *testing.T) {
	p := opened(t, site(`interval = "1s"
sensor "x" {
  formula = "10 + noise"
  noise   = poisson(3)
  memory  = "20s"
}`, `phase "run" { duration = "1000s" }`), nil)
	sum, same, n := 0.0, 0, 0
	for _, readings := range sensed(t, p, "x") {
		for i, x := range readings {
			v := x.Value.(float64)
			if v != math.Trunc(v) || v < 10 {
				t.Fatalf("a count of %v", v)
			}
			if i > 0 && readings[i-1].Value == x.Value {
				same++
			}
			sum, n = sum+v-10, n+1
		}
	}
	// Some 330 independent values of variance 3: four standard errors are 0.38.
	if mean := sum / float64(n); math.Abs(mean-3) > 0.38 || same < n/2 {
		t.Errorf("mean %.3f, %d of %d as before", mean, same, n)
	}
}

// Weibull's lifetimes are when a fault comes: of 10 devices some within the mean.
func TestLifetimesAreDrawn(t *testing.T) {
	p := opened(t, site("interval = \"1s\"\nsensor \"x\" { value = constant(1) }", `
fault "wear" {
  after = weibull("30s", 3)
  effect "bias" {
    sensor = "x"
    add    = 1
  }
}
phase "run" {
  duration = "1m"
  faults   = [fault.wear]
}`), nil)
	moments := map[int64]bool{}
	for _, readings := range sensed(t, p, "x") {
		if i := slices.IndexFunc(readings, func(x said) bool { return x.Value == 2.0 }); i >= 0 {
			moments[readings[i].due/1000] = true
			if readings[i].due < 3000 {
				t.Errorf("worn after %d ms, which one of a thousand is", readings[i].due)
			}
		}
	}
	if len(moments) < 4 {
		t.Errorf("devices fail at %v", slices.Sorted(maps.Keys(moments)))
	}
}

// Own words come first, in their order; then the bands speak.
func TestStatusWordsAreSaidInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		sensor string
		want   func(x said, before float64) string
	}{
		"numbers": {`value = uniform(0, 100)
warning  = [20, 80]
critical = [10, 90]
status = {
  mild       = "value > 45 && value < 55"
  half       = "value == 50"
  "very hot" = "value >= 95"
}`, func(x said, _ float64) string {
			switch v := x.Value.(float64); {
			case v > 45 && v < 55:
				return "mild"
			case v >= 95:
				return "very hot"
			case v < 10 || v > 90:
				return "critical"
			case v < 20 || v > 80:
				return "warning"
			}
			return "normal"
		}},
		"rounded, as sent": {"value = uniform(0, 10)\n digits = 0\n status = { odd = \"value in [1, 3, 5, 7, 9]\" }", func(x said, _ float64) string {
			if int(x.Value.(float64))%2 == 1 {
				return "odd"
			}
			return "normal"
		}},
		"of a sensor before": {"value = constant(1)\n status = { held = \"before > 0.5\" }", func(_ said, before float64) string {
			if before > 0.5 {
				return "held"
			}
			return "normal"
		}},
		"time": {"value = constant(1)\n status = { late = \"t >= 30\", night = \"hour < 0.005\" }", func(x said, _ float64) string {
			switch {
			case x.due >= 30_000:
				return "late"
			case x.due < 18_000:
				return "night"
			}
			return "normal"
		}},
		"switches": {"value = switch(\"10s\", \"10s\")\n status = { busy = \"value && before > 0.5\" }", func(x said, before float64) string {
			switch {
			case x.Value == true && before > 0.5:
				return "busy"
			case x.Value == true:
				return "on"
			}
			return "off"
		}},
		"choices": {"value = choice({ a = 1, b = 1, c = 1 })\n status = { first = \"value == 'a'\", warning = \"value startsWith 'c'\" }", func(x said, _ float64) string {
			return map[any]string{"a": "first", "b": "normal", "c": "warning"}[x.Value]
		}},
		"not a number": {"formula = \"1 / (before > 0.5 ? 0 : 1)\"\n critical = [0, 5]\n status = { fine = \"value > 0\" }", func(x said, _ float64) string {
			if x.Value == nil {
				return "critical"
			}
			return "fine"
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, site("interval = \"100ms\"\nsensor \"before\" {\n value = uniform(0, 1)\n digits = 9\n}\nsensor \"x\" {\n"+c.sensor+"\n}", ""), nil)
			before, seen := sensed(t, p, "before"), map[string]bool{}
			for id, readings := range sensed(t, p, "x") {
				for i, x := range readings {
					if want := c.want(x, before[id][i].Value.(float64)); x.Status != want {
						t.Fatalf("%v after %d ms is %q, want %q", x.Value, x.due, x.Status, want)
					}
					seen[x.Status] = true
				}
			}
			if len(seen) < 2 {
				t.Errorf("only %v was seen", seen)
			}
		})
	}
}

// A fault changes the value that is sent, which its status sees; a status that
// reads the sensors before it sees them clean, as formulas do.
func TestStatusWordsSeeWhatIsSent(t *testing.T) {
	p := opened(t, site(`interval = "1s"
sensor "first" {
  value  = constant(10)
  status = { high = "value > 12" }
}
sensor "second" {
  value  = constant(1)
  status = { follows = "first > 12" }
}
sensor "mode" {
  value  = choice({ a = 1, b = 1 })
  status = { lazy = "value == 'b'" }
}`, `
fault "off" {
  after = "30s"
  effect "bias" {
    sensor = "first"
    add    = 5
  }
  effect "stuck" { sensor = "mode" }
}
phase "run" {
  duration = "1m"
  faults   = [fault.off]
}`), nil)
	for _, readings := range sensed(t, p, "first") {
		for _, x := range readings {
			want := said{10.0, "normal", x.due}
			if x.due >= 30_000 {
				want = said{15.0, "high", x.due}
			}
			if x != want {
				t.Errorf("%+v, want %+v", x, want)
			}
		}
	}
	for _, readings := range sensed(t, p, "second") {
		for _, x := range readings {
			if x.Status != "normal" {
				t.Errorf("%+v", x)
			}
		}
	}
	for _, readings := range sensed(t, p, "mode") {
		for _, x := range readings {
			if (x.Value == "b") != (x.Status == "lazy") {
				t.Errorf("%+v", x)
			}
		}
	}
}

// A word takes the room that the plan allows, escapes and all.
func TestLongWordsHaveRoom(t *testing.T) {
	word := strings.Repeat(`\"`, 100)
	p := opened(t, site("interval = \"1s\"\nsensor \"x\" {\n value = constant(1)\n status = { \""+word+"\" = \"true\" }\n}", ""), nil)
	n := 0
	for i := range p.plan.Streams {
		for _, r := range all(p.Sequence(i)) {
			if n++; r.size() > p.plan.Bytes.Largest || !strings.Contains(string(r.Value), word) {
				t.Fatalf("%d bytes, %d allowed: %s", r.size(), p.plan.Bytes.Largest, r.Value)
			}
		}
	}
	if n != 600 {
		t.Errorf("%d records", n)
	}
}

// What is wrong with a status is said while planning, with everything else.
func TestStatusFaultsAreDiagnostics(t *testing.T) {
	text := site(`interval = "1s"
sensor "x" {
  value  = constant(1)
  status = { hot = "valu > 3", cold = "value", odd = "after > 1" }
}
sensor "after" { value = constant(1) }`, "")
	s, _, diags := schema.Decode([]schema.Source{{Name: "a.hcl", Text: []byte(text)}}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	_, diags = Compile(s, CompileOptions{})
	var got []string
	for _, d := range diags {
		got = append(got, fmt.Sprintf("%d:%d %s", d.Subject.Start.Line, d.Subject.Start.Column, d.Summary))
	}
	want := []string{"10:21 Unknown name in status", "10:39 Status must be true or false", "10:55 Unknown name in status"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

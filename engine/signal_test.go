package engine

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
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
	const want = "a2b467e9c2252c907761321c42dcec915581285d8307d1095fe1c1a46b043e58"
	keepsContent(t, compile(t, s), want)
}

// keepsContent holds a program's content against a digest, by several workers, and what
// is remembered of readings against what is computed anew.
func keepsContent(t *testing.T, program *Program, want string) {
	t.Helper()
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

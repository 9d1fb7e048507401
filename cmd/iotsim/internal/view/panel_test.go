package view

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// drawable is a small scenario with a ramp, a spike and a fault.
const drawable = `
scenario "small" {
  start = "2026-03-02T06:00:00Z"
}
model "m" {
  interval = "1s"
  sensor "a" { value = normal(0, 1) }
}
building "B" {
  room "R" {
    devices "m" { count = 100 }
  }
}
fault "dark" {
  effect "offline" {}
}
phase "ramp" {
  duration = "10s"
  devices  = ramp(0, "100%")
}
phase "spike" {
  duration = "10s"
  rate     = 10
}
phase "failure" {
  duration = "20s"
  faults   = [fault.dark]
}
sink "kafka" { topic = "t" }
`

func newDrawable(t *testing.T) *engine.Program {
	t.Helper()
	s, _, diags := schema.Decode([]schema.Source{{Name: "s.hcl", Text: []byte(drawable)}}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := engine.Open(plan, "run")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func TestPanelShowsWhereARunIs(t *testing.T) {
	p := NewPanel(newDrawable(t), false)
	glance := Glance{
		Progress: engine.Progress{
			Time: int64(22 * time.Second), State: engine.State{Phase: 2, Online: 100}, Rate: 80, Target: 100,
			Account: engine.Account{Planned: 12_500, Sent: 10_800, Acked: 10_600, Failed: 3},
			Ack:     engine.Latency{Count: 1, P50: 1500 * time.Microsecond, P99: 12 * time.Millisecond}, ETA: 18 * time.Second,
		},
		Judged:  []engine.Finding{{Name: "fast", Verdict: engine.Failed, Values: map[string]float64{"lag.p99": 250}}, {Name: "fine", Verdict: engine.Met}},
		Trouble: "127.0.0.1:9092 refuses connections",
	}
	p.Draw(glance, 79)
	glance.Rate = 40
	want := strings.Split(strings.Trim(`
                     ████████████████████
  ▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂████████████████████▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂
  ramp               spike              failure
                                            ▲ 0:22 of 0:40, 18s left

  devices  100 of 100 online
  rate     40.0/s of 100/s                         █▄
  acked    10,600 of 12,500                        ████████████████████░░░░ 84%
           failed 3, unknown 0, on their way 197
  ack      p50 1.5  p99 12 ms                      ██
  faults   dark
  fails    fast: lag.p99 250 ms
  waits    127.0.0.1:9092 refuses connections
`, "\n"), "\n")
	if diff := cmp.Diff(want, p.Draw(glance, 79)); diff != "" {
		t.Errorf("(-want +drawn):\n%s", diff)
	}
}

// However narrow the terminal is and however late it is in the run, no line breaks.
func TestPanelFitsItsTerminal(t *testing.T) {
	for _, colored := range []bool{false, true} {
		p := NewPanel(newDrawable(t), colored)
		for width := NarrowestPanel; width < 140; width += 7 {
			for _, at := range []time.Duration{0, 5 * time.Second, 25 * time.Second, 40 * time.Second} {
				g := Glance{Progress: engine.Progress{Time: int64(at), Account: engine.Account{Planned: 10, Acked: 10}}, Trouble: strings.Repeat("long 栋 ", 30)}
				for _, line := range p.Draw(g, width) {
					bare := line
					for _, paint := range []string{bold, faint, plain, red} {
						bare = strings.ReplaceAll(bare, paint, "")
					}
					if n := columns(bare); n > width {
						t.Errorf("%d columns of %d: %q", n, width, line)
					}
				}
			}
		}
	}
}

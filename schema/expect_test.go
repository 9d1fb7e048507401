package schema

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/hcl/v2"
)

// twoPhases is a scenario that lacks nothing, with two phases.
const twoPhases = `
scenario "plant" {}
variable "limit" { default = 250 }
model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}
building "A" {
  room "101" {
    devices "meter" {}
  }
}
phase "ramp" { duration = "10s" }
phase "run" { duration = "1m" }
`

func TestExpectationsAreReadAsWritten(t *testing.T) {
	s := loaded(t, twoPhases+`
expect "nothing_lost" { that = "failed == 0 && unknown == 0" }
expect "fast" {
  that   = "ack_latency.p99 < var.limit"
  during = phase.run
  settle = "10s"
  abort  = true
}
expect "steady" {
  that   = "lag.p99 < 100"
  during = [phase.run, phase.ramp]
}
`, Options{})
	want := []Expectation{
		{Name: "nothing_lost", That: &Expression{Source: "failed == 0 && unknown == 0"}},
		{Name: "fast", That: &Expression{Source: "ack_latency.p99 < var.limit"}, During: []string{"run"}, Settle: 10 * time.Second, Abort: true},
		{Name: "steady", That: &Expression{Source: "lag.p99 < 100"}, During: []string{"run", "ramp"}},
	}
	if diff := cmp.Diff(want, s.Expectations, cmpopts.IgnoreFields(Expression{}, "Constants", "Position"), cmpopts.IgnoreTypes(hcl.Range{})); diff != "" {
		t.Errorf("expectations (-want +got):\n%s", diff)
	}
	if got := s.Expectations[1].That.Position(4, 7); got.Start.Line != 18 || got.Start.Column != 17 {
		t.Errorf("the fifth rune stands at %d:%d, want 18:17", got.Start.Line, got.Start.Column)
	}
}

// What --duration cuts off was there when the author wrote it.
func TestSettleIsHeldAgainstThePhaseAsWritten(t *testing.T) {
	s := loaded(t, twoPhases+`
expect "fast" {
  that   = "lag.p99 < 100"
  during = phase.run
  settle = "30s"
}
`, Options{Duration: "12s"})
	if len(s.Expectations) != 1 {
		t.Errorf("expectations are %v", s.Expectations)
	}
}

// A cycle is as long as all its repetitions, and nothing settles longer than what
// lasts forever.
func TestSettleIsHeldAgainstAllRepetitions(t *testing.T) {
	for _, test := range []struct {
		settle, during, last string
		wrong                int
	}{
		{"190s", "", "30s", 0},
		{"220s", "", "30s", 1},
		{"220s", "", "forever", 0},
		{"59s", "during = phase.turn", "30s", 0},
		{"61s", "during = phase.turn", "30s", 1},
		{"5h", "during = phase.last", "forever", 0},
	} {
		text := twoPhases + fmt.Sprintf(`
cycle "pulse" {
  times = 2
  phase "turn" { duration = "1m" }
}
phase "last" { duration = %q }
expect "fast" {
  that   = "failed == 0"
  settle = %q
  %s
}
`, test.last, test.settle, test.during)
		_, _, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(text)}}, Options{})
		if len(diags) != test.wrong || test.wrong > 0 && diags[0].Summary != "Settle is too long" {
			t.Errorf("%+v: diagnostics are %v", test, diags)
		}
	}
}

func TestExpectationsAreLimited(t *testing.T) {
	text := twoPhases
	for i := range maxExpectations + 3 {
		text += fmt.Sprintf("expect \"x%d\" { that = \"failed == 0\" }\n", i)
	}
	_, _, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(text)}}, Options{})
	if len(diags) != 1 || diags[0].Summary != "Too many expectations" {
		t.Errorf("diagnostics are %v", diags)
	}
	if line := strings.Count(text, "\n") - 2; len(diags) == 1 && diags[0].Subject.Start.Line != line {
		t.Errorf("reported at line %d, want %d", diags[0].Subject.Start.Line, line)
	}
}

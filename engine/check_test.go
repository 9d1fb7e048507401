package engine

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// toldOf compiles a scenario's text and returns what is said of it, in order.
func toldOf(t *testing.T, text string, o schema.Options) []string {
	t.Helper()
	s, _, diags := schema.Decode([]schema.Source{{Name: "a.hcl", Text: []byte(text)}}, o)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	_, more := Compile(s, CompileOptions{})
	var summaries []string
	for _, d := range append(diags, more...) {
		summaries = append(summaries, d.Summary)
	}
	return summaries
}

const twoFaults = `
scenario "s" {}
model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}
devices "m" { count = 10 }
fault "late" {
  effect "drop" {}
}
fault "forgotten" {
  effect "drop" {}
}
phase "first" { duration = "10s" }
phase "second" {
  duration = "10s"
  faults   = [fault.late]
}
`

func TestFaultsThatNoPhaseListsAreSaidOnce(t *testing.T) {
	for _, duration := range []string{"", "5s"} { // the cut takes the phase that lists the other
		got := toldOf(t, twoFaults, schema.Options{Duration: duration})
		if diff := cmp.Diff([]string{"Fault is never active"}, got); diff != "" {
			t.Errorf("--duration %q (-want +got):\n%s", duration, diff)
		}
	}
}

func TestPhasesCannotHaveMoreDevicesThanExist(t *testing.T) {
	text := twoFaults + "phase \"third\" {\n  duration = \"1s\"\n  faults   = [fault.forgotten]\n  devices  = ramp(10, 11)\n}\n"
	if diff := cmp.Diff([]string{"More devices than exist"}, toldOf(t, text, schema.Options{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTimeIsNotTooLongForItsRate(t *testing.T) {
	text := twoFaults + "phase \"third\" {\n  duration = \"365d\"\n  faults   = [fault.forgotten]\n  rate     = 101\n}\n"
	if diff := cmp.Diff([]string{"Rate too high for long"}, toldOf(t, text, schema.Options{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

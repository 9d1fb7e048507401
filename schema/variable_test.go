package schema

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// variables is a scenario whose fleet and interval are variables.
var variables = `
variable "devices" {
  type    = number
  default = 1
  validation {
    condition = var.devices % 10 != 3
    error     = "Not three, please; ${var.devices} was given."
  }
}
variable "interval" { default = "5s" }
variable "names" {
  type    = list(string)
  default = ["101"]
}
` + strings.NewReplacer("count = 10", "count = var.devices", `interval = "5s"`, `interval = var.interval`,
	`room "101" {`, "room \"{key}\" {\n for_each = var.names").Replace(minimal)

func TestTheLaterSettingOfAVariableWins(t *testing.T) {
	file := Source{Name: "a.hcl", Text: []byte("devices = 4\ninterval = \"7s\"\n"), Variables: true}
	later := Source{Name: "b.hcl", Text: []byte("devices = 5\n"), Variables: true}
	env := map[string]string{"devices": "2", "PATH": "/bin", "interval": "6s"}
	flags := map[string]string{"devices": "6"}
	for _, c := range []struct {
		name     string
		files    []Source
		opts     Options
		devices  int64
		interval time.Duration
	}{
		{"default", nil, Options{}, 1, 5 * time.Second},
		{"environment", nil, Options{Env: env}, 2, 6 * time.Second},
		{"file", []Source{file}, Options{Env: env}, 4, 7 * time.Second},
		{"later file", []Source{file, later}, Options{Env: env}, 5, 7 * time.Second},
		{"flag", []Source{file, later}, Options{Env: env, Vars: flags}, 6, 7 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, files, diags := Decode(append([]Source{{Name: "test.hcl", Text: []byte(variables)}}, c.files...), c.opts)
			if len(diags) > 0 {
				t.Fatal(rendered(files, diags))
			}
			if g := s.Groups[0]; g.Count != c.devices || g.Interval != c.interval {
				t.Errorf("%d devices every %v, want %d every %v", g.Count, g.Interval, c.devices, c.interval)
			}
		})
	}
}

func TestFlagsAreReadByTheVariablesType(t *testing.T) {
	s := loaded(t, variables, Options{Vars: map[string]string{"names": `["a", "b"]`, "devices": "20 / 2", "interval": "9s"}})
	if got := outline(s); len(got) != 2 || s.Groups[1].Room != "b" || s.Groups[0].Count != 10 || s.Groups[0].Interval != 9*time.Second {
		t.Errorf("groups: %v", got)
	}
}

func TestFaultySettingsAreShownWithTheirText(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        string
	}{
		{"devices", "13", "--> --var devices\n"},
		{"devices", "many", "--> --var devices\n"},
		{"devices", "(((", "--> --var devices\n"},
		{"devices", strings.Repeat("(", 1000), "Nested too deeply"},
		{"device", "5", `Did you mean "devices"?`},
		{"names", `"a"`, "list of string"},
		{"interval", "9", "needs a unit"},
	} {
		_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(variables)}}, Options{Vars: map[string]string{c.name: c.value}})
		if got := rendered(files, diags); !diags.HasErrors() || !strings.Contains(got, c.want) {
			t.Errorf("--var %s=%.20s says:\n%s\nwant %q in it", c.name, c.value, got, c.want)
		}
	}
}

func TestAValidationSpeaksOfTheValueThatIsWrong(t *testing.T) {
	_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(variables)}}, Options{Vars: map[string]string{"devices": "13"}})
	want := "error: Invalid value for variable\n  --> --var devices\n      | --var devices=13\n      |               ^^\n  Not three, please; 13 was given.\n"
	if diff := cmp.Diff(want, rendered(files, diags)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAFileOfVariablesHoldsNothingElse(t *testing.T) {
	file := Source{Name: "a.hcl", Text: []byte("devices = 4\nphase \"x\" {}\nunknown = 1\n"), Variables: true}
	_, _, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(variables)}, file}, Options{})
	if diff := cmp.Diff([]string{"2: ERROR: Unexpected block", "3: ERROR: Unknown variable"}, reported(diags)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOverridesFromTheCommandLine(t *testing.T) {
	seed := uint64(7)
	s := loaded(t, minimal, Options{Seed: &seed, Start: "2026-03-02T06:00:00Z", Duration: "20s"})
	if s.Seed != 7 || s.Start.Now || s.Start.UnixMillis != 1772431200000 || s.Phases[0].Duration != 20*time.Second {
		t.Errorf("seed %d, start %+v, duration %v", s.Seed, s.Start, s.Phases[0].Duration)
	}
	for want, opts := range map[string]Options{
		"--> --start\n":            {Start: "tomorrow"},
		"--> --duration\n":         {Duration: "-5s"},
		`write "90s" for seconds`:  {Duration: "90"},
		"A run takes at least 1ms": {Duration: "1us"},
	} {
		_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(minimal)}}, opts)
		if got := rendered(files, diags); !diags.HasErrors() || !strings.Contains(got, want) {
			t.Errorf("%+v says:\n%s\nwant %q in it", opts, got, want)
		}
	}
}

// What runs before the cut runs as it would have without: a ramp keeps the span
// that it was written for.
func TestDurationCutsTheTimeLine(t *testing.T) {
	ramp := &Curve{From: Level{Value: Ratio{0, 1}}, To: Level{Value: Ratio{1, 1}}, Ramp: true}
	flat := &Curve{From: Level{Value: Ratio{2, 1}}, To: Level{Value: Ratio{2, 1}}}
	phases := func() []Phase {
		return []Phase{{Name: "a", Duration: 30 * time.Second, Devices: ramp, Rate: flat}, {Name: "b", Duration: time.Minute}}
	}
	for after, want := range map[time.Duration][]time.Duration{
		10 * time.Second: {10 * time.Second},
		30 * time.Second: {30 * time.Second},
		31 * time.Second: {30 * time.Second, time.Second},
		time.Hour:        {30 * time.Second, time.Minute},
	} {
		var got []time.Duration
		s := &Scenario{Phases: phases()}
		s.EndAfter(after)
		for _, p := range s.Phases {
			got = append(got, p.Duration)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("cut after %v (-want +got):\n%s", after, diff)
		}
	}
	s := &Scenario{Phases: phases()}
	s.EndAfter(10 * time.Second)
	got := s.Phases[0]
	if got.Devices.Span != 30*time.Second || got.Devices.To != ramp.To || got.Rate.Span != 0 || ramp.Span != 0 {
		t.Errorf("devices %+v, rate %+v, the author's %+v", got.Devices, got.Rate, ramp)
	}
}

// typed are variables whose flags name what is no text.
const typed = `
variable "signal" {
  type    = distribution
  default = normal(0, 1)
}
variable "pace" {
  type    = rate
  default = 1
}
variable "all" {
  type    = map(distribution)
  default = {}
}
variable "deep" {
  type    = object({ a = object({ b = distribution }) })
  default = { a = { b = normal(0, 1) } }
}
variable "free" { default = "x" }
` + minimal

func TestAMistakeInAFlagIsShown(t *testing.T) {
	for _, c := range []struct {
		name, value, want string
	}{
		{"signal", "normal(24, 1", "Unclosed bracket|Missing|Unbalanced|Not enough|Unterminated"},
		{"signal", "normal(24, one)", "one"},
		{"signal", "normal", "takes a distribution"},
		{"pace", "5x", ""},
		{"pace", "1000/s", ""},
		{"pace", "{", "Missing expression"},
		{"free", "two words, and 5%", ""},
		{"free", "[1, ", "Missing expression"},
		{"all", "5", "takes map(distribution): "},
		{"deep", "{ a = { b = 5 } }", "takes other values: here it takes a distribution"},
	} {
		_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(typed)}}, Options{Vars: map[string]string{c.name: c.value}})
		got := rendered(files, diags)
		if diags.HasErrors() != (c.want != "") || !regexp.MustCompile(c.want).MatchString(got) && !strings.Contains(got, c.want) {
			t.Errorf("--var %s=%s says:\n%s\nwant %q in it", c.name, c.value, got, c.want)
		}
		if strings.Count(got, "other values") > 1 {
			t.Errorf("--var %s=%s says it twice:\n%s", c.name, c.value, got)
		}
	}
}

package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// statusCases are sensors and what they say, of a value and of the sensor before.
var statusCases = map[string]struct {
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
}

// Own words come first, in their order; then the bands speak.
func TestStatusWordsAreSaidInOrder(t *testing.T) {
	for name, c := range statusCases {
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

package expression

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// quoted is an expression that stands alone on the first line of a file, with
// the constants of a small scenario.
func quoted(source string) *schema.Expression {
	return &schema.Expression{
		Source: source,
		Constants: map[string]map[string]any{
			"var":   {"low": 3.0, "half": 0.5, "room": "301", "hot": true},
			"local": {"limit": 30.0},
		},
		Range: hcl.Range{Filename: "whole"},
		Position: func(from, to int) hcl.Range {
			return hcl.Range{
				Filename: "part",
				Start:    hcl.Pos{Line: 1, Column: from + 1, Byte: from},
				End:      hcl.Pos{Line: 1, Column: to + 1, Byte: to},
			}
		},
	}
}

// sensorsBefore are what the formulas of these tests may read.
var sensorsBefore = []Name{
	{"temperature", Number},
	{"pressure", Number},
	{"switch_status", Bool},
	{"mode", Text},
	{"air-temp", Number},
}

func TestConditionsSeeTheirValue(t *testing.T) {
	frame := &Frame{Numbers: []float64{24, 1000, 0, 0, 0}, Bools: []bool{2: true, 4: false}, Texts: []string{3: "eco", 4: ""}, T: 90, Hour: 6.5, Value: 81, On: true, Word: "run"}
	for _, c := range []struct {
		source string
		kind   Kind
		want   bool
	}{
		{"value > 80", Number, true}, {"value > 81", Number, false}, {"value in [80, 81]", Number, true},
		{"value", Bool, true}, {"!value || t < 60", Bool, false}, {"value && switch_status", Bool, true},
		{"value == 'run'", Text, true}, {"value startsWith 'r' && mode == 'eco'", Text, true}, {"value == mode", Text, false},
		{"hour >= 6 && hour < 7", Number, true}, {"temperature > value", Number, false}, {"true", Number, true},
	} {
		condition, diags := CompileCondition(quoted(c.source), sensorsBefore, c.kind)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := condition.Holds(frame); got != c.want {
			t.Errorf("%s is %v", c.source, got)
		}
		if n := testing.AllocsPerRun(100, func() { condition.Holds(frame) }); n != 0 {
			t.Errorf("%s: %v allocations", c.source, n)
		}
		if usesT, usesHour := strings.Contains(c.source, "t <"), strings.Contains(c.source, "hour"); condition.UsesT != usesT || condition.UsesHour != usesHour {
			t.Errorf("%s reads t %v, hour %v", c.source, condition.UsesT, condition.UsesHour)
		}
	}
	frame.Value = math.NaN()
	for _, source := range []string{"value > 0", "value <= 0", "value == 0"} {
		condition, _ := CompileCondition(quoted(source), nil, Number)
		if condition.Holds(frame) {
			t.Errorf("%s of what is no number", source)
		}
	}
}

func TestMomentsSeeTheTime(t *testing.T) {
	for source, want := range map[string]bool{
		"hour >= 6 && hour < 18": true, "hour < 6.5": false, "22 <= hour || hour < 7": true,
		"t == 90": true, "t - floor(t / 60) * 60 < 30": false, "t > var.low": true, "true": true,
	} {
		m, diags := CompileMoment(quoted(source))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		frame := &Frame{T: 90, Hour: 6.5}
		if got := m.Holds(frame); got != want {
			t.Errorf("%s is %v", source, got)
		}
		if m.UsesHour != strings.Contains(source, "hour") {
			t.Errorf("%s reads the hour: %v", source, m.UsesHour)
		}
		if n := testing.AllocsPerRun(100, func() { m.Holds(frame) }); n != 0 {
			t.Errorf("%s: %v allocations", source, n)
		}
	}
}

func TestFormulaComputesWithFloats(t *testing.T) {
	frame := &Frame{
		Numbers: []float64{24.5, 1013.25, 0, 0, 0},
		Bools:   []bool{false, false, true, false, false},
		Texts:   []string{"", "", "", "eco", ""},
		Noise:   0.25, T: 90, Hour: 13.5,
	}
	tests := map[string]float64{
		"62 - 1.8 * (temperature - 24) + noise":          62 - 1.8*0.5 + 0.25,
		"switch_status ? 2.5 + noise : 0.02":             2.75,
		"not switch_status ? 2.5 + noise : 0.02":         0.02,
		"7 / 2":                                          3.5,
		"9007199254740993 - 9007199254740992":            0, // float64 has no such odd number
		"mode == 'eco' ? 1 : 2":                          1,
		"mode in ['off', 'eco'] ? 1 : 2":                 1,
		"mode not in ['off', 'eco'] ? 1 : 2":             2,
		"mode startsWith 'e' && mode < 'f' ? 1 : 2":      1,
		"12 <= hour < 14 ? t : -t":                       90,
		"min(3, temperature, 30) + max(1, noise)":        4,
		"floor(-1.5) + ceil(-1.5) + round(-1.5)":         -5,
		"abs(-noise) + sqrt(4)":                          2.25,
		"noise | max(1)":                                 1,
		"var.low * local.limit":                          90,
		"var.hot ? var['half'] : 0":                      0.5,
		"('a' + 'b') == 'ab' ? 1 : 0":                    1,
		"t > 60 and (hour >= 8 or switch_status) ? 1: 0": 1,
		"temperature in [24, 24.5] ? 1 : 0":              1,
		"/* why */ 0x10 + 1_000":                         1016,
	}
	for source, want := range tests {
		f, diags := CompileFormula(quoted(source), sensorsBefore)
		if diags.HasErrors() {
			t.Errorf("%s: %v", source, diags)
			continue
		}
		if got := f.Eval(frame); got != want {
			t.Errorf("%s = %v, want %v", source, got, want)
		}
	}
}

// With x = 1 + 2^-30, x*x is 1 + 2^-29 + 2^-60, and its last term is lost in
// rounding. A processor that fuses x*x - z keeps it.
func TestProductsAreRoundedBeforeTheyAreAdded(t *testing.T) {
	x := 1 + 0x1p-30
	frame := &Frame{Numbers: []float64{x, x}, T: 1 + 0x1p-29, Noise: -1 - 0x1p-29}
	for _, source := range []string{"temperature * pressure - t", "noise + temperature * pressure", "temperature * 1.000000000931322574615478515625 - t"} {
		f, diags := CompileFormula(quoted(source), sensorsBefore)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := f.Eval(frame); got != 0 {
			t.Errorf("%s = %g, want 0", source, got)
		}
	}
}

func TestFormulaDividesByZero(t *testing.T) {
	f, diags := CompileFormula(quoted("1 / noise"), nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if got := f.Eval(&Frame{}); !math.IsInf(got, 1) {
		t.Errorf("1 / 0 = %v, want +Inf", got)
	}
}

func TestFormulaTellsWhatItReads(t *testing.T) {
	f, diags := CompileFormula(quoted("switch_status ? temperature + noise : hour"), sensorsBefore)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if diff := cmp.Diff([]int{0, 2}, f.Slots); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	if !f.UsesNoise || f.UsesT || !f.UsesHour {
		t.Errorf("noise %t, t %t, hour %t; want only t unused", f.UsesNoise, f.UsesT, f.UsesHour)
	}
	if f.Noise.Start.Byte != 30 {
		t.Errorf("noise is at byte %d, want 30", f.Noise.Start.Byte)
	}
}

func TestSensorMayBeNamedLikeAFunction(t *testing.T) {
	f, diags := CompileFormula(quoted("max(max, 2) + sqrt(4)"), []Name{{"max", Number}, {"sqrt", Number}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if got := f.Eval(&Frame{Numbers: []float64{5, 0}}); got != 7 {
		t.Errorf("got %v, want 7", got)
	}
}

func TestSelectorMatches(t *testing.T) {
	floor := int64(3)
	device := &Device{
		ID: "device_00042", Model: "motor", Building: "B栋", Room: "301", Floor: &floor,
		Address: "B栋/3/301/motor/2", N: 2, Index: 42,
	}
	tests := map[string]bool{
		"device.floor >= 3": true,
		"device.floor >= var.low && device.building == 'B栋'": true,
		"device.floor in 1..var.low":                         true,
		"device.floor in 1..2":                               false,
		"device.floor not in [1, 2]":                         true,
		"device.model in ['motor', 'press']":                 true,
		"device.n % 2 == 0":                                  true,
		"device.n * 7 % 4 == 2":                              true,
		"device.index / 4 == 10.5":                           true,
		"device.id endsWith '42'":                            true,
		"device.address contains '/301/'":                    true,
		"device.room == var.room":                            true,
		"!(device.floor == 3)":                               false,
		"true":                                               true,
		"(device.floor > 2) == var.hot":                      true,
	}
	for source, want := range tests {
		s, diags := CompileSelector(quoted(source), nil)
		if diags.HasErrors() {
			t.Errorf("%s: %v", source, diags)
			continue
		}
		if got := s.Match(device); got != want {
			t.Errorf("%s is %t, want %t", source, got, want)
		}
	}
}

func TestFloorLeftOutIsOnNoFloor(t *testing.T) {
	device := &Device{}
	for source, want := range map[string]bool{
		"device.floor >= 3":      false,
		"device.floor < 3":       false,
		"device.floor == 0":      false,
		"device.floor != 3":      true,
		"device.floor in 0..9":   false,
		"device.floor % 2 == 0":  false,
		"device.building == ''":  true,
		"device.floor in [0, 1]": false,
	} {
		s, diags := CompileSelector(quoted(source), nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := s.Match(device); got != want {
			t.Errorf("%s is %t, want %t", source, got, want)
		}
	}
}

func TestSelectorKnowsWhetherDevicesOfAGroupDiffer(t *testing.T) {
	for source, want := range map[string]bool{
		"device.floor >= 3 && device.model == 'a' && device.room == 'b' && device.building == 'c'": false,
		"true":                    false,
		"device.n == 1":           true,
		"device.index == 1":       true,
		"device.id == 'a'":        true,
		"device.address == 'a/b'": true,
	} {
		s, diags := CompileSelector(quoted(source), nil)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := s.PerDevice(); got != want {
			t.Errorf("%s: PerDevice is %t, want %t", source, got, want)
		}
	}
}

func TestEvaluationDoesNotAllocate(t *testing.T) {
	frame := &Frame{Numbers: []float64{24}, Bools: []bool{true}, Texts: []string{"eco"}}
	sensors := []Name{{"temperature", Number}}
	for _, source := range []string{"62 - 1.8 * (temperature - 24) + noise", "max(t, hour, sqrt(temperature)) in [1, 2] ? 1 : 0"} {
		f, diags := CompileFormula(quoted(source), sensors)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if n := testing.AllocsPerRun(100, func() { f.Eval(frame) }); n != 0 {
			t.Errorf("%s: %v allocations", source, n)
		}
	}
	device := &Device{Model: "motor", Building: "A"}
	s, diags := CompileSelector(quoted("device.model in ['motor', 'press'] && device.building startsWith 'A'"), nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if n := testing.AllocsPerRun(100, func() { s.Match(device) }); n != 0 {
		t.Errorf("selector: %v allocations", n)
	}
}

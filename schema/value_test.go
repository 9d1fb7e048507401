package schema

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

func TestRatiosAreExactOrRefused(t *testing.T) {
	third := cty.MustParseNumberVal("1").Divide(cty.MustParseNumberVal("3"))
	for _, c := range []struct {
		value cty.Value
		want  Ratio // the zero value: refused
	}{
		{cty.MustParseNumberVal("0.1"), Ratio{1, 10}},
		{cty.MustParseNumberVal("10"), Ratio{10, 1}},
		{cty.MustParseNumberVal("0"), Ratio{0, 1}},
		{cty.MustParseNumberVal("0.000000001"), Ratio{1, 1_000_000_000}},
		{cty.MustParseNumberVal("123.456789"), Ratio{123456789, 1_000_000}},
		{third, Ratio{1, 3}},
		{third.Multiply(third).Multiply(cty.NumberIntVal(5)), Ratio{5, 9}},
		{cty.NumberIntVal(2).Divide(cty.NumberIntVal(7)), Ratio{2, 7}}, // known to 64 bits only
		{cty.MustParseNumberVal("1e-30"), Ratio{}},
		{cty.MustParseNumberVal("1.33333333334"), Ratio{}},
		{cty.MustParseNumberVal("3.14159265358979"), Ratio{}},
		{cty.MustParseNumberVal("1e21"), Ratio{}},
	} {
		got, ok := ratio(rational(c.value.AsBigFloat()))
		if ok != (c.want != Ratio{}) || got != c.want {
			t.Errorf("%v is %v (%v), want %v", c.value.AsBigFloat(), got, ok, c.want)
		}
	}
}

// withoutRanges leaves places in the file out of a comparison.
var withoutRanges = cmp.FilterValues(func(a, b hcl.Range) bool { return true }, cmp.Ignore())

func TestFactoryIsReadAsWritten(t *testing.T) {
	s := fixture(t, "factory.hcl")
	temperature := Sensor{
		Name: "temperature", Unit: "°C", Digits: 1,
		Value:    &Distribution{Kind: Normal, Args: []Argument{{Value: 24}, {Value: 0.8}}},
		Memory:   10 * time.Minute,
		Spread:   &Distribution{Kind: Normal, Args: []Argument{{Value: 0}, {Value: 0.5}}},
		Trend:    &Change{Amount: 0.2, Per: time.Hour},
		Daily:    &Rhythm{Amplitude: 4, Peak: 15 * time.Hour},
		Clamp:    &Limits{-40, 85},
		Warning:  &Limits{10, 32},
		Critical: &Limits{0, 40},
	}
	if diff := cmp.Diff(temperature, s.Models[0].Sensors[0], withoutRanges); diff != "" {
		t.Errorf("temperature (-want +got):\n%s", diff)
	}
	names := []string{}
	for _, sensor := range s.Models[0].Sensors {
		names = append(names, sensor.Name)
	}
	if diff := cmp.Diff([]string{"temperature", "humidity", "pressure", "switch_status", "current"}, names); diff != "" {
		t.Errorf("sensors keep the order written (-want +got):\n%s", diff)
	}
	pump := &Distribution{Kind: Switch, Args: []Argument{{Value: 45 * 60e9}, {Value: 15 * 60e9}}, Durations: true}
	if diff := cmp.Diff(pump, s.Models[0].Sensors[3].Value, withoutRanges); diff != "" {
		t.Errorf("switch_status (-want +got):\n%s", diff)
	}
	offline := Effect{
		Kind: Offline, Share: 1, Buffer: 50, Backfill: &Ratio{200, 1},
		Reconnect: &Distribution{Kind: Uniform, Args: []Argument{{Value: 0}, {Value: 5e9}}, Durations: true},
	}
	if diff := cmp.Diff(offline, s.Faults[2].Effects[0], withoutRanges); diff != "" {
		t.Errorf("blackout (-want +got):\n%s", diff)
	}
	recovery := Phase{Name: "recovery", Duration: 30 * time.Second, Rate: &Curve{
		From: Level{Value: Ratio{3, 1}}, To: Level{Value: Ratio{1, 1}}, Ramp: true, Ease: true,
	}}
	if diff := cmp.Diff(recovery, s.Phases[4], withoutRanges); diff != "" {
		t.Errorf("recovery (-want +got):\n%s", diff)
	}
	if s.Start.UnixMillis != 1772402400000 || s.Timezone.String() != "Asia/Shanghai" || s.Seed != 42 {
		t.Errorf("start %+v, zone %v, seed %d", s.Start, s.Timezone, s.Seed)
	}
}

func TestAmountsOverAPhase(t *testing.T) {
	share := func(n, d int64) Level { return Level{Value: Ratio{n, d}} }
	total := func(n int64) Level { return Level{Value: Ratio{n, 1}, Absolute: true} }
	want := []struct{ devices, rate *Curve }{
		{
			&Curve{From: share(1, 10), To: total(120), Ramp: true, Ease: true},
			&Curve{From: total(0), To: total(1000), Ramp: true}, // 0 beside a total is a total
		},
		{&Curve{From: share(1, 2), To: share(1, 2)}, &Curve{From: share(1, 10), To: share(1, 10)}},
		{&Curve{From: total(60), To: total(60)}, &Curve{From: share(3, 1), To: share(1, 2), Ramp: true}},
	}
	for i, p := range fixture(t, "faults.hcl").Phases {
		if diff := cmp.Diff(want[i].devices, p.Devices, withoutRanges); diff != "" {
			t.Errorf("devices of %s (-want +got):\n%s", p.Name, diff)
		}
		if diff := cmp.Diff(want[i].rate, p.Rate, withoutRanges); diff != "" {
			t.Errorf("rate of %s (-want +got):\n%s", p.Name, diff)
		}
	}
}

func TestEffectsOfEveryKind(t *testing.T) {
	stuck := 99.5
	count, half := int64(5), 0.5
	seconds := func(n float64) *Distribution {
		return &Distribution{Kind: Constant, Args: []Argument{{Value: n * 1e9}}, Durations: true}
	}
	want := []Fault{
		{Name: "stuck_high", Count: &count, After: seconds(10), Effects: []Effect{{Kind: Stuck, Sensor: "power", At: &stuck, Share: 1}}},
		{
			Name: "creeping", Probability: &half, Repeat: 30 * time.Second,
			Where:   &Expression{Source: "device.floor >= var.min_floor", Constants: map[string]map[string]any{"var": {"min_floor": 2.0}, "local": {}}},
			Lasts:   &Distribution{Kind: Normal, Args: []Argument{{Value: 10e9}, {Value: 2e9}}, Durations: true},
			Effects: []Effect{{Kind: Bias, Sensor: "power", Add: -4, Grow: 5 * time.Second, Share: 1}},
		},
		{Name: "loss", Effects: []Effect{{Kind: Drop, Share: 0.05}, {Kind: Offline, Share: 1}}},
		{Name: "lag", Effects: []Effect{
			{Kind: Delay, Share: 0.25, Max: 10 * time.Second, By: &Distribution{Kind: Lognormal, Args: []Argument{{Value: 200e6}, {Value: 0.5}}, Durations: true}},
			{Kind: Delay, Share: 1, Max: 2 * time.Second, By: &Distribution{Kind: Uniform, Args: []Argument{{Value: 0}, {Value: 2e9}}, Durations: true}},
			{Kind: Delay, Share: 1, Max: time.Second, By: seconds(1)},
			{Kind: Duplicate, Share: 0.01, Copies: 2, After: 500 * time.Millisecond},
		}},
	}
	for i := range want {
		want[i].Listed = true
	}
	got := fixture(t, "faults.hcl").Faults
	ignore := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Position" }, cmp.Ignore())
	if diff := cmp.Diff(want, got, withoutRanges, ignore); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestPhasesListFaultsInTheOrderWritten(t *testing.T) {
	s := fixture(t, "faults.hcl")
	if diff := cmp.Diff([]int{2, 3, 1}, s.Phases[1].Faults); diff != "" {
		t.Errorf("faults through locals and concat (-want +got):\n%s", diff)
	}
}

func TestInfoIsReadByItsType(t *testing.T) {
	info := map[string]Info{}
	var order []string
	for _, i := range fixture(t, "values.hcl").Models[0].Info {
		info[i.Name] = i
		order = append(order, i.Name)
	}
	if diff := cmp.Diff([]string{"model", "serial", "ports", "outdoor", "battery", "signal", "batch", "brace"}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if p := info["serial"].Text; len(p.Parts) != 2 || p.Parts[1] != (PatternPart{Field: "index", Width: 6}) {
		t.Errorf("serial: %+v", p)
	}
	if p := info["brace"].Text; len(p.Parts) != 1 || p.Parts[0].Text != "{x}" {
		t.Errorf("brace: %+v", p)
	}
	if n := info["ports"].Number; n == nil || *n != 4 {
		t.Errorf("ports: %v", n)
	}
	if b := info["outdoor"].Bool; b == nil || *b {
		t.Errorf("outdoor: %v", b)
	}
	battery := &Distribution{Kind: Drain, Args: []Argument{{Fixed: &Distribution{Kind: Uniform, Args: []Argument{{Value: 80}, {Value: 100}}}}, {Value: 0.4}}}
	if diff := cmp.Diff(battery, info["battery"].Value, withoutRanges); diff != "" {
		t.Errorf("battery (-want +got):\n%s", diff)
	}
	batch := &Distribution{Kind: Fixed, Of: &Distribution{Kind: Choice, Choices: []ChoiceOption{{"a", 1}, {"b", 1}}}}
	if diff := cmp.Diff(batch, info["batch"].Value, withoutRanges); diff != "" {
		t.Errorf("batch (-want +got):\n%s", diff)
	}
}

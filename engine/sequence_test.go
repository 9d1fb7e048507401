package engine

import (
	"math"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

func ratio(n, d int64) schema.Ratio { return schema.Ratio{Num: n, Den: d} }

func curve(a, b schema.Ratio) *schema.Curve {
	return &schema.Curve{From: schema.Level{Value: a}, To: schema.Level{Value: b}, Ramp: true}
}

func dist(kind schema.DistributionKind, args ...float64) *schema.Distribution {
	d := &schema.Distribution{Kind: kind}
	for _, a := range args {
		d.Args = append(d.Args, schema.Argument{Value: a})
	}
	return d
}

// trial is a small factory: ramp, hold, spike, faults of every layer, recovery.
func trial(devices int64) *schema.Scenario {
	s := &schema.Scenario{Name: "trial", Seed: 42, Start: schema.Instant{UnixMillis: 1772402400000}, Speed: ratio(1, 1)}
	s.Models = []schema.Model{{Name: "M", Interval: 3 * time.Second, Sensors: []schema.Sensor{
		{Name: "temperature", Unit: "°C", Value: dist(schema.Normal, 24, 0.8), Memory: 10 * time.Minute, Spread: dist(schema.Normal, 0, 0.5),
			Trend: &schema.Change{Amount: 0.2, Per: time.Hour}, Clamp: &schema.Limits{Low: -40, High: 85}, Digits: 1,
			Warning: &schema.Limits{Low: 10, High: 32}, Critical: &schema.Limits{Low: 0, High: 40}, Daily: &schema.Daily{Amplitude: 4, Peak: 15 * time.Hour}},
		{Name: "humidity", Unit: "%", Formula: &schema.Expression{Source: "62 - 1.8 * (temperature - 24) + noise"}, Noise: dist(schema.Normal, 0, 1.2), Digits: 1},
		{Name: "pressure", Unit: "hPa", Value: dist(schema.Normal, 1013.25, 3), Memory: 6 * time.Hour, Digits: 2},
		{Name: "switch_status", Value: dist(schema.Switch, 45*60e9, 15*60e9)},
		{Name: "current", Unit: "A", Formula: &schema.Expression{Source: "switch_status ? 2.5 + noise : 0.02"}, Noise: dist(schema.Normal, 0, 0.15), Digits: 2},
	}, Info: []schema.Info{
		{Name: "firmware", Text: &schema.Pattern{Parts: []schema.PatternPart{{Text: "1.2.3"}}}},
		{Name: "battery", Value: dist(schema.Drain, 100, 0.4)},
		{Name: "signal_strength", Value: dist(schema.Normal, -58, 6)},
	}}}
	for f := int64(1); f <= 5; f++ {
		for _, b := range []string{"A", "B"} {
			s.Groups = append(s.Groups, schema.Group{Building: b, HasBuilding: true, Floor: &f, Room: "r", HasRoom: true, Label: "M", Count: devices / 10, Interval: 3 * time.Second,
				First: int64(len(s.Groups))*devices/10 + 1,
				ID:    schema.Pattern{Parts: []schema.PatternPart{{Text: "device_"}, {Field: "index", Width: 5}}}})
		}
	}
	p := 0.3
	s.Faults = []schema.Fault{
		{Name: "sticky", Probability: &p, After: dist(schema.Uniform, 0, 20e9), Effects: []schema.Effect{{Kind: schema.Stuck, Sensor: "temperature", Share: 1}}},
		{Name: "wear", Probability: &p, Effects: []schema.Effect{{Kind: schema.Bias, Sensor: "current", Add: 1.5, Grow: 30 * time.Second, Share: 1}}},
		{Name: "blackout", Where: &schema.Expression{Source: "device.building == 'B'"}, Lasts: dist(schema.Constant, 20e9), Effects: []schema.Effect{
			{Kind: schema.Offline, Reconnect: dist(schema.Uniform, 0, 5e9), Backfill: &schema.Ratio{Num: 200, Den: 1}, Buffer: 5, Share: 1}}},
		{Name: "lossy", Probability: &p, Effects: []schema.Effect{{Kind: schema.Drop, Share: 0.1}, {Kind: schema.Delay, Share: 0.3, By: dist(schema.Uniform, 0, 4e9), Max: 4 * time.Second}, {Kind: schema.Duplicate, Share: 0.2, Copies: 2, After: time.Second}}},
	}
	s.Phases = []schema.Phase{
		{Name: "ramp", Duration: 30 * time.Second, Devices: curve(ratio(0, 1), ratio(1, 1))},
		{Name: "steady", Duration: time.Minute},
		{Name: "spike", Duration: 20 * time.Second, Rate: &schema.Curve{From: schema.Level{Value: ratio(10, 1)}}},
		{Name: "failure", Duration: 40 * time.Second, Faults: []int{0, 1, 2, 3}},
		{Name: "recovery", Duration: 30 * time.Second, Rate: &schema.Curve{From: schema.Level{Value: ratio(3, 1)}, To: schema.Level{Value: ratio(1, 1)}, Ramp: true, Ease: true}},
	}
	s.Sinks = []schema.Sink{{Kind: schema.SinkKafka, Topic: "data", Partitions: 12, Key: schema.Pattern{Parts: []schema.PatternPart{{Field: "id"}}}}}
	s.Labels = &schema.Labels{Topic: "labels"}
	return s
}

func TestCountsAreWhatSequencesHold(t *testing.T) {
	plan, diags := Compile(trial(100), CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := Open(plan, "r")
	if err != nil {
		t.Fatal(err)
	}
	for i := range plan.Streams {
		s := program.Sequence(i)
		var b Batch
		last, n := int64(0), int64(0)
		for s.Append(&b, math.MaxInt64, 100) > 0 {
			for _, r := range b.Records {
				if r.Send < last {
					t.Fatalf("stream %d: record %d is sent at %d, after %d", i, n, r.Send, last)
				}
				last = r.Send
				n++
			}
			b.Reset()
		}
		if n != s.Len() {
			t.Errorf("stream %+v holds %d records, the plan says %d", plan.Streams[i], n, s.Len())
		}
	}
}

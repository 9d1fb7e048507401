package engine

import (
	"math"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// bare is ten devices at a reading a second, without faults and labels.
func bare() *schema.Scenario {
	s := trial(10)
	s.Faults, s.Labels, s.Phases = nil, nil, []schema.Phase{{Name: "p", Duration: time.Minute}}
	s.Models[0].Interval, s.Models[0].Info = time.Second, nil
	for i := range s.Groups {
		s.Groups[i].Interval = time.Second
	}
	return s
}

// A fleet that rests for a year is walked over, not through: this would take
// minutes tick by tick.
func TestRestingFleetIsSkipped(t *testing.T) {
	s := bare()
	none := &schema.Curve{From: schema.Level{Value: ratio(0, 1)}}
	whole := &schema.Curve{From: schema.Level{Value: ratio(1, 1)}}
	s.Phases = []schema.Phase{
		{Name: "rest", Duration: 365 * 24 * time.Hour, Devices: none},
		{Name: "work", Duration: time.Minute, Devices: whole},
		{Name: "rest again", Duration: 365 * 24 * time.Hour, Devices: none},
	}
	program := compile(t, s)
	n := int64(0)
	for i := range program.plan.Streams {
		for _, r := range all(program.Sequence(i)) {
			if r.Send < program.plan.Phases[1].Start || r.Send >= program.plan.Phases[1].End {
				t.Fatalf("sent at %v", time.Duration(r.Send))
			}
			n++
		}
	}
	if n != 600 || program.plan.Totals.Published != n {
		t.Errorf("%d records, planned %d, want 600", n, program.plan.Totals.Published)
	}
}

// Slots that follow each other at once, some of no length: the order of their
// begins and ends must not depend on where a sequence started.
func TestEventsAtOneInstantKeepTheirOrder(t *testing.T) {
	s := bare()
	s.Labels = &schema.Labels{Topic: "labels"}
	s.Faults = []schema.Fault{{
		Name: "f", Repeat: 2 * time.Second, Lasts: dist(schema.Normal, 1e9, 10e9),
		Effects: []schema.Effect{{Kind: schema.Drop, Share: 0.5}, {Kind: schema.Bias, Sensor: "current", Add: 1, Share: 1}},
	}}
	s.Phases[0].Faults = []int{0}
	program := compile(t, s)
	for stream := range program.plan.Streams {
		if !program.plan.Streams[stream].Labels {
			continue
		}
		want := all(program.Sequence(stream))
		moved := program.Sequence(stream)
		for k := range want {
			moved.MoveTo(int64(k))
			var b Batch
			moved.Append(&b, math.MaxInt64, 2)
			if len(b.Records) == 0 || line(b.Records[0]) != line(want[k]) {
				t.Fatalf("record %d after a seek: %s\nwalking: %s", k, line(b.Records[0]), line(want[k]))
			}
		}
	}
}

func TestBacklogOfASleepyDeviceIsOver(t *testing.T) {
	s := bare()
	s.Phases[0].Devices = &schema.Curve{From: schema.Level{Value: ratio(1, 2)}} // the other half never reads
	s.Faults = []schema.Fault{{
		Name: "f", Repeat: 10 * time.Second, Lasts: dist(schema.Constant, 2e9),
		Effects: []schema.Effect{{Kind: schema.Offline, Buffer: 5, Backfill: &schema.Ratio{Num: 50, Den: 1}, Share: 1}},
	}}
	s.Phases[0].Faults = []int{0}
	compile(t, s) // was refused: a device without later readings seemed never to catch up
	s.Faults[0].Effects[0].Reconnect = dist(schema.Constant, 9e9)
	if _, diags := Compile(s, CompileOptions{}); !diags.HasErrors() || diags[0].Summary != "Backlog reaches the next outage" {
		t.Errorf("a backlog that meets the next outage: %v", diags)
	}
}

func TestPeakMayLieBetweenBorders(t *testing.T) {
	s := bare()
	s.Phases[0].Devices = curve(ratio(0, 1), ratio(1, 1))
	s.Phases[0].Rate = &schema.Curve{From: schema.Level{Value: ratio(2, 1)}, To: schema.Level{Value: ratio(0, 1)}, Ramp: true}
	// 10 devices · x of them · 2·(1−x) times: about 5 a second at x = 1/2, where
	// four to seven of ten blocks of one device may be online; 0 at both borders.
	if peak := compile(t, s).plan.Peak; peak < 4 || peak > 7 {
		t.Errorf("peak %v, want about 5", peak)
	}
}

func TestRampReachesItsTarget(t *testing.T) {
	s := bare()
	s.Phases[0].Devices = curve(ratio(0, 1), ratio(1, 1))
	if online := compile(t, s).plan.Phases[0].Online; online != [2]int64{0, 10} {
		t.Errorf("online %v", online)
	}
}

// A parameter that is fixed may itself have fixed parameters.
func TestFixedIsDrawnOnceADevice(t *testing.T) {
	inner := dist(schema.Uniform, 100, 200)
	middle := dist(schema.Normal, 0, 1)
	middle.Args[0].Fixed = inner
	outer := dist(schema.Normal, 0, 1)
	outer.Args[0].Fixed = middle
	v := newVariate(outer, "x", "value")
	seen := map[float64]bool{}
	for n := range int64(50) {
		device := signal.NewKey(1).Ordinal(n)
		var own signal.Distribution
		d := v.of(device, &own)
		if d.A < 90 || d.A > 210 {
			t.Fatalf("mean %v of device %d", d.A, n)
		}
		seen[d.A] = true
	}
	if len(seen) < 50 {
		t.Errorf("%d means of 50 devices", len(seen))
	}
}

func TestFixedNoiseStays(t *testing.T) {
	s := bare()
	s.Models[0].Sensors = []schema.Sensor{{
		Name: "x", Formula: &schema.Expression{Source: "noise"}, Digits: 6,
		Noise: &schema.Distribution{Kind: schema.Fixed, Of: dist(schema.Normal, 0, 1)},
	}}
	values, _ := sent(t, compile(t, s))
	byDevice := map[string]string{}
	for id, sensors := range values {
		device := id[:len("device_00001")]
		if was, ok := byDevice[device]; ok && was != sensors["x"] {
			t.Fatalf("%s said %s and %s", device, was, sensors["x"])
		}
		byDevice[device] = sensors["x"]
	}
	if len(byDevice) != 10 {
		t.Errorf("%d devices", len(byDevice))
	}
}

// The digest of a plan changes with what decides its records, and with nothing else.
func TestDigestIsOfWhatDecidesRecords(t *testing.T) {
	want := compile(t, trial(20)).plan.Digest
	for name, change := range map[string]func(*schema.Scenario){
		"description": func(s *schema.Scenario) { s.Description = "other" },
		"speed":       func(s *schema.Scenario) { s.Speed = ratio(60, 1) },
		"linger":      func(s *schema.Scenario) { s.Sinks[0].Linger = time.Second },
		"compression": func(s *schema.Scenario) { s.Sinks[0].Compression = "zstd" },
		"brokers":     func(s *schema.Scenario) { s.Sinks[0].Brokers = []string{"b:1"} },
	} {
		s := trial(20)
		change(s)
		if got := compile(t, s).plan.Digest; got != want {
			t.Errorf("another %s changes the digest", name)
		}
	}
	for name, change := range map[string]func(*schema.Scenario){
		"seed":       func(s *schema.Scenario) { s.Seed++ },
		"start":      func(s *schema.Scenario) { s.Start.UnixMillis++ },
		"topic":      func(s *schema.Scenario) { s.Sinks[0].Topic = "other" },
		"partitions": func(s *schema.Scenario) { s.Sinks[0].Partitions++ },
		"phase":      func(s *schema.Scenario) { s.Phases[1].Duration++ },
		"fault":      func(s *schema.Scenario) { s.Faults[1].Effects[0].Add++ },
		"sensor":     func(s *schema.Scenario) { s.Models[0].Sensors[0].Digits++ },
		"labels":     func(s *schema.Scenario) { s.Labels = nil },
		"room":       func(s *schema.Scenario) { s.Groups[3].Room = "other" },
	} {
		s := trial(20)
		change(s)
		if got := compile(t, s).plan.Digest; got == want {
			t.Errorf("another %s leaves the digest", name)
		}
	}
}

func TestImpossibleTotalIsRefused(t *testing.T) {
	s := bare()
	for i := range s.Groups {
		s.Groups[i].Interval = time.Millisecond
		s.Groups[i].Count, s.Groups[i].First = 1e6, int64(i)*1e6+1
	}
	s.Phases[0].Duration = 10 * 365 * 24 * time.Hour
	if _, diags := Compile(s, CompileOptions{}); !diags.HasErrors() || diags[0].Summary != "Too many records" {
		t.Errorf("3·10^18 records: %v", diags)
	}
}

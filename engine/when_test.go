package engine

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// A fault is felt by the readings at whose moment its when holds, by the clock of the
// scenario's place, and its labels are of those readings.
func TestFaultIsFeltWhileItsConditionHolds(t *testing.T) {
	s := trial(20)
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	s.Timezone = zone
	begin := time.UnixMilli(s.Start.UnixMillis).In(zone)
	border := time.Duration(begin.Hour())*time.Hour + time.Duration(begin.Minute())*time.Minute + 2*time.Minute
	s.Faults = []schema.Fault{{Name: "late", When: &schema.Expression{Source: "hour >= local.border && t < 170"}, Effects: []schema.Effect{
		{Kind: schema.Bias, Sensor: "temperature", Add: 30, Share: 1}, {Kind: schema.Drop, Share: 0.25},
	}}}
	s.Faults[0].When.Constants = map[string]map[string]any{"local": {"border": border.Hours()}}
	for i := range s.Phases {
		s.Phases[i].Faults = []int{0}
	}
	p := compile(t, s)
	felt, others := 0, 0
	for i, stream := range p.plan.Streams {
		if stream.Labels {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			var m Message
			if err := json.Unmarshal(r.Value, &m); err != nil {
				t.Fatal(err)
			}
			x, _ := m.Sensors.Lookup("temperature")
			at := m.Time().In(zone)
			clock := at.Sub(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone))
			want := clock >= border && m.Timestamp < s.Start.UnixMillis+170_000
			n, _ := x.Value.Number()
			if got := n > 40; got != want {
				t.Fatalf("%s at %s says %v", m.DeviceID, at, x.Value)
			}
			if want {
				felt++
			} else {
				others++
			}
		}
	}
	if felt == 0 || others == 0 || p.plan.Totals.Dropped == 0 {
		t.Fatalf("%d readings are touched, %d are not, %d are lost", felt, others, p.plan.Totals.Dropped)
	}
	values, dropped := 0, int64(0)
	for i, stream := range p.plan.Streams {
		if !stream.Labels {
			continue
		}
		for q := p.Sequence(i); !q.done; q.step() {
			switch q.now.kind {
			case recordValue:
				values++
			case recordDropped:
				dropped++
			}
		}
	}
	if values != felt+int(p.plan.Totals.Dropped) && values != felt || dropped != p.plan.Totals.Dropped {
		t.Errorf("%d labels of values for %d readings, %d of %d lost", values, felt, dropped, p.plan.Totals.Dropped)
	}
}

// The counts of a plan whose start is not known are those of a start at midnight UTC,
// which is said.
func TestHourOfAnUnknownStartIsWarnedOf(t *testing.T) {
	for source, want := range map[string]int{"hour >= 6": 1, "t >= 6": 0} {
		s := trial(20)
		s.Start = schema.Instant{Now: true}
		s.Faults[3].When = &schema.Expression{Source: source}
		_, diags := Compile(s, CompileOptions{})
		if diags.HasErrors() || len(diags) != want {
			t.Errorf("%s: %v", source, diags)
		}
		if _, diags = Compile(s, CompileOptions{Start: new(int64(1772402400000))}); len(diags) != 0 {
			t.Errorf("%s, applied: %v", source, diags)
		}
	}
}

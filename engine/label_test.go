package engine

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// A truth is a label as its readers see it.
type truth struct {
	Kind      string
	DeviceID  string `json:"device_id"`
	Sequence  int64
	Sensor    string
	Fault     string
	Effect    string
	True      json.RawMessage
	Sent      json.RawMessage
	Copies    *int64
	DelayMS   *int64 `json:"delay_ms"`
	Timestamp int64
	Address   string
}

func truths(t *testing.T, program *Program) []truth {
	var labels []truth
	for i, s := range program.plan.Streams {
		if !s.Labels {
			continue
		}
		for _, r := range all(program.Sequence(i)) {
			var l truth
			if err := json.Unmarshal(r.Value, &l); err != nil {
				t.Fatalf("%s: %v", r.Value, err)
			}
			labels = append(labels, l)
		}
	}
	return labels
}

// sent files what data records say of each sensor under device and reading, and
// how often they say it.
func sent(t *testing.T, program *Program) (values map[string]map[string]string, copies map[string]int64) {
	values, copies = map[string]map[string]string{}, map[string]int64{}
	for i, s := range program.plan.Streams {
		if s.Labels {
			continue
		}
		for _, r := range all(program.Sequence(i)) {
			var m struct {
				Sensors map[string]struct{ Value json.RawMessage }
			}
			if err := json.Unmarshal(r.Value, &m); err != nil {
				t.Fatal(err)
			}
			id := fmt.Sprintf("%s %s", r.Key, r.Headers[1].Value)
			values[id] = map[string]string{}
			for name, s := range m.Sensors {
				values[id][name] = string(s.Value)
			}
			copies[id]++
		}
	}
	return values, copies
}

func calm(s *schema.Scenario) *schema.Scenario {
	for i := range s.Phases {
		s.Phases[i].Faults = nil
	}
	return s
}

// Joined with the data, labels say exactly which readings faults touched.
func TestLabelsAreTheDifferenceThatFaultsMake(t *testing.T) {
	faulty := compile(t, trial(100))
	values, copies := sent(t, faulty)
	clean, _ := sent(t, compile(t, calm(trial(100))))

	changed, times := map[string]bool{}, map[string]int64{}
	for _, l := range truths(t, faulty) {
		id := fmt.Sprintf("%s %d", l.DeviceID, l.Sequence)
		switch {
		case l.Kind == "reading":
			changed[id+l.Sensor] = true
			if values[id][l.Sensor] != string(l.Sent) || clean[id][l.Sensor] != string(l.True) || string(l.True) == string(l.Sent) {
				t.Errorf("%+v: sent %s, without faults %s", l, values[id][l.Sensor], clean[id][l.Sensor])
			}
		case l.Copies != nil:
			times[id] = *l.Copies
		}
	}
	for id, sensors := range clean {
		want, ok := times[id]
		if !ok {
			want = 1
		}
		if copies[id] != want {
			t.Errorf("%s is sent %d times, its labels say %d", id, copies[id], want)
		}
		for sensor, v := range sensors {
			if got, ok := values[id][sensor]; ok && got != v && !changed[id+sensor] {
				t.Errorf("%s %s is %s, without faults %s, and has no label", id, sensor, got, v)
			}
		}
	}
	if len(changed) == 0 || len(times) == 0 {
		t.Error("no fault changed anything: the test shows nothing")
	}
}

func TestActivationsBeginAndEnd(t *testing.T) {
	program := compile(t, trial(100))
	open := map[string]bool{}
	n := 0
	for _, l := range truths(t, program) {
		if l.Kind != "begin" && l.Kind != "end" {
			continue
		}
		n++
		id := l.DeviceID + l.Fault + l.Effect
		if open[id] == (l.Kind == "begin") {
			t.Errorf("%+v: begin and end do not alternate", l)
		}
		open[id] = l.Kind == "begin"
		if !strings.HasSuffix(l.Address, "/M/"+l.Address[strings.LastIndex(l.Address, "/")+1:]) {
			t.Errorf("address %q", l.Address)
		}
	}
	for id, still := range open {
		if still {
			t.Errorf("%s never ends", id)
		}
	}
	if n == 0 {
		t.Error("no activation")
	}
}

// A stuck sensor says what it said last before the fault; a bias grows from nothing.
func TestStuckSensorKeepsItsLastValue(t *testing.T) {
	program := compile(t, trial(100))
	values, _ := sent(t, program)
	stuck := map[string]string{}
	for _, l := range truths(t, program) {
		if l.Effect != "stuck" || l.Kind != "reading" {
			continue
		}
		if was, ok := stuck[l.DeviceID]; ok && was != string(l.Sent) {
			t.Errorf("%s was stuck at %s, then at %s", l.DeviceID, was, l.Sent)
		}
		stuck[l.DeviceID] = string(l.Sent)
	}
	for id, at := range stuck {
		found := false
		for n := int64(1); n < 400 && !found; n++ {
			found = values[fmt.Sprintf("%s %d", id, n)]["temperature"] == at
		}
		if !found {
			t.Errorf("%s is stuck at %s, which it never said", id, at)
		}
	}
}

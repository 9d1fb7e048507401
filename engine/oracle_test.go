package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/oracle"
	"github.com/iotsim/iotsim/schema"
)

// The engine is held against internal/oracle, a second implementation of the
// specification that shares with it the hash and the draws only: on scenarios
// written twice by hand, and on random ones.

// A spread is what a second sink holds.
type spread struct {
	records map[oracle.Stream][]oracle.Record
	counts  map[oracle.Stream][]oracle.Count
	key     func(oracle.Record) string
}

func byID(r oracle.Record) string { return r.ID }

func streamOf(s Stream) oracle.Stream { return oracle.Stream{Topic: s.Topic, Partition: s.Partition} }

// expect compares every record, count, activation and delivery label; sink is a
// plan's second, nil where it has one only.
func expect(t *testing.T, program *Program, want *oracle.Expectation, sink *oracle.Sink) {
	t.Helper()
	var other spread
	if sink != nil {
		other.records, other.counts = want.Spread(*sink)
		other.key = func(r oracle.Record) string { return sink.Key(want.Devices[r.Device-1]) }
	}
	for i, stream := range program.plan.Streams {
		if stream.Labels {
			continue
		}
		var counts []oracle.Count
		if stream.Sink == 0 {
			counts = want.Counts[stream.Partition]
			expectRecords(t, program, i, want.Partitions[stream.Partition], byID)
		} else {
			counts = other.counts[streamOf(stream)]
			expectRecords(t, program, i, other.records[streamOf(stream)], other.key)
		}
		for ph, c := range counts {
			var got Count // nothing, of a phase that was cut off
			if ph < len(program.plan.Phases) {
				got = program.plan.Counts[i].Phases[ph]
			}
			if got != Count(c) {
				t.Errorf("partition %d, phase %d: planned %+v, the oracle counts %+v", stream.Partition, ph, got, c)
			}
		}
	}
	for i, ph := range program.plan.Phases {
		if start, end := want.OnlineAtBorders(i); ph.Online != [2]int64{start, end} {
			t.Errorf("phase %s goes from %d to %d devices, by the oracle from %d to %d", ph.Name, ph.Online[0], ph.Online[1], start, end)
		}
	}
	for i, f := range want.Faults {
		if got := program.plan.Faults[i]; len(got.Windows) > 0 && (got.Selected != f.Selected || got.Hit != f.Hit) {
			t.Errorf("fault %s selects %d and hits %d, by the oracle %d and %d", got.Name, got.Selected, got.Hit, f.Selected, f.Hit)
		}
	}
	if program.plan.Labels != nil {
		expectLabels(t, program, want)
	}
}

func expectRecords(t *testing.T, program *Program, stream int, want []oracle.Record, key func(oracle.Record) string) {
	t.Helper()
	s := program.Sequence(stream)
	for k, w := range want {
		if s.done {
			t.Fatalf("stream %d ends after %d of %d records", stream, k, len(want))
		}
		n := &s.now
		got := oracle.Record{
			Device: n.device + 1, ID: w.ID, Tick: n.tick, Sequence: n.seq, Copy: int64(n.sub), Due: n.due, Send: n.send,
			Own: n.counted(), Timestamp: program.calendar.millis(n.made()), Partition: program.plan.Streams[stream].Partition, Phase: program.phaseOf(n.due),
		}
		if got != w {
			t.Fatalf("stream %d, record %d:\n   got %+v\noracle %+v", stream, k, got, w)
		}
		var b Batch
		s.Append(&b, math.MaxInt64, 1) // and goes on to the next
		if string(b.Records[0].Key) != key(w) {
			t.Fatalf("stream %d, record %d: key %s, oracle %s", stream, k, b.Records[0].Key, key(w))
		}
	}
	if !s.done {
		t.Fatalf("stream %d holds more than the oracle's %d records", stream, len(want))
	}
}

// expectMoves seeks records, there and back, by rank and by what they say, and finds
// them where walking does.
func expectMoves(t *testing.T, program *Program, r *rand.Rand) {
	t.Helper()
	for stream := range program.plan.Streams {
		walked, sought := program.Sequence(stream), program.Sequence(stream)
		var items []item
		for ; !walked.done; walked.step() {
			items = append(items, walked.now)
		}
		if n := int64(len(items)); n != walked.Len() {
			t.Fatalf("stream %d holds %d records, the plan says %d", stream, n, walked.Len())
		}
		for range min(20, len(items)) {
			k := r.IntN(len(items))
			sought.MoveTo(int64(k))
			if got, want := &sought.now, &items[k]; sought.done || got.before(want) || want.before(got) || got.tick != want.tick || got.due != want.due {
				t.Fatalf("stream %d, record %d: sought %+v, walked %+v", stream, k, got, want)
			}
			var b Batch
			sought.Append(&b, math.MaxInt64, 1)
			if said := identity(&b.Records[0]); !sought.Find(b.Records[0].Timestamp, sameIdentity(said)) || sought.Position() != int64(k) {
				t.Fatalf("stream %d, record %d is found at %d: %s", stream, k, sought.Position(), said)
			}
		}
	}
}

// expectLabels compares delivery labels and activations, order aside.
func expectLabels(t *testing.T, program *Program, want *oracle.Expectation) {
	t.Helper()
	wanted := map[string]int{}
	for _, l := range want.Labels {
		wanted[fmt.Sprint(l.Fault, l.Effect, l.Device, l.Sequence, l.Due, l.Send, l.Dropped, l.Delay, l.Copies, l.Restart)]++
	}
	for _, a := range want.Activations {
		for e := range program.faults[a.Fault].effects {
			if program.faults[a.Fault].effects[e].Kind == schema.Silence {
				continue // comes and goes unannounced
			}
			wanted[fmt.Sprint("from", a.Fault, e, a.Device, a.Slot, a.Begin)]++
			wanted[fmt.Sprint("to", a.Fault, e, a.Device, a.Slot, a.End)]++
		}
	}
	for i, stream := range program.plan.Streams {
		if !stream.Labels {
			continue
		}
		s := program.Sequence(i)
		for ; !s.done; s.step() {
			if s.now.kind == recordValue {
				continue // moves no record: the oracle leaves values out
			}
			id := labelID(&s.now)
			if wanted[id]--; wanted[id] < 0 {
				t.Fatalf("the oracle knows no label %s", id)
			}
		}
		if got, planned := s.Position(), program.plan.Counts[i].Published; got != planned {
			t.Errorf("stream %d holds %d labels, planned %d", i, got, planned)
		}
	}
	for id, n := range wanted {
		if n > 0 {
			t.Fatalf("label %s is missing", id)
		}
	}
}

func labelID(n *item) string {
	delay, copies := int64(0), int64(0)
	switch n.kind {
	case recordDelayed:
		delay = n.amount
	case recordCopied:
		copies = n.amount
	case recordBegin:
		return fmt.Sprint("from", n.fault, n.effect, n.device+1, n.amount, n.send)
	case recordEnd:
		return fmt.Sprint("to", n.fault, n.effect, n.device+1, n.amount, n.send)
	}
	return fmt.Sprint(n.fault, n.effect, n.device+1, n.seq, n.due, n.send, n.kind == recordDropped, delay, copies, n.kind == recordMessage)
}

// load compiles a scenario file of the project.
func load(t testing.TB, folder, file string, vars map[string]string) *Program {
	t.Helper()
	s, _, diags := schema.Load(os.DirFS(folder), []string{file}, schema.Options{Vars: vars})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return compile(t, s)
}

func TestWrittenScenariosAreTheOraclesToTheNanosecond(t *testing.T) {
	for name, s := range map[string]oracle.Scenario{
		"ramps": oracle.Ramps(), "offline": oracle.Offline(), "delivery": oracle.Delivery(),
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, load(t, "../testdata/oracle", name+".hcl", nil), oracle.Expand(s), nil)
		})
	}
}

// The requirement's fleets and intervals.
var (
	fleets    = []int{100, 300, 500, 1000, 2000, 5000, 10000}
	intervals = []time.Duration{3 * time.Second, 5 * time.Second, 10 * time.Second}
)

func TestFactoryOfEverySizePlansTheOraclesTotals(t *testing.T) {
	for _, devices := range fleets {
		for _, interval := range intervals {
			program := load(t, "../scenarios", "factory.hcl", map[string]string{
				"devices": fmt.Sprint(devices), "interval": interval.String(),
			})
			want := oracle.Totals(oracle.Factory(devices, interval))
			for partition := range want {
				for phase, c := range want[partition] {
					if got := program.plan.Counts[partition].Phases[phase]; got != Count(c) {
						t.Errorf("%d devices every %v, partition %d, phase %d: planned %+v, the oracle counts %+v",
							devices, interval, partition, phase, got, c)
					}
				}
			}
			checkArithmetic(t, program.plan, devices, interval)
		}
	}
}

// checkArithmetic holds the phases with a full fleet, one rate and a whole
// number of intervals against plain multiplication.
func checkArithmetic(t *testing.T, plan *Plan, devices int, interval time.Duration) {
	t.Helper()
	checked := 0
	for phase, rate := range map[int]int64{1: 1, 2: 10, 3: 1} { // steady, spike, failure
		ph := plan.Phases[phase]
		stretched := (ph.End - ph.Start) * rate
		if stretched%int64(interval) != 0 {
			continue
		}
		checked++
		if got, want := ph.Count.Planned, stretched/int64(interval)*int64(devices); got != want {
			t.Errorf("%d devices every %v in %s: planned %d, arithmetic says %d", devices, interval, ph.Name, got, want)
		}
	}
	if checked == 0 {
		t.Errorf("no phase holds a whole number of %v", interval)
	}
}

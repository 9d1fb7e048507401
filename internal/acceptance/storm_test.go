package acceptance

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/twmb/franz-go/pkg/kgo"
)

// What testdata/storm.hcl says of its outage, in milliseconds.
const (
	stormStart = 1772431200000 // 2026-03-02T06:00:00Z
	stormSpeed = 8
	outage     = 12_000
	reconnects = 4_000 // spread over so long
	backfill   = 1000 / 5
	buffered   = 8
)

// A stormReading is one reading by the topics: its record, if there is one, and
// what its labels tell.
type stormReading struct {
	sequence  int64
	due, send int64 // milliseconds
	sent      bool
	dropped   bool // by its label
}

// A storm is all that two topics hold after the run.
type storm struct {
	sends    map[partition][]int64 // of data, in order of offset
	readings map[string][]stormReading
	window   map[string][2]int64 // by device: begin and end
	dropped  int64               // by labels
	delayed  int64
}

// On a broker a building's outage is what the plan says: nothing comes early,
// backlogs drain at their rate and in order, what found no room is the oldest,
// devices come back spread out, and partitions end where they should.
func TestReconnectStormDrainsAsPlanned(t *testing.T) {
	s := prepare(t, kafkatest.Start(t, 1), "testdata/storm.hcl")
	planned := s.plan()
	begun := time.Now()
	run := s.apply("--verify")
	var polls []poll
	for held := int64(0); held < planned.Totals.Published && time.Since(begun) < patience; {
		time.Sleep(50 * time.Millisecond)
		held = 0
		for p, end := range s.ends() {
			if p.topic == s.topics[0] {
				held += end
			}
		}
		polls = append(polls, poll{time.Since(begun), held})
	}
	got := read[summary](run.ends(exitGood))
	got.Data.whole(t)
	got.Labels.whole(t)
	got.proved(t)

	if diff := cmp.Diff(planned.published(), s.ends(), cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("the partitions end elsewhere (-planned +broker):\n%s", diff)
	}
	found := s.storm()
	c := planned.Totals
	if c.Planned != c.Published+c.Dropped-c.Duplicated || c.Dropped != found.dropped || c.Dropped == 0 {
		t.Errorf("the plan has %+v, labels tell of %d dropped", c, found.dropped)
	}
	if x := planned.Faults[0].Touched[0]; x.Dropped != found.dropped || x.Delayed != found.delayed {
		t.Errorf("the plan has %+v, labels tell of %d dropped and %d delayed", x, found.dropped, found.delayed)
	}
	found.ordered(t)
	found.drained(t)
	found.neverEarly(t, polls)
}

// A poll is how much data the broker held, until so long after the start.
type poll struct {
	at   time.Duration
	held int64
}

// storm reads both topics.
func (s *stage) storm() *storm {
	s.t.Helper()
	found := &storm{map[partition][]int64{}, map[string][]stormReading{}, map[string][2]int64{}, 0, 0}
	data, labels := s.consume(s.topics[0]), s.consume(s.topics[1])
	told := map[string]map[int64]stormLabel{}
	for _, r := range labels {
		var l stormLabel
		if err := json.Unmarshal(r.Value, &l); err != nil {
			s.t.Fatal(err)
		}
		found.take(l, told)
	}
	for _, r := range data {
		device, sequence := string(r.Key), int64(0)
		for _, h := range r.Headers {
			if h.Key == "iotsim-seq" {
				sequence, _ = strconv.ParseInt(string(h.Value), 10, 64)
			}
		}
		due := r.Timestamp.UnixMilli()
		send := due + told[device][sequence].DelayMS
		found.readings[device] = append(found.readings[device], stormReading{sequence, due, send, true, false})
		p := partition{r.Topic, r.Partition}
		found.sends[p] = append(found.sends[p], send)
	}
	for device, lost := range told {
		for sequence, l := range lost {
			if l.Copies != nil {
				found.readings[device] = append(found.readings[device], stormReading{sequence, l.Timestamp, 0, false, true})
			}
		}
	}
	for device := range found.readings {
		slices.SortFunc(found.readings[device], func(a, b stormReading) int { return int(a.sequence - b.sequence) })
	}
	return found
}

// A stormLabel is what a label of the outage says.
type stormLabel struct {
	Kind      string
	DeviceID  string `json:"device_id"`
	Sequence  int64
	Timestamp int64
	Copies    *int64
	DelayMS   int64 `json:"delay_ms"`
}

// take sorts a label in.
func (f *storm) take(l stormLabel, told map[string]map[int64]stormLabel) {
	window := f.window[l.DeviceID]
	switch l.Kind {
	case "begin":
		window[0] = l.Timestamp
	case "end":
		window[1] = l.Timestamp
	default:
		if told[l.DeviceID] == nil {
			told[l.DeviceID] = map[int64]stormLabel{}
		}
		told[l.DeviceID][l.Sequence] = l
		if l.Copies != nil {
			f.dropped++
		} else {
			f.delayed++
		}
	}
	f.window[l.DeviceID] = window
}

// consume reads a topic from its beginning to its end.
func (s *stage) consume(topic string) []*kgo.Record {
	s.t.Helper()
	wanted, offsets := int64(0), map[int32]kgo.Offset{}
	for p, end := range s.ends() {
		if p.topic == topic {
			wanted += end
			offsets[p.number] = kgo.NewOffset().At(0)
		}
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(s.brokers, ",")...),
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: offsets}))
	if err != nil {
		s.t.Fatal(err)
	}
	defer client.Close()
	var all []*kgo.Record
	for int64(len(all)) < wanted {
		fetched := client.PollFetches(s.t.Context())
		if err := fetched.Err(); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, fetched.Records()...)
	}
	return all
}

// ordered holds each partition against the order of sending, and each device
// against that of its readings. Times are cut to milliseconds, so neighbours may
// seem one apart.
func (f *storm) ordered(t *testing.T) {
	t.Helper()
	for p, sends := range f.sends {
		for i := 1; i < len(sends); i++ {
			if sends[i] < sends[i-1]-1 {
				t.Errorf("%s [%d]: offset %d is sent at %d, the one before at %d", p.topic, p.number, i, sends[i], sends[i-1])
			}
		}
	}
	for device, readings := range f.readings {
		for i, r := range readings {
			if r.sequence != int64(i)+1 || r.sent == r.dropped {
				t.Fatalf("%s: reading %d stands at %d, sent %v, dropped %v", device, r.sequence, i+1, r.sent, r.dropped)
			}
		}
	}
}

// drained holds every struck device against what its buffer and its rate allow.
func (f *storm) drained(t *testing.T) {
	t.Helper()
	var spread []int64
	for device, readings := range f.readings {
		window, struck := f.window[device]
		if struck != strings.HasPrefix(device, "struck") {
			t.Errorf("%s: has labels %v", device, struck)
		}
		if !struck {
			continue
		}
		if window != [2]int64{stormStart + 10_000, stormStart + 10_000 + outage} {
			t.Errorf("%s: the outage is from %d to %d", device, window[0], window[1])
		}
		back := backAt(readings)
		spread = append(spread, back-window[1])
		var held []stormReading
		for _, r := range readings {
			if r.due >= window[0] && r.due < back {
				held = append(held, r)
			}
		}
		lost := max(len(held)-buffered, 0)
		for i, r := range held {
			if r.dropped != (i < lost) {
				t.Errorf("%s: of %d held readings the %dth is dropped: %v", device, len(held), i+1, r.dropped)
			}
		}
		drainsAt(t, device, readings[held[lost].sequence-1:], back)
	}
	if len(spread) != 40 {
		t.Fatalf("%d devices were struck", len(spread))
	}
	var quarters [4]int
	for _, d := range spread {
		if d < 0 || d > reconnects {
			t.Fatalf("a device is back %d ms after the end", d)
		}
		quarters[min(d*4/reconnects, 3)]++
	}
	if slices.Min(quarters[:]) < 4 { // of ten each on average
		t.Errorf("devices come back by quarters of the time as %v", quarters)
	}
}

// backAt is when a device is online again: when the first delayed reading is sent.
func backAt(readings []stormReading) int64 {
	for _, r := range readings {
		if r.sent && r.send > r.due {
			return r.send
		}
	}
	return 0
}

// drainsAt holds readings from the first that was kept on against the rate.
func drainsAt(t *testing.T, device string, readings []stormReading, back int64) {
	t.Helper()
	for i, r := range readings {
		want := back + int64(i)*backfill
		if r.due >= want {
			if i <= buffered {
				t.Errorf("%s: the backlog is over after %d readings", device, i)
			}
			return
		}
		if d := r.send - want; d < -1 || d > 1 {
			t.Errorf("%s: reading %d is sent at %d, its turn is at %d", device, r.sequence, r.send, want)
		}
	}
	t.Errorf("%s: the backlog is never over", device)
}

// neverEarly holds what the broker had against the plan's times. The run began
// after begun, so so much of its own time had passed at most.
func (f *storm) neverEarly(t *testing.T, polls []poll) {
	t.Helper()
	var sends []int64
	for _, all := range f.sends {
		sends = append(sends, all...)
	}
	slices.Sort(sends)
	busy := 0
	for _, p := range polls {
		now := stormStart + p.at.Milliseconds()*stormSpeed
		due, _ := slices.BinarySearch(sends, now+1)
		if p.held > 0 && due < len(sends) {
			busy++
		}
		if p.held > int64(due) {
			t.Errorf("%v after the start the broker has %d records, at most %d are due", p.at, p.held, due)
		}
	}
	t.Logf("%d of %d looks at the broker were in mid-run", busy, len(polls))
	if busy == 0 {
		t.Error("nobody looked at the broker in mid-run")
	}
}

package verify_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// start is an event time like any other.
const start = 1772402400000

// fleet is thirty devices that report every second for a minute, with labels
// and a fault that drops, so that the plan is not simply all readings.
func fleet(t *testing.T, more ...schema.Phase) *engine.Program {
	t.Helper()
	s := &schema.Scenario{Name: "fleet", Seed: 7, Start: schema.Instant{UnixMillis: start}, Speed: schema.Ratio{Num: 1, Den: 1}}
	s.Models = []schema.Model{{Name: "M", Interval: time.Second, Sensors: []schema.Sensor{
		{Name: "temperature", Value: &schema.Distribution{Kind: schema.Normal, Args: []schema.Argument{{Value: 24}, {Value: 1}}}, Digits: 1},
	}}}
	s.Groups = []schema.Group{{Label: "M", Count: 30, Interval: time.Second, First: 1,
		ID: schema.Pattern{Parts: []schema.PatternPart{{Text: "device_"}, {Field: "index", Width: 3}}}}}
	s.Faults = []schema.Fault{{Name: "lossy", Effects: []schema.Effect{{Kind: schema.Drop, Share: 0.2}}}}
	s.Phases = append([]schema.Phase{{Name: "run", Duration: time.Minute, Faults: []int{0}}}, more...)
	s.Sinks = []schema.Sink{{Kind: schema.SinkKafka, Topic: "data", Partitions: 3, Key: schema.Pattern{Parts: []schema.PatternPart{{Field: "id"}}}}}
	s.Labels = &schema.Labels{Topic: "labels"}
	return opened(t, s)
}

// opened is a scenario's plan, ready for a run.
func opened(t testing.TB, s *schema.Scenario) *engine.Program {
	t.Helper()
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := engine.Open(plan, "good")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// base is where each partition of a test begins: not at 0, so that ranks and
// offsets cannot be taken for each other.
const base = 100

// A log is what each stream of a plan holds.
type log [][]readback.Record

// written is the log of a run that went well.
func written(program *engine.Program) log {
	l := make(log, len(program.Plan().Streams))
	for i := range l {
		var b engine.Batch
		program.Sequence(i).Append(&b, 120e9, math.MaxInt)
		for _, r := range b.Records {
			l[i] = append(l[i], readback.Record{Timestamp: r.Timestamp, Key: r.Key, Value: r.Value, Headers: r.Headers})
		}
	}
	l.number()
	return l
}

// number gives records the offsets that a broker would.
func (l log) number() {
	for _, records := range l {
		for i := range records {
			records[i].Offset = base + int64(i)
		}
	}
}

// Read is readback.Source.
func (l log) Read(_ context.Context, s engine.Stream, from, to int64, do func(*readback.Record) error) error {
	stream := int(s.Partition)
	if s.Labels {
		stream += len(l) / 2 // there are as many of labels as of data
	}
	for _, r := range l[stream] {
		if r.Offset >= from && r.Offset < to {
			if err := do(&r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l log) spans() (bases, ends []int64) {
	for _, records := range l {
		end := int64(base)
		if n := len(records); n > 0 {
			end = records[n-1].Offset + 1
		}
		bases, ends = append(bases, base), append(ends, end)
	}
	return bases, ends
}

// check compares a log with a plan.
func check(program *engine.Program, l log, o verify.Options) verify.Report {
	bases, ends := l.spans()
	v := verify.New(program, bases, o)
	v.Read(context.Background(), l, ends)
	return v.Report()
}

func TestATopicAsPlannedIsGood(t *testing.T) {
	program := fleet(t)
	r := check(program, written(program), verify.Options{})
	if got := r.Verdict(); got != verify.Good {
		t.Fatalf("the verdict is %s: %+v", got, r)
	}
	planned := program.Plan().Totals.Published
	for i, s := range program.Plan().Streams {
		if s.Labels {
			planned += program.Plan().Counts[i].Published
		}
	}
	want := verify.Sum{Planned: planned, Read: planned, Equal: planned}
	if diff := cmp.Diff(want, r.Sum()); diff != "" || planned == 0 {
		t.Errorf("sums (-want +got):\n%s", diff)
	}
}

func TestDifferenceShowsBothSidesAndTheByte(t *testing.T) {
	program := fleet(t)
	l := written(program)
	planned := string(l[0][5].Value)
	at := strings.Index(planned, `"value":`) + len(`"value":`)
	l[0][5].Value = []byte(planned[:at] + "?" + planned[at+1:])
	r := check(program, l, verify.Options{})
	want := []verify.Difference{{Kind: verify.Corrupt, Rank: 5, Offset: base + 5, Records: 1, What: verify.Value, Planned: planned, Found: string(l[0][5].Value), At: at, Path: "sensors.temperature.value"}}
	if diff := cmp.Diff(want, r.Partitions[0].Examples); diff != "" {
		t.Errorf("first difference (-want +got):\n%s", diff)
	}
}

func TestOffsetGapIsFound(t *testing.T) {
	program := fleet(t)
	l := written(program)
	for i := 12; i < len(l[2]); i++ {
		l[2][i].Offset += 2 // as transactions' markers would
	}
	p := check(program, l, verify.Options{}).Partitions[2]
	want := []verify.Difference{{Kind: verify.OffsetGap, Rank: -1, Offset: base + 12, Records: 2, Planned: "a record at offset 112", Found: "the next one at offset 114"}}
	if diff := cmp.Diff(want, p.Examples); diff != "" || p.Found != (verify.Counts{OffsetGap: 2}) {
		t.Errorf("%+v\n%s", p.Found, diff)
	}
}

func TestRunNameMayBeUnknown(t *testing.T) {
	program := fleet(t)
	l := written(program)
	for _, records := range l {
		for i := range records {
			records[i].Headers = slices.Clone(records[i].Headers)
			records[i].Headers[0].Value = []byte("another")
		}
	}
	strict := check(program, l, verify.Options{})
	if got := strict.Verdict(); got != verify.Bad {
		t.Errorf("another run's records are %s", got)
	}
	loose := check(program, l, verify.Options{AnyRun: true})
	if got := loose.Verdict(); got != verify.Good {
		t.Errorf("with any run allowed they are %s: %+v", got, loose)
	}
}

func TestNothingReadIsNotGood(t *testing.T) {
	program := fleet(t)
	var r verify.Report
	if got := r.Verdict(); got != verify.Inconclusive {
		t.Errorf("a report without partitions is %s", got)
	}
	empty := check(program, make(log, 6), verify.Options{})
	if got := empty.Verdict(); got != verify.Bad {
		t.Errorf("empty topics are %s", got)
	}
	if s := empty.Sum(); s.Found != (verify.Counts{Missing: s.Planned}) || s.Read != 0 {
		t.Errorf("in empty topics everything is missing: %+v", s)
	}
}

// A broken log cannot be read past an offset.
type broken struct {
	log
	past int64
}

var errBroken = errors.New("the disk is gone")

func (b broken) Read(ctx context.Context, s engine.Stream, from, to int64, do func(*readback.Record) error) error {
	if to <= b.past {
		return b.log.Read(ctx, s, from, to, do)
	}
	return errors.Join(b.log.Read(ctx, s, from, b.past, do), errBroken)
}

func TestUnreadIsInconclusive(t *testing.T) {
	program := fleet(t)
	l := written(program)
	bases, ends := l.spans()
	v := verify.New(program, bases, verify.Options{})
	v.Read(context.Background(), broken{l, base + 50}, ends)
	r := v.Report()
	if got := r.Verdict(); got != verify.Inconclusive {
		t.Errorf("a topic that cannot be read to its end is %s", got)
	}
	for _, p := range r.Partitions[:3] {
		if !strings.Contains(p.Unread, errBroken.Error()) || p.Read != 50 || p.Equal != 50 || p.Found != (verify.Counts{}) {
			t.Errorf("of 50 records that can be read: %+v", p)
		}
	}
}

func TestReadingAlongFindsTheSame(t *testing.T) {
	program := fleet(t)
	l := written(program)
	l[1][300].Timestamp--
	bases, ends := l.spans()
	v := verify.New(program, bases, verify.Options{Workers: 3})
	for step := int64(17); ; step += 17 { // in steps that no batch is a multiple of
		partial := slices.Clone(ends)
		done := true
		for i := range partial {
			partial[i] = min(ends[i], base+step)
			done = done && partial[i] == ends[i]
		}
		v.Read(context.Background(), l, partial)
		if done {
			break
		}
	}
	if diff := cmp.Diff(check(program, l, verify.Options{}), v.Report()); diff != "" {
		t.Errorf("read at once and in steps (-once +steps):\n%s", diff)
	}
}

// What a plan without an end published is known by what there is, and by what the run
// says. A label that follows its last one is one too many: nobody looks for it among
// all that will ever be.
func TestWhatHasNoEndIsVerifiedAsFarAsItWent(t *testing.T) {
	program := fleet(t, schema.Phase{Name: "endless", Forever: true})
	good := written(program)
	if r := check(program, good, verify.Options{}); r.Verdict() != verify.Good {
		t.Fatalf("%+v", r.Partitions)
	}
	for i, stream := range program.Plan().Streams {
		if !stream.Labels {
			continue
		}
		for _, at := range []int64{start + 61_000, start + 3_600_000} {
			l := slices.Clone(good)
			more := l[i][len(l[i])-1]
			more.Timestamp, more.Offset = at, more.Offset+1
			l[i] = append(slices.Clone(l[i]), more)
			p := check(program, l, verify.Options{}).Partitions[i]
			if p.Found != (verify.Counts{Duplicate: 1}) {
				t.Errorf("stream %d: %+v", i, p)
			}
		}
	}
	bases, ends := good.spans()
	v := verify.New(program, bases, verify.Options{})
	sent := make([]int64, len(good))
	for i := range good {
		sent[i] = int64(len(good[i])) + 1
	}
	v.Sent(sent)
	v.Read(context.Background(), good, ends)
	for i, p := range v.Report().Partitions {
		if p.Found != (verify.Counts{Truncated: 1}) || p.Examples[0].Rank != int64(len(good[i])) {
			t.Errorf("stream %d: one is missing at its end, not %+v", i, p)
		}
	}
}

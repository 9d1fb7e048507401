package engine

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

var (
	maxSpeed  = schema.Ratio{Num: 0, Den: 1}
	realSpeed = schema.Ratio{Num: 1, Den: 1}
)

// A fake is a source of numbered records: the k-th of a stream has the value k.
type fake struct {
	stream int
	sends  []int64
	rank   int
}

func (f *fake) Next() (int64, bool) {
	if f.rank == len(f.sends) {
		return 0, false
	}
	return f.sends[f.rank], true
}

func (f *fake) Append(b *Batch, until int64, limit int) int {
	n := 0
	for n < limit && f.rank < len(f.sends) && f.sends[f.rank] < until {
		start := len(b.buffer)
		b.buffer = strconv.AppendInt(b.buffer, int64(f.rank), 10)
		b.Records = append(b.Records, Record{Stream: f.stream, Value: b.buffer[start:len(b.buffer):len(b.buffer)], Send: f.sends[f.rank]})
		f.rank++
		n++
	}
	return n
}

// steady is n records, one an interval.
func steady(n int, interval time.Duration) []int64 {
	sends := make([]int64, n)
	for i := range sends {
		sends[i] = int64(i) * int64(interval)
	}
	return sends
}

// fakeRun is a run with a lane for each list of send times.
func fakeRun(sink Sink, o Options, sends ...[]int64) *run {
	p := &Plan{Scenario: "fake", Speed: realSpeed}
	var lanes []*lane
	for i, s := range sends {
		p.Streams = append(p.Streams, Stream{Topic: "t", Partition: int32(i)})
		p.Counts = append(p.Counts, StreamCount{Count: Count{Published: int64(len(s))}})
		if len(s) > 0 {
			p.End = max(p.End, s[len(s)-1])
		}
		lanes = append(lanes, newLane(&fake{stream: i, sends: s}, []int{i}))
	}
	r := newRun(p, lanes, sink, o.withDefaults(p))
	r.at = func(t int64) State { return State{Online: t} }
	return r
}

// A keeper keeps what it is given, stream by stream, and acks it.
type keeper struct {
	mu      sync.Mutex
	streams map[int][]string
	times   map[int][]time.Time
	show    func(Record) string
}

func newKeeper() *keeper {
	return &keeper{streams: map[int][]string{}, times: map[int][]time.Time{}, show: func(r Record) string { return string(r.Value) }}
}

func (k *keeper) keep(b *Batch) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	for _, r := range b.Records {
		k.streams[r.Stream] = append(k.streams[r.Stream], k.show(r))
		k.times[r.Stream] = append(k.times[r.Stream], now)
	}
}

func (k *keeper) Write(_ context.Context, b *Batch) error {
	k.keep(b)
	b.Resolve(Outcome{Acked: int64(len(b.Records))})
	return nil
}

func (k *keeper) Flush(context.Context) error { return nil }

// check compares what was kept with the first records of each stream.
func (k *keeper) check(t *testing.T, accounts []StreamSummary) {
	t.Helper()
	for i, a := range accounts {
		if int64(len(k.streams[i])) != a.Sent {
			t.Errorf("stream %d: %d records kept, %d said to be sent", i, len(k.streams[i]), a.Sent)
		}
		for rank, value := range k.streams[i] {
			if value != strconv.Itoa(rank) {
				t.Fatalf("stream %d: record %d came at rank %d", i, rank, rank)
			}
		}
	}
}

// addsUp is the promise: every record that was sent ended in one way.
func addsUp(t *testing.T, s *Summary) {
	t.Helper()
	var sum Account
	for _, a := range s.Streams {
		if a.Sent != a.Acked+a.Failed+a.Unknown || a.Sent > a.Planned || min(a.Acked, a.Failed, a.Unknown) < 0 {
			t.Errorf("%s does not add up: %+v", a.Stream, a.Account)
		}
		sum = sum.Plus(a.Account)
	}
	total := s.Data
	if s.Labels != nil {
		total = total.Plus(*s.Labels)
	}
	if diff := cmp.Diff(sum, total); diff != "" {
		t.Errorf("streams against totals:\n%s", diff)
	}
	if s.Ack.Count() != sum.Acked-sum.Resumed {
		t.Errorf("%d ack latencies of %d acked records", s.Ack.Count(), sum.Acked)
	}
}

func TestADayPassesOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newKeeper()
		sends := [][]int64{steady(17_281, 5*time.Second), steady(8_641, 10*time.Second), steady(24, time.Hour)}
		start := time.Now()
		s, err := fakeRun(sink, Options{Workers: 2, Interval: time.Minute}, sends...).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		sink.check(t, s.Streams)
		if s.Data.Acked != 17_281+8_641+24 {
			t.Errorf("acked %d", s.Data.Acked)
		}
		if s.Duration != 24*time.Hour {
			t.Errorf("took %s", s.Duration)
		}
		for i, times := range sink.times {
			for k, at := range times {
				if lag := at.Sub(start) - time.Duration(sends[i][k]); lag < 0 || lag > tick {
					t.Fatalf("stream %d, record %d: lag %s", i, k, lag)
				}
			}
		}
		if s.Lag.Count() != s.Data.Sent || s.Lag.Max() > tick {
			t.Errorf("lag of %d records, at most %s", s.Lag.Count(), s.Lag.Max())
		}
	})
}

func TestSpeedScalesTheWait(t *testing.T) {
	for _, speed := range []schema.Ratio{{Num: 60, Den: 1}, {Num: 1, Den: 3}, {Num: 7, Den: 2}} {
		synctest.Test(t, func(t *testing.T) {
			s, err := fakeRun(newKeeper(), Options{Speed: speed}, steady(601, time.Second)).run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := time.Duration(int64(10*time.Minute) * speed.Den / speed.Num)
			// The last record is due on time or up to a tick after the wake before.
			if s.Duration < want || s.Duration > want+tick {
				t.Errorf("at %d/%d ten minutes took %s, want %s", speed.Num, speed.Den, s.Duration, want)
			}
		})
	}
}

func TestAtMaxNothingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := fakeRun(newKeeper(), Options{Speed: maxSpeed}, steady(10_000, time.Hour)).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if s.Duration != 0 || s.Lag != nil || s.Data.Acked != 10_000 {
			t.Errorf("took %s, lag %v, acked %d", s.Duration, s.Lag, s.Data.Acked)
		}
	})
}

func TestAtMaxLanesStayNearEachOther(t *testing.T) {
	// 16 lanes of one record a second: while a batch is written its lane gets ahead
	// of the one that is furthest behind by that batch, and no more.
	const n = 20_000
	reached := make([]int64, 16)
	sink := newKeeper()
	var worst int64
	sink.show = func(r Record) string {
		reached[r.Stream] = r.Send
		worst = max(worst, r.Send-slices.Min(reached))
		return string(r.Value)
	}
	var sends [][]int64
	for range reached {
		sends = append(sends, steady(n, time.Second))
	}
	if _, err := fakeRun(sink, Options{Speed: maxSpeed, Workers: 1}, sends...).run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if worst > batchRecords*int64(time.Second) {
		t.Errorf("a lane was %s ahead of another", time.Duration(worst))
	}
}

func TestARunBehindScheduleCatchesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := newSluggish(10, 2*time.Second)
		s, err := fakeRun(sink, Options{}, steady(60_000, time.Millisecond)).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		sink.check(t, s.Streams)
		if end := 59_999 * time.Millisecond; s.Duration < end || s.Duration > end+tick {
			t.Errorf("took %s", s.Duration)
		}
		// The ten batches hold 20 seconds. The first has one record, each of the
		// other nine 512: after them 4,609 ms of the plan are sent at 20 s.
		if worst := s.Lag.Max(); worst < 15*time.Second || worst > 20*time.Second {
			t.Errorf("lag at most %s", worst)
		}
		if s.Lag.Quantile(0.5) > tick {
			t.Errorf("median lag %s: it did not catch up", s.Lag.Quantile(0.5))
		}
	})
}

func (forgetful) Write(_ context.Context, b *Batch) error {
	b.Resolve(Outcome{Acked: int64(len(b.Records) / 2)})
	return nil
}

func (forgetful) Flush(context.Context) error { return nil }

func TestEveryNumberOfWorkersSendsTheSame(t *testing.T) {
	program := compile(t, trial(200))
	want := map[int][]string{}
	for i := range program.plan.Streams {
		for _, r := range all(program.Sequence(i)) {
			want[i] = append(want[i], line(r))
		}
	}
	for _, workers := range []int{1, 2, 3, 8, 16} {
		sink := newKeeper()
		sink.show = line
		s, err := Run(t.Context(), program, sink, Options{Workers: workers, Speed: maxSpeed})
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		if diff := cmp.Diff(want, sink.streams); diff != "" {
			t.Fatalf("%d workers:\n%s", workers, diff)
		}
	}
}

func TestSpeedChangesNoRecord(t *testing.T) {
	program := compile(t, trial(100))
	var got [2]map[int][]string
	for i, speed := range []schema.Ratio{maxSpeed, {Num: 60, Den: 1}} {
		synctest.Test(t, func(t *testing.T) {
			sink := newKeeper()
			sink.show = line
			s, err := Run(t.Context(), program, sink, Options{Workers: 3, Speed: speed})
			if err != nil {
				t.Fatal(err)
			}
			addsUp(t, s)
			if s.Data.Acked != program.plan.Totals.Published {
				t.Errorf("acked %d of %d", s.Data.Acked, program.plan.Totals.Published)
			}
			got[i] = sink.streams
		})
	}
	if diff := cmp.Diff(got[0], got[1]); diff != "" {
		t.Error(diff)
	}
}

func TestLanesMustBeStreamsOfThePlanOnce(t *testing.T) {
	program := compile(t, trial(10))
	for _, lanes := range [][][]int{{{0}, {0}}, {{0, 1, 0}}, {{24}}, {{-1}}, {{}}, {}} {
		if s, err := Run(t.Context(), program, newKeeper(), Options{Lanes: lanes}); err == nil || s != nil {
			t.Errorf("%v: error %v", lanes, err)
		}
	}
}

func TestOptionsThatNoRunCanDoAreRefused(t *testing.T) {
	program := compile(t, trial(10))
	for want, o := range map[string]Options{
		"-1 workers":           {Workers: -1},
		"the speed -1/1":       {Speed: schema.Ratio{Num: -1, Den: 1}},
		"the speed 1/-1":       {Speed: schema.Ratio{Num: 1, Den: -1}},
		"the speed 1/0":        {Speed: schema.Ratio{Num: 1}},
		"a buffer of -1":       {Buffer: -1},
		"a drain of -1s":       {Drain: -time.Second},
		"an interval of -1ns":  {Interval: -1},
		"no lanes, so nothing": {Lanes: [][]int{}},
	} {
		k := newKeeper()
		s, err := Run(t.Context(), program, k, o)
		if err == nil || !strings.HasPrefix(err.Error(), want) || s != nil || len(k.streams) > 0 {
			t.Errorf("%q: error %v, summary %v, %d streams sent", want, err, s, len(k.streams))
		}
	}
}

func TestOnlyTheStreamsOfTheLanesAreSent(t *testing.T) {
	program := compile(t, trial(100))
	s, err := Run(t.Context(), program, newKeeper(), Options{Speed: maxSpeed, Lanes: [][]int{{1}, {3, 15}}})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, s)
	var names []string
	for _, st := range s.Streams {
		names = append(names, st.String())
	}
	if diff := cmp.Diff([]string{"data [1]", "data [3]", "labels [3]"}, names); diff != "" {
		t.Error(diff)
	}
	if want := program.plan.Counts[1].Published + program.plan.Counts[3].Published; s.Data.Acked != want || s.Data.Planned != want {
		t.Errorf("%+v, want %d", s.Data, want)
	}
}

func TestMergedLanesAreInOrderOfSendTime(t *testing.T) {
	program := compile(t, trial(200))
	everything := make([]int, len(program.plan.Streams))
	for i := range everything {
		everything[i] = i
	}
	var got []Record
	sink := newKeeper()
	sink.show = func(r Record) string { got = append(got, r); return line(r) }
	s, err := Run(t.Context(), program, sink, Options{Speed: maxSpeed, Lanes: [][]int{everything}})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, s)
	for i := 1; i < len(got); i++ {
		a, b := got[i-1], got[i]
		labels := func(r Record) bool { return program.plan.Streams[r.Stream].Labels }
		if a.Send > b.Send || a.Send == b.Send && labels(a) && !labels(b) {
			t.Fatalf("record %d: %s before %s", i, line(a), line(b))
		}
	}
	for i := range program.plan.Streams {
		var want []string
		for _, r := range all(program.Sequence(i)) {
			want = append(want, line(r))
		}
		if diff := cmp.Diff(want, sink.streams[i]); diff != "" {
			t.Fatalf("stream %d:\n%s", i, diff)
		}
	}
}

func (idle) Write(_ context.Context, b *Batch) error {
	b.Resolve(Outcome{Acked: int64(len(b.Records))})
	return nil
}

func (idle) Flush(context.Context) error { return nil }

// What a record costs from plan to sink: generating, rendering, handing over.
func BenchmarkRun(b *testing.B) {
	program := compile(b, trial(10_000))
	for _, workers := range []int{1, 2} {
		b.Run(strconv.Itoa(workers), func(b *testing.B) {
			b.ReportAllocs()
			records := int64(0)
			for b.Loop() {
				s, err := Run(b.Context(), program, idle{}, Options{Workers: workers, Speed: maxSpeed})
				if err != nil {
					b.Fatal(err)
				}
				records += s.Data.Acked + s.Labels.Acked
			}
			b.ReportMetric(float64(b.Elapsed())/float64(records), "ns/record")
			b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

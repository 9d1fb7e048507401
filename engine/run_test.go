package engine

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

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
		sum = sum.plus(a.Account)
	}
	total := s.Data
	if s.Labels != nil {
		total = total.plus(*s.Labels)
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

// A sluggish sink takes its time over each of its first batches.
type sluggish struct {
	*keeper
	batches atomic.Int64
	each    time.Duration
}

func newSluggish(batches int64, each time.Duration) *sluggish {
	s := &sluggish{keeper: newKeeper(), each: each}
	s.batches.Store(batches)
	return s
}

func (s *sluggish) Write(ctx context.Context, b *Batch) error {
	if s.batches.Add(-1) >= 0 {
		time.Sleep(s.each)
	}
	return s.keeper.Write(ctx, b)
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

func TestOneStuckLaneDoesNotHoldUpTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &stuck{keeper: newKeeper(), stream: 1}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s, err := fakeRun(sink, Options{Workers: 2, Drain: time.Second}, steady(60, time.Second), steady(60, time.Second), steady(60, time.Second)).run(ctx)
		if !errors.Is(err, errDrain) {
			t.Errorf("error %v", err)
		}
		addsUp(t, s)
		want := []Account{{Planned: 60, Sent: 60, Acked: 60}, {Planned: 60, Sent: 1, Failed: 1}, {Planned: 60, Sent: 60, Acked: 60}}
		for i, a := range s.Streams {
			if a.Account != want[i] {
				t.Errorf("stream %d: %+v, want %+v", i, a.Account, want[i])
			}
		}
		if !s.Interrupted {
			t.Error("not said to be interrupted")
		}
	})
}

// A stuck sink never writes one stream.
type stuck struct {
	*keeper
	stream int
}

func (s *stuck) Write(ctx context.Context, b *Batch) error {
	if b.Records[0].Stream != s.stream {
		return s.keeper.Write(ctx, b)
	}
	<-ctx.Done()
	b.Resolve(Outcome{Failed: int64(len(b.Records)), Err: context.Cause(ctx)})
	return context.Cause(ctx)
}

// A hoarder resolves nothing until it is flushed, and then says unknown.
type hoarder struct {
	mu    sync.Mutex
	batch []*Batch
}

func (h *hoarder) Write(_ context.Context, b *Batch) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.batch = append(h.batch, b)
	return nil
}

func (h *hoarder) Flush(ctx context.Context) error {
	<-ctx.Done()
	for _, b := range h.batch {
		b.Resolve(Outcome{Unknown: int64(len(b.Records)), Err: context.Cause(ctx)})
	}
	return context.Cause(ctx)
}

func TestASinkThatResolvesNothingHoldsTheRunUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		sink := &hoarder{}
		s, err := fakeRun(sink, Options{Speed: maxSpeed, Buffer: 10 * batchRecords, Workers: 3},
			steady(100_000, 0), steady(100_000, 0), steady(100_000, 0)).run(ctx)
		if !errors.Is(err, errDrain) {
			t.Errorf("error %v", err)
		}
		addsUp(t, s)
		if want := (Account{Planned: 300_000, Sent: 10 * batchRecords, Unknown: 10 * batchRecords}); s.Data != want {
			t.Errorf("%+v, want %+v", s.Data, want)
		}
		if len(sink.batch) != 10 || s.Duration != 90*time.Second || !s.Interrupted || s.Reason == "" {
			t.Errorf("%d batches, took %s, interrupted %t, reason %q", len(sink.batch), s.Duration, s.Interrupted, s.Reason)
		}
	})
}

// A forgetful sink resolves only part of what it gets, whatever it has promised.
type forgetful struct{}

func (forgetful) Write(_ context.Context, b *Batch) error {
	b.Resolve(Outcome{Acked: int64(len(b.Records) / 2)})
	return nil
}

func (forgetful) Flush(context.Context) error { return nil }

func TestWhatNoSinkResolvedIsUnknown(t *testing.T) {
	s, err := fakeRun(forgetful{}, Options{Speed: maxSpeed}, steady(1000, 0)).run(t.Context())
	if err == nil || err.Error() != "the sink left 500 records unresolved" {
		t.Errorf("error %v", err)
	}
	addsUp(t, s)
	if want := (Account{Planned: 1000, Sent: 1000, Acked: 500, Unknown: 500}); s.Data != want {
		t.Errorf("%+v, want %+v", s.Data, want)
	}
}

// A breaking sink writes so many batches, then half of one, then nothing.
type breaking struct {
	*keeper
	mu    sync.Mutex
	whole int
}

var errBroken = errors.New("the far end is gone")

func (s *breaking) Write(ctx context.Context, b *Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.whole--; s.whole >= 0 {
		return s.keeper.Write(ctx, b)
	}
	n := int64(len(b.Records))
	b.Resolve(Outcome{Acked: n / 2})
	b.Resolve(Outcome{Unknown: 1, Failed: n - n/2 - 1, Err: errBroken})
	return errBroken
}

func TestAnErrorOfTheSinkEndsTheRun(t *testing.T) {
	for _, workers := range []int{1, 4} {
		synctest.Test(t, func(t *testing.T) {
			r := fakeRun(&breaking{keeper: newKeeper(), whole: 4}, Options{Workers: workers, Speed: maxSpeed},
				steady(10_000, time.Second), steady(10_000, time.Second), steady(10_000, time.Second), steady(10_000, time.Second))
			s, err := r.run(t.Context())
			if !errors.Is(err, errBroken) {
				t.Fatalf("error %v", err)
			}
			addsUp(t, s)
			// Four whole batches and the half of a fifth; every worker may have met the
			// error with a batch in hand.
			if s.Interrupted || s.Reason != errBroken.Error() || s.Data.Acked < 4*batchRecords || s.Data.Sent > int64(4+workers)*batchRecords {
				t.Errorf("%+v, interrupted %t, reason %q", s.Data, s.Interrupted, s.Reason)
			}
		})
	}
}

func TestAnErrorNamesStreamAndPlanTime(t *testing.T) {
	_, err := fakeRun(&breaking{keeper: newKeeper(), whole: 2}, Options{Speed: maxSpeed}, steady(5000, time.Second)).run(t.Context())
	if want := "t [0] at 17m4s: the far end is gone"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// A moody sink resolves late, in parts, in any order of batches, and now and then
// as failed or unknown.
type moody struct {
	mu      sync.Mutex
	random  *rand.Rand
	sent    map[int]Account
	pending sync.WaitGroup
}

func (m *moody) Write(_ context.Context, b *Batch) error {
	time.Sleep(m.enter(b))
	return nil
}

// enter decides how a batch ends, and how long it takes to be written.
func (m *moody) enter(b *Batch) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	stream := b.Records[0].Stream
	a := m.sent[stream]
	for left := int64(len(b.Records)); left > 0; {
		n := 1 + m.random.Int64N(left)
		left -= n
		o := Outcome{Acked: n}
		switch m.random.IntN(20) {
		case 0:
			o = Outcome{Failed: n, Err: errBroken}
		case 1:
			o = Outcome{Unknown: n, Err: errBroken}
		}
		a = a.plus(Account{Sent: n, Acked: o.Acked, Failed: o.Failed, Unknown: o.Unknown})
		m.pending.Add(1)
		time.AfterFunc(time.Duration(m.random.IntN(500))*time.Millisecond, func() {
			b.Resolve(o)
			m.pending.Done()
		})
	}
	m.sent[stream] = a
	return time.Duration(m.random.IntN(3)) * time.Millisecond
}

func (m *moody) Flush(context.Context) error {
	m.pending.Wait()
	return nil
}

func TestWheneverARunIsStoppedItsCountsAddUp(t *testing.T) {
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 5))
			sink := &moody{random: rand.New(rand.NewPCG(seed, 6)), sent: map[int]Account{}}
			o := Options{Workers: 1 + random.IntN(5), Buffer: int64(1 + random.IntN(20_000)), Speed: schema.Ratio{Num: 1 + random.Int64N(20), Den: 1}}
			if random.IntN(4) == 0 {
				o.Speed = maxSpeed
			}
			var sends [][]int64
			for range 1 + random.IntN(6) {
				sends = append(sends, steady(random.IntN(20_000), time.Duration(random.IntN(5))*time.Millisecond))
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(random.IntN(10_000))*time.Millisecond)
			defer cancel()
			s, err := fakeRun(sink, o, sends...).run(ctx)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			addsUp(t, s)
			for i, a := range s.Streams {
				want := sink.sent[i]
				want.Planned = int64(len(sends[i]))
				if a.Account != want {
					t.Errorf("seed %d, stream %d: %+v, the sink says %+v", seed, i, a.Account, want)
				}
			}
			if left := s.Data.Unsent() > 0 || s.Data.Unknown > 0; s.Interrupted != (left && ctx.Err() != nil) {
				t.Errorf("seed %d: interrupted %t, unsent %d, unknown %d", seed, s.Interrupted, s.Data.Unsent(), s.Data.Unknown)
			}
		})
	}
}

func TestAStoppedRunDrainsWhatIsOnItsWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &delayed{d: 20 * time.Second}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s, err := fakeRun(sink, Options{}, steady(1000, time.Second)).run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, s)
		if s.Data.Failed+s.Data.Unknown > 0 || s.Data.Acked < 60 || !s.Interrupted || s.Reason != "" {
			t.Errorf("%+v, interrupted %t, reason %q", s.Data, s.Interrupted, s.Reason)
		}
		if s.Ack.Quantile(0.5).Round(time.Second) != 20*time.Second {
			t.Errorf("median ack latency %s", s.Ack.Quantile(0.5))
		}
	})
}

// A delayed sink acks after a while.
type delayed struct {
	d       time.Duration
	pending sync.WaitGroup
}

func (s *delayed) Write(_ context.Context, b *Batch) error {
	s.pending.Add(1)
	time.AfterFunc(s.d, func() {
		b.Resolve(Outcome{Acked: int64(len(b.Records))})
		s.pending.Done()
	})
	return nil
}

func (s *delayed) Flush(context.Context) error {
	s.pending.Wait()
	return nil
}

func TestARunStoppedBeforeItBeganSendsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := fakeRun(newKeeper(), Options{Speed: maxSpeed}, steady(1000, 0)).run(ctx)
	if err != nil || s.Data.Sent != 0 || s.Data.Unsent() != 1000 || !s.Interrupted {
		t.Errorf("error %v, %+v, interrupted %t", err, s.Data, s.Interrupted)
	}
}

func TestARunStoppedAfterItsLastAckIsNotInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	sink := newKeeper()
	sink.show = func(Record) string { cancel(); return "" }
	s, err := fakeRun(sink, Options{Speed: maxSpeed}, steady(10, 0)).run(ctx)
	if err != nil || s.Data.Acked != 10 || s.Interrupted {
		t.Errorf("error %v, %+v, interrupted %t", err, s.Data, s.Interrupted)
	}
}

func TestAnEmptyPlanEndsAtOnce(t *testing.T) {
	s, err := fakeRun(newKeeper(), Options{}, nil, nil).run(t.Context())
	if err != nil || s.Data != (Account{}) {
		t.Errorf("error %v, %+v", err, s.Data)
	}
}

func TestNoGoroutineOutlivesARun(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, sink := range []Sink{newKeeper(), forgetful{}, &breaking{keeper: newKeeper(), whole: 3}} {
		ctx, cancel := context.WithCancel(context.Background())
		r := fakeRun(sink, Options{Speed: maxSpeed, Workers: 3}, steady(5000, 0), steady(5000, 0), steady(5000, 0))
		if s, _ := r.run(ctx); s.Data.Sent == 0 { // some sinks break, on purpose
			t.Errorf("%T: nothing was sent", sink)
		}
		cancel()
	}
}

// Whoever wants to know each second is told of each second, whatever others want: all
// of them together are the run.
func TestSecondsAreTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seconds []Progress
		glances := 0
		o := Options{
			Speed: schema.Ratio{Num: 10, Den: 1}, Interval: 4 * time.Second,
			Observe: func(Progress) { glances++ },
			Second:  func(p Progress) { seconds = append(seconds, p) },
		}
		s, err := fakeRun(newKeeper(), o, steady(1011, 100*time.Millisecond)).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(seconds) != 11 || glances != 3 {
			t.Fatalf("%d seconds and %d glances, want ten, one every four, and the last of each", len(seconds), glances)
		}
		sent, lags := 0.0, int64(0)
		for i, p := range seconds {
			took := p.Elapsed
			if i > 0 {
				took -= seconds[i-1].Elapsed
			}
			sent += float64(p.Rate) * took.Seconds()
			lags += p.Lag.Count
			if p.Due < p.Time || p.Due > min(int64(p.Elapsed*10), int64(101*time.Second)) {
				t.Errorf("second %d: %s is due, and it is at %s", i, time.Duration(p.Due), time.Duration(p.Time))
			}
		}
		if math.Abs(sent-float64(s.Data.Sent)) > 1e-6 || lags != s.Lag.Count() {
			t.Errorf("%v records with %d lags, want %d with %d", sent, lags, s.Data.Sent, s.Lag.Count())
		}
	})
}

func TestProgressTellsHowThingsStand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []Progress
		o := Options{Speed: schema.Ratio{Num: 10, Den: 1}, Interval: 2 * time.Second, Observe: func(p Progress) { seen = append(seen, p) }}
		// 101 seconds of plan time at 10x, 20 records a plan second: 200 a second.
		s, err := fakeRun(newKeeper(), o, steady(1011, 100*time.Millisecond), steady(1011, 100*time.Millisecond)).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(seen) != 6 {
			t.Fatalf("%d glances, want 5 every two seconds and the last", len(seen))
		}
		for i, p := range seen[:5] {
			at := time.Duration(i+1) * 2 * time.Second
			if p.Done || p.Elapsed != at {
				t.Errorf("glance %d: at %s, done %t", i, p.Elapsed, p.Done)
			}
			// Workers wake every 5 ms: plan time may be 50 ms behind, or at a record that
			// is about to be sent.
			if behind := int64(at*10) - p.Time; behind < 0 || behind > int64(10*tick) {
				t.Errorf("glance %d: plan time %s", i, time.Duration(p.Time))
			}
			if p.Rate < 197 || p.Rate > 203 || p.Lag.Max > tick || p.State.Online != p.Time {
				t.Errorf("glance %d: rate %v, lag %v, state %v", i, p.Rate, p.Lag, p.State)
			}
			if eta := 10100*time.Millisecond - at; (p.ETA - eta).Abs() > tick {
				t.Errorf("glance %d: ETA %s, want %s", i, p.ETA, eta)
			}
		}
		last := seen[5]
		if last.Rate != s.Rate || last.Lag.Max != s.Lag.Max() {
			t.Errorf("last glance: rate %v, lag %v; summary %v, %s", last.Rate, last.Lag, s.Rate, s.Lag.Max())
		}
		if !last.Done || last.Account != s.Data || last.ETA != 0 || last.Account.Buffered() != 0 {
			t.Errorf("last glance: %+v", last)
		}
		if s.Peak < 197 || s.Peak > 205 || s.Rate < 199 || s.Rate > 201 {
			t.Errorf("peak %v, rate %v", s.Peak, s.Rate)
		}
	})
}

func TestTargetIsThePlansRateTimesTheSpeed(t *testing.T) {
	r := fakeRun(newKeeper(), Options{Speed: schema.Ratio{Num: 3, Den: 2}}, steady(10, time.Second))
	r.at = func(int64) State { return State{Rate: 1000} }
	if p := r.progress(time.Second, Account{}); p.Target != 1500 {
		t.Errorf("target %v", p.Target)
	}
}

func TestAtMaxTheETAComesFromTheRate(t *testing.T) {
	r := fakeRun(newKeeper(), Options{Speed: maxSpeed}, steady(10, time.Second))
	p := r.progress(20*time.Second, Account{Planned: 500, Sent: 200})
	if p.Target != 0 || p.ETA != 30*time.Second {
		t.Errorf("target %v, ETA %s", p.Target, p.ETA)
	}
}

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

func TestLanesAreNotOpenedForARunThatIsOver(t *testing.T) {
	program := compile(t, trial(10))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, l := range openLanes(ctx, program, Options{Lanes: eachStream(len(program.plan.Streams))}) {
		if _, ok := l.source.(*Sequence); ok {
			t.Errorf("streams %v are opened", l.streams)
		}
	}
	s, err := Run(ctx, program, newKeeper(), Options{Speed: maxSpeed})
	if err != nil {
		t.Fatal(err)
	}
	if unsent := s.Data.Unsent(); !s.Interrupted || s.Data.Sent != 0 || unsent == 0 || unsent != s.Data.Planned {
		t.Errorf("interrupted %t, %+v", s.Interrupted, s.Data)
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

func TestARunBuffersMoreThanItsSink(t *testing.T) {
	for sink, want := range map[int64]int64{0: 131_072, 50_000: 131_072, 500_000: 1_000_000} {
		p := &Plan{Sinks: Sinks{{BufferRecords: sink}}}
		if got := (Options{}).withDefaults(p).Buffer; got != want {
			t.Errorf("sink of %d records: %d, want %d", sink, got, want)
		}
	}
}

// An idle sink acks and forgets.
type idle struct{}

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

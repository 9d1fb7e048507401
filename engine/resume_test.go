package engine

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// identity is what of a record identifies it, as a topic gives it back.
func identity(r *Record) string {
	var w strings.Builder
	w.Write(r.Key)
	for _, h := range r.Headers {
		w.WriteString(" " + h.Key + "=" + string(h.Value))
	}
	return w.String()
}

func sameIdentity(want string) func(*Record) bool {
	return func(r *Record) bool { return identity(r) == want }
}

// Wherever a stream stops, its last record says where that is, also behind the hour
// that counts are of.
func TestARecordIsFoundByWhatItSays(t *testing.T) {
	grouped := trial(100)
	grouped.Sinks[0].Key = schema.Pattern{Parts: []schema.PatternPart{{Field: "building"}}}
	for name, s := range map[string]*schema.Scenario{"trial": trial(100), "key of many": grouped, "forever": endless(t, 30)} {
		program := compile(t, s)
		random := rand.New(rand.NewPCG(7, 7))
		for i, stream := range program.plan.Streams {
			count := program.plan.Counts[i].Published
			if program.plan.Forever {
				count = min(count+40, 3000)
			}
			records := program.Records([]int{i}, 0, int(count))
			s := program.Sequence(i)
			for range 60 {
				if len(records) == 0 {
					break
				}
				k := random.IntN(len(records))
				r := records[k]
				if !s.Find(r.Timestamp, sameIdentity(identity(&r))) || s.Position() != int64(k) {
					t.Fatalf("%s, %s: record %d is found at %d: %s", name, stream, k, s.Position(), identity(&r))
				}
				var peek, b Batch
				if !s.Peek(&peek) || line(peek.Records[0]) != line(r) || s.Position() != int64(k) {
					t.Fatalf("%s, %s: record %d is shown as\n%s\nand passed by: %d", name, stream, k, line(peek.Records[0]), s.Position())
				}
				s.Append(&b, math.MaxInt64, 1)
				if got := line(b.Records[0]); got != line(r) {
					t.Fatalf("%s, %s: record %d comes as\n%s\nwant\n%s", name, stream, k, got, line(r))
				}
			}
			if s.Find(*program.plan.Start+1000, func(*Record) bool { return false }) || s.Find(0, sameIdentity("")) || s.Find(math.MaxInt64, sameIdentity("")) {
				t.Errorf("%s, %s: what is not there is found", name, stream)
			}
		}
	}
}

// When its reading is due tells a record's start from its timestamp.
func TestARecordSaysWhenItsReadingIsDue(t *testing.T) {
	grouped := trial(50)
	grouped.Sinks[0].Key = schema.Pattern{Parts: []schema.PatternPart{{Field: "building"}}}
	for _, s := range []*schema.Scenario{trial(50), grouped} {
		program := compile(t, s)
		told := 0
		for i := range program.plan.Streams {
			for k, r := range all(program.Sequence(i)) {
				due, ok := program.Due(i, r.Key, r.Headers)
				copied := slices.ContainsFunc(r.Headers, func(h Header) bool { return h.Key == HeaderCopy })
				if want := slices.ContainsFunc(r.Headers, func(h Header) bool { return h.Key == HeaderSequence }); ok != (want && !copied) {
					t.Fatalf("stream %d, record %d: known %t, want %t: %s", i, k, ok, want, identity(&r))
				}
				if ok {
					told++
				}
				if ok && r.Timestamp-due/1e6 != *program.plan.Start {
					t.Fatalf("stream %d, record %d of %d is said to be due at %s", i, k, r.Timestamp, time.Duration(due))
				}
			}
		}
		if told == 0 {
			t.Error("no record tells when it is due")
		}
		if _, ok := program.Due(0, []byte("nobody"), []Header{{HeaderSequence, []byte("1")}}); ok {
			t.Error("a device that is not there has readings")
		}
		i := slices.IndexFunc(program.plan.Counts, func(c StreamCount) bool { return c.Published > 0 })
		first := program.Records([]int{i}, 0, 1)[0]
		for _, seq := range []string{"", "0", "-1", "999999999", "9223372036854775807", "x"} {
			if _, ok := program.Due(i, first.Key, []Header{{HeaderSequence, []byte(seq)}}); ok {
				t.Errorf("the device has a reading %s", seq)
			}
		}
	}
}

// A lane is data, labels or both, of one stream or of all: behind any number of its
// records comes what comes behind them when nothing is skipped.
func TestALaneGoesOnBehindAnyNumberOfRecords(t *testing.T) {
	for name, s := range map[string]*schema.Scenario{"trial": trial(50), "forever": endless(t, 20)} {
		program := compile(t, s)
		var data, labels []int
		for i, stream := range program.plan.Streams {
			if stream.Labels {
				labels = append(labels, i)
			} else {
				data = append(data, i)
			}
		}
		for _, streams := range [][]int{{0}, labels[:1], data, labels, slices.Concat(data, labels), slices.Concat(labels, data[:3])} {
			checkPlaces(t, name, program, streams)
		}
	}
}

func checkPlaces(t *testing.T, name string, program *Program, streams []int) {
	t.Helper()
	total := 2000
	if !program.plan.Forever {
		total = math.MaxInt
	}
	want := program.Records(streams, 0, total)
	step := max(1, len(want)/40)
	for k := 0; k <= len(want); k += step {
		s, at := program.mergeFrom(t.Context(), streams, int64(k))
		found, last := make([]int64, len(streams)), int64(-1)
		for _, r := range want[:k] {
			found[slices.Index(streams, r.Stream)]++
			last = max(last, r.Send)
		}
		if diff := cmp.Diff(found, at.found); diff != "" || at.last != last {
			t.Fatalf("%s, streams %v behind %d: last at %d, want %d; by stream\n%s", name, streams, k, at.last, last, diff)
		}
		var b Batch
		for _, ok := s.Next(); ok && len(b.Records) < 5; _, ok = s.Next() {
			s.Append(&b, math.MaxInt64, 5-len(b.Records))
		}
		for i := range min(5, len(want)-k) {
			if got := line(b.Records[i]); got != line(want[k+i]) {
				t.Fatalf("%s, streams %v: record %d behind %d is\n%s\nwant\n%s", name, streams, i, k, got, line(want[k+i]))
			}
		}
	}
}

// A run that goes on sends what is left and nothing else, and begins with it at once;
// its books are those of the whole run.
func TestARunGoesOnBehindWhatIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := trial(100)
		s.Expectations = []schema.Expectation{
			{Name: "all of it", That: that("sent > 0")},
			{Name: "what is ahead", That: that("failed == 0"), During: []string{"recovery"}},
			{Name: "what is over", That: that("failed == 0"), During: []string{"ramp"}},
		}
		program := compile(t, s)
		from := make([]int64, len(program.plan.Streams))
		first := int64(never)
		for i := range from {
			sequence := program.Sequence(i)
			for until := int64(100e9); ; {
				if send, ok := sequence.Next(); !ok || send >= until {
					break
				}
				var b Batch
				sequence.Append(&b, until, math.MaxInt)
			}
			if from[i] = sequence.Position(); from[i] < sequence.Len() {
				first = min(first, next(sequence))
			}
		}
		sink := newKeeper()
		sink.show = line
		got, err := Run(t.Context(), program, sink, Options{From: from, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, got)
		for i, a := range got.Streams {
			want := program.plan.Counts[i].Published
			if a.Planned != want || a.Acked != want || a.Resumed != from[i] {
				t.Errorf("stream %d behind %d: %+v", i, from[i], a.Account)
			}
			for k, r := range all(program.Sequence(i))[from[i]:] {
				if k >= len(sink.streams[i]) || sink.streams[i][k] != line(r) {
					t.Fatalf("stream %d: record %d of what is left is not the one that is planned", i, k)
				}
			}
			if n := int64(len(sink.streams[i])); n != want-from[i] {
				t.Errorf("stream %d: %d records were sent, %d were left", i, n, want-from[i])
			}
		}
		if took := time.Duration(program.plan.End - first); got.Duration < took || got.Duration > took+time.Second {
			t.Errorf("what takes %s took %s", took, got.Duration)
		}
		if got.Rate > 200 || got.Lag.Quantile(0.99) > time.Second {
			t.Errorf("rate %v, lag %s: what was there before counts", got.Rate, got.Lag.Quantile(0.99))
		}
		for i, want := range []Verdict{NotEvaluated, Met, NotEvaluated} {
			if f := got.Expectations[i]; f.Verdict != want {
				t.Errorf("%s is %s: %s", f.Name, f.Verdict, f.Reason)
			}
		}
	})
}

// Of a finished run nothing is left.
func TestAFinishedRunHasNothingToGoOnWith(t *testing.T) {
	program := compile(t, trial(50))
	var from []int64
	for _, c := range program.plan.Counts {
		from = append(from, c.Published)
	}
	sink := newKeeper()
	s, err := Run(t.Context(), program, sink, Options{From: from})
	if err != nil || len(sink.streams) != 0 || s.Interrupted || s.Data.Acked != program.plan.Totals.Published || s.Rate != 0 {
		t.Errorf("%d streams got records, %+v, rate %v, %v", len(sink.streams), s.Data, s.Rate, err)
	}
	from[0]++
	if _, err := Run(t.Context(), program, sink, Options{From: from}); err == nil {
		t.Error("a run goes on behind more records than there are")
	}
	if _, err := Run(t.Context(), program, sink, Options{From: from[:1]}); err == nil {
		t.Error("a run goes on at one place in many lanes")
	}
}

// Processes that share a plan begin at one moment, or catch up with it.
func TestARunBeginsAtItsMoment(t *testing.T) {
	for _, c := range []struct{ ahead, first, took time.Duration }{
		{10 * time.Second, 10 * time.Second, 11 * time.Second},
		{-900 * time.Millisecond, 0, 100 * time.Millisecond},
		{-time.Hour, 0, 0},
	} {
		for _, speed := range []schema.Ratio{realSpeed, maxSpeed} {
			synctest.Test(t, func(t *testing.T) {
				sink, begin := newKeeper(), time.Now()
				r := fakeRun(sink, Options{Speed: speed, StartAt: begin.Add(c.ahead)}, []int64{0, 500e6, 1e9})
				s, err := r.run(t.Context())
				if err != nil || s.Data.Acked != 3 {
					t.Fatal(err, s.Data)
				}
				want := c.took
				if speed == maxSpeed {
					want = max(0, c.first)
				}
				if first := sink.times[0][0].Sub(begin); first < c.first || first > c.first+tick || s.Duration < want || s.Duration > want+2*tick {
					t.Errorf("%s ahead at %v: the first record came after %s, the last after %s, want %s and %s", c.ahead, speed, first, s.Duration, c.first, want)
				}
			})
		}
	}
}

// Of a shard only the whole knows whether an expectation is met.
func TestAShardLeavesItsExpectationsToTheReport(t *testing.T) {
	s := trial(50)
	s.Expectations = []schema.Expectation{{Name: "all", That: that("sent == 0"), Abort: true}}
	program := compile(t, s)
	got, err := Run(t.Context(), program, newKeeper(), Options{Lanes: [][]int{{0}, {3}}, Speed: maxSpeed})
	if err != nil || got.Aborted != "" || got.Expectations[0].Verdict != NotEvaluated || got.Data.Acked == 0 {
		t.Errorf("%v: %+v", err, got.Expectations)
	}
}

// Whoever has given up is not kept by a long way, and what was broken off is not taken
// for the whole by who comes after: neither an index nor a place.
func TestTheWayToAPlaceEndsWithItsContext(t *testing.T) {
	given, giveUp := context.WithCancel(t.Context())
	giveUp()
	program := compile(t, trial(100))
	streams := []int{0}
	s := program.Sequence(streams...)
	s.Heed(given)
	s.MoveTo(s.Len() - 1)
	program.Count(given, streams)
	want := compile(t, trial(100)).Sequence(streams...)
	again := program.Sequence(streams...)
	for _, k := range []int64{again.Len() / 3, again.Len() - 1} {
		again.MoveTo(k)
		want.MoveTo(k)
		if diff := cmp.Diff(want.now.send, again.now.send); diff != "" || again.Position() != k {
			t.Errorf("the way to %d ends at %d (-alone +after one that was broken off):\n%s", k, again.Position(), diff)
		}
	}
	k := newKeeper()
	sum, err := Run(given, program, k, Options{Lanes: [][]int{streams}, From: []int64{100}})
	if sum == nil || !sum.Interrupted || sum.Data.Sent != 0 {
		t.Errorf("a run that was given up on its way sent something: %+v, %v", sum, err)
	}
	ever := compile(t, endless(t, 30)).Sequence(streams...)
	ever.Heed(given)
	ever.MoveTo(1 << 40) // 1,200 years
	if ever.Find(1<<45, func(*Record) bool { return true }) {
		t.Error("a record was found on a way that was broken off")
	}
}

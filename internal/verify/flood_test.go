package verify_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/internal/verify/verifytest"
)

// A warped log is a good one of one partition that somebody turns over while it is read.
type warped struct {
	log
	turn func(i int, r *readback.Record) []readback.Record // what is read in the place of a record
	heap uint64                                            // at its highest
	n    int64
}

func (w *warped) Read(_ context.Context, _ engine.Stream, _, _ int64, do func(*readback.Record) error) error {
	for i := range w.log[0] {
		r := w.log[0][i]
		for _, r := range w.turn(i, &r) {
			r.Offset = base + w.n
			w.n++
			if err := do(&r); err != nil {
				return err
			}
		}
		if i%10_000 == 0 {
			w.heap = max(w.heap, live())
		}
	}
	return nil
}

// Whatever a topic is full of, it is counted in the memory that a good one takes, and
// the numbers add up: other runs, each record of another one; everything backwards, in
// blocks, or anyhow; everything twice, at once or later; everything damaged.
func TestWhatATopicIsFullOfTakesNoMemory(t *testing.T) {
	length := 1000 * time.Second // many times what is kept in mind
	if testing.Short() {
		length = 200 * time.Second
	}
	program := long(t, length)
	good := log{nil}
	var b engine.Batch
	program.Sequence(0).Append(&b, math.MaxInt64, math.MaxInt)
	for _, r := range b.Records {
		good[0] = append(good[0], readback.Record{Timestamp: r.Timestamp, Key: r.Key, Value: r.Value, Headers: r.Headers})
	}
	n := len(good[0])
	anyhow := rand.New(rand.NewPCG(1, 2)).Perm(n)
	one := func(r *readback.Record) []readback.Record { return []readback.Record{*r} }
	read := func(turn func(int, *readback.Record) []readback.Record, times int) (verify.Partition, uint64) {
		w := &warped{log: good, turn: turn}
		v := verify.New(program, []int64{base}, verify.Options{})
		v.Read(t.Context(), w, []int64{base + int64(times*n)})
		return v.Report().Partitions[0], w.heap
	}
	_, calm := read(func(_ int, r *readback.Record) []readback.Record { return one(r) }, 1)
	for _, c := range []struct {
		name  string
		times int
		turn  func(i int, r *readback.Record) []readback.Record
		kind  verify.Kind // of which there are many
	}{
		{"other runs", 2, func(i int, r *readback.Record) []readback.Record {
			more := *r
			verifytest.Header(&more, 0, strconv.AppendInt(nil, int64(i), 36))
			return []readback.Record{more, *r}
		}, verify.Alien},
		{"backwards", 1, func(i int, _ *readback.Record) []readback.Record { return one(&good[0][n-1-i]) }, verify.Reordered},
		{"in blocks", 1, func(i int, _ *readback.Record) []readback.Record {
			const block = 5000
			first := i / block * block
			return one(&good[0][first+min(block, n-first)-1-i%block])
		}, verify.Reordered},
		{"anyhow", 1, func(i int, _ *readback.Record) []readback.Record { return one(&good[0][anyhow[i]]) }, verify.Reordered},
		{"twice", 2, func(_ int, r *readback.Record) []readback.Record { return slices.Repeat(one(r), 2) }, verify.Duplicate},
		{"again later", 2, func(i int, r *readback.Record) []readback.Record {
			return []readback.Record{*r, good[0][i/2]}
		}, verify.Duplicate},
		{"damaged", 1, func(i int, r *readback.Record) []readback.Record {
			r.Value = verifytest.Flip(r.Value, i)
			return one(r)
		}, verify.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, heap := read(c.turn, c.times)
			balanced(t, &p)
			if p.Read != int64(c.times*n) || p.Found.Of(c.kind) < int64(n)/3 {
				t.Errorf("of %d records %d were read: %+v", c.times*n, p.Read, p.Found)
			}
			if more := int64(heap) - int64(calm); more > 24<<20 {
				t.Errorf("%d records took %d MiB more than good ones", p.Read, more>>20)
			}
		})
	}
}

// A damaged copy that comes long before its record is one record too many, and no more.
func TestADamagedCopyFarAheadIsOneTooMany(t *testing.T) {
	program := long(t, 60*time.Second)
	l := written(program)
	early := l[0][4000]
	early.Value = verifytest.Flip(early.Value, 300)
	l[0] = slices.Insert(l[0], 10, early)
	l.number()
	p := check(program, l, verify.Options{}).Partitions[0]
	balanced(t, &p)
	if want := (verify.Counts{Corrupt: 1, Duplicate: 1}); p.Found != want {
		t.Errorf("found %+v, not %+v", p.Found, want)
	}
}

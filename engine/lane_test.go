package engine

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestABraidIsInOrderAndDataComesFirst(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		draw := func() []int64 {
			sends := make([]int64, random.IntN(40))
			for i := range sends {
				sends[i] = random.Int64N(30)
			}
			slices.Sort(sends)
			return sends
		}
		data, labels := draw(), draw()
		type record struct {
			Send   int64
			Stream int
		}
		var want, got []record
		for _, s := range data {
			want = append(want, record{s, 0})
		}
		for _, s := range labels {
			want = append(want, record{s, 1})
		}
		slices.SortStableFunc(want, func(a, b record) int { return int(a.Send - b.Send) })

		s := &braid{&fake{stream: 0, sends: data}, &fake{stream: 1, sends: labels}}
		for until := int64(0); len(got) < len(want); until += random.Int64N(5) {
			var b Batch
			limit := 1 + random.IntN(10)
			n := s.Append(&b, until, limit)
			if n != len(b.Records) || n > limit {
				t.Fatalf("seed %d: said %d of at most %d, appended %d", seed, n, limit, len(b.Records))
			}
			for _, r := range b.Records {
				if r.Send >= until {
					t.Fatalf("seed %d: a record of %d before %d", seed, r.Send, until)
				}
				got = append(got, record{r.Send, r.Stream})
			}
			if send, ok := s.Next(); ok != (len(got) < len(want)) || ok && send != want[len(got)].Send {
				t.Fatalf("seed %d: next is %d, %t", seed, send, ok)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d:\n%s", seed, diff)
		}
	}
}

func TestAQueueLendsTheLaneThatIsFurthestBehind(t *testing.T) {
	a := newLane(&fake{sends: []int64{10, 40}}, nil)
	b := newLane(&fake{sends: []int64{20}}, nil)
	q := newQueue([]*lane{newLane(&fake{}, nil), b, a})
	step := func(reached int64, want *lane, wantNext int64) {
		t.Helper()
		if got, next := q.take(reached); got != want || next != wantNext {
			t.Fatalf("at %d: lane %p and %d, want %p and %d", reached, got, next, want, wantNext)
		}
	}
	step(9, nil, 10)     // nothing is due yet
	step(10, a, 10)      // the first one
	step(10, nil, 10)    // it is out: ask again soon
	step(20, b, 20)      // the other
	step(99, nil, never) // both are out: one worker too many
	b.advance(&Batch{}, 20)
	q.give(b) // at its end
	step(99, nil, never)
	a.advance(&Batch{}, 10)
	q.give(a)
	step(20, nil, 40)
	step(40, a, 40)
	a.advance(&Batch{}, 40)
	q.give(a)
	step(99, nil, never)
}

package engine

import (
	"sync/atomic"
	"time"
)

// sampleEvery is how many batches of a worker there are to one whose making is
// timed: two looks at the clock for each of them are then nothing a record.
const sampleEvery = 8

// renderBounds bracket what a record takes: a tenth of a microsecond where none
// of it is drawn, ten where the machine is busy with something else.
var renderBounds = [...]time.Duration{
	50, 100, 150, 200, 300, 500, 750, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000,
}

// A rendering counts what it takes to make a record, of some batches: each record
// of a batch as long as the mean of all.
type rendering struct {
	counts [len(renderBounds) + 1]atomic.Int64
	sum    atomic.Int64
}

// record counts n records that took so long together.
func (r *rendering) record(took time.Duration, n int) {
	if n == 0 {
		return
	}
	each, i := took/time.Duration(n), 0
	for i < len(renderBounds) && each > renderBounds[i] {
		i++
	}
	r.counts[i].Add(int64(n))
	r.sum.Add(int64(took))
}

func (r *rendering) buckets() Buckets {
	b := Buckets{Bounds: renderBounds[:], Sum: time.Duration(r.sum.Load())}
	for i := range renderBounds {
		b.Count += r.counts[i].Load()
		b.Within = append(b.Within, b.Count)
	}
	b.Count += r.counts[len(renderBounds)].Load()
	return b
}

// Buckets is a histogram with few bars, as monitoring wants it.
type Buckets struct {
	Bounds []time.Duration
	Within []int64 // how many were at most as long as each bound
	Count  int64
	Sum    time.Duration
}

// Buckets are the durations within bounds, which ascend. A duration counts by the
// lower end of what its three digits stand for.
func (h *Histogram) Buckets(bounds ...time.Duration) Buckets {
	b := Buckets{Bounds: bounds, Within: make([]int64, len(bounds))}
	i, micro := 0, int64(0)
	for _, bar := range h.h.Distribution() {
		if bar.Count == 0 {
			continue
		}
		for i < len(bounds) && micros(bar.From) > bounds[i] {
			b.Within[i] = b.Count
			i++
		}
		b.Count += bar.Count
		micro += bar.Count * (bar.From + bar.To) / 2
	}
	for ; i < len(bounds); i++ {
		b.Within[i] = b.Count
	}
	b.Sum = micros(micro)
	return b
}

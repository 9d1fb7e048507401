package engine

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"
)

// filled has n durations around a centre.
func filled(seed uint64, n int, centre time.Duration) *Histogram {
	random := rand.New(rand.NewPCG(seed, seed))
	h := NewHistogram()
	for range n {
		h.Record(time.Duration(random.Int64N(int64(2*centre))), 1)
	}
	return h
}

func TestHistogramsOfShardsAddUp(t *testing.T) {
	a, b, both := filled(1, 5000, time.Millisecond), filled(2, 100, time.Second), NewHistogram()
	both.Merge(a)
	both.Merge(b)
	if both.Count() != 5100 || both.Max() != b.Max() {
		t.Errorf("count %d, max %s, want 5100 and %s", both.Count(), both.Max(), b.Max())
	}
	// 100 of 5100 are slow: the 99th percentile lies in the middle of them, where
	// the mean of the two percentiles does not.
	if p99 := both.Quantile(0.99); p99 < 500*time.Millisecond || p99 > 1500*time.Millisecond {
		t.Errorf("p99 = %s", p99)
	}
}

func TestHistogramSurvivesJSON(t *testing.T) {
	before := filled(3, 10_000, 20*time.Millisecond)
	before.Record(25*time.Hour, 2) // counts as a day
	before.Record(-time.Second, 3) // counts as none
	text, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	var after Histogram
	if err := json.Unmarshal(text, &after); err != nil {
		t.Fatal(err)
	}
	if after.Count() != 10_005 {
		t.Errorf("count %d", after.Count())
	}
	for _, q := range []float64{0, 0.001, 0.5, 0.9, 0.99, 0.999, 1} {
		if a, b := before.Quantile(q), after.Quantile(q); a != b {
			t.Errorf("quantile %v: %s before, %s after", q, a, b)
		}
	}
}

func TestHistogramKeepsThreeDigits(t *testing.T) {
	for d := time.Microsecond; d < histogramMax; d = d*13/10 + time.Microsecond {
		h := NewHistogram()
		h.Record(d, 7)
		got := h.Quantile(0.5)
		// A bucket is at most a thousandth of its value wide, and not below 1 µs.
		if diff := (got - d).Abs(); diff > max(d/1000, time.Microsecond) {
			t.Errorf("recorded %s, read %s", d, got)
		}
	}
}

func TestHistogramRefusesBucketsOutOfRange(t *testing.T) {
	var h Histogram
	if err := json.Unmarshal([]byte(`{"buckets_us":[[-5,1]]}`), &h); err == nil {
		t.Error("a negative duration was read")
	}
	if err := json.Unmarshal([]byte(`{"buckets_us":7}`), &h); err == nil {
		t.Error("a number was read as buckets")
	}
}

func TestPouringEmptiesARecorder(t *testing.T) {
	book, h := newLagBook(), NewHistogram()
	r := newRecorder(book)
	r.since(5*time.Second, []time.Duration{time.Second, 4 * time.Second}, 0)
	for range 2 {
		r.empty()
		book.pour(h)
	}
	if h.Count() != 2 || h.Max() < 4*time.Second {
		t.Errorf("count %d, max %s", h.Count(), h.Max())
	}
}

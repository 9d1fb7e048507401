package engine

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// What a Histogram tells apart: microseconds up to a day, three digits.
const (
	histogramMax    = 24 * time.Hour
	histogramDigits = 3
)

// A Histogram counts durations, in microseconds with three significant digits.
// Histograms of shards are merged by adding their buckets, so percentiles of the
// whole are exact to those digits; percentiles themselves are never averaged.
type Histogram struct{ h *hdrhistogram.Histogram }

// NewHistogram is empty.
func NewHistogram() *Histogram {
	return &Histogram{hdrhistogram.New(1, histogramMax.Microseconds(), histogramDigits)}
}

// Record counts n durations of d. Those below 0 count as 0, those above a day as
// a day.
func (h *Histogram) Record(d time.Duration, n int64) {
	// The only error is a value out of range, and it is in range.
	_ = h.h.RecordValues(min(max(d, 0), histogramMax).Microseconds(), n)
}

// Merge adds the counts of o.
func (h *Histogram) Merge(o *Histogram) { h.h.Merge(o.h) }

// pour moves all counts to o.
func (h *Histogram) pour(o *Histogram) {
	h.addTo(o)
	h.clear()
}

// addTo adds all counts to o, where there are any: of most moments there are none.
func (h *Histogram) addTo(o *Histogram) {
	if h.Count() > 0 {
		o.Merge(h)
	}
}

// clear forgets all counts, which is what costs, where there are any.
func (h *Histogram) clear() {
	if h.Count() > 0 {
		h.h.Reset()
	}
}

// Count is how many durations were recorded.
func (h *Histogram) Count() int64 { return h.h.TotalCount() }

// Quantile is the duration that a share q of all, from 0 to 1, does not exceed;
// 0 when nothing was recorded.
func (h *Histogram) Quantile(q float64) time.Duration {
	return micros(h.h.ValueAtQuantile(100 * q))
}

// Max is the longest duration; 0 when nothing was recorded.
func (h *Histogram) Max() time.Duration { return micros(h.h.Max()) }

// Mean is the mean of all durations, each to three digits; 0 when nothing was
// recorded.
func (h *Histogram) Mean() time.Duration {
	return time.Duration(h.h.Mean() * float64(time.Microsecond))
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }

// histogramJSON is a histogram on paper. Percentiles are for the reader and in
// nanoseconds, as all durations; buckets are what it is read back from.
type histogramJSON struct {
	Count   int64         `json:"count"`
	P50     time.Duration `json:"p50"`
	P90     time.Duration `json:"p90"`
	P99     time.Duration `json:"p99"`
	P999    time.Duration `json:"p999"`
	Max     time.Duration `json:"max"`
	Buckets [][2]int64    `json:"buckets_us"` // [microseconds, count], those that hold something
}

// MarshalJSON writes percentiles and the buckets that hold something.
func (h *Histogram) MarshalJSON() ([]byte, error) {
	j := histogramJSON{
		Count: h.Count(), P50: h.Quantile(0.5), P90: h.Quantile(0.9),
		P99: h.Quantile(0.99), P999: h.Quantile(0.999), Max: h.Max(),
		Buckets: [][2]int64{},
	}
	for _, bar := range h.h.Distribution() {
		if bar.Count > 0 {
			j.Buckets = append(j.Buckets, [2]int64{bar.From, bar.Count})
		}
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads the buckets back.
func (h *Histogram) UnmarshalJSON(text []byte) error {
	var j histogramJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*h = *NewHistogram()
	for _, b := range j.Buckets {
		if err := h.h.RecordValues(b[0], b[1]); err != nil {
			return fmt.Errorf("bucket of %d microseconds: %w", b[0], err)
		}
	}
	return nil
}

// A recorder counts the lags of one worker, which another goroutine empties into
// a book. They meet once a batch at most, so the lock is as good as free.
//
// It keeps the two segments that it met last apart: near a border the worker goes
// to and fro between lanes on both sides of it.
type recorder struct {
	book *lagBook

	mu    sync.Mutex
	pages [2]page // the segment met last comes first
}

// A page is the lags of a segment.
type page struct {
	segment int
	lags    *Histogram // nil: never used
}

func newRecorder(book *lagBook) *recorder { return &recorder{book: book} }

// since counts, for each of some moments in a segment, how long before now it was.
func (r *recorder) since(now time.Duration, moments []time.Duration, segment int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	lags := r.page(segment)
	for _, m := range moments {
		lags.Record(now-m, 1)
	}
}

// page turns to a segment.
func (r *recorder) page(segment int) *Histogram {
	if r.pages[0].segment == segment && r.pages[0].lags != nil {
		return r.pages[0].lags
	}
	r.pages[0], r.pages[1] = r.pages[1], r.pages[0]
	p := &r.pages[0]
	if p.lags == nil {
		p.lags = NewHistogram()
	}
	if p.segment != segment {
		r.book.enter(p.lags, p.segment)
		p.segment = segment
	}
	return p.lags
}

// empty enters everything in the book.
func (r *recorder) empty() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.pages {
		if p.lags != nil {
			r.book.enter(p.lags, p.segment)
		}
	}
}

package engine

import (
	"sort"
	"sync"
	"time"

	"github.com/iotsim/iotsim/internal/expression"
)

// Gauges measure what expectations ask for, each over its own windows: sums and
// histograms, so that a percentile over several phases is that of all their
// records. A batch lies in one segment, so what is counted is counted once a
// batch. All but lags is the ledger's, and under its lock.
type gauges struct {
	program  *Program
	pacer    pacer
	segments []segment
	of       []gauge // by expectation

	// acks are the expectations that ask for ack latencies; the others cost nothing.
	acks      cover
	confirmed bool // there are streams whose acks are the destination's
}

// A gauge is what one expectation measures.
type gauge struct {
	Account
	data     int64      // records of Sent that are no labels
	acks     *Histogram // nil: not asked for
	passages []passage  // of the windows
}

// A passage is when the records of a window were sent, in wall time.
type passage struct {
	sent        bool
	first, last time.Duration
	late        time.Duration // how far the first one was behind
}

// newGauges measures what the plan's expectations ask for. Lags come from the
// book.
func newGauges(p *Program, pacer pacer, lags *lagBook) *gauges {
	g := &gauges{program: p, pacer: pacer, segments: segmentsOf(p.plan)}
	lags.segments, lags.of = g.segments, make([]*Histogram, len(p.verdicts))
	for i, v := range p.verdicts {
		one := gauge{passages: make([]passage, len(p.plan.Expectations[i].Windows))}
		if v.UsesAckLatency {
			one.acks = NewHistogram()
			g.acks |= 1 << i
		}
		if v.UsesLag && !pacer.max() {
			lags.wanted |= 1 << i
			lags.of[i] = NewHistogram()
		}
		g.of = append(g.of, one)
	}
	return g
}

// send enters a batch that is about to be written.
func (g *gauges) send(b *Batch, now time.Duration) {
	covers := g.segments[b.segment].covers
	if covers == 0 {
		return
	}
	n, data, send := int64(len(b.Records)), g.data(b), b.Records[0].Send
	covers.each(func(i int) {
		one := &g.of[i]
		one.Sent, one.data = one.Sent+n, one.data+data
		p := &one.passages[windowAt(g.program.plan.Expectations[i].Windows, send)]
		if !p.sent {
			p.sent, p.first, p.late = true, now, max(0, now-g.pacer.due(send))
		}
		p.last = max(p.last, now)
	})
}

// windowAt is the last window that begins at t or before.
func windowAt(windows []Window, t int64) int {
	return sort.Search(len(windows), func(i int) bool { return windows[i].Start > t }) - 1
}

// data is how many records of a batch are no labels.
func (g *gauges) data(b *Batch) int64 {
	streams := g.program.plan.Streams
	if lane := b.lane.streams; len(lane) == 1 {
		if streams[lane[0]].Labels {
			return 0
		}
		return int64(len(b.Records))
	}
	n := int64(0)
	for i := range b.Records {
		if !streams[b.Records[i].Stream].Labels {
			n++
		}
	}
	return n
}

// resolve enters how some of a batch ended, took after it was written.
func (g *gauges) resolve(b *Batch, o Outcome, took time.Duration) {
	covers := g.segments[b.segment].covers
	covers.each(func(i int) {
		a := &g.of[i].Account
		a.Acked, a.Failed, a.Unknown = a.Acked+o.Acked, a.Failed+o.Failed, a.Unknown+o.Unknown
	})
	if b.lane.confirmed && o.Acked > 0 {
		(covers & g.acks).each(func(i int) { g.of[i].acks.Record(took, o.Acked) })
	}
}

// close counts as unknown what no sink resolved.
func (g *gauges) close() {
	for i := range g.of {
		g.of[i].Unknown += g.of[i].Buffered()
	}
}

// measure is what was measured for an expectation until now, and how many
// latencies are in it.
func (r *run) measure(i int, elapsed time.Duration) (m *expression.Measures, acks, lags int64) {
	g, reached := r.gauges, r.reached()
	r.ledger.mu.Lock()
	defer r.ledger.mu.Unlock()
	one := &g.of[i]
	m = &expression.Measures{
		Sent: one.Sent, Acked: one.Acked, Failed: one.Failed, Unknown: one.Unknown,
	}
	if g.program.verdicts[i].UsesDevices {
		m.Devices = g.program.mostOnline(g.program.plan.Expectations[i].Windows, reached)
	}
	if took := g.took(i, elapsed); took > 0 {
		m.Rate = float64(one.data) / float64(r.sinks) / took.Seconds()
	}
	if one.acks != nil {
		m.AckLatency, acks = milliseconds(one.acks), one.acks.Count()
	}
	m.Lag, lags = r.lags.read(i)
	return m, acks, lags
}

// took is how much wall time the windows of an expectation have taken so far. A
// window takes as long as planned, less what its first record came late, and more
// what its last one did: of a run that falls behind, the rate is the one that
// was reached.
func (g *gauges) took(i int, elapsed time.Duration) time.Duration {
	total := time.Duration(0)
	for k, w := range g.program.plan.Expectations[i].Windows {
		p := g.of[i].passages[k]
		begin, end := g.pacer.due(w.Start)+p.late, min(g.pacer.due(w.End), elapsed)
		if g.pacer.max() && w.Start > 0 {
			begin = p.first
		}
		total += max(0, max(end, p.last)-begin)
	}
	return total
}

func milliseconds(h *Histogram) expression.Latency {
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return expression.Latency{
		P50: ms(h.Quantile(0.5)), P95: ms(h.Quantile(0.95)), P99: ms(h.Quantile(0.99)), Max: ms(h.Max()), Mean: ms(h.Mean()),
	}
}

// A lagBook is where workers pour their lags: those since the last glance, and
// those of each expectation.
type lagBook struct {
	segments []segment // nil: nothing is expected
	wanted   cover

	mu     sync.Mutex
	recent *Histogram
	of     []*Histogram // by expectation; nil where none is wanted
}

func newLagBook() *lagBook { return &lagBook{recent: NewHistogram()} }

// enter empties h, the lags of a segment, into the book.
func (b *lagBook) enter(h *Histogram, segment int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.segments != nil {
		(b.segments[segment].covers & b.wanted).each(func(i int) { b.of[i].Merge(h) })
	}
	h.pour(b.recent)
}

// read is the lags of an expectation, and how many there are.
func (b *lagBook) read(i int) (expression.Latency, int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of[i] == nil {
		return expression.Latency{}, 0
	}
	return milliseconds(b.of[i]), b.of[i].Count()
}

// pour moves the lags since the last glance to h.
func (b *lagBook) pour(h *Histogram) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.recent.pour(h)
}

// look adds the lags since the last glance to h, and leaves them.
func (b *lagBook) look(h *Histogram) {
	b.mu.Lock()
	defer b.mu.Unlock()
	h.Merge(b.recent)
}

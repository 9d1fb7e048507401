package engine

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// An Account says what became of records. At the end of a run Sent is Acked +
// Failed + Unknown, exactly.
type Account struct {
	Planned int64 `json:"planned"`           // to be sent in the whole run; what was sent, where that has no end
	Sent    int64 `json:"sent"`              // given to the sink
	Acked   int64 `json:"acked"`             // the destination confirmed it
	Failed  int64 `json:"failed"`            // certainly not written
	Unknown int64 `json:"unknown"`           // may or may not have been written
	Resumed int64 `json:"resumed,omitempty"` // of Sent and Acked, what was there before: the run went on behind it
}

// Unsent is how many records were never given to the sink, because the run
// ended early.
func (a Account) Unsent() int64 { return a.Planned - a.Sent }

// Buffered is how many records the sink has and has not resolved yet.
func (a Account) Buffered() int64 { return a.Sent - a.Acked - a.Failed - a.Unknown }

// Plus is the account of both.
func (a Account) Plus(b Account) Account {
	return Account{a.Planned + b.Planned, a.Sent + b.Sent, a.Acked + b.Acked, a.Failed + b.Failed, a.Unknown + b.Unknown, a.Resumed + b.Resumed}
}

// A sinkBook is what a sink has in hand.
type sinkBook struct {
	records, bytes int64
	moved          time.Duration // when it last resolved any, or got the first of these
	refused        int64         // batches that it did not take
}

// A ledger keeps an account for each stream. Workers enter what they send, the
// sink's goroutines how it ended: a lock a batch, not one a record.
type ledger struct {
	wrote atomic.Int64 // when a sink was last given a batch

	mu       sync.Mutex
	streams  []Stream
	accounts []Account
	sinks    []sinkBook
	acks     *Histogram // from Write to Resolve, since it was last poured out
	gauges   *gauges    // nil: nothing is expected
	reason   error      // of the first record that was not acked
	closed   bool
	endless  bool // the plan lasts forever
}

func newLedger(p *Plan, lanes []*lane) *ledger {
	l := &ledger{
		streams: p.Streams, accounts: make([]Account, len(p.Streams)), sinks: make([]sinkBook, 1),
		acks: NewHistogram(), endless: p.Forever,
	}
	for _, s := range p.Streams {
		for len(l.sinks) <= s.Sink {
			l.sinks = append(l.sinks, sinkBook{})
		}
	}
	for _, lane := range lanes {
		for i, s := range lane.streams {
			a := &l.accounts[s]
			if lane.found != nil {
				a.Resumed = lane.found[i]
				a.Sent, a.Acked = a.Resumed, a.Resumed
			}
			if a.Planned = p.Counts[s].Published; l.endless {
				a.Planned = a.Sent
			}
		}
	}
	return l
}

// send enters a batch that is about to be written.
func (l *ledger) send(b *Batch, now time.Duration) {
	n := int64(len(b.Records))
	b.written, b.pending = now, n
	l.wrote.Store(int64(now))
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.sinkOf(b)
	if s.records == 0 {
		s.moved = now
	}
	s.records, s.bytes = s.records+n, s.bytes+int64(len(b.buffer))
	l.enter(b, 0, n, func(a *Account, n int64) {
		if a.Sent += n; l.endless {
			a.Planned = a.Sent
		}
	})
	if l.gauges != nil {
		l.gauges.send(b, now)
	}
}

// resolve enters how some of a batch ended, and says whether all of it has.
//
// Where a batch holds several streams, its records end from the first on: acked
// ones, then unknown ones, then failed ones, as a sink that writes them one
// after the other has it.
func (l *ledger) resolve(b *Batch, o Outcome, now time.Duration) (done bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false // counted as unknown by now; a batch that comes so late is not used again
	}
	n := o.Acked + o.Failed + o.Unknown
	if n > b.pending || min(o.Acked, o.Failed, o.Unknown) < 0 {
		panic(fmt.Sprintf("engine: a sink resolved %d records of a batch that has %d left", n, b.pending))
	}
	first := int64(len(b.Records)) - b.pending
	l.enter(b, first, o.Acked, func(a *Account, n int64) { a.Acked += n })
	l.enter(b, first+o.Acked, o.Unknown, func(a *Account, n int64) { a.Unknown += n })
	l.enter(b, first+o.Acked+o.Unknown, o.Failed, func(a *Account, n int64) { a.Failed += n })
	if o.Acked > 0 {
		l.acks.Record(now-b.written, o.Acked)
	}
	if l.gauges != nil {
		l.gauges.resolve(b, o, now-b.written)
	}
	if l.reason == nil && o.Failed+o.Unknown > 0 {
		l.reason = o.Err
	}
	b.pending -= n
	s := l.sinkOf(b)
	s.records, s.moved = s.records-n, now
	if b.pending == 0 && n > 0 {
		s.bytes -= int64(len(b.buffer))
	}
	return n > 0 && b.pending == 0
}

// sinkOf is the book of the sink that a batch is for.
func (l *ledger) sinkOf(b *Batch) *sinkBook { return &l.sinks[l.streams[b.lane.streams[0]].Sink] }

// refused enters a batch that the sink of a stream did not take.
func (l *ledger) refused(stream int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sinks[l.streams[stream].Sink].refused++
}

// enter counts the n records of a batch from first on in the accounts of their
// streams.
func (l *ledger) enter(b *Batch, first, n int64, count func(*Account, int64)) {
	if streams := b.lane.streams; len(streams) == 1 {
		count(&l.accounts[streams[0]], n)
		return
	}
	for i := first; i < first+n; i++ {
		count(&l.accounts[b.Records[i].Stream], 1)
	}
}

// close counts what no sink resolved as unknown and says how much that was.
func (l *ledger) close() (left int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for i := range l.accounts {
		a := &l.accounts[i]
		left += a.Buffered()
		a.Unknown += a.Buffered()
	}
	for i := range l.sinks {
		l.sinks[i].records, l.sinks[i].bytes = 0, 0
	}
	if l.gauges != nil {
		l.gauges.close()
	}
	return left
}

// read copies the accounts.
func (l *ledger) read() []Account {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.accounts)
}

// pour moves the ack latencies to h.
func (l *ledger) pour(h *Histogram) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acks.pour(h)
}

// look copies the accounts, says how the sinks stand, and adds the ack latencies
// since the last glance to h, where they are also left. elapsed is asked under the
// lock, so that nothing has happened after it.
func (l *ledger) look(h *Histogram, elapsed func() time.Duration) ([]Account, []SinkState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h.Merge(l.acks)
	now, states := elapsed(), make([]SinkState, len(l.sinks))
	for i, s := range l.sinks {
		states[i] = SinkState{Records: s.records, Bytes: s.bytes, Errors: s.refused}
		if s.records > 0 {
			states[i].Quiet = max(0, now-s.moved)
		}
	}
	return slices.Clone(l.accounts), states
}

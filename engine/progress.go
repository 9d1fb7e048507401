package engine

import (
	"sync"
	"time"
)

// A Progress is a run at a glance. Rates count data records of one sink, as the
// plan's do; the account counts labels too, and all sinks. Rate and latencies are those since the glance
// before, and in the last one those of the whole run.
type Progress struct {
	Elapsed time.Duration // wall time since the run began
	Time    int64         // plan time that all lanes have reached
	State                 // what the plan wants at Time; State.Rate is a plan second's
	Target  Rate          // records a wall second that the plan wants; 0 at max
	Rate    Rate          // records a wall second that were sent
	Account Account
	Sinks   []Account     // by Plan.Sinks, where there are several
	Ack     Latency       // from handing over to the destination's confirmation
	Lag     Latency       // from planned to actual sending; nothing at max
	ETA     time.Duration // until the last record, if things go on like this; 0 where the plan lasts forever
	Done    bool          // the last glance: nothing more will happen
}

// A Latency is what a glance shows of a histogram; of one that holds nothing,
// Count is 0.
type Latency struct {
	Count         int64
	P50, P99, Max time.Duration
}

func latency(h *Histogram) Latency {
	return Latency{Count: h.Count(), P50: h.Quantile(0.5), P99: h.Quantile(0.99), Max: h.Max()}
}

// An observer looks at a run about once a second: it finds the peak rate, keeps
// the latencies of the whole run, and tells whoever wants to watch.
type observer struct {
	run  *run
	tell func(Progress) // may be nil

	mu       sync.Mutex // of what a Live looks at too, which is all up to here:
	ack, lag *Histogram // of the whole run, up to the last glance
	done     bool       // the last glance was

	peak    Rate
	second  mark // where the current second of the peak began
	glanced mark // the last glance
	begun   mark // the beginning of the run: what was there before is no rate of this one
}

// A mark is how many data records were sent by when.
type mark struct {
	at   time.Duration
	sent int64
}

// rate is records a second between two marks.
func (m mark) rate(earlier mark) Rate {
	if m.at <= earlier.at {
		return 0
	}
	return Rate(float64(m.sent-earlier.sent) / (m.at - earlier.at).Seconds())
}

func newObserver(r *run, tell func(Progress)) *observer {
	o := &observer{run: r, tell: tell, ack: NewHistogram(), lag: NewHistogram(), begun: mark{sent: r.found / r.sinks}}
	o.second, o.glanced = o.begun, o.begun
	return o
}

// look finds the peak and glances when it is time; last is always told. A ticker
// is early as often as it is late, hence less a tick.
func (o *observer) look(last bool) {
	accounts := o.run.ledger.read()
	data, labels := o.run.totals(accounts)
	here := mark{o.run.clock.elapsed(), data.Sent / o.run.sinks}
	if here.at-o.second.at >= time.Second-tick || last && o.second.at == 0 {
		o.peak = max(o.peak, here.rate(o.second))
		o.second = here
	}
	if last || here.at-o.glanced.at >= o.run.options.Interval-tick {
		o.glance(here, data.plus(labels), accounts, last)
		o.glanced = here
	}
}

// glance gathers the latencies since the last one and tells how things stand.
func (o *observer) glance(here mark, account Account, streams []Account, last bool) {
	ack, lag := NewHistogram(), NewHistogram()
	o.run.gather()
	o.mu.Lock()
	o.run.ledger.pour(ack)
	o.run.lags.pour(lag)
	o.ack.Merge(ack)
	o.lag.Merge(lag)
	o.done = last
	o.mu.Unlock()
	if o.tell == nil {
		return
	}
	p := o.run.progress(here.at, account)
	p.Sinks = o.run.bySink(streams)
	p.Rate, p.Ack, p.Lag, p.Done = here.rate(o.glanced), latency(ack), latency(lag), last
	if last {
		p.Rate, p.Ack, p.Lag = here.rate(o.begun), latency(o.ack), latency(o.lag)
	}
	o.tell(p)
}

// progress is where the run stands against its plan.
func (r *run) progress(now time.Duration, account Account) Progress {
	p := Progress{Elapsed: now, Account: account, Time: max(0, min(r.pacer.reached(now), r.reached(), r.end))}
	p.State = r.at(p.Time)
	switch {
	case r.plan.Forever:
	case r.pacer.max():
		p.ETA = r.pessimist(now, account)
	default:
		p.ETA = max(0, r.pacer.wall-now) + r.pacer.length(r.end-p.Time)
	}
	if !r.pacer.max() {
		p.Target = Rate(p.State.Rate * float64(r.pacer.num) / float64(r.pacer.den))
	}
	return p
}

// bySink sums the accounts of streams by sink, where there are several.
func (r *run) bySink(streams []Account) []Account {
	if len(r.plan.Sinks) < 2 {
		return nil
	}
	sinks := make([]Account, len(r.plan.Sinks))
	for i, a := range streams {
		s := r.plan.Streams[i].Sink
		sinks[s] = sinks[s].plus(a)
	}
	return sinks
}

// pessimist is the time that what is left takes at the rate so far.
func (r *run) pessimist(now time.Duration, a Account) time.Duration {
	sent := a.Sent - a.Resumed
	if sent == 0 {
		return 0
	}
	return time.Duration(float64(now) * float64(a.Unsent()) / float64(sent))
}

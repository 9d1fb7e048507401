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
	Due     int64         // plan time that the clock has reached: a run that keeps up is there; Time at max
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
	run      *run
	watchers []*watcher

	mu       sync.Mutex // of what a Live looks at too, which is all up to here:
	ack, lag *Histogram // of the whole run, up to the last glance
	done     bool       // the last glance was

	peak    Rate
	second  mark // where the current second of the peak began
	glanced mark // the last glance
	begun   mark // the beginning of the run: what was there before is no rate of this one
}

// A watcher is told what has happened since it was told before.
type watcher struct {
	tell     func(Progress) // may be nil
	interval time.Duration
	whole    bool // the last time it is told of the whole run

	told     mark
	ack, lag *Histogram // since then
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

func newObserver(r *run, o Options) *observer {
	all := &observer{run: r, ack: NewHistogram(), lag: NewHistogram(), begun: mark{sent: r.found / r.sinks}}
	all.second, all.glanced = all.begun, all.begun
	all.admit(&watcher{tell: o.Observe, interval: o.Interval, whole: true})
	if o.Second != nil {
		all.admit(&watcher{tell: o.Second, interval: time.Second})
	}
	return all
}

func (o *observer) admit(l *watcher) {
	l.told, l.ack, l.lag = o.begun, NewHistogram(), NewHistogram()
	o.watchers = append(o.watchers, l)
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
	var due []*watcher
	for _, l := range o.watchers {
		if last || here.at-l.told.at >= l.interval-tick {
			due = append(due, l)
		}
	}
	if len(due) == 0 {
		return
	}
	o.glance(last)
	for _, l := range due {
		o.tell(l, here, data.Plus(labels), accounts)
	}
	o.glanced = here
}

// glance gathers the latencies since the last one.
func (o *observer) glance(last bool) {
	ack, lag := NewHistogram(), NewHistogram()
	o.run.gather()
	o.mu.Lock()
	o.run.ledger.pour(ack)
	o.run.lags.pour(lag)
	o.ack.Merge(ack)
	o.lag.Merge(lag)
	o.done = last
	o.mu.Unlock()
	for _, l := range o.watchers {
		ack.addTo(l.ack)
		lag.addTo(l.lag)
	}
}

// tell tells a watcher how things stand.
func (o *observer) tell(l *watcher, here mark, account Account, streams []Account) {
	if l.tell != nil {
		p := o.run.progress(here.at, account)
		p.Sinks = o.run.bySink(streams)
		p.Rate, p.Ack, p.Lag, p.Done = here.rate(l.told), latency(l.ack), latency(l.lag), o.done
		if o.done && l.whole {
			p.Rate, p.Ack, p.Lag = here.rate(o.begun), latency(o.ack), latency(o.lag)
		}
		l.tell(p)
	}
	l.told = here
	l.ack.clear()
	l.lag.clear()
}

// progress is where the run stands against its plan.
func (r *run) progress(now time.Duration, account Account) Progress {
	p := Progress{Elapsed: now, Account: account, Time: max(0, min(r.pacer.reached(now), r.reached(), r.end))}
	p.State, p.Due = r.at(p.Time), p.Time
	switch {
	case r.plan.Forever:
	case r.pacer.max():
		p.ETA = r.pessimist(now, account)
	default:
		p.ETA = max(0, r.pacer.wall-now) + r.pacer.length(r.end-p.Time)
	}
	if !r.pacer.max() {
		p.Due = max(0, min(r.pacer.reached(now), r.end))
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
		sinks[s] = sinks[s].Plus(a)
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

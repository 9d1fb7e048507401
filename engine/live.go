package engine

import (
	"sync/atomic"
	"time"
)

// A Live lets others look at a run while it goes on, and once it has ended: as
// often as they like, and at no cost while nobody looks. The zero value is ready
// for Options.Live, for one run.
type Live struct{ observer atomic.Pointer[observer] }

// A Snapshot is a run at one moment. Unlike Progress it is all since the run began,
// so that whoever looks now and then can take differences.
type Snapshot struct {
	Elapsed time.Duration // wall time since the run began
	Time    int64         // plan time that all lanes have reached
	Active  bool          // records are sent, or would be: the first moment has come and the last has not gone
	Done    bool          // the run has ended
	State                 // what the plan wants at Time; zero while not Active
	Target  Rate          // records a wall second that the plan wants; 0 at max and while not Active

	Streams []Account     // by Plan.Streams; those that are another's are zero
	Sinks   []SinkState   // by Plan.Sinks
	Ack     *Histogram    // from handing over to the destination's confirmation
	Lag     *Histogram    // from planned to actual sending; empty at max
	Render  Buckets       // what it takes to make a record, of one batch in sampleEvery
	Nulls   int64         // values sent as null: formulas that gave no finite number
	Judged  []Finding     // expectations, by what was measured so far
	Starved SinceProgress // how long nothing has moved
}

// A SinkState is what a sink has and has not resolved yet.
type SinkState struct {
	Records int64
	Bytes   int64         // keys, values and headers of the batches that they are in
	Quiet   time.Duration // since it last resolved any, or got the first of them; 0 while it has none
	Errors  int64         // batches that it did not take
}

// A SinceProgress tells a run that is slow from one that is stuck: that one is
// behind, and has been since it last gave a sink anything.
type SinceProgress struct {
	Behind time.Duration // of the lane that is furthest behind, in wall time
	Sent   time.Duration // since a sink was last given a batch
}

// Look is how things stand; nil before the run has begun.
func (l *Live) Look() *Snapshot {
	o := l.observer.Load()
	if o == nil {
		return nil
	}
	return o.snapshot()
}

// begin lets others look; of a nil Live nobody does.
func (l *Live) begin(o *observer) {
	if l != nil {
		l.observer.Store(o)
	}
}

// snapshot is how things stand. What lies in the ledger and the book since the last
// glance stays there: the next glance is about it.
func (o *observer) snapshot() *Snapshot {
	r := o.run
	s := &Snapshot{Ack: NewHistogram(), Lag: NewHistogram()}
	r.gather()
	o.mu.Lock()
	s.Done = o.done
	s.Ack.Merge(o.ack)
	s.Lag.Merge(o.lag)
	s.Streams, s.Sinks = r.ledger.look(s.Ack, r.clock.elapsed)
	r.lags.look(s.Lag)
	o.mu.Unlock()

	now := r.clock.elapsed()
	p := r.progress(now, Account{})
	s.Elapsed, s.Time = now, p.Time
	if s.Active = !s.Done && now >= r.pacer.wall; s.Active {
		s.State, s.Target = p.State, p.Target
	}
	if next := r.reached(); s.Active && next < never {
		s.Starved.Behind = max(0, now-r.pacer.due(next))
	}
	s.Starved.Sent = now - time.Duration(r.ledger.wrote.Load())
	s.Render, s.Nulls = r.rendering.buckets(), r.nulls.Load()
	s.Judged = r.judge.now(now)
	return s
}

// now judges everything by what was measured so far.
func (j *judge) now(elapsed time.Duration) []Finding {
	if j == nil {
		return nil
	}
	j.run.gather()
	findings := make([]Finding, len(j.run.plan.Expectations))
	for i := range findings {
		f := j.find(i, elapsed)
		if why := j.partial(i); why != "" && f.Verdict == Failed && (why != endedEarly || f.grows()) {
			f.Verdict, f.Values, f.Reason = NotEvaluated, nil, why
		}
		findings[i] = *f
	}
	return findings
}

// grows says that a finding rests on what grows until the end: to be below a number
// of records on the way to it is no failure.
func (f *Finding) grows() bool {
	for _, name := range []string{"sent", "acked", "devices"} {
		if _, ok := f.Values[name]; ok {
			return true
		}
	}
	return false
}

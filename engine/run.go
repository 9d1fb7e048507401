package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// Options say how a plan is run. None of them changes what a stream holds, and
// none is negative.
type Options struct {
	// Lanes are the streams to send: those of one lane are written in one order,
	// which a file or a terminal needs; lanes go on side by side. nil is a lane for
	// each stream of the plan.
	Lanes [][]int

	// From is how many records of each lane are there already: the run goes on behind
	// them, and counts them as acked. nil is none anywhere.
	From []int64

	// StartAt is the moment of plan time zero, from which speed counts: processes that
	// share a plan keep together, and one that comes late catches up. The zero value is
	// the moment at which Run is called; where From says so, plan time then begins at
	// the first record that is left.
	StartAt time.Time

	Workers  int           // goroutines that render and write; 0: GOMAXPROCS. More than lanes are not used
	Speed    schema.Ratio  // plan seconds a wall second, {0, 1} for max; {0, 0}: the plan's own
	Buffer   int64         // records rendered and not yet resolved; it bounds memory. 0: what the plan's sinks buffer, 65,536 each that does not say, and what is being made
	Drain    time.Duration // how long a run that was told to stop waits for what is on its way; 0: 30 s
	Interval time.Duration // between two calls of Observe; 0: a second

	// Observe, which may be nil, is told how things stand, one call at a time: about
	// every Interval, and once at the end.
	Observe func(Progress)

	// Second, which may be nil, is told the same about every second, whatever Interval
	// is, and once at the end: each time of what happened since the time before.
	Second func(Progress)

	// Live, which may be nil, lets others look at the run whenever they like.
	Live *Live
}

// Drain is how long a run that was told to stop waits, where its options do not say.
const Drain = 30 * time.Second

// check refuses what no run can do.
func (o Options) check(p *Plan) error {
	switch {
	case o.Workers < 0:
		return fmt.Errorf("%d workers: write 1 or more, or 0 for one a processor", o.Workers)
	case o.Speed.Num < 0 || o.Speed.Den < 0 || o.Speed.Den == 0 && o.Speed.Num != 0:
		return fmt.Errorf("the speed %d/%d is no speed: write plan seconds a wall second, or 0/1 for max", o.Speed.Num, o.Speed.Den)
	case o.Buffer < 0:
		return fmt.Errorf("a buffer of %d records: write 1 or more, or 0 for the usual", o.Buffer)
	case o.Drain < 0:
		return fmt.Errorf("a drain of %v: write a time to wait, or 0 for the usual", o.Drain)
	case o.Interval < 0:
		return fmt.Errorf("an interval of %v: write a time between two looks, or 0 for the usual", o.Interval)
	case o.Lanes == nil:
		return checkFrom(o.From, eachStream(len(p.Streams)), p)
	case len(o.Lanes) == 0:
		return errors.New("no lanes, so nothing to send: nil is a lane for each stream")
	}
	return errors.Join(checkLanes(o.Lanes, p.Streams), checkFrom(o.From, o.Lanes, p))
}

func (o Options) withDefaults(p *Plan) Options {
	if o.Lanes == nil {
		o.Lanes = eachStream(len(p.Streams))
	}
	if o.Speed.Den == 0 {
		o.Speed = p.Speed
	}
	o.Workers = min(cmp.Or(o.Workers, runtime.GOMAXPROCS(0)), len(o.Lanes))
	o.Buffer = cmp.Or(o.Buffer, p.Sinks.buffer()+int64(2*o.Workers*batchRecords))
	o.Drain = cmp.Or(o.Drain, Drain)
	o.Interval = cmp.Or(o.Interval, time.Second)
	return o
}

// Run sends a plan's records to a sink, each at its time.
//
// When ctx ends, the run stops between two batches, waits for what is on its way
// as long as Options.Drain allows, and says Interrupted; that is no error. In a
// phase that lasts forever it is how a run ends: it says Interrupted only when
// something is left unknown. An
// error of the sink ends the run in the same way and is returned, wrapped, with
// the stream and plan time that it met. The summary is right in every case; it is
// nil only when the options are wrong. No goroutine outlives Run.
func Run(ctx context.Context, p *Program, sink Sink, o Options) (*Summary, error) {
	if err := o.check(p.plan); err != nil {
		return nil, err
	}
	o = o.withDefaults(p.plan)
	lanes := openLanes(ctx, p, o)
	r := newRun(p.plan, lanes, sink, o)
	r.name, r.at = string(p.runBytes), p.At
	r.expect(p)
	return r.run(ctx)
}

// A run is the state of Run. Its parts own their locks; what has none is not
// written to once the workers have started.
type run struct {
	plan    *Plan
	name    string
	options Options
	sink    Sink
	pacer   pacer
	lanes   []*lane
	end     int64               // send time of the last record
	at      func(t int64) State // what the plan wants
	sinks   int64               // that get data: rates are those of one of them
	found   int64               // data records that were there before
	resumed int64               // send time of the last record that was there before; -1: there was none
	nulls   atomic.Int64

	rendering rendering

	gauges  *gauges // nil: nothing is expected
	judge   *judge  // nil: the same
	lags    *lagBook
	clock   clock
	queue   *queue
	pool    *pool
	ledger  *ledger
	workers []*worker
}

// A worker renders and writes.
type worker struct {
	sleeper sleeper
	lag     *recorder
	batches int                         // that it has begun
	due     [batchRecords]time.Duration // of the batch at hand: a written batch is not ours to read
}

func newRun(p *Plan, lanes []*lane, sink Sink, o Options) *run {
	r := &run{plan: p, options: o, sink: sink, pacer: newPacer(o.Speed), lanes: lanes, end: p.End, lags: newLagBook()}
	r.sinks = dataSinks(p.Streams, o.Lanes)
	r.queue = newQueue(lanes)
	r.ledger = newLedger(p, lanes)
	r.goOn()
	r.pool = newPool(p.Bytes.buffer(o.Buffer), o.Workers, r.resolve)
	r.pool.long = p.Bytes.Together(batchRecords) < batchRecords
	for range o.Workers {
		r.workers = append(r.workers, &worker{lag: newRecorder(r.lags)})
	}
	return r
}

// goOn begins where an earlier run stopped, and at the moment that was asked for.
func (r *run) goOn() {
	data, _ := r.totals(r.ledger.accounts)
	r.found, r.resumed = data.Resumed, -1
	for _, l := range r.lanes {
		r.resumed = max(r.resumed, l.last)
	}
	if r.pacer.wall = until(r.options.StartAt); r.options.StartAt.IsZero() && r.resumed >= 0 {
		r.pacer.from = min(r.reached(), r.end)
	}
}

// run starts everything and waits for everything that it started.
func (r *run) run(ctx context.Context) (*Summary, error) {
	// late outlives ctx: what was begun may be finished.
	late, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(nil)
	running, stop := context.WithCancel(ctx)
	defer stop()

	r.clock = startClock()
	o := newObserver(r, r.options)
	r.options.Live.begin(o)
	var helpers sync.WaitGroup
	helpers.Go(func() { grace(running, late, end, r.options.Drain) })
	helpers.Go(func() {
		every(late, min(r.options.Interval, time.Second), func() {
			r.pool.shrink(r.clock.elapsed())
			if o.look(false); r.judge.fails(r.clock.elapsed()) {
				stop()
			}
		})
	})

	err := r.work(running, late, stop)
	if late := r.finish(late); err == nil {
		err = late
	}
	end(nil)
	helpers.Wait()
	o.look(true)
	s := r.summary(o)
	s.Interrupted = ctx.Err() != nil && !r.complete()
	return s, err
}

// work lets the workers loose until nothing is left, running ends, or the sink
// gives up: then all stop, and the first error is returned.
func (r *run) work(running, late context.Context, stop context.CancelFunc) (first error) {
	var workers crew
	var once sync.Once
	for _, w := range r.workers {
		workers.start(func() {
			left := true // by a panic, until drive returns
			defer func() {
				if left {
					stop()
				}
			}()
			err := r.drive(running, late, w)
			if left = err != nil; left {
				once.Do(func() { first = err })
			}
		})
	}
	workers.wait()
	return first
}

// drive is a worker's life: everything that is due, then sleep.
func (r *run) drive(running, late context.Context, w *worker) error {
	for running.Err() == nil {
		woke := r.clock.elapsed()
		next, err := r.catchUp(running, late, w, r.pacer.reached(woke))
		if err != nil || next == never {
			return err
		}
		w.sleeper.sleep(running, r.pacer.wait(woke, r.clock.elapsed(), next))
	}
	return nil
}

// catchUp sends what is due at reached or before, and says when there is more.
func (r *run) catchUp(running, late context.Context, w *worker, reached int64) (next int64, err error) {
	for running.Err() == nil {
		var l *lane
		if l, next = r.queue.take(reached); l == nil {
			return next, nil
		}
		err = r.send(running, late, w, l, reached)
		r.queue.give(l)
		if err != nil {
			return 0, err
		}
	}
	return never, nil
}

// send advances a lane by a batch. Waiting for a batch ends with running: then
// nothing was rendered. A batch that was rendered is written, as late as need be.
func (r *run) send(running, late context.Context, w *worker, l *lane, reached int64) error {
	b := r.pool.take(running)
	if b == nil {
		return nil
	}
	r.render(w, l, b, reached)
	r.pool.fill(b)
	if len(b.Records) == 0 { // a rest
		r.pool.give(b)
		return nil
	}
	n, first, segment := len(b.Records), b.Records[0], b.segment
	r.nulls.Add(b.nulls)
	if !r.pacer.max() {
		for i := range b.Records {
			w.due[i] = r.pacer.due(b.Records[i].Send)
		}
	}
	r.ledger.send(b, r.clock.elapsed())
	if err := r.sink.Write(late, b); err != nil {
		r.ledger.refused(first.Stream)
		return fmt.Errorf("%s at %s: %w", r.plan.Streams[first.Stream], time.Duration(first.Send), err)
	}
	if !r.pacer.max() {
		w.lag.since(r.clock.elapsed(), w.due[:n], segment)
	}
	return nil
}

// render advances a lane, and sometimes times it.
func (r *run) render(w *worker, l *lane, b *Batch, reached int64) {
	w.batches++
	if w.batches%sampleEvery != 1 {
		l.advance(b, reached)
		return
	}
	began := r.clock.elapsed()
	l.advance(b, reached)
	r.rendering.record(r.clock.elapsed()-began, len(b.Records))
}

// resolve is Batch.Resolve.
func (r *run) resolve(b *Batch, o Outcome) {
	if r.ledger.resolve(b, o, r.clock.elapsed()) {
		r.pool.give(b)
	}
}

// finish waits until the sink has resolved everything, or has to give it up.
func (r *run) finish(late context.Context) error {
	err := r.sink.Flush(late)
	if left := r.ledger.close(); left > 0 && err == nil {
		err = fmt.Errorf("the sink left %d records unresolved", left)
	}
	return err
}

// complete says that everything was sent and nothing is unknown. A plan that lasts
// forever is complete wherever its last phase is left.
func (r *run) complete() bool {
	if r.plan.Forever && r.reached() < r.plan.Phases[len(r.plan.Phases)-1].Start {
		return false
	}
	for _, a := range r.ledger.accounts {
		if a.Unsent() > 0 || a.Unknown > 0 {
			return false
		}
	}
	return true
}

// shard says that others send a part of the plan.
func (r *run) shard() bool {
	n := 0
	for _, l := range r.lanes {
		n += len(l.streams)
	}
	return n < len(r.plan.Streams)
}

// reached is the plan time up to which every lane has sent.
func (r *run) reached() int64 {
	t := int64(never)
	for _, l := range r.lanes {
		t = min(t, l.next.Load())
	}
	return t
}

// String is the stream as kcat and others write it: topic [partition].
func (s Stream) String() string { return fmt.Sprintf("%s [%d]", s.Topic, s.Partition) }

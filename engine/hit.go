package engine

import (
	"math"
	"math/bits"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A hit is a device that faults happen to. What it remembers of the activation
// at hand is a cache: everything in it can be computed anew at any reading.
type hit struct {
	program *Program
	group   *group
	index   int // of the group
	key     signal.Key
	ticks   cadence
	stays   []stay // in which the device's ticks exist
	faults  []faultHit
	has     [layers]bool
	since   int64   // when the first of them may begin
	reboots bool    // an effect "reboot" happens to it
	scratch []act   // of a reading that is looked at for another's sake
	wounds  []wound // to its messages
}

// A faultHit is one fault that happens to a device.
type faultHit struct {
	*fault
	since, until int64 // the stretch of time for which active holds
	activation   activation
	active       bool // an activation begins in the slot at hand
	spelling     spelling
	states       []effectState
	moment       *expression.Frame // that when reads; nil without one
	reboots      []reboots         // of each effect; nil where none reboots
}

// An effectState is what an effect needs to know of its activation.
type effectState struct {
	known     bool
	acted     acted // at the reading measured last
	backlog   backlog
	slot      int64 // of the activation in which it is stuck
	stuck     codec.Value
	carried   []*effectState // of effects that are in what it is stuck at
	restarted int64
	beat      beat
	burst     burst
}

// newHit is nil when no fault happens to the device.
func newHit(p *Program, index int, device int64, key signal.Key) *hit {
	var h *hit
	g := &p.fleet.groups[index]
	for _, f := range p.faults {
		if len(f.Windows) == 0 || !f.hits(g, index, device, key) {
			continue
		}
		if h == nil {
			h = &hit{program: p, group: g, index: index, key: key, since: math.MaxInt64, ticks: g.cadence(key, g.offset(key))}
			h.stays = p.stays(nil, g, device, key)
		}
		fh := faultHit{fault: f, until: math.MinInt64, states: make([]effectState, len(f.effects))}
		if f.when != nil {
			fh.moment = &expression.Frame{}
		}
		if f.reboots {
			h.reboots, fh.reboots = true, newReboots(len(f.effects))
		}
		h.faults = append(h.faults, fh)
		h.since = min(h.since, f.Windows[0].Start)
		for l := range f.has {
			h.has[l] = h.has[l] || f.has[l]
		}
	}
	h.wound()
	return h
}

// changesValues says whether an effect on values may act on the device.
func (h *hit) changesValues() bool { return h.has[layerMeasure] || h.has[layerReplace] }

// at is the activation whose slot is the last to start at t or before; false
// when the fault spares the device in it. It may lie ahead of t, or behind.
func (h *hit) at(f *faultHit, t int64) (*activation, bool) {
	if t >= f.until || t < f.since {
		f.enter(h.anchor(f.fault), t)
	}
	return &f.activation, f.active
}

// enter moves the cache to the slot of t.
func (f *faultHit) enter(anchor signal.Key, t int64) {
	clear(f.states)
	ordinal := f.slotAt(t)
	f.since, f.until = math.MinInt64, math.MaxInt64
	if ordinal+1 < f.slotCount() {
		f.until = f.slot(ordinal + 1).start
	}
	f.active = false
	if ordinal >= 0 {
		s := f.slot(ordinal)
		f.since = s.start
		f.activation, f.active = f.activate(anchor, s)
	}
}

// during says whether t lies in an activation of the fault, and is a moment at
// which it is felt.
func (h *hit) during(f *faultHit, t int64) (*activation, bool) {
	a, ok := h.at(f, t)
	return a, ok && t >= a.begin && t < a.end && h.felt(f, t)
}

// felt says whether the fault's when holds at t.
func (h *hit) felt(f *faultHit, t int64) bool {
	if f.when == nil {
		return true
	}
	f.moment.T = float64(t) / 1e9
	if f.when.UsesHour {
		f.moment.Hour = float64(h.program.calendar.timeOfWeek(t)%dayNanos) / hourNanos
	}
	return f.when.Holds(f.moment)
}

// readings is how many of the device's readings lie in [from, to) of interval-time.
func (h *hit) readings(from, to int64) int64 {
	if from >= to {
		return 0
	}
	return h.ticks.readingsBefore(h.stays, to) - h.ticks.readingsBefore(h.stays, from)
}

// tick is the first tick at interval-time x or later.
func (h *hit) tick(x int64) int64 { return h.ticks.from(x) }

// due is when a tick is due.
func (h *hit) due(tick int64) int64 {
	x := h.ticks.at(tick)
	hint := h.program.timeline.pieceOf(x)
	return h.program.timeline.due(x, &hint)
}

// A backlog is what a device holds while it is offline, and how it sends it.
type backlog struct {
	end    int64 // interval-time behind the last reading that waits for it; 0: not known yet
	back   int64 // when it is online again
	before int64 // readings before it went offline
	lost   int64 // readings that found no room and are dropped: the oldest
}

// backlog is that of an offline effect in an activation.
func (h *hit) backlog(f *faultHit, e *effect, a *activation) *backlog {
	state := &f.states[e.ordinal]
	if !state.known {
		state.backlog, state.known = h.newBacklog(e, a), true
	}
	return &state.backlog
}

// backlogEnd is the interval-time behind the last reading that an offline effect
// touches in an activation.
func (h *hit) backlogEnd(f *faultHit, e *effect, a *activation) int64 {
	b := h.backlog(f, e, a)
	if b.end == 0 {
		b.end, _ = h.drained(e, a)
	}
	return b.end
}

func (h *hit) newBacklog(e *effect, a *activation) backlog {
	back := a.end + draw(e.reconnect, h.key.Stream(e.tagReconnect).Word(a.slot), 0)
	begin, end := h.program.timeline.reach(a.begin), h.program.timeline.reach(back)
	held := h.readings(begin, end)
	return backlog{back: back, before: h.readings(0, begin), lost: max(0, held-e.Buffer)}
}

// send is when an offline effect lets a reading go; false when it is dropped.
func (b *backlog) send(e *effect, r reading) (int64, bool) {
	i := r.seq - 1 - b.before - b.lost // place in the queue, from 0
	switch {
	case r.due < b.back && i < 0:
		return r.due, false
	case r.due < b.back:
		return b.back + queueTime(i, e.Backfill), true
	case e.Backfill != nil && i > 0:
		return max(r.due, b.back+queueTime(i, e.Backfill)), true
	}
	return r.due, true
}

// queueTime is how long i readings take at a rate per second; no rate is at once.
func queueTime(i int64, rate *schema.Ratio) int64 {
	if rate == nil {
		return 0
	}
	over, n := bits.Mul64(uint64(i), uint64(rate.Den))
	hi, lo := bits.Mul64(n, 1e9)
	if over > 0 || hi >= uint64(rate.Num) {
		return maxDraw
	}
	q, _ := bits.Div64(hi, lo, uint64(rate.Num))
	return int64(min(q, maxDraw))
}

// later is t + d, at the latest the end of what a clock can say.
func later(t, d int64) int64 { return min(t, maxDraw) + min(d, maxDraw) }

// A delivery is how a reading is sent: when, and how often.
type delivery struct {
	send    int64
	left    int64 // send as it was before delays
	dropped bool
	repeats []repeats // of extra copies
	acts    []act
}

// An act is an effect that changed a reading's delivery: the stuff of its label.
type act struct {
	fault, effect int
	kind          recordKind
	amount        int64 // of delayed: nanoseconds
}

// copies is how many copies are sent beside the reading itself.
func (d *delivery) copies() int64 {
	n := int64(0)
	for i := range d.repeats {
		n += d.repeats[i].count
	}
	return n
}

// deliver composes the delivery effects on a reading, layer by layer. Within a
// layer every effect sees what the layer before left.
func (h *hit) deliver(d *delivery, r reading) {
	d.send, d.left, d.dropped = r.due, r.due, false
	d.repeats, d.acts = d.repeats[:0], d.acts[:0]
	if r.due < h.since {
		return
	}
	for l := layerOffline; l < layers && !d.dropped; l++ {
		if h.has[l] {
			d.left = d.send
			h.layer(d, l, r)
		}
	}
}

// layer lets the effects of one layer act on a delivery.
func (h *hit) layer(d *delivery, l layer, r reading) {
	for i := range h.faults {
		f := &h.faults[i]
		if !f.has[l] {
			continue
		}
		for j := range f.effects {
			if e := &f.effects[j]; e.layer == l {
				h.apply(d, f, e, r)
			}
		}
	}
}

// apply lets one effect act on a delivery.
func (h *hit) apply(d *delivery, f *faultHit, e *effect, r reading) {
	if e.Kind == schema.Offline {
		h.hold(d, f, e, r)
		return
	}
	a, ok := h.during(f, r.due)
	if !ok {
		return
	}
	switch e.Kind {
	case schema.Silence:
		d.drop(f, e)
	case schema.Reboot:
		if r.due < h.awayUntil(f, e, a) {
			d.drop(f, e)
		}
	case schema.Drop:
		if e.touches(h.key, r.tick) {
			d.drop(f, e)
		}
	case schema.BurstLoss:
		if h.lost(f, e, r.tick) {
			d.drop(f, e)
		}
	case schema.Interval:
		if e.layer == layerDuplicate {
			c := h.chatter(f, e, a, r.tick)
			d.repeat(f, e, c.extra)
		} else if h.thins(f, e, a, r.tick) {
			d.drop(f, e)
		}
	case schema.Delay:
		if e.touches(h.key, r.tick) {
			d.delay(f, e, e.delayOf(h.key, r.tick))
		}
	case schema.Reorder:
		if e.touches(h.key, r.tick) {
			d.delay(f, e, h.overtaken(d, r, e.Behind))
		}
	case schema.Duplicate:
		if e.touches(h.key, r.tick) {
			d.repeat(f, e, e.Copies)
		}
	case schema.Clone:
		d.repeat(f, e, e.Copies)
	}
}

// hold lets an offline effect keep a reading back. Of two that overlap, the
// later send time counts.
func (h *hit) hold(d *delivery, f *faultHit, e *effect, r reading) {
	a, ok := h.at(f, r.due)
	if !ok || r.due < a.begin {
		return
	}
	send, kept := h.backlog(f, e, a).send(e, r)
	if !kept {
		d.drop(f, e)
		return
	}
	if send > r.due {
		d.send = max(d.send, send)
		d.acts = append(d.acts, act{f.index, e.ordinal, recordDelayed, send - r.due})
	}
}

func (d *delivery) delay(f *faultHit, e *effect, by int64) {
	if by > 0 {
		d.send = later(d.send, by)
		d.acts = append(d.acts, act{f.index, e.ordinal, recordDelayed, by})
	}
}

func (d *delivery) repeat(f *faultHit, e *effect, count int64) {
	if count > 0 {
		first := int32(d.copies()) + 1
		d.repeats = append(d.repeats, repeats{f, e, count, first})
		d.acts = append(d.acts, act{f.index, e.ordinal, recordCopied, 0})
	}
}

func (d *delivery) drop(f *faultHit, e *effect) {
	d.dropped = true
	d.acts = append(d.acts, act{f.index, e.ordinal, recordDropped, 0})
}

// drained is when a backlog is over: the interval-time behind the last reading
// that waits for it, and the time at which its last record is sent.
func (h *hit) drained(e *effect, a *activation) (x, t int64) {
	b := h.newBacklog(e, a)
	x, t = h.program.timeline.reach(b.back), b.back
	queue := h.readings(0, x) - b.before - b.lost
	if e.Backfill == nil || queue <= 0 {
		return x, t
	}
	t = later(b.back, queueTime(queue-1, e.Backfill))
	for _, s := range staysFrom(h.stays, x) {
		for n := h.tick(max(x, s.from)); h.ticks.at(n) < s.to; n++ {
			send := later(b.back, queueTime(queue, e.Backfill))
			if h.due(n) >= send {
				return x, t
			}
			x, t = h.ticks.at(n)+1, send
			queue++
		}
	}
	return x, t
}

package engine

import (
	"context"
	"math/bits"

	"github.com/iotsim/iotsim/schema"
)

// A sieve finds the readings of a device that faults may touch, a chunk of its
// ticks at a time: every effect marks its own, by its draws alone. So a drop of one
// per cent costs a draw for each reading and a delivery for each hundredth. It may
// mark too many, never too few; what it does not mark is sent when it is due, once.
type sieve struct {
	hit    *hit
	labels bool // effects on values are asked too
	base   int64
	n      int64 // ticks from base on
	bits   [chunkTicks / 64]uint64
}

// chunkTicks is a page of marks.
const chunkTicks = 4096

// touched visits the readings in [from, to) of interval-time that faults may
// touch, in order, until ctx ends: one device may have more of them than anybody
// waits for.
func (h *hit) touched(ctx context.Context, e *entry, from, to int64, labels bool, visit func(reading)) {
	v := sieve{hit: h, labels: labels}
	for _, s := range staysFrom(h.stays, from) {
		if s.from >= to {
			return
		}
		first, last := h.tick(max(s.from, from)), h.tick(min(s.to, to))
		for v.base = first; v.base < last && ctx.Err() == nil; v.base += chunkTicks {
			v.n = min(chunkTicks, last-v.base)
			if v.fill() {
				v.visit(e, &s, visit)
			}
		}
	}
}

// visit visits what is marked.
func (v *sieve) visit(e *entry, s *stay, visit func(reading)) {
	h := v.hit
	hint := h.program.timeline.pieceOf(h.ticks.at(v.base))
	for i := range v.bits {
		for word := v.bits[i]; word != 0; word &= word - 1 {
			n := v.base + int64(i*64+bits.TrailingZeros64(word))
			due := h.program.timeline.due(h.ticks.at(n), &hint)
			visit(reading{entry: e, tick: n, seq: s.before + n - s.first + 1, due: due})
		}
	}
}

// fill marks the chunk; false when nothing is marked.
func (v *sieve) fill() bool {
	h := v.hit
	clear(v.bits[:])
	start, end := h.due(v.base), h.due(v.base+v.n-1)
	any := false
	for i := range h.faults {
		f := &h.faults[i]
		if len(f.Windows) == 0 || end < f.Windows[0].Start || !v.asks(f) {
			continue
		}
		any = v.faulty(f, start, end) || any
	}
	return any
}

// asks says whether a fault can touch anything that is asked for.
func (v *sieve) asks(f *faultHit) bool {
	return v.labels || f.has[layerOffline] || f.has[layerDrop] || f.has[layerDelay] || f.has[layerDuplicate]
}

// faulty marks what one fault may touch of the readings due in [start, end].
func (v *sieve) faulty(f *faultHit, start, end int64) bool {
	h := v.hit
	if v.labels {
		start -= f.wears // values may be off for so long after an end
	}
	first, last := max(f.slotAt(start), 0), f.slotAt(end)
	if last-first > v.n/4 || v.labels && f.fault.reboots && h.group.model.counts {
		v.mark(v.base, v.base+v.n) // slots are shorter than intervals, or it never ends
		return true
	}
	any := false
	for s := first; s <= last; s++ {
		a, ok := h.at(f, f.slot(s).start)
		if !ok {
			continue
		}
		from := h.tick(h.program.timeline.reach(a.begin))
		for j := range f.effects {
			e := &f.effects[j]
			if e.layer < layerOffline && !v.labels {
				continue
			}
			if a, b := max(from, v.base), min(v.until(f, e, a), v.base+v.n); a < b {
				v.effect(e, a, b)
				any = true
			}
		}
	}
	return any
}

// until is the first tick that an effect cannot touch any more in an activation.
func (v *sieve) until(f *faultHit, e *effect, a *activation) int64 {
	h := v.hit
	switch e.Kind {
	case schema.Offline:
		return h.tick(h.backlogEnd(f, e, a))
	case schema.Reboot:
		return h.tick(h.program.timeline.reach(h.awayUntil(f, e, a)))
	}
	return h.tick(h.program.timeline.reach(later(a.end, int64(e.Recover))))
}

// effect marks what an effect may touch of the ticks from a on, before b.
func (v *sieve) effect(e *effect, a, b int64) {
	if e.Kind == schema.BurstLoss {
		stream := v.hit.key.Stream(e.tagBurst)
		for n := a; n < b; {
			bad, to := e.bursts.Hold(stream, n)
			if bad {
				v.share(e, n, min(to, b))
			}
			n = to
		}
		return
	}
	if e.layer < layerOffline {
		v.mark(a, b)
		return
	}
	v.share(e, a, b)
}

// share marks the effect's share of the ticks from a on, before b.
func (v *sieve) share(e *effect, a, b int64) {
	if e.Share >= 1 {
		v.mark(a, b)
		return
	}
	stream := v.hit.key.Stream(e.tagShare)
	for n := a; n < b; n++ {
		if stream.Word(n)>>11 < e.limit {
			v.bits[(n-v.base)/64] |= 1 << uint((n-v.base)%64)
		}
	}
}

// mark marks the ticks from a on, before b.
func (v *sieve) mark(a, b int64) {
	for n := a - v.base; n < b-v.base; {
		word, bit := n/64, uint(n%64)
		length := min(64-int64(bit), b-v.base-n)
		v.bits[word] |= (^uint64(0) >> uint(64-length)) << bit
		n += length
	}
}

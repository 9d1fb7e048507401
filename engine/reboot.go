package engine

import "github.com/iotsim/iotsim/schema"

// A reboot takes the device away for a gap, at the longest to the end of its
// activation. From then on what the payload calls device.sequence counts from 1
// again; the header iotsim-seq does not notice.

// A restart is when a device has started anew, and what it knows of before.
type restart struct {
	at     int64 // when it was back
	before int64 // readings that were due by then
	fault  int   // of the plan; the effect that did it
	effect int
}

// restarted is when the gap of an activation is over.
func (h *hit) restarted(e *effect, a *activation) int64 {
	return min(a.begin+draw(e.gap, h.key.Stream(e.tagGap).Word(a.slot), 0), a.end)
}

// awayUntil is restarted, drawn once an activation.
func (h *hit) awayUntil(f *faultHit, e *effect, a *activation) int64 {
	s := &f.states[e.ordinal]
	if !s.known {
		s.restarted, s.known = h.restarted(e, a), true
	}
	return s.restarted
}

// A reboots is the restarts of one effect that were found last: the last one
// before a slot, and in it.
type reboots struct {
	slot         int64 // for which they hold; none at first
	before, here restart
	any, again   bool // there is one before; there is one here
}

// newReboots is room for what is found of n effects.
func newReboots(n int) []reboots {
	all := make([]reboots, n)
	for i := range all {
		all[i].slot = -1
	}
	return all
}

// restartOf is the last restart of an effect at t or before.
func (h *hit) restartOf(f *faultHit, e *effect, t int64) (restart, bool) {
	slot := f.slotAt(t)
	if slot < 0 {
		return restart{}, false
	}
	k := &f.reboots[e.ordinal]
	if k.slot != slot {
		h.findRestarts(f, e, k, slot)
	}
	if k.again && k.here.at <= t {
		return k.here, true
	}
	return k.before, k.any
}

// findRestarts moves what was found to a slot: back to the last slot that had a
// restart, or to the one for which they were known.
func (h *hit) findRestarts(f *faultHit, e *effect, k *reboots, slot int64) {
	known := *k
	k.slot, k.any = slot, false
	for s := slot - 1; s >= 0 && !k.any; s-- {
		if s == known.slot && !known.again {
			k.before, k.any = known.before, known.any
			break
		}
		k.before, k.any = h.restartIn(f, e, s)
	}
	k.here, k.again = h.restartIn(f, e, slot)
}

// restartIn is the restart in a slot.
func (h *hit) restartIn(f *faultHit, e *effect, slot int64) (restart, bool) {
	a, ok := f.activate(h.anchor(f.fault), f.slot(slot))
	if !ok || a.begin >= a.end {
		return restart{}, false
	}
	at := h.restarted(e, &a)
	return restart{at, h.ticks.readingsBefore(h.stays, h.program.timeline.reach(at)), f.index, e.ordinal}, true
}

// lastRestart is the last restart of the device at t or before, of all its faults.
func (h *hit) lastRestart(t int64) (last restart, any bool) {
	for i := range h.faults {
		f := &h.faults[i]
		for j := range f.effects {
			e := &f.effects[j]
			if e.Kind != schema.Reboot {
				continue
			}
			if r, ok := h.restartOf(f, e, t); ok && (!any || r.at > last.at) {
				last, any = r, true
			}
		}
	}
	return last, any
}

// counted is the number of a reading as its payload says it.
func (it *item) counted() int64 {
	if it.hit == nil {
		return it.seq
	}
	return it.hit.sinceRestart(&it.reading)
}

// sinceRestart is the number of a reading as the device itself counts: from its
// last start on. Copies of a reading, clones and extra readings say the same.
func (h *hit) sinceRestart(r *reading) int64 {
	if !h.reboots {
		return r.seq
	}
	last, _ := h.lastRestart(r.due)
	return r.seq - last.before
}

// saysSequence says whether a payload holds device.sequence.
func saysSequence(p *schema.Payload) bool {
	if p == nil {
		return false
	}
	if len(p.Reference) == 2 && p.Reference[0] == "device" && p.Reference[1] == "sequence" {
		return true
	}
	for i := range p.Members {
		if saysSequence(&p.Members[i].Value) {
			return true
		}
	}
	for i := range p.Items {
		if saysSequence(&p.Items[i]) {
			return true
		}
	}
	return false
}

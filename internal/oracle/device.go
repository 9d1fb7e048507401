package oracle

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"

	"github.com/iotsim/iotsim/internal/signal"
)

// What happens to a device itself: it is away, it starts anew, it sends at another
// pace, or others send under its id.

// away drops what is due before a time in the activation.
func (t touch) away(all []reading, until int64) {
	for i := range all {
		if r := &all[i]; t.covers(r) && r.due < until {
			r.dropped = true
			t.label(r, Label{Dropped: true})
		}
	}
}

// restarts is when the device is back from its reboot.
func (t touch) restarts() int64 {
	gap := int64(0)
	if t.what().Gap != nil {
		gap = drawn(t.what().Gap, t.word(t.activation.Slot, signal.Gap))
	}
	return min(t.activation.Begin+gap, t.activation.End)
}

// count numbers the readings as the device does: from its last start on.
func count(reboots []touch, all []reading) {
	slices.SortStableFunc(reboots, func(a, b touch) int { return cmp.Compare(a.restarts(), b.restarts()) })
	for i := range all {
		r := &all[i]
		r.own = r.sequence
		var last *touch
		for j := range reboots {
			// Of several at one instant the first in the file is named.
			if at := reboots[j].restarts(); at <= r.due && (last == nil || at > last.restarts()) {
				last = &reboots[j]
			}
		}
		if last == nil {
			continue
		}
		for j := range all {
			if all[j].due < last.restarts() {
				r.own--
			}
		}
		if r.own != r.sequence && last.device.Group.CountsItself && !r.dropped {
			last.label(r, Label{Restart: true})
		}
	}
}

// beats is how many multiples of the factor lie in (m, m+1].
func (t touch) beats(m int64) int64 {
	until := func(m int64) int64 { return floor(new(big.Rat).Quo(integerRat(m), t.what().Factor)).Int64() }
	return until(m+1) - until(m)
}

func integerRat(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// place is how many ticks of the device's schedule, online or not, lie between
// the activation's begin and a tick.
func (t touch) place(l *timeline, tick int64) int64 {
	return tick - l.ticksBefore(t.device, t.activation.Begin)
}

// chatter sends extra readings up to the next tick, evenly in interval-time.
func (t touch) chatter(l *timeline, all []reading) {
	for i := range all {
		r := &all[i]
		if r.dropped || !t.covers(r) {
			continue
		}
		sent, extra := t.beats(t.place(l, r.tick)), 0
		here, next := target(t.device, r.tick), target(t.device, r.tick+1)
		leaves := l.leaves(t.device.Threshold, r.due)
		for j := int64(1); j < sent; j++ {
			way := new(big.Rat).Sub(next, here)
			way.Mul(way, big.NewRat(j, sent))
			x := new(big.Rat).Add(here, new(big.Rat).SetInt(floor(way)))
			due, ok := l.due(x)
			if !ok || due >= min(t.activation.End, t.device.Death, leaves) {
				break
			}
			r.copies = append(r.copies, extraCopy{r.send + due - r.due, due})
			extra++
		}
		if extra > 0 {
			t.label(r, Label{})
		}
	}
}

// leaves is when a device that is online at t goes offline.
func (l *timeline) leaves(threshold *big.Int, t int64) int64 {
	end := int64(0)
	for _, p := range l.share {
		switch w := p.admits(threshold); {
		case w.Start >= w.End || w.End <= t:
		case end == 0 && w.Start <= t, end == w.Start:
			end = w.End
		}
	}
	return end
}

// clone lets others send under the device's id.
func (t touch) clone(all []reading) {
	for i := range all {
		r := &all[i]
		if r.dropped || !t.covers(r) {
			continue
		}
		for c := int64(1); c <= t.what().Copies; c++ {
			later := c * int64(t.what().Shift)
			r.copies = append(r.copies, extraCopy{r.send + later, r.due + later})
		}
		t.label(r, Label{})
	}
}

// reorder sends a reading a nanosecond behind a later one, as offline effects
// left both.
func (t touch) reorder(all, left []reading) {
	for i := range all {
		r, j := &all[i], int64(i)+t.what().Behind
		if r.dropped || !t.covers(r) || !t.shares(r.tick) || j >= int64(len(all)) {
			continue
		}
		after := left[j].send
		if left[j].dropped {
			after = left[j].due
		}
		if by := after + 1 - left[i].send; by > 0 {
			r.send += by
			t.label(r, Label{Delay: by})
		}
	}
}

// loses says whether a touch of the drop stage drops a reading.
func (t touch) loses(l *timeline, r *reading) bool {
	switch t.what().Kind {
	case BurstEffect:
		channel := signal.NewBursts(t.what().Enter, t.what().Leave)
		tag := signal.NewTag(signal.Burst, t.fault.Name, strconv.Itoa(t.effect))
		return channel.At(t.device.key.Stream(tag), r.tick) && t.shares(r.tick)
	case IntervalEffect:
		return t.beats(t.place(l, r.tick)) == 0
	}
	return t.shares(r.tick)
}

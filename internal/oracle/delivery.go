package oracle

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/iotsim/iotsim/internal/signal"
)

// A reading is one tick of a device that is online, and what becomes of it.
type reading struct {
	tick     int64
	sequence int64 // from 1
	due      int64
	phase    int
	send     int64
	dropped  bool
	copies   []extraCopy // 1, 2, …
	own      int64       // number by the device's own count
	labels   []Label
}

// An extraCopy is when a copy is sent, and when what it says was measured.
type extraCopy struct{ send, made int64 }

// A Label says that an effect touched a reading.
type Label struct {
	Fault    int // index in Scenario.Faults
	Effect   int // ordinal in the fault
	Kind     EffectKind
	Device   int64 // fleet index
	Tick     int64
	Sequence int64
	Due      int64
	Send     int64 // when the reading is sent; of a dropped one its due time
	Dropped  bool  // by this effect
	Delay    int64 // that this effect alone gives the reading, nanoseconds
	Copies   int64 // duplicate, clone, interval: how often the reading is sent in all
	Restart  bool  // the message counts anew
}

// readings is the schedule of a device, as if no fault existed.
func (l *timeline) readings(d *Device) []reading {
	var all []reading
	for tick := int64(0); ; tick++ {
		if target(d, tick).Sign() < 0 {
			continue // no such tick
		}
		t, ok := l.due(target(d, tick))
		if !ok || t >= d.Death {
			return all
		}
		if l.online(d.Threshold, t) {
			all = append(all, reading{
				tick: tick, sequence: int64(len(all)) + 1, due: t, send: t, phase: l.phaseAt(t),
			})
		}
	}
}

// target is the interval-time of a tick: interval·n + offset, moved by jitter.
func target(d *Device, tick int64) *big.Rat {
	x := new(big.Int).Mul(big.NewInt(int64(d.Group.Interval)), big.NewInt(tick))
	x.Add(x, big.NewInt(d.Offset))
	return new(big.Rat).SetInt(x.Add(x, big.NewInt(d.moved(tick))))
}

// A touch is one effect during one activation of its fault on one device.
type touch struct {
	device     *Device
	fault      *Fault
	effect     int
	activation Activation
}

func (t touch) what() Effect { return t.fault.Effects[t.effect] }

// word is a draw for this effect.
func (t touch) word(i int64, p signal.Purpose) uint64 {
	return t.device.word(i, p, t.fault.Name, strconv.Itoa(t.effect))
}

// covers says whether the reading is due while the fault is active.
func (t touch) covers(r *reading) bool {
	return t.activation.Begin <= r.due && r.due < t.activation.End && t.admits(r.due)
}

// admits says whether the fault's when lets it touch a reading.
func (t touch) admits(due int64) bool { return t.fault.When == nil || t.fault.When(due) }

// shares says whether the effect's share of the readings takes this tick.
func (t touch) shares(tick int64) bool {
	return signal.Unit(t.word(tick, signal.Share)) < t.what().Share
}

// label notes that the effect touched the reading.
func (t touch) label(r *reading, l Label) {
	l.Fault, l.Effect, l.Kind = t.activation.Fault, t.effect, t.what().Kind
	l.Device, l.Tick, l.Sequence, l.Due = t.device.Index, r.tick, r.sequence, r.due
	r.labels = append(r.labels, l)
}

// touches is every effect of some kinds during every activation, in the order of the
// file.
func touches(s *Scenario, d *Device, happens []Activation, kinds ...EffectKind) []touch {
	var all []touch
	for fault := range s.Faults {
		for effect, e := range s.Faults[fault].Effects {
			for _, a := range happens {
				if a.Fault == fault && slices.Contains(kinds, e.Kind) {
					all = append(all, touch{d, &s.Faults[fault], effect, a})
				}
			}
		}
	}
	return all
}

// deliver lets the activations act on a device's readings.
func deliver(s *Scenario, l *timeline, d *Device, happens []Activation, all []reading) {
	for _, t := range touches(s, d, happens, OfflineEffect, SilenceEffect, RebootEffect) {
		switch t.what().Kind {
		case OfflineEffect:
			t.hold(all)
		case SilenceEffect:
			t.away(all, t.activation.End)
		case RebootEffect:
			t.away(all, t.restarts())
		}
	}
	left := slices.Clone(all)
	drop(l, touches(s, d, happens, DropEffect, BurstEffect, IntervalEffect), all)
	for _, t := range touches(s, d, happens, DelayEffect, ReorderEffect) {
		if t.what().Kind == DelayEffect {
			t.delay(all)
		} else {
			t.reorder(all, left)
		}
	}
	for _, t := range touches(s, d, happens, DuplicateEffect, CloneEffect, IntervalEffect) {
		switch t.what().Kind {
		case DuplicateEffect:
			t.duplicate(all)
		case CloneEffect:
			t.clone(all)
		case IntervalEffect:
			t.chatter(l, all)
		}
	}
	count(touches(s, d, happens, RebootEffect), all)
	finish(all)
}

// back is when an offline device is connected again.
func (t touch) back() int64 {
	if t.what().Reconnect == nil {
		return t.activation.End
	}
	return t.activation.End + drawn(t.what().Reconnect, t.word(t.activation.Slot, signal.Reconnect))
}

// hold keeps the newest readings that are due before the device is back, drops
// the older ones, and sends what was kept and the readings behind it.
func (t touch) hold(all []reading) {
	back, held := t.back(), int64(0)
	for i := range all {
		if t.activation.Begin <= all[i].due && all[i].due < back {
			held++
		}
	}
	excess := max(0, held-t.what().Buffer)
	j := int64(0)
	for i := range all {
		r := &all[i]
		if r.due < t.activation.Begin {
			continue
		}
		if j < excess {
			r.dropped = true
			t.label(r, Label{Dropped: true})
		} else if send := t.drains(back, j-excess); send > r.due {
			r.send = max(r.send, send)
			t.label(r, Label{Delay: send - r.due})
		} else {
			return // due has won: from here on at due
		}
		j++
	}
}

// drains is when the i-th kept reading leaves at the earliest: back + i/backfill.
func (t touch) drains(back, i int64) int64 {
	rate := t.what().Backfill
	if rate == nil {
		return back
	}
	wait := new(big.Rat).SetInt64(i)
	wait.Quo(wait, rate)
	return back + floor(wait.Mul(wait, rational("1000000000"))).Int64()
}

// drop drops what is left of offline. Each drop sees the same readings.
func drop(l *timeline, touches []touch, all []reading) {
	for i := range all {
		r := &all[i]
		if r.dropped {
			continue
		}
		for _, t := range touches {
			if t.covers(r) && t.loses(l, r) {
				r.dropped = true
				t.label(r, Label{Dropped: true})
			}
		}
	}
}

// delay adds to the send time.
func (t touch) delay(all []reading) {
	for i := range all {
		r := &all[i]
		if r.dropped || !t.covers(r) || !t.shares(r.tick) {
			continue
		}
		by := drawn(t.what().By, t.word(r.tick, signal.Delay))
		if by = min(max(by, 0), int64(t.what().Max)); by > 0 {
			r.send += by
			t.label(r, Label{Delay: by})
		}
	}
}

// duplicate sends copies behind the reading.
func (t touch) duplicate(all []reading) {
	for i := range all {
		r := &all[i]
		if r.dropped || !t.covers(r) || !t.shares(r.tick) {
			continue
		}
		for range t.what().Copies {
			r.copies = append(r.copies, extraCopy{r.send + int64(t.what().After), r.due})
		}
		t.label(r, Label{})
	}
}

// finish tells the labels what became of their reading in the end.
func finish(all []reading) {
	for i := range all {
		r := &all[i]
		if r.dropped {
			r.send = r.due
		}
		for j := range r.labels {
			l := &r.labels[j]
			l.Send = r.send
			if !l.Dropped && slices.Contains([]EffectKind{DuplicateEffect, CloneEffect, IntervalEffect}, l.Kind) {
				l.Copies = 1 + int64(len(r.copies))
			}
		}
	}
}

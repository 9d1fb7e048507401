package oracle

import "math/big"

// Totals is Expand(s).Counts for fleets that are too large for it. It looks at no
// due time: tick n is due before t exactly when interval·n + offset < S(t), so the
// ticks of a stretch of time are a range of numbers, and only ticks that a fault
// covers are looked at one by one.
func Totals(s Scenario) Counts {
	devices := fleet(s)
	e := &Expectation{Devices: devices, line: layOut(s, devices)}
	happens := e.happen(s)
	counts := newCounts(s)
	for i := range devices {
		d := &devices[i]
		c := census{line: e.line, device: d, stretches: e.line.stretches(d)}
		c.plan(counts[d.Partition])
		c.deliver(&s, happens[d.Index], counts[d.Partition])
	}
	return counts
}

// A stretch is a run of ticks, [first, last), that the device is online for.
type stretch struct {
	first, last int64
	phase       int
}

// A census counts the readings of one device.
type census struct {
	line      *timeline
	device    *Device
	stretches []stretch // in order, without overlap
}

// ticksBefore is how many ticks of the device are due before t, online or not.
// The phases' borders come up for every device: S is worth remembering there.
func (l *timeline) ticksBefore(d *Device, t int64) int64 {
	t = min(t, l.end)
	passed, ok := l.known[t]
	if !ok {
		passed = l.S(t)
	}
	return l.ticksBelow(d, passed)
}

// ticksBelow is the number of n >= 0 with interval·n + offset < passed. Jitter
// moves a tick by less than half of the interval, so it may change that by one.
func (l *timeline) ticksBelow(d *Device, passed *big.Rat) int64 {
	// An integer is below passed exactly when it is below its ceiling.
	limit := ceil(passed).Int64()
	n, interval := int64(0), int64(d.Group.Interval)
	if left := limit - d.Offset; left > 0 {
		n = (left + interval - 1) / interval
	}
	falls := func(n int64) int64 { return interval*n + d.Offset + d.moved(n) }
	for n > 0 && falls(n-1) >= limit {
		n--
	}
	for falls(n) < limit {
		n++
	}
	return n
}

// stretches is when the device is online, piece by piece of the share's curve,
// as ranges of ticks.
func (l *timeline) stretches(d *Device) []stretch {
	var all []stretch
	for _, p := range l.share {
		w := p.admits(d.Threshold)
		w.End = min(w.End, d.Death)
		if w.Start >= w.End {
			continue
		}
		s := stretch{l.ticksBefore(d, w.Start), l.ticksBefore(d, w.End), l.phaseAt(p.start)}
		if s.first < s.last {
			all = append(all, s)
		}
	}
	return all
}

// admits is the part of a linear piece of share that is not below the threshold.
func (p piece) admits(threshold *big.Int) Window {
	th := new(big.Rat).SetInt(threshold)
	if p.from.Cmp(th) >= 0 && p.to.Cmp(th) >= 0 {
		return Window{p.start, p.end}
	}
	if p.from.Cmp(th) < 0 && p.to.Cmp(th) < 0 {
		return Window{}
	}
	// Where the line crosses: start + (th − from) / (to − from) · width.
	x := new(big.Rat).Sub(th, p.from)
	x.Quo(x, new(big.Rat).Sub(p.to, p.from))
	x.Mul(x, new(big.Rat).SetInt64(p.end-p.start))
	if p.from.Cmp(p.to) < 0 {
		return Window{p.start + ceil(x).Int64(), p.end}
	}
	return Window{p.start, min(p.start+floor(x).Int64()+1, p.end)}
}

// plan counts the readings, as if no fault existed.
func (c census) plan(counts []Count) {
	for _, s := range c.stretches {
		counts[s.phase].Planned += s.last - s.first
		counts[s.phase].Published += s.last - s.first
	}
}

// ticks is the readings due in [begin, end), by tick.
func (c census) ticks(begin, end int64) []int64 {
	from, to := c.line.ticksBefore(c.device, begin), c.line.ticksBefore(c.device, end)
	var all []int64
	for _, s := range c.stretches {
		for n := max(from, s.first); n < min(to, s.last); n++ {
			all = append(all, n)
		}
	}
	return all
}

// phase is the phase in which a reading is due.
func (c census) phase(tick int64) int {
	for _, s := range c.stretches {
		if tick < s.last {
			return s.phase
		}
	}
	panic("no stretch holds the tick")
}

// admits says whether a fault's when lets it touch a reading. Without one no due
// time is needed.
func (c census) admits(t touch, tick int64) bool {
	if t.fault.When == nil {
		return true
	}
	due, _ := c.line.due(target(c.device, tick))
	return t.admits(due)
}

// deliver counts what the faults drop and duplicate.
func (c census) deliver(s *Scenario, happens []Activation, counts []Count) {
	dropped := map[int64]bool{}
	for _, t := range touches(s, c.device, happens, OfflineEffect) {
		held := c.ticks(t.activation.Begin, t.back())
		for _, tick := range held[:max(0, int64(len(held))-t.what().Buffer)] {
			dropped[tick] = true
		}
	}
	for _, t := range touches(s, c.device, happens, DropEffect) {
		for _, tick := range c.ticks(t.activation.Begin, t.activation.End) {
			if c.admits(t, tick) && t.shares(tick) {
				dropped[tick] = true
			}
		}
	}
	for tick := range dropped {
		counts[c.phase(tick)].Dropped++
		counts[c.phase(tick)].Published--
	}
	for _, t := range touches(s, c.device, happens, DuplicateEffect) {
		for _, tick := range c.ticks(t.activation.Begin, t.activation.End) {
			if !dropped[tick] && c.admits(t, tick) && t.shares(tick) {
				counts[c.phase(tick)].Duplicated += t.what().Copies
				counts[c.phase(tick)].Published += t.what().Copies
			}
		}
	}
}

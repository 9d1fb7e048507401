package oracle

import "math/big"

// A timeline is what all devices share: when each phase is, how much
// interval-time has passed, and which share of the fleet is online.
type timeline struct {
	turns  []turn // every time that a phase runs
	rate   []piece
	passed []*big.Rat // S at the start of each piece of rate
	total  *big.Rat   // S at the end
	share  []piece    // in units of 2^-63, whole at both ends
	end    int64
	known  map[int64]*big.Rat // S at the borders of the phases, and wherever share bends
}

// A turn is one time that a phase runs.
type turn struct {
	Window
	phase int // index in Scenario.Phases
}

// order is the phases as they run: those of a cycle again and again.
func order(s Scenario) []int {
	var all []int
	next := 0
	for _, c := range s.Cycles {
		for ; next < c.First; next++ {
			all = append(all, next)
		}
		for range c.Times {
			for i := c.First; i < c.End; i++ {
				all = append(all, i)
			}
		}
		next = c.End
	}
	for ; next < len(s.Phases); next++ {
		all = append(all, next)
	}
	return all
}

// layOut puts the phases one after the other.
func layOut(s Scenario, devices []Device) *timeline {
	l := &timeline{total: new(big.Rat), known: map[int64]*big.Rat{}}
	stays := Percent("100")
	for _, i := range order(s) {
		if s.Cut > 0 && l.end >= int64(s.Cut) {
			break // nobody looks at what comes after
		}
		p := s.Phases[i]
		start, end := l.end, l.end+int64(p.Duration)
		if p.Forever {
			end = int64(s.Cut)
		}
		curve := p.Devices
		if curve == nil {
			curve = Hold(stays)
		}
		stays = curve.To
		share := curve.pieces(start, end, shareOf(devices))
		l.share = append(l.share, cut(share)...)
		l.addRate(p.Rate, start, end, multiplier(s, devices, share))
		l.turns = append(l.turns, turn{Window{start, end}, i})
		l.end = end
	}
	if s.Cut > 0 && int64(s.Cut) < l.end {
		l.cut(int64(s.Cut))
	}
	for _, p := range l.share {
		l.known[p.end] = l.S(p.end)
	}
	return l
}

// cut ends the time line in the middle. Curves are as they were: what is due at
// the end or later does not exist, that is all.
func (l *timeline) cut(end int64) {
	l.total = l.S(end)
	l.end = end
	for l.turns[len(l.turns)-1].Start >= end {
		l.turns = l.turns[:len(l.turns)-1]
	}
	l.turns[len(l.turns)-1].End = end
	for l.share[len(l.share)-1].start >= end {
		l.share = l.share[:len(l.share)-1]
	}
}

// shareOf makes a level of devices a share in units of 2^-63, not yet cut.
func shareOf(devices []Device) func(Level) *big.Rat {
	return func(l Level) *big.Rat {
		if l.Unit == Number {
			return new(big.Rat).SetInt(thresholdOf(devices, l.Value.Num().Int64()))
		}
		return new(big.Rat).Mul(l.Value, new(big.Rat).SetInt(whole))
	}
}

// cut makes the shares at the borders of pieces whole units.
func cut(pieces []piece) []piece {
	units := make([]piece, len(pieces))
	for i, p := range pieces {
		p.from = new(big.Rat).SetInt(floor(p.from))
		p.to = new(big.Rat).SetInt(floor(p.to))
		units[i] = p
	}
	return units
}

// multiplier makes a level of rate a multiple of the models' own rate. A fleet
// total is divided by what the fleet does at rate 1 where its share is largest.
func multiplier(s Scenario, devices []Device, share []piece) func(Level) *big.Rat {
	return func(l Level) *big.Rat {
		if l.Unit == Multiple {
			return l.Value
		}
		return new(big.Rat).Quo(l.Value, ownRate(s, devices, largestEnd(share)))
	}
}

// largestEnd is the larger of a phase's two shares, at its start and at its end.
func largestEnd(share []piece) *big.Rat {
	whole := cut(share)
	first, last := whole[0].from, whole[len(whole)-1].to
	if first.Cmp(last) > 0 {
		return first
	}
	return last
}

// ownRate is the readings a second of the devices that a share admits, at rate 1.
func ownRate(s Scenario, devices []Device, share *big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, g := range s.Groups {
		members := devices[:g.Count]
		devices = devices[g.Count:]
		sum.Add(sum, big.NewRat(admitted(members, share)*1e9, int64(g.Interval)))
	}
	return sum
}

// addRate appends one phase's rate and carries the integral on.
func (l *timeline) addRate(c *Curve, start, end int64, value func(Level) *big.Rat) {
	if c == nil {
		c = Hold(Times("1"))
	}
	for _, p := range c.pieces(start, end, value) {
		l.rate = append(l.rate, p)
		l.passed = append(l.passed, l.total)
		l.total = new(big.Rat).Add(l.total, p.area(p.end))
	}
}

// S is the interval-time passed at t, in nanoseconds: the integral of the rate.
func (l *timeline) S(t int64) *big.Rat {
	if t >= l.end {
		return l.total
	}
	for i, p := range l.rate {
		if t < p.end {
			return new(big.Rat).Add(l.passed[i], p.area(t))
		}
	}
	panic("unreachable: the pieces cover the time line")
}

// due is the largest t with S(t) <= target; ok is false when that is the end of
// the time line or later.
func (l *timeline) due(target *big.Rat) (t int64, ok bool) {
	if l.total.Cmp(target) <= 0 {
		return 0, false
	}
	// The last piece that begins at or below the target holds t: S(low) <= target
	// and S(high) > target before and after every step. Its area is compared with
	// what is left of the target there.
	i := len(l.rate) - 1
	for l.passed[i].Cmp(target) > 0 {
		i--
	}
	left := new(big.Rat).Sub(target, l.passed[i])
	low, high := l.rate[i].start, l.rate[i].end
	for high-low > 1 {
		middle := low + (high-low)/2
		if l.rate[i].area(middle).Cmp(left) <= 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return low, true
}

// online says whether a share's curve admits the threshold at t.
func (l *timeline) online(threshold *big.Int, t int64) bool {
	for _, p := range l.share {
		if t < p.end {
			return p.at(t).Cmp(new(big.Rat).SetInt(threshold)) >= 0
		}
	}
	return false
}

// phaseAt is the index of the phase that holds t.
func (l *timeline) phaseAt(t int64) int {
	for _, p := range l.turns {
		if t < p.End {
			return p.phase
		}
	}
	panic("no phase holds the instant")
}

// first is when a phase runs for the first time.
func (l *timeline) first(phase int) Window {
	for _, t := range l.turns {
		if t.phase == phase {
			return t.Window
		}
	}
	return Window{}
}

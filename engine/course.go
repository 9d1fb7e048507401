package engine

import (
	"math/big"
	"slices"

	"github.com/iotsim/iotsim/schema"
)

// A course is how far the time line has been laid.
type course struct {
	time  int64
	level Share    // of the fleet: it stays as a phase leaves it
	area  *big.Rat // interval-time so far, of what is counted
}

// phases lays the phases end to end, and cycles as often as they repeat.
func (c *compiler) phases() {
	s := c.scenario
	at := course{level: wholeFleet, area: new(big.Rat)}
	for i := 0; i < len(s.Phases); {
		src, end := &s.Phases[i], i+1
		switch cycle := s.CycleOf(i); {
		case cycle != nil:
			end = cycle.End
			c.repeat(&at, cycle)
		case src.Forever:
			c.endless(&at, i)
		default:
			c.plan.Phases = append(c.plan.Phases, c.lay(&at, i, end)...)
		}
		if at.area.Cmp(big.NewRat(maxArea, 1)) > 0 || at.time > maxArea {
			c.fault(src.Range, "Rate too high for long", "Durations times rates add up to more than %d years by the end of phase %q. Shorten the phase or lower its rate.", maxArea/yearNanos, s.Phases[end-1].Name)
			return
		}
		i = end
	}
	c.plan.Duration = at.time
	if cut := int64(s.Cut); cut > 0 {
		c.plan.Duration = min(cut, at.time)
	}
	c.checkTotal(at.area)
}

// lay is the phases from first to before end, one after the other. The fleet
// stays as a phase leaves it; the rate returns to 1.
func (c *compiler) lay(at *course, first, end int) []Phase {
	var phases []Phase
	for i := first; i < end; i++ {
		src := &c.scenario.Phases[i]
		ph := Phase{Name: src.Name, Start: at.time, End: at.time + int64(src.Duration)}
		at.level = c.share(&ph, src, at.level)
		c.rate(&ph, src)
		for _, f := range src.Faults {
			ph.Faults = append(ph.Faults, c.scenario.Faults[f].Name)
		}
		for _, piece := range ph.Rate {
			at.area.Add(at.area, integral(piece))
		}
		phases = append(phases, ph)
		at.time = ph.End
	}
	return phases
}

// repeat lays a cycle. The first time it takes the fleet over from what is before
// it, later from its own end, so that all times from the second on are alike.
func (c *compiler) repeat(at *course, cycle *schema.Cycle) {
	start, level, faults := at.time, at.level, len(c.diags)
	phases := c.lay(at, cycle.First, cycle.End)
	every := at.time - start
	more := big.NewRat(cycle.Times-1, 1)
	again := course{time: at.time, level: at.level, area: new(big.Rat)}
	later := phases
	if at.level != level && len(c.diags) == faults {
		later = c.lay(&again, cycle.First, cycle.End)
	} else {
		for i := range phases {
			for _, piece := range phases[i].Rate {
				again.area.Add(again.area, integral(piece))
			}
		}
	}
	for i := range phases {
		ph := &phases[i]
		ph.Cycle, ph.Times, ph.Every = cycle.Name, cycle.Times, every
		if curves := (Curves{later[i].Share, later[i].Rate}); later[i].Start != ph.Start && !curves.same(ph, every) {
			ph.Again = &curves
		}
	}
	at.area.Add(at.area, again.area.Mul(again.area, more))
	at.time = start + every*cycle.Times
	at.level = again.level
	c.plan.Phases = append(c.plan.Phases, phases...)
}

// same says whether the curves are the phase's own, so much later.
func (c *Curves) same(ph *Phase, later int64) bool {
	return slices.EqualFunc(c.Share, ph.Share, func(a, b SharePiece) bool {
		return a == SharePiece{b.Start + later, b.End + later, b.From, b.To}
	}) && slices.EqualFunc(c.Rate, ph.Rate, func(a, b Piece) bool {
		return a == Piece{b.Start + later, b.End + later, b.From, b.To}
	})
}

// maxForever ends what has no end: far beyond any run, and sums of a few times
// and durations still fit int64.
const maxForever = 30 * yearNanos

// endless lays a phase that lasts forever. Only its first hour is counted.
func (c *compiler) endless(at *course, index int) {
	src := c.scenario.Phases[index]
	ph := Phase{Name: src.Name, Start: at.time, End: at.time + hour}
	at.level = c.share(&ph, &src, at.level)
	c.rate(&ph, &src)
	for _, f := range src.Faults {
		ph.Faults = append(ph.Faults, c.scenario.Faults[f].Name)
	}
	left := new(big.Rat).Sub(big.NewRat(maxArea, 1), at.area)
	at.area.Add(at.area, integral(ph.Rate[0]))
	end := maxForever
	if multiple := rat(ph.Rate[0].From); multiple.Sign() > 0 {
		left.Quo(left, multiple)
		end = min(end, at.time+new(big.Int).Quo(left.Num(), left.Denom()).Int64())
	}
	ph.End, ph.Share[0].End, ph.Rate[0].End = end, end, end
	c.plan.Forever = true
	c.plan.Phases = append(c.plan.Phases, ph)
	at.time = end
}

// faults gives every fault the windows of the phases that list it, in each of
// their turns; adjacent ones merge.
func (c *compiler) faults() {
	turns := c.plan.turns()
	for i := range c.scenario.Faults {
		f := Fault{Fault: c.scenario.Faults[i]}
		for _, t := range turns {
			if !slices.Contains(c.scenario.Phases[t.phase].Faults, i) {
				continue
			}
			if n := len(f.Windows); n > 0 && f.Windows[n-1].End == t.start {
				f.Windows[n-1].End = t.end
			} else {
				f.Windows = append(f.Windows, Window{t.start, t.end})
			}
		}
		c.plan.Faults = append(c.plan.Faults, f)
	}
}

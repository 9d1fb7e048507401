package schema

import (
	"math"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// declarePhases makes the phases known, those in cycles too, in the order in
// which they run. The bodies of cycles hold the indexes of theirs.
func (d *decoder) declarePhases(file *body) (phases, cycles []*body) {
	phase := func(block *hclsyntax.Block) {
		b := d.body(block, phaseType)
		d.name(b)
		phases = append(phases, b) // even without a name: what else is wrong with it?
	}
	names := map[string]hcl.Range{}
	for _, block := range file.inner {
		switch block.Type {
		case phaseType.Name:
			phase(block)
		case cycleType.Name:
			b := d.body(block, cycleType)
			d.unique(b, names)
			b.first = len(phases)
			for _, inner := range b.inner {
				phase(inner)
			}
			b.end = len(phases)
			cycles = append(cycles, b)
		}
	}
	return phases, cycles
}

// cycle takes a cycle block, whose phases were taken before.
func (d *decoder) cycle(b *body) {
	c := Cycle{Name: b.name, First: b.first, End: b.end, Times: 1, Range: b.head}
	if n, ok := b.whole("times", 1, math.MaxInt32); ok {
		c.Times = n
	}
	if c.First < c.End && c.Times > 1 {
		d.scenario.Cycles = append(d.scenario.Cycles, c)
	}
}

// CycleOf is the cycle that repeats a phase, nil when it runs once.
func (s *Scenario) CycleOf(phase int) *Cycle {
	for i := range s.Cycles {
		if c := &s.Cycles[i]; c.First <= phase && phase < c.End {
			return c
		}
	}
	return nil
}

// A part is a phase that runs once, or a cycle from its first phase on.
type part struct {
	phases []Phase
	cycle  *Cycle // nil: a phase
}

// part is the one that begins with a phase.
func (s *Scenario) part(first int) part {
	if c := s.CycleOf(first); c != nil {
		return part{s.Phases[c.First:c.End], c}
	}
	return part{s.Phases[first : first+1], nil}
}

// once is how long the part takes, without repetitions; cut off where that is
// longer than any time line.
func (p part) once() time.Duration {
	var sum time.Duration
	for i := range p.phases {
		sum = min(sum+p.phases[i].Duration, 2*maxTimeline)
	}
	return sum
}

// length is once with all repetitions, cut off in the same way.
func (p part) length() time.Duration {
	if once := p.once(); p.times() <= int64(2*maxTimeline/max(once, 1)) {
		return once * time.Duration(p.times())
	}
	return 2 * maxTimeline
}

func (p part) times() int64 {
	if p.cycle == nil {
		return 1
	}
	return p.cycle.Times
}

// easedStretches is how many straight pieces stand for an eased ramp.
const easedStretches = 64

// stretches is how much of a time line the part makes up.
func (p part) stretches() int64 {
	n := int64(0)
	for i := range p.phases {
		eased := func(c *Curve) bool { return c != nil && c.Ramp && c.Ease }
		if eased(p.phases[i].Devices) || eased(p.phases[i].Rate) {
			n += easedStretches
		} else {
			n++
		}
	}
	return n * p.times()
}

// at is where the part is written.
func (p part) at() hcl.Range {
	if p.cycle != nil {
		return p.cycle.Range
	}
	return p.phases[0].Range
}

// EndAfter ends the time line after the given duration: later phases are dropped,
// the one that it falls into is shortened. What is left runs as it would have:
// ramps keep the length that they were written for. In a cycle, the repetition
// that it falls into is the last.
func (s *Scenario) EndAfter(after time.Duration) {
	for i := 0; i < len(s.Phases); {
		p := s.part(i)
		forever := p.phases[0].Forever
		switch left := after; {
		case !forever && p.length() < left:
			after -= p.length()
			i += len(p.phases)
		case p.cycle != nil && left > p.once():
			s.Cut = s.before(i) + left
			p.cycle.Times = int64((left-1)/p.once()) + 1
			s.Phases = s.Phases[:p.cycle.End]
			s.Cycles = slices.DeleteFunc(s.Cycles, func(c Cycle) bool { return c.First > i })
			return
		case p.cycle != nil: // in its first time round: no cycle is left
			s.Cycles = slices.DeleteFunc(s.Cycles, func(c Cycle) bool { return c.First >= i })
		case forever || left <= p.phases[0].Duration:
			last := &s.Phases[i]
			if !forever {
				last.Devices, last.Rate = keepSpan(last.Devices, last.Duration), keepSpan(last.Rate, last.Duration)
			}
			last.Duration, last.Forever = left, false
			s.Phases = s.Phases[:i+1]
			return
		}
	}
}

// before is how long all takes that comes before a part, cut off as length is.
func (s *Scenario) before(first int) time.Duration {
	var sum time.Duration
	for i := 0; i < first; {
		p := s.part(i)
		sum = min(sum+p.length(), 2*maxTimeline)
		i += len(p.phases)
	}
	return sum
}

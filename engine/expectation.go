package engine

import (
	"math/bits"
	"slices"

	"github.com/iotsim/iotsim/schema"
)

// An Expectation is what must hold of a run, with the stretches of the time line
// that it is about: records count where they are planned to be sent. The window
// that ends with the plan also has the records that faults delay past its end.
type Expectation struct {
	schema.Expectation
	Windows []Window `json:"windows"` // none: --duration has cut them off
}

// windows are the phases of an expectation, in each of their turns, without what
// is left out at their starts; those that touch merge.
func (c *compiler) windows(e *schema.Expectation, turns []turn) []Window {
	settle := int64(e.Settle)
	if len(e.During) == 0 {
		return appendWindow(nil, settle, c.plan.Duration)
	}
	var windows []Window
	for _, t := range turns {
		if slices.Contains(e.During, c.plan.Phases[t.phase].Name) {
			windows = appendWindow(windows, t.start+settle, t.end)
		}
	}
	return windows
}

func appendWindow(windows []Window, start, end int64) []Window {
	switch n := len(windows); {
	case start >= end:
		return windows
	case n > 0 && windows[n-1].End == start:
		windows[n-1].End = end
		return windows
	}
	return append(windows, Window{start, end})
}

// expectations lays the expectations on the time line.
func (c *compiler) expectations() {
	turns := c.plan.turns()
	for i := range c.scenario.Expectations {
		e := &c.scenario.Expectations[i]
		c.plan.Expectations = append(c.plan.Expectations, Expectation{*e, c.windows(e, turns)})
	}
}

// A cover is a set of expectations: bit i is Plan.Expectations[i]. schema allows
// as many as there are bits.
type cover uint32

// each visits the expectations of the set.
func (c cover) each(visit func(i int)) {
	for ; c != 0; c &= c - 1 {
		visit(bits.TrailingZeros32(uint32(c)))
	}
}

// A segment is a stretch of the time line to which the same expectations apply,
// up to the start of the next; the last one has no end.
type segment struct {
	start  int64
	covers cover
}

// segmentsOf cuts the time line at the borders of all windows.
func segmentsOf(p *Plan) []segment {
	var borders []segment
	for i, e := range p.Expectations {
		for _, w := range e.Windows {
			borders = append(borders, segment{w.Start, 1 << i})
			if w.End < p.Duration {
				borders = append(borders, segment{w.End, 1 << i})
			}
		}
	}
	slices.SortFunc(borders, func(a, b segment) int {
		switch {
		case a.start < b.start:
			return -1
		case a.start > b.start:
			return 1
		}
		return 0
	})
	segments := []segment{{}}
	for _, b := range borders {
		last := &segments[len(segments)-1]
		if b.start == last.start {
			last.covers ^= b.covers // a window begins or ends: the bit turns over
			continue
		}
		segments = append(segments, segment{b.start, last.covers ^ b.covers})
	}
	return segments
}

// mostOnline is the highest number of devices that were online at once in the
// windows of an expectation, up to a plan time.
func (p *Program) mostOnline(windows []Window, until int64) int64 {
	most, any := Share(0), false
	pieces := p.presence.pieces
	for _, w := range windows {
		for len(pieces) > 0 && pieces[0].End <= w.Start {
			pieces = pieces[1:]
		}
		for i := range pieces {
			from, to := max(pieces[i].Start, w.Start), min(pieces[i].End, w.End, until)
			if from >= to {
				break
			}
			one := presence{pieces: pieces[i : i+1]}
			most, any = max(most, one.at(from), one.at(to)), true
		}
	}
	if !any {
		return 0
	}
	online := int64(0)
	for i := range p.fleet.groups {
		online += p.fleet.groups[i].online(most)
	}
	return online
}

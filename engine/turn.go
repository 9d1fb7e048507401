package engine

import "sort"

// A turn is one time that a phase runs: a phase outside of cycles has one, one
// in a cycle as many as the cycle has repetitions.
type turn struct {
	start, end int64
	phase      int   // index in Plan.Phases
	time       int64 // how often it ran before
}

// hour is the stretch of an endless phase whose records are counted.
const hour = dayNanos / 24

// Counted is the end of the time that counts are of, by due time: the plan's
// end, or an hour into a phase that lasts forever.
func (p *Plan) Counted() int64 {
	if !p.Forever {
		return p.Duration
	}
	return min(p.Duration, p.Phases[len(p.Phases)-1].Start+hour)
}

// turns are all of them, end to end from 0 to the plan's end.
func (p *Plan) turns() []turn {
	var turns []turn
	for i := 0; i < len(p.Phases); {
		last := i + 1
		for p.Phases[i].Cycle != "" && last < len(p.Phases) && p.Phases[last].Cycle == p.Phases[i].Cycle {
			last++
		}
		for time := int64(0); time < max(1, p.Phases[i].Times); time++ {
			for ph := i; ph < last; ph++ {
				start := p.Phases[ph].Start + time*p.Phases[ph].Every
				end := p.Phases[ph].End + time*p.Phases[ph].Every
				if start >= p.Duration {
					return turns // --duration ends a cycle in the middle
				}
				turns = append(turns, turn{start, min(end, p.Duration), ph, time})
			}
		}
		i = last
	}
	return turns
}

// curves are the phase's in one of its turns; they are shift earlier than it.
func (ph *Phase) curves(time int64) (c Curves, shift int64) {
	switch {
	case time == 0:
		return Curves{ph.Share, ph.Rate}, 0
	case ph.Again == nil:
		return Curves{ph.Share, ph.Rate}, time * ph.Every
	}
	return *ph.Again, (time - 1) * ph.Every
}

// variants are the curves that the phase has in any of its turns.
func (ph *Phase) variants() []Curves {
	if ph.Again == nil {
		return []Curves{{ph.Share, ph.Rate}}
	}
	return []Curves{{ph.Share, ph.Rate}, *ph.Again}
}

// unfold lays the curves of all turns end to end. Neighbours that hold the same
// level are one piece: what is looked up for every device has few of them.
func (p *Plan) unfold(turns []turn) (c Curves) {
	for _, t := range turns {
		curves, shift := p.Phases[t.phase].curves(t.time)
		for _, piece := range curves.Share {
			piece.Start, piece.End = piece.Start+shift, piece.End+shift
			if n := len(c.Share); n > 0 && c.Share[n-1].flat() && piece.flat() && c.Share[n-1].To == piece.From {
				c.Share[n-1].End = piece.End
				continue
			}
			c.Share = append(c.Share, piece)
		}
		for _, piece := range curves.Rate {
			piece.Start, piece.End = piece.Start+shift, piece.End+shift
			if n := len(c.Rate); n > 0 && c.Rate[n-1].flat() && piece.flat() && c.Rate[n-1].To == piece.From {
				c.Rate[n-1].End = piece.End
				continue
			}
			c.Rate = append(c.Rate, piece)
		}
	}
	return c
}

func (p *SharePiece) flat() bool { return p.From == p.To }

func (p *Piece) flat() bool { return p.From == p.To }

// turnAt is the turn in which t lies; what is later belongs to the last.
func (p *Program) turnAt(t int64) *turn {
	i := sort.Search(len(p.turns), func(i int) bool { return t < p.turns[i].end })
	return &p.turns[min(i, len(p.turns)-1)]
}

// phaseOf is the phase in which t lies; what is later belongs to the last.
func (p *Program) phaseOf(t int64) int { return p.turnAt(t).phase }

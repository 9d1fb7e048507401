package verify

import (
	"sort"

	"github.com/iotsim/iotsim/engine"
)

// A loss is planned records that follow each other, from the first to the last,
// and were not there when their turn was. Where an end is open, the record there is
// no part of it any more: it came later.
type loss struct {
	from, to         engine.Position
	fromOpen, toOpen bool
	records          int64
}

// has says that a planned position lies in the loss.
func (l *loss) has(p *engine.Position) bool {
	after := l.from.Before(p) || !l.fromOpen && !p.Before(&l.from)
	return after && (p.Before(&l.to) || !l.toOpen && !l.to.Before(p))
}

// losses are in the planned order.
type losses []loss

// add keeps a loss in mind, if there is room.
func (l *losses) add(more loss) {
	if len(*l) < remembered {
		*l = append(*l, more)
	}
}

// take says that a position lies in a loss, and takes it out.
func (l *losses) take(p *engine.Position) bool {
	i := sort.Search(len(*l), func(i int) bool { return !(*l)[i].to.Before(p) })
	if i == len(*l) || !(*l)[i].has(p) {
		return false
	}
	all := *l
	right := all[i]
	all[i].to, all[i].toOpen = *p, true
	if right.records == 1 {
		*l = append(all[:i], all[i+1:]...)
		return true
	}
	right.from, right.fromOpen = *p, true
	if len(all) < remembered {
		all = append(all, loss{})
		copy(all[i+2:], all[i+1:])
		all[i+1] = right
	}
	*l = all
	return true
}

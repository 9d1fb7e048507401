package engine

import (
	"context"
	"slices"
	"sync"
)

// count fills the plan's exact counts: records by stream and phase, whom each
// fault hits, the last send. Devices that no fault happens to are counted by
// arithmetic; of the others, only the readings that a sieve finds are looked at:
// until ctx ends, and then the counts are of no use.
func (p *Program) count(ctx context.Context) {
	plan := p.plan
	total := newTally(p)
	var mutex sync.Mutex // integer sums: their order cannot be seen
	p.fleet.parallel(func(g *group, index int, from, to int64) {
		t := newTally(p)
		for d := from; d < to && ctx.Err() == nil; d++ {
			t.device(ctx, g, index, d)
		}
		mutex.Lock()
		defer mutex.Unlock()
		total.add(t)
	})
	plan.Counts, plan.End, p.suffered = total.streams, total.lastSend(), total.suffered
	if plan.Forever {
		plan.End = plan.Duration
	}
	for i := range plan.Phases {
		plan.Phases[i].Count = Count{}
	}
	plan.Totals = Count{}
	for i, s := range plan.Streams {
		for ph, c := range plan.Counts[i].Phases {
			plan.Counts[i].Count = plan.Counts[i].plus(c)
			if !s.Labels && s.Sink == 0 {
				plan.Phases[ph].Count = plan.Phases[ph].Count.plus(c)
				plan.Totals = plan.Totals.plus(c)
			}
		}
	}
	for i := range plan.Faults {
		plan.Faults[i].Selected, plan.Faults[i].Hit = total.selected[i], total.hit[i]
		plan.Faults[i].Places = p.faults[i].scope.count()
		plan.Faults[i].Touched = total.touched[i]
		for _, d := range total.first[i] {
			plan.Faults[i].HitFirst = append(plan.Faults[i].HitFirst, p.ID(d))
		}
	}
}

func (c Count) plus(d Count) Count {
	return Count{c.Planned + d.Planned, c.Published + d.Published, c.Dropped + d.Dropped, c.Duplicated + d.Duplicated}
}

// A tally is the counts of some devices.
type tally struct {
	program  *Program
	turns    []turn  // that are counted
	borders  []int64 // interval-time at which each turn begins, and the end
	streams  []StreamCount
	selected []int64   // by fault
	hit      []int64   // by fault
	first    [][]int64 // by fault: the first of those hit, in order
	suffered []int64   // by fault: readings that it may pad
	touched  [][]Touched
	measured bool  // readings that faults may touch
	end      int64 // last send of what waits or is told
	last     int64 // interval-time of the last reading

	data     []Count  // of the device at hand, by phase
	labels   []Count  // the same
	labelled bool     // a sink has labels
	sequence Sequence // measures and delivers, for the readings that faults may touch
	stays    []stay
}

func newTally(p *Program) *tally {
	t := &tally{program: p, streams: make([]StreamCount, len(p.plan.Streams))}
	for i := range t.streams {
		t.streams[i].Phases = make([]Count, len(p.plan.Phases))
	}
	t.turns, t.borders = p.counted()
	t.data, t.labels = make([]Count, len(p.plan.Phases)), make([]Count, len(p.plan.Phases))
	t.labelled = p.plan.Labels != nil
	t.measured, t.touched = t.labelled, p.newTouched(t.labelled)
	t.selected, t.hit = make([]int64, len(p.faults)), make([]int64, len(p.faults))
	t.suffered = make([]int64, len(p.faults))
	t.last = -1
	t.first = make([][]int64, len(p.faults))
	t.sequence = Sequence{program: p, labels: true}
	return t
}

// add sums another tally into t.
func (t *tally) add(o *tally) {
	for i := range t.streams {
		t.streams[i].Devices += o.streams[i].Devices
		for j := range t.streams[i].Phases {
			t.streams[i].Phases[j] = t.streams[i].Phases[j].plus(o.streams[i].Phases[j])
		}
	}
	for i := range t.hit {
		t.selected[i] += o.selected[i]
		t.hit[i] += o.hit[i]
		t.suffered[i] += o.suffered[i]
		t.first[i] = append(t.first[i], o.first[i]...)
		slices.Sort(t.first[i])
		t.first[i] = t.first[i][:min(len(t.first[i]), namedHits)]
	}
	addTouched(t.touched, o.touched)
	t.end, t.last = max(t.end, o.end), max(t.last, o.last)
}

// lastSend is when the last record is sent: readings are in the order of their
// interval-times, so only one needs its due time.
func (t *tally) lastSend() int64 {
	if t.last < 0 {
		return t.end
	}
	hint := t.program.timeline.pieceOf(t.last)
	return max(t.end, t.program.timeline.due(t.last, &hint))
}

// namedHits is how many of the devices that a fault hits are named.
const namedHits = 5

// device counts one device, once for all sinks.
func (t *tally) device(ctx context.Context, g *group, index int, device int64) {
	p := t.program
	e := p.entry(g, index, device)
	clear(t.data)
	clear(t.labels)
	t.stays = p.stays(t.stays[:0], g, device, e.key)
	t.schedule(t.data, &e)
	for i, f := range p.faults {
		if f.selects(g, index, device) {
			t.selected[i]++
		}
	}
	if e.hit != nil {
		t.faults(ctx, &e)
	}
	for i := range p.routes {
		r := &p.routes[i]
		if r.data != none {
			t.enter(r.stream(index, device), t.data)
		}
		if r.labels != none && e.hit != nil {
			t.enter(r.label(device), t.labels)
		}
	}
}

// enter adds the counts of a device to those of a stream.
func (t *tally) enter(stream int, counts []Count) {
	s := &t.streams[stream]
	s.Devices++
	for i, c := range counts {
		s.Phases[i] = s.Phases[i].plus(c)
	}
}

// schedule counts the readings of a device, turn by turn. Stays and turns are
// both in order, so each is looked at once.
func (t *tally) schedule(phases []Count, e *entry) {
	ticks := t.program.cadence(e)
	i, end := 0, t.borders[len(t.borders)-1]
	for _, s := range t.stays {
		for i < len(t.turns) && t.borders[i+1] <= s.from {
			i++
		}
		for n := s.first; i < len(t.turns); i++ {
			next := ticks.from(min(s.to, t.borders[i+1]))
			phases[t.turns[i].phase].schedule(next - n)
			n = next
			if t.borders[i+1] > s.to {
				break
			}
		}
	}
	for i := len(t.stays) - 1; i >= 0; i-- {
		if s := &t.stays[i]; s.from < end {
			if last := ticks.from(min(s.to, end)) - 1; last >= s.first {
				t.last = max(t.last, ticks.at(last))
				return
			}
		}
	}
}

// schedule counts readings, each of which is sent so far.
func (c *Count) schedule(n int64) { c.Planned, c.Published = c.Planned+n, c.Published+n }

// faults counts what faults do to a device's readings, and its labels.
func (t *tally) faults(ctx context.Context, e *entry) {
	p, s := t.program, &t.sequence
	for i := range e.hit.faults {
		index := e.hit.faults[i].index
		if t.hit[index]++; t.hit[index] <= namedHits {
			t.first[index] = append(t.first[index], e.device)
		}
	}
	t.suffer(e.hit)
	if t.labelled {
		e.hit.events(e, func(it item) { t.labels[p.phaseOf(it.send)].schedule(1); t.end = max(t.end, it.send) })
	}
	e.hit.touched(ctx, e, 0, t.borders[len(t.borders)-1], t.labelled, func(r reading) {
		phase := p.phaseOf(r.due)
		d := &s.delivery
		t.deliver(r, func(item) { t.labels[phase].schedule(1) })
		c := &t.data[phase]
		if d.dropped {
			c.Dropped++
			c.Published--
			return
		}
		t.end = max(t.end, d.send)
		for i := range d.repeats {
			t.end = max(t.end, d.repeats[i].end(d, &r))
		}
		copies := d.copies()
		c.Duplicated += copies
		c.Published += copies
	})
}

// counted are the turns that counts are of, with their borders in interval-time.
// Neighbours of one phase are one.
func (p *Program) counted() (turns []turn, borders []int64) {
	end := p.plan.Counted()
	for _, t := range p.turns {
		if t.start >= end {
			break
		}
		if n := len(turns); n > 0 && turns[n-1].phase == t.phase {
			turns[n-1].end = t.end
			continue
		}
		turns = append(turns, t)
	}
	for _, t := range turns {
		borders = append(borders, p.timeline.reach(t.start))
	}
	return turns, append(borders, p.timeline.reach(end))
}

package engine

import (
	"math"
	"sort"
)

// seekBlocks is how finely the records that need enumeration are counted: a
// seek walks at most one block, and a table of blocks takes 32 KiB.
const seekBlocks = 4096

// A seekIndex counts a sequence's records by send time. Readings that no fault
// touches are counted by arithmetic whenever asked. The rest, those in the zones
// of hits, were enumerated once into prefix sums over equal blocks of time.
type seekIndex struct {
	length int64                 // of a block; all together cover the plan, or what is counted of an endless one
	before [seekBlocks + 1]int64 // enumerated records sent before block i
	zones  map[*hit][]span
	late   int64 // how long after it is due a record may be sent
}

// MoveTo goes to the record of rank k, 0 <= k <= Len. In a plan that lasts forever
// k may be larger: what is past the hour that counts are of is walked.
func (s *Sequence) MoveTo(k int64) {
	if s.index == nil {
		s.index = s.newIndex()
	}
	block := sort.Search(seekBlocks, func(i int) bool { return s.before(i+1) > k })
	s.rewind(block)
	for !s.done && (s.rank < k || s.now.kind == recordRest && k < s.Len()) {
		s.step()
	}
}

// newIndex enumerates what arithmetic cannot count.
func (s *Sequence) newIndex() *seekIndex {
	x := &seekIndex{zones: map[*hit][]span{}}
	x.length = s.program.plan.End/seekBlocks + 1
	if s.program.plan.Forever {
		x.length = max(1, s.program.plan.Counted()/seekBlocks)
	}
	count := func(it item) {
		if block := it.send / x.length; block < seekBlocks || !s.program.plan.Forever {
			x.before[min(block, seekBlocks-1)+1]++
		}
		if it.kind < recordBegin {
			x.late = max(x.late, it.send-it.due)
		}
	}
	s.walk.each(func(c *class, e *entry) {
		if e.hit == nil {
			return
		}
		zones := e.hit.zones(s.labels)
		x.zones[e.hit] = zones
		e.hit.touched(e, zones, func(r reading) { s.records(r, count) })
		if s.labels {
			e.hit.events(e, count)
		}
	})
	for i := range seekBlocks {
		x.before[i+1] += x.before[i]
	}
	return x
}

// records emits all records of a reading that lies in a zone.
func (s *Sequence) records(r reading, emit func(item)) {
	if s.labels {
		s.label(r, emit)
		return
	}
	d := &s.delivery
	r.hit.deliver(d, r)
	if !d.dropped {
		emit(item{reading: r, send: d.send})
	}
	s.copies(d, r, emit)
}

// before is how many records are sent before a block begins.
func (s *Sequence) before(block int) int64 {
	n := s.index.before[block]
	if s.labels {
		return n
	}
	x := int64(math.MaxInt64)
	if block < seekBlocks || s.program.plan.Forever {
		x = s.program.timeline.reach(int64(block) * s.index.length)
	}
	s.walk.each(func(_ *class, e *entry) {
		ticks := s.program.cadence(e)
		if e.hit != nil {
			n += ticks.readingsBefore(e.hit.stays, x)
			for _, z := range s.index.zones[e.hit] {
				n -= e.hit.readings(min(z.from, x), min(z.to, x))
			}
			return
		}
		stays := s.program.stayer(&s.program.fleet.groups[e.group], e.device, e.key)
		for stay, ok := stays.next(); ok && stay.from < x; stay, ok = stays.next() {
			n += ticks.between(stay.from, min(stay.to, x))
		}
	})
	return n
}

// rewind goes to the first record sent at the beginning of a block or later.
func (s *Sequence) rewind(block int) {
	t := int64(block) * s.index.length
	s.walk.rewind(t)
	s.late, s.done, s.rank = s.late[:0], false, s.before(block)
	x := s.program.timeline.reach(t)
	since := s.program.timeline.reach(t - s.index.late)
	s.walk.each(func(c *class, e *entry) {
		if e.hit == nil || s.index.late == 0 {
			return
		}
		var recent []span
		for _, z := range s.index.zones[e.hit] {
			if a, b := max(z.from, since), min(z.to, x); a < b {
				recent = append(recent, span{a, b})
			}
		}
		e.hit.touched(e, recent, func(r reading) {
			s.records(r, func(it item) {
				if it.send >= t {
					s.late.push(it)
				}
			})
		})
	})
	s.announce(t)
	s.advance()
}

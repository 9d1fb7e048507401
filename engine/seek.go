package engine

import (
	"context"
	"maps"
	"math"
	"runtime"
	"sort"
	"sync"
)

// seekBlocks is how finely the records that need enumeration are counted: a
// seek walks at most one block, and a table of blocks takes 32 KiB.
const seekBlocks = 4096

// A seekIndex counts a sequence's records by send time. Readings are counted by
// arithmetic whenever asked, as if no fault existed. What faults change about that
// was enumerated once into prefix sums over equal blocks of time: a reading that
// is touched counts as one less where it is due, and as what it became where that
// is sent.
type seekIndex struct {
	length int64                 // of a block; all together cover the plan, or what is counted of an endless one
	more   [seekBlocks + 1]int64 // records sent before block i beyond the arithmetic
	late   map[int64]int64       // by device: how long after it is due a record may be sent

	forever bool  // records past the last block are not counted
	latest  int64 // of the entry at hand
	longest int64 // of all
}

// MoveTo goes to the record of rank k, 0 <= k <= Len. In a plan that lasts forever
// k may be larger: what is past the hour that counts are of is walked.
func (s *Sequence) MoveTo(k int64) {
	s.count()
	block := sort.Search(seekBlocks, func(i int) bool { return s.before(i+1) > k })
	s.rewind(block)
	for !s.done && (s.rank < k || s.now.kind == recordRest && k < s.Len()) && !s.tired() {
		s.step()
	}
}

// Heed lets the ways of a sequence to a place end with ctx: of a plan in which faults
// touch millions of readings, or that lasts forever, they may be long. Where it stands
// once ctx has ended is no place at all.
func (s *Sequence) Heed(ctx context.Context) { s.heeds = ctx }

// context is what the sequence heeds.
func (s *Sequence) context() context.Context {
	if s.heeds == nil {
		return context.Background()
	}
	return s.heeds
}

// tired looks now and then whether anybody still waits.
func (s *Sequence) tired() bool {
	s.steps++
	return s.steps%idleReadings == 0 && s.context().Err() != nil
}

// count makes the index, once for all sequences of a stream: where faults touch
// many readings, that takes as long as to count the plan.
func (s *Sequence) count() {
	switch {
	case s.index != nil:
	case len(s.streams) > 1:
		s.index = s.newIndex()
	default:
		s.index = s.program.indexes[s.streams[0]].of(s)
	}
}

// A sharedIndex is that of one stream.
type sharedIndex struct {
	mutex sync.Mutex
	index *seekIndex
}

// of is the index of the sequence, made by the first that asks. What was broken off is
// nobody else's.
func (x *sharedIndex) of(s *Sequence) *seekIndex {
	x.mutex.Lock()
	defer x.mutex.Unlock()
	if x.index != nil {
		return x.index
	}
	index := s.newIndex()
	if s.context().Err() == nil {
		x.index = index
	}
	return index
}

// newIndex enumerates what arithmetic cannot count, on all processors.
func (s *Sequence) newIndex() *seekIndex {
	x := &seekIndex{late: map[int64]int64{}}
	x.length = s.program.plan.End/seekBlocks + 1
	if s.program.plan.Forever {
		x.length = max(1, s.program.plan.Counted()/seekBlocks)
	}
	var hits []*entry
	s.walk.each(func(_ *class, e *entry) {
		if e.hit != nil {
			hits = append(hits, e)
		}
	})
	const portion = 64 // entries that one worker takes at a time
	var mutex sync.Mutex
	share((len(hits)+portion-1)/portion, runtime.GOMAXPROCS(0), func(i int) {
		part := s.indexOf(x.length, hits[i*portion:min((i+1)*portion, len(hits))])
		mutex.Lock()
		defer mutex.Unlock()
		for i := range x.more {
			x.more[i] += part.more[i]
		}
		maps.Copy(x.late, part.late)
		x.longest = max(x.longest, part.longest)
	})
	for i := range seekBlocks {
		x.more[i+1] += x.more[i]
	}
	return x
}

// indexOf enumerates the records of some entries, block by block.
func (s *Sequence) indexOf(length int64, entries []*entry) *seekIndex {
	x := &seekIndex{length: length, late: map[int64]int64{}, forever: s.program.plan.Forever}
	own := Sequence{program: s.program, labels: s.labels} // measures and delivers
	ctx := s.context()
	limit := s.program.timeline.reach(s.program.plan.Counted())
	for _, e := range entries {
		if ctx.Err() != nil {
			break
		}
		x.latest = 0
		if s.labels {
			e.hit.touched(ctx, e, 0, limit, true, func(r reading) {
				own.label(r, func(it item) { x.sent(r.due, it.send, 1) })
			})
			e.hit.events(e, func(it item) { x.count(it.send, 1) })
		} else {
			e.hit.touched(ctx, e, 0, limit, false, func(r reading) { x.deliver(&own.delivery, &r) })
		}
		x.longest = max(x.longest, x.latest)
		if x.latest > 0 {
			x.late[e.device] = x.latest
		}
	}
	return x
}

// deliver counts what becomes of a reading instead of being sent when it is due.
func (x *seekIndex) deliver(d *delivery, r *reading) {
	r.hit.deliver(d, *r)
	if d.dropped {
		x.count(r.due, -1)
		return
	}
	if d.send > r.due {
		x.count(r.due, -1)
		x.sent(r.due, d.send, 1)
	}
	for i := range d.repeats {
		d.repeats[i].sends(d, r, func(send, n int64) { x.sent(r.due, send, n) })
	}
}

// sent counts n records of a reading that are sent at t.
func (x *seekIndex) sent(due, t, n int64) {
	x.count(t, n)
	x.latest = max(x.latest, t-due)
}

// count counts records sent at t.
func (x *seekIndex) count(t, n int64) {
	if block := t / x.length; block < seekBlocks || !x.forever {
		x.more[min(block, seekBlocks-1)+1] += n
	}
}

// records emits all records of a reading.
func (s *Sequence) records(r reading, emit func(item)) {
	s.firsts(r, func(it item) {
		for ok := true; ok; it, ok = it.follower() {
			emit(it)
		}
	})
}

// firsts emits the records of a reading, but of the copies that follow one
// another only the first.
func (s *Sequence) firsts(r reading, emit func(item)) {
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
	n := s.index.more[block]
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
	reach := s.program.timeline.reach
	s.walk.each(func(_ *class, e *entry) {
		late := s.index.late[e.device]
		if late == 0 {
			return
		}
		e.hit.touched(s.context(), e, reach(t-late), reach(t), s.labels, func(r reading) {
			s.firsts(r, func(it item) {
				ok := true
				for ok && it.send < t {
					it, ok = it.follower()
				}
				if ok {
					s.late.push(it)
				}
			})
		})
	})
	s.announce(t)
	s.advance()
}

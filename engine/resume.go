package engine

import (
	"bytes"
	"context"
	"math"
	"strconv"
)

// This file finds places in streams: that of a record, and those at which streams
// stand that together hold so many.

// Find goes to the first record with an event time, in Unix milliseconds, that
// match accepts, and says whether there is one: Position is then its rank, and it is
// the record that comes next. The record is lent for the call. An event time and
// what a record's key and headers say identify it, so a stream's last record tells
// how far a run came, without anything that was kept of it.
func (s *Sequence) Find(millis int64, match func(*Record) bool) bool {
	from, ok := s.program.calendar.offset(millis)
	if !ok {
		return false
	}
	s.goTo(from)
	// A record is sent when it is due or as much later as faults can make it.
	last := later(from+1e6-1, s.lateness())
	for b := (Batch{}); !s.done && s.now.send <= last && !s.tired(); s.step() {
		if s.now.kind == recordRest {
			if s.Past(from + 1e6 - 1) {
				return false
			}
			continue
		}
		if s.program.calendar.millis(s.now.made()) != millis {
			continue
		}
		b.Reset()
		s.renderItem(&b, &s.now)
		if match(&b.Records[0]) {
			return true
		}
	}
	return false
}

// offset is the first nanosecond of an event time, since the start; false where no
// record has it.
func (c *calendar) offset(millis int64) (int64, bool) {
	ms := millis - c.startMillis
	return ms * 1e6, ms >= 0 && ms < math.MaxInt64/4_000_000
}

// foreverLate is by how much a record may be late behind the hour that counts are
// of: what faults do there was not looked at.
const foreverLate = 24 * 3600e9

// lateness is how long after it is due a record may be sent.
func (s *Sequence) lateness() int64 {
	if s.program.plan.Forever {
		return max(s.index.longest, foreverLate)
	}
	return s.index.longest
}

// Peek renders the record that comes next into b and stays before it: the way from the
// last label to the end of a plan may be long. False at the end, and at a rest.
func (s *Sequence) Peek(b *Batch) bool {
	if s.done || s.now.kind == recordRest {
		return false
	}
	s.renderItem(b, &s.now)
	return true
}

// renderItem renders one record that was not measured with others.
func (s *Sequence) renderItem(b *Batch, it *item) {
	m := s.measured(it)
	if m == nil {
		s.renderRecord(b, it, nil, nil)
		return
	}
	s.items[0] = *it
	s.renderReadings(b, s.items[:1])
}

// goTo goes to the first record sent at t or later, or some before it.
func (s *Sequence) goTo(t int64) {
	s.count()
	s.rewind(int(min(t/s.index.length, seekBlocks)))
	for !s.done && s.now.send < t && !s.tired() {
		s.step()
	}
}

// moveBefore goes to the first record that does not come before it, and says how
// many do.
func (s *Sequence) moveBefore(it *item) int64 {
	s.goTo(it.send)
	for !s.done && s.now.ahead(it) && !s.tired() {
		s.step()
	}
	return s.rank
}

// ahead is before, also of rests, which are no records and stand before none that
// is sent at their time.
func (it *item) ahead(b *item) bool {
	if it.kind == recordRest || b.kind == recordRest {
		return it.send < b.send
	}
	return it.before(b)
}

// skip goes behind the first k records and says when the last of them is sent.
func (s *Sequence) skip(k int64) (last int64) {
	if k == 0 {
		s.restart()
		return -1
	}
	s.MoveTo(k - 1)
	last = s.now.send
	if k == s.Len() && !s.program.plan.Forever {
		s.rank, s.done = k, true // what faults touch no more need not be walked
		return last
	}
	s.step()
	return last
}

// A place is where a lane goes on: behind so many records of each of its streams.
type place struct {
	found []int64 // by stream, in the order of the lane's
	last  int64   // send time of the last of them; -1: there is none
}

// mergeFrom is merge behind the first k records. Once ctx has ended it is nowhere.
func (p *Program) mergeFrom(ctx context.Context, streams []int, k int64) (source, place) {
	var walking []*Sequence
	s := p.merge(streams, func(streams []int) *Sequence {
		s := p.sequence(streams)
		s.Heed(ctx)
		walking = append(walking, s)
		return s
	})
	defer func() {
		for _, s := range walking {
			s.Heed(context.Background()) // what comes after the way there has ends of its own
		}
	}()
	at := place{last: -1}
	switch s := s.(type) {
	case *Sequence:
		at.last = s.skip(k)
		at.found = p.found(ctx, streams, s, nil)
	case *braid:
		d := s.split(k)
		data, labels := s.data.(*Sequence), s.labels.(*Sequence)
		at.last = max(data.skip(d), labels.skip(k-d))
		at.found = p.found(ctx, streams, data, labels)
	}
	return s, at
}

// found is how many records of each stream come before where data and labels stand.
// Where one sequence has all of them, it is data.
func (p *Program) found(ctx context.Context, streams []int, data, labels *Sequence) []int64 {
	found := make([]int64, len(streams))
	for i, stream := range streams {
		s := data
		if labels != nil && p.plan.Streams[stream].Labels {
			s = labels
		}
		switch {
		case len(s.streams) == 1:
			found[i] = s.rank
		case s.done:
			found[i] = p.plan.Counts[stream].Published
		case s.rank > 0:
			own := p.sequence([]int{stream})
			own.Heed(ctx)
			found[i] = own.moveBefore(&s.now)
		}
	}
	return found
}

// split is how many of the first k records are data. The d-th of data comes behind d
// others, and behind the labels that are sent before it.
func (m *braid) split(k int64) int64 {
	data, labels := m.data.(*Sequence), m.labels.(*Sequence)
	low, high := int64(0), k
	if !data.program.plan.Forever {
		high = min(high, data.Len())
	}
	for low < high && data.context().Err() == nil {
		d := low + (high-low)/2
		data.MoveTo(d)
		labels.goTo(data.now.send)
		if d+labels.rank < k {
			low = d + 1
		} else {
			high = d
		}
	}
	return low
}

// Records are at most n records of streams that are written in one order, from rank k
// on. All are of one sink.
func (p *Program) Records(streams []int, k int64, n int) []Record {
	s, _ := p.mergeFrom(context.Background(), streams, k)
	var b Batch
	for len(b.Records) < n {
		if _, ok := s.Next(); !ok {
			break
		}
		s.Append(&b, math.MaxInt64, n-len(b.Records))
	}
	return b.Records
}

// Count does in advance, until ctx ends, what finding a place in some streams needs: of
// a plan in which faults touch millions of readings that takes a while.
func (p *Program) Count(ctx context.Context, streams []int) {
	for _, stream := range streams {
		if ctx.Err() != nil {
			return
		}
		s := p.sequence([]int{stream})
		s.Heed(ctx)
		s.count() // which is done on all processors
	}
}

// Due is when the reading is due, in nanoseconds since the start, that a record of a
// stream tells of: by its key and headers alone. False where they name none, as those
// of labels that tell of no reading, and of a copy, which may be made later.
func (p *Program) Due(stream int, key []byte, headers []Header) (int64, bool) {
	seq, device := int64(0), []byte(nil)
	for _, h := range headers {
		switch h.Key {
		case HeaderSequence:
			seq, _ = strconv.ParseInt(string(h.Value), 10, 64) // 0 is no reading's
		case HeaderCopy:
			return 0, false
		case HeaderDevice:
			device = h.Value
		}
	}
	st := p.plan.Streams[stream]
	r := &p.routes[st.Sink]
	var text []byte
	for _, e := range p.entries(r, []int{stream}, st.Labels) {
		g := &p.fleet.groups[e.group]
		if text = r.keys[e.group].append(text[:0], g, e.device); !bytes.Equal(text, key) {
			continue
		}
		if device != nil {
			if text = g.appendID(text[:0], e.device); !bytes.Equal(text, device) {
				continue
			}
		}
		return p.dueOf(&e, seq)
	}
	return 0, false
}

// dueOf is when a device's reading of a number is due.
func (p *Program) dueOf(e *entry, seq int64) (int64, bool) {
	ticks := p.cadence(e)
	for _, s := range p.stays(nil, &p.fleet.groups[e.group], e.device, e.key) {
		if i := seq - 1 - s.before; i >= 0 && i < ticks.from(s.to)-s.first {
			x := ticks.at(s.first + i)
			hint := p.timeline.pieceOf(x)
			return p.timeline.due(x, &hint), true
		}
	}
	return 0, false
}

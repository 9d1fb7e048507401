package engine

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// A source is what a lane advances: a Sequence, or two in one.
type source interface {
	Next() (send int64, ok bool)
	Append(b *Batch, until int64, limit int) int
}

// A lane is streams whose records are written in one order, one after the other.
type lane struct {
	source
	streams []int

	limit int // of records in a batch

	segments  []segment // a batch does not reach over their borders; nil: there are none
	segment   int       // of the next record
	confirmed bool      // its acks are the destination's

	place // where it begins

	// next is the send time of the record that comes next, never at the end. The
	// worker that holds the lane writes it, progress reads it.
	next atomic.Int64
}

func newLane(s source, streams []int) *lane {
	l := &lane{source: s, streams: streams, limit: batchRecords, place: place{last: -1}}
	l.settle()
	return l
}

// settle looks at what comes next.
func (l *lane) settle() {
	send, ok := l.Next()
	if !ok {
		send = never
	}
	l.next.Store(send)
}

// advance renders records with Send <= reached into an empty batch.
func (l *lane) advance(b *Batch, reached int64) {
	b.lane, b.segment = l, l.segment
	if l.segments != nil {
		b.segment, reached = l.within(reached)
	}
	l.Append(b, reached+1, l.limit)
	l.settle()
}

// within is the segment of the next record, and reached or the end of the segment
// if that comes before.
func (l *lane) within(reached int64) (segment int, until int64) {
	next := l.next.Load()
	for l.segment+1 < len(l.segments) && l.segments[l.segment+1].start <= next {
		l.segment++
	}
	if l.segment+1 < len(l.segments) {
		reached = min(reached, l.segments[l.segment+1].start-1)
	}
	return l.segment, reached
}

// openLanes makes the lanes of a program, each behind the records that are there
// already. Sequences of a million devices take a moment to sort, so they are made
// side by side; lanes that are left when ctx ends stay empty.
func openLanes(ctx context.Context, p *Program, o Options) []*lane {
	lanes := make([]*lane, len(o.Lanes))
	share(len(lanes), runtime.GOMAXPROCS(0), func(i int) {
		var s source = nothing{}
		at := place{last: -1}
		switch {
		case ctx.Err() != nil:
		case o.From == nil:
			s = p.merge(o.Lanes[i], func(streams []int) *Sequence { return p.Sequence(streams...) })
		default:
			s, at = p.mergeFrom(ctx, o.Lanes[i], o.From[i])
			if ctx.Err() != nil { // it may stand anywhere
				s, at = nothing{}, place{last: -1}
			}
		}
		lanes[i] = newLane(s, o.Lanes[i])
		lanes[i].place = at
		lanes[i].limit = p.plan.Bytes.Together(batchRecords)
	})
	return lanes
}

// nothing is a source without records.
type nothing struct{}

// Next says that it is at its end.
func (nothing) Next() (int64, bool) { return 0, false }

// Append appends nothing.
func (nothing) Append(*Batch, int64, int) int { return 0 }

// checkLanes refuses lanes that would send a stream twice or one that is not
// there, or that mix the streams of two sinks.
func checkLanes(lanes [][]int, streams []Stream) error {
	seen := make([]bool, len(streams))
	for _, l := range lanes {
		if len(l) == 0 {
			return errors.New("a lane has no streams")
		}
		for _, s := range l {
			if s < 0 || s >= len(streams) {
				return fmt.Errorf("a lane names stream %d: the plan has %d, from 0", s, len(streams))
			}
			if seen[s] {
				return fmt.Errorf("stream %d is in two lanes", s)
			}
			if streams[s].Sink != streams[l[0]].Sink {
				return fmt.Errorf("a lane names streams %d and %d: they are of two sinks", l[0], s)
			}
			seen[s] = true
		}
	}
	return nil
}

// checkFrom refuses to go on behind records that lanes do not have.
func checkFrom(from []int64, lanes [][]int, p *Plan) error {
	if from == nil {
		return nil
	}
	if len(from) != len(lanes) {
		return fmt.Errorf("%d places to go on at, and %d lanes", len(from), len(lanes))
	}
	for i, k := range from {
		n := int64(0)
		for _, s := range lanes[i] {
			n += p.Counts[s].Published
		}
		if k < 0 || k > n && !p.Forever {
			return fmt.Errorf("lane %d has %d records, and cannot go on behind %d", i, n, k)
		}
	}
	return nil
}

// dataSinks is how many sinks get data from the lanes; 1 when none does.
func dataSinks(streams []Stream, lanes [][]int) int64 {
	seen := map[int]bool{}
	for _, l := range lanes {
		for _, s := range l {
			if !streams[s].Labels {
				seen[streams[s].Sink] = true
			}
		}
	}
	return max(1, int64(len(seen)))
}

// eachStream is a lane for each of n streams: what partitions are for.
func eachStream(n int) [][]int {
	lanes := make([][]int, n)
	for i := range lanes {
		lanes[i] = []int{i}
	}
	return lanes
}

// merge is one source over streams of data and of labels, of the sequences that open
// gives.
func (p *Program) merge(streams []int, open func(streams []int) *Sequence) source {
	var data, labels []int
	for _, s := range streams {
		if p.plan.Streams[s].Labels {
			labels = append(labels, s)
		} else {
			data = append(data, s)
		}
	}
	switch {
	case len(labels) == 0:
		return open(data)
	case len(data) == 0:
		return open(labels)
	}
	return &braid{open(data), open(labels)}
}

// A braid is data and labels in the order of send time; at one instant data
// comes first.
type braid struct{ data, labels source }

// Next is the earlier of the two.
func (m *braid) Next() (int64, bool) {
	data, ok := m.data.Next()
	labels, more := m.labels.Next()
	switch {
	case !ok:
		return labels, more
	case !more:
		return data, ok
	}
	return min(data, labels), true
}

// Append goes to and fro: a stretch of data up to the next label, and back.
func (m *braid) Append(b *Batch, until int64, limit int) int {
	n := 0
	for n < limit {
		send, ok := m.Next()
		if !ok || send >= until {
			break
		}
		first, border := m.data, next(m.labels)
		if d := next(m.data); d > border {
			first, border = m.labels, d
		} else if border < never {
			border++ // data of the label's own instant goes before it
		}
		n += first.Append(b, min(border, until), limit-n)
	}
	return n
}

// next is the send time of what comes next, never at the end.
func next(s source) int64 {
	if send, ok := s.Next(); ok {
		return send
	}
	return never
}

// A queue lends lanes to workers, the one that is furthest behind first. A lane
// is held by one worker at a time: that keeps its order. It comes back after
// every batch: that keeps all lanes near each other in plan time, and no worker
// idle while another has two lanes to do.
type queue struct {
	mu    sync.Mutex
	lanes laneHeap // those that no worker holds and that have records left
	held  int
}

func newQueue(lanes []*lane) *queue {
	q := &queue{}
	for _, l := range lanes {
		if l.next.Load() < never {
			q.lanes = append(q.lanes, l)
		}
	}
	heap.Init(&q.lanes)
	return q
}

// take lends the lane that is furthest behind, if its next record is at reached
// or before. Else next says when to ask again, and never means no more: with
// every lane that has records left in another worker's hands, there is one
// worker too many.
func (q *queue) take(reached int64) (l *lane, next int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.lanes) == 0 {
		return nil, never
	}
	if next = q.lanes[0].next.Load(); next <= reached {
		q.held++
		return heap.Pop(&q.lanes).(*lane), next
	}
	if q.held > 0 {
		return nil, reached // a lane that is out may come back with less to wait for
	}
	return nil, next
}

// give takes a lane back.
func (q *queue) give(l *lane) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held--
	if l.next.Load() < never {
		heap.Push(&q.lanes, l)
	}
}

// A laneHeap has the lane that is furthest behind on top.
type laneHeap []*lane

func (h laneHeap) Len() int           { return len(h) }
func (h laneHeap) Less(i, j int) bool { return h[i].next.Load() < h[j].next.Load() }
func (h laneHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *laneHeap) Push(l any)        { *h = append(*h, l.(*lane)) }
func (h *laneHeap) Pop() any {
	last := len(*h) - 1
	l := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return l
}

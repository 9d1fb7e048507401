package resume

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// Why a run cannot be gone on with.
var (
	ErrOtherWriter = errors.New("another writer on the topic") // somebody else wrote after the run, or between its records
	ErrOtherRun    = errors.New("the topic is of other runs")  // and never held a record of this one
	ErrUnlike      = errors.New("the topic is not as planned")
	ErrUnreadable  = errors.New("the topic cannot be read back")
)

// readBack is how many of a partition's last records are held against the plan.
const readBack = 64

// A Place is how far a run came in a partition.
type Place struct {
	Stream int
	Rank   int64 // of the record that comes next: so many are there
	Base   int64 // offset of the run's first record
}

// Locate finds the places of a run by the last records of partitions, and compares
// the newest records of each with the plan, byte for byte.
func Locate(ctx context.Context, source readback.Source, program *engine.Program, run string, partitions []Partition, tails []*Tail) ([]Place, error) {
	places := make([]Place, len(partitions))
	err := each(len(partitions), func(i int) error {
		l := locator{source, program, program.Plan().Streams[partitions[i].Stream], run, partitions[i], tails[i]}
		var err error
		if places[i], err = l.locate(ctx); err != nil {
			return fmt.Errorf("%s: %w", l.stream, err)
		}
		return nil
	})
	return places, err
}

// A locator is Locate for one partition.
type locator struct {
	source  readback.Source
	program *engine.Program
	stream  engine.Stream
	run     string
	Partition
	tail *Tail
}

func (l *locator) locate(ctx context.Context) (Place, error) {
	place := Place{Stream: l.Stream, Base: l.End}
	switch {
	case l.End == 0 && l.Base <= 0, l.End == l.Base:
		return place, nil // it never held a record of the run
	case l.End < l.Base:
		return place, fmt.Errorf("%w: it ends at offset %d, and the run began at %d, so records were lost", ErrUnlike, l.End, l.Base)
	case l.tail == nil:
		return place, fmt.Errorf("%w: it holds no record at its last offset %d; retention may have removed it", ErrUnreadable, l.End-1)
	case l.tail.Run != l.run && l.Base < 0 && l.tail.Run != "":
		return place, fmt.Errorf("%w: its last record, at offset %d, is of the run %s, and none of %s is known", ErrOtherRun, l.End-1, l.tail.Run, l.run)
	case l.tail.Run != l.run:
		return place, fmt.Errorf("%w: its last record, at offset %d, is %s", ErrOtherWriter, l.End-1, l.tail.describe())
	}
	s := l.program.Sequence(l.Stream)
	s.Heed(ctx)
	found := s.Find(l.tail.Timestamp, l.tail.same)
	switch {
	case ctx.Err() != nil:
		return place, context.Cause(ctx)
	case !found:
		return place, fmt.Errorf("%w: its last record, at offset %d, is not in the plan: %s", ErrUnlike, l.End-1, l.tail.describe())
	}
	place.Rank = s.Position() + 1
	place.Base = l.End - place.Rank
	if place.Base < 0 {
		return place, fmt.Errorf("%w: it ends at offset %d with record %d of the run, so records before it were lost", ErrUnlike, l.End-1, place.Rank)
	}
	if l.Base >= 0 && place.Base != l.Base {
		return place, fmt.Errorf("%w: record %d of the run is at offset %d, and the first was to be at %d", ErrOtherWriter, place.Rank, l.End-1, l.Base)
	}
	return place, l.compare(ctx, s, place)
}

// same says whether a planned record is the one: value aside, all of it.
func (t *Tail) same(r *engine.Record) bool {
	if !bytes.Equal(r.Key, t.Key) || len(r.Headers) != len(t.Headers) {
		return false
	}
	for i, h := range r.Headers {
		if h.Key != t.Headers[i].Key || !bytes.Equal(h.Value, t.Headers[i].Value) {
			return false
		}
	}
	return true
}

// describe names a record by its identity.
func (t *Tail) describe() string {
	if t.Run == "" {
		return fmt.Sprintf("no record of iotsim's: key %q", t.Key)
	}
	text := fmt.Appendf(nil, "key %s", t.Key)
	for _, h := range t.Headers {
		text = fmt.Appendf(text, " %s=%s", h.Key, h.Value)
	}
	return string(text)
}

// compare holds the records before a place against the plan.
func (l *locator) compare(ctx context.Context, s *engine.Sequence, place Place) error {
	n := min(readBack, place.Rank, l.End-l.Start)
	s.MoveTo(place.Rank - n)
	offset := l.End - n
	var b engine.Batch
	var unlike error // the first; a stranger among the records is why they differ
	err := l.source.Read(ctx, l.stream, offset, l.End, func(found *readback.Record) error {
		if offset > l.End-n {
			s.Append(&b, never, 1) // past the one before
		}
		for b.Reset(); !s.Peek(&b); s.Append(&b, never, 1) {
			if _, ok := s.Next(); !ok {
				return fmt.Errorf("%w: it goes on behind the plan", ErrUnlike)
			}
		}
		err := l.held(found, offset, &b.Records[0])
		if errors.Is(err, ErrUnlike) {
			if unlike == nil {
				unlike = err
			}
			err = nil
		}
		offset++
		return err
	})
	if err == nil {
		err = unlike
	}
	if err == nil && offset != l.End {
		return fmt.Errorf("%w: it holds no record at offset %d", ErrUnreadable, offset)
	}
	return err
}

// never is later than any record is sent.
const never = 1<<63 - 1

// held says why a record is not the planned one.
func (l *locator) held(found *readback.Record, offset int64, planned *engine.Record) error {
	t := Tail{Run: runOf(found), Record: *found}
	switch {
	case found.Offset != offset:
		return fmt.Errorf("%w: it holds no record at offset %d", ErrUnreadable, offset)
	case t.Run != l.run:
		return fmt.Errorf("%w: between its records, at offset %d, is %s", ErrOtherWriter, offset, t.describe())
	case !t.same(planned), found.Timestamp != planned.Timestamp, !bytes.Equal(found.Value, planned.Value):
		return fmt.Errorf("%w: at offset %d it holds another record than planned: %s", ErrUnlike, offset, t.describe())
	}
	return nil
}

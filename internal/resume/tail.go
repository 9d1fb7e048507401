package resume

import (
	"bytes"
	"context"
	"runtime"
	"sync"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// A Partition is a stream as its topic holds it when nobody writes.
type Partition struct {
	Stream     int   // of the plan
	Start, End int64 // offsets
	Base       int64 // offset of the run's first record, as the run kept it; -1: not known
}

// A Tail is the last record of a partition, but for its value.
type Tail struct {
	Run string // empty: it is no record of iotsim's
	readback.Record
}

// runOf is the run that a record says it is of; empty where it says nothing.
func runOf(r *readback.Record) string {
	run, _ := r.Run()
	return string(run)
}

// Tails reads the last records of partitions. One is nil where a partition holds none,
// or none that can be read at its last offset.
func Tails(ctx context.Context, source readback.Source, p *engine.Plan, partitions []Partition) ([]*Tail, error) {
	tails := make([]*Tail, len(partitions))
	err := each(len(partitions), func(i int) error {
		at := &partitions[i]
		if at.End <= at.Start {
			return nil
		}
		return source.Read(ctx, p.Streams[at.Stream], at.End-1, at.End, func(r *readback.Record) error {
			tails[i] = &Tail{Run: runOf(r), Record: kept(r)}
			return nil
		})
	})
	return tails, err
}

// kept is what is left of a record when it is taken back.
func kept(r *readback.Record) readback.Record {
	c := readback.Record{Offset: r.Offset, Timestamp: r.Timestamp, Key: bytes.Clone(r.Key)}
	for _, h := range r.Headers {
		c.Headers = append(c.Headers, engine.Header{Key: h.Key, Value: bytes.Clone(h.Value)})
	}
	return c
}

// readers is how many partitions are looked at side by side: what takes long is the
// way to the broker and back.
func readers() int { return max(8, runtime.GOMAXPROCS(0)) }

// each does n things side by side. The first error by order is returned.
func each(n int, do func(i int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var all sync.WaitGroup
	for range min(n, readers()) {
		all.Go(func() {
			for i := range next {
				errs[i] = do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Start is the start of a run whose plan leaves it open, in Unix milliseconds: by a
// record that tells when it was due. program may be of any start. False where no tail
// of the run tells.
func Start(program *engine.Program, run string, partitions []Partition, tails []*Tail) (int64, bool) {
	for i, t := range tails {
		if t == nil || t.Run != run {
			continue
		}
		if due, ok := program.Due(partitions[i].Stream, t.Key, t.Headers); ok {
			return t.Timestamp - due/1e6, true
		}
	}
	return 0, false
}

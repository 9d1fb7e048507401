package output

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/iotsim/iotsim/engine"
)

// A Sink writes lines to one destination or several. It implements engine.Sink.
type Sink struct {
	format  Format
	streams []engine.Stream
	of      []int // destination of each stream
	dest    []*destination
	scratch sync.Pool // of *lines
}

var _ engine.Sink = (*Sink)(nil)

// File opens the files that path names for the streams of a plan: one, or with
// {partition} in it one each. Values of labels go beside those of data, to
// NAME.labels.EXT, because a line does not say which it is; records say it and
// stay together. When a file cannot be opened, none is left behind that was not
// there before. In path {{ and }} are braces, as in any pattern.
func File(path string, streams []engine.Stream, format Format) (*Sink, error) {
	s := &Sink{format: format, streams: streams, of: make([]int, len(streams))}
	byPath := map[string]int{}
	for i, st := range streams {
		name := fileName(path, st, format)
		d, ok := byPath[name]
		if !ok {
			opened, err := open(name)
			if err != nil {
				return nil, errors.Join(err, s.abandon())
			}
			d = len(s.dest)
			byPath[name] = d
			s.dest = append(s.dest, opened)
		}
		s.of[i] = d
	}
	return s, nil
}

// fileName is the file of a stream.
func fileName(path string, s engine.Stream, format Format) string {
	if s.Labels && format == Values {
		ext := filepath.Ext(path)
		path = strings.TrimSuffix(path, ext) + ".labels" + ext
	}
	return strings.NewReplacer(
		"{{", "{", "}}", "}", "{partition}", strconv.Itoa(int(s.Partition)),
	).Replace(path)
}

// Stdout writes everything to w, labels among the data: in order of send time,
// when the run has the lanes of Lanes.
func Stdout(w io.Writer, streams []engine.Stream, format Format) *Sink {
	return &Sink{
		format: format, streams: streams, of: make([]int, len(streams)),
		dest: []*destination{{w: w, name: "standard output"}},
	}
}

// Lanes are the streams that share a destination: as the lanes of a run, they
// make the lines of each come in canonical order.
func (s *Sink) Lanes() [][]int {
	lanes := make([][]int, len(s.dest))
	for stream, d := range s.of {
		lanes[d] = append(lanes[d], stream)
	}
	return lanes
}

// lines are rendered records.
type lines struct {
	text []byte
	ends []int // where each ends
}

// Write writes the batch and resolves all of it. While a pipe is full it waits,
// if the pipe lets it, until ctx ends.
func (s *Sink) Write(ctx context.Context, b *engine.Batch) error {
	l, _ := s.scratch.Get().(*lines)
	if l == nil {
		l = &lines{}
	}
	defer s.scratch.Put(l)
	var all engine.Outcome
	for rest := b.Records; len(rest) > 0; {
		n := s.run(rest)
		if all.Err == nil {
			s.render(l, rest[:n])
			o := s.dest[s.of[rest[0].Stream]].write(ctx, l)
			all.Acked, all.Unknown, all.Err = all.Acked+o.Acked, all.Unknown+o.Unknown, o.Err
		}
		rest = rest[n:]
	}
	all.Failed = int64(len(b.Records)) - all.Acked - all.Unknown
	b.Resolve(all)
	return all.Err
}

// run is how many records from the first on go where it goes.
func (s *Sink) run(records []engine.Record) int {
	n := 1
	for n < len(records) && s.of[records[n].Stream] == s.of[records[0].Stream] {
		n++
	}
	return n
}

func (s *Sink) render(l *lines, records []engine.Record) {
	l.text, l.ends = l.text[:0], l.ends[:0]
	for i := range records {
		r := &records[i]
		l.text = s.format.appendLine(l.text, s.streams[r.Stream], r)
		l.ends = append(l.ends, len(l.text))
	}
}

// Flush has nothing to do: Write resolves what it is given.
func (s *Sink) Flush(context.Context) error { return nil }

// Close closes the files.
func (s *Sink) Close() error {
	var errs []error
	for _, d := range s.dest {
		errs = append(errs, d.close())
	}
	return errors.Join(errs...)
}

// abandon closes the files and removes those that File made.
func (s *Sink) abandon() error {
	var errs []error
	for _, d := range s.dest {
		errs = append(errs, d.close(), d.remove())
	}
	return errors.Join(errs...)
}

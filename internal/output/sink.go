package output

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// A Sink writes lines to one destination or several. It implements engine.Sink.
type Sink struct {
	options Options
	streams []engine.Stream
	of      []int // destination of each stream; elsewhere: another sink's
	dest    []*destination
	scratch sync.Pool // of *lines
}

var _ engine.Confirmer = (*Sink)(nil)

// Options say what is written, and how. The zero value is the values of the
// first sink.
type Options struct {
	Sink        int // index in Plan.Sinks: its streams are written and no others
	Format      Format
	Streams     []int  // of the sink's, those that are written; nil: all of them
	LabelsOnly  bool   // the sink has nothing but labels
	Compression string // of files: gzip, zstd, or none when empty
	Level       int    // of the compression; 0: its own
}

// writes says whether a stream is one of those that are written.
func (o *Options) writes(i int, s engine.Stream) bool {
	return s.Sink == o.Sink && (o.Streams == nil || slices.Contains(o.Streams, i))
}

// elsewhere is the destination of streams that are not written here.
const elsewhere = -1

// File opens the files that path names for the streams of one of a plan's sinks:
// one, or with {partition} or {topic} in it one each. Values of labels go beside
// those of data, to NAME.labels.EXT, because a line does not say which it is;
// records say it and stay together. When a file cannot be opened, none is left
// behind that was not there before. In path {{ and }} are braces, as in any
// pattern.
func File(path string, streams []engine.Stream, o Options) (*Sink, error) {
	return files(path, streams, o, open)
}

// Continue opens the files that File has opened, to go on behind the lines that they
// hold: what is half a line at the end of one is cut off. Those that are not there
// begin with their first line.
func Continue(path string, streams []engine.Stream, o Options) (*Sink, error) {
	return files(path, streams, o, func(name string) (*destination, error) { return reopen(name, o.Compression) })
}

func files(path string, streams []engine.Stream, o Options, open func(name string) (*destination, error)) (*Sink, error) {
	if _, err := newPacker(o.Compression, o.Level); err != nil {
		return nil, err
	}
	s := &Sink{options: o, streams: streams, of: make([]int, len(streams))}
	byPath := map[string]int{}
	for i, st := range streams {
		if s.of[i] = elsewhere; !o.writes(i, st) {
			continue
		}
		name := fileName(path, st, o)
		d, ok := byPath[name]
		if !ok {
			opened, err := open(name)
			if err != nil {
				return nil, errors.Join(err, s.Abandon())
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
func fileName(path string, s engine.Stream, o Options) string {
	if s.Labels && o.Format == Values && !o.LabelsOnly {
		path = schema.LabelsPath(path)
	}
	return strings.NewReplacer(
		"{{", "{", "}}", "}", "{partition}", strconv.Itoa(int(s.Partition)), "{topic}", s.Topic,
	).Replace(path)
}

// Stdout writes all streams of a sink to w, labels among the data: in order of
// send time, when the run has the lanes of Lanes.
func Stdout(w io.Writer, streams []engine.Stream, o Options) *Sink {
	s := &Sink{
		options: o, streams: streams, of: make([]int, len(streams)),
		dest: []*destination{{w: w, name: "standard output"}},
	}
	for i, st := range streams {
		if !o.writes(i, st) {
			s.of[i] = elsewhere
		}
	}
	return s
}

// Lanes are the streams that share a destination: as the lanes of a run, they
// make the lines of each come in canonical order.
func (s *Sink) Lanes() [][]int {
	lanes := make([][]int, len(s.dest))
	for stream, d := range s.of {
		if d != elsewhere {
			lanes[d] = append(lanes[d], stream)
		}
	}
	return lanes
}

// Held is how many lines each destination held when it was opened, in the order of
// Lanes.
func (s *Sink) Held() []int64 {
	lines := make([]int64, len(s.dest))
	for i, d := range s.dest {
		if d.held != nil {
			lines[i] = d.held.lines
		}
	}
	return lines
}

// TailLines is how many of a destination's last lines Check can be given the records
// of.
const TailLines = tailLines

// Check says whether the last lines of a destination, by its place in Lanes, are
// those of records.
func (s *Sink) Check(dest int, records []engine.Record) error {
	d := s.dest[dest]
	if len(records) == 0 {
		return nil
	}
	if d.held == nil || len(d.held.tail) < len(records) {
		return fmt.Errorf("%s holds less than it should", d.name)
	}
	tail := d.held.tail[len(d.held.tail)-len(records):]
	var line []byte
	for i := range records {
		line = s.options.Format.appendLine(line[:0], s.streams[records[i].Stream], &records[i])
		if !bytes.Equal(line, tail[i]) {
			return fmt.Errorf("line %d of %s is not the one that is planned: it is of another run or plan, or was changed", d.held.lines-int64(len(records)-i)+1, d.name)
		}
	}
	return nil
}

// Files are the regular files that are written: one that two sinks write would
// hold the lines of neither.
func (s *Sink) Files() []*os.File {
	var files []*os.File
	for _, d := range s.dest {
		if d.cut != nil {
			files = append(files, d.file)
		}
	}
	return files
}

// lines are rendered records.
type lines struct {
	text   []byte
	ends   []int  // where each ends in text
	packer packer // nil: text is written as it is
	packed []byte // text, compressed
}

// bytes are what is written.
func (l *lines) bytes() []byte {
	if l.packer == nil {
		return l.text
	}
	l.packed = l.packer.pack(l.packed[:0], l.text)
	return l.packed
}

// whole is how many lines the first n bytes that were written hold, and where the
// last of them ends. Of a piece that was compressed, a part is no line at all.
func (l *lines) whole(n int) (count, end int) {
	if l.packer != nil {
		return 0, 0
	}
	if count = sort.SearchInts(l.ends, n+1); count > 0 {
		end = l.ends[count-1]
	}
	return count, end
}

// torn is how many lines may have got through where a write ended between two
// whole ones.
func (l *lines) torn() int64 {
	if l.packer != nil {
		return int64(len(l.ends))
	}
	return 1
}

// Write writes the batch and resolves all of it. While a pipe is full it waits,
// if the pipe lets it, until ctx ends.
func (s *Sink) Write(ctx context.Context, b *engine.Batch) error {
	l, _ := s.scratch.Get().(*lines)
	if l == nil {
		p, _ := newPacker(s.options.Compression, s.options.Level) // File has tried
		l = &lines{packer: p}
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
		l.text = s.options.Format.appendLine(l.text, s.streams[r.Stream], r)
		l.ends = append(l.ends, len(l.text))
	}
}

// Confirms is false: what a file acknowledges is that it was written to.
func (s *Sink) Confirms(int) bool { return false }

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

// Abandon closes the files and removes those that File made: it is for a sink that
// was never written.
func (s *Sink) Abandon() error {
	var errs []error
	for _, d := range s.dest {
		errs = append(errs, d.close(), d.remove())
	}
	return errors.Join(errs...)
}

package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/iotsim/iotsim/engine"
)

// A destination takes lines. Runs that follow Lanes write to it from one
// goroutine at a time; the lock is for those that do not.
type destination struct {
	name string
	w    io.Writer

	mu     sync.Mutex
	file   *os.File // to close; nil: somebody else's
	made   bool     // by us: there was no file before
	cut    cutter   // nil: what was written cannot be taken back
	size   int64    // bytes of whole lines
	held   *held    // when it was opened; nil: nothing
	broken error    // why nothing can be written any more
}

// A cutter is a regular file.
type cutter interface{ Truncate(size int64) error }

// A deadliner is a pipe, a terminal or a connection: a write may wait for ever.
type deadliner interface{ SetWriteDeadline(t time.Time) error }

// open opens a file that is new or empty, or whatever else there is at path.
func open(path string) (*destination, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		return regular(f, true, err)
	case err != nil:
		return nil, err
	case info.Mode().IsRegular() && info.Size() > 0:
		return nil, &refusal{fmt.Sprintf("%s is not empty: name another file, or remove it first", path), fs.ErrExist}
	case info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return regular(f, false, err)
	}
	return special(path)
}

// A refusal says in our words what the system says in its own, which programs
// may still ask for.
type refusal struct {
	text  string
	cause error
}

func (r *refusal) Error() string { return r.text }
func (r *refusal) Unwrap() error { return r.cause }

// reopen opens a file to go on behind its last whole line.
func reopen(path, compression string) (*destination, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return open(path)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file: what it was given is not known, so nothing can go on behind it", path)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	d, err := regular(f, false, err)
	if err != nil {
		return nil, err
	}
	if d.held, err = hold(f, compression); err == nil {
		d.size = d.held.size
		if err = f.Truncate(d.size); err == nil {
			_, err = f.Seek(d.size, io.SeekStart)
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return d, nil
}

func regular(f *os.File, made bool, err error) (*destination, error) {
	if err != nil {
		return nil, err
	}
	return &destination{name: f.Name(), w: f, file: f, made: made, cut: f}, nil
}

// special opens a device or a pipe. Without O_NONBLOCK the open itself would
// wait for a pipe's reader, and nothing could end that.
func special(path string) (*destination, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ENXIO) {
		return nil, &refusal{"nobody reads the pipe " + path + ": start its reader first", err}
	}
	if err != nil {
		return nil, err
	}
	return &destination{name: path, w: f, file: f}, nil
}

// write writes lines and says how many got there.
func (d *destination) write(ctx context.Context, l *lines) engine.Outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != nil {
		return engine.Outcome{Err: d.broken}
	}
	n, err := d.writeUntil(ctx, l.bytes())
	if err == nil {
		d.size += int64(n)
		return engine.Outcome{Acked: int64(len(l.ends))}
	}
	return d.fail(l, n, err)
}

// writeUntil is a write that ctx ends, where the destination can do that.
func (d *destination) writeUntil(ctx context.Context, text []byte) (int, error) {
	if w, ok := d.w.(deadliner); ok && d.cut == nil {
		stop := context.AfterFunc(ctx, func() { _ = w.SetWriteDeadline(time.Unix(1, 0)) })
		defer stop()
	}
	n, err := d.w.Write(text)
	if n < len(text) && err == nil {
		err = io.ErrShortWrite
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return n, err
}

// fail is the outcome of lines of which n bytes were written: those that are
// whole stay, of the rest nothing shall.
func (d *destination) fail(l *lines, n int, cause error) engine.Outcome {
	whole, kept := l.whole(n)
	d.size += int64(kept)
	o := engine.Outcome{Acked: int64(whole)}
	if n > kept && !d.cutBack(&cause) {
		o.Unknown = l.torn()
	}
	d.broken = d.explain(cause)
	o.Err = d.broken
	return o
}

// cutBack takes a line that went half out of a file again.
func (d *destination) cutBack(cause *error) bool {
	if d.cut == nil {
		return false
	}
	if err := d.cut.Truncate(d.size); err != nil {
		*cause = errors.Join(*cause, err)
		return false
	}
	return true
}

// explain names the destination. Errors of files do so themselves.
func (d *destination) explain(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, syscall.EPIPE):
		return fmt.Errorf("%s: its reader went away: %w", d.name, syscall.EPIPE)
	case errors.As(err, &path):
		return err
	}
	return fmt.Errorf("%s: %w", d.name, err)
}

func (d *destination) close() error {
	if d.file == nil {
		return nil
	}
	return d.file.Close()
}

func (d *destination) remove() error {
	if !d.made {
		return nil
	}
	return os.Remove(d.file.Name())
}

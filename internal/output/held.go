package output

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// tailLines is how many of a file's last lines are held against the plan.
const tailLines = 64

// mostPiece bounds a compressed piece of a file, packed or not: ours are batches.
const mostPiece = 256 << 20

// A held is what a file holds: whole lines, up to size. What comes behind them is half a
// line, or half a compressed piece, that a writer which was killed left behind.
type held struct {
	lines int64
	size  int64
	tail  [][]byte // the last lines, tailLines at most, each with its newline
}

// hold reads a file to its end.
func hold(f *os.File, compression string) (*held, error) {
	h := &held{}
	var err error
	switch r := (&counter{r: bufio.NewReaderSize(f, 1<<20)}); compression {
	case "gzip":
		err = h.unzip(r)
	case "zstd":
		err = h.unframe(r)
	default:
		err = h.scan(f, r)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be gone on with, from byte %d: %w", f.Name(), h.size, err)
	}
	return h, nil
}

// scan counts plain lines.
func (h *held) scan(f io.ReaderAt, r io.Reader) error {
	var ends [tailLines + 1]int64 // where the last lines end, in a ring
	buffer, at := make([]byte, 1<<20), int64(0)
	for {
		n, err := r.Read(buffer)
		for text := buffer[:n]; ; {
			i := bytes.IndexByte(text, '\n')
			if i < 0 {
				at += int64(len(text))
				break
			}
			at, text = at+int64(i)+1, text[i+1:]
			h.lines++
			ends[h.lines%int64(len(ends))] = at
			h.size = at
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	from := int64(0)
	if h.lines > tailLines {
		from = ends[(h.lines+1)%int64(len(ends))]
	}
	if h.size-from > mostPiece {
		return errors.New("its lines are too long to be any plan's")
	}
	text := make([]byte, h.size-from)
	if _, err := f.ReadAt(text, from); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	h.keep(text)
	return nil
}

// keep notes the last lines of a text.
func (h *held) keep(text []byte) {
	lines := bytes.SplitAfter(text, []byte{'\n'})
	h.tail = append(h.tail, lines[max(0, len(lines)-1-tailLines):len(lines)-1]...)
	h.tail = h.tail[max(0, len(h.tail)-tailLines):]
}

// errLines says that somebody else's text is in a file.
var errLines = errors.New("a compressed piece does not end with a line")

// add takes a whole piece in, which ends at end.
func (h *held) add(text []byte, end int64) error {
	if n := len(text); n > 0 && text[n-1] != '\n' {
		return errLines
	}
	h.lines += int64(bytes.Count(text, []byte{'\n'}))
	h.keep(bytes.Clone(text))
	h.size = end
	return nil
}

// unzip counts the lines of members of gzip.
func (h *held) unzip(r *counter) error {
	z := new(gzip.Reader)
	var text bytes.Buffer
	for {
		text.Reset()
		err := z.Reset(r)
		if err == nil {
			z.Multistream(false)
			_, err = io.Copy(&text, io.LimitReader(z, mostPiece+1))
		}
		if whole, err := r.whole(err, text.Len()); !whole {
			return err
		}
		if err := h.add(text.Bytes(), r.n); err != nil {
			return err
		}
	}
}

// whole says whether a piece was read to its end. Where the file ends before it, that
// is no error: it was not written to its end.
func (c *counter) whole(err error, size int) (bool, error) {
	switch {
	case size > mostPiece:
		return false, fmt.Errorf("a compressed piece has more than %d MiB", mostPiece>>20)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		if _, more := c.r.Peek(1); more == nil {
			return false, err
		}
		return false, nil
	}
	return err == nil, err
}

// unframe counts the lines of frames of zstd.
func (h *held) unframe(r *counter) error {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(mostPiece))
	if err != nil {
		return err
	}
	defer d.Close()
	var packed, text []byte
	for {
		packed, err = r.frame(packed[:0])
		if whole, err := r.whole(err, len(packed)); !whole {
			return err
		}
		if text, err = d.DecodeAll(packed, text[:0]); err != nil {
			return err
		}
		if err := h.add(text, r.n); err != nil {
			return err
		}
	}
}

// frame appends one frame of zstd: its header, blocks up to the last, and a checksum.
func (c *counter) frame(dst []byte) ([]byte, error) {
	peek, err := c.r.Peek(zstd.HeaderMaxSize)
	if len(peek) == 0 {
		return dst, err
	}
	var header zstd.Header
	if err := header.Decode(peek); err != nil {
		if len(peek) < zstd.HeaderMaxSize {
			_, _ = c.r.Discard(len(peek))
		}
		return dst, err
	}
	if header.Skippable {
		return dst, errLines
	}
	if dst, err = c.take(dst, header.HeaderSize); err != nil {
		return dst, err
	}
	for last := false; !last && len(dst) <= mostPiece; {
		if dst, err = c.take(dst, 3); err != nil {
			return dst, err
		}
		b := dst[len(dst)-3:]
		word := int(b[0]) | int(b[1])<<8 | int(b[2])<<16
		size := word >> 3
		if kind := word >> 1 & 3; kind == 1 { // one byte, repeated
			size = 1
		}
		if dst, err = c.take(dst, size); err != nil {
			return dst, err
		}
		last = word&1 == 1
	}
	if header.HasCheckSum {
		return c.take(dst, 4)
	}
	return dst, nil
}

// take appends n bytes.
func (c *counter) take(dst []byte, n int) ([]byte, error) {
	start := len(dst)
	dst = append(dst, make([]byte, n)...)
	_, err := io.ReadFull(c, dst[start:])
	return dst, err
}

// A counter counts what is read. It gives single bytes too, so that a reader of gzip
// takes no more than its piece.
type counter struct {
	r *bufio.Reader
	n int64
}

// Read reads on.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// ReadByte reads a byte.
func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

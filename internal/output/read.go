package output

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/iotsim/iotsim/engine"
)

// A Line is what a line of a file says of a record.
type Line struct {
	Number int64 // from 1
	Whole  bool  // it has more than a value: see Records
	engine.Record
}

// longestLine is how long a line may be.
const longestLine = 64 << 20

// Read calls do with each line of a text, values or records, until it returns an
// error. The line is lent. What is no record, among records, is a value; empty lines
// are passed over.
func Read(r io.Reader, do func(*Line) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), longestLine)
	n := int64(0)
	for lines.Scan() {
		n++
		text := bytes.TrimSuffix(lines.Bytes(), []byte{'\r'})
		if len(text) == 0 {
			continue
		}
		line := Line{Number: n}
		if line.Whole = line.parse(text); !line.Whole {
			line.Record = engine.Record{Value: text}
		}
		if err := do(&line); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than %d MiB", n+1, longestLine>>20)
	}
	return lines.Err()
}

// A whole is a record as a line of Records has it.
type whole struct {
	Timestamp   *int64              `json:"timestamp"`
	Key         json.RawMessage     `json:"key"`
	KeyBase64   []byte              `json:"key_base64"`
	Headers     [][]json.RawMessage `json:"headers"`
	Value       json.RawMessage     `json:"value"`
	ValueBase64 []byte              `json:"value_base64"`
}

// parse reads a line of Records; false when it is none.
func (l *Line) parse(text []byte) bool {
	if !bytes.HasPrefix(text, []byte{'{'}) || !bytes.Contains(text, []byte(`"key"`)) {
		return false
	}
	var w whole
	if json.Unmarshal(text, &w) != nil || w.Timestamp == nil || w.Key == nil || w.Value == nil {
		return false
	}
	l.Timestamp = *w.Timestamp
	var ok, valid bool
	if l.Key, ok = bytesOf(w.Key, w.KeyBase64); !ok {
		return false
	}
	if l.Value, valid = bytesOf(w.Value, w.ValueBase64); !valid {
		return false
	}
	for _, h := range w.Headers {
		header, ok := headerOf(h)
		if !ok {
			return false
		}
		l.Headers = append(l.Headers, header)
	}
	return true
}

// headerOf is a name, a value and, where the value is no text, base64.
func headerOf(parts []json.RawMessage) (engine.Header, bool) {
	var h engine.Header
	if len(parts) < 2 || len(parts) > 3 || json.Unmarshal(parts[0], &h.Key) != nil {
		return h, false
	}
	var other []byte
	if len(parts) == 3 && json.Unmarshal(parts[2], &other) != nil {
		return h, false
	}
	var ok bool
	h.Value, ok = bytesOf(parts[1], other)
	return h, ok
}

// bytesOf is a text, or null and what is beside it.
func bytesOf(text json.RawMessage, other []byte) ([]byte, bool) {
	var s *string
	if json.Unmarshal(text, &s) != nil {
		return nil, false
	}
	if s == nil {
		return other, true
	}
	return []byte(*s), true
}

// Unpack reads what may be packed as the text that it is of: gzip, zstd, or as it is.
func Unpack(r io.Reader) (io.ReadCloser, error) {
	packed := bufio.NewReader(r)
	magic, err := packed.Peek(4)
	switch {
	case err != nil && err != io.EOF:
		return nil, err
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return gzip.NewReader(packed)
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		d, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	return io.NopCloser(packed), nil
}

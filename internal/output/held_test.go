package output

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
)

// of records from, to of a stream, whose values say which they are.
func numbered(from, to int) []engine.Record {
	var records []engine.Record
	for i := from; i < to; i++ {
		records = append(records, engine.Record{Value: fmt.Appendf(nil, "value %d %s", i, bytes.Repeat([]byte{'x'}, i%97))})
	}
	return records
}

// Wherever a file was cut, it goes on behind its last whole line and ends up as if it
// had been written at once.
func TestAFileGoesOnWhereverItWasCut(t *testing.T) {
	const lines, batch = 300, 7
	for _, compression := range []string{"", "gzip", "zstd"} {
		t.Run("compression "+compression, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			o := Options{Compression: compression, Streams: []int{0}}
			write := func(s *Sink, from int) {
				t.Helper()
				for ; from < lines; from += batch {
					var got engine.Outcome
					b := engine.NewBatch(numbered(from, min(from+batch, lines)), func(_ *engine.Batch, o engine.Outcome) { got = o })
					if err := s.Write(t.Context(), b); err != nil || got.Acked == 0 {
						t.Fatal(err, got)
					}
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
			s, err := Continue(path, streams, o) // there is none: it begins
			if err != nil {
				t.Fatal(err)
			}
			write(s, 0)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for cut := 0; cut <= len(whole); cut += 1 + len(whole)/150 {
				if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
					t.Fatal(err)
				}
				s, err := Continue(path, streams, o)
				if err != nil {
					t.Fatalf("cut at %d: %v", cut, err)
				}
				held := s.Held()
				if len(held) != 1 || held[0] > lines || cut > len(whole)/2 && held[0] < lines/3 {
					t.Fatalf("cut at %d it holds %v lines", cut, held)
				}
				n := int(held[0])
				if err := s.Check(0, numbered(max(0, n-TailLines), n)); err != nil {
					t.Fatalf("cut at %d: %v", cut, err)
				}
				if n > 0 && s.Check(0, numbered(n, n+1)) == nil {
					t.Fatalf("cut at %d: another line passes for the last", cut)
				}
				write(s, n)
				got, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(text(t, compression, whole), text(t, compression, got)); diff != "" {
					t.Fatalf("cut at %d:\n%.500s", cut, diff)
				}
			}
		})
	}
}

func text(t *testing.T, compression string, packed []byte) string {
	if compression == "" {
		return string(packed)
	}
	return unpack(t, compression, packed)
}

// What is damaged in its middle, or was never ours, is left as it is.
func TestADamagedFileIsNotGoneOnWith(t *testing.T) {
	for _, compression := range []string{"gzip", "zstd"} {
		p, err := newPacker(compression, 0)
		if err != nil {
			t.Fatal(err)
		}
		piece := bytes.Clone(p.pack(nil, []byte("one line\nand another\n")))
		bad := bytes.Clone(piece)
		bad[len(bad)-6] ^= 0x55
		half := p.pack(nil, []byte("no line"))
		for name, content := range map[string][]byte{
			"plain text": []byte("one line\nand another that is long enough\n"), "a flipped bit": append(bad, piece...), "half a line": half,
		} {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := Continue(path, streams, Options{Compression: compression}); err == nil {
				t.Errorf("%s, %s: %v lines are gone on with", compression, name, s.Held())
			}
			if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, content) {
				t.Errorf("%s, %s: the file was changed (%v)", compression, name, err)
			}
		}
	}
}

// A folder or a pipe is nothing to go on with.
func TestOnlyFilesAreGoneOnWith(t *testing.T) {
	if _, err := Continue(t.TempDir(), streams, Options{}); err == nil {
		t.Error("a folder is gone on with")
	}
}

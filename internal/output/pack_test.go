package output

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/iotsim/iotsim/engine"
)

// unpack reads a compressed text as any reader of the format does.
func unpack(t *testing.T, compression string, packed []byte) string {
	t.Helper()
	var r io.Reader
	switch compression {
	case "gzip":
		g, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		r = g
	case "zstd":
		z, err := zstd.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		r = z
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestACompressedFileIsReadAsOneText(t *testing.T) {
	for _, compression := range []string{"gzip", "zstd"} {
		sizes := map[int]int{}
		for _, level := range []int{0, 1, 9} {
			var files [2][]byte
			for i := range files {
				path := filepath.Join(t.TempDir(), "f")
				s, err := File(path, streams, Options{Format: Records, Compression: compression, Level: level})
				if err != nil {
					t.Fatal(err)
				}
				var got engine.Outcome
				for range 20 {
					if err := s.Write(t.Context(), batch(&got, 0, 1, 2, 3, 0)); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Close(); err != nil || got != (engine.Outcome{Acked: 100}) {
					t.Fatalf("%v, %+v", err, got)
				}
				if files[i], err = os.ReadFile(path); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(files[0], files[1]) {
				t.Errorf("%s at level %d: the same lines are other bytes", compression, level)
			}
			want := strings.Repeat(object("data", 0, 0)+object("data", 1, 1)+object("truth", 0, 2)+object("truth", 1, 3)+object("data", 0, 4), 20)
			if diff := cmp.Diff(want, unpack(t, compression, files[0])); diff != "" {
				t.Errorf("%s at level %d:\n%s", compression, level, diff)
			}
			sizes[level] = len(files[0])
			if len(files[0]) >= len(want) {
				t.Errorf("%s at level %d: %d bytes of %d", compression, level, len(files[0]), len(want))
			}
		}
	}
	if _, err := File(filepath.Join(t.TempDir(), "f"), streams, Options{Compression: "rar"}); err == nil {
		t.Error("a compression that is none is taken")
	}
}

// A disk that fills up in the middle of a piece leaves the pieces before it.
func TestACompressedFileIsCutBackToItsLastWholePiece(t *testing.T) {
	one := &filling{room: 1 << 20}
	pieces := func(room int, frozen bool) (text string, got engine.Outcome, err error) {
		path := filepath.Join(t.TempDir(), "f")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		one = &filling{File: f, room: room, frozen: frozen}
		s := Stdout(nil, streams, Options{Compression: "gzip"})
		s.dest[0] = &destination{name: path, w: one, file: f, cut: one}
		for range 2 {
			if err = s.Write(t.Context(), batch(&got, 0, 0, 0)); err != nil {
				break
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		packed, _ := os.ReadFile(path)
		if len(packed) > 0 && !frozen {
			text = unpack(t, "gzip", packed)
		}
		return text, got, err
	}
	const room = 1 << 20
	if _, _, err := pieces(room, false); err != nil {
		t.Fatal(err)
	}
	piece := (room - one.room) / 2
	for room := range 2 * piece {
		text, got, err := pieces(room, false)
		whole := int64(room / piece)
		if want := strings.Repeat("v0\nv1\nv2\n", int(whole)); text != want || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("room for %d bytes: %q, %v", room, text, err)
		}
		if got.Acked != 3*whole || got.Failed != 3 || got.Unknown != 0 {
			t.Errorf("room for %d bytes: %+v", room, got)
		}
	}
	if _, got, _ := pieces(piece+5, true); got.Acked != 3 || got.Unknown != 3 || got.Failed != 0 {
		t.Errorf("a piece that cannot be cut back: %+v", got)
	}
}

func TestATopicInThePathGivesAFileEach(t *testing.T) {
	dir := t.TempDir()
	of := []engine.Stream{{Topic: "of another sink"}, {Sink: 1, Topic: "m"}, {Sink: 1, Topic: "k"}, {Sink: 1, Topic: "truth", Labels: true}}
	s, err := File(filepath.Join(dir, "{topic}.txt.gz"), of, Options{Sink: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]int{{1}, {2}, {3}}, s.Lanes()); diff != "" {
		t.Errorf("lanes:\n%s", diff)
	}
	var got engine.Outcome
	if err := s.Write(t.Context(), batch(&got, 1, 2, 3)); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Files()); n != 3 {
		t.Errorf("%d files", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"m.txt.gz": "v0\n", "k.txt.gz": "v1\n", "truth.labels.txt.gz": "v2\n"}
	if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
		t.Errorf("files:\n%s", diff)
	}
}

func TestAFileOfLabelsIsCalledAsItsPathSays(t *testing.T) {
	dir := t.TempDir()
	of := []engine.Stream{{Topic: "data"}, {Sink: 1, Topic: "labels", Labels: true}, {Sink: 1, Topic: "labels", Partition: 1, Labels: true}}
	s, err := File(filepath.Join(dir, "truth-{partition}.txt"), of, Options{Sink: 1, LabelsOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var got engine.Outcome
	if err := errors.Join(s.Write(t.Context(), batch(&got, 1, 2)), s.Close()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"truth-0.txt": "v0\n", "truth-1.txt": "v1\n"}, contents(t, dir)); diff != "" {
		t.Errorf("files:\n%s", diff)
	}
}

func TestASinkThatWasNeverWrittenLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "1"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := File(filepath.Join(dir, "{partition}"), streams, Options{Format: Records})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Abandon(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"1": ""}, contents(t, dir)); diff != "" {
		t.Errorf("files:\n%s", diff)
	}
}

package output

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
)

// streams are two partitions of data and their labels.
var streams = []engine.Stream{
	{Topic: "data", Partition: 0}, {Topic: "data", Partition: 1},
	{Topic: "truth", Partition: 0, Labels: true}, {Topic: "truth", Partition: 1, Labels: true},
}

// batch has a record for each stream given, with the values v0, v1, …
func batch(got *engine.Outcome, of ...int) *engine.Batch {
	var records []engine.Record
	for i, s := range of {
		records = append(records, engine.Record{Stream: s, Key: []byte("k"), Value: fmt.Appendf(nil, "v%d", i), Timestamp: int64(i)})
	}
	return engine.NewBatch(records, func(_ *engine.Batch, o engine.Outcome) {
		got.Acked, got.Failed, got.Unknown = got.Acked+o.Acked, got.Failed+o.Failed, got.Unknown+o.Unknown
		got.Err = errors.Join(got.Err, o.Err)
	})
}

// contents are the files of a folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}

func TestFilesAndLanesFollowThePath(t *testing.T) {
	for i, c := range []struct {
		path   string
		format Format
		lanes  [][]int
		files  map[string]string
	}{
		{"all.txt", Values, [][]int{{0, 1}, {2, 3}}, map[string]string{"all.txt": "v0\nv1\nv4\n", "all.labels.txt": "v2\nv3\n"}},
		{"p{partition}", Values, [][]int{{0}, {1}, {2}, {3}}, map[string]string{"p0": "v0\nv4\n", "p1": "v1\n", "p0.labels": "v2\n", "p1.labels": "v3\n"}},
		{"{partition}.ndjson", Records, [][]int{{0, 2}, {1, 3}}, map[string]string{
			"0.ndjson": object("data", 0, 0) + object("truth", 0, 2) + object("data", 0, 4),
			"1.ndjson": object("data", 1, 1) + object("truth", 1, 3),
		}},
		{"o{{b}}.{{partition}}.{{{partition}}}", Records, [][]int{{0, 2}, {1, 3}}, map[string]string{
			"o{b}.{partition}.{0}": object("data", 0, 0) + object("truth", 0, 2) + object("data", 0, 4),
			"o{b}.{partition}.{1}": object("data", 1, 1) + object("truth", 1, 3),
		}},
		{"r", Records, [][]int{{0, 1, 2, 3}}, map[string]string{
			"r": object("data", 0, 0) + object("data", 1, 1) + object("truth", 0, 2) + object("truth", 1, 3) + object("data", 0, 4),
		}},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			dir := t.TempDir()
			s, err := File(filepath.Join(dir, c.path), streams, Options{Format: c.format})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.lanes, s.Lanes()); diff != "" {
				t.Errorf("lanes:\n%s", diff)
			}
			var got engine.Outcome
			if err := s.Write(t.Context(), batch(&got, 0, 1, 2, 3, 0)); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(s.Flush(t.Context()), s.Close()); err != nil {
				t.Fatal(err)
			}
			if got != (engine.Outcome{Acked: 5}) {
				t.Errorf("%+v", got)
			}
			if diff := cmp.Diff(c.files, contents(t, dir)); diff != "" {
				t.Errorf("files:\n%s", diff)
			}
		})
	}
}

func object(topic string, partition, i int) string {
	return fmt.Sprintf(`{"topic":%q,"partition":%d,"timestamp":%d,"key":"k","headers":[],"value":"v%d"}`+"\n", topic, partition, i, i)
}

func TestStandardOutputTakesEverything(t *testing.T) {
	var w strings.Builder
	s := Stdout(&w, streams, Options{})
	if diff := cmp.Diff([][]int{{0, 1, 2, 3}}, s.Lanes()); diff != "" {
		t.Errorf("lanes:\n%s", diff)
	}
	var got engine.Outcome
	if err := errors.Join(s.Write(t.Context(), batch(&got, 1, 2, 0)), s.Close()); err != nil {
		t.Fatal(err)
	}
	if w.String() != "v0\nv1\nv2\n" || got != (engine.Outcome{Acked: 3}) {
		t.Errorf("%q, %+v", w.String(), got)
	}
}

func TestWhatAFileHoldsIsNeverOverwritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "1"), []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := File(filepath.Join(dir, "{partition}"), streams, Options{Format: Records})
	if !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), filepath.Join(dir, "1")+" is not empty: name another file, or remove it first") {
		t.Errorf("error %v", err)
	}
	// "0" had been made by then, and is gone again.
	if diff := cmp.Diff(map[string]string{"1": "precious"}, contents(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestAnEmptyFileIsAsGoodAsNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := File(path, streams, Options{Format: Records})
	if err != nil {
		t.Fatal(err)
	}
	var got engine.Outcome
	if err := errors.Join(s.Write(t.Context(), batch(&got, 0)), s.Close()); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); string(text) != object("data", 0, 0) {
		t.Errorf("%q", text)
	}
}

func TestAPathThatCannotBeWrittenIsNamed(t *testing.T) {
	dir := t.TempDir()
	for path, cause := range map[string]error{
		filepath.Join(dir, "none", "f"): fs.ErrNotExist,
		dir:                             syscall.EISDIR,
	} {
		_, err := File(path, streams, Options{Format: Records})
		if !errors.Is(err, cause) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want %v", path, err, cause)
		}
	}
}

func TestAFullDiskFailsTheRecords(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	s, err := File("/dev/full", streams, Options{Format: Records})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 { // and it stays broken
		var got engine.Outcome
		err := s.Write(t.Context(), batch(&got, 0, 1, 0))
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "/dev/full") {
			t.Errorf("error %v", err)
		}
		if got.Failed != 3 || got.Acked+got.Unknown != 0 || !errors.Is(got.Err, syscall.ENOSPC) {
			t.Errorf("%+v", got)
		}
	}
}

// A filling disk takes so many bytes and then no more.
type filling struct {
	*os.File
	room   int
	frozen bool // cannot be cut back either
}

func (f *filling) Write(text []byte) (int, error) {
	n := min(len(text), f.room)
	f.room -= n
	if _, err := f.File.Write(text[:n]); err != nil || n == len(text) {
		return n, err
	}
	return n, &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
}

func (f *filling) Truncate(size int64) error {
	if f.frozen {
		return syscall.EIO
	}
	return f.File.Truncate(size)
}

func TestAFileIsCutBackToItsLastWholeLine(t *testing.T) {
	// Lines of three bytes; two batches of three.
	for room := range 18 {
		path := filepath.Join(t.TempDir(), "f")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		disk := &filling{File: f, room: room}
		s := Stdout(nil, streams, Options{})
		s.dest[0] = &destination{name: path, w: disk, file: f, cut: disk}
		var got engine.Outcome
		for range 2 {
			err = s.Write(t.Context(), batch(&got, 0, 0, 0))
		}
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		text, _ := os.ReadFile(path)
		if want := "v0\nv1\nv2\nv0\nv1\n"[:room/3*3]; string(text) != want {
			t.Errorf("room for %d bytes: %q", room, text)
		}
		if whole := int64(room / 3); got.Acked != whole || got.Failed != 6-whole || got.Unknown != 0 {
			t.Errorf("room for %d bytes: %+v", room, got)
		}
	}
}

func TestALineThatCannotBeCutBackIsUnknown(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	disk := &filling{File: f, room: 4, frozen: true}
	s := Stdout(nil, streams, Options{})
	s.dest[0] = &destination{name: f.Name(), w: disk, file: f, cut: disk}
	defer s.Close()
	var got engine.Outcome
	err = s.Write(t.Context(), batch(&got, 0, 0, 0))
	if !errors.Is(err, syscall.ENOSPC) || !errors.Is(err, syscall.EIO) {
		t.Errorf("error %v", err)
	}
	if got.Acked != 1 || got.Unknown != 1 || got.Failed != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAReaderThatWentAwayEndsTheRun(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	var got engine.Outcome
	err = Stdout(w, streams, Options{}).Write(t.Context(), batch(&got, 0, 1))
	if !errors.Is(err, syscall.EPIPE) || err.Error() != "standard output: its reader went away: broken pipe" {
		t.Errorf("error %v", err)
	}
	if got.Failed != 2 || got.Acked+got.Unknown != 0 {
		t.Errorf("%+v", got)
	}
}

func TestAWriteToAStuckReaderEndsWithTheContext(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	s := Stdout(w, streams, Options{})
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	var got engine.Outcome
	for sent := 0; ; sent += 3 {
		if err := s.Write(ctx, batch(&got, 0, 0, 0)); err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
			// The pipe took whole batches, since a small write is all or nothing.
			if got.Acked != int64(sent) || got.Failed+got.Unknown != 3 {
				t.Errorf("after %d: %+v", sent, got)
			}
			return
		}
	}
}

func TestBytesThatAreNoTextFollowInBase64(t *testing.T) {
	alien := []byte{0xff, 0x00, 'x'}
	line := Records.appendLine(nil, streams[1], &engine.Record{
		Stream: 1, Timestamp: -7, Key: alien, Value: alien,
		Headers: []engine.Header{{Key: "tag", Value: alien}, {Key: "a\"b", Value: []byte("B栋\n")}, {Key: "none"}},
	})
	code := base64.StdEncoding.EncodeToString(alien)
	want := `{"topic":"data","partition":1,"timestamp":-7,"key":null,"key_base64":"` + code + `",` +
		`"headers":[["tag",null,"` + code + `"],["a\"b","B栋\n"],["none",null]],"value":null,"value_base64":"` + code + `"}` + "\n"
	if diff := cmp.Diff(want, string(line)); diff != "" {
		t.Error(diff)
	}
	if !json.Valid(line) {
		t.Error("not JSON")
	}
}

func TestNullAcksEverything(t *testing.T) {
	var got engine.Outcome
	s := Null()
	if err := errors.Join(s.Write(t.Context(), batch(&got, 0, 1, 2)), s.Flush(t.Context())); err != nil || got != (engine.Outcome{Acked: 3}) {
		t.Errorf("error %v, %+v", err, got)
	}
}

func FuzzRecordsAreReadBack(f *testing.F) {
	f.Add("topic", []byte("key"), []byte(`{"v":1}`), "header", []byte("1"))
	f.Add("\x00", []byte{0xc3}, []byte("\u2028</script>\t"), "\"", []byte{})
	f.Fuzz(func(t *testing.T, topic string, key, value []byte, header string, hv []byte) {
		line := Records.appendLine(nil, engine.Stream{Topic: topic}, &engine.Record{Key: key, Value: value, Headers: []engine.Header{{Key: header, Value: hv}}})
		var got struct {
			Key, Value  *string
			KeyBase64   []byte `json:"key_base64"`
			ValueBase64 []byte `json:"value_base64"`
			Headers     [][]*string
		}
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if strings.Count(string(line), "\n") != 1 {
			t.Errorf("not one line: %q", line)
		}
		back := func(text *string, other []byte) string {
			if text != nil {
				return *text
			}
			return string(other)
		}
		if back(got.Key, got.KeyBase64) != string(key) || back(got.Value, got.ValueBase64) != string(value) {
			t.Errorf("%q %q became %s", key, value, line)
		}
	})
}

package output_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/output"
)

func linesOf(t *testing.T, text string) []output.Line {
	t.Helper()
	var lines []output.Line
	err := output.Read(strings.NewReader(text), func(l *output.Line) error {
		l.Value = bytes.Clone(l.Value)
		lines = append(lines, *l)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// What a sink of records writes is read as it was, bytes that are no text included.
func TestRecordsAreReadAsTheyWere(t *testing.T) {
	text := `{"topic":"t","partition":3,"timestamp":7,"key":"k","headers":[["a","1"],["b",null,"/w=="],["c",null]],"value":"v"}` + "\n\n" +
		`{"topic":"t","partition":3,"timestamp":8,"key":null,"key_base64":"/w==","headers":[],"value":null,"value_base64":"/wA="}` + "\r\n" +
		`{"key":"k","value":"v"}` + "\n" + "plain"
	want := []output.Line{
		{Number: 1, Whole: true, Record: engine.Record{Timestamp: 7, Key: []byte("k"), Value: []byte("v"),
			Headers: []engine.Header{{Key: "a", Value: []byte("1")}, {Key: "b", Value: []byte{0xff}}, {Key: "c"}}}},
		{Number: 3, Whole: true, Record: engine.Record{Timestamp: 8, Key: []byte{0xff}, Value: []byte{0xff, 0}}},
		{Number: 4, Record: engine.Record{Value: []byte(`{"key":"k","value":"v"}`)}},
		{Number: 5, Record: engine.Record{Value: []byte("plain")}},
	}
	if diff := cmp.Diff(want, linesOf(t, text), cmp.AllowUnexported(engine.Record{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPackedFilesAreReadAsText(t *testing.T) {
	var zipped, squeezed bytes.Buffer
	g := gzip.NewWriter(&zipped)
	z, err := zstd.NewWriter(&squeezed)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []io.WriteCloser{g, z} {
		if _, err := w.Write([]byte("one\ntwo\n")); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, packed := range [][]byte{zipped.Bytes(), squeezed.Bytes(), []byte("one\ntwo\n")} {
		r, err := output.Unpack(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || string(text) != "one\ntwo\n" {
			t.Errorf("%q, %v", text, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if r, err := output.Unpack(strings.NewReader("")); err != nil {
		t.Errorf("nothing cannot be read: %v, %v", r, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"topic":"t","partition":3,"timestamp":7,"key":"k","headers":[["a","1"],["b",null,"/w=="]],"value":"v"}`)
	f.Add(`{"timestamp":1,"key":1,"value":[]}`)
	f.Add(`{"timestamp":1,"key":null,"headers":[[],["a"]],"value":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		_ = output.Read(strings.NewReader(text), func(l *output.Line) error { return nil })
	})
}

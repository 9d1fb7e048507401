package output_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/output"
	"github.com/iotsim/iotsim/schema"
)

// factory opens the shipped factory at its smallest; it has faults and labels.
func factory(t *testing.T) *engine.Program {
	t.Helper()
	scenario, _, diags := schema.Load(os.DirFS("../../scenarios"), []string{"factory.hcl"}, schema.Options{
		Vars: map[string]string{"devices": "100"}, Start: "2026-03-02T00:00:00Z",
	})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := engine.Open(plan, "demo")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// send runs a program at max speed.
func send(t *testing.T, p *engine.Program, sink engine.Sink, lanes [][]int, workers int) {
	t.Helper()
	s, err := engine.Run(t.Context(), p, sink, engine.Options{Lanes: lanes, Workers: workers, Speed: schema.Ratio{Num: 0, Den: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if s.Data.Acked != p.Plan().Totals.Published || s.Labels == nil || s.Labels.Acked == 0 {
		t.Fatalf("data %+v, labels %+v", s.Data, s.Labels)
	}
}

// values are the lines of a merged sequence.
func values(p *engine.Program, streams ...int) string {
	var b engine.Batch
	p.Sequence(streams...).Append(&b, math.MaxInt64, math.MaxInt)
	var w strings.Builder
	for _, r := range b.Records {
		w.Write(r.Value)
		w.WriteByte('\n')
	}
	return w.String()
}

// kinds are the streams of data and those of labels.
func kinds(p *engine.Program) (data, labels []int) {
	for i, s := range p.Plan().Streams {
		if s.Labels {
			labels = append(labels, i)
		} else {
			data = append(data, i)
		}
	}
	return data, labels
}

func TestFilesHoldTheirSequencesForAnyWorkers(t *testing.T) {
	p := factory(t)
	data, labels := kinds(p)
	one := map[string]string{"all.txt": values(p, data...), "all.labels.txt": values(p, labels...)}
	each := map[string]string{}
	for i, s := range p.Plan().Streams {
		name := fmt.Sprintf("p%d", s.Partition)
		if s.Labels {
			name += ".labels"
		}
		each[name] = values(p, i)
	}
	for path, want := range map[string]map[string]string{"all.txt": one, "p{partition}": each} {
		for _, workers := range []int{1, 2, 8} {
			dir := t.TempDir()
			s, err := output.File(filepath.Join(dir, path), p.Plan().Streams, output.Options{})
			if err != nil {
				t.Fatal(err)
			}
			send(t, p, s, s.Lanes(), workers)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for name, text := range want {
				if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != text {
					t.Errorf("%d workers: %s is not its sequence, %v", workers, name, err)
				}
			}
		}
	}
}

func TestRecordsComeInOneOrderForAnyWorkers(t *testing.T) {
	p := factory(t)
	var first bytes.Buffer
	for _, workers := range []int{1, 2, 8} {
		var w bytes.Buffer
		s := output.Stdout(&w, p.Plan().Streams, output.Options{Format: output.Records})
		send(t, p, s, s.Lanes(), workers)
		if first.Len() == 0 {
			first = w
		}
		if !bytes.Equal(first.Bytes(), w.Bytes()) {
			t.Errorf("%d workers write other lines", workers)
		}
	}
	published := int64(0)
	for _, c := range p.Plan().Counts {
		published += c.Published
	}
	if n := int64(bytes.Count(first.Bytes(), []byte("\n"))); n != published {
		t.Errorf("%d lines, %d records", n, published)
	}
}

func TestCompressedFilesAreTheSameForAnyWorkers(t *testing.T) {
	p := factory(t)
	var first []byte
	for _, workers := range []int{1, 2, 8} {
		path := filepath.Join(t.TempDir(), "all.gz")
		s, err := output.File(path, p.Plan().Streams, output.Options{Format: output.Records, Compression: "gzip"})
		if err != nil {
			t.Fatal(err)
		}
		send(t, p, s, s.Lanes(), workers)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		packed, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = packed
		}
		if !bytes.Equal(first, packed) {
			t.Errorf("%d workers write other bytes", workers)
		}
	}
}

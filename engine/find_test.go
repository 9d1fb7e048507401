package engine

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// findable are trials whose records are named in every way: with jitter, drained
// devices and cycles, by id and by room.
func findable(t *testing.T) map[string]*Program {
	t.Helper()
	byRoom := trial(40)
	byRoom.Sinks[0].Key = schema.Pattern{Parts: []schema.PatternPart{{Field: "building"}, {Text: "-"}, {Field: "room"}}}
	byRoom.Sinks[0].Partitions = 3
	jittered := trial(40)
	jitter := ratio(1, 2)
	jittered.Models[0].Jitter = &jitter
	programs := map[string]*Program{"by id": compile(t, trial(40)), "by room": compile(t, byRoom), "jitter": compile(t, jittered)}
	text, err := os.ReadFile("../testdata/valid/effects.hcl")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("size  = 2000000"), []byte("size  = 2000"), 1)
	every, _, diags := schema.Decode([]schema.Source{{Name: "effects.hcl", Text: text}}, schema.Options{Start: "2026-03-02T06:00:00Z"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	every.Phases[0].Duration = 20 * time.Second
	every.Labels = &schema.Labels{Topic: "labels"}
	programs["every effect"] = compile(t, every)
	for fixture, s := range messageFaults(t) {
		if s.Labels != nil {
			programs[fixture] = compile(t, s)
		}
	}
	return programs
}

// Every record of a plan is found by its name, in any order, at its place and byte
// for byte; names that no record has are not.
func TestEveryRecordIsFoundByItsName(t *testing.T) {
	for name, program := range findable(t) {
		t.Run(name, func(t *testing.T) {
			for _, labels := range []bool{false, true} {
				f := program.Finder(0, labels)
				var records []Record
				for i, s := range program.Plan().Streams {
					if s.Labels == labels {
						records = append(records, all(program.Sequence(i))...)
					}
				}
				findAll(t, f, records)
			}
		})
	}
}

func findAll(t *testing.T, f *Finder, records []Record) {
	t.Helper()
	if len(records) == 0 {
		t.Fatal("there are no records")
	}
	positions := make([]Position, len(records))
	known := map[string]bool{}
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(len(records)) {
		r := &records[i]
		name, ok := NameOf(r.Key, r.Headers)
		if !ok {
			t.Fatalf("%s has no name", line(*r))
		}
		known[spell(&name)] = true
		p, ok := f.Find(&name)
		if !ok || p.Stream() != r.Stream {
			t.Fatalf("%s is not found", line(*r))
		}
		positions[i] = p
		var b Batch
		f.Append(&b, &p)
		if got := b.Records[0]; line(got) != line(*r) || got.Send != r.Send {
			t.Fatalf("(-planned +found)\n-%s\n+%s", line(*r), line(got))
		}
	}
	for i := range positions[1:] {
		if records[i].Stream == records[i+1].Stream && !positions[i].Before(&positions[i+1]) {
			t.Fatalf("%s does not come before %s", line(records[i]), line(records[i+1]))
		}
	}
	for i := range records {
		name, _ := NameOf(records[i].Key, records[i].Headers)
		for _, change := range []func(*Name){
			func(n *Name) { n.Sequence++ }, func(n *Name) { n.Sequence += 1 << 40 }, func(n *Name) { n.Sequence = math.MaxInt64 }, func(n *Name) { n.Copy++ },
			func(n *Name) { n.Label++ }, func(n *Name) { n.Activation += "1" }, func(n *Name) { n.Device = []byte("nobody") },
		} {
			other := name
			change(&other)
			if _, ok := f.Find(&other); ok && !known[spell(&other)] && name.Activation == "" {
				t.Fatalf("%s is found, and no record has that name", spell(&other))
			}
		}
	}
}

func spell(n *Name) string {
	return strings.Join([]string{string(n.Device), strconv.FormatInt(n.Sequence, 10), strconv.FormatInt(n.Copy, 10), strconv.FormatInt(n.Label, 10), n.Activation}, " ")
}

func BenchmarkFind(b *testing.B) {
	program := compile(b, trial(40))
	f := program.Finder(0, false)
	records := all(program.Sequence(0))
	var batch Batch
	b.ReportAllocs()
	for i := range b.N {
		r := &records[i%len(records)]
		name, _ := NameOf(r.Key, r.Headers)
		p, _ := f.Find(&name)
		batch.Reset()
		f.Append(&batch, &p)
	}
}

//go:build unix

package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// `make bench` runs these in rounds, so that what is compared was measured side by
// side, and keeps medians and ratios in testdata/bench/benchmark.md.
// Ratios are of CPU time, so that a busy machine does not bend them.

// A wireMessage is the factory's message as a typed struct without maps: what a
// careful Go program would hand to encoding/json.
type (
	wireMessage struct {
		DeviceID  string `json:"device_id"`
		Timestamp int64  `json:"timestamp"`
		Location  struct {
			Building string `json:"building"`
			Floor    int64  `json:"floor"`
			Room     string `json:"room"`
		} `json:"location"`
		Sensors struct {
			Temperature  wireNumber `json:"temperature"`
			Humidity     wireNumber `json:"humidity"`
			Pressure     wireNumber `json:"pressure"`
			SwitchStatus struct {
				Value  bool   `json:"value"`
				Status string `json:"status"`
			} `json:"switch_status"`
			Current wireNumber `json:"current"`
		} `json:"sensors"`
		DeviceInfo struct {
			Model          string `json:"model"`
			Firmware       string `json:"firmware"`
			Battery        int    `json:"battery"`
			SignalStrength int    `json:"signal_strength"`
		} `json:"device_info"`
	}
	wireNumber struct {
		Value  float64 `json:"value"`
		Unit   string  `json:"unit"`
		Status string  `json:"status"`
	}
)

// A rotation walks all data streams of a program as one worker would: a batch of
// each in turn, from the beginning again after the end.
type rotation struct {
	sequences []*Sequence
	batch     Batch
	turn      int
}

const rotationBatch = 512

func newRotation(p *Program) *rotation {
	r := &rotation{}
	for i, s := range p.plan.Streams {
		if !s.Labels {
			r.sequences = append(r.sequences, p.Sequence(i))
		}
	}
	return r
}

// next renders a batch, valid until the following call.
func (r *rotation) next() []Record {
	r.batch.Reset()
	s := r.sequences[r.turn]
	r.turn = (r.turn + 1) % len(r.sequences)
	if s.Append(&r.batch, math.MaxInt64, rotationBatch) == 0 {
		s.restart()
		s.Append(&r.batch, math.MaxInt64, rotationBatch)
	}
	return r.batch.Records
}

// factory is the shipped scenario, read anew.
func factory(b testing.TB) *schema.Scenario {
	b.Helper()
	s, _, diags := schema.Load(os.DirFS("../scenarios"), []string{"factory.hcl"}, schema.Options{})
	if diags.HasErrors() {
		b.Fatal(diags)
	}
	return s
}

// faultless is the factory without its faults.
func faultless(b *testing.B) *Program { return withoutFaults(b, factory(b)) }

func withoutFaults(b *testing.B, s *schema.Scenario) *Program {
	s.Labels, s.Faults = nil, nil
	for i := range s.Phases {
		s.Phases[i].Faults = nil
	}
	return compile(b, s)
}

// layered is the factory in which each of twenty devices has an effect of every
// layer, all the time.
func layered(t testing.TB) *Program {
	t.Helper()
	s := factory(t)
	share := 0.05
	s.Labels = nil
	s.Faults = []schema.Fault{{Name: "all", Probability: &share, Effects: []schema.Effect{
		{Kind: schema.Bias, Sensor: "temperature", Add: 1, Share: 1},
		{Kind: schema.Spike, Sensor: "current", Value: dist(schema.Uniform, 10, 20), Share: 0.01},
		{Kind: schema.Firmware, Version: "9.9.9", Share: 1},
		{Kind: schema.ClockStep, Clock: &schema.ClockFault{By: time.Second}, Share: 1},
		{Kind: schema.Corrupt, Bytes: 1, Share: 0.01},
		{Kind: schema.Drop, Share: 0.01},
		{Kind: schema.Delay, By: dist(schema.Uniform, 0, 1e9), Max: time.Second, Share: 0.01},
		{Kind: schema.Duplicate, Copies: 1, Share: 0.01},
	}}}
	for i := range s.Phases {
		s.Phases[i].Faults = []int{0}
	}
	return compile(t, s)
}

// BenchmarkFactoryMessage compares messages, values included, with encoding/json
// of a struct whose values are ready, and with copying messages that are ready,
// one for each device. A record is the message and what surrounds it: whose turn
// it is and when, key and headers.
func BenchmarkFactoryMessage(b *testing.B) {
	plain, faulty, all := faultless(b), compile(b, factory(b)), layered(b)
	b.Run("iotsim", func(b *testing.B) { benchmarkMessage(b, plain) })
	b.Run("iotsim_record", func(b *testing.B) { benchmarkRecord(b, plain) })
	b.Run("iotsim_record_faults", func(b *testing.B) { benchmarkRecord(b, faulty) })
	b.Run("iotsim_record_layers", func(b *testing.B) { benchmarkRecord(b, all) })
	b.Run("encoding_json", func(b *testing.B) {
		values := ready(plain, 10_000) // of a fleet, as ours are
		messages := make([]wireMessage, len(values))
		for i, v := range values {
			if err := json.Unmarshal(v, &messages[i]); err != nil {
				b.Fatal(err)
			}
			// The comparison is fair only while both make the same bytes.
			if again, err := json.Marshal(&messages[i]); err != nil || !bytes.Equal(again, v) {
				b.Fatalf("encoding/json makes another message (%v):\n%s\n%s", err, again, v)
			}
		}
		b.ReportAllocs()
		defer reportCPU(b)()
		for i := 0; b.Loop(); i++ {
			if _, err := json.Marshal(&messages[i%len(messages)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("copy", func(b *testing.B) {
		values := ready(plain, 10_000)
		buffer := make([]byte, 0, 1<<20)
		b.ReportAllocs()
		defer reportCPU(b)()
		for i := 0; b.Loop(); i++ {
			if i%rotationBatch == 0 {
				buffer = buffer[:0]
			}
			buffer = append(buffer, values[i%len(values)]...)
		}
	})
}

// BenchmarkPayloadMessage is the factory's message once as the default and once as
// a payload that says the same: at most 1.1 times as dear.
func BenchmarkPayloadMessage(b *testing.B) {
	own := factory(b)
	own.Models[0].Payload = defaultPayload(&own.Models[0])
	plain, authored := faultless(b), withoutFaults(b, own)
	b.Run("default", func(b *testing.B) { benchmarkMessage(b, plain) })
	b.Run("payload", func(b *testing.B) { benchmarkMessage(b, authored) })
}

// benchmarkMessage draws and renders messages of a fleet whose turns are known.
func benchmarkMessage(b *testing.B, p *Program) {
	type turn struct {
		*Sequence
		items []item
	}
	var turns []turn
	for _, s := range newRotation(p).sequences {
		t := turn{Sequence: s}
		for len(t.items) < 1024 { // of each of 12 partitions: every device has one
			t.items = append(t.items, s.now)
			s.step()
		}
		turns = append(turns, t)
	}
	var batch Batch
	made := 0
	pass := func() {
		for _, t := range turns {
			batch.Reset()
			for from := 0; from < len(t.items); from += blockReadings {
				items := t.items[from : from+blockReadings]
				t.measure(items)
				for j := range items {
					g, f := &p.fleet.groups[items[j].group], &t.block.frames[j]
					t.renderReading(&batch, g, &items[j], t.keys[items[j].id:][:items[j].idLength], f, f.clear)
				}
			}
			made += len(t.items)
		}
	}
	pass() // grows the batch's memory
	made = 0
	b.ReportAllocs()
	runtime.GC() // what was made before is not ours to pay for
	b.ResetTimer()
	before := processTime()
	for made < b.N {
		pass()
	}
	b.ReportMetric(float64(processTime()-before)/float64(made), "cpu-ns/op") // of whole passes: more than N
}

func benchmarkRecord(b *testing.B, p *Program) {
	r := newRotation(p)
	for range r.sequences {
		r.next() // grows the batch's memory
	}
	b.ReportAllocs()
	b.ResetTimer()
	defer reportCPU(b)()
	for n := 0; n < b.N; {
		n += len(r.next())
	}
}

// ready are so many messages of a program.
func ready(p *Program, n int) [][]byte {
	var values [][]byte
	for r := newRotation(p); len(values) < n; {
		for _, record := range r.next() {
			values = append(values, bytes.Clone(record.Value))
		}
	}
	return values[:n]
}

// reportCPU reports the process's CPU time an iteration from now until the
// function that it returns is called, the garbage collector's share included.
func reportCPU(b *testing.B) func() {
	runtime.GC() // what was made before is not ours to pay for
	before := processTime()
	return func() { b.ReportMetric(float64(processTime()-before)/float64(b.N), "cpu-ns/op") }
}

func processTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// BenchmarkPlan is from the scenario's text to exact counts, ten thousand devices.
func BenchmarkPlan(b *testing.B) {
	b.ReportAllocs()
	defer reportCPU(b)()
	for b.Loop() {
		compile(b, factory(b))
	}
}

// BenchmarkSeek opens a stream of the factory at its record 100,000,000, the
// steady phase being long enough and one partition holding everything.
func BenchmarkSeek(b *testing.B) {
	const rank = 100_000_000
	s := factory(b)
	s.Phases[1].Duration = 9 * time.Hour // ten thousand devices at 3 s: 12 million an hour
	s.Sinks[0].Partitions = 1
	p := compile(b, s)
	var batch Batch
	defer reportCPU(b)()
	for b.Loop() {
		sequence := p.Sequence(0)
		sequence.MoveTo(rank)
		batch.Reset()
		if sequence.Append(&batch, math.MaxInt64, 1) != 1 {
			b.Fatalf("the stream ends before record %d, at %d", rank, sequence.Len())
		}
	}
}

// BenchmarkMaxSpeed runs the factory into a sink that acknowledges at once.
func BenchmarkMaxSpeed(b *testing.B) {
	p := compile(b, factory(b))
	sent := int64(0)
	defer reportCPU(b)()
	for b.Loop() {
		s, err := Run(context.Background(), p, acknowledge{}, Options{Speed: schema.Ratio{Num: 0, Den: 1}})
		if err != nil {
			b.Fatal(err)
		}
		sent += s.Data.Acked
	}
	b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "records/s")
}

type acknowledge struct{}

func (acknowledge) Write(_ context.Context, b *Batch) error {
	b.Resolve(Outcome{Acked: int64(len(b.Records))})
	return nil
}

func (acknowledge) Flush(context.Context) error { return nil }

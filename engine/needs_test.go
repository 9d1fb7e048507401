package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/iotsim/iotsim/schema"
)

// roundPacking makes batches whose length is easily computed: 60 bytes, and 40 a record.
func roundPacking(s *schema.Sink) (Packing, error) {
	return Packing{
		Compression: "lz4", Linger: 10 * time.Millisecond, BatchBytes: 1 << 20, BufferRecords: 1_000, BufferBytes: 1 << 30,
		Stored: func(records []Record) int64 { return 60 + 40*int64(len(records)) },
	}, nil
}

// needsOf is what a plan needs with such batches.
func needsOf(t *testing.T, p *Plan) *Needs {
	t.Helper()
	started := *p
	started.Start = new(int64)
	program, err := Open(&started, "needs")
	if err != nil {
		t.Fatal(err)
	}
	n, err := program.Needs(roundPacking)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// sizedScenario is 400 records a second for ten seconds, then 4,000 for ten: 100 and
// 1,000 in each of four partitions.
const sizedScenario = `
scenario "sized" {
  start = "2026-03-02T06:00:00Z"
  speed = 1
}
model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}
devices "m" { count = 400 }
phase "calm" { duration = "10s" }
phase "busy" {
  duration = "10s"
  rate     = 10
}
sink "kafka" {
  partitions = 4
  # more
}
`

// How many records a batch has at 100 and at 1,000 records a second in ten milliseconds: the
// first, and those that come while it lingers.
const calmBatch, busyBatch = 1 + 1, 1 + 10

func sized(more string) string { return strings.Replace(sizedScenario, "# more", more, 1) }

// about compares to the digits that needs have.
var about = cmpopts.EquateApprox(0.006, 0)

func TestNeedsFollowFromRatesAndBatches(t *testing.T) {
	n := needsOf(t, opened(t, sized("replication = 3"), nil).plan)
	calm, busy := 40.+60/calmBatch, 40.+60./busyBatch
	mean := 40. + 60./6 // at 2,200 a second, 550 a partition: one, and five that come
	if len(n.Kafka) != 1 {
		t.Fatalf("%d sinks", len(n.Kafka))
	}
	k := n.Kafka[0]
	length := k.Plain.Peak / 4_000
	want := &Needs{
		Rate:   Load{4_000, 2_200},
		Shards: 1,
		Memory: n.Costs.Program + 400*n.Costs.Device,
		Kafka: []KafkaNeeds{{
			Compression: "lz4", Plain: Load{4_000 * length, 2_200 * length}, Network: Load{4_000 * busy, 2_200 * mean},
			Batch: busyBatch, Disk: int64(4_000*calm + 40_000*busy), Replicas: 3,
		}},
		Costs: n.Costs,
	}
	record := n.Costs.Record + length*(n.Costs.Byte+n.Costs.codec("lz4", 0).Byte)
	// Requests go to three leaders each ten milliseconds, and a tick is of five.
	wakes := 300*n.Costs.Request + 200*n.Costs.Tick
	want.Cores = Load{(4_000*(record+n.Costs.Batch/busyBatch) + wakes) / 1e9, (2_200*(record+n.Costs.Batch/6) + wakes) / 1e9}
	want.Stalled = want.Memory + int64(1_000*(length+float64(n.Costs.Buffered)))
	approximately := cmp.Comparer(func(a, b int64) bool { return float64(a) <= 1.006*float64(b) && float64(b) <= 1.006*float64(a) })
	if diff := cmp.Diff(want, n, about, approximately); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if length < 150 || length > 250 {
		t.Errorf("a record has %.0f bytes", length)
	}
}

func TestNeedsOfAPlan(t *testing.T) {
	plain := needsOf(t, opened(t, sized(""), nil).plan)
	of := func(text string) *Needs { return needsOf(t, opened(t, text, nil).plan) }
	day := sized("")
	day = strings.Replace(day, `phase "busy" {
  duration = "10s"`, `phase "busy" {
  duration = "forever"`, 1)

	t.Run("twice as fast", func(t *testing.T) {
		n := of(strings.Replace(sized(""), "speed = 1", "speed = 2", 1))
		if n.Rate.Peak != 8_000 || n.Rate.Mean != 4_400 || n.Kafka[0].Batch != 21 {
			t.Errorf("%+v", n)
		}
	})
	t.Run("as fast as it goes it needs a core", func(t *testing.T) {
		n := of(strings.Replace(sized(""), "speed = 1", `speed = "max"`, 1))
		if n.Cores.Peak != 1 || n.Cores.Mean != 1 || n.Shards != 1 || n.Rate.Peak < 100_000 || n.Kafka[0].Batch != 250 {
			t.Errorf("%+v", n)
		}
	})
	t.Run("without end it is of a day", func(t *testing.T) {
		if n, want := of(day).Kafka[0].Disk, 86_400*4_000*(40.+60./busyBatch); float64(n) > 1.006*want || want > 1.006*float64(n) {
			t.Errorf("%d bytes, want %.0f", n, want)
		}
	})
	t.Run("topics keep no more than they are told to", func(t *testing.T) {
		if n := of(sized(`config = { "retention.ms" = "10000" }`)).Kafka[0].Disk; n < plain.Kafka[0].Disk*49/100 || n > plain.Kafka[0].Disk*51/100 {
			t.Errorf("half of the time: %d bytes of %d", n, plain.Kafka[0].Disk)
		}
		if n := of(sized(`config = { "retention.bytes" = "100000" }`)).Kafka[0].Disk; n != 400_000 {
			t.Errorf("%d bytes in four partitions of 100,000", n)
		}
	})
	t.Run("at full speed nothing is old before it ends", func(t *testing.T) {
		n := of(strings.Replace(sized(`config = { "retention.ms" = "10000" }`), "speed = 1", `speed = "max"`, 1)).Kafka[0].Disk
		if n < plain.Kafka[0].Disk*49/100 {
			t.Errorf("%d bytes, and %d of a run as slow as life", n, plain.Kafka[0].Disk)
		}
	})
	t.Run("what is silent first comes later", func(t *testing.T) {
		text := strings.Replace(sized(""), `phase "calm" { duration = "10s" }`, `fault "quiet" {
  effect "silence" {}
}
phase "calm" {
  duration = "10m"
  faults   = [fault.quiet]
}`, 1) + "phase \"on\" { duration = \"forever\" }\n"
		n := of(text).Kafka[0].Disk
		if n < 1<<20 {
			t.Errorf("%d bytes a day", n)
		}
	})
	t.Run("what goes nowhere needs no brokers", func(t *testing.T) {
		n := of(strings.Replace(sized(""), `sink "kafka"`, `sink "null"`, 1))
		if n.Kafka != nil || n.Stalled != n.Memory || n.Cores.Peak == 0 || n.Cores.Peak >= plain.Cores.Peak {
			t.Errorf("%+v", n)
		}
	})
	t.Run("each sink needs its own", func(t *testing.T) {
		n := of(sized("") + "sink \"kafka\" { topic = \"second\" }\n")
		if len(n.Kafka) != 2 || n.Kafka[1].Sink != 1 || n.Rate.Peak != 2*plain.Rate.Peak || n.Cores.Peak < 1.4*plain.Cores.Peak {
			t.Errorf("%+v", n)
		}
	})
	t.Run("labels are kept too", func(t *testing.T) {
		text := strings.Replace(sized(""), "phase \"busy\" {", "fault \"wear\" {\n  effect \"bias\" {\n    sensor = \"x\"\n    add = 1\n  }\n}\nlabels { topic = \"truth\" }\nphase \"busy\" {\n  faults = [fault.wear]", 1)
		if n := of(text).Kafka[0].Disk; n < plain.Kafka[0].Disk*18/10 {
			t.Errorf("%d bytes with a label for nearly every record, %d without", n, plain.Kafka[0].Disk)
		}
	})
	t.Run("shards share what one cannot do", func(t *testing.T) {
		n := of(strings.Replace(sized(""), "rate     = 10", "rate     = 10000", 1))
		if least := int64(n.Cores.Peak / n.Costs.Core); n.Shards < 2 || n.Shards < least || n.Shards > least+1 {
			t.Errorf("%d shards for %v cores, of which each has %v", n.Shards, n.Cores.Peak, n.Costs.Core)
		}
	})
}

// A level that was not measured costs what the next higher one does.
func TestCodecsCostWhatTheirLevelDoes(t *testing.T) {
	c := Costs{Codec: []CodecCost{{"gzip", 0, 6, 0}, {"gzip", 1, 4, 0}, {"gzip", 9, 12, 0}, {"lz4", 0, 1, 0}}}
	for _, x := range []struct {
		codec string
		level int
		want  float64
	}{{"gzip", 0, 6}, {"gzip", 1, 4}, {"gzip", 2, 12}, {"gzip", 9, 12}, {"lz4", 0, 1}, {"none", 0, 0}} {
		if got := c.codec(x.codec, x.level).Byte; got != x.want {
			t.Errorf("%s %d: %v, want %v", x.codec, x.level, got, x.want)
		}
	}
}

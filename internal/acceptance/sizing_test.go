package acceptance

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

var sizing = flag.Bool("sizing", false, "measure what the needs of plans are made of, and hold longer runs against them: testdata/costs and testdata/sizing")

// costsFile has what settings alone do not tell.
const costsFile = "testdata/costs"

// A costRow is a run whose costs are part of what plans need.
type costRow struct {
	Name    string
	Devices int64
	Runs    []effort
	Took    time.Duration // of a whole command
}

// long is an overlay that makes messages of the throughput scenario four times as long.
func long() string {
	var b strings.Builder
	b.WriteString("model \"IOT-SENSOR-V2\" {\n")
	for i := range 24 {
		fmt.Fprintf(&b, "  sensor \"phase_%02d\" {\n    unit  = \"A\"\n    value = normal(%d, 0.5)\n  }\n", i+1, i)
	}
	b.WriteString("}\n")
	return b.String()
}

const (
	uncompressed = "sink \"kafka\" {\n  compression = \"none\"\n}\n"
	costRounds   = 3
)

// TestCosts measures what the needs of a plan are made of, beside what settings tell, and
// writes testdata/costs.md and .json.
func TestCosts(t *testing.T) {
	if !*sizing {
		t.Skip("measures for a minute: make sizing")
	}
	kafkatest.NeedJars(t)
	cluster := kafkatest.Start(t, 1)
	fast := []string{"--speed", "max", "--duration", "4s"} // of 100,000 records each
	sent := func(overlay string) func() effort {
		return func() effort {
			s := prepare(t, cluster, shipped("throughput.hcl"), overlaid(t, overlay)...)
			defer func() { _, _ = s.admin.DeleteTopics(t.Context(), s.topics...) }()
			begin := s.effort("--duration", "1ms", "--speed", "max", "--run", "begin")
			e := s.effort(fast...)
			e.CPU -= begin.CPU
			return e
		}
	}
	nowhere := func(scenario string, flags ...string) effort {
		args := append([]string{"apply", absolute(t, shipped(scenario)), "--json", "--sink", "null", "--speed", "max"}, flags...)
		return effortOf(start(t, t.TempDir(), args...))
	}
	made := func() effort {
		begin := nowhere("throughput.hcl", "--duration", "1ms")
		e := nowhere("throughput.hcl", "--duration", "20s")
		e.CPU -= begin.CPU
		return e
	}
	city := func(meters int, lasts string) func() effort {
		return func() effort {
			return nowhere("smart_metering.hcl", "--var", fmt.Sprint("meters=", meters), "--duration", lasts)
		}
	}
	rows := []costRow{{Name: "throughput.hcl to null", Devices: 10_000}, {Name: "to Kafka, no compression", Devices: 10_000}, {Name: "to Kafka, no compression, long messages", Devices: 10_000},
		{Name: "smart_metering.hcl to null", Devices: 10_000}, {Name: "smart_metering.hcl to null", Devices: 1_000_000}, {Name: "smart_metering.hcl to null", Devices: 4_000_000}}
	runs := []func() effort{made, sent(uncompressed), sent(uncompressed + long()),
		city(10_000, "10m"), city(1_000_000, "20s"), city(4_000_000, "5s")}
	for range costRounds {
		for i := range rows {
			began := time.Now()
			rows[i].Runs = append(rows[i].Runs, runs[i]())
			rows[i].Took = time.Since(began)
			t.Logf("%s: %+v", rows[i].Name, rows[i].Runs[len(rows[i].Runs)-1])
		}
	}
	object, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text := costsTable(rows)
	t.Logf("\n%s", text)
	for name, content := range map[string]string{costsFile + ".md": text, costsFile + ".json": string(object) + "\n"} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// overlaid is the flags that lay a text over a scenario.
func overlaid(t *testing.T, text string) []string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "over.overlay.hcl")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"--overlay", name}
}

func absolute(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// middle is the median of one figure.
func (r *costRow) middle(of func(*effort) float64) float64 {
	return (&setting{Full: r.Runs}).middle(of)
}

func nanos(e *effort) float64  { return e.each(float64(e.CPU.Nanoseconds())) }
func length(e *effort) float64 { return e.each(float64(e.Bytes)) }
func memory(e *effort) float64 { return float64(e.Memory) }

// costsTable is what was measured, in Markdown.
func costsTable(rows []costRow) string {
	var b strings.Builder
	fmt.Fprintf(&b, "What the needs that `iotsim plan` shows are made of, by `make sizing`: Kafka 4.1.1 on the same %d cores, medians of %d rounds, as fast as they go.\n\n", runtime.NumCPU(), costRounds)
	b.WriteString("| run | devices | CPU ns a record | bytes a record | memory MiB | begin to end, s |\n|---|--:|--:|--:|--:|--:|\n")
	for i := range rows {
		r := &rows[i]
		each := " | "
		if r.Runs[0].Records > 100_000 { // of fewer it would be what beginning takes
			each = fmt.Sprintf("%.0f | %.0f", r.middle(nanos), r.middle(length))
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %.0f | %.1f |\n", r.Name, r.Devices, each, r.middle(memory)/(1<<20), r.Took.Seconds())
	}
	return b.String()
}

// A planned is what `iotsim plan --json` says that is held against a run.
type planned struct {
	Needs engine.Needs
}

// TestPlansNeedWhatTheySay holds the needs of a plan against two real runs: the bytes
// that brokers were sent and keep are asserted, processor and memory told.
func TestPlansNeedWhatTheySay(t *testing.T) {
	if !full() {
		t.Skip("an embedded broker keeps no log as Kafka does (IOTSIM_TEST_KAFKA=jars runs it)")
	}
	lasts, off := "5s", 0.25 // on a busy machine batches get longer, and so take less
	if *sizing {
		lasts, off = "20s", 0.10
	}
	cluster := kafkatest.Start(t, 1)
	table := fmt.Sprintf("What `iotsim plan` says, held by `make sizing` against runs of %s into Kafka 4.1.1 on the same %d cores.\n\n", lasts, runtime.NumCPU()) +
		"| run | | planned | seen | off |\n|---|---|--:|--:|--:|\n"
	for _, run := range []struct{ name, overlay, rate string }{
		{"50,000 records/s, lz4", "", "50000/s"},
		{"100,000 records/s, lz4", "", "100000/s"},
		{"20,000 long records/s, zstd", "sink \"kafka\" {\n  compression = \"zstd\"\n}\n" + long(), "20000/s"},
	} {
		s := prepare(t, cluster, shipped("throughput.hcl"), append(overlaid(t, run.overlay), "--var", "rate="+run.rate, "--duration", lasts)...)
		want := read[planned](s.start("plan", "--json").ends(exitGood)).Needs
		s.apply("--run", "warm", "--duration", "1s").ends(exitGood)
		began := s.apply("--run", "begin", "--duration", "1ms").ends(exitGood).cmd.ProcessState
		before := s.disk()
		e := s.effort("--run", "sized")
		kept := s.disk() - before
		e.CPU -= began.UserTime() + began.SystemTime()
		seconds := float64(e.Records) / e.Rate
		for _, c := range []struct {
			what, unit    string
			planned, seen float64
			held          bool
		}{
			{"sent", "MB/s", want.Kafka[0].Plain.Mean / 1e6, float64(e.Bytes) / seconds / 1e6, true},
			{"sent, compressed", "MB/s", want.Kafka[0].Network.Mean / 1e6, float64(e.Wire+61*e.Batches) / seconds / 1e6, true},
			{"kept", "MB", float64(want.Kafka[0].Disk) / 1e6, float64(kept) / 1e6, true},
			{"processor", "cores", want.Cores.Mean, e.CPU.Seconds() / seconds, false},
			{"memory", "MiB", float64(want.Memory) / (1 << 20), float64(e.Memory) / (1 << 20), false},
		} {
			error := c.planned/c.seen - 1
			table += fmt.Sprintf("| %s | %s | %.3g %s | %.3g %s | %+.0f%% |\n", run.name, c.what, c.planned, c.unit, c.seen, c.unit, 100*error)
			if c.held && math.Abs(error) > off {
				t.Errorf("%s: %s is %.3g %s, the plan says %.3g", run.name, c.what, c.seen, c.unit, c.planned)
			}
		}
		if _, err := s.admin.DeleteTopics(t.Context(), s.topics...); err != nil {
			t.Error(err)
		}
	}
	t.Logf("\n%s", table)
	if *sizing && !t.Failed() {
		if err := os.WriteFile("testdata/sizing.md", []byte(table), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// disk is what brokers keep of the stage's topics, in bytes.
func (s *stage) disk() (bytes int64) {
	s.t.Helper()
	all, err := s.admin.DescribeAllLogDirs(s.t.Context(), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	all.Each(func(d kadm.DescribedLogDir) {
		for _, p := range d.Topics[s.topics[0]] {
			bytes += p.Size
		}
	})
	return bytes
}

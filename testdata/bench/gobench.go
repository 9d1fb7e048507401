package bench

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A Suite is some benchmarks of a package of iotsim.
type Suite struct {
	Package string // its folder, from the repository's top
	Pattern string
	Time    string // of -test.benchtime
}

// Build compiles its tests into a folder, once for all rounds.
func (s Suite) Build(ctx context.Context, root, folder string) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-o", s.binary(folder), "./"+s.Package)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go test -c %s: %w\n%s", s.Package, err, out)
	}
	return nil
}

func (s Suite) binary(folder string) string {
	return filepath.Join(folder, strings.ReplaceAll(s.Package, "/", "-")+".test")
}

// Run runs it once and adds what it found.
func (s Suite) Run(ctx context.Context, root, folder string, environment []string, to Found) error {
	cmd := exec.CommandContext(ctx, s.binary(folder), "-test.run", "^$", "-test.bench", s.Pattern, "-test.benchtime", s.Time)
	cmd.Dir, cmd.Env = filepath.Join(root, s.Package), append(plainEnvironment(), environment...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("benchmarks %s of %s: %w\n%s", s.Pattern, s.Package, err, out)
	}
	return to.add(string(out))
}

// Found is what benchmarks reported, by "Name unit", round by round.
type Found map[string][]float64

var benchmarkName = regexp.MustCompile(`^Benchmark(\S+?)(-\d+)?$`)

// add reads what a run of benchmarks printed: name, iterations, then value and unit in pairs.
func (f Found) add(out string) error {
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		if len(words) < 4 || !benchmarkName.MatchString(words[0]) {
			continue
		}
		name := benchmarkName.FindStringSubmatch(words[0])[1]
		for i := 2; i+1 < len(words); i += 2 {
			v, err := strconv.ParseFloat(words[i], 64)
			if err != nil {
				return fmt.Errorf("%q: %w", strings.TrimSpace(line), err)
			}
			key := name + " " + words[i+1]
			f[key] = append(f[key], v)
		}
	}
	return nil
}

// Of is what a benchmark reported in a unit, each divided.
func (f Found) Of(name, unit string, by float64) []float64 {
	all := make([]float64, 0, len(f[name+" "+unit]))
	for _, v := range f[name+" "+unit] {
		all = append(all, v/by)
	}
	return all
}

// Ratios are those of two benchmarks in a unit, round by round.
func (f Found) Ratios(a, b, unit string) []float64 { return Ratios(f.Of(a, unit, 1), f.Of(b, unit, 1)) }

// suites are run one behind the other in each round.
var suites = []Suite{
	{"engine", "BenchmarkFactoryMessage", "400ms"},
	{"internal/codec", "BenchmarkEncode", "400ms"},
	{"engine", "BenchmarkPlan|BenchmarkSeek$|BenchmarkCountDelivery/drop_1%", "500ms"},
	{"engine", "BenchmarkWorstMessage", "1x"},
}

// lines are what the suites answer.
func (f Found) lines() []Line {
	const cpu = "cpu-ns/op"
	ours, record := "FactoryMessage/iotsim", "FactoryMessage/iotsim_record"
	return []Line{
		{What: "message of the factory, values drawn and rendered", Unit: "ns", Samples: f.Of(ours, cpu, 1)},
		{What: "its allocations", Samples: f.Of(ours, "allocs/op", 1), Goal: AtMost(0)},
		{What: "encoding/json of the same message, values ready", Unit: "ns", Samples: f.Of("FactoryMessage/encoding_json", cpu, 1)},
		{Page: "P1", What: "how much faster iotsim is", Unit: "x", Samples: f.Ratios("FactoryMessage/encoding_json", ours, cpu), Goal: AtLeast(12)},
		{What: "encoding alone against encoding/json", Unit: "x", Samples: f.Ratios("Encode/encoding_json", "Encode/layout", "ns/op")},
		{What: "copy of a ready message, one per device", Unit: "ns", Samples: f.Of("FactoryMessage/copy", cpu, 1)},
		{Page: "P2", What: "iotsim's message against that copy", Unit: "x", Samples: f.Ratios(ours, "FactoryMessage/copy", cpu), Goal: AtMost(2.5)},
		{What: "whole record: its turn, key and headers too", Unit: "ns", Samples: f.Of(record, cpu, 1)},
		{What: "the same with the faults of the factory", Unit: "x", Samples: f.Ratios(record+"_faults", record, cpu), Goal: AtMost(1.25)},
		{Page: "P3", What: "the same with a fault of every layer on 5% of the devices", Unit: "x", Samples: f.Ratios(record+"_layers", record, cpu), Goal: AtMost(1.25)},
		{What: "longest message of 200,000, thread CPU time", Unit: "ms", Samples: f.Of("WorstMessage", "worst-ns", 1e6), Goal: AtMost(1)},
		{What: "plan of 10,000 devices, from text to exact counts", Unit: "ms", Samples: f.Of("Plan", cpu, 1e6), Goal: AtMost(50)},
		{What: "count of a 1% drop over 100,000,000 readings", Unit: "s", Samples: f.Of("CountDelivery/drop_1%", cpu, 1e9), Goal: AtMost(2)},
		{What: "seek to record 100,000,000 of a stream", Unit: "s", Samples: f.Of("Seek", cpu, 1e9), Goal: AtMost(1)},
	}
}

//go:build unix

package project_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

func TestMain(m *testing.M) { os.Exit(kafkatest.Main(m)) }

// BenchmarkThroughputOnKafka runs the shipped throughput scenario, a hundred
// thousand records a second for a minute, as a user would: a process of its own
// against a real broker on the same machine, which ten seconds of the same have
// warmed up. It needs IOTSIM_TEST_KAFKA=jars or IOTSIM_TEST_BROKERS, and is meant
// for -benchtime 1x.
func BenchmarkThroughputOnKafka(b *testing.B) {
	if kafkatest.Chosen() == kafkatest.Embedded {
		b.Skip("the embedded broker says nothing about Kafka: IOTSIM_TEST_KAFKA=jars")
	}
	program := filepath.Join(b.TempDir(), "iotsim")
	if out, err := exec.Command("go", "build", "-o", program, root+"/cmd/iotsim").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	brokers := strings.Join(kafkatest.Start(b, 1).Brokers(), ",")
	throughput(b, program, brokers, "--duration", "10s")
	for b.Loop() {
		s, process := throughput(b, program, brokers)
		cpu := process.UserTime() + process.SystemTime()
		b.ReportMetric(float64(s.Rate), "records/s")
		b.ReportMetric(s.Lag.Quantile(0.99).Seconds()*1000, "lag-p99-ms")
		b.ReportMetric(s.Ack.Quantile(0.99).Seconds()*1000, "ack-p99-ms")
		b.ReportMetric(cpu.Seconds()/s.Duration.Seconds(), "cores")
		b.ReportMetric(float64(process.SysUsage().(*syscall.Rusage).Maxrss)/1000, "MB") // Linux counts kilobytes
	}
}

// throughput applies the scenario and gives its summary and what the process took.
func throughput(b *testing.B, program, brokers string, flags ...string) (engine.Summary, *os.ProcessState) {
	b.Helper()
	scenario, err := filepath.Abs(root + "/scenarios/throughput.hcl")
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(program, append([]string{"apply", scenario, "--brokers", brokers, "--json", "-y"}, flags...)...)
	cmd.Dir, cmd.Stderr = b.TempDir(), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	var s engine.Summary
	if err := json.Unmarshal(out, &s); err != nil {
		b.Fatal(err)
	}
	if s.Data.Acked != s.Data.Planned || s.Data.Acked == 0 {
		b.Fatalf("of %d records %d are acked", s.Data.Planned, s.Data.Acked)
	}
	return s, cmd.ProcessState
}

package acceptance

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// soak makes the soak as long as it is meant to be: the day is whole, and so long is
// sent to Kafka at full rate.
var (
	soak        = flag.Duration("soak", 0, "how long the soak sends to Kafka, 10m; 0: all of it is short")
	soakDevices = flag.Int("soak-devices", 50_000, "how many devices it has: so many take a day of 930 million records")
)

// longest is how long any part of the soak may take.
const longest = 2 * time.Hour

// Whatever an iotsim does for hours, it takes no more memory, threads and goroutines at
// the end than at the beginning: a factory's day at full speed to nowhere, and full rate
// to Kafka, whose topic keeps only the newest. What was seen is printed as a table, and
// with UPDATE=1 kept in testdata/soak.md.
func TestSoak(t *testing.T) {
	hours, devices, sends, every := 4, 4_000, 12*time.Second, 20*time.Millisecond
	if *soak > 0 {
		hours, devices, sends, every = 24, *soakDevices, *soak, time.Second
		kafkatest.RetentionCheck = 10 * time.Second
	}
	overlay, err := filepath.Abs("testdata/soak.hcl")
	if err != nil {
		t.Fatal(err)
	}
	flags := func(hours int) []string {
		return []string{"--overlay", overlay, "--var", fmt.Sprint("hours=", hours), "--var", fmt.Sprint("devices=", devices)}
	}
	table := "| soak | records | took | a second | resident, first third | last third | peak | threads | goroutines |\n" +
		"|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"

	t.Run("a day to null", func(t *testing.T) {
		play := func() (*process, *vitals) {
			s := prepareFor(t, "127.0.0.1:1", "soak", shipped("factory.hcl"), flags(hours)...)
			p := s.startFor(longest, "apply", "--sink", "null", "--speed", "max", "--json", "--listen", "127.0.0.1:0")
			v := vitalsOf(t, p, every)
			return p.ends(exitGood), v
		}
		p, v := play()
		for *soak == 0 && !v.long() { // a faster machine plays more
			hours *= 4
			p, v = play()
		}
		got := read[summary](p)
		got.Data.whole(t)
		v.flat(t)
		table += v.row(fmt.Sprintf("%d h of %d devices to null", hours, devices), got, p.took)
	})
	t.Run("full rate to Kafka", func(t *testing.T) {
		if !full() {
			t.Skip("what an embedded broker takes is no matter of iotsim's (IOTSIM_TEST_KAFKA=jars runs it)")
		}
		s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"), flags(5000)...)
		p := s.startFor(longest, "apply", "--brokers", s.brokers, "--json", "--speed", "max", "--listen", "127.0.0.1:0")
		end := time.AfterFunc(sends, func() { _ = p.cmd.Process.Signal(syscall.SIGINT) })
		defer end.Stop()
		v := vitalsOf(t, p, every)
		got := read[summary](p.ends(exitInterrupted))
		if a := got.Data; a.Acked == 0 || a.Failed+a.Unknown != 0 || a.Acked != a.Sent {
			t.Errorf("what was sent is not all acked: %+v", a)
		}
		v.flat(t)
		table += v.row(fmt.Sprintf("full rate of %d devices to Kafka", devices), got, p.took)
	})
	t.Logf("\n%s", table)
	if os.Getenv("UPDATE") == "1" && !t.Failed() {
		if err := os.WriteFile("testdata/soak.md", []byte("Seen by `make soak`, broker and iotsim on the same two cores.\n\n"+table), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// long says whether a process lived long enough for thirds of its life to mean anything.
func (v *vitals) long() bool { return min(len(v.resident), len(v.goroutines)) >= 30 }

// flat fails the test when a process took more at the end than at the beginning.
func (v *vitals) flat(t *testing.T) {
	t.Helper()
	if !v.long() {
		t.Fatalf("it was looked at %d times only", len(v.resident))
	}
	first, last := thirds(v.resident)
	if last > first+first/10+8<<10 { // the collector lets a heap breathe by that much
		t.Errorf("it takes %d MiB in the last third, and %d in the first", last>>10, first>>10)
	}
	if first, last := thirds(v.goroutines); last > first+1 { // one may be the look itself
		t.Errorf("it has %d goroutines in the last third, and %d in the first", last, first)
	}
	if first, last := thirds(v.threads); last > first+int64(max(4, runtime.NumCPU())) { // the runtime starts some as calls block
		t.Errorf("it has %d threads in the last third, and %d in the first", last, first)
	}
}

// row is a row of the table.
func (v *vitals) row(what string, got summary, took time.Duration) string {
	first, last := thirds(v.resident)
	before, after := thirds(v.goroutines)
	_, threads := thirds(v.threads)
	records := got.Data.Sent + got.Labels.Sent
	return fmt.Sprintf("| %s | %.1f M | %s | %.2f M | %d MiB | %d MiB | %d MiB | %d | %d, %d |\n",
		what, float64(records)/1e6, took.Round(time.Second), float64(records)/took.Seconds()/1e6,
		first>>10, last>>10, v.peak>>10, threads, before, after)
}

// What verify takes does not grow with what a topic holds.
func TestVerifyTakesTheSameMemoryForAnyTopic(t *testing.T) {
	seconds := []int{1, 10} // of 100,000 records
	switch {
	case *soak > 0:
		seconds = []int{1, 10, 100}
	case full():
		seconds = []int{1, 20}
	}
	cluster := kafkatest.Start(t, 1)
	var peaks []int64
	for _, n := range seconds {
		s := prepare(t, cluster, "testdata/steady.hcl", "--var", "rate=100000/s", "--var", "partitions=12", "--duration", fmt.Sprintf("%ds", n))
		sent := read[summary](s.startFor(longest, "apply", "--brokers", s.brokers, "--json", "--speed", "max", "--run", "much").ends(exitGood))
		p := startFor(t, longest, s.folder, "verify", "much", "--json")
		v := vitalsOf(t, p, 2*time.Millisecond)
		f := read[finding](p.ends(exitGood))
		if f.Read != sent.Data.Planned || f.Read < int64(n)*99_000 {
			t.Errorf("%d records were read, %d were sent", f.Read, sent.Data.Planned)
		}
		peaks = append(peaks, v.peak)
		t.Logf("%10d records: %3d MiB at the most, %v", f.Read, v.peak>>10, p.took.Round(10*time.Millisecond))
		if _, err := s.admin.DeleteTopics(t.Context(), s.topics...); err != nil {
			t.Error(err)
		}
	}
	if first, last := peaks[0], peaks[len(peaks)-1]; last > 2*first+16<<10 {
		t.Errorf("it takes %d MiB for the most records, and %d for the fewest", last>>10, first>>10)
	}
}

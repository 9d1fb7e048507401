package clients

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

var (
	rounds  = flag.Int("rounds", 5, "how often each client sends as fast as it can")
	records = flag.Int64("records", 1_000_000, "how many records it then sends")
	write   = flag.String("write", "", "folder for comparison.md and comparison.json")
)

// jobVariable holds the job of a process that this one starts.
const jobVariable = "IOTSIM_COMPARE_JOB"

const scenario = "../../scenarios/factory.hcl"

func TestMain(m *testing.M) {
	if text := os.Getenv(jobVariable); text != "" {
		var j job
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			panic(err)
		}
		c, err := do(j)
		if err == nil {
			err = json.NewEncoder(os.Stdout).Encode(c)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	os.Exit(kafkatest.Main(m))
}

// process does a job in a process of its own.
func process(ctx context.Context, j job) (c cost, err error) {
	text, err := json.Marshal(j)
	if err != nil {
		return c, err
	}
	exe, err := os.Executable()
	if err != nil {
		return c, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, exe)
	cmd.Env = append(os.Environ(), jobVariable+"="+string(text))
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	if err := cmd.Run(); err != nil {
		return c, fmt.Errorf("%s: %w\n%s", j.Client, err, talk.String())
	}
	return c, json.Unmarshal(out.Bytes(), &c)
}

// create makes a topic that keeps records whatever their time is.
func create(t *testing.T, c *kafkatest.Cluster, topic string, replication int16) *kadm.Client {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(c.Brokers()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	forever, two := "-1", "2"
	config := map[string]*string{"retention.ms": &forever}
	if replication > 1 {
		config["min.insync.replicas"] = &two
	}
	admin := kadm.NewClient(client)
	if _, err := admin.CreateTopic(t.Context(), partitions, replication, config, topic); err != nil {
		t.Fatal(err)
	}
	return admin
}

// A row is what was found of one client.
type row struct {
	Client, Version string
	Idempotent      bool
	Full            []cost // as fast as it goes, a round each
	Paced           cost   // at pacedRate
	Kill            cost   // with a leader killed
	Arrived         arrival
}

// Paced runs say what an answer takes when nothing queues; in the one with three
// nodes the leader of partition 0 is killed after killAfter and is away for killFor.
const (
	pacedRate   = 10_000
	pacedFor    = 10 * time.Second
	killRate    = 5_000
	killRecords = 100_000
	killAfter   = 5 * time.Second
	killFor     = 7 * time.Second
)

// TestCompareClients measures all four, round by round, and writes the table.
func TestCompareClients(t *testing.T) {
	kafkatest.NeedJars(t)
	rows := make([]row, len(makers))
	for i, m := range makers {
		rows[i] = row{Client: m.name, Version: version(t, m.module), Idempotent: m.idempotent}
	}
	one := kafkatest.Start(t, 1)
	for round := range *rounds {
		for i := range rows {
			rows[i].Full = append(rows[i].Full, whole(t, one, rows[i].Client, *records, 0))
			t.Logf("round %d: %s", round+1, rows[i].full())
		}
	}
	for i := range rows {
		rows[i].Paced = whole(t, one, rows[i].Client, int64(pacedRate*pacedFor.Seconds()), pacedRate)
	}
	for i := range rows {
		rows[i].Kill, rows[i].Arrived = killed(t, rows[i].Client)
		t.Logf("%s with a leader killed: %+v, acked %d, failed %d %s", rows[i].Client, rows[i].Arrived, rows[i].Kill.Acked, rows[i].Kill.Failed, rows[i].Kill.Reason)
	}
	text := table(rows)
	t.Log("\n" + text)
	if *write == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*write, "comparison.md"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	object, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*write, "comparison.json"), append(object, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// whole sends to a topic of its own, of which all must be acked.
func whole(t *testing.T, c *kafkatest.Cluster, client string, records int64, rate float64) cost {
	t.Helper()
	topic := c.Topic(t)
	admin := create(t, c, topic, 1)
	got, err := process(t.Context(), job{Client: client, Brokers: c.Brokers(), Topic: topic, Scenario: scenario, Records: records, Rate: rate})
	if err != nil {
		t.Fatal(err)
	}
	if got.Acked != records {
		t.Errorf("%s: %d of %d records are acked: %s", client, got.Acked, records, got.Reason)
	}
	if _, err := admin.DeleteTopics(t.Context(), topic); err != nil { // a disk is not endless
		t.Fatal(err)
	}
	return got
}

// killed sends to three nodes, of which one dies on the way and comes back.
func killed(t *testing.T, client string) (cost, arrival) {
	t.Helper()
	c := kafkatest.Start(t, 3)
	topic := c.Topic(t)
	admin := create(t, c, topic, 3)
	victim := leader(t, admin, topic)
	file := filepath.Join(t.TempDir(), "acked")
	var got cost
	done := make(chan error, 1)
	go func() {
		var err error
		got, err = process(t.Context(), job{Client: client, Brokers: c.Brokers(), Topic: topic, Scenario: scenario, Records: killRecords, Rate: killRate, Acked: file})
		done <- err
	}()
	time.Sleep(killAfter)
	c.Kill(t, victim)
	time.Sleep(killFor)
	c.Restart(t, victim)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	acked, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := arrived(t.Context(), c.Brokers(), topic, acked)
	if err != nil {
		t.Fatal(err)
	}
	return got, a
}

// leader is the node that leads partition 0, once it has one.
func leader(t *testing.T, admin *kadm.Client, topic string) int {
	t.Helper()
	for t.Context().Err() == nil {
		topics, err := admin.ListTopics(t.Context(), topic)
		if err != nil {
			t.Fatal(err)
		}
		if p, ok := topics[topic].Partitions[0]; ok && p.Leader > 0 {
			return int(p.Leader)
		}
	}
	t.Fatal("no leader")
	return 0
}

// version of a module, as go.mod has it: a test's binary does not say.
func version(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Version}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// rate of a round, in records a second.
func (c *cost) rate() float64 { return float64(c.Acked) / c.Wall.Seconds() }

func (c *cost) each(total float64) float64 { return total / float64(c.Acked) }

// full is the last round in words.
func (r *row) full() string {
	c := r.Full[len(r.Full)-1]
	return fmt.Sprintf("%s: %.0f records/s, %.2f µs CPU", r.Client, c.rate(), c.each(float64(c.CPU.Microseconds())))
}

// middle is the median over the rounds of one figure.
func (r *row) middle(of func(*cost) float64) float64 {
	all := make([]float64, len(r.Full))
	for i := range r.Full {
		all[i] = of(&r.Full[i])
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// table is the comparison in Markdown.
func table(rows []row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d records of the factory, %d partitions, acks=all, lz4, at most %d on their way; Kafka 4.1.1 on the same %d cores; medians of %d rounds. Answers at %d records/s. At the kill: 3 nodes, %d records at %d/s, a leader away for %v.\n\n",
		*records, partitions, inFlight, runtime.NumCPU(), *rounds, pacedRate, killRecords, killRate, killFor)
	b.WriteString("| client | version | idempotent | records/s | CPU µs a record | allocations a record | memory MB | ack p99 ms | at a kill: failed | lost | doubled | reordered |\n")
	b.WriteString("|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for i := range rows {
		r := &rows[i]
		idempotent := "no"
		if r.Idempotent {
			idempotent = "yes"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %.0f | %.2f | %.1f | %.0f | %.1f | %d | %d | %d | %d |\n", r.Client, r.Version, idempotent,
			r.middle((*cost).rate),
			r.middle(func(c *cost) float64 { return c.each(float64(c.CPU.Nanoseconds()) / 1000) }),
			r.middle(func(c *cost) float64 { return c.each(float64(c.Mallocs)) }),
			r.middle(func(c *cost) float64 { return float64(c.Memory) / 1e6 }),
			float64(r.Paced.P99.Microseconds())/1000,
			r.Kill.Failed, r.Arrived.Lost, r.Arrived.Doubled, r.Arrived.Reordered)
	}
	return b.String()
}

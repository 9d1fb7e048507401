package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// What comes behind a run's own end is another's, unless it names the run: then it is
// one record too many, however late.
func TestACopyBehindTheEndOfARunIsFound(t *testing.T) {
	brokers := live(t)
	iotsim := func(want int, args ...string) string {
		t.Helper()
		var out, talk bytes.Buffer
		if code := newApp(strings.NewReader(""), &out, &talk).execute(args); code != want {
			t.Fatalf("iotsim %v: exit code %d, want %d\n%s%s", args, code, want, &out, &talk)
		}
		return out.String()
	}
	says := func(want, said string) {
		t.Helper()
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	iotsim(exitGood, "apply", "short.hcl", "--brokers", brokers, "--speed", "max", "--run", "live")
	iotsim(exitGood, "apply", "short.hcl", "--brokers", brokers, "--speed", "max", "--run", "later")
	says("1,000 records more came after the run's own end, and are not its own.", iotsim(exitGood, "verify", "live"))
	says("Verified: 1,000 of 1,000", iotsim(exitGood, "verify", "later"))

	again(t, brokers, "short", 0)
	said := iotsim(exitFailed, "verify", "live")
	says("1,001 of 1,000 records read back, 1,000 equal, 1 duplicate.", said)
	says("1,000 records more came after the run's own end, and are not its own.", said)
	says("duplicate", iotsim(exitFailed, "verify", "live", "--level", "ids"))
	says("1,001 records more came after the run's own end, and are not looked at.", iotsim(exitGood, "verify", "live", "--level", "count"))
	says("1 record more came after the run's own end, and is not its own.", iotsim(exitGood, "verify", "later"))
	says("1 duplicate", iotsim(exitFailed, "verify", "live", "--follow"))
}

// again writes a partition's first record once more behind all others.
func again(t *testing.T, brokers, topic string, partition int32) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {partition: kgo.NewOffset().AtStart()}}))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	fetches := client.PollFetches(ctx)
	if err := fetches.Err(); err != nil {
		t.Fatal(err)
	}
	r := fetches.Records()[0]
	if err := client.ProduceSync(ctx, &kgo.Record{
		Topic: topic, Partition: partition, Key: r.Key, Value: r.Value, Headers: r.Headers, Timestamp: r.Timestamp,
	}).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// A name that is taken is not given to another run, and that is said.
func TestANameThatIsTakenIsSaid(t *testing.T) {
	brokers := live(t)
	for _, want := range []string{"Run live, ", ".iotsim/runs keeps a run live already: this one is live-2.\nRun live-2, "} {
		var out, talk bytes.Buffer
		args := []string{"apply", "short.hcl", "--brokers", brokers, "--speed", "max", "--run", "live"}
		if code := newApp(strings.NewReader(""), &out, &talk).execute(args); code != exitGood || !strings.Contains(talk.String(), want) {
			t.Errorf("exit code %d; want %q in\n%s", code, want, &talk)
		}
	}
}

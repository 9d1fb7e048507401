package acceptance

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A scenario that is applied again writes another run after the first, and each
// of them can be told from the other and proved.
func TestTwoRunsShareATopicAndBothAreProved(t *testing.T) {
	s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"), "--var", "devices=100")
	wanted := s.plan().published()
	first := read[summary](s.apply("--speed", "max", "--verify", "--run", "twice").ends(exitGood))
	second := read[summary](s.apply("--speed", "max", "--verify", "--run", "twice").ends(exitGood))
	if first.Run != "twice" || second.Run != "twice-2" {
		t.Errorf("the runs are %q and %q, want twice and twice-2", first.Run, second.Run)
	}
	for _, run := range []summary{first, second} {
		run.Data.whole(t)
		run.Labels.whole(t)
		run.proved(t)
		wantVerified(t, s, run.Run)
	}
	for p, end := range s.ends() {
		if end != 2*wanted[p] {
			t.Errorf("%s [%d] ends at %d, want twice %d", p.topic, p.number, end, wanted[p])
		}
	}
}

// wantVerified proves a run once more, by its name alone.
func wantVerified(t *testing.T, s *stage, run string) {
	t.Helper()
	v := read[verification](start(t, s.folder, "verify", run, "--json").ends(exitGood))
	if v.Verdict != "good" || v.Equal == 0 || v.Equal != v.Planned {
		t.Errorf("verify %s: %+v", run, v)
	}
}

// What broke off is not begun again behind its own back: the topic would hold a
// part of the plan, then the whole of it.
func TestARunThatBrokeOffIsNotRepeated(t *testing.T) {
	s := prepare(t, kafkatest.Start(t, 1), "testdata/steady.hcl")
	run := s.apply("--run", "cut")
	s.await(1)
	run.signal(syscall.SIGINT)
	run.ends(exitInterrupted)
	before := s.ends()
	again := s.apply("--run", "cut").ends(exitUsage)
	if said := again.err.String(); !strings.Contains(said, "has not finished: cut") || !strings.Contains(said, "--run NAME") {
		t.Errorf("neither the run nor the way out is named:\n%s", said)
	}
	if diff := cmp.Diff(before, s.ends(), cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("the topic has changed (-before +after):\n%s", diff)
	}
}

// Somebody else's record between ours is noticed at the next confirmation, and
// ends the run: what comes after it would lie at other offsets than planned.
func TestAnotherWriterIsNoticed(t *testing.T) {
	cluster := kafkatest.Start(t, 1)
	s := prepare(t, cluster, "testdata/steady.hcl")
	run := s.apply()
	s.await(1)
	intrude(t, cluster.Brokers(), s.topics[0], 6)
	run.ends(exitOtherWriter)
	wantSaid := "Another writer on the topic"
	if said := run.err.String(); !strings.Contains(said, wantSaid) || !strings.Contains(said, s.topics[0]) {
		t.Errorf("neither %q nor the topic is named:\n%s", wantSaid, said)
	}
	got := read[summary](run)
	if a := got.Data; a.Acked+a.Failed+a.Unknown != a.Sent || a.Sent >= a.Planned {
		t.Errorf("the books of a run that broke off: %+v", a)
	}
}

// intrude writes a record into each of a topic's partitions.
func intrude(t *testing.T, brokers []string, topic string, partitions int32) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for p := range partitions {
		r := &kgo.Record{Topic: topic, Partition: p, Key: []byte("stranger"), Value: fmt.Append(nil, p)}
		if err := client.ProduceSync(context.Background(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

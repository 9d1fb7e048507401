package acceptance

import (
	"context"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/internal/verify/verifytest"
)

// A finding is what `iotsim verify --json` says.
type finding struct {
	Verdict       verify.Verdict
	Planned, Read int64
	Found         verify.Counts
	Partitions    []verify.Partition
}

// mutable is a plan of three partitions of a thousand records each.
var mutable = []string{"--var", "partitions=3", "--var", "rate=3000/s", "--duration", "1s"}

// Of a good topic a copy is made, in which one thing is otherwise: verify names it,
// with the offset, and nothing else. The copy that is faithful is good.
func TestMutationsOfATopicAreNamed(t *testing.T) {
	cluster := kafkatest.Start(t, 1)
	original := prepare(t, cluster, "testdata/steady.hcl", mutable...)
	original.apply("--speed", "max", "--run", "good").ends(exitGood)
	records := original.held(3)
	faithful := verifytest.Mutation{Name: "nothing", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { return r }}
	for _, m := range append([]verifytest.Mutation{faithful}, verifytest.Mutations...) {
		t.Run(m.Name, func(t *testing.T) {
			s := prepare(t, cluster, "testdata/steady.hcl", mutable...)
			l := make([][]readback.Record, len(records))
			for p := range records {
				l[p] = slices.Clone(records[p])
			}
			m.Apply(l)
			s.fill(l)
			code, verdict := exitFailed, verify.Bad
			if m.Want == (verify.Counts{}) {
				code, verdict = exitGood, verify.Good
			}
			f := read[finding](s.start("verify", "--run", "good", "--brokers", s.brokers, "--json").ends(code))
			if f.Verdict != verdict || f.Read == 0 {
				t.Errorf("the verdict is %s of %d records", f.Verdict, f.Read)
			}
			for i, p := range f.Partitions {
				if want := [3]verify.Counts{1: m.Want, 2: m.Other}[i]; p.Found != want {
					t.Errorf("partition %d: found %+v, not %+v\n%+v", i, p.Found, want, p.Examples)
				}
			}
			if code == exitGood {
				return
			}
			if e := f.Partitions[1].Examples; len(e) == 0 || e[0].Kind != m.Kind || e[0].Offset != m.At(0, len(l[1])) {
				t.Errorf("the examples are %+v, want one of offset %d", e, m.At(0, len(l[1])))
			}
		})
	}
}

// What only a broker can do to a topic: it loses its oldest records, or it is made anew
// and begins at 0 again. Neither can come out good, and each is called what it is.
func TestWhatABrokerTookIsNamed(t *testing.T) {
	s := prepare(t, kafkatest.Start(t, 1), "testdata/steady.hcl", mutable...)
	s.apply("--speed", "max", "--run", "good").ends(exitGood)
	known := []string{"verify", "good", "--json"}
	unknown := []string{"verify", "scenario.hcl", "--run", "good", "--brokers", s.brokers, "--json"}
	topic := s.topics[0]

	var cut kadm.Offsets
	cut.AddOffset(topic, 1, 100, -1)
	if _, err := s.admin.DeleteRecords(t.Context(), cut); err != nil {
		t.Fatal(err)
	}
	f := read[finding](start(t, s.folder, known...).ends(exitInconclusive))
	p := f.Partitions[1]
	if p.Found != (verify.Counts{Unverifiable: 100}) || p.Equal != p.Planned-100 || !strings.Contains(p.Doubt, "oldest records are gone") {
		t.Errorf("after a truncation: %+v, %q", p.Found, p.Doubt)
	}

	if _, err := s.admin.DeleteTopic(t.Context(), topic); err != nil {
		t.Fatal(err)
	}
	s.gone()
	s.create(topic, 3, map[string]string{"retention.ms": "-1"})
	anew := start(t, s.folder, known...).ends(exitInconclusive)
	if said := anew.err.String(); !strings.Contains(said, topic) || !strings.Contains(said, "made anew") {
		t.Errorf("a topic that was made anew:\n%s", said)
	}
	s.forget()
	f = read[finding](start(t, s.folder, append(unknown, s.flags...)...).ends(exitFailed))
	for _, p := range f.Partitions {
		if p.Found != (verify.Counts{Missing: p.Planned}) || p.Planned == 0 || f.Read != 0 {
			t.Errorf("an empty topic, %s: %+v", p.Stream, p.Found)
		}
	}
}

// Who follows a run is told of a loss within five seconds of its being certain, which it
// is when what comes after it is there; and when it comes after all, of that.
func TestWhoFollowsIsToldOfALoss(t *testing.T) {
	const soon = 20 * time.Second // five, and what a slow machine adds
	cluster := kafkatest.Start(t, 1)
	original := prepare(t, cluster, "testdata/steady.hcl", mutable...)
	original.apply("--speed", "max", "--run", "good").ends(exitGood)
	r := original.held(3)[1]
	s := prepare(t, cluster, "testdata/steady.hcl", mutable...)
	s.fill([][]readback.Record{nil, r[:50], nil})
	p := s.start("verify", "--run", "good", "--brokers", s.brokers, "--follow")
	p.await(&p.err, "Reading along")
	for _, step := range []struct {
		write []readback.Record
		says  string
	}{
		{r[51:60], "1 missing"},
		{r[50:51], "1 reordered"},
		{r[60:600], ""},
		{r[602:603], "2 missing"},
	} {
		s.write(1, step.write)
		began := time.Now()
		p.await(&p.err, step.says)
		if took := time.Since(began); took > soon {
			t.Errorf("%q was said after %v", step.says, took)
		} else if step.says != "" {
			t.Logf("%q was said after %v", step.says, took.Round(10*time.Millisecond))
		}
	}
	p.signal(syscall.SIGINT)
	p.ends(exitFailed)
}

// held are the records of the first topic, by partition.
func (s *stage) held(partitions int) [][]readback.Record {
	s.t.Helper()
	client, err := kafka.Connect(s.t.Context(), kafka.Options{Brokers: strings.Split(s.brokers, ",")})
	if err != nil {
		s.t.Fatal(err)
	}
	defer client.Close()
	ends := s.ends()
	l := make([][]readback.Record, partitions)
	for p := range l {
		end := ends[partition{s.topics[0], int32(p)}]
		err := client.Read(s.t.Context(), s.topics[0], int32(p), 0, end, func(r *readback.Record) error {
			c := readback.Record{Timestamp: r.Timestamp, Key: slices.Clone(r.Key), Value: slices.Clone(r.Value), Headers: slices.Clone(r.Headers)}
			for i := range c.Headers {
				c.Headers[i].Value = slices.Clone(c.Headers[i].Value)
			}
			l[p] = append(l[p], c)
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return l
}

// fill makes the first topic and writes records to it, by another producer than ours.
func (s *stage) fill(l [][]readback.Record) {
	s.t.Helper()
	s.create(s.topics[0], int32(len(l)), map[string]string{"retention.ms": "-1"})
	for p := range l {
		s.write(int32(p), l[p])
	}
}

// write writes records behind what a partition of the first topic holds.
func (s *stage) write(partition int32, l []readback.Record) {
	s.t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(s.brokers, ",")...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		s.t.Fatal(err)
	}
	defer client.Close()
	var records []*kgo.Record
	for _, r := range l {
		k := &kgo.Record{Topic: s.topics[0], Partition: partition, Key: r.Key, Value: r.Value, Timestamp: time.UnixMilli(r.Timestamp)}
		for _, h := range r.Headers {
			k.Headers = append(k.Headers, kgo.RecordHeader(h))
		}
		records = append(records, k)
	}
	if err := client.ProduceSync(context.WithoutCancel(s.t.Context()), records...).FirstErr(); err != nil {
		s.t.Fatal(err)
	}
}

// gone waits until the topics are no more.
func (s *stage) gone() {
	s.t.Helper()
	for deadline := time.Now().Add(patience); len(s.ends()) > 0; time.Sleep(glance) {
		if time.Now().After(deadline) {
			s.t.Fatalf("%v are still there after %v", s.topics, patience)
		}
	}
}

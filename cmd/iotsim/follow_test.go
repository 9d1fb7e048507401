package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// A scroll is text that is written while others read it.
type scroll struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (s *scroll) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(p)
}

func (s *scroll) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}

// await waits until a text says something.
func (s *scroll) await(t *testing.T, want string) {
	t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(s.String(), want); {
		if time.Now().After(deadline) {
			t.Fatalf("%q was not said in %v:\n%s", want, patience, s.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// live is a broker, a scenario and the working directory of a test.
func live(t *testing.T) string {
	t.Helper()
	broker, err := kafka.StartEmbedded(kafka.EmbeddedOptions{Partitions: 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Chdir(t.TempDir())
	if err := os.WriteFile("short.hcl", []byte(shortScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	return broker.Addr()
}

// A loss is certain when what comes after it is there. It is said then, long before
// the run ends.
func TestLossIsSaidWhileTheRunGoesOn(t *testing.T) {
	brokers := live(t)
	var out, talk scroll
	a := newApp(strings.NewReader(""), &out, &talk)
	p, err := a.open(t.Context(), "short.hcl", schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	program, err := engine.Open(p.plan, "live")
	if err != nil {
		t.Fatal(err)
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(0))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := kadm.NewClient(client).CreateTopic(t.Context(), 4, 1, nil, "short"); err != nil {
		t.Fatal(err)
	}
	var b engine.Batch
	program.Sequence(0).Append(&b, math.MaxInt64, 100)
	send := func(records []engine.Record) {
		for _, r := range records {
			k := &kgo.Record{Topic: "short", Key: r.Key, Value: r.Value, Timestamp: time.UnixMilli(r.Timestamp)}
			for _, h := range r.Headers {
				k.Headers = append(k.Headers, kgo.RecordHeader(h))
			}
			if err := client.ProduceSync(t.Context(), k).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
	}
	ctx, stop := context.WithCancelCause(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- a.verify(ctx, "short.hcl", schema.Options{}, verifyFlags{connectionFlags: connectionFlags{brokers: []string{brokers}}, run: "live", follow: true})
	}()
	talk.await(t, "Reading along")
	send(b.Records[:50])
	send(b.Records[51:60])
	talk.await(t, "1 missing")
	talk.await(t, "short [0], offset 50, planned record 50: missing 1 record")
	send(b.Records[50:51]) // it comes after all
	talk.await(t, "1 reordered")
	stop(errInterrupted)
	if err := <-ended; codeOf(err) != exitFailed {
		t.Errorf("exit code %d: %v", codeOf(err), err)
	}
	if want := "60 of 1,000 records read back, 59 equal, 1 reordered."; !strings.Contains(out.String(), want) {
		t.Errorf("%q is not said:\n%s", want, out.String())
	}
}

// A run is followed to its end, and then all of it was read. Before, Ctrl-C ends it.
func TestFollowEndsWithTheRun(t *testing.T) {
	brokers := live(t)
	applied := make(chan int, 1)
	go func() {
		var out, talk bytes.Buffer
		applied <- newApp(strings.NewReader(""), &out, &talk).execute([]string{"apply", "short.hcl", "--brokers", brokers, "--speed", "5x", "--run", "live"})
	}()
	for limit := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		if _, err := runs.Open(".").Load("live"); err == nil {
			break
		} else if time.Now().After(limit) {
			t.Fatalf("the run is not known after %v: %v", patience, err)
		}
	}
	ctx, stop := context.WithCancelCause(t.Context())
	stop(errInterrupted)
	var out, talk scroll
	a := newApp(strings.NewReader(""), &out, &talk)
	if err := a.verify(ctx, "live", schema.Options{}, verifyFlags{follow: true}); codeOf(err) != exitInterrupted {
		t.Errorf("interrupted: %v", err)
	}
	if err := a.verify(t.Context(), "live", schema.Options{}, verifyFlags{follow: true}); err != nil {
		t.Errorf("%v\n%s", err, talk.String())
	}
	if want := "Verified: 1,000 of 1,000 records read back, 1,000 equal"; !strings.Contains(out.String(), want) {
		t.Errorf("%q is not said:\n%s", want, out.String())
	}
	if code := <-applied; code != exitGood {
		t.Errorf("apply ended with %d", code)
	}
}

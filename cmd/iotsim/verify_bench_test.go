package main

import (
	"os"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// BenchmarkVerify holds verify --level bytes against a consumer that reads the same
// records from the same topic and does nothing with them: ratio is how fast verify is,
// as a share of that. The records are the factory's, in 12 partitions. The embedded
// broker shares the processors with both; with IOTSIM_TEST_BROKERS it is another.
func BenchmarkVerify(b *testing.B) {
	brokers := benchBrokers(b)
	factory, err := os.ReadFile("../../scenarios/factory.hcl")
	if err != nil {
		b.Fatal(err)
	}
	b.Chdir(b.TempDir())
	if err := os.WriteFile("factory.hcl", factory, 0o600); err != nil {
		b.Fatal(err)
	}
	var quiet scroll
	a := newApp(nil, &quiet, &quiet)
	if code := a.execute([]string{"apply", "factory.hcl", "--brokers", brokers, "--speed", "max", "--start", "2026-03-02T06:00:00Z", "--duration", benchDuration, "-y"}); code != exitGood {
		b.Fatal(quiet.String())
	}
	p, err := a.open(b.Context(), "factory.hcl", schema.Options{Start: "2026-03-02T06:00:00Z", Duration: benchDuration})
	if err != nil {
		b.Fatal(err)
	}
	c, err := a.findClaim(b.Context(), "factory.hcl", schema.Options{Start: "2026-03-02T06:00:00Z", Duration: benchDuration}, verifyFlags{})
	if err != nil {
		b.Fatal(err)
	}
	clusters := newClusters(p.plan, c.brokers, nil)
	defer func() { _ = closeAll(clusters) }()
	reader, topics, err := c.find(b.Context(), clusters)
	if err != nil {
		b.Fatal(err)
	}
	bases, ends, _, err := c.spans(topics)
	if err != nil {
		b.Fatal(err)
	}
	program, err := engine.Open(p.plan, c.run)
	if err != nil {
		b.Fatal(err)
	}
	var data []int
	for i, s := range p.plan.Streams {
		if !s.Labels {
			data = append(data, i)
		}
	}
	var bare, full stopwatch
	records := int64(0)
	b.ResetTimer()
	for range b.N {
		bare.start()
		consume(b, brokers, p.plan.Streams[0].Topic, p.plan.Totals.Published)
		bare.stop()
		full.start()
		v := verify.New(program, bases, verify.Options{Streams: data})
		v.Read(b.Context(), reader, ends)
		full.stop()
		r := v.Report()
		if r.Verdict() != verify.Good {
			b.Fatal(r.Verdict())
		}
		records = r.Sum().Read
	}
	n := float64(records) * float64(b.N)
	b.ReportMetric(float64(bare.wall)/float64(full.wall), "ratio")
	b.ReportMetric(n/full.wall.Seconds(), "records/s")
	b.ReportMetric(n/bare.wall.Seconds(), "bare/s")
	b.ReportMetric(float64(full.cpu)/n, "cpu-ns/record")
	b.ReportMetric(float64(bare.cpu)/n, "bare-cpu-ns/record")
}

// benchBrokers are those that are named, or an embedded one.
func benchBrokers(b *testing.B) string {
	b.Helper()
	if brokers := os.Getenv("IOTSIM_TEST_BROKERS"); brokers != "" {
		return brokers
	}
	broker, err := kafka.StartEmbedded(kafka.EmbeddedOptions{Partitions: 12})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := broker.Close(); err != nil {
			b.Error(err)
		}
	})
	return broker.Addr()
}

// A stopwatch sums the time between its starts and stops: on the wall, which counts
// what else the machine does, and of the processor, which does not.
type stopwatch struct {
	wall, cpu time.Duration
	began     time.Time
	before    time.Duration
}

func (w *stopwatch) start() {
	w.before, _ = processorTime()
	w.began = time.Now()
}

func (w *stopwatch) stop() {
	w.wall += time.Since(w.began)
	now, _ := processorTime()
	w.cpu += now - w.before
}

// consume is an ordinary consumer: one client for all partitions, which looks at
// each record and does nothing with it. It fetches as much at a time as verify does.
func consume(b *testing.B, brokers, topic string, records int64) {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(brokers), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchMaxBytes(1<<20), kgo.FetchMaxPartitionBytes(1<<20), kgo.FetchMaxWait(time.Second),
	)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	for n := int64(0); n < records; {
		fetches := client.PollFetches(b.Context())
		if err := fetches.Err(); err != nil {
			b.Fatal(err)
		}
		for iter := fetches.RecordIter(); !iter.Done(); n++ {
			iter.Next()
		}
	}
}

const benchDuration = "3m"

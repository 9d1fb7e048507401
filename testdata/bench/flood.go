package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/iotsim/iotsim/engine"
)

// What all who send as fast as they can are told, as iotsim's own sink is by default.
const (
	partitions = 12
	linger     = 5 * time.Millisecond
	batchBytes = 1_000_012
	inFlight   = 50_000 // records
)

// A Flood is a sender at full speed, between its start-up and its end.
type Flood struct {
	Rate      float64 // records a second, by end offsets
	Processor float64 // µs a record, of the sender
	Memory    float64 // MB
	Broker    float64 // µs a record that the broker takes; 0 where it is not looked at
}

// Flooded measures a sender that is at work: what comes before its first record and
// within warm of it does not count. broker is the broker's process, or 0.
func Flooded(ctx context.Context, p *Process, broker int, ends func() (int64, error), warm, hold time.Duration) (f Flood, err error) {
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		n, err := ends()
		if err != nil {
			return f, err
		}
		if n > 0 {
			break
		}
		if time.Since(began) > time.Minute {
			return f, fmt.Errorf("%s sends nothing:\n%s", p.Command(), p.Err.String())
		}
	}
	now := time.Now()
	var looks [2]look
	var brokers [2]time.Duration
	for i, moment := range []time.Time{now.Add(warm), now.Add(warm + hold)} {
		if looks[i], err = p.lookAt(ctx, moment, ends); err != nil {
			return f, err
		}
		if broker > 0 {
			if brokers[i], err = processorOf(broker); err != nil {
				return f, err
			}
		}
	}
	from, to := looks[0], looks[1]
	n := float64(to.records - from.records)
	each := func(took time.Duration) float64 { return float64(took.Nanoseconds()) / 1e3 / n }
	return Flood{
		Rate: n / to.at.Sub(from.at).Seconds(), Memory: to.largest,
		Processor: each(to.processor - from.processor), Broker: each(brokers[1] - brokers[0]),
	}, nil
}

// A Job is what a process of our own is to do, as JSON in its environment.
type Job struct {
	Broker      bool // be a broker that acknowledges and keeps nothing, and print its address
	Brokers     string
	Topic       string
	Compression string
	Messages    string // folder of the scenario that they are made of
	Alone       bool   // values without key and headers
}

// Sends is the bare loop: franz-go sending messages that are ready, until ctx ends.
func (j Job) Sends(ctx context.Context) error {
	records, err := Ready(j.Messages)
	if err != nil {
		return err
	}
	codec := kgo.Lz4Compression()
	if j.Compression == "none" {
		codec = kgo.NoCompression()
	}
	client, err := kgo.NewClient(
		kgo.SeedBrokers(j.Brokers), kgo.DefaultProduceTopic(j.Topic), kgo.DisableClientMetrics(),
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchCompression(codec),
		kgo.ProducerBatchMaxBytes(batchBytes), kgo.ProducerLinger(linger), kgo.MaxBufferedRecords(inFlight),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	if j.Alone {
		for i := range records {
			records[i].Key, records[i].Headers = nil, nil
		}
	}
	failed := make(chan error, 1)
	for ctx.Err() == nil {
		for i := range records {
			m := &records[i]
			r := &kgo.Record{Key: m.Key, Value: m.Value, Partition: int32(m.Stream), Timestamp: time.UnixMilli(m.Timestamp)}
			for _, h := range m.Headers {
				r.Headers = append(r.Headers, kgo.RecordHeader{Key: h.Key, Value: h.Value})
			}
			client.Produce(ctx, r, func(_ *kgo.Record, err error) {
				if err != nil && ctx.Err() == nil {
					select {
					case failed <- err:
					default:
					}
				}
			})
		}
		select {
		case err := <-failed:
			return err
		default:
		}
	}
	return nil
}

// Ready are messages of ten thousand devices, as iotsim would send them: one of each,
// with its key, its headers and its partition in place of its stream.
func Ready(folder string) ([]engine.Record, error) {
	program, err := Fleet{Devices: 10_000, Interval: "3s", Warm: time.Second, Hold: time.Hour}.Open(folder)
	if err != nil {
		return nil, err
	}
	plan := program.Plan()
	var streams []int
	for i, s := range plan.Streams {
		if !s.Labels {
			streams = append(streams, i)
		}
	}
	if len(streams) != partitions {
		return nil, fmt.Errorf("the factory has %d partitions, not %d", len(streams), partitions)
	}
	var b engine.Batch
	program.Sequence(streams...).Append(&b, plan.End+1, int(plan.Devices))
	for i := range b.Records {
		b.Records[i].Stream = int(plan.Streams[b.Records[i].Stream].Partition)
	}
	return b.Records, nil
}

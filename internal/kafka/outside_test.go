package kafka_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Our reader and our writer could share a mistake. Kafka's own consumer does not.
func TestKafkasOwnConsumerSeesTheSame(t *testing.T) {
	kafkatest.NeedJars(t)
	const partitions, each = 3, 2000
	cluster := kafkatest.Start(t, 1)
	p := at(cluster)
	topic := p.topic(t)
	_, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: partitions, Replication: -1}, schema.Sink{})
	w := newWriter(s)
	want := make(map[int32][]readback.Record)
	for stream := range partitions {
		if err := w.write(t.Context(), stream, 0, each, 100); err != nil {
			t.Fatal(err)
		}
		for k := range int64(each) {
			r := record(stream, k)
			want[int32(stream)] = append(want[int32(stream)],
				readback.Record{Offset: k, Timestamp: r.Timestamp, Key: r.Key, Value: r.Value, Headers: r.Headers})
		}
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, cluster.Dump(t, topic)); diff != "" {
		t.Errorf("(-want +got):\n%.2000s", diff)
	}
}

// kafkatest.Partitions is the yardstick for the plan's partitions. Here it is
// held against franz-go's account of the same hash, so that neither is trusted
// alone.
func TestKafkasOwnProducerChoosesAsFranzGo(t *testing.T) {
	kafkatest.NeedJars(t)
	const n = 12
	var keys [][]byte
	var want []int32
	partitioner := kgo.StickyKeyPartitioner(nil).ForTopic("t")
	for i := range 10_000 {
		key := fmt.Appendf(nil, "A栋-%d-%03d-%x", i%7, i, i*i)[i%5:] // of every length modulo four
		keys = append(keys, key)
		want = append(want, int32(partitioner.Partition(&kgo.Record{Key: key}, n)))
	}
	if diff := cmp.Diff(want, kafkatest.Partitions(t, keys, n)); diff != "" {
		t.Errorf("(-franz-go +kafka-clients):\n%.2000s", diff)
	}
}

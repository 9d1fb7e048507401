package kafka_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kadm"
)

// Three nodes, three copies. A node that leads partitions is killed under load,
// stays away for ten seconds and comes back. Every record is acked, and what the
// topic holds shows neither gap nor copy nor disorder.
func TestADeadLeaderCostsNoRecord(t *testing.T) {
	const partitions, away = 6, 10 * time.Second
	cluster := kafkatest.Start(t, 3)
	if cluster.Backend != kafkatest.Jars {
		t.Skipf("needs nodes of its own (IOTSIM_TEST_KAFKA=jars), has %s", cluster.Backend)
	}
	p := at(cluster)
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{
		Name: topic, Partitions: partitions, Replication: 3,
		Config: map[string]string{"min.insync.replicas": "2"},
	}, schema.Sink{BufferRecords: 2_000})
	w := newWriter(s)
	var written [partitions]int64
	stop := make(chan struct{})
	var done atomic.Int64
	finished := make(chan error, partitions)
	for stream := range partitions {
		go func() {
			finished <- func() error {
				for k := int64(0); ; k += 100 {
					select {
					case <-stop:
						written[stream] = k
						return nil
					default:
					}
					if err := w.write(t.Context(), stream, k, k+100, 100); err != nil {
						return err
					}
					done.Add(100)
				}
			}()
		}()
	}
	victim := leader(t, p, topic, 0)
	during := outage(t, cluster, s, &done, victim, away)
	close(stop)
	for range partitions {
		if err := <-finished; err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, n := range written {
		total += n
	}
	w.wantOutcome(t, engine.Outcome{Acked: total})
	for stream := range partitions {
		wantRecords(t, c, topic, stream, written[stream])
	}
	t.Logf("%d records; %d of them while node %d was away; felt: %+v", total, during, victim, s.Stats())
	if st := s.Stats(); st.LeaderMoves == 0 || st.Failures+st.Retries == 0 {
		t.Errorf("the death was not felt: %+v", st)
	}
}

// The leader of a partition dies while its records are read. Another one has them all,
// and the reading goes on there.
func TestAReadOutlivesItsLeader(t *testing.T) {
	cluster := kafkatest.Start(t, 3)
	if cluster.Backend != kafkatest.Jars {
		t.Skipf("needs nodes of its own (IOTSIM_TEST_KAFKA=jars), has %s", cluster.Backend)
	}
	const n = 60_000
	p := at(cluster)
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 1, Replication: 3}, schema.Sink{Compression: "none"})
	if err := newWriter(s).write(t.Context(), 0, 0, n, 500); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	victim := leader(t, p, topic, 0)
	next := int64(0)
	err := c.Read(t.Context(), topic, 0, 0, n, func(r *readback.Record) error {
		if r.Offset != next {
			t.Fatalf("offset %d follows %d", r.Offset, next-1)
		}
		if next++; next == 100 {
			cluster.Kill(t, victim)
		}
		return nil
	})
	cluster.Restart(t, victim)
	if err != nil || next != n {
		t.Errorf("the read ended at %d of %d: %v", next, n, err)
	}
}

// outage kills a node, waits, starts it again, and says how many records were
// written in the meantime.
func outage(t *testing.T, c *kafkatest.Cluster, s *kafka.Sink, done *atomic.Int64, node int, away time.Duration) int64 {
	until := func(n int64) {
		for done.Load() < n {
			time.Sleep(10 * time.Millisecond)
		}
	}
	until(10_000)
	before := done.Load()
	c.Kill(t, node)
	time.Sleep(away) // the outage itself
	s.Stats()        // sees the leaders of now
	during := done.Load() - before
	if during == 0 {
		t.Error("nothing was written while the node was away")
	}
	c.Restart(t, node)
	until(done.Load() + 10_000)
	return during
}

// leader is the node that leads a partition.
func leader(t *testing.T, p place, topic string, partition int32) int {
	t.Helper()
	m, err := kadm.NewClient(raw(t, p.options.Brokers)).Metadata(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	return int(m.Topics[topic].Partitions[partition].Leader)
}

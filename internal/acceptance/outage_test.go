package acceptance

import (
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// Three nodes, three copies of every partition. A node that leads some of them is
// killed in mid-run, stays away for ten seconds and comes back. The run feels it,
// goes on, and the topic holds every record once, in its place.
func TestLeaderLossLosesNothing(t *testing.T) {
	const away = 10 * time.Second
	cluster := kafkatest.Start(t, 3)
	if cluster.Backend != kafkatest.Jars {
		t.Skipf("needs nodes of its own (IOTSIM_TEST_KAFKA=jars), has %s", cluster.Backend)
	}
	needTools(t, "kcat", "python3")
	s := prepare(t, cluster, "testdata/steady.hcl", "--var", "replication=3", "--duration", "40s")
	run := s.apply("--verify")
	s.await(20_000) // 5 s of 40
	before := s.leaders()
	victim := before[partition{s.topics[0], 0}]
	cluster.Kill(t, int(victim))
	time.Sleep(away) // the outage itself
	during, held := s.leaders(), sum(s.ends())
	cluster.Restart(t, int(victim))
	got := read[summary](run.ends(exitGood))

	moved := 0
	for p, leader := range before {
		if leader == victim && during[p] != victim {
			moved++
		}
	}
	t.Logf("node %d led %d partitions that others took over; %d of %d records were there when it came back; slowest ack %v; felt: %+v",
		victim, moved, held, got.Data.Planned, got.Ack.Max, got.Broker)
	if moved == 0 || got.Broker.LeaderMoves == 0 || got.Broker.Failures+got.Broker.Retries == 0 {
		t.Errorf("the death was not felt: %d leaders moved, %+v", moved, got.Broker)
	}
	if held >= got.Data.Planned {
		t.Errorf("all %d records were there before the node came back: this was no outage in mid-run", held)
	}
	got.Data.whole(t)
	got.proved(t)
	if n := s.compare(s.expect(), s.dump()); n != got.Data.Planned {
		t.Errorf("%d records were compared, want %d", n, got.Data.Planned)
	}
}

// leaders are the nodes that lead the topics' partitions, those that have one.
func (s *stage) leaders() map[partition]int32 {
	s.t.Helper()
	m, err := s.admin.Metadata(s.t.Context(), s.topics...)
	if err != nil {
		s.t.Fatal(err)
	}
	all := make(map[partition]int32)
	for _, topic := range m.Topics {
		for _, p := range topic.Partitions {
			if p.Leader >= 0 {
				all[partition{topic.Topic, p.Partition}] = p.Leader
			}
		}
	}
	return all
}

package acceptance

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// What the plan promises is what a reader finds that shares no code with us:
// counts by end offsets, then every key, value, header and timestamp in its
// partition and order, and the digest of it all.
func TestOutsideReaderFindsThePlan(t *testing.T) {
	needTools(t, "kcat", "python3")
	fleet := "200"
	if full() {
		fleet = "1000"
	}
	s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"), "--var", "devices="+fleet)
	wanted := s.plan().published()
	if len(wanted) != 24 || len(s.topics) != 2 {
		t.Fatalf("%d partitions in topics %v, want 12 of data and 12 of labels", len(wanted), s.topics)
	}
	sent := read[summary](s.apply("--speed", "max").ends(exitGood))
	sent.Data.whole(t)
	sent.Labels.whole(t)
	if diff := cmp.Diff(wanted, s.ask(wanted), cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("end offsets (-plan +kcat):\n%s", diff)
	}
	topics := s.dump()
	if n := s.compare(s.expect(), topics); n != sum(wanted) {
		t.Errorf("%d records were compared, want %d", n, sum(wanted))
	}
	content := read[struct{ Content string }](s.start("plan", "--content-digest", "--json").ends(exitGood)).Content
	if got := digestOf(t, topics); got != content {
		t.Errorf("digest of the topics is %s, the plan announces %s", got, content)
	}
}

// kcat's library is not Kafka's: what both find is what is there.
func TestKafkasOwnConsumerFindsThePlan(t *testing.T) {
	kafkatest.NeedJars(t)
	cluster := kafkatest.Start(t, 1)
	s := prepare(t, cluster, shipped("factory.hcl"), "--var", "devices=100")
	s.apply("--speed", "max").ends(exitGood)
	wanted := s.expected(s.expect())
	found := make(map[partition][]kafkaRecord)
	for _, topic := range s.topics {
		for number, records := range cluster.Dump(t, topic) {
			for k, r := range records {
				if r.Offset != int64(k) {
					t.Fatalf("%s [%d]: record %d is at offset %d", topic, number, k, r.Offset)
				}
				p := partition{topic, number}
				found[p] = append(found[p], recordOf(r))
			}
		}
	}
	if len(wanted) == 0 {
		t.Fatal("no record is expected: this test would show nothing")
	}
	if diff := cmp.Diff(wanted, found, cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("(-plan +kafka-clients):\n%.2000s", diff)
	}
}

// Where each of ten thousand devices publishes is where Kafka's own producer
// would put its key.
func TestPartitionsAreThoseOfKafkasOwnProducer(t *testing.T) {
	kafkatest.NeedJars(t)
	const devices = 10_000
	s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"), "--duration", "34s") // the ramp, and more than an interval
	planned := make(map[string]int32)
	for p, records := range s.expected(s.expect()) {
		for _, r := range records {
			if was, known := planned[r.Key]; known && was != p.number {
				t.Fatalf("%s publishes to partitions %d and %d", r.Key, was, p.number)
			}
			planned[r.Key] = p.number
		}
	}
	if len(planned) != devices {
		t.Fatalf("%d devices publish, want %d", len(planned), devices)
	}
	var keys [][]byte
	var want []int32
	for key, number := range planned {
		keys, want = append(keys, []byte(key)), append(want, number)
	}
	if diff := cmp.Diff(want, kafkatest.Partitions(t, keys, 12)); diff != "" {
		t.Errorf("(-plan +kafka-clients):\n%.2000s", diff)
	}
}

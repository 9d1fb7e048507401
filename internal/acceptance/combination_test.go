package acceptance

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/internal/oracle"
)

// Of the seven fleets and three intervals that the factory is made for, three
// pairs go all the way. What arrives is counted by end offsets and held against
// the plan and against the second implementation of the specification.
func TestCombinationsReachKafka(t *testing.T) {
	type combination struct {
		devices  int
		interval time.Duration
	}
	combinations := []combination{{100, 10 * time.Second}, {100, 5 * time.Second}, {300, 3 * time.Second}}
	if full() {
		combinations = []combination{{300, 10 * time.Second}, {2_000, 5 * time.Second}, {10_000, 3 * time.Second}}
	}
	for _, c := range combinations {
		t.Run(fmt.Sprintf("%d devices every %v", c.devices, c.interval), func(t *testing.T) {
			s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"),
				"--var", fmt.Sprint("devices=", c.devices), "--var", fmt.Sprint("interval=", c.interval))
			planned := s.plan().published()
			wantOracle(t, planned, s.topics[0], oracle.Totals(oracle.Factory(c.devices, c.interval)))
			s.apply("--speed", "max").ends(exitGood)
			if diff := cmp.Diff(planned, s.ends(), cmp.AllowUnexported(partition{})); diff != "" {
				t.Errorf("end offsets (-plan +topic):\n%s", diff)
			}
		})
	}
}

// wantOracle compares what a plan publishes to a topic with the oracle's counts.
func wantOracle(t *testing.T, planned map[partition]int64, topic string, counts oracle.Counts) {
	t.Helper()
	for number, phases := range counts {
		var published int64
		for _, c := range phases {
			published += c.Published
		}
		if got := planned[partition{topic, int32(number)}]; got != published || got == 0 {
			t.Errorf("partition %d: the plan publishes %d records, the oracle %d", number, got, published)
		}
	}
}

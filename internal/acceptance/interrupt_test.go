package acceptance

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// rate is how many records a second are under way when these tests interrupt.
const rate = 20_000

// prepareLoad is the steady scenario at that rate.
func prepareLoad(t *testing.T, brokers, prefix string) *stage {
	return prepareFor(t, brokers, prefix, "testdata/steady.hcl", "--var", fmt.Sprintf("rate=%d/s", rate))
}

// An interrupt under load ends in books that balance, and in a topic that holds
// of each partition the first records of what was planned, and nothing else.
func TestFirstInterruptDrains(t *testing.T) {
	cluster := kafkatest.Start(t, 1)
	s := prepareLoad(t, strings.Join(cluster.Brokers(), ","), cluster.Topic(t))
	run := s.apply()
	s.await(rate)
	run.signal(syscall.SIGINT)
	got := read[summary](run.ends(exitInterrupted))
	if got.Data.Acked < rate || got.Data.Failed+got.Data.Unknown != 0 {
		t.Errorf("what was on its way did not arrive: %+v, %s", got.Data, got.Reason)
	}
	s.wantBooks(got)
	s.wantPrefix(got)
}

// wantBooks says that the account of an interrupted run balances, in all and by
// partition, and that each partition ends where it says.
func (s *stage) wantBooks(got summary) {
	s.t.Helper()
	plan := s.plan()
	if a := got.Data; !got.Interrupted || a.Sent == 0 || a.Sent >= a.Planned || a.Planned != plan.Totals.Published {
		s.t.Errorf("%d records are planned, the run that was interrupted says %+v", plan.Totals.Published, a)
	}
	ends, planned := s.ends(), plan.published()
	var total account
	for _, a := range got.Streams {
		total.add(a.account)
		where := partition{a.Topic, a.Partition}
		if a.Planned != planned[where] || a.Acked+a.Failed+a.Unknown != a.Sent || a.Sent > a.Planned {
			s.t.Errorf("%s [%d] does not add up: %+v", a.Topic, a.Partition, a.account)
		}
		if end := ends[where]; end < a.Acked || end > a.Acked+a.Unknown {
			s.t.Errorf("%s [%d] ends at %d: %+v", a.Topic, a.Partition, end, a.account)
		}
	}
	if total != got.Data || len(got.Streams) != len(planned) {
		s.t.Errorf("%d partitions add up to %+v, not to %+v", len(got.Streams), total, got.Data)
	}
}

// wantPrefix has outside readers say that each partition holds the first of its
// planned records.
func (s *stage) wantPrefix(got summary) {
	s.t.Helper()
	needTools(s.t, "kcat", "python3")
	// The rate is even: so many seconds of the plan hold all that was sent.
	expected := s.expect("--duration", fmt.Sprintf("%ds", got.Data.Sent/rate+2))
	if n, held := s.compare(expected, s.dump(), "--prefix"), sum(s.ends()); n != held {
		s.t.Errorf("%d records were compared, the topic holds %d", n, held)
	}
}

// prepareStall is the same on a broker in a process of its own, which can be
// stopped: its connections stay open, and no answer comes.
func prepareStall(t *testing.T) (*stage, *process) {
	t.Helper()
	broker := start(t, t.TempDir(), "broker", "--listen", "127.0.0.1:0")
	broker.await(&broker.out, "\n")
	return prepareLoad(t, strings.TrimSpace(broker.out.String()), "stall"), broker
}

// A stalled broker would keep the drain waiting for half a minute. A second
// interrupt does not wait.
func TestSecondInterruptLeavesAtOnce(t *testing.T) {
	s, broker := prepareStall(t)
	run := s.apply()
	s.await(rate)
	broker.signal(syscall.SIGSTOP)
	run.signal(syscall.SIGINT)
	run.await(&run.err, "Interrupted")
	run.signal(syscall.SIGINT)
	run.ends(exitAtOnce)
}

// A drain that comes to nothing ends all the same, and says of what nobody
// confirmed that it is unknown.
func TestWhatAStalledBrokerHoldsIsUnknown(t *testing.T) {
	if !full() {
		t.Skip("a drain takes half a minute (IOTSIM_TEST_KAFKA=jars runs it)")
	}
	s, broker := prepareStall(t)
	run := s.apply()
	s.await(rate)
	broker.signal(syscall.SIGSTOP)
	run.reports(2) // the second line is of a stretch without a single answer
	run.signal(syscall.SIGINT)
	got := read[summary](run.ends(exitInterrupted))
	broker.signal(syscall.SIGCONT)
	if got.Data.Unknown == 0 || got.Reason == "" {
		t.Errorf("nothing is unknown: %+v, %q", got.Data, got.Reason)
	}
	s.wantBooks(got)
	s.wantPrefix(got)
}

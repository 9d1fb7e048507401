package acceptance

import (
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/twmb/franz-go/pkg/kadm"
)

// frozen is how long a process is stopped that does not know it.
const frozen = 20 * time.Second

// brokerScenes are faults of Kafka's own nodes.
func brokerScenes() []scene {
	return []scene{
		{"broker SIGKILL and restart", good, func(x *trial) {
			x.during(func() {
				epochs, victim := x.epochs(), x.leader()
				x.cluster.Kill(x.t, victim)
				time.Sleep(5 * time.Second) // the outage itself
				x.cluster.Restart(x.t, victim)
				x.elected(epochs)
			})
			x.moved()
		}},
		{"all brokers SIGKILL and restart, events of today", "good; or noticed, named and resumed, good", func(x *trial) {
			x.startAt(time.Now().Add(-time.Minute))
			p := x.apply()
			x.await(x.planned() / 4)
			x.powerCut()
			if code := p.code(); code == exitGood { // of each partition no more than one request was open
				x.finish(p, exitGood)
				x.good()
				x.stalled(3 * time.Second)
				return
			}
			x.finish(p, exitDestination)
			x.brokeOff(p, "Brokers forgot the producer")
			x.resume()
		}},
		{"all brokers SIGKILL and restart, events of last year", "bad: Kafka forgets such producers; noticed, and named", func(x *trial) {
			x.startAt(time.Now().AddDate(-1, 0, 0))
			p := x.apply()
			x.await(x.planned() / 4)
			x.powerCut()
			x.finish(p, exitDestination)
			x.brokeOff(p, "Brokers wrote records twice")
			x.look(exitFailed)
			x.feel(x.verified.Duplicate > 0 && x.outside.Duplicate == x.verified.Duplicate, "%d records doubled", x.outside.Duplicate)
		}},
		{"rolling restart", good, func(x *trial) {
			x.during(func() {
				epochs := x.epochs()
				for node := 1; node <= 3; node++ {
					x.cluster.Stop(x.t, node)
					x.cluster.Restart(x.t, node)
				}
				x.elected(epochs)
			}, "--speed", "0.4x")
			x.moved()
		}},
		{"broker SIGSTOP for 20 s", good, func(x *trial) {
			x.during(func() {
				victim := x.leader()
				x.cluster.Freeze(x.t, victim)
				time.Sleep(frozen)
				x.cluster.Thaw(x.t, victim)
			})
			x.moved()
			x.stalled(3 * time.Second)
		}},
		{"leaders move", good, func(x *trial) {
			x.during(func() {
				epochs := x.epochs()
				for i := range 5 {
					x.elect(i)
					time.Sleep(time.Second) // some records for each leader
				}
				x.elected(epochs)
			})
			x.moved()
		}},
		{"below min.insync.replicas", good, func(x *trial) {
			x.flags = append(x.flags, "--var", "insync=3")
			x.during(func() {
				victim := x.leader()%3 + 1
				x.cluster.Kill(x.t, victim)
				time.Sleep(10 * time.Second) // the outage itself
				x.cluster.Restart(x.t, victim)
			})
			x.stalled(5 * time.Second)
			x.retried()
		}},
		{"broker's disk full", good, fillBroker},
		{"brokers stalled at full rate", good, stallAll},
	}
}

// powerCut ends all nodes at once, with requests that they have acted on and not
// answered, and starts them again.
func (x *trial) powerCut() {
	x.t.Helper()
	epochs := x.epochs()
	x.each(func(p *kafkatest.Proxy) { p.Hold(true) })
	time.Sleep(300 * time.Millisecond) // for the answers to be held
	for node := 1; node <= 3; node++ {
		x.cluster.Kill(x.t, node)
	}
	x.each((*kafkatest.Proxy).Cut)
	x.cluster.Heal(x.t)
	x.recovered(6)
	x.elected(epochs)
}

// leader is the node that leads partition 0.
func (x *trial) leader() int {
	x.t.Helper()
	return int(x.leaders()[partition{x.topics[0], 0}])
}

// epochs is the sum of the partitions' leader epochs.
func (x *trial) epochs() (sum int32) {
	x.t.Helper()
	m, err := x.admin.Metadata(x.t.Context(), x.topics...)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, p := range m.Topics[x.topics[0]].Partitions {
		sum += p.LeaderEpoch
	}
	return sum
}

// elected notes that leaders were elected since the epochs were so.
func (x *trial) elected(epochs int32) {
	x.t.Helper()
	n := x.epochs() - epochs
	x.feel(n > 0, "%d elections", n)
}

// moved notes that the run has seen its leaders move.
func (x *trial) moved() {
	x.t.Helper()
	b := x.last.Broker
	x.feel(b.LeaderMoves > 0, "%d leaders moved", b.LeaderMoves)
}

// retried notes that the run had to send again.
func (x *trial) retried() {
	x.t.Helper()
	x.feel(x.last.Broker.Retries > 0, "%d retries", x.last.Broker.Retries)
}

// elect makes another replica of each partition the first, and has it elected.
func (x *trial) elect(turn int) {
	x.t.Helper()
	var order kadm.AlterPartitionAssignmentsReq
	parts := make(kadm.TopicsSet)
	for number := range int32(6) {
		first := (int32(turn) + number) % 3
		order.Assign(x.topics[0], number, []int32{first + 1, (first+1)%3 + 1, (first+2)%3 + 1})
		parts.Add(x.topics[0], number)
	}
	if _, err := x.admin.AlterPartitionAssignments(x.t.Context(), order); err != nil {
		x.t.Fatal(err)
	}
	if _, err := x.admin.ElectLeaders(x.t.Context(), kadm.ElectPreferredReplica, parts); err != nil {
		x.t.Fatal(err)
	}
}

// fillBroker fills the disk of the node that leads: it goes away, and comes back
// when there is space again.
func fillBroker(x *trial) {
	const victim = 1
	disk := x.confine(x.cluster.Folder(x.t, victim), func(change func()) {
		if !x.cluster.Ended(x.t, victim) {
			x.cluster.Stop(x.t, victim)
		}
		change()
		x.cluster.Heal(x.t)
	})
	x.during(func() {
		x.elect(0)
		const complaint = "No space left on device"
		before := x.cluster.Said(x.t, victim, complaint)
		disk.fill()
		for began := time.Now(); !x.cluster.Ended(x.t, victim); time.Sleep(glance) {
			if time.Since(began) > patience {
				x.t.Fatal("the node bears a full disk")
			}
		}
		x.feel(x.cluster.Said(x.t, victim, complaint) > before, "node %d ended: no space left on device", victim)
		disk.empty()
		x.cluster.Heal(x.t)
	}, "--speed", "0.4x")
	x.moved()
}

// stallAll stops all brokers while iotsim sends as fast as it can: it waits, and
// what it holds stays within its bound. The engine holds 131,072 records of at most
// 566 bytes, 71 MiB, and the sink 64 MiB; the collector lets that double.
func stallAll(x *trial) {
	const bound, grown = 270 << 20, 32 << 20
	x.cut = 100 * time.Second
	x.flags = append(x.flags, "--duration", x.cut.String())
	foretold(x.cut) // now, not while the brokers stand
	p := x.apply("--speed", "max")
	x.await(1)
	for node := 1; node <= 3; node++ {
		x.cluster.Freeze(x.t, node)
	}
	time.Sleep(5 * time.Second) // all buffers fill
	early := x.memory(p, "VmRSS")
	time.Sleep(10 * time.Second)
	late, most := x.memory(p, "VmRSS"), x.memory(p, "VmHWM")
	for node := 1; node <= 3; node++ {
		x.cluster.Thaw(x.t, node)
	}
	x.finish(p, exitGood)
	x.good()
	x.stalled(15 * time.Second)
	x.feel(most <= bound && late-early <= grown, "memory %d MiB after 5 s, %d after 15 s, at most %d", early>>20, late>>20, most>>20)
}

// memory is what the kernel says of a process, in bytes.
func (x *trial) memory(p *process, what string) int64 {
	x.t.Helper()
	text, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		x.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, what+":"); ok {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				x.t.Fatal(err)
			}
			return n << 10
		}
	}
	x.t.Fatalf("no %s in\n%s", what, text)
	return 0
}

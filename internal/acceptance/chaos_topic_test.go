package acceptance

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
)

// topicScenes are topics that are not as they should be, or change in mid-run, and
// brokers that are not there yet.
func topicScenes() []scene {
	return []scene{
		{"message too large for the topic", "refused before the first record", func(x *trial) {
			x.make(6, map[string]string{"max.message.bytes": "400"})
			p := x.apply()
			x.finish(p, exitDestination)
			x.refusedAs(p, "Records exceed the topic's limit")
		}},
		{"topic missing", "made, then good", func(x *trial) {
			if n := len(x.ends()); n != 0 {
				x.t.Fatalf("it has %d partitions", n)
			}
			x.finish(x.apply("--speed", "max"), exitGood)
			x.feel(len(x.ends()) == 6, "it was not there, and has %d partitions", len(x.ends()))
			x.good()
		}},
		{"topic deleted in mid-run", "ends within seconds, and named", func(x *trial) {
			p := x.apply()
			x.await(x.planned() / 4)
			x.remove()
			x.finish(p, exitDestination)
			x.brokeOff(p, "Topic is gone")
			x.unproved("Topic does not exist")
		}},
		{"topic made again in mid-run", "noticed at the next ack, and named; verify says that it is another", func(x *trial) {
			p := x.apply()
			x.await(x.planned() / 4)
			x.remove()
			x.make(6, nil)
			x.finish(p, exitDestination)
			x.brokeOff(p, "Topic ")
			x.unproved("made anew")
		}},
		{"more partitions in mid-run", good, func(x *trial) {
			x.during(func() {
				if _, err := x.admin.UpdatePartitions(x.t.Context(), 9, x.topics...); err != nil {
					x.t.Fatal(err)
				}
				for began := time.Now(); len(x.ends()) < 9 && time.Since(began) < patience; {
					time.Sleep(glance)
				}
				x.feel(len(x.ends()) == 9, "%d partitions, of 6", len(x.ends()))
			})
		}},
		{"all brokers down at start", "named in under 5 s; then good", func(x *trial) {
			x.refuse(true)
			p := x.apply("--speed", "max")
			x.finish(p, exitDestination)
			x.refusedAs(p, "Broker refuses connections")
			x.refuse(false)
			x.finish(x.apply("--speed", "max"), exitGood)
			x.good()
		}},
		{"one broker of three down at start", good, func(x *trial) {
			x.make(6, map[string]string{"min.insync.replicas": "2"})
			x.cluster.Kill(x.t, 1) // the first in the list
			for began := time.Now(); x.leads(1) && time.Since(began) < patience; {
				time.Sleep(glance)
			}
			x.finish(x.apply(), exitGood)
			n := x.without(1)
			x.feel(x.cluster.Ended(x.t, 1) && n == 6, "%d partitions without a replica", n)
			x.good()
		}},
	}
}

// leads says whether a node leads a partition.
func (x *trial) leads(node int32) bool {
	x.t.Helper()
	for _, leader := range x.leaders() {
		if leader == node {
			return true
		}
	}
	return false
}

// without is how many partitions have no replica in step on a node.
func (x *trial) without(node int32) (n int) {
	x.t.Helper()
	m, err := x.admin.Metadata(x.t.Context(), x.topics...)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, p := range m.Topics[x.topics[0]].Partitions {
		if !slices.Contains(p.ISR, node) {
			n++
		}
	}
	return n
}

// make makes the topic before iotsim does.
func (x *trial) make(partitions int32, config map[string]string) {
	x.t.Helper()
	keep, far := "-1", fmt.Sprint(int64(math.MaxInt64))
	settings := map[string]*string{"retention.ms": &keep, "message.timestamp.after.max.ms": &far}
	for name, value := range config {
		settings[name] = &value
	}
	for began := time.Now(); ; time.Sleep(glance) {
		made, err := x.admin.CreateTopics(x.t.Context(), partitions, 3, settings, x.topics...)
		if err == nil {
			err = made.Error()
		}
		if err == nil {
			break
		}
		if !errors.Is(err, kerr.TopicAlreadyExists) || time.Since(began) > patience {
			x.t.Fatal(err) // one that is being deleted is there for a moment
		}
	}
	for began := time.Now(); len(x.ends()) < int(partitions) && time.Since(began) < patience; {
		time.Sleep(glance)
	}
}

// remove deletes the topic.
func (x *trial) remove() {
	x.t.Helper()
	if _, err := x.admin.DeleteTopics(x.t.Context(), x.topics...); err != nil {
		x.t.Fatal(err)
	}
}

// unproved wants verify to say of the run that it cannot be proved, and why.
func (x *trial) unproved(words string) {
	x.t.Helper()
	p := x.start("verify", "--run", x.run, "--brokers", x.brokers)
	code := p.code()
	said := p.out.String() + p.err.String()
	if code == exitGood || !strings.Contains(said, words) {
		x.t.Errorf("verify ends with %d and does not say %q:\n%s", code, words, said)
	}
	x.codes = append(x.codes, fmt.Sprintf("%d of verify", code))
}

// refusedAs wants a run that never began to have said why, and no record anywhere.
func (x *trial) refusedAs(p *process, summary string) {
	x.t.Helper()
	said := strings.Contains(p.err.String(), "error: "+summary)
	x.feel(said && p.took < 5*time.Second, "%q after %.1f s", summary, p.took.Seconds())
	if held := sum(x.ends()); held != 0 || !said {
		x.t.Errorf("the topic holds %d records:\n%s", held, &p.err)
	}
}

// brokeOff wants a run to have ended with the reason, and its books to add up.
func (x *trial) brokeOff(p *process, summary string) {
	x.t.Helper()
	_, line, _ := strings.Cut(p.err.String(), "error: ")
	line, _, _ = strings.Cut(line, "\n")
	a, at := x.last.Data, strings.Index(line, summary)
	x.feel(at >= 0, "%q", line[max(0, at):])
	if a.Sent >= a.Planned || a.Acked+a.Failed+a.Unknown != a.Sent || a.Planned != x.planned() {
		x.t.Errorf("the books: %+v", a)
	}
}

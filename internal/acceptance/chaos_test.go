package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// A scene is one fault to survive: what is done, and what has to come of it. It
// fails when nothing shows that the fault was felt.
type scene struct {
	name string
	ends string // what must come of it
	play func(*trial)
}

// good is what most faults must come to: a run that ends well, every record acked,
// and all of them in the topic once and in order.
const good = "good"

// scenes are the rows of the matrix. Refused credentials, certificates and rights
// have a place of their own, beside the clusters that ask for them.
func scenes() []scene {
	return slices.Concat(brokerScenes(), networkScenes(), topicScenes(), signalScenes(), machineScenes())
}

// TestChaos plays every fault of the matrix so many times as IOTSIM_CHAOS says,
// against three nodes of Kafka, and writes the table. It takes half an hour.
func TestChaos(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("IOTSIM_CHAOS"))
	if err != nil || runs < 1 {
		t.Skip("a matrix of half an hour: make chaos")
	}
	kafkatest.NeedJars(t)
	needTools(t, "kcat")
	cluster := kafkatest.Start(t, 3)
	var table []row
	for _, sc := range scenes() {
		r := row{scene: sc}
		t.Run(sc.name, func(t *testing.T) {
			for i := range runs {
				t.Run(strconv.Itoa(i+1), func(t *testing.T) {
					x := stageTrial(t, cluster, 12*time.Second)
					t.Cleanup(func() { r.add(t, x) })
					x.play(sc)
				})
			}
		})
		if len(r.trials) > 0 || r.skipped != "" {
			table = append(table, r)
		}
	}
	text := tableOf(table)
	t.Logf("\n%s", text)
	if file := os.Getenv("IOTSIM_CHAOS_TABLE"); file != "" && !t.Failed() && len(table) == len(scenes()) {
		if err := os.WriteFile(file, []byte(tableHead+text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A trial is one time that a scene is played.
type trial struct {
	*stage
	cluster *kafkatest.Cluster
	through string // brokers by way of the proxies
	program string // that is tested
	before  kafkatest.Tally
	cut     time.Duration // of the plan
	later   time.Duration // than the scenario says the run starts
	run     string        // its name

	felt     []string // what shows that there was a fault
	codes    []string // exit codes, in order
	last     summary
	verified tally
	outside  tally
	skipped  string // why it was not played
}

// play plays a scene once.
func (x *trial) play(sc scene) {
	began := time.Now()
	sc.play(x)
	x.t.Logf("%s in %.1f s: %s; %d of %d acked, verify %s, outside reader %s, exit %s", sc.name, time.Since(began).Seconds(),
		strings.Join(x.felt, ", "), x.last.Data.Acked, x.last.Data.Planned, x.verified, x.outside, strings.Join(x.codes, ", then "))
	if len(x.felt) == 0 {
		x.t.Error("nothing shows that the fault was felt")
	}
}

// stageTrial prepares a trial of a plan that is cut after a while.
func stageTrial(t *testing.T, cluster *kafkatest.Cluster, cut time.Duration, flags ...string) *trial {
	t.Helper()
	foretold(cut) // now, not while a broker is being tormented
	x := &trial{cluster: cluster, cut: cut, through: strings.Join(cluster.Proxied(t), ","), program: program}
	x.stage = prepare(t, cluster, "testdata/chaos.hcl", append(flags, "--duration", cut.String())...)
	x.before = x.tally()
	t.Cleanup(func() {
		cluster.Heal(t)
		if _, err := x.admin.DeleteTopics(context.Background(), x.topics...); err != nil {
			t.Error(err)
		}
	})
	return x
}

// apply sends the scenario by way of the proxies.
func (x *trial) apply(flags ...string) *process {
	x.t.Helper()
	args := slices.Concat([]string{"apply", "scenario.hcl", "--brokers", x.through, "--json"}, x.flags, flags)
	return startProgram(x.t, x.program, x.folder, args...)
}

// startAt has the events of all commands to come begin at another moment.
func (x *trial) startAt(at time.Time) {
	at = at.Truncate(time.Second).UTC()
	x.later = at.Sub(chaosStart)
	x.flags = append(x.flags, "--start", at.Format(time.RFC3339))
}

// planned is how many records the oracle foretells.
func (x *trial) planned() (n int64) {
	for _, records := range foretold(x.cut) {
		n += int64(len(records))
	}
	return n
}

// during sends everything, has the fault when a quarter is there, and wants a good
// end.
func (x *trial) during(fault func(), flags ...string) {
	x.t.Helper()
	p := x.apply(flags...)
	x.await(x.planned() / 4)
	fault()
	x.finish(p, exitGood)
	x.good()
}

// finish waits for a process, wants its exit code and keeps its summary.
func (x *trial) finish(p *process, code int) {
	x.t.Helper()
	if got := p.code(); got != code {
		x.explain(p, got, code)
	}
	x.codes = append(x.codes, strconv.Itoa(code))
	if p.out.String() != "" {
		x.last = read[summary](p)
		x.run = x.last.Run
	}
}

// explain fails the trial with all that is known of a run that ended otherwise.
func (x *trial) explain(p *process, got, want int) {
	x.t.Helper()
	found := "nothing"
	if json.Unmarshal([]byte(p.out.String()), &x.last) == nil && sum(x.ends()) > 0 {
		x.run = x.last.Run
		found = fmt.Sprintf("%+v", x.kcat())
	}
	x.t.Fatalf("exit code %d, want %d; %+v, felt %+v; the outside reader finds %s\n%s", got, want, x.last.Data, x.last.Broker, found, &p.err)
}

// resume goes on with the run as fast as can be and wants a good end.
func (x *trial) resume() {
	x.t.Helper()
	x.finish(x.apply("--resume", "--speed", "max"), exitGood)
	x.good()
}

// feel notes what shows the fault; the trial fails where it does not.
func (x *trial) feel(shown bool, format string, args ...any) {
	x.t.Helper()
	said := fmt.Sprintf(format, args...)
	x.felt = append(x.felt, said)
	if !shown {
		x.t.Errorf("the fault was not felt: %s; %+v", said, x.last.Broker)
	}
}

// stalled notes how long an ack took at most.
func (x *trial) stalled(least time.Duration) {
	x.t.Helper()
	x.feel(x.last.Ack.Max >= least, "acks stalled for %.1f s", x.last.Ack.Max.Seconds())
}

// good wants the whole plan acked, and there, by verify and by the outside reader.
func (x *trial) good() {
	x.t.Helper()
	x.last.Data.whole(x.t)
	if x.last.Data.Planned != x.planned() {
		x.t.Errorf("%d records are planned, the oracle foretells %d", x.last.Data.Planned, x.planned())
	}
	x.look(exitGood)
	if !x.verified.exact() || !x.outside.exact() || x.verified.Planned != x.outside.Planned {
		x.t.Errorf("verify says %+v, the outside reader %+v", x.verified, x.outside)
	}
}

// settle waits until the topic stands still: brokers may still write what was on its
// way when a run broke off.
func (x *trial) settle() {
	x.t.Helper()
	held, since := int64(-1), time.Now()
	for began := time.Now(); time.Since(since) < 3*time.Second && time.Since(began) < patience; time.Sleep(glance) {
		if now := sum(x.ends()); now != held {
			held, since = now, time.Now()
		}
	}
}

// look has the topic read by verify, which must end with a code, and by kcat.
func (x *trial) look(code int) {
	x.t.Helper()
	if code != exitGood {
		x.settle()
	}
	x.verified = x.verify(code)
	x.outside = x.kcat()
}

func (x *trial) kcat() tally {
	x.t.Helper()
	text := outside(x.t, nil, "kcat", "-C", "-b", x.brokers, "-t", x.topics[0], "-o", "beginning", "-e", "-q", "-J")
	return tallyLines(x.t, text, x.run, x.cut, x.later)
}

func (x *trial) verify(code int, flags ...string) tally {
	x.t.Helper()
	if flags == nil {
		flags = []string{"--brokers", x.brokers}
	}
	v := read[finding](x.start("verify", append(flags, "--run", x.run, "--json")...).ends(code))
	f := v.Found
	return tally{v.Planned, v.Read, f.Missing + f.Truncated, f.Duplicate, f.Reordered, f.Corrupt + f.Misplaced + f.Alien}
}

// String is missing, duplicate and reordered, and what is foreign where something is.
func (a tally) String() string {
	text := fmt.Sprintf("%d / %d / %d", a.Missing, a.Duplicate, a.Reordered)
	if a.Foreign > 0 {
		text += fmt.Sprintf(", %d foreign", a.Foreign)
	}
	return text
}

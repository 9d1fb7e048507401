package view

import (
	"fmt"
	"math"
	"strconv"

	"github.com/iotsim/iotsim/engine"
)

// needs are what a plan takes of machines, about: a line for iotsim, and one for each
// cluster that it sends to.
func (v *planView) needs() *table {
	n := v.options.Needs
	t := newTable("ll", "", "about")
	if n == nil {
		return t
	}
	t.row("iotsim", v.processes(n))
	for i := range n.Kafka {
		k := &n.Kafka[i]
		name := "kafka"
		if len(n.Kafka) > 1 {
			name += " " + v.plan.Sinks[k.Sink].Topic
		}
		t.row(name, v.cluster(k))
	}
	return t
}

// processes is what the senders take.
func (v *planView) processes(n *engine.Needs) string {
	s := load(cores(n.Cores.Peak), cores(n.Cores.Mean), "")
	if v.fast() {
		s = "a core for each " + Rate(n.Rate.Peak) + " records/s"
	}
	s += "; " + Bytes(n.Memory)
	if float64(n.Stalled) > 1.1*float64(n.Memory) {
		s += ", " + Bytes(n.Stalled) + " while brokers take nothing"
	}
	if n.Shards > 1 {
		s += fmt.Sprintf(", in each of %s shards", count(n.Shards))
	}
	return s
}

// cluster is what brokers take in.
func (v *planView) cluster(k *engine.KafkaNeeds) string {
	plain := ""
	if k.Compression != "none" && k.Plain.Peak > k.Network.Peak { // of few records it makes batches longer
		plain = ", " + speed(k.Plain.Peak) + " before " + k.Compression
	}
	s := load(speed(k.Network.Peak), speed(k.Network.Mean), plain)
	if v.fast() {
		s = speed(k.Network.Peak) + " for each core" + plain
	}
	s += "; " + Bytes(k.Disk)
	if v.plan.Forever {
		s += " a day"
	}
	if k.Replicas > 1 {
		return s + fmt.Sprintf(" on disk, %s in %d replicas", Bytes(k.Disk*k.Replicas), k.Replicas)
	}
	return s + " on disk for each replica"
}

// fast says that the plan takes what it gets.
func (v *planView) fast() bool { return v.plan.Speed.Num == 0 }

// load is a peak with what belongs to it, and the mean where that is another.
func load(peak, mean, with string) string {
	if peak == mean {
		return peak + with
	}
	return peak + " at the peak" + with + ", " + mean + " on average"
}

// speed is bytes a second.
func speed(n float64) string { return Bytes(int64(math.Round(n))) + "/s" }

// cores are processors to as many digits as one can tell them apart by.
func cores(n float64) string {
	switch {
	case n < 0.01:
		return "under 0.01 cores"
	case n < 10:
		return strconv.FormatFloat(n, 'f', 2, 64) + " cores"
	}
	return count(int64(math.Round(n))) + " cores"
}

package engine

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// Needs are what a plan takes of machines, about: of processors, memory, network and
// disks. They follow from what was measured, and decide nothing.
//
// A plan at speed max takes whatever it gets; its needs are those of one core.
type Needs struct {
	Rate    Load         `json:"rate"`    // records a second of wall time, of all sinks, labels aside
	Cores   Load         `json:"cores"`   // of all shards
	Shards  int64        `json:"shards"`  // so many that none needs more than Costs.Core
	Memory  int64        `json:"memory"`  // bytes of each shard while brokers answer
	Stalled int64        `json:"stalled"` // while they do not, and all that may be buffered is
	Kafka   []KafkaNeeds `json:"kafka,omitempty"`
	Costs   Costs        `json:"costs"`
}

// A Load is the highest of something and its mean over the whole plan.
type Load struct {
	Peak float64 `json:"peak"`
	Mean float64 `json:"mean"`
}

// KafkaNeeds are those of one sink's cluster.
type KafkaNeeds struct {
	Sink        int     `json:"sink"`        // index in Plan.Sinks
	Compression string  `json:"compression"` // of batches
	Plain       Load    `json:"plain"`       // bytes a second, before compression
	Network     Load    `json:"network"`     // and after, without what TCP adds
	Batch       float64 `json:"batch"`       // records of a batch at the peak
	// Disk is what all records, labels too, take of each replica; of a plan without end
	// those of a day. It is no more than the topics may keep.
	Disk     int64 `json:"disk"`
	Replicas int64 `json:"replicas"` // 0: the broker's own choice
}

// Needs says what the plan takes. packing is asked of each Kafka sink.
func (p *Program) Needs(packing func(*schema.Sink) (Packing, error)) (*Needs, error) {
	n := &Needs{Costs: measuredCosts}
	f := newFlow(p.plan)
	c := &n.Costs
	buffered := 0.0
	for i := range p.plan.Sinks {
		if p.routes[i].data == none {
			continue
		}
		if p.plan.Sinks[i].Kind != schema.SinkKafka {
			n.add(f.rate(c.Unsent), func(rate float64) float64 { return rate * c.Unsent })
			continue
		}
		k, err := packing(&p.plan.Sinks[i])
		if err != nil {
			return nil, err
		}
		s := p.parcels(i, k)
		buffered += s.buffered(c, p.plan)
		rate := f.rate(s.each(math.Inf(1)))
		n.add(rate, func(rate float64) float64 {
			if f.max {
				return rate * s.each(math.Inf(1))
			}
			return float64(rate*s.each(rate)) + float64(s.requests(rate)*c.Request)
		})
		n.Kafka = append(n.Kafka, s.needs(p.plan, f, rate, i))
	}
	n.Shards = 1
	if !f.max {
		ticks := 1 / tick.Seconds()
		n.Cores = n.Cores.plus(Load{min(f.peak, ticks) * c.Tick / 1e9, min(f.mean, ticks) * c.Tick / 1e9})
		n.Shards = max(1, int64(math.Ceil(n.Cores.Peak/c.Core)))
	}
	n.Memory = c.Program + c.Device*p.plan.Devices
	n.Stalled = n.Memory + int64(buffered)
	n.round()
	return n, nil
}

// add is what a sink takes, by nanoseconds of processor that a second at a rate takes.
func (n *Needs) add(rate Load, nanos func(rate float64) float64) {
	n.Rate = n.Rate.plus(rate)
	n.Cores = n.Cores.plus(Load{nanos(rate.Peak) / 1e9, nanos(rate.Mean) / 1e9})
}

func (e Load) plus(f Load) Load { return Load{e.Peak + f.Peak, e.Mean + f.Mean} }

// round keeps as many digits as an estimate has, so that processors which add up
// differently in the last of them agree.
func (n *Needs) round() {
	for _, e := range []*Load{&n.Rate, &n.Cores} {
		e.Peak, e.Mean = significant(e.Peak), significant(e.Mean)
	}
	n.Memory, n.Stalled = whole(n.Memory), whole(n.Stalled)
	for i := range n.Kafka {
		k := &n.Kafka[i]
		for _, e := range []*Load{&k.Plain, &k.Network} {
			e.Peak, e.Mean = significant(e.Peak), significant(e.Mean)
		}
		k.Batch, k.Disk = significant(k.Batch), whole(k.Disk)
	}
}

// significant is x to three digits.
func significant(x float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if err != nil {
		panic(fmt.Sprintf("engine: %v was just written: %v", x, err))
	}
	return rounded
}

// whole is significant of a whole number.
func whole(n int64) int64 { return int64(math.Round(significant(float64(n)))) }

// A flow is how fast a plan's records come, in wall time.
type flow struct {
	peak, mean float64
	speed      float64 // plan seconds a second
	max        bool
}

func newFlow(p *Plan) flow {
	if p.Speed.Num == 0 {
		return flow{max: true, speed: 1}
	}
	f := flow{speed: toFloat(p.Speed)}
	f.peak = float64(p.Peak) * f.speed
	f.mean = float64(p.Totals.Published) / seconds(p.counted()) * f.speed
	return f
}

// counted is where the counts of a plan end: of one without end after the first hour
// of its last phase.
func (p *Plan) counted() int64 {
	if p.Forever {
		return p.Phases[len(p.Phases)-1].Start + hour
	}
	return p.Duration
}

// seconds of plan time, never none.
func seconds(nanos int64) float64 { return float64(max(1, nanos)) / 1e9 }

// rate is the plan's, or at speed max what one core sends at so many nanoseconds a
// record.
func (f flow) rate(nanos float64) Load {
	if f.max {
		return Load{1e9 / nanos, 1e9 / nanos}
	}
	return Load{f.peak, f.mean}
}

// needs is what a sink takes of its cluster.
func (s *parcels) needs(p *Plan, f flow, rate Load, sink int) KafkaNeeds {
	k := KafkaNeeds{
		Sink: sink, Compression: s.Compression,
		Plain:    Load{rate.Peak * s.bytes, rate.Mean * s.bytes},
		Batch:    float64(s.together(rate.Peak)),
		Replicas: int64(max(0, p.Sinks[sink].Replication)),
	}
	k.Network = Load{rate.Peak * s.length(s.together(rate.Peak)), rate.Mean * s.length(s.together(rate.Mean))}
	data, labels := 0.0, 0.0
	for i, stream := range p.Streams {
		switch {
		case stream.Sink != sink:
		case stream.Labels:
			labels += float64(p.Counts[i].Published)
		default:
			data += float64(p.Counts[i].Published)
		}
	}
	disk := 0.0
	for i := range p.Phases {
		disk += s.phase(p, f, i)
	}
	if p.Forever {
		disk = s.phase(p, f, len(p.Phases)-1) * 24 // its first hour
	}
	if data > 0 {
		disk *= 1 + labels/data // one is about as long as a record
	}
	k.Disk = int64(s.kept(p, sink, f, disk))
	return k
}

// phase is the bytes that the records of a phase take.
func (s *parcels) phase(p *Plan, f flow, i int) float64 {
	ph := &p.Phases[i]
	rate := f.rate(s.each(math.Inf(1))).Peak
	if !f.max {
		rate = float64(ph.Count.Published) / seconds(min(ph.End, p.counted())-ph.Start) / float64(max(1, ph.Times)) * f.speed
	}
	return float64(ph.Count.Published) * s.length(s.together(rate))
}

// kept is what topics keep of what they are sent, where the sink says how long or how
// much of each partition.
func (s *parcels) kept(p *Plan, sink int, f flow, disk float64) float64 {
	lasts := seconds(p.Duration) / f.speed
	if f.max {
		lasts = float64(p.Totals.Published) / f.rate(s.each(math.Inf(1))).Mean
	}
	if p.Forever {
		lasts = (24 * time.Hour).Seconds()
	}
	if ms := setting(&p.Sinks[sink], "retention.ms"); ms >= 0 {
		disk *= min(1, ms/1e3/lasts)
	}
	if most := setting(&p.Sinks[sink], "retention.bytes"); most >= 0 {
		disk = min(disk, most*s.streams)
	}
	return disk
}

// setting is a number of the topics' configuration, -1 where there is none.
func setting(s *schema.Sink, name string) float64 {
	n, err := strconv.ParseFloat(s.Config[name], 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

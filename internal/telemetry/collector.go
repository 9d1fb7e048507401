package telemetry

import (
	"sort"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/iotsim/iotsim/engine"
)

// What is told. Units are base units; what only grows ends in _total and counts
// what this process did.
var (
	buildInfo = describe("build_info", "Which iotsim this is; always 1.", "version", "commit", "goversion")
	runInfo   = describe("run_info", "Which run this is; always 1.", "run", "scenario", "digest", "speed", "shard")
	ready     = describe("ready", "Whether /readyz says so.")
	active    = describe("run_active", "Whether the run has begun and not ended.")

	planned = describe("planned_records", "Records to be sent in the whole run; of a plan without end, those sent so far.", "sink", "topic", "content")
	resumed = describe("resumed_records", "Records that were there before this process went on behind them.", "sink", "topic", "content")
	sent    = describe("records_sent_total", "Records given to the sink.", "sink", "topic", "content")
	acked   = describe("records_acked_total", "Records that the destination confirmed.", "sink", "topic", "content")
	failed  = describe("records_failed_total", "Records that were certainly not written.", "sink", "topic", "content")
	unknown = describe("records_unknown_total", "Records that may or may not have been written.", "sink", "topic", "content")

	target   = describe("target_records_per_second", "Data records a second that each sink is to get now; 0 at speed max.")
	speed    = describe("speed_ratio", "Plan seconds a second that are wanted now; 0 at max, and before the run and after it.")
	online   = describe("devices_online", "Devices of the fleet that are online.")
	devices  = describe("devices", "Devices of the fleet.")
	position = describe("plan_time_seconds", "How far the run is in its plan.")
	length   = describe("plan_duration_seconds", "How long the plan is; absent where it has no end.")
	phase    = describe("phase", "1 for the phase that the run is in.", "phase")

	faultActive  = describe("fault_active", "1 while the fault may happen.", "fault")
	faultDevices = describe("fault_devices", "Devices that the fault happens to, over the whole run.", "fault")
	failing      = describe("expectation_failing", "1 for an expectation that does not hold by what was measured so far.", "expectation")

	problems  = describe("errors_total", "Errors: connection (refused, cut or silent), retry (the broker asked for another try), write (the sink gave up).", "sink", "kind")
	moves     = describe("leader_moves_total", "Partitions that were seen to change their leader.", "sink")
	nulls     = describe("null_values_total", "Values sent as null: formulas that gave no finite number.")
	buffered  = describe("buffered_records", "Records that the sink has and has not resolved.", "sink")
	memory    = describe("buffered_bytes", "Bytes of the batches that these records are in.", "sink")
	quiet     = describe("sink_quiet_seconds", "Time since a sink that has records last resolved any.", "sink")
	behind    = describe("behind_seconds", "How late the next record of the partition that is furthest behind is.")
	making    = describe("record_generation_seconds", "Time to make a record, of one batch in eight.")
	ackTime   = describe("ack_latency_seconds", "Time from handing a record over to the destination's confirmation.")
	lagOfPlan = describe("schedule_lag_seconds", "Time from when a record was planned to when it was sent.")
)

// latencies bracket what brokers and schedules take.
var latencies = []time.Duration{
	500 * time.Microsecond, time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond,
	10 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond,
	200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second,
	5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute,
}

// described is all of the above.
var described []*prometheus.Desc

func describe(name, help string, labels ...string) *prometheus.Desc {
	d := prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	described = append(described, d)
	return d
}

// A collector tells what a run has counted when it is asked.
type collector struct {
	telemetry *Telemetry
	build     Build
}

// Describe names what may be told.
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range described {
		to <- d
	}
}

// Collect reads the run.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	o := out(to)
	r, s, _ := c.telemetry.now()
	o.gauge(buildInfo, 1, c.build.Version, c.build.Commit, c.build.Go)
	h := c.telemetry.Ready()
	o.flag(ready, h.OK)
	o.flag(active, s != nil && !s.Done)
	if s == nil {
		return
	}
	o.gauge(runInfo, 1, c.telemetry.show(r.Name), c.telemetry.show(r.Plan.Scenario), r.Plan.Digest, r.Speed, r.Shard)
	c.records(o, r, s)
	c.fleet(o, r, s)
	c.sinks(o, r, s)
	o.gauge(behind, s.Starved.Behind.Seconds())
	o.counter(nulls, s.Nulls)
	o.histogram(making, s.Render)
	o.histogram(ackTime, s.Ack.Buckets(latencies...))
	o.histogram(lagOfPlan, s.Lag.Buckets(latencies...))
}

// records tells what became of records, by topic.
func (c *collector) records(o out, r *Run, s *engine.Snapshot) {
	type key struct{ sink, topic, content string }
	var order []key
	sums, topics := map[key]engine.Account{}, newBound(mostTopics, c.telemetry.show)
	for i, a := range s.Streams {
		stream := &r.Plan.Streams[i]
		k := key{c.telemetry.sinks[stream.Sink], topics.name(stream.Topic), "data"}
		if stream.Labels {
			k.content = "labels"
		}
		if _, known := sums[k]; !known {
			order = append(order, k)
		}
		sums[k] = sums[k].Plus(a)
	}
	for _, k := range order {
		a := sums[k]
		o.gauge(planned, float64(a.Planned), k.sink, k.topic, k.content)
		o.gauge(resumed, float64(a.Resumed), k.sink, k.topic, k.content)
		o.counter(sent, a.Sent-a.Resumed, k.sink, k.topic, k.content)
		o.counter(acked, a.Acked-a.Resumed, k.sink, k.topic, k.content)
		o.counter(failed, a.Failed, k.sink, k.topic, k.content)
		o.counter(unknown, a.Unknown, k.sink, k.topic, k.content)
	}
}

// fleet tells what the plan wants at the moment.
func (c *collector) fleet(o out, r *Run, s *engine.Snapshot) {
	o.gauge(target, float64(s.Target)*r.Share)
	ratio := r.Ratio
	if !s.Active {
		ratio = 0
	}
	o.gauge(speed, ratio)
	o.gauge(online, float64(s.Online))
	o.gauge(devices, float64(r.Plan.Devices))
	o.gauge(position, time.Duration(s.Time).Seconds())
	if !r.Plan.Forever {
		o.gauge(length, time.Duration(max(r.Plan.Duration, r.Plan.End)).Seconds())
	}
	phases, faults := newFlags(mostPhases, c.telemetry.show), newFlags(mostFaults, c.telemetry.show)
	for i := range r.Plan.Phases {
		phases.set(r.Plan.Phases[i].Name, s.Active && i == s.Phase)
	}
	hit := map[string]int64{}
	for i := range r.Plan.Faults {
		f := &r.Plan.Faults[i]
		faults.set(f.Name, s.Active && within(f.Windows, s.Time))
		hit[faults.name(f.Name)] += f.Hit
	}
	expectations := newFlags(mostExpectations, c.telemetry.show)
	for i := range s.Judged {
		expectations.set(s.Judged[i].Name, s.Judged[i].Verdict == engine.Failed)
	}
	o.flags(phase, phases)
	o.flags(faultActive, faults)
	o.flags(failing, expectations)
	for _, name := range faults.order {
		o.gauge(faultDevices, float64(hit[name]), name)
	}
}

// within says that a moment is in one of some windows, which are in order.
func within(windows []engine.Window, t int64) bool {
	i := sort.Search(len(windows), func(i int) bool { return windows[i].End > t })
	return i < len(windows) && windows[i].Start <= t
}

// sinks tells what each sink has in hand and has met with.
func (c *collector) sinks(o out, r *Run, s *engine.Snapshot) {
	for i, name := range c.telemetry.sinks {
		var state engine.SinkState
		if i < len(s.Sinks) {
			state = s.Sinks[i]
		}
		felt := r.felt(i)
		o.gauge(buffered, float64(state.Records), name)
		o.gauge(memory, float64(state.Bytes), name)
		o.gauge(quiet, state.Quiet.Seconds(), name)
		o.counter(problems, felt.Failures, name, "connection")
		o.counter(problems, felt.Retries, name, "retry")
		o.counter(problems, state.Errors, name, "write")
		o.counter(moves, felt.Moves, name)
	}
}

// out is where metrics go.
type out chan<- prometheus.Metric

func (o out) gauge(d *prometheus.Desc, value float64, labels ...string) {
	o <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}

func (o out) flag(d *prometheus.Desc, up bool) {
	value := 0.0
	if up {
		value = 1
	}
	o.gauge(d, value)
}

func (o out) flags(d *prometheus.Desc, f *flags) {
	for _, name := range f.order {
		o.gauge(d, f.on[name], name)
	}
}

func (o out) counter(d *prometheus.Desc, value int64, labels ...string) {
	o <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(value), labels...)
}

func (o out) histogram(d *prometheus.Desc, b engine.Buckets) {
	buckets := make(map[float64]uint64, len(b.Bounds))
	for i, bound := range b.Bounds {
		buckets[bound.Seconds()] = uint64(b.Within[i])
	}
	o <- prometheus.MustNewConstHistogram(d, uint64(b.Count), b.Sum.Seconds(), buckets)
}

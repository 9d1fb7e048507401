package engine

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/oracle"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A twin is one scenario for both implementations.
type twin struct {
	r      *rand.Rand
	oracle oracle.Scenario
	schema schema.Scenario
	second *oracle.Sink     // nil: there is one sink only
	lines  map[int64]string // tags of groups, by their first device
}

func TestRandomScenariosAreTheOraclesToTheNanosecond(t *testing.T) {
	rounds := uint64(60)
	if testing.Short() {
		rounds = 15
	}
	refused := uint64(0)
	for seed := range rounds {
		w := newTwin(seed)
		plan, diags := Compile(&w.schema, CompileOptions{})
		if diags.HasErrors() {
			refused++ // the oracle knows no scenario that the language refuses
			continue
		}
		program, err := Open(plan, "run")
		if err != nil {
			t.Fatal(err)
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			expect(t, program, oracle.Expand(w.oracle), w.second)
			expectMoves(t, program, w.r)
		})
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, w.schema.Phases)
		}
	}
	if refused > rounds/3 {
		t.Errorf("%d of %d scenarios are refused: the rest shows too little", refused, rounds)
	}
}

func newTwin(seed uint64) *twin {
	w := &twin{r: rand.New(rand.NewPCG(seed, 1))}
	w.oracle = oracle.Scenario{Name: "twin", Seed: seed, Start: time.UnixMilli(1772402400123), Partitions: int32(1 + w.r.IntN(4))}
	w.schema = schema.Scenario{
		Name: "twin", Seed: seed, Start: schema.Instant{UnixMillis: 1772402400123}, Speed: ratio(1, 1),
		Sinks:  []schema.Sink{{Kind: schema.SinkKafka, Topic: "data", Partitions: w.oracle.Partitions, Key: schema.Pattern{Parts: []schema.PatternPart{{Field: "id"}}}}},
		Labels: &schema.Labels{Topic: "labels"},
	}
	w.places()
	if w.r.IntN(2) == 0 {
		w.sink()
	}
	for i := range 1 + w.r.IntN(3) {
		w.fault(i)
	}
	for i := range 1 + w.r.IntN(5) {
		w.phase(i)
	}
	w.cycles()
	w.end()
	return w
}

// sink adds a second sink: a topic for each floor or model, by a key that
// devices share.
func (w *twin) sink() {
	field := func(name string) schema.PatternPart { return schema.PatternPart{Field: name} }
	s := schema.Sink{
		Kind: schema.SinkKafka, Partitions: int32(1 + w.r.IntN(4)),
		Topic: "t.{floor}", Topics: schema.Pattern{Parts: []schema.PatternPart{{Text: "t."}, field("floor")}},
		Key: schema.Pattern{Parts: []schema.PatternPart{field("model"), {Text: "/"}, field("n")}},
	}
	o := oracle.Sink{
		Partitions: s.Partitions,
		Topic:      func(d oracle.Device) string { return "t." + d.Group.Floor },
		Key:        func(d oracle.Device) string { return fmt.Sprintf("%s/%d", d.Group.Label, d.N) },
	}
	if w.r.IntN(2) == 0 {
		s.Topic, s.Topics.Parts[1] = "t.{model}", field("model")
		o.Topic = func(d oracle.Device) string { return "t." + d.Group.Label }
	}
	w.schema.Sinks, w.second = append(w.schema.Sinks, s), &o
}

func (w *twin) places() {
	intervals := []time.Duration{time.Second, 3 * time.Second, 7 * time.Second, 1500 * time.Millisecond, 999_999_937}
	drains := w.r.IntN(3) == 0
	for i := range 1 + w.r.IntN(3) {
		m := schema.Model{Name: fmt.Sprint("m", i), Interval: intervals[w.r.IntN(len(intervals))]}
		m.Sensors = []schema.Sensor{{Name: "x", Value: dist(schema.Normal, 0, 1), Digits: 2}}
		if drains && i == 0 {
			m.Info = []schema.Info{{Name: "battery", Value: dist(schema.Drain, 1, 60)}} // empty after a minute
		}
		if w.r.IntN(2) == 0 {
			jitter := reduced(1+w.r.Int64N(999), 1000)
			m.Jitter = &jitter
		}
		if w.r.IntN(3) == 0 { // counts itself
			m.Payload = &schema.Payload{Kind: schema.PayloadObject, Members: []schema.PayloadMember{
				{Name: "n", Value: schema.Payload{Kind: schema.PayloadReference, Reference: []string{"device", "sequence"}}},
				{Name: "x", Value: schema.Payload{Kind: schema.PayloadReference, Reference: []string{"sensor", "x", "value"}}},
			}}
		}
		w.schema.Models = append(w.schema.Models, m)
	}
	w.lines = map[int64]string{}
	index := int64(1)
	for i := range int64(1 + w.r.IntN(6)) {
		floor, room := i/2, fmt.Sprint("r", i%2)
		model := w.r.IntN(len(w.schema.Models))
		m := w.schema.Models[model]
		count := int64(1 + w.r.IntN(12))
		first := index
		w.schema.Groups = append(w.schema.Groups, schema.Group{
			Building: "b", HasBuilding: true, Floor: &floor, Room: room, HasRoom: true, Label: m.Name, Model: model, Count: count, Interval: m.Interval, First: first,
			ID: schema.Pattern{Parts: []schema.PatternPart{{Text: "d-"}, {Field: "index", Width: 4}}},
		})
		if line := []string{"", "a", "b"}[w.r.IntN(3)]; line != "" {
			w.lines[first], w.schema.Groups[i].Tags = line, map[string]string{"line": line, "other": "a"}
		}
		g := oracle.Group{
			Building: "b", Floor: fmt.Sprint(floor), Room: room, Label: m.Name, Count: count, Interval: m.Interval, First: first,
			ID: func(_, index int64) string { return fmt.Sprintf("d-%04d", index) },
		}
		g.CountsItself = m.Payload != nil
		if m.Jitter != nil {
			g.Jitter = big.NewRat(m.Jitter.Num, m.Jitter.Den)
		}
		if len(m.Info) > 0 {
			g.Drain = &oracle.Drain{Start: big.NewRat(1, 1), PerHour: big.NewRat(60, 1)}
		}
		w.oracle.Groups = append(w.oracle.Groups, g)
		index += count
	}
}

func (w *twin) devices() int64 {
	last := w.schema.Groups[len(w.schema.Groups)-1]
	return last.First + last.Count - 1
}

func (w *twin) phase(i int) {
	name, d := fmt.Sprint("p", i), time.Duration(1+w.r.Int64N(60e9))
	p, o := schema.Phase{Name: name, Duration: d}, oracle.Phase{Name: name, Duration: d}
	if w.r.IntN(2) == 0 {
		p.Devices, o.Devices = w.curve(func() (schema.Level, oracle.Level) {
			if w.r.IntN(3) == 0 {
				n := w.r.Int64N(w.devices() + 1)
				return schema.Level{Value: ratio(n, 1), Absolute: true}, oracle.Devices(n)
			}
			n := w.r.Int64N(101)
			return schema.Level{Value: reduced(n, 100)}, oracle.Percent(fmt.Sprint(n))
		})
	}
	if w.r.IntN(2) == 0 {
		total := w.r.IntN(3) == 0
		p.Rate, o.Rate = w.curve(func() (schema.Level, oracle.Level) {
			n := w.r.Int64N(40)
			if total {
				return schema.Level{Value: ratio(n+1, 1), Absolute: true}, oracle.Total(fmt.Sprint(n + 1))
			}
			return schema.Level{Value: reduced(n, 8)}, oracle.Times(fmt.Sprintf("%d/8", n))
		})
	}
	for f := range w.schema.Faults {
		if w.r.IntN(2) == 0 {
			p.Faults, o.Faults = append(p.Faults, f), append(o.Faults, f)
		}
	}
	w.schema.Phases, w.oracle.Phases = append(w.schema.Phases, p), append(w.oracle.Phases, o)
}

// cycles lets some phases repeat, in up to two cycles.
func (w *twin) cycles() {
	for first := w.r.IntN(2); first < len(w.schema.Phases) && w.r.IntN(2) == 0; {
		end := first + 1 + w.r.IntN(len(w.schema.Phases)-first)
		times := 2 + w.r.IntN(3)
		w.schema.Cycles = append(w.schema.Cycles, schema.Cycle{Name: fmt.Sprint("c", first), First: first, End: end, Times: int64(times)})
		w.oracle.Cycles = append(w.oracle.Cycles, oracle.Cycle{First: first, End: end, Times: times})
		first = end + w.r.IntN(2)
	}
}

// end lets the last phase go on forever, and cuts the time line somewhere: there
// and in other places.
func (w *twin) end() {
	forever := w.r.IntN(4) == 0
	if forever {
		i := len(w.schema.Phases)
		w.schema.Phases = append(w.schema.Phases, schema.Phase{Name: "endless", Forever: true})
		w.oracle.Phases = append(w.oracle.Phases, oracle.Phase{Name: "endless", Forever: true})
		for f := range w.schema.Faults {
			w.schema.Phases[i].Faults = append(w.schema.Phases[i].Faults, f)
			w.oracle.Phases[i].Faults = append(w.oracle.Phases[i].Faults, f)
		}
	}
	if forever || w.r.IntN(3) == 0 {
		w.oracle.Cut = time.Duration(1e6 + w.r.Int64N(240e9))
		w.schema.EndAfter(w.oracle.Cut)
	}
}

func (w *twin) curve(level func() (schema.Level, oracle.Level)) (*schema.Curve, *oracle.Curve) {
	a, b := level()
	s, o := &schema.Curve{From: a, To: a}, oracle.Hold(b)
	if w.r.IntN(2) == 0 {
		a2, b2 := level()
		s.To, s.Ramp, o.To = a2, true, b2
		s.Ease = w.r.IntN(2) == 0
		o.Ease = s.Ease
	}
	return s, o
}

func reduced(n, d int64) schema.Ratio {
	r := big.NewRat(n, d)
	return ratio(r.Num().Int64(), r.Denom().Int64())
}

func (w *twin) fault(i int) {
	f, o := schema.Fault{Name: fmt.Sprint("f", i)}, oracle.Fault{Name: fmt.Sprint("f", i)}
	switch w.r.IntN(3) {
	case 0:
		p := w.r.Float64()
		f.Probability, o.Probability = &p, &p
	case 1:
		n := w.r.Int64N(10)
		f.Count, o.Count = &n, &n
	}
	switch w.r.IntN(4) {
	case 0:
		f.Where = &schema.Expression{Source: "device.floor >= 1 && device.n % 2 == 1"}
		o.Where = func(d oracle.Device) bool { return d.Group.Floor >= "1" && d.N%2 == 1 }
	case 1:
		f.Where = &schema.Expression{Source: "device.tags.line == 'a' || device.tags.line == '' && device.n == 1"}
		o.Where = func(d oracle.Device) bool {
			line := w.lines[d.Group.First]
			return line == "a" || line == "" && d.N == 1
		}
	}
	if w.r.IntN(3) == 0 {
		f.Scope = []string{"room", "floor", "building"}[w.r.IntN(3)]
		o.Scope = f.Scope
	}
	f.After, o.After = w.duration(5e9)
	if w.r.IntN(2) == 0 {
		f.Lasts, o.Lasts = w.duration(15e9)
	}
	if w.r.IntN(3) == 0 {
		f.Repeat = time.Duration(20e9 + w.r.Int64N(20e9))
		o.Repeat = f.Repeat
	}
	for range 1 + w.r.IntN(3) {
		e, oe := w.effect(w.r.IntN(effectKinds))
		f.Effects, o.Effects = append(f.Effects, e), append(o.Effects, oe)
	}
	if !slices.ContainsFunc(f.Effects, func(e schema.Effect) bool { return e.Kind == schema.Offline }) {
		f.When, o.When = w.when()
	}
	if w.r.IntN(3) == 0 { // values come and go on their own
		at := 5.0
		f.Effects = append(f.Effects, schema.Effect{
			Kind: schema.Stuck, Sensor: "x", At: &at, Share: w.r.Float64(), Recover: time.Duration(w.r.Int64N(60e9)),
		})
		o.Effects = append(o.Effects, oracle.Effect{Kind: oracle.ValueEffect})
	}
	w.schema.Faults, w.oracle.Faults = append(w.schema.Faults, f), append(w.oracle.Faults, o)
}

// when is a condition, half of the time. Days begin at 00:00 UTC, and the twins at
// 22:00:00.123.
func (w *twin) when() (*schema.Expression, func(due int64) bool) {
	const start = 22*3600e9 + 123e6
	switch w.r.IntN(4) {
	case 0:
		return &schema.Expression{Source: "t - floor(t / 20) * 20 < 7.5"}, func(due int64) bool { return due%20e9 < 7.5e9 }
	case 1:
		return &schema.Expression{Source: "hour >= 22.01 && t != 40"}, func(due int64) bool { return start+due >= 79236e9 && due != 40e9 }
	}
	return nil, nil
}

func (w *twin) duration(limit int64) (*schema.Distribution, *signal.Distribution) {
	switch a := float64(w.r.Int64N(limit)); w.r.IntN(4) {
	case 0:
		return nil, nil
	case 1:
		return dist(schema.Constant, a), oracle.Always(time.Duration(a))
	case 2:
		return dist(schema.Exponential, a+1), oracle.About(time.Duration(a + 1))
	default:
		return dist(schema.Uniform, a, a+float64(limit)), oracle.Between(time.Duration(a), time.Duration(a+float64(limit)))
	}
}

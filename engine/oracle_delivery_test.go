package engine

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/oracle"
	"github.com/iotsim/iotsim/schema"
)

// effectKinds is how many effects on delivery a twin may have: interval thins out,
// or chatters.
const effectKinds = 11

// effect is one on delivery, for both implementations.
func (w *twin) effect(kind int) (schema.Effect, oracle.Effect) {
	share := w.r.Float64()
	if w.r.IntN(3) == 0 {
		share = 1
	}
	e, o := schema.Effect{Share: share}, oracle.Effect{Share: share}
	switch kind {
	case 0:
		w.offline(&e, &o)
	case 1:
		e.Kind, o.Kind = schema.Drop, oracle.DropEffect
	case 2:
		w.delay(&e, &o)
	case 3:
		e.Kind, o.Kind = schema.Duplicate, oracle.DuplicateEffect
		e.Copies, e.After = 1+w.r.Int64N(3), time.Duration(w.r.Int64N(3e9))
		o.Copies, o.After = e.Copies, e.After
	case 4:
		e.Kind, o.Kind = schema.Silence, oracle.SilenceEffect
		e.Share = 1
	case 5:
		e.Kind, o.Kind = schema.Reboot, oracle.RebootEffect
		e.Share = 1
		e.Gap, o.Gap = w.duration(8e9)
	case 6, 7:
		n, d := 8+w.r.Int64N(30), int64(8)
		if kind == 7 {
			n, d = 1+w.r.Int64N(9), 10 // to the decimals that are written
		}
		e.Kind, o.Kind = schema.Interval, oracle.IntervalEffect
		e.Share = 1
		e.Factor, o.Factor = float64(n)/float64(d), big.NewRat(n, d)
	case 8:
		e.Kind, o.Kind = schema.Clone, oracle.CloneEffect
		e.Share = 1
		e.Copies, e.Shift = 1+w.r.Int64N(3), time.Duration(w.r.Int64N(3e9))
		o.Copies, o.Shift = e.Copies, e.Shift
	case 9:
		e.Kind, o.Kind = schema.BurstLoss, oracle.BurstEffect
		e.Enter = 0.01 + w.r.Float64()/3
		e.Leave = 0.01 + w.r.Float64()/2
		o.Enter, o.Leave = e.Enter, e.Leave
	case 10:
		e.Kind, o.Kind = schema.Reorder, oracle.ReorderEffect
		e.Behind = 1 + w.r.Int64N(4)
		o.Behind = e.Behind
	}
	return e, o
}

func (w *twin) offline(e *schema.Effect, o *oracle.Effect) {
	e.Kind, o.Kind = schema.Offline, oracle.OfflineEffect
	e.Share, e.Buffer = 1, w.r.Int64N(12)
	o.Buffer = e.Buffer
	e.Reconnect, o.Reconnect = w.duration(4e9)
	if w.r.IntN(2) == 0 {
		n := 20 + w.r.Int64N(200)
		rate := reduced(n, 3)
		e.Backfill, o.Backfill = &rate, big.NewRat(n, 3)
	}
}

func (w *twin) delay(e *schema.Effect, o *oracle.Effect) {
	e.Kind, o.Kind = schema.Delay, oracle.DelayEffect
	e.Max = time.Duration(1 + w.r.Int64N(9e9))
	o.Max = e.Max
	if e.By, o.By = w.duration(6e9); e.By == nil {
		e.By, o.By = dist(schema.Exponential, 1e9), oracle.About(time.Second)
	}
}

// pair is a twin with two effects, in one fault or in two, over two phases.
func pair(a, b int, seed uint64) *twin {
	w := newTwin(seed)
	few := min(2, len(w.schema.Groups))
	w.schema.Groups, w.oracle.Groups = w.schema.Groups[:few], w.oracle.Groups[:few]
	first := int64(1)
	for i := range few {
		count := min(4, w.schema.Groups[i].Count)
		w.schema.Groups[i].Count, w.oracle.Groups[i].Count = count, count
		line := w.lines[w.schema.Groups[i].First]
		w.schema.Groups[i].First, w.oracle.Groups[i].First = first, first
		w.lines[first] = line
		first += count
	}
	w.schema.Faults, w.oracle.Faults = nil, nil
	w.schema.Phases, w.oracle.Phases = nil, nil
	w.schema.Cycles, w.oracle.Cycles, w.schema.Cut, w.oracle.Cut = nil, nil, 0, 0
	w.fault(0)
	f, o := &w.schema.Faults[0], &w.oracle.Faults[0]
	f.Effects, o.Effects = nil, nil
	f.Count, o.Count = nil, nil
	if seed%2 == 0 {
		w.fault(1)
		f, o = &w.schema.Faults[0], &w.oracle.Faults[0] // they have moved
		f.Effects, o.Effects = nil, nil
		w.schema.Faults[1].Effects, w.oracle.Faults[1].Effects = nil, nil
	}
	for i, kind := range []int{a, b} {
		e, oe := w.effect(kind)
		fault := i % len(w.schema.Faults)
		w.schema.Faults[fault].Effects = append(w.schema.Faults[fault].Effects, e)
		w.oracle.Faults[fault].Effects = append(w.oracle.Faults[fault].Effects, oe)
	}
	for i := range w.schema.Faults {
		w.schema.Faults[i].Probability, w.oracle.Faults[i].Probability = nil, nil
		w.schema.Faults[i].Count, w.oracle.Faults[i].Count = nil, nil
		if slices.ContainsFunc(w.schema.Faults[i].Effects, func(e schema.Effect) bool { return e.Kind == schema.Offline }) {
			w.schema.Faults[i].When, w.oracle.Faults[i].When = nil, nil
		}
	}
	for i := range 3 {
		w.phase(i)
		p, q := &w.schema.Phases[i], &w.oracle.Phases[i]
		p.Faults, q.Faults = nil, nil
		p.Duration = min(p.Duration, 25*time.Second)
		q.Duration = p.Duration
		for f := range w.schema.Faults {
			if i != 1 {
				p.Faults, q.Faults = append(p.Faults, f), append(q.Faults, f)
			}
		}
	}
	return w
}

// Every effect on delivery, with another of its kind and with each other.
func TestEveryPairOfDeliveryEffectsIsTheOracles(t *testing.T) {
	rounds := 4
	if testing.Short() {
		rounds = 1
	}
	shown := map[int]bool{}
	for a := range effectKinds {
		for b := range a + 1 {
			seed := uint64(1000*a + 50*b)
			for range rounds {
				t.Run(fmt.Sprint(a, b), func(t *testing.T) { shown[a*effectKinds+b] = expectPair(t, a, b, &seed) })
			}
		}
	}
	if len(shown) != effectKinds*(effectKinds+1)/2 {
		t.Errorf("only %d pairs are shown", len(shown))
	}
}

// expectPair tries the following seeds, until the language takes a scenario.
func expectPair(t *testing.T, a, b int, seed *uint64) bool {
	for range 20 {
		w := pair(a, b, *seed)
		*seed++
		plan, diags := Compile(&w.schema, CompileOptions{})
		if diags.HasErrors() {
			continue
		}
		program, err := Open(plan, "run")
		if err != nil {
			t.Fatal(err)
		}
		expect(t, program, oracle.Expand(w.oracle), w.second)
		expectMoves(t, program, w.r)
		return true
	}
	t.Error("the language takes none of them")
	return false
}

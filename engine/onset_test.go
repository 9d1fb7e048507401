package engine

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// repeating is a bias that happens every ten seconds and recovers for longer.
func repeating(t *testing.T, shape string) *Program {
	t.Helper()
	s := bare()
	s.Faults = []schema.Fault{{
		Name: "f", Repeat: 10 * time.Second, After: dist(schema.Exponential, 8e9), Lasts: dist(schema.Exponential, 4e9),
		Effects: []schema.Effect{
			{Kind: schema.Bias, Sensor: "current", Add: 1, Share: 1, Grow: 3 * time.Second, Recover: 25 * time.Second, Shape: shape},
			{Kind: schema.Bias, Sensor: "current", Add: 1, Share: 1, Grow: 5 * time.Second, Shape: shape},
			{Kind: schema.Bias, Sensor: "current", Add: 1, Share: 1, Recover: 2 * time.Second, Shape: shape},
		},
	}}
	s.Phases = []schema.Phase{
		{Name: "a", Duration: time.Minute, Faults: []int{0}},
		{Name: "b", Duration: 15 * time.Second},
		{Name: "c", Duration: 45 * time.Second, Faults: []int{0}},
		{Name: "d", Duration: time.Minute},
	}
	return compile(t, s)
}

// What is felt at a moment follows from all activations up to it: the one of the
// slot at hand and the last one before that slot, whichever is stronger.
func TestWhatIsFeltIsTheStrongerOfTwoActivations(t *testing.T) {
	for _, shape := range []string{"", "exponential"} {
		program := repeating(t, shape)
		waning, spared := 0, 0
		for d := range int64(10) {
			g := &program.fleet.groups[program.fleet.groupOf(d)]
			key := g.device(g.ordinal(d))
			h := newHit(program, program.fleet.groupOf(d), d, key)
			f := &h.faults[0]
			r := rand.New(rand.NewPCG(1, uint64(d)))
			for range 3000 {
				at := r.Int64N(program.plan.Duration)
				if r.IntN(20) == 0 { // a border of a slot
					at = at / 5e9 * 5e9
				}
				now, before := noActivation, noActivation
				for slot := range f.slotCount() {
					if s := f.slot(slot); s.start <= at {
						before = latest(before, now)
						now = noActivation
						if a, ok := f.activate(key, s); ok {
							now = a
						}
					}
				}
				cached, anew := h.spells(f, at), h.spellsAnew(f, at)
				for i := range f.effects {
					e := &f.effects[i]
					want := max(levelByHand(e, now, at), levelByHand(e, before, at))
					_, got := e.felt(cached, at)
					_, again := e.felt(&anew, at)
					if math.Abs(got-want) > 1e-9 || again != got {
						t.Fatalf("device %d, effect %d at %v: %v is felt, from the past %v, want %v", d, i, time.Duration(at), got, again, want)
					}
					if levelByHand(e, now, at) < want {
						waning++
					}
				}
				if now == noActivation {
					spared++
				}
			}
		}
		if waning == 0 || spared == 0 {
			t.Errorf("waning %d, spared %d: the test shows nothing", waning, spared)
		}
	}
}

func latest(before, now activation) activation {
	if now == noActivation {
		return before
	}
	return now
}

// levelByHand is the level in plain floats; only the first effect and the third recover.
func levelByHand(e *effect, a activation, at int64) float64 {
	part := func(passed, takes int64) float64 {
		if passed >= takes {
			return 1
		}
		x := float64(passed) / float64(takes)
		if e.Shape == "exponential" {
			return (1 - math.Exp(-5*x)) / (1 - math.Exp(-5))
		}
		return x
	}
	switch {
	case a == noActivation || at < a.begin || at >= a.end+int64(e.Recover):
		return 0
	case at < a.end:
		return part(at-a.begin, int64(e.Grow))
	}
	return part(a.end-a.begin, int64(e.Grow)) * (1 - part(at-a.end, int64(e.Recover)))
}

// A fault may begin a million times while one effect of it recovers: what is looked
// for behind them is bounded.
func TestRecoveryOverManySlotsIsBounded(t *testing.T) {
	s := bare()
	s.Labels = &schema.Labels{Topic: "labels"}
	s.Faults = []schema.Fault{{
		Name: "f", Repeat: time.Millisecond, After: dist(schema.Uniform, 0, 1e9), Lasts: dist(schema.Constant, 1e6),
		Effects: []schema.Effect{{Kind: schema.Bias, Sensor: "current", Add: 1, Share: 1, Recover: 1000 * time.Hour}},
	}}
	s.Phases[0].Faults = []int{0}
	began := time.Now()
	program := compile(t, s)
	for i := range program.plan.Streams {
		all(program.Sequence(i))
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("a minute of ten devices takes %v", took)
	}
}

package signal

import (
	"math"
	"testing"
)

// An argument is a number, a word, and a fraction in [-1, 1), for a function to
// take what it needs.
type argument struct {
	i    int64
	word uint64
	u    float64
}

// Every function at fixed arguments, each result's last bit hashed. A change
// here changes what old seeds send: it needs its reason in the commit. That the
// sums are those of this file on any processor is what makes a content digest
// one digest.
func TestResultsNeverChange(t *testing.T) {
	choice := NewChoice(0.8, 0.15, 0.05)
	poisson, walk := NewPoisson(12.5), NewWalk(minute)
	series := Series{At: []int64{0, 7, 30, 31}, Values: []float64{-1.5, 3, 0.1, 9}, Period: 40}
	wander, machine := NewWander(10*minute), NewSwitch(45*minute, 15*minute)
	for _, c := range []struct {
		name string
		f    func(a argument) float64
		want uint64
	}{
		{"Exp", func(a argument) float64 { return Exp(700 * a.u) }, 0x9c46fd5270a2e333},
		{"Exp near 0", func(a argument) float64 { return Exp(a.u) }, 0xcf8c102a8176d0d5},
		{"Log", func(a argument) float64 { return Log(1 + a.u) }, 0x7446b9e951c2f08c},
		{"Cosine", func(a argument) float64 { return Cosine(a.i*minute, day) }, 0x23b3bae0895d3b46},
		{"Normal", func(a argument) float64 { return Normal(a.word) }, 0xb383500a38460ccd},
		{"Normal, tails", func(a argument) float64 { return Normal(a.word >> (a.i % 64)) }, 0xd5a8a94a62a6e9c0},
		{"NormalWord", func(a argument) float64 { return float64(NormalWord(9*a.u) >> 11) }, 0x41286b99086dd77f},
		{"normal", func(a argument) float64 { return laws[0].Quantile(a.word) }, 0x24e8704bea8a1dde},
		{"lognormal", func(a argument) float64 { return laws[1].Quantile(a.word) }, 0x85ca6e1aef54f38c},
		{"uniform", func(a argument) float64 { return laws[2].Quantile(a.word) }, 0x1b2f6dd8382148c0},
		{"exponential", func(a argument) float64 { return laws[3].Quantile(a.word) }, 0x1c3763694c714929},
		{"choice", func(a argument) float64 { return choice.Quantile(a.word) }, 0x9622d1706a05a81f},
		{"weibull", func(a argument) float64 { return laws[4].Quantile(a.word) }, 0x1afa0a4ca9f4dec6},
		{"weibull, shaped", func(a argument) float64 { return laws[4].Shape(5 * a.u) }, 0x6881b12d1d863da3},
		{"poisson", func(a argument) float64 { return poisson.Quantile(a.word) }, 0xaa8001e808ab09b1},
		{"poisson, shaped", func(a argument) float64 { return poisson.Shape(5 * a.u) }, 0x6ae631f3f67a8333},
		{"poisson, counted", func(a argument) float64 { return poissonCount(20*math.Abs(a.u), a.word) }, 0x5ff1567758920881},
		{"normal, shaped", func(a argument) float64 { return laws[0].Shape(5 * a.u) }, 0x01ae11fd07777131},
		{"lognormal, shaped", func(a argument) float64 { return laws[1].Shape(5 * a.u) }, 0xf00fe4d8afa9917c},
		{"uniform, shaped", func(a argument) float64 { return laws[2].Shape(5 * a.u) }, 0xe4ad94d86ba24964},
		{"exponential, shaped", func(a argument) float64 { return laws[3].Shape(5 * a.u) }, 0x1928865c41429f2d},
		{"Wander", func(a argument) float64 { return wander.At(wanderer(a.i%7), a.i*minute) }, 0xb55faa9ae8e6eb27},
		{"Walk", func(a argument) float64 { return walk.At(walker(a.i%7), a.i*minute) }, 0x3479d8e1b489cfe3},
		{"Reflect", func(a argument) float64 { return Reflect(1000*a.u, -3.3, 11) }, 0x1e20f4eff3bf433a},
		{"Series", func(a argument) float64 { return series.Value(a.i) }, 0x4abb485be0bc5188},
		{"Switch", func(a argument) float64 {
			if machine.At(switcher(a.i%7), a.i*minute) {
				return 1
			}
			return 0
		}, 0x366ffab6b7e2699f},
		{"Quantize", func(a argument) float64 {
			scaled, _ := Quantize(1000*a.u, 2)
			return float64(scaled)
		}, 0x276526852d7421cf},
	} {
		sum := uint64(0)
		for i := range int64(10_000) {
			u := 2*Unit(Stream(3).Word(i)) - 1
			sum = mix(sum ^ math.Float64bits(c.f(argument{i, Stream(9).Word(i), u})))
		}
		if sum != c.want {
			t.Errorf("%s hashes to %#016x, want %#016x", c.name, sum, c.want)
		}
	}
}

package signal

import "testing"

// What the loops compute ends here, so that the compiler cannot drop it. Every
// loop draws its arguments by a word, about 2 ns of the time shown.
var (
	sinkFloat float64
	sinkWord  uint64
)

func benchmark(b *testing.B, f func(i int64, word uint64) float64) {
	b.ReportAllocs()
	s, i, sum := place(42).Ordinal(1).Stream(NewTag(Value, "temperature")), int64(0), 0.0
	for b.Loop() {
		sum += f(i, s.Word(i))
		i++
	}
	sinkFloat = sum
}

func BenchmarkWord(b *testing.B) {
	benchmark(b, func(_ int64, word uint64) float64 { return Unit(word) })
}

// Key, stream and five Gaussians: what a message of five white sensors draws.
func BenchmarkFiveSensors(b *testing.B) {
	b.ReportAllocs()
	var tags [5]Tag
	for i := range tags {
		tags[i] = NewTag(Value, "temperature", string(rune('a'+i)))
	}
	block, n, sum := place(42), int64(0), 0.0
	for b.Loop() {
		device := block.Ordinal(n)
		for _, tag := range tags {
			sum += Normal(device.Stream(tag).Word(7))
		}
		n++
	}
	sinkFloat = sum
}

func BenchmarkNewTag(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sinkWord += uint64(NewTag(Value, "temperature"))
	}
}

func BenchmarkNormal(b *testing.B) {
	benchmark(b, func(_ int64, word uint64) float64 { return Normal(word) })
}

func BenchmarkNormalWord(b *testing.B) {
	benchmark(b, func(_ int64, word uint64) float64 {
		return float64(int64(NormalWord(6*Unit(word) - 3)))
	})
}

func BenchmarkQuantile(b *testing.B) {
	for _, law := range laws {
		b.Run(law.name, func(b *testing.B) {
			benchmark(b, func(_ int64, word uint64) float64 { return law.Quantile(word) })
		})
	}
}

func BenchmarkShape(b *testing.B) {
	for _, law := range laws {
		b.Run(law.name, func(b *testing.B) {
			benchmark(b, func(_ int64, word uint64) float64 { return law.Shape(6*Unit(word) - 3) })
		})
	}
}

func BenchmarkPick(b *testing.B) {
	few, many := NewChoice(0.8, 0.2), NewChoice(evenWeights(100)...)
	b.Run("2 outcomes", func(b *testing.B) {
		benchmark(b, func(_ int64, word uint64) float64 { return float64(few.Pick(word)) })
	})
	b.Run("100 outcomes", func(b *testing.B) {
		benchmark(b, func(_ int64, word uint64) float64 { return float64(many.Pick(word)) })
	})
}

func evenWeights(n int) []float64 {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1
	}
	return weights
}

// One tick of one device after another, as messages come: the processor cannot
// guess from the device before.
func BenchmarkWander(b *testing.B) {
	w, tag, block := NewWander(10*minute), NewTag(Memory, "temperature"), place(42)
	benchmark(b, func(n int64, _ uint64) float64 {
		return w.At(block.Ordinal(n).Stream(tag), 7*minute)
	})
}

func BenchmarkSwitch(b *testing.B) {
	w, tag, block := NewSwitch(45*minute, 15*minute), NewTag(SwitchState, "switch_status"), place(42)
	benchmark(b, func(n int64, _ uint64) float64 {
		if w.At(block.Ordinal(n).Stream(tag), 7*minute) {
			return 1
		}
		return 0
	})
}

func BenchmarkCosine(b *testing.B) {
	benchmark(b, func(i int64, _ uint64) float64 { return Cosine(i*3e9, day) })
}

func BenchmarkExp(b *testing.B) {
	benchmark(b, func(_ int64, word uint64) float64 { return Exp(Unit(word)) })
}

func BenchmarkLog(b *testing.B) {
	benchmark(b, func(_ int64, word uint64) float64 { return Log(Unit(word) + 0x1p-64) })
}

func BenchmarkQuantize(b *testing.B) {
	benchmark(b, func(_ int64, word uint64) float64 {
		scaled, _ := Quantize(1000*Unit(word), 2)
		return float64(scaled)
	})
}

func BenchmarkWeibull(b *testing.B) {
	d := Distribution{Kind: KindWeibull, A: 9, B: 2}
	benchmark(b, func(_ int64, word uint64) float64 { return d.Quantile(word) })
}

func BenchmarkPoisson(b *testing.B) {
	d := NewPoisson(12.5)
	benchmark(b, func(_ int64, word uint64) float64 { return d.Quantile(word) })
}

func BenchmarkPoissonCounted(b *testing.B) {
	d := Distribution{Kind: KindPoisson, A: 12.5}
	benchmark(b, func(_ int64, word uint64) float64 { return d.Quantile(word) })
}

func BenchmarkWalk(b *testing.B) {
	w, s := NewWalk(3e9), walker(1)
	benchmark(b, func(i int64, _ uint64) float64 { return w.At(s, i*3e9) })
}

func BenchmarkWalkFollowed(b *testing.B) {
	w, s := NewWalk(3e9), walker(1)
	var k [WalkOctaves]Knots
	benchmark(b, func(i int64, _ uint64) float64 { return followed(&w, &k, s, i*3e9) })
}

func BenchmarkSeries(b *testing.B) {
	s := Series{Period: 1 << 22}
	for i := range int64(100_000) {
		s.At, s.Values = append(s.At, i*40), append(s.Values, float64(i))
	}
	benchmark(b, func(_ int64, word uint64) float64 { return s.Value(int64(word >> 8)) })
}

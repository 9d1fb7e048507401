package signal

import (
	"fmt"
	"math"
	"testing"
)

// poissonMoment is E[X^k]: E[X^(k+1)] = mean · Σ (k over i)·E[X^i].
func poissonMoment(mean float64, k int) float64 {
	raw := []float64{1}
	for n := range k {
		sum, choose := 0.0, 1.0
		for i := 0; i <= n; i++ {
			sum += choose * raw[i]
			choose = choose * float64(n-i) / float64(i+1)
		}
		raw = append(raw, mean*sum)
	}
	return raw[k]
}

// poissonChance is that of k events, by the book.
func poissonChance(mean float64, k int) float64 {
	factorial, _ := math.Lgamma(float64(k) + 1)
	return math.Exp(float64(k)*math.Log(mean) - mean - factorial)
}

func TestPoissonKeepsItsLaw(t *testing.T) {
	for _, mean := range []float64{0.3, 4, 100} {
		counted := Distribution{Kind: KindPoisson, A: mean}
		for name, d := range map[string]Distribution{"table": NewPoisson(mean), "counted": counted} {
			s := place(42).Ordinal(1).Stream(NewTag(Value, fmt.Sprint(mean)))
			sample := make([]float64, draws)
			for i := range sample {
				sample[i] = d.Quantile(s.Word(int64(i)))
			}
			t.Run(fmt.Sprint(name, " of ", mean), func(t *testing.T) {
				checkMoments(t, sample, func(k int) float64 { return poissonMoment(mean, k) })
				checkCounts(t, sample, mean)
			})
		}
	}
}

// checkCounts is the chi-square test over every count that is expected at least
// ten times; what lies below and above them is one class each.
func checkCounts(t *testing.T, sample []float64, mean float64) {
	t.Helper()
	low, high := 0, int(mean)
	for poissonChance(mean, low)*draws < 10 {
		low++
	}
	for poissonChance(mean, high)*draws >= 10 {
		high++
	}
	var counts, chances []float64
	below, above := 0.0, 1.0
	for k := range high {
		chance := poissonChance(mean, k)
		above -= chance
		if k < low {
			below += chance
			continue
		}
		counts, chances = append(counts, 0), append(chances, chance)
	}
	under, over := 0.0, 0.0
	for _, x := range sample {
		switch k := int(x); {
		case k < low:
			under++
		case k >= high:
			over++
		default:
			counts[k-low]++
		}
	}
	if low > 0 {
		counts, chances = append(counts, under), append(chances, below)
	}
	checkShares(t, append(counts, over), append(chances, above))
}

// Where the table is large its mean and variance still hold: with n draws their
// standard errors are √(mean/n) and √((2·mean² + mean)/n).
func TestPoissonTakesLargeMeans(t *testing.T) {
	for _, mean := range []float64{1_000, 745.5, 1_000_000} {
		d := NewPoisson(mean)
		s := place(42).Ordinal(2).Stream(NewTag(Value, fmt.Sprint(mean)))
		sum, squares := 0.0, 0.0
		for i := range int64(draws) {
			x := d.Quantile(s.Word(i)) - mean
			sum, squares = sum+x, squares+x*x
		}
		if got := sum / draws; math.Abs(got) > 4*math.Sqrt(mean/draws) {
			t.Errorf("poisson(%v): mean is off by %v", mean, got)
		}
		if got := squares / draws; math.Abs(got-mean) > 4*math.Sqrt((2*mean*mean+mean)/draws) {
			t.Errorf("poisson(%v): variance %v", mean, got)
		}
		if low, high := d.Bounds(); high-low > 20*math.Sqrt(mean) {
			t.Errorf("poisson(%v) is a table from %v to %v", mean, low, high)
		}
	}
}

// A drawn mean gives the numbers that a written one gives.
func TestCountedPoissonIsThatOfTheTable(t *testing.T) {
	for _, mean := range []float64{1e-9, 0.2, 1, 17.3, 499.9} {
		table, counted := NewPoisson(mean), Distribution{Kind: KindPoisson, A: mean}
		tailWords(20_000, func(word uint64) {
			a, b := table.Quantile(word), counted.Quantile(word)
			// Sums of floats are off by 2^-53, which the last 2^-36 of the words may see.
			if word>>28 != 1<<36-1 && a != b {
				t.Fatalf("poisson(%v) at %#x: %v by the table, %v counted", mean, word, a, b)
			}
		})
	}
}

func TestPoissonTakesAnyDrawnMean(t *testing.T) {
	for mean, high := range map[float64]float64{
		0: 0, -3: 0, math.Inf(-1): 0, math.NaN(): 0, 500: 800, 1e300: 800, math.Inf(1): 800,
	} {
		d := Distribution{Kind: KindPoisson, A: mean}
		tailWords(2_000, func(word uint64) {
			if x := d.Quantile(word); !(0 <= x && x <= high) {
				t.Fatalf("poisson(%v) says %v", mean, x)
			}
		})
	}
}

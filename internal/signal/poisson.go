package signal

import (
	"math"
	"slices"
)

// NewPoisson is the number of events where mean are expected: finite and
// positive. It is a table of some 17·√mean words.
func NewPoisson(mean float64) Distribution {
	chances, first := poissonChances(mean)
	total := 0.0
	for _, c := range chances {
		total += c
	}
	d := Distribution{Kind: KindPoisson, A: mean, first: first}
	sum := 0.0
	for _, c := range chances {
		sum += c
		switch limit := fraction(sum / total); limit {
		case 0:
			d.first++ // no word is below
		case math.MaxUint64:
			return d
		default:
			d.limits = append(d.limits, limit)
		}
	}
	return d
}

// poissonChances are the chances of first, first + 1, … as multiples of the
// likeliest, from which they are computed outward: e^-mean itself would be 0
// from 745 on. What is left out is below 2^-70 of it.
func poissonChances(mean float64) (chances []float64, first int64) {
	const least = 0x1p-70
	mode := math.Floor(mean)
	for k, c := mode, 1.0; c > least; k-- {
		chances = append(chances, c)
		first = int64(k)
		c = float64(c*k) / mean // 0 at k = 0
	}
	slices.Reverse(chances)
	for k, c := mode+1, float64(mean/(mode+1)); c > least; k++ {
		chances = append(chances, c)
		c = float64(c*mean) / (k + 1)
	}
	return chances, first
}

// mostDrawnMean bounds the mean of a Poisson number without a table, which is
// counted up from 0.
const mostDrawnMean = 500

// poissonCount is the quantile of a Poisson number whose mean was drawn: at most
// mostDrawnMean are taken, and what is not above 0 is 0.
//
// Cost: about 3 ns for each event.
func poissonCount(mean float64, word uint64) float64 {
	if !(mean > 0) {
		return 0
	}
	mean = min(mean, mostDrawnMean)
	chance := Exp(-mean)
	sum := chance
	for k := 0.0; ; k++ {
		chance = float64(chance*mean) / (k + 1)
		if word < fraction(sum) || k > mean && sum+chance == sum {
			return k
		}
		sum += chance
	}
}

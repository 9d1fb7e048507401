package signal

import (
	"math"
	"slices"
	"testing"
)

// draws is the sample size of the statistical tests. Their seeds are fixed, so
// they pass or fail for good; a tolerance of four standard errors is one that a
// sound generator meets at 99.994% of all seeds.
const draws = 1_000_000

// checkMoments compares the first four central moments of a sample with those
// of the law whose raw moments E[X^k], k = 0 to 8, are given.
//
// The mean of Z^k, Z standardised by the law's own mean and deviation, has the
// standard error √((E[Z^2k] - E[Z^k]²)/n): this gives the tolerance of each
// moment, whatever the law. k = 1 is the mean, 2 the variance, 3 the skew, 4 the
// kurtosis.
func checkMoments(t *testing.T, sample []float64, raw func(k int) float64) {
	t.Helper()
	mean := raw(1)
	deviation := math.Sqrt(raw(2) - mean*mean)
	standard := func(k int) float64 { // E[((X-mean)/deviation)^k] by the binomial theorem
		sum, choose := 0.0, 1.0
		for i := 0; i <= k; i++ {
			sum += choose * raw(k-i) * math.Pow(-mean, float64(i))
			choose = choose * float64(k-i) / float64(i+1)
		}
		return sum / math.Pow(deviation, float64(k))
	}
	var sums [5]float64
	for _, x := range sample {
		z := (x - mean) / deviation
		sums[1] += z
		sums[2] += z * z
		sums[3] += z * z * z
		sums[4] += z * z * z * z
	}
	n := float64(len(sample))
	for k, name := range []string{1: "mean", 2: "variance", 3: "skew", 4: "kurtosis"} {
		if k == 0 {
			continue
		}
		want := standard(k)
		tolerance := 4 * math.Sqrt((standard(2*k)-want*want)/n)
		if got := sums[k] / n; !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s (standardised) %.5f, want %.5f ± %.5f", name, got, want, tolerance)
		}
	}
}

// checkDistribution is the Kolmogorov-Smirnov test: the largest distance between
// the sample's distribution function and the true one passes 1.95/√n with
// chance 2·exp(-2·1.95²) = 0.1%. It sorts the sample.
func checkDistribution(t *testing.T, name string, sample []float64, cdf func(x float64) float64) {
	t.Helper()
	slices.Sort(sample)
	n := float64(len(sample))
	worst := 0.0
	for i, x := range sample {
		p := cdf(x)
		worst = max(worst, p-float64(i)/n, float64(i+1)/n-p)
	}
	if limit := 1.95 / math.Sqrt(n); !(worst <= limit) {
		t.Errorf("%s: distribution is off by %.6f, limit %.6f", name, worst, limit)
	}
}

// checkShares is the chi-square test of counts against weights. With f = outcomes
// - 1 degrees of freedom chi-square has mean f and variance 2f.
func checkShares(t *testing.T, counts, weights []float64) {
	t.Helper()
	n, total := 0.0, 0.0
	for i := range counts {
		n += counts[i]
		total += weights[i]
	}
	chi := 0.0
	for i := range counts {
		want := n * weights[i] / total
		chi += (counts[i] - want) * (counts[i] - want) / want
	}
	f := float64(len(counts) - 1)
	if limit := f + 4*math.Sqrt(2*f); !(chi <= limit) {
		t.Errorf("chi-square %.1f with %.0f degrees of freedom, limit %.1f: %v", chi, f, limit, counts)
	}
}

// checkShare tests a share of n independent trials: four standard errors.
func checkShare(t *testing.T, name string, hits, n int, want float64) {
	t.Helper()
	tolerance := 4 * math.Sqrt(want*(1-want)/float64(n))
	if got := float64(hits) / float64(n); !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.5f, want %.5f ± %.5f", name, got, want, tolerance)
	}
}

// checkUncorrelated wants the correlation of 10^6 pairs of standard Gaussians
// within 4/√n: of independent ones it has the standard error 1/√n.
func checkUncorrelated(t *testing.T, name string, a, b func(i int64) float64) {
	t.Helper()
	sum := 0.0
	for i := range int64(draws) {
		sum += a(i) * b(i)
	}
	if r := sum / draws; !(math.Abs(r) < 4/math.Sqrt(draws)) {
		t.Errorf("%s: correlation %.5f, limit %.5f", name, r, 4/math.Sqrt(draws))
	}
}

// phi is the Gaussian distribution function.
func phi(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

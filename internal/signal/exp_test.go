package signal

import (
	"math"
	"math/big"
	"testing"
)

func TestExpIsAccurate(t *testing.T) {
	check := func(x float64) {
		// math.Exp is good to one unit in the last place, 1.1e-16.
		if want := math.Exp(x); math.Abs(Exp(x)-want) > 2e-15*want {
			t.Fatalf("Exp(%v) is %v, want %v", x, Exp(x), want)
		}
	}
	for i := range int64(1_000_000) {
		u := 2*Unit(Stream(3).Word(i)) - 1
		check(700 * u)
		check(u)
		check(1e-9 * u)
	}
}

func TestLogIsAccurate(t *testing.T) {
	check := func(x float64) {
		if want := math.Log(x); math.Abs(Log(x)-want) > 1e-15*math.Abs(want) {
			t.Fatalf("Log(%v) is %v, want %v", x, Log(x), want)
		}
	}
	for i := range int64(1_000_000) {
		u := 2*Unit(Stream(3).Word(i)) - 1
		check(math.Exp(700 * u))
		check(1 + u/2)
		check(1 + 1e-9*u)
	}
}

// A reference that shares nothing with ours or math's: the series of e in
// 200-bit arithmetic.
func TestExpAgreesWithExactArithmetic(t *testing.T) {
	for _, x := range []float64{-20.5, -1, -0.1, 1e-5, 0.3, 1, 2.718281828, 11.25, 33} {
		term := big.NewFloat(1).SetPrec(200)
		sum := big.NewFloat(1).SetPrec(200)
		for i := 1; i < 300; i++ {
			term.Mul(term, big.NewFloat(x))
			term.Quo(term, big.NewFloat(float64(i)))
			sum.Add(sum, term)
		}
		want, _ := sum.Float64()
		if math.Abs(Exp(x)-want) > 1e-15*want {
			t.Errorf("Exp(%v) is %v, want %v", x, Exp(x), want)
		}
		if back := Log(want); math.Abs(back-x) > 1e-15*math.Max(1, math.Abs(x)) {
			t.Errorf("Log(%v) is %v, want %v", want, back, x)
		}
	}
}

func TestExpAndLogAtTheEnds(t *testing.T) {
	infinite, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp(0)", Exp(0), 1},
		{"Exp(+Inf)", Exp(infinite), infinite},
		{"Exp(-Inf)", Exp(-infinite), 0},
		{"Exp(NaN)", Exp(nan), nan},
		{"Exp(710)", Exp(710), infinite},
		{"Exp(1e300)", Exp(1e300), infinite},
		{"Exp(-746)", Exp(-746), 0},
		{"Exp(-745)", Exp(-745), 5e-324},
		{"Log(1)", Log(1), 0},
		{"Log(0)", Log(0), -infinite},
		{"Log(-1)", Log(-1), nan},
		{"Log(-Inf)", Log(-infinite), nan},
		{"Log(+Inf)", Log(infinite), infinite},
		{"Log(NaN)", Log(nan), nan},
		{"Log(2)", Log(2), math.Ln2},
		{"Log of the least float", Log(5e-324), -744.4400719213812},
		{"Log of the largest float", Log(math.MaxFloat64), 709.782712893384},
	} {
		if c.got != c.want && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
	if got := Exp(709.782712893384); math.IsInf(got, 0) || math.Abs(got/math.MaxFloat64-1) > 1e-12 {
		t.Errorf("Exp just below its end is %v", got)
	}
}

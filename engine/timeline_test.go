package engine

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// integralTo is S(t) from the definition, in exact fractions.
func integralTo(pieces []Piece, t int64) *big.Rat {
	s := new(big.Rat)
	for _, p := range pieces {
		tau := min(t, p.End) - p.Start
		if tau <= 0 {
			break
		}
		// mean of the rates at both ends of [start, start+tau)
		slope := new(big.Rat).Sub(rat(p.To), rat(p.From))
		at := new(big.Rat).Mul(slope, big.NewRat(tau, p.End-p.Start))
		at.Add(at, rat(p.From))
		mean := at.Add(at, rat(p.From))
		s.Add(s, mean.Mul(mean, big.NewRat(tau, 2)))
	}
	return s
}

func randomPieces(r *rand.Rand, wide bool) []Piece {
	rates := []schema.Ratio{
		ratio(0, 1), ratio(1, 1), ratio(10, 1), ratio(1, 3), ratio(7, 2),
		ratio(1000003, 999983), ratio(30, 1), ratio(1, 1000),
	}
	if wide { // numerators so long that 2·n·D leaves 63 bits
		rates = append(rates, ratio(1<<40-1, 1<<40-87), ratio(3, 1<<40-87))
	}
	var pieces []Piece
	t := int64(0)
	for range 1 + r.IntN(6) {
		d := 1 + r.Int64N(90e9)
		if r.IntN(3) == 0 {
			d = 1 + r.Int64N(50)
		}
		from := rates[r.IntN(len(rates))]
		to := from
		if r.IntN(2) == 0 {
			to = rates[r.IntN(len(rates))]
		}
		pieces = append(pieces, Piece{t, t + d, from, to})
		t += d
	}
	return pieces
}

func TestTimelineIsTheIntegralOfTheRate(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 400 {
		pieces := randomPieces(r, round%4 == 0)
		tl := newTimeline(pieces, pieces[len(pieces)-1].End)
		if want := ceilRat(integralTo(pieces, tl.end)); tl.limit != want {
			t.Fatalf("limit of %v is %d, want %d", pieces, tl.limit, want)
		}
		for range 50 {
			if tl.limit > 0 {
				checkDue(t, tl, pieces, r.Int64N(tl.limit))
			}
			at := r.Int64N(tl.end + 1)
			if got, want := tl.reach(at), ceilRat(integralTo(pieces, at)); got != want {
				t.Fatalf("reach(%d) of %v is %d, want %d", at, pieces, got, want)
			}
		}
	}
}

// checkDue holds due against its definition: the largest t with S(t) <= x.
func checkDue(t *testing.T, tl *timeline, pieces []Piece, x int64) {
	t.Helper()
	hint := 0
	due := tl.due(x, &hint)
	bound := new(big.Rat).SetInt64(x)
	if integralTo(pieces, due).Cmp(bound) > 0 || integralTo(pieces, due+1).Cmp(bound) <= 0 {
		t.Fatalf("due(%d) of %v is %d: S there is %v, one later %v",
			x, pieces, due, integralTo(pieces, due).FloatString(6), integralTo(pieces, due+1).FloatString(6))
	}
}

func TestFiveSecondsGiveSixtyReadingsInFiveMinutes(t *testing.T) {
	tl := newTimeline([]Piece{{0, 300e9, ratio(1, 1), ratio(1, 1)}}, 300e9)
	for _, offset := range []int64{0, 1, 2500e6, 5e9 - 1} {
		if n := (&cadence{interval: 5e9, offset: offset}).between(0, tl.limit); n != 60 {
			t.Errorf("offset %d gives %d readings", offset, n)
		}
	}
}

func TestPauseHoldsTicksUntilItsEnd(t *testing.T) {
	one, zero := ratio(1, 1), ratio(0, 1)
	tl := newTimeline([]Piece{{0, 10e9, one, one}, {10e9, 20e9, zero, zero}, {20e9, 30e9, one, one}}, 30e9)
	hint := 0
	if due := tl.due(10e9-1, &hint); due != 10e9-1 {
		t.Errorf("the tick before the pause is due at %d", due)
	}
	if due := tl.due(10e9, &hint); due != 20e9 {
		t.Errorf("the tick that falls on the pause is due at %d, want its end", due)
	}
}

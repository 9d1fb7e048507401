package engine

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/iotsim/iotsim/internal/signal"
)

func TestThresholdIsRankPlusDeltaOfCount(t *testing.T) {
	for _, count := range []int64{1, 2, 3, 7, 100, 4096, 99991} {
		block := signal.NewKey(7).Child("block").Ordinal(count)
		delta := new(big.Int).SetUint64(blockDelta(block))
		for _, rank := range []int64{0, count / 2, count - 1} {
			sum := new(big.Int).Lsh(big.NewInt(rank), 63)
			sum.Add(sum, delta)
			want := ceilRat(new(big.Rat).SetFrac(sum, big.NewInt(count)))
			if got := threshold(block, rank, count); got != Share(want) && want != -1<<63 {
				t.Errorf("threshold(%d of %d) = %d, want %d", rank, count, got, want)
			}
		}
	}
}

func TestAdmitsCountsThresholds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		count := 1 + r.Int64N(300)
		block := signal.NewKey(r.Uint64())
		s := Share(r.Uint64N(uint64(wholeFleet) + 1))
		if r.IntN(4) == 0 {
			s = threshold(block, r.Int64N(count), count)
		}
		want := int64(0)
		for k := range count {
			if threshold(block, k, count) <= s {
				want++
			}
		}
		if got := admits(block, count, s); got != want {
			t.Fatalf("share %d admits %d of %d, want %d", s, got, count, want)
		}
	}
}

func TestHalfAFleetIsHalfOfEveryBlock(t *testing.T) {
	for i := range int64(50) {
		if got := admits(signal.NewKey(9).Ordinal(i), 100, wholeFleet/2); got != 50 {
			t.Errorf("block %d: %d of 100", i, got)
		}
	}
}

// A device is online exactly at the instants at which the share reaches its
// threshold, whatever the slope.
func TestSpansAreWhereTheShareReachesTheThreshold(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		a, b := Share(r.Uint64N(1<<63)), Share(r.Uint64N(1<<63))
		p := &presence{pieces: []SharePiece{{0, 1000, a, b}, {1000, 1500, b, b}, {1500, 2000, b, a}}}
		theta := Share(r.Uint64N(1<<63) + 1)
		online := make([]bool, 2000)
		for _, piece := range p.pieces {
			s := piece.online(theta)
			for at := s.from; at < s.to; at++ {
				online[at] = true
			}
		}
		for at := range int64(2000) {
			if want := exactShare(p, at).Cmp(theta.rat()) >= 0; online[at] != want {
				t.Fatalf("%d → %d at %d with threshold %d: online %v, want %v", a, b, at, theta, online[at], want)
			}
		}
	}
}

func exactShare(p *presence, at int64) *big.Rat {
	for _, piece := range p.pieces {
		if at < piece.End {
			rise := new(big.Rat).Sub(piece.To.rat(), piece.From.rat())
			rise.Mul(rise, big.NewRat(at-piece.Start, piece.End-piece.Start))
			return rise.Add(rise, piece.From.rat())
		}
	}
	return nil
}

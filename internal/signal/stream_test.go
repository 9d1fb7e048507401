package signal

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"testing"
)

// place is the key of the devices block that the tests draw from.
func place(seed uint64) Key {
	return NewKey(seed).Child("B栋").Child("3").Child("301").Child("IOT-SENSOR-V2")
}

// The numbers come from a second implementation of the formulas in the comments,
// in another language. They may never change: every byte ever drawn hangs on
// them. 0xe220a8397b1dcdaf is also the first output of splitmix64 as published.
func TestHashNeverChanges(t *testing.T) {
	device := place(42).Ordinal(1)
	temperature := device.Stream(NewTag(Value, "temperature"))
	for _, c := range []struct {
		name      string
		got, want uint64
	}{
		{"seed 0", uint64(NewKey(0)), 0xe220a8397b1dcdaf},
		{"seed 1", uint64(NewKey(1)), 0x910a2dec89025cc1},
		{"seed 42", uint64(NewKey(42)), 0xbdd732262feb6e95},
		{"highest seed", uint64(NewKey(math.MaxUint64)), 0xe4d971771b652c20},
		{"empty name", uint64(NewKey(42).Child("")), 0xb29ed950786f5ae3},
		{"name of eight bytes", uint64(NewKey(42).Child("12345678")), 0x4c58b42ceb9899a1},
		{"name of nine bytes", uint64(NewKey(42).Child("123456789")), 0xd7ae65c6e6569194},
		{"block", uint64(place(42)), 0x83314c9772de0d31},
		{"device 1", uint64(device), 0xcda9b73f7aa60415},
		{"device 10000", uint64(place(42).Ordinal(10000)), 0xec6df66e7d96a742},
		{"tag of a purpose", uint64(NewTag(Phase)), 0xe220a8397b1dcdaf},
		{"tag of a sensor", uint64(NewTag(Value, "temperature")), 0xa3b91ce7dd76c159},
		{"tag of an info", uint64(NewTag(Value, "device_info", "battery")), 0x17345aab5757b87d},
		{"last purpose", uint64(NewTag(Delay, "blackout", "0")), 0x2353126cec81383d},
		{"stream", uint64(temperature), 0xa1788bd87289d374},
		{"word -1", temperature.Word(-1), 0x74c47350eb3430d9},
		{"word 0", temperature.Word(0), 0x085bb654227dfe27},
		{"word 1", temperature.Word(1), 0xd0855d953b5a0cd4},
		{"word 2", temperature.Word(2), 0x3f99caad045446b0},
		{"word 10^9", temperature.Word(1e9), 0x55d7bf5f469dfed1},
		{"lowest word", temperature.Word(math.MinInt64), 0x00b60fe1ce4ba20c},
		{"highest word", temperature.Word(math.MaxInt64), 0x31f8b2ed2f6f6463},
		{"sub-stream", uint64(temperature.Sub(1)), 0xd0855d953b5a0cd4},
	} {
		if c.got != c.want {
			t.Errorf("%s: %#016x, want %#016x", c.name, c.got, c.want)
		}
	}
}

func TestPurposesKeepTheirNumbers(t *testing.T) {
	for i, p := range []Purpose{
		Phase, Order, Value, Memory, Spread, Parameter, SwitchState,
		Pick, After, Lasts, Reconnect, Share, Delay,
	} {
		if int(p) != i+1 {
			t.Errorf("purpose %d has number %d", i+1, p)
		}
	}
}

// Names that run together, are padded or are moved between levels must not meet.
func TestNamesAreClosed(t *testing.T) {
	root := NewKey(1)
	seen := map[Key]string{}
	add := func(k Key, path string) {
		if other, ok := seen[k]; ok {
			t.Errorf("%s and %s have one key", path, other)
		}
		seen[k] = path
	}
	add(root, "root")
	add(root.Child(""), "''")
	add(root.Child("").Child(""), "'' ''")
	add(root.Child("ab").Child("c"), "ab c")
	add(root.Child("a").Child("bc"), "a bc")
	add(root.Child("abc"), "abc")
	add(root.Child("abc\x00"), "abc NUL")
	add(root.Child("abcdefgh"), "abcdefgh")
	add(root.Child("abcdefgh\x00"), "abcdefgh NUL")
	add(root.Child("abcdefgh").Child(""), "abcdefgh ''")
	for n := range int64(1000) {
		add(root.Ordinal(n), fmt.Sprint("ordinal ", n))
		add(root.Child(fmt.Sprint(n)), fmt.Sprint("child ", n))
	}
}

func TestBelowIsEven(t *testing.T) {
	const top = math.MaxUint64
	for _, c := range []struct{ word, n, want uint64 }{
		{0, 7, 0}, {top, 7, 6}, {1 << 63, 2, 1}, {1<<63 - 1, 2, 0},
		{top, 1, 0}, {top, top, top - 1}, {top, 0, 0},
	} {
		if got := Below(c.word, c.n); got != c.want {
			t.Errorf("Below(%#x, %d) is %d, want %d", c.word, c.n, got, c.want)
		}
	}
	var counts [6]float64
	s := place(1).Stream(1)
	for i := range int64(draws) {
		counts[Below(s.Word(i), 6)]++
	}
	checkShares(t, counts[:], []float64{1, 1, 1, 1, 1, 1})
}

func TestUnitStaysBelowOne(t *testing.T) {
	for _, c := range []struct {
		word uint64
		want float64
	}{{0, 0}, {1 << 63, 0.5}, {math.MaxUint64, 1 - 0x1p-53}} {
		if got := Unit(c.word); got != c.want {
			t.Errorf("Unit(%#x) is %v, want %v", c.word, got, c.want)
		}
	}
}

// Every bit of what goes in flips every bit of what comes out with chance ½. Each
// is tried 1,000 times: ½ ± 5·√(¼/1000) = ± 0.079, five standard deviations,
// because there are 4,096 pairs of bits.
func TestEveryBitMatters(t *testing.T) {
	const tries = 1000
	for _, c := range []struct {
		name string
		hash func(x uint64) uint64
	}{
		{"seed", func(x uint64) uint64 { return place(x).Ordinal(1).Stream(9).Word(7) }},
		{"index", func(x uint64) uint64 { return Stream(9).Word(int64(x)) }},
	} {
		var flips [64][64]int
		for i := range int64(64 * tries) {
			in, x := i&63, Stream(5).Word(i)
			y := c.hash(x)
			for d := c.hash(x^1<<in) ^ y; d != 0; d &= d - 1 {
				flips[in][bits.TrailingZeros64(d)]++
			}
		}
		for in := range flips {
			for out, count := range flips[in] {
				if share := float64(count) / tries; math.Abs(share-0.5) > 0.079 {
					t.Errorf("%s: bit %d flips bit %d with chance %.3f", c.name, in, out, share)
				}
			}
		}
	}
}

// Streams that differ in one thing only, the least that it can differ by.
func TestStreamsAreIndependent(t *testing.T) {
	value := NewTag(Value, "temperature")
	base := place(42).Ordinal(1).Stream(value)
	for name, other := range map[string]Stream{
		"next device":   place(42).Ordinal(2).Stream(value),
		"far device":    place(42).Ordinal(10001).Stream(value),
		"next seed":     place(43).Ordinal(1).Stream(value),
		"seed, one bit": place(42 ^ 1<<63).Ordinal(1).Stream(value),
		"other root":    NewKey(42).Ordinal(1).Stream(value),
		"other block":   place(42).Child("").Ordinal(1).Stream(value),
		"other sensor":  place(42).Ordinal(1).Stream(NewTag(Value, "humidity")),
		"other purpose": place(42).Ordinal(1).Stream(NewTag(Memory, "temperature")),
		"sub-stream":    base.Sub(0),
	} {
		// The same tick, the next, and the one before.
		for lag := int64(-1); lag <= 1; lag++ {
			checkUncorrelated(t, fmt.Sprintf("%s, lag %d", name, lag),
				func(i int64) float64 { return Normal(base.Word(i)) },
				func(i int64) float64 { return Normal(other.Word(i + lag)) })
		}
	}
}

// The first word of a device is what phases and picks are drawn from: it must be
// even over devices, and over seeds.
func TestFirstWordsAreIndependent(t *testing.T) {
	phase, pick := NewTag(Phase), NewTag(Pick, "blackout")
	block := place(42)
	byDevice := func(tag Tag, n int64) float64 { return Normal(block.Ordinal(n).Stream(tag).Word(0)) }
	bySeed := func(n int64) float64 { return Normal(place(uint64(n)).Ordinal(1).Stream(phase).Word(0)) }

	checkUncorrelated(t, "devices n and n+1",
		func(n int64) float64 { return byDevice(phase, n) },
		func(n int64) float64 { return byDevice(phase, n+1) })
	checkUncorrelated(t, "phase and pick of a device",
		func(n int64) float64 { return byDevice(phase, n) },
		func(n int64) float64 { return byDevice(pick, n) })
	checkUncorrelated(t, "seeds n and n+1", bySeed, func(n int64) float64 { return bySeed(n + 1) })

	units := make([]float64, draws)
	for n := range units {
		units[n] = Unit(block.Ordinal(int64(n)).Stream(phase).Word(0))
	}
	checkDistribution(t, "phases of a block", units, func(x float64) float64 { return x })
}

// Sixteen adjacent seeds, 62,500 words of each: were the words random, two of
// the 10^6 would be equal with chance 10^12/2^65 = 3·10^-8.
func TestAdjacentSeedsShareNothing(t *testing.T) {
	words := make([]uint64, 0, draws)
	for seed := range uint64(16) {
		s := place(seed).Ordinal(1).Stream(NewTag(Value, "temperature"))
		for i := range int64(draws / 16) {
			words = append(words, s.Word(i))
		}
	}
	checkDistinct(t, words)
}

// Neither a word comes again nor does the sequence resemble itself shifted. The
// lags are the powers of two and of ten and those of common clocks in seconds.
func TestNoPeriodShows(t *testing.T) {
	s := place(42).Ordinal(1).Stream(NewTag(Value, "temperature"))
	words := make([]uint64, draws)
	for i := range words {
		words[i] = s.Word(int64(i))
	}
	for _, lag := range []int64{
		1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 60, 64, 100, 128, 256, 512, 1000, 1024, 1200, 3600,
		4096, 1e4, 1 << 14, 1 << 16, 86400, 1e5, 1 << 18, 604800, 1 << 20, 1 << 32, 1 << 48, 1 << 62,
	} {
		checkUncorrelated(t, fmt.Sprintf("lag %d", lag),
			func(i int64) float64 { return Normal(words[i]) },
			func(i int64) float64 { return Normal(s.Word(i + lag)) })
	}
	checkDistinct(t, words)
}

func checkDistinct(t *testing.T, words []uint64) {
	t.Helper()
	slices.Sort(words)
	if distinct := len(slices.Compact(words)); distinct != draws {
		t.Errorf("%d words of %d come twice", draws-distinct, draws)
	}
}

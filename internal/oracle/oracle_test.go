package oracle

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const second = int64(time.Second)

// lab is a fleet in one room, to try single rules on.
func lab(count int64, interval time.Duration, phases ...Phase) Scenario {
	return Scenario{
		Name: "lab", Seed: 1, Start: time.UnixMilli(0), Partitions: 3, Phases: phases,
		Groups: numbered(Group{Building: "A", Floor: "1", Room: "101", Label: "probe", Count: count, Interval: interval}),
	}
}

// laidOut is the time line of phases over a fleet that does not matter.
func laidOut(phases ...Phase) *timeline {
	s := lab(1, time.Second, phases...)
	return layOut(s, fleet(s))
}

func integer(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

func TestFiveSecondsAtRateOneAreSixtyReadingsInFiveMinutes(t *testing.T) {
	s := lab(50, 5*time.Second, Phase{Duration: 5 * time.Minute})
	e := Expand(s)
	readings := map[int64]int{}
	for _, records := range e.Partitions {
		for _, r := range records {
			readings[r.Device]++
			d := e.Devices[r.Device-1]
			if want := d.Offset + 5*second*r.Tick; r.Due != want {
				t.Errorf("device %d, tick %d is due at %d, want %d", r.Device, r.Tick, r.Due, want)
			}
		}
	}
	for d := int64(1); d <= 50; d++ {
		if readings[d] != 60 {
			t.Errorf("device %d with offset %d makes %d readings, want 60", d, e.Devices[d-1].Offset, readings[d])
		}
	}
}

func TestDueIsTheLastNanosecondNotPastTheTarget(t *testing.T) {
	tests := []struct {
		name   string
		phases []Phase
		target int64
		want   int64
		exists bool
	}{
		{"rate one", []Phase{{Duration: time.Minute}}, 7, 7, true},
		{"rate one, at the start", []Phase{{Duration: time.Minute}}, 0, 0, true},
		{"rate one, just before the end", []Phase{{Duration: time.Minute}}, 60*second - 1, 60*second - 1, true},
		{"rate one, at the end", []Phase{{Duration: time.Minute}}, 60 * second, 0, false},
		// 2t <= 7 up to t = 3.
		{"rate two", []Phase{{Duration: time.Minute, Rate: Hold(Times("2"))}}, 7, 3, true},
		// 3t/10 <= 1 up to t = 3, 3t/10 <= 3 up to t = 10.
		{"three tenths", []Phase{{Duration: time.Minute, Rate: Hold(Times("0.3"))}}, 1, 3, true},
		{"three tenths, exact", []Phase{{Duration: time.Minute, Rate: Hold(Times("0.3"))}}, 3, 10, true},
		// S stands at 10 s from 10 s to 15 s.
		{"before a pause", withPause(), 10*second - 1, 10*second - 1, true},
		{"in a pause", withPause(), 10 * second, 15 * second, true},
		{"after a pause", withPause(), 10*second + 1, 15*second + 1, true},
		{"a pause that lasts to the end", withPause()[:2], 10 * second, 0, false},
		// 0 → 1 over 10 s: S(t) = t²/20 s, which is 5 s at the end and 1.25 s halfway.
		{"ramp", []Phase{{Duration: 10 * time.Second, Rate: Linear(Times("0"), Times("1"))}}, second * 5 / 4, 5 * second, true},
		{"ramp, at its end", []Phase{{Duration: 10 * time.Second, Rate: Linear(Times("0"), Times("1"))}}, 5 * second, 0, false},
		// t² <= 20e9·1 up to t = 141421 (141421² = 19999899241).
		{"ramp, first nanosecond", []Phase{{Duration: 10 * time.Second, Rate: Linear(Times("0"), Times("1"))}}, 1, 141421, true},
		// 1 → 0 over 10 s: S(t) = t − t²/20 s, which is 3.75 s halfway.
		{"downward ramp", []Phase{{Duration: 10 * time.Second, Rate: Linear(Times("1"), Times("0"))}}, second * 15 / 4, 5 * second, true},
	}
	for _, test := range tests {
		got, exists := laidOut(test.phases...).due(integer(test.target))
		if got != test.want || exists != test.exists {
			t.Errorf("%s: due(%d) = %d, %t; want %d, %t", test.name, test.target, got, exists, test.want, test.exists)
		}
	}
}

func withPause() []Phase {
	return []Phase{
		{Duration: 10 * time.Second},
		{Duration: 5 * time.Second, Rate: Hold(Times("0"))},
		{Duration: 10 * time.Second},
	}
}

func TestEasedRampIsSixtyFourPiecesOfASmoothstep(t *testing.T) {
	// 6.4 s: every piece is 100 ms wide.
	l := laidOut(Phase{Duration: 6400 * time.Millisecond, Rate: Smooth(Times("3"), Times("1"))})
	if len(l.rate) != 64 || l.rate[1].start != second/10 {
		t.Fatalf("%d pieces, the second from %d", len(l.rate), l.rate[1].start)
	}
	// The smoothstep is odd about its middle, so the trapezoids sum to the mean.
	if want := integer(2 * 64 * second / 10); l.total.Cmp(want) != 0 {
		t.Errorf("area %s, want %s", l.total.RatString(), want.RatString())
	}
	// A quarter of the way 3/16 − 2/64 = 5/32; from 3 down by 2·5/32.
	if got, want := l.rate[16].from, big.NewRat(43, 16); got.Cmp(want) != 0 {
		t.Errorf("a quarter of the way: %s, want %s", got.RatString(), want.RatString())
	}
}

func TestBordersOfAnEasedRampAreWholeNanoseconds(t *testing.T) {
	l := laidOut(Phase{Duration: 100, Rate: Smooth(Times("0"), Times("1"))})
	for k, p := range l.rate {
		if want := int64(k) * 100 / 64; p.start != want {
			t.Errorf("piece %d begins at %d, want %d", k, p.start, want)
		}
	}
}

func TestPhaseWithoutRateReturnsToOneAndKeepsItsDevices(t *testing.T) {
	l := laidOut(
		Phase{Duration: 10 * time.Second, Rate: Hold(Times("4")), Devices: Hold(Percent("50"))},
		Phase{Duration: 10 * time.Second},
	)
	if want := integer(50 * second); l.total.Cmp(want) != 0 {
		t.Errorf("S at the end is %s, want %s", l.total.RatString(), want.RatString())
	}
	half := new(big.Int).Rsh(whole, 1)
	above := new(big.Int).Add(half, big.NewInt(1))
	if !l.online(half, 15*second) || l.online(above, 15*second) {
		t.Error("the share in the second phase is not one half")
	}
}

func TestFleetTotalIsDividedByTheOwnRateOfWhoIsOnline(t *testing.T) {
	s := lab(10, 2*time.Second, Phase{Duration: time.Minute, Devices: Hold(Devices(4)), Rate: Linear(Total("6"), Total("12"))})
	s.Groups = numbered(s.Groups[0], Group{Building: "B", Label: "probe", Count: 10, Interval: 5 * time.Second})
	devices := fleet(s)
	l := layOut(s, devices)
	var first, other int64
	for _, d := range devices {
		switch {
		case !l.online(d.Threshold, 0):
		case d.Group.Building == "A":
			first++
		default:
			other++
		}
	}
	if first+other != 4 {
		t.Fatalf("%d devices are online, want 4", first+other)
	}
	// first/2 + other/5 readings a second at rate 1.
	want := new(big.Rat).Quo(integer(6), big.NewRat(5*first+2*other, 10))
	if l.rate[0].from.Cmp(want) != 0 {
		t.Errorf("rate %s, want %s", l.rate[0].from.RatString(), want.RatString())
	}
	if want.Mul(want, integer(2)); l.rate[0].to.Cmp(want) != 0 {
		t.Errorf("rate at the end %s, want %s", l.rate[0].to.RatString(), want.RatString())
	}
}

func TestHalfAFleetIsHalfOfEveryBlock(t *testing.T) {
	s := Ramps()
	s.Phases = []Phase{{Duration: time.Second, Devices: Hold(Percent("50"))}}
	online := map[int64]int64{}
	e := Expand(s)
	for _, index := range e.Online(0) {
		online[e.Devices[index-1].Group.First]++
	}
	for _, g := range s.Groups {
		// The thresholds of c devices lie one in each c-th of the share.
		if n := online[g.First]; n < g.Count/2 || n > (g.Count+1)/2 {
			t.Errorf("%s/%s: %d of %d are online", g.Room, g.Label, n, g.Count)
		}
	}
}

func TestNumberOfDevicesAdmitsExactlySoMany(t *testing.T) {
	s := Ramps()
	devices := fleet(s)
	for n := int64(0); n <= int64(len(devices)); n++ {
		if got := admitted(devices, new(big.Rat).SetInt(thresholdOf(devices, n))); got != n {
			t.Errorf("%d admits %d", n, got)
		}
	}
}

func TestShareOfNothingAdmitsNobodyAndOfOneEverybody(t *testing.T) {
	s := Ramps()
	devices := fleet(s)
	if n := admitted(devices, new(big.Rat)); n != 0 {
		t.Errorf("0%% admits %d", n)
	}
	if n := admitted(devices, new(big.Rat).SetInt(whole)); n != int64(len(devices)) {
		t.Errorf("100%% admits %d", n)
	}
}

func TestDownwardRampLeavesInReverseOrder(t *testing.T) {
	e := Expand(lab(9, time.Hour,
		Phase{Duration: 10 * time.Second, Devices: Linear(Percent("0"), Percent("100"))},
		Phase{Duration: 10 * time.Second, Devices: Linear(Percent("100"), Percent("0"))},
	))
	for at := int64(0); at <= 10; at++ {
		up, down := e.Online(at*second), e.Online((20-at)*second)
		if at > 0 && !slices.Equal(up, down) {
			t.Errorf("online at %d s: %v, as long before the end: %v", at, up, down)
		}
		// Thresholds (k + δ)/9 with 0 < δ < 1: floor(9·at/10) devices, or one more.
		if n := int64(len(up)); n < 9*at/10 || n > 9*at/10+1 {
			t.Errorf("%d devices online at %d s", n, at)
		}
	}
}

func TestSequenceCountsTheTicksThatAreOnline(t *testing.T) {
	e := Expand(lab(8, time.Second,
		Phase{Duration: 10 * time.Second, Devices: Hold(Devices(0))},
		Phase{Duration: 10 * time.Second, Devices: Hold(Devices(8))},
	))
	for _, records := range e.Partitions {
		for _, r := range records {
			if r.Sequence != r.Tick-10+1 {
				t.Errorf("device %d, tick %d has number %d, want %d", r.Device, r.Tick, r.Sequence, r.Tick-9)
			}
		}
	}
	if got, want := e.Counts.Total(), (Count{Planned: 80, Published: 80}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestEmptyBatteryEndsTheReadings(t *testing.T) {
	s := lab(8, time.Second, Phase{Duration: time.Minute})
	s.Groups[0].Drain = &Drain{Start: rational("1"), PerHour: rational("120")} // 30 s
	e := Expand(s)
	if got, want := e.Counts.Total(), (Count{Planned: 240, Published: 240}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := death(&Drain{Start: rational("1"), PerHour: rational("7")}), int64(514285714286); got != want {
		t.Errorf("a seventh of an hour is %d ns, want %d", got, want)
	}
}

func TestPartitionIsThatOfKafka(t *testing.T) {
	// The vectors of Kafka's own UtilsTest.
	vectors := map[string]int32{
		"21":                         -973932308,
		"foobar":                     -790332482,
		"a-little-bit-long-string":   -985981536,
		"a-little-bit-longer-string": -1486304829,
		"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
		"abc": 479470107,
	}
	for key, want := range vectors {
		if got := int32(murmur2([]byte(key))); got != want {
			t.Errorf("murmur2(%q) = %d, want %d", key, got, want)
		}
	}
	// −973932308 without its sign is 1173551340, which is 0 modulo 12.
	if got := partitionOf("21", 12); got != 0 {
		t.Errorf("partition %d, want 0", got)
	}
}

func TestIdsAndAddresses(t *testing.T) {
	var got []string
	for _, d := range fleet(Ramps()) {
		if d.N == d.Group.Count {
			got = append(got, d.ID)
		}
	}
	want := []string{
		"north-1-101-meter-017", "north-1-102-meter-017", "north-2-201-meter-017", "north-2-202-meter-017",
		"gauge_091", "south--1-cellar-spare-005", "yard-gate-gauge-011",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNewRoomChangesNoOtherDevice(t *testing.T) {
	s := Delivery()
	before := fleet(s)
	s.Groups = numbered(append([]Group{{Building: "new", Label: "fast", Count: 5, Interval: time.Second}}, s.Groups...)...)
	after := fleet(s)[5:]
	for i := range before {
		a, b := before[i], after[i]
		if a.key != b.key || a.Offset != b.Offset || a.Threshold.Cmp(b.Threshold) != 0 {
			t.Errorf("device %s differs", a.ID)
		}
	}
}

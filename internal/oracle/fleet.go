package oracle

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/iotsim/iotsim/internal/signal"
)

// whole is a share of 1, in units of 2^-63.
var whole = new(big.Int).Lsh(big.NewInt(1), 63)

// never is a time after all others.
const never = math.MaxInt64

// A Device is one member of the fleet and what was drawn for it once.
type Device struct {
	Group     *Group
	N         int64 // ordinal in its group, from 1
	Index     int64 // in the fleet, from 1
	ID        string
	Partition int32
	Offset    int64    // of its ticks, nanoseconds of interval-time below Group.Interval
	Half      int64    // the furthest that jitter moves a tick, nanoseconds of interval-time
	Threshold *big.Int // online while the share is at least this, units of 2^-63
	Death     int64    // from here on its readings do not exist

	key    signal.Key
	places map[string]signal.Key // by level: of what it stands in
}

// word is a draw of the device.
func (d *Device) word(i int64, p signal.Purpose, channel ...string) uint64 {
	return d.key.Stream(signal.NewTag(p, channel...)).Word(i)
}

// fleet is every device of the scenario, in the order of the file.
func fleet(s Scenario) []Device {
	root := signal.NewKey(s.Seed)
	var all []Device
	for i := range s.Groups {
		g := &s.Groups[i]
		building := root.Child(g.Building)
		floor := building.Child(g.Floor)
		room := floor.Child(g.Room)
		places := map[string]signal.Key{}
		for level, place := range map[string]struct {
			name string
			key  signal.Key
		}{"building": {g.Building, building}, "floor": {g.Floor, floor}, "room": {g.Room, room}} {
			if place.name != "" {
				places[level] = place.key
			}
		}
		devices := members(g, room.Child(g.Label), s.Partitions)
		for i := range devices {
			devices[i].places = places
		}
		all = append(all, devices...)
	}
	return all
}

// members is the devices of one group.
func members(g *Group, block signal.Key, partitions int32) []Device {
	devices := make([]Device, g.Count)
	for i := range devices {
		d := &devices[i]
		d.Group, d.N = g, int64(i)+1
		d.Index = g.First + int64(i)
		d.ID = g.ID(d.N, d.Index)
		d.Partition = partitionOf(d.ID, partitions)
		d.key = block.Ordinal(d.N)
		d.Offset = int64(signal.Below(d.word(0, signal.Phase), uint64(g.Interval)))
		d.Half = half(g)
		d.Death = death(g.Drain)
	}
	setThresholds(devices, block)
	return devices
}

// half is floor(interval · jitter / 2).
func half(g *Group) int64 {
	if g.Jitter == nil {
		return 0
	}
	x := new(big.Rat).Mul(g.Jitter, big.NewRat(int64(g.Interval), 2))
	return floor(x).Int64()
}

// moved is by how much jitter moves a tick: one of the 2·half + 1 whole
// nanoseconds from −half to half.
func (d *Device) moved(tick int64) int64 {
	choices := uint64(2*d.Half + 1)
	return int64(signal.Below(d.word(tick, signal.Jitter), choices)) - d.Half
}

// setThresholds gives the device of rank k the threshold ceil((k·2^63 + d)/count).
func setThresholds(devices []Device, block signal.Key) {
	ranked := make([]*Device, len(devices))
	for i := range devices {
		ranked[i] = &devices[i]
	}
	slices.SortFunc(ranked, func(a, b *Device) int {
		return cmp.Or(cmp.Compare(a.word(0, signal.Order), b.word(0, signal.Order)), cmp.Compare(a.N, b.N))
	})
	delta := block.Stream(signal.NewTag(signal.Order)).Word(0)>>1 | 1
	for k, d := range ranked {
		x := new(big.Int).Mul(big.NewInt(int64(k)), whole)
		x.Add(x, new(big.Int).SetUint64(delta))
		d.Threshold = ceil(new(big.Rat).SetFrac(x, big.NewInt(int64(len(devices)))))
	}
}

// death is when a battery reaches zero, rounded up to a nanosecond.
func death(d *Drain) int64 {
	if d == nil {
		return never
	}
	hours := new(big.Rat).Quo(d.Start, d.PerHour)
	return ceil(hours.Mul(hours, rational("3600000000000"))).Int64()
}

// admitted is how many of the devices a share lets online.
func admitted(devices []Device, share *big.Rat) (n int64) {
	for i := range devices {
		if new(big.Rat).SetInt(devices[i].Threshold).Cmp(share) <= 0 {
			n++
		}
	}
	return n
}

// thresholdOf is the share that admits exactly n devices of the fleet.
func thresholdOf(devices []Device, n int64) *big.Int {
	if n == 0 {
		return new(big.Int)
	}
	all := make([]*big.Int, len(devices))
	for i := range devices {
		all[i] = devices[i].Threshold
	}
	slices.SortFunc(all, (*big.Int).Cmp)
	return all[n-1]
}

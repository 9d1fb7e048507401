package oracle

import (
	"cmp"
	"math"
	"slices"

	"github.com/iotsim/iotsim/internal/signal"
)

// A Window is a stretch [Start, End) of the time line.
type Window struct{ Start, End int64 }

// An Activation is one time that a fault happens to one device: [Begin, End).
type Activation struct {
	Fault  int   // index in Scenario.Faults
	Device int64 // fleet index
	Slot   int64 // ordinal over all windows of the fault, from 0
	Begin  int64
	End    int64
}

// windows is where the phases list a fault, with adjacent ones merged.
func windows(s Scenario, turns []turn, fault int) []Window {
	var merged []Window
	for _, t := range turns {
		if !slices.Contains(s.Phases[t.phase].Faults, fault) {
			continue
		}
		if last := len(merged) - 1; last >= 0 && merged[last].End == t.Start {
			merged[last].End = t.End
			continue
		}
		merged = append(merged, t.Window)
	}
	return merged
}

// slots cuts windows every repeat from their start; 0 leaves them whole.
func slots(windows []Window, repeat int64) []Window {
	if repeat == 0 {
		return windows
	}
	var all []Window
	for _, w := range windows {
		for start := w.Start; start < w.End; start += repeat {
			all = append(all, Window{start, min(start+repeat, w.End)})
		}
	}
	return all
}

// selected is the devices that a fault's where admits, and that stand in a place
// of its scope.
func selected(f Fault, devices []Device) []*Device {
	var admitted []*Device
	for i := range devices {
		if _, stands := devices[i].places[f.Scope]; f.Scope != "" && !stands {
			continue
		}
		if f.Where == nil || f.Where(devices[i]) {
			admitted = append(admitted, &devices[i])
		}
	}
	return admitted
}

// at is the key at which the fault's draws for a device are made: that of its place,
// or its own.
func (f Fault) at(d *Device) signal.Key {
	if f.Scope == "" {
		return d.key
	}
	return d.places[f.Scope]
}

// word is a draw of the fault for a device, the same for all that share its place.
func (f Fault) word(d *Device, i int64, p signal.Purpose) uint64 {
	return f.at(d).Stream(signal.NewTag(p, f.Name)).Word(i)
}

// picked is those of the selected devices that the fault happens to, by index. Of
// the devices of a place one stands for all.
func picked(f Fault, devices []*Device) []*Device {
	if f.Scope != "" {
		var first []*Device
		for _, d := range devices {
			if !slices.ContainsFunc(first, func(o *Device) bool { return f.at(o) == f.at(d) }) {
				first = append(first, d)
			}
		}
		first = pickedOf(f, first)
		return slices.DeleteFunc(slices.Clone(devices), func(d *Device) bool {
			return !slices.ContainsFunc(first, func(o *Device) bool { return f.at(o) == f.at(d) })
		})
	}
	return pickedOf(f, devices)
}

// pickedOf picks among devices that each stand for themselves or for a place.
func pickedOf(f Fault, devices []*Device) []*Device {
	word := func(d *Device) uint64 { return f.word(d, 0, signal.Pick) }
	devices = slices.Clone(devices)
	if f.Probability != nil {
		devices = slices.DeleteFunc(devices, func(d *Device) bool {
			return signal.Unit(word(d)) >= *f.Probability
		})
	}
	byIndex := func(a, b *Device) int { return cmp.Compare(a.Index, b.Index) }
	if f.Count != nil {
		slices.SortFunc(devices, func(a, b *Device) int {
			return cmp.Or(cmp.Compare(word(a), word(b)), byIndex(a, b))
		})
		devices = devices[:min(int(*f.Count), len(devices))]
	}
	slices.SortFunc(devices, byIndex)
	return devices
}

// activations is every time that the fault happens to the device.
func activations(f Fault, fault int, d *Device, slots []Window) []Activation {
	var all []Activation
	for i, slot := range slots {
		begin, end := slot.Start, slot.End
		if f.After != nil {
			begin += drawn(f.After, f.word(d, int64(i), signal.After))
		}
		if f.Lasts != nil {
			end = min(end, begin+drawn(f.Lasts, f.word(d, int64(i), signal.Lasts)))
		}
		if begin < end {
			all = append(all, Activation{fault, d.Index, int64(i), begin, end})
		}
	}
	return all
}

// drawn is a duration in whole nanoseconds.
func drawn(d *signal.Distribution, word uint64) int64 {
	return int64(math.Floor(d.Quantile(word)))
}

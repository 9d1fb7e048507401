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

// selected is the devices that a fault's where admits.
func selected(f Fault, devices []Device) []*Device {
	var admitted []*Device
	for i := range devices {
		if f.Where == nil || f.Where(devices[i]) {
			admitted = append(admitted, &devices[i])
		}
	}
	return admitted
}

// picked is those of the selected devices that the fault happens to, by index.
func picked(f Fault, devices []*Device) []*Device {
	word := func(d *Device) uint64 { return d.word(0, signal.Pick, f.Name) }
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
			begin += drawn(f.After, d.word(int64(i), signal.After, f.Name))
		}
		if f.Lasts != nil {
			end = min(end, begin+drawn(f.Lasts, d.word(int64(i), signal.Lasts, f.Name)))
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

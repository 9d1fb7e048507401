package oracle

import (
	"cmp"
	"math/big"
	"slices"
	"time"
)

// A Record is one message that is sent.
type Record struct {
	Device    int64  // fleet index, from 1
	ID        string // and key
	Tick      int64  // n of the device's schedule, from 0
	Sequence  int64  // of the reading, from 1
	Copy      int64  // 0 is the reading itself
	Own       int64  // of the reading, as the device counts since its last start
	Due       int64  // nanoseconds since the scenario's start
	Send      int64  // the same
	Timestamp int64  // Unix milliseconds of the due time, or of a copy's own
	Partition int32
	Phase     int // by due time
}

// A Count keeps Planned = Published + Dropped - Duplicated.
type Count struct{ Planned, Published, Dropped, Duplicated int64 }

// Plus is the sum of two counts.
func (c Count) Plus(d Count) Count {
	return Count{
		c.Planned + d.Planned, c.Published + d.Published,
		c.Dropped + d.Dropped, c.Duplicated + d.Duplicated,
	}
}

// Counts is by partition, then by phase of due time.
type Counts [][]Count

// newCounts is all zero.
func newCounts(s Scenario) Counts {
	c := make(Counts, s.Partitions)
	for p := range c {
		c[p] = make([]Count, len(s.Phases))
	}
	return c
}

// Phase sums over the partitions.
func (c Counts) Phase(phase int) (sum Count) {
	for _, partition := range c {
		sum = sum.Plus(partition[phase])
	}
	return sum
}

// Total sums over everything.
func (c Counts) Total() (sum Count) {
	for _, partition := range c {
		for _, phase := range partition {
			sum = sum.Plus(phase)
		}
	}
	return sum
}

// An Expectation is all that a scenario's run must come to.
type Expectation struct {
	Devices     []Device
	Phases      []Window     // the first time that each runs; empty where the cut is before
	Partitions  [][]Record   // in canonical order
	Labels      []Label      // by device, sequence, fault, effect
	Activations []Activation // by device, fault, slot
	Faults      []FaultWindows
	Counts      Counts
	End         int64 // send time of the last record

	line     *timeline
	byDevice [][]Count // of each device, by phase
}

// FaultWindows is when a fault may be active, and for how many.
type FaultWindows struct {
	Windows  []Window
	Selected int64 // devices that where admits
	Hit      int64 // of those, devices that it happens to
}

// Expand works a scenario out, reading by reading.
func Expand(s Scenario) *Expectation {
	e := &Expectation{Devices: fleet(s), Counts: newCounts(s)}
	e.line = layOut(s, e.Devices)
	for i := range s.Phases {
		e.Phases = append(e.Phases, e.line.first(i))
	}
	e.Partitions = make([][]Record, s.Partitions)
	happens := e.happen(s)
	for i := range e.Devices {
		d := &e.Devices[i]
		all := e.line.readings(d)
		deliver(&s, e.line, d, happens[d.Index], all)
		e.Activations = append(e.Activations, happens[d.Index]...)
		e.add(s.Start, d, all)
	}
	for _, records := range e.Partitions {
		slices.SortFunc(records, canonical)
	}
	return e
}

// happen is every activation, by device.
func (e *Expectation) happen(s Scenario) map[int64][]Activation {
	byDevice := map[int64][]Activation{}
	for i, f := range s.Faults {
		may := windows(s, e.line.turns, i)
		admitted := selected(f, e.Devices)
		hit := picked(f, admitted)
		e.Faults = append(e.Faults, FaultWindows{may, int64(len(admitted)), int64(len(hit))})
		for _, d := range hit {
			byDevice[d.Index] = append(byDevice[d.Index],
				activations(f, i, d, slots(may, int64(f.Repeat)))...)
		}
	}
	return byDevice
}

// add turns a device's readings into records, labels and counts.
func (e *Expectation) add(start time.Time, d *Device, all []reading) {
	phases := make([]Count, len(e.Phases))
	e.byDevice = append(e.byDevice, phases)
	for _, r := range all {
		slices.SortStableFunc(r.labels, func(a, b Label) int {
			return cmp.Or(cmp.Compare(a.Fault, b.Fault), cmp.Compare(a.Effect, b.Effect))
		})
		e.Labels = append(e.Labels, r.labels...)
		e.Counts[d.Partition][r.phase] = e.Counts[d.Partition][r.phase].Plus(r.count())
		phases[r.phase] = phases[r.phase].Plus(r.count())
		if r.dropped {
			continue
		}
		for i, c := range append([]extraCopy{{r.send, r.due}}, r.copies...) {
			e.End = max(e.End, c.send)
			e.Partitions[d.Partition] = append(e.Partitions[d.Partition], Record{
				Device: d.Index, ID: d.ID, Tick: r.tick, Sequence: r.sequence, Copy: int64(i),
				Due: r.due, Send: c.send, Timestamp: start.UnixMilli() + c.made/1e6, Own: r.own,
				Partition: d.Partition, Phase: r.phase,
			})
		}
	}
}

// count is what a reading comes to.
func (r reading) count() Count {
	if r.dropped {
		return Count{Planned: 1, Dropped: 1}
	}
	copies := int64(len(r.copies))
	return Count{Planned: 1, Published: 1 + copies, Duplicated: copies}
}

// canonical is the order of a partition.
func canonical(a, b Record) int {
	return cmp.Or(
		cmp.Compare(a.Send, b.Send), cmp.Compare(a.Device, b.Device),
		cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.Copy, b.Copy),
	)
}

// Online is the fleet indexes of the devices that the share admits at t, whether
// or not their batteries have run out.
func (e *Expectation) Online(t int64) []int64 {
	var online []int64
	for i := range e.Devices {
		if e.line.online(e.Devices[i].Threshold, t) {
			online = append(online, e.Devices[i].Index)
		}
	}
	return online
}

// OnlineAtBorders is how many devices the share admits at the start of a phase
// and where its curve ends, which the next phase may begin without.
func (e *Expectation) OnlineAtBorders(phase int) (start, end int64) {
	w := e.Phases[phase]
	var first, last *big.Rat
	for _, p := range e.line.share {
		if p.start == w.Start {
			first = p.from
		}
		if p.start < w.End && w.End <= p.end {
			last = p.at(w.End)
		}
	}
	return admitted(e.Devices, first), admitted(e.Devices, last)
}

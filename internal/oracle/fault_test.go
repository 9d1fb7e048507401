package oracle

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tried is the readings of one device of interval 1 s and offset 0 over 20 s,
// after the effects of one fault that is active from 5 s to 10 s.
func tried(effects ...Effect) []reading {
	s := lab(1, time.Second, Phase{Duration: 20 * time.Second})
	s.Faults = []Fault{{Name: "trial", Effects: effects}}
	d := fleet(s)[0]
	d.Offset = 0
	l := layOut(s, []Device{d})
	all := l.readings(&d)
	deliver(&s, l, &d, []Activation{{Fault: 0, Device: 1, Begin: 5 * second, End: 10 * second}}, all)
	return all
}

// sends is the send times in seconds, -1 for what is dropped.
func sends(all []reading) []float64 {
	var times []float64
	for _, r := range all {
		if r.dropped {
			times = append(times, -1)
			continue
		}
		times = append(times, float64(r.send)/float64(second))
	}
	return times
}

func TestOfflineSendsWhatItHeld(t *testing.T) {
	tests := []struct {
		name   string
		effect Effect
		want   []float64 // from the reading due at 5 s on
	}{
		{"nothing kept", Effect{Kind: OfflineEffect},
			[]float64{-1, -1, -1, -1, -1, 10, 11}},
		{"two kept, all at once", Effect{Kind: OfflineEffect, Buffer: 2},
			[]float64{-1, -1, -1, 10, 10, 10, 11}},
		{"more room than readings", Effect{Kind: OfflineEffect, Buffer: 50},
			[]float64{10, 10, 10, 10, 10, 10, 11}},
		// Kept 0, 1, 2 leave at 10, 10.5, 11; those due at 10, 11 and 12 queue behind
		// at 11.5, 12 and 12.5; the one due at 13 ties and is on time.
		{"backfill", Effect{Kind: OfflineEffect, Buffer: 3, Backfill: rational("2")},
			[]float64{-1, -1, 10, 10.5, 11, 11.5, 12, 12.5, 13, 14}},
		// Held up to 12.5 s: eight readings, the oldest four dropped. Then 12.5, 12.75,
		// 13, 13.25 and, behind them, the one due at 13 at 13.5; 14 is on time.
		{"reconnect", Effect{Kind: OfflineEffect, Buffer: 4, Backfill: rational("4"), Reconnect: Always(2500 * time.Millisecond)},
			[]float64{-1, -1, -1, -1, 12.5, 12.75, 13, 13.25, 13.5, 14}},
	}
	for _, test := range tests {
		all := tried(test.effect)
		got := sends(all)
		if diff := cmp.Diff([]float64{0, 1, 2, 3, 4}, got[:5]); diff != "" {
			t.Errorf("%s, before it: %s", test.name, diff)
		}
		if diff := cmp.Diff(test.want, got[5:5+len(test.want)]); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		for i := 5 + len(test.want); i < 20; i++ {
			if got[i] != float64(i) {
				t.Errorf("%s: reading %d is sent at %v", test.name, i, got[i])
			}
		}
		for i, r := range all {
			late := r.dropped || r.send > r.due
			if late != (len(r.labels) == 1) {
				t.Errorf("%s: reading %d has %d labels", test.name, i, len(r.labels))
			}
		}
	}
}

func TestBackfillOfThirdsIsCutToNanoseconds(t *testing.T) {
	all := tried(Effect{Kind: OfflineEffect, Buffer: 5, Backfill: rational("3")})
	var got []int64
	for _, r := range all[5:10] {
		got = append(got, r.send-10*second)
	}
	if diff := cmp.Diff([]int64{0, 333333333, 666666666, 1000000000, 1333333333}, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadingIsSentAtTheLatestOfSeveralOfflineEffects(t *testing.T) {
	got := sends(tried(
		Effect{Kind: OfflineEffect, Buffer: 9, Reconnect: Always(time.Second)},
		Effect{Kind: OfflineEffect, Buffer: 3, Reconnect: Always(500 * time.Millisecond)},
	))
	// The first holds 5 to 10 (10 too: it is back at 11), the second holds six and
	// drops its three oldest.
	if diff := cmp.Diff([]float64{-1, -1, -1, 11, 11, 11, 11, 12}, got[5:13]); diff != "" {
		t.Error(diff)
	}
}

func TestDeliveryEffectsComposeInTheirOrder(t *testing.T) {
	// Written backwards: the order of the file does not matter between stages.
	all := tried(
		Effect{Kind: DuplicateEffect, Share: 1, Copies: 2, After: 3 * time.Second},
		Effect{Kind: DelayEffect, Share: 1, By: Always(2 * time.Second), Max: time.Minute},
		Effect{Kind: DelayEffect, Share: 1, By: Always(time.Minute), Max: 4 * time.Second},
		Effect{Kind: OfflineEffect, Buffer: 2},
	)
	// Offline leaves 8 and 9 at 10; the delays add 2 + 4; the reading due at 10 is
	// past the fault's end.
	if diff := cmp.Diff([]float64{-1, -1, -1, 16, 16, 10}, sends(all)[5:11]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]extraCopy{{19 * second, 8 * second}, {19 * second, 8 * second}}, all[8].copies, cmp.AllowUnexported(extraCopy{})); diff != "" {
		t.Error(diff)
	}
	if all[7].copies != nil || all[10].copies != nil {
		t.Error("copies of a dropped reading, or of one past the end")
	}
	want := []Label{
		{Effect: 3, Kind: OfflineEffect, Delay: 2 * second},
		{Effect: 1, Kind: DelayEffect, Delay: 2 * second},
		{Effect: 2, Kind: DelayEffect, Delay: 4 * second},
		{Effect: 0, Kind: DuplicateEffect, Copies: 3},
	}
	for i := range want {
		w := &want[i]
		w.Device, w.Tick, w.Sequence, w.Due, w.Send = 1, 8, 9, 8*second, 16*second
	}
	if diff := cmp.Diff(want, all[8].labels); diff != "" {
		t.Error(diff)
	}
}

func TestDropKeepsTheSlot(t *testing.T) {
	// Three kept at two a second, then all dropped: the ones behind do not move up.
	all := tried(
		Effect{Kind: DropEffect, Share: 1},
		Effect{Kind: OfflineEffect, Buffer: 3, Backfill: rational("2")},
	)
	if diff := cmp.Diff([]float64{-1, -1, -1, -1, -1, 11.5, 12, 12.5, 13}, sends(all)[5:14]); diff != "" {
		t.Error(diff)
	}
	if got := []int{len(all[5].labels), len(all[8].labels)}; !slices.Equal(got, []int{1, 2}) {
		t.Errorf("labels of a reading that offline drops, and of one that drop drops: %v", got)
	}
}

func TestCopiesAreNumberedInTheOrderOfTheFile(t *testing.T) {
	s := lab(1, time.Second, Phase{Duration: 10 * time.Second, Faults: []int{1, 0}})
	s.Faults = []Fault{
		{Name: "a", Effects: []Effect{{Kind: DuplicateEffect, Share: 1, Copies: 1, After: time.Hour}}},
		{Name: "b", Effects: []Effect{{Kind: DuplicateEffect, Share: 1, Copies: 2}}},
	}
	e := Expand(s)
	type sent struct{ Sequence, Copy, After int64 }
	var got []sent
	for _, r := range e.Partitions[e.Devices[0].Partition] {
		if r.Sequence == 4 {
			got = append(got, sent{r.Sequence, r.Copy, r.Send - r.Due})
		}
	}
	want := []sent{{4, 0, 0}, {4, 2, 0}, {4, 3, 0}, {4, 1, int64(time.Hour)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAdjacentPhasesAreOneWindow(t *testing.T) {
	s := lab(1, time.Second,
		Phase{Duration: 10 * time.Second, Faults: []int{0}},
		Phase{Duration: 10 * time.Second, Faults: []int{1, 0}},
		Phase{Duration: 10 * time.Second},
		Phase{Duration: 25 * time.Second, Faults: []int{0}},
	)
	l := layOut(s, fleet(s))
	merged := windows(s, l.turns, 0)
	if diff := cmp.Diff([]Window{{0, 20 * second}, {30 * second, 55 * second}}, merged); diff != "" {
		t.Error(diff)
	}
	want := []Window{
		{0, 15 * second}, {15 * second, 20 * second},
		{30 * second, 45 * second}, {45 * second, 55 * second},
	}
	if diff := cmp.Diff(want, slots(merged, 15*second)); diff != "" {
		t.Error(diff)
	}
}

func TestActivationIsCutAtItsSlotsEnd(t *testing.T) {
	f := Fault{Name: "f", After: Always(4 * time.Second), Lasts: Always(10 * time.Second)}
	d := fleet(lab(1, time.Second))[0]
	got := activations(f, 0, &d, []Window{{0, 20 * second}, {30 * second, 38 * second}, {40 * second, 44 * second}})
	want := []Activation{
		{Device: 1, Slot: 0, Begin: 4 * second, End: 14 * second},
		{Device: 1, Slot: 1, Begin: 34 * second, End: 38 * second},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPickTakesTheSmallestDraws(t *testing.T) {
	s := Delivery()
	devices := fleet(s)
	all := selected(Fault{}, devices)
	for n := int64(1); n < 20; n++ {
		few := picked(Fault{Name: "f", Count: number(n)}, all)
		more := picked(Fault{Name: "f", Count: number(n + 1)}, all)
		if int64(len(few)) != n || len(more) != len(few)+1 {
			t.Fatalf("%d and %d picked for %d", len(few), len(more), n)
		}
		for _, d := range few {
			if !slices.Contains(more, d) {
				t.Errorf("device %d of %d is not among %d", d.Index, n, n+1)
			}
		}
	}
	if n := len(picked(Fault{Name: "f", Probability: share(0)}, all)); n != 0 {
		t.Errorf("probability 0 picks %d", n)
	}
	if n := len(picked(Fault{Name: "f", Probability: share(1)}, all)); n != len(all) {
		t.Errorf("probability 1 picks %d", n)
	}
}

func TestDueTimesDoNotMoveWithFaults(t *testing.T) {
	without := Delivery()
	for i := range without.Phases {
		without.Phases[i].Faults = nil
	}
	type slot struct{ Device, Sequence, Tick, Due int64 }
	slotsOf := func(e *Expectation) []slot {
		var all []slot
		for _, records := range e.Partitions {
			for _, r := range records {
				if r.Copy == 0 {
					all = append(all, slot{r.Device, r.Sequence, r.Tick, r.Due})
				}
			}
		}
		return all
	}
	planned := map[slot]bool{}
	for _, s := range slotsOf(Expand(without)) {
		planned[s] = true
	}
	e := expect("delivery")
	for _, s := range slotsOf(e) {
		if !planned[s] {
			t.Errorf("%+v is not in the schedule without faults", s)
		}
	}
	if got := e.Counts.Total(); got.Planned != int64(len(planned)) || got.Dropped == 0 || got.Duplicated == 0 {
		t.Errorf("%+v of %d planned", got, len(planned))
	}
}

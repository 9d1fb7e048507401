package engine

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// A fault is a fault of the plan made executable: whether it hits a device, and
// from when to when, are draws of its own.
type fault struct {
	*Fault
	index    int
	selector *expression.Selector // nil: every device
	when     *expression.Moment   // nil: always
	admitted []bool               // by group, when the selector asks nothing of single devices

	pick   signal.Tag
	limit  *pickLimit // nil: by probability
	chance float64

	after, lasts       *signal.Distribution // nil: 0, to the end of the slot
	tagAfter, tagLasts signal.Tag

	slots   []int64 // ordinal of each window's first slot, and after the last window
	effects []effect
	has     [layers]bool
	scope   *scope // nil: it picks devices
	wears   int64  // how long an effect of it takes to recover, at most
	reboots bool
}

// A pickLimit admits the devices with the smallest words, ties by index.
type pickLimit struct {
	word   uint64
	device int64
}

// A layer is when an effect acts on a reading: first its values change, then
// its message, then its delivery, in this order whatever the order in the file.
type layer uint8

const (
	layerMeasure   layer = iota // changes what is measured, before clamp and digits
	layerReplace                // puts another value in its place
	layerClock                  // changes what the device's clock says
	layerInfo                   // changes what device_info says
	layerType                   // writes a field as another type
	layerMissing                // leaves a field out
	layerOversize               // pads the message
	layerTruncate               // cuts the message off
	layerCorrupt                // changes its bytes
	layerOffline                // holds readings back, or loses them with the device
	layerDrop                   // loses readings on their way
	layerDelay                  // sends later
	layerDuplicate              // sends again
	layers
)

var layerOf = map[schema.EffectKind]layer{
	schema.Bias:     layerMeasure,
	schema.Drift:    layerMeasure,
	schema.Gain:     layerMeasure,
	schema.Noise:    layerMeasure,
	schema.Clip:     layerMeasure,
	schema.Quantize: layerMeasure,
	schema.Stuck:    layerReplace,
	schema.Spike:    layerReplace,
	schema.Swap:     layerReplace,
	schema.Sentinel: layerReplace,

	schema.Firmware:     layerInfo,
	schema.Battery:      layerInfo,
	schema.ClockSkew:    layerClock,
	schema.ClockStep:    layerClock,
	schema.TypeChange:   layerType,
	schema.MissingField: layerMissing,
	schema.Oversize:     layerOversize,
	schema.Truncate:     layerTruncate,
	schema.Corrupt:      layerCorrupt,

	schema.Offline:   layerOffline,
	schema.Silence:   layerOffline,
	schema.Reboot:    layerOffline,
	schema.Drop:      layerDrop,
	schema.BurstLoss: layerDrop,
	schema.Interval:  layerDrop, // one below 1 adds readings: layerDuplicate
	schema.Delay:     layerDelay,
	schema.Reorder:   layerDelay,
	schema.Duplicate: layerDuplicate,
	schema.Clone:     layerDuplicate,
}

// An effect is one thing that a fault does.
type effect struct {
	*schema.Effect
	ordinal int
	layer   layer
	sensors []int // index of Sensor by model; -1: the model has none of that name
	others  []int // of swap: index of the second sensor by model

	added    *signal.Distribution // spike, noise
	tagAdded signal.Tag
	rate     float64 // drift: per nanosecond

	reconnect    *signal.Distribution
	tagReconnect signal.Tag
	delay        *signal.Distribution
	tagDelay     signal.Tag
	tagShare     signal.Tag
	limit        uint64 // of the top 53 bits of a word, below which Share is met
	gap          *signal.Distribution
	tagGap       signal.Tag
	bursts       signal.Switch
	tagBurst     signal.Tag
	tagClone     signal.Tag
	pace         pace

	damage damage // to messages
}

func newFault(p *Plan, index int) *fault {
	f := &fault{Fault: &p.Faults[index], index: index, chance: 1}
	f.pick = signal.NewTag(signal.Pick, f.Name)
	f.tagAfter = signal.NewTag(signal.After, f.Name)
	f.tagLasts = signal.NewTag(signal.Lasts, f.Name)
	if f.Probability != nil {
		f.chance = *f.Probability
	}
	f.after, f.lasts = distribution(f.After), distribution(f.Lasts)
	n := int64(0)
	for _, w := range f.Windows {
		f.slots = append(f.slots, n)
		n += f.slotsIn(w)
	}
	f.slots = append(f.slots, n)
	for i := range f.Effects {
		f.effects = append(f.effects, newEffect(p, f, i))
		f.has[f.effects[i].layer] = true
		f.reboots = f.reboots || f.effects[i].Kind == schema.Reboot
	}
	return f
}

func newEffect(p *Plan, f *fault, ordinal int) effect {
	e := effect{Effect: &f.Effects[ordinal], ordinal: ordinal}
	e.layer = layerOf[e.Kind]
	e.reconnect, e.delay = distribution(e.Reconnect), distribution(e.By)
	e.tagReconnect = effectTag(signal.Reconnect, f.Name, ordinal)
	e.tagDelay = effectTag(signal.Delay, f.Name, ordinal)
	e.tagShare = effectTag(signal.Share, f.Name, ordinal)
	e.limit = uint64(math.Ceil(float64(e.Share * 0x1p53))) // exact: Unit is a multiple of 2^-53
	e.newDelivery(f.Name)
	e.aim(p, f)
	return e
}

// newDelivery compiles what only some effects on delivery have.
func (e *effect) newDelivery(fault string) {
	switch e.Kind {
	case schema.Reboot:
		e.gap, e.tagGap = distribution(e.Gap), effectTag(signal.Gap, fault, e.ordinal)
	case schema.BurstLoss:
		e.bursts, e.tagBurst = signal.NewBursts(e.Enter, e.Leave), effectTag(signal.Burst, fault, e.ordinal)
	case schema.Clone:
		e.tagClone = effectTag(signal.Clone, fault, e.ordinal)
	case schema.Interval:
		if e.pace = newPace(e.Factor); e.Factor < 1 {
			e.layer = layerDuplicate
		}
	}
}

func sensorIndex(m *schema.Model, name string) int {
	for i := range m.Sensors {
		if m.Sensors[i].Name == name {
			return i
		}
	}
	return -1
}

// announced is the first effect from one on whose begin and end are told of devices
// of a model; otherwise how many effects there are. Silence is not told.
func (f *fault) announced(effect, model int) int {
	for effect < len(f.effects) && (f.effects[effect].Kind == schema.Silence || !f.effects[effect].acts(model)) {
		effect++
	}
	return effect
}

// acts says whether the fault can do anything to devices of a model.
func (f *fault) acts(model int) bool {
	for i := range f.effects {
		if f.effects[i].acts(model) {
			return true
		}
	}
	return false
}

// acts says whether messages of a model hold what the effect is about.
func (e *effect) acts(model int) bool {
	switch {
	case e.layer <= layerReplace:
		return e.sensors[model] >= 0
	case e.layer == layerInfo:
		return len(e.damage.models[model].paths) > 0
	case e.Field != "":
		return e.damage.models[model].field.path != nil
	}
	return true
}

// A slot is a stretch in which a fault may happen once to a device: a window,
// or one of its repeats.
type slot struct {
	ordinal    int64 // over all windows of the fault
	start, end int64
}

func (f *fault) slotsIn(w Window) int64 {
	switch {
	case f.Repeat == 0:
		return 1
	case f.after != nil && f.after.Quantile(0) >= float64(f.Repeat):
		return 0 // every device's moment is past the slot's end: nothing to look for
	}
	return (w.End - w.Start + int64(f.Repeat) - 1) / int64(f.Repeat)
}

// slot is the slot of an ordinal.
func (f *fault) slot(ordinal int64) slot {
	i := sort.Search(len(f.Windows), func(i int) bool { return f.slots[i+1] > ordinal })
	w := f.Windows[i]
	if f.Repeat == 0 {
		return slot{ordinal, w.Start, w.End}
	}
	start := w.Start + (ordinal-f.slots[i])*int64(f.Repeat)
	return slot{ordinal, start, min(start+int64(f.Repeat), w.End)}
}

// slotCount is the number of slots over all windows.
func (f *fault) slotCount() int64 { return f.slots[len(f.slots)-1] }

// slotAt is the ordinal of the last slot that starts at t or before; -1: none.
func (f *fault) slotAt(t int64) int64 {
	i := sort.Search(len(f.Windows), func(i int) bool { return f.Windows[i].Start > t }) - 1
	if i < 0 {
		return -1
	}
	if f.Repeat == 0 {
		return f.slots[i]
	}
	return min(f.slots[i]+(t-f.Windows[i].Start)/int64(f.Repeat), f.slots[i+1]-1)
}

// An activation is a fault happening to a device, in [begin, end).
type activation struct {
	slot       int64
	begin, end int64
}

// activate says when the fault happens in a slot to a device, or to all of a
// place, if at all: whose moment falls past the slot's end is spared.
func (f *fault) activate(anchor signal.Key, s slot) (activation, bool) {
	begin := s.start + draw(f.after, anchor.Stream(f.tagAfter).Word(s.ordinal), 0)
	if begin >= s.end {
		return activation{}, false
	}
	lasts := draw(f.lasts, anchor.Stream(f.tagLasts).Word(s.ordinal), math.MaxInt64-begin)
	return activation{s.ordinal, begin, min(begin+lasts, s.end)}, true
}

// draw is a duration in whole nanoseconds, never negative; absent when the
// distribution is nil. It is cut to what is left of the clock, about 292 years.
func draw(d *signal.Distribution, word uint64, absent int64) int64 {
	if d == nil {
		return absent
	}
	v := math.Floor(d.Quantile(word))
	return int64(max(0, min(v, maxDraw)))
}

// maxDraw keeps the sum of a few drawn durations and a time within 64 bits.
const maxDraw = 1 << 60

// hits says whether the fault happens to a device at all.
func (f *fault) hits(g *group, groupIndex int, device int64, key signal.Key) bool {
	if !f.selects(g, groupIndex, device) {
		return false
	}
	if f.scope != nil {
		return f.scope.picked[groupIndex]
	}
	word := key.Stream(f.pick).Word(0)
	if f.limit != nil {
		return word < f.limit.word || word == f.limit.word && device <= f.limit.device
	}
	return f.chanced(word)
}

// selects says whether the fault may happen to a device: it is admitted, and there
// is something to do.
func (f *fault) selects(g *group, groupIndex int, device int64) bool {
	return f.acts(g.model.index) && f.admits(g, groupIndex, device)
}

// admits says whether the selector admits a device, and a scope has its place.
func (f *fault) admits(g *group, groupIndex int, device int64) bool {
	if f.scope != nil && !f.scope.stands[groupIndex] {
		return false
	}
	if f.selector == nil {
		return true
	}
	if f.admitted != nil {
		return f.admitted[groupIndex]
	}
	return f.selector.Match(g.selectable(device))
}

// label names an activation of an effect: fault/effect/slot, unique for a device.
func (f *fault) label(dst []byte, effect int, slot int64) []byte {
	dst = append(append(dst, f.Name...), '/')
	dst = append(strconv.AppendInt(dst, int64(effect), 10), '/')
	return strconv.AppendInt(dst, slot, 10)
}

// touches says whether an effect with a share takes a reading.
func (e *effect) touches(device signal.Key, tick int64) bool {
	return e.Share >= 1 || device.Stream(e.tagShare).Word(tick)>>11 < e.limit
}

// delayOf is by how much a reading is late.
func (e *effect) delayOf(device signal.Key, tick int64) int64 {
	d := draw(e.delay, device.Stream(e.tagDelay).Word(tick), 0)
	if e.Max > 0 {
		d = min(d, int64(e.Max))
	}
	return d
}

// admit sets the selector, and asks it once a group when it can.
func (f *fault) admit(s *expression.Selector, fleet *fleet) {
	f.selector = s
	if s.PerDevice() {
		return
	}
	f.admitted = make([]bool, len(fleet.groups))
	for i := range fleet.groups {
		g := &fleet.groups[i]
		f.admitted[i] = s.Match(g.selectable(g.first))
	}
}

// limitTo finds the word up to which a fault with a count picks its devices, or
// the places of one with a scope.
func (f *fault) limitTo(fleet *fleet) {
	if f.scope != nil {
		f.choose(fleet)
		return
	}
	if f.Count == nil {
		return
	}
	var picks []pickLimit
	for i := range fleet.groups {
		g := &fleet.groups[i]
		for d := g.first; d < g.first+g.Group.Count; d++ {
			if f.selects(g, i, d) {
				picks = append(picks, pickLimit{g.device(g.ordinal(d)).Stream(f.pick).Word(0), d})
			}
		}
	}
	slices.SortFunc(picks, func(a, b pickLimit) int {
		return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.device, b.device))
	})
	switch n := min(*f.Count, int64(len(picks))); n {
	case 0:
		f.limit = &pickLimit{0, -1}
	default:
		last := picks[n-1] // not a pointer into picks, which would keep all of them
		f.limit = &last
	}
}

package oracle

import (
	"math/big"
	"time"

	"github.com/iotsim/iotsim/internal/signal"
)

// A Scenario is what the author says, in plain Go and written by hand: the same
// as an HCL file beside it, without the path through any of our decoders.
type Scenario struct {
	Name       string
	Seed       uint64
	Start      time.Time     // event time of the first instant
	Groups     []Group       // in the order of the file
	Faults     []Fault       // in the order of the file
	Phases     []Phase       // in the order of the file
	Cycles     []Cycle       // of phases that repeat, apart and in the order of the file
	Cut        time.Duration // --duration: the time line ends here; 0: with the last phase
	Partitions int32         // of the sink; the key is the id
}

// A Group is one devices block of one room.
type Group struct {
	Building string
	Floor    string // decimal text; "" for a level that is left out
	Room     string
	Label    string
	Count    int64
	Interval time.Duration
	First    int64                       // fleet index of device n = 1
	ID       func(n, index int64) string // of a device
	Drain    *Drain                      // nil: its devices never die
	Jitter   *big.Rat                    // share of the interval; nil: none

	CountsItself bool // its messages say device.sequence
}

// A Drain is a battery: Start at the scenario's start, less PerHour every hour.
type Drain struct{ Start, PerHour *big.Rat }

// A Cycle is that the phases from First to before End run Times times.
type Cycle struct{ First, End, Times int }

// A Phase is one stretch of the time line, or one for every time that its cycle
// comes round. Faults are indexes in Scenario.Faults.
type Phase struct {
	Name     string
	Duration time.Duration
	Forever  bool   // instead of Duration; Scenario.Cut ends it
	Devices  *Curve // nil: stays as it was; 100% in the first phase
	Rate     *Curve // nil: 1
	Faults   []int
}

// A Fault says which devices fail and when within its windows.
type Fault struct {
	Name        string
	Where       func(Device) bool    // nil: everywhere
	When        func(due int64) bool // readings that it may touch; nil: all
	Probability *float64             // share of the devices that Where admits
	Count       *int64               // or a number of them
	Scope       string               // room, floor or building: picks those instead; "": devices
	After       *signal.Distribution // nanoseconds; nil: 0
	Lasts       *signal.Distribution // nanoseconds; nil: to the end of the slot
	Repeat      time.Duration        // 0: one slot a window
	Effects     []Effect
}

// EffectKind names an effect as the author writes it.
type EffectKind string

// The effects of the model. Value effects move no record: they are here because
// an effect is known by its ordinal in the fault.
const (
	OfflineEffect   EffectKind = "offline"
	DropEffect      EffectKind = "drop"
	DelayEffect     EffectKind = "delay"
	DuplicateEffect EffectKind = "duplicate"
	SilenceEffect   EffectKind = "silence"
	RebootEffect    EffectKind = "reboot"
	IntervalEffect  EffectKind = "interval"
	CloneEffect     EffectKind = "clone"
	BurstEffect     EffectKind = "burst_loss"
	ReorderEffect   EffectKind = "reorder"
	ValueEffect     EffectKind = "value"
)

// An Effect is one thing that a fault does. Which fields hold is decided by Kind.
type Effect struct {
	Kind EffectKind

	Reconnect *signal.Distribution // offline: nanoseconds; nil: 0
	Backfill  *big.Rat             // offline: readings a second; nil: all at once
	Buffer    int64                // offline: readings kept

	Share float64 // drop, burst_loss, delay, reorder, duplicate: of the readings

	By  *signal.Distribution // delay: nanoseconds
	Max time.Duration        // delay

	Copies int64         // duplicate, clone
	After  time.Duration // duplicate
	Shift  time.Duration // clone

	Gap          *signal.Distribution // reboot: nanoseconds; nil: 0
	Factor       *big.Rat             // interval
	Enter, Leave float64              // burst_loss
	Behind       int64                // reorder
}

// Always is a duration that needs no draw.
func Always(d time.Duration) *signal.Distribution {
	return &signal.Distribution{Kind: signal.KindConstant, A: float64(d)}
}

// Between is uniform(low, high) of durations.
func Between(low, high time.Duration) *signal.Distribution {
	return &signal.Distribution{Kind: signal.KindUniform, A: float64(low), B: float64(high)}
}

// About is exponential(mean) of a duration.
func About(mean time.Duration) *signal.Distribution {
	return &signal.Distribution{Kind: signal.KindExponential, A: float64(mean)}
}

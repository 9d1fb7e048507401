package schema

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// EffectKind names an effect as the author writes it.
type EffectKind string

// The closed set of effects, in three layers.
const (
	Bias     EffectKind = "bias" // on what a sensor says
	Drift    EffectKind = "drift"
	Gain     EffectKind = "gain"
	Spike    EffectKind = "spike"
	Noise    EffectKind = "noise"
	Stuck    EffectKind = "stuck"
	Clip     EffectKind = "clip"
	Quantize EffectKind = "quantize"
	Swap     EffectKind = "swap"
	Sentinel EffectKind = "sentinel"

	Offline  EffectKind = "offline" // on what a device does
	Silence  EffectKind = "silence"
	Reboot   EffectKind = "reboot"
	Interval EffectKind = "interval"
	Battery  EffectKind = "battery"
	Clone    EffectKind = "clone"
	Firmware EffectKind = "firmware"

	Drop         EffectKind = "drop" // on messages
	BurstLoss    EffectKind = "burst_loss"
	Delay        EffectKind = "delay"
	Duplicate    EffectKind = "duplicate"
	Reorder      EffectKind = "reorder"
	Corrupt      EffectKind = "corrupt"
	Truncate     EffectKind = "truncate"
	Oversize     EffectKind = "oversize"
	MissingField EffectKind = "missing_field"
	TypeChange   EffectKind = "type_change"
	ClockSkew    EffectKind = "clock_skew"
	ClockStep    EffectKind = "clock_step"
)

// An Effect is one thing that a fault does. Kind decides which fields hold; a
// field that several kinds have means the same in each, in its own words.
type Effect struct {
	Kind EffectKind `json:"kind,omitempty"`

	Sensor  string        `json:"sensor,omitempty"`  // all on values but swap
	Sensors []string      `json:"sensors,omitempty"` // swap: two of one model
	At      *float64      `json:"at,omitempty"`      // stuck: the number it sticks at, nil: the last value; sentinel: the number it says, nil: null
	Add     float64       `json:"add,omitempty"`     // bias
	Grow    time.Duration `json:"grow,omitempty"`    // all on values: onset; 0: abrupt
	Recover time.Duration `json:"recover,omitempty"` // all on values: from the fault's end on; 0: abrupt
	Shape   string        `json:"shape,omitempty"`   // of both: linear (also when empty) or exponential
	Rate    *Change       `json:"rate,omitempty"`    // drift, battery (lost, positive; nil: Level)
	Reach   *float64      `json:"reach,omitempty"`   // drift: the most it is off by; nil: no end
	Factor  float64       `json:"factor,omitempty"`  // gain; interval: of the device's own
	Value   *Distribution `json:"value,omitempty"`   // spike, noise: added
	Limits  *Limits       `json:"limits,omitempty"`  // clip
	Step    float64       `json:"step,omitempty"`    // quantize

	Reconnect *Distribution `json:"reconnect,omitempty"` // offline: duration after the end; nil: 0
	Backfill  *Ratio        `json:"backfill,omitempty"`  // offline: readings per second; nil: all at once
	Buffer    int64         `json:"buffer,omitempty"`    // offline: readings kept
	Gap       *Distribution `json:"gap,omitempty"`       // reboot: duration; nil: 0
	Level     *float64      `json:"level,omitempty"`     // battery; nil: Rate
	Version   string        `json:"version,omitempty"`   // firmware
	Shift     time.Duration `json:"shift,omitempty"`     // clone: from each to the next

	Share  float64       `json:"share,omitempty"`  // of the readings; default 1. burst_loss: of those in a burst
	Enter  float64       `json:"enter,omitempty"`  // burst_loss: chance per reading
	Leave  float64       `json:"leave,omitempty"`  // burst_loss: chance per reading
	By     *Distribution `json:"by,omitempty"`     // delay: duration
	Max    time.Duration `json:"max,omitempty"`    // delay: upper bound; for a bounded By its own bound
	Copies int64         `json:"copies,omitempty"` // duplicate: extra copies; clone: others; default 1
	After  time.Duration `json:"after,omitempty"`  // duplicate: how long after the original
	Behind int64         `json:"behind,omitempty"` // reorder: later readings that overtake it
	Bytes  int64         `json:"bytes,omitempty"`  // corrupt: changed; truncate: kept; oversize: in all
	Field  string        `json:"field,omitempty"`  // missing_field, type_change: path of names, joined by dots
	To     string        `json:"to,omitempty"`     // type_change: string, null, bool or number
	Clock  *ClockFault   `json:"clock,omitempty"`  // clock_skew, clock_step

	Range hcl.Range `json:"-"`
}

// A ClockFault is what is wrong with a device's clock. One of its fields is set.
type ClockFault struct {
	Gains *Gains        `json:"gains,omitempty"` // skew
	By    time.Duration `json:"by,omitempty"`    // step: off by, negative: slow
	To    *Instant      `json:"to,omitempty"`    // step: what it says when the fault begins
	Unit  string        `json:"unit,omitempty"`  // step: what timestamps count, "s"
}

// Gains is time per time, "+2s/h"; a clock that loses gains a negative amount.
type Gains struct {
	Amount time.Duration `json:"amount"`
	Per    time.Duration `json:"per"`
}

package schema

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// A Scenario is what the author wrote: typed, in range, with places already
// repeated. It represents source, not results: nothing in it was drawn, and no
// phase, fault or share has been laid on a time line yet.
type Scenario struct {
	Name        string
	Description string
	Seed        uint64  // default 1
	Start       Instant // event time of the first instant
	Timezone    *time.Location
	Speed       Ratio // plan seconds a wall-clock second; {0, 1} is max, {1, 1} the default

	Models []Model
	Groups []Group // every devices block of every room, in the order of the file
	Faults []Fault
	Phases []Phase // at least one, in the order in which they run
	Sinks  []Sink  // at least one: the Kafka sink of defaults when the file names none
	Labels *Labels // nil: no ground truth is published

	Range hcl.Range `json:"-"`
}

// An Instant is a point of event time. Start of a scenario may be left to the
// moment of apply: then Now is true and Offset says how far from it ("now-3d").
type Instant struct {
	Now        bool
	Offset     time.Duration
	UnixMillis int64 // when Now is false
}

// A Ratio is an exact fraction in lowest terms, Den > 0. Rates and shares are
// ratios because the time line is exact: 0.1 is 1/10, never its float64.
type Ratio struct{ Num, Den int64 }

// A Model is a type of device: what it measures, how often, what it says of itself.
type Model struct {
	Name     string
	Interval time.Duration
	Sensors  []Sensor  // in the order written: formulas see those before them
	Info     []Info    // device_info, in the order written
	Range    hcl.Range `json:"-"`
}

// A Sensor is one measured quantity. Exactly one of Value and Formula is set.
type Sensor struct {
	Name     string
	Unit     string        // empty: the message has no unit
	Value    *Distribution // marginal distribution
	Formula  *Expression
	Noise    *Distribution // of a formula
	Memory   time.Duration // correlation time; 0: white
	Spread   *Distribution // one draw a device, added
	Trend    *Change
	Daily    *Daily
	Clamp    *Limits
	Digits   int // after the decimal point, default 2
	Warning  *Limits
	Critical *Limits
	Range    hcl.Range `json:"-"`
}

// Daily is a cosine of the scenario's local time of day.
type Daily struct {
	Amplitude float64
	Peak      time.Duration // since local midnight
	Range     hcl.Range     `json:"-"`
}

// A Change is an amount per time, "+0.2/h".
type Change struct {
	Amount float64
	Per    time.Duration
}

// Limits are inclusive, Low <= High.
type Limits struct{ Low, High float64 }

// An Info is one member of device_info. Exactly one field beside Name is set.
type Info struct {
	Name   string
	Text   *Pattern // constant text is a pattern without fields
	Number *float64
	Bool   *bool
	Value  *Distribution // drawn per reading, digits 0; Drain and Fixed included
	Range  hcl.Range     `json:"-"`
}

// DistributionKind names a distribution as the author writes it.
type DistributionKind string

// The closed set of distributions. Arguments of each, in Args:
const (
	Constant    DistributionKind = "constant"    // value
	Normal      DistributionKind = "normal"      // mean, stddev
	Lognormal   DistributionKind = "lognormal"   // median, sigma
	Uniform     DistributionKind = "uniform"     // min, max
	Exponential DistributionKind = "exponential" // mean
	Choice      DistributionKind = "choice"      // no Args; Choices
	Switch      DistributionKind = "switch"      // mean_on, mean_off (durations)
	Drain       DistributionKind = "drain"       // start, amount lost per hour
	Fixed       DistributionKind = "fixed"       // no Args; Of, drawn once a device
)

// A Distribution is a typed value of the language, so it may stand in locals,
// variables and conditionals.
type Distribution struct {
	Kind    DistributionKind
	Args    []Argument
	Choices []ChoiceOption // of choice, sorted by text
	Of      *Distribution  // of fixed
	// Durations says that the arguments are durations, in nanoseconds: true for
	// uniform("0s", "20s") and for switch, false for uniform(0, 20). The sigma of
	// lognormal("2s", 0.5) is a plain number in either case.
	Durations bool
	Range     hcl.Range `json:"-"`
}

// An Argument of a distribution is a number, or fixed(DIST): a number drawn
// once a device.
type Argument struct {
	Value float64
	Fixed *Distribution // the DIST of fixed(DIST), else nil
}

// A ChoiceOption is one outcome of choice. Weights are positive; they need not sum to 1.
type ChoiceOption struct {
	Text   string
	Weight float64
}

// A Group is one devices block of one room: Count devices of one model that
// differ only by their ordinal.
type Group struct {
	Building    string
	Floor       *int64 // nil: the level is left out
	Room        string // empty: the level is left out
	HasBuilding bool
	HasRoom     bool
	Label       string // the devices block's label, unique in its room
	Model       int    // index in Scenario.Models
	Count       int64
	Interval    time.Duration // the block's own, else the model's
	First       int64         // fleet index of its first device, from 1
	ID          Pattern       // place fields already replaced by text: only n and index are left
	Range       hcl.Range     `json:"-"`
}

// A Pattern is text with per-device fields: "{building}-{n:03}".
type Pattern struct {
	Parts []PatternPart
	Range hcl.Range `json:"-"`
}

// A PatternPart is literal text or a field. Width pads numbers with zeros.
type PatternPart struct {
	Text  string // literal, when Field is empty
	Field string // building floor room devices model n index key id
	Width int
}

// An Expression is quoted expr-lang source: `where = "device.floor >= 3"`.
type Expression struct {
	Source string
	// Constants are var.NAME and local.NAME: string, float64 or bool.
	Constants map[string]map[string]any
	Range     hcl.Range `json:"-"` // of the whole quoted string
	// Position maps a span of runes of Source to the file; nil: Range is all there is.
	Position func(from, to int) hcl.Range `json:"-"`
}

// A Curve is an amount over a phase: constant (From == To) or a ramp.
type Curve struct {
	From, To Level
	Ramp     bool
	Ease     bool // smoothstep instead of linear
	// Span is the time that a ramp takes from From to To when its phase was cut
	// by --duration and ends before; 0: the phase's duration.
	Span  time.Duration
	Range hcl.Range `json:"-"`
}

// A Level is one end of a curve. For devices: a share of the fleet (0 to 1), or
// with Absolute a number of devices. For rate: a multiple of the models' own
// rate, or with Absolute a fleet total per second.
type Level struct {
	Value    Ratio
	Absolute bool
}

// A Phase is one stretch of the time line.
type Phase struct {
	Name     string
	Duration time.Duration
	Devices  *Curve    // nil: as the phase before; 100% in the first
	Rate     *Curve    // nil: 1
	Faults   []int     // indexes in Scenario.Faults, in the order listed
	Range    hcl.Range `json:"-"`
}

// A Fault says which devices fail, when within its window, and how.
type Fault struct {
	Name        string
	Where       *Expression
	Probability *float64      // share of the selected devices; nil with Count nil: all
	Count       *int64        // number of the selected devices
	After       *Distribution // duration; nil: 0
	Lasts       *Distribution // duration; nil: to the window's end
	Repeat      time.Duration // 0: once a window
	Effects     []Effect
	Range       hcl.Range `json:"-"`
}

// EffectKind names an effect as the author writes it.
type EffectKind string

// The effects that run today. The language knows more (see effectKinds).
const (
	Stuck     EffectKind = "stuck"
	Bias      EffectKind = "bias"
	Offline   EffectKind = "offline"
	Drop      EffectKind = "drop"
	Delay     EffectKind = "delay"
	Duplicate EffectKind = "duplicate"
)

// An Effect is one thing that a fault does. Which fields hold is decided by Kind.
type Effect struct {
	Kind EffectKind

	Sensor string        // stuck, bias
	At     *float64      // stuck: the number it sticks at; nil: the last value
	Add    float64       // bias
	Grow   time.Duration // bias: linear onset; 0: abrupt

	Reconnect *Distribution // offline: duration after the end; nil: 0
	Backfill  *Ratio        // offline: readings per second; nil: all at once
	Buffer    int64         // offline: readings kept

	Share  float64       // drop, delay, duplicate: of the readings; default 1
	By     *Distribution // delay: duration
	Max    time.Duration // delay: upper bound; for a bounded By its own bound
	Copies int64         // duplicate: extra copies, default 1
	After  time.Duration // duplicate: how long after the original

	Range hcl.Range `json:"-"`
}

// SinkKind names where records go.
type SinkKind string

// The sinks.
const (
	SinkKafka  SinkKind = "kafka"
	SinkFile   SinkKind = "file"
	SinkStdout SinkKind = "stdout"
	SinkNull   SinkKind = "null"
)

// A Sink is a destination. Every sink has topic, partitions and key, because
// the partition is the unit of order whatever the destination.
type Sink struct {
	Kind          SinkKind
	Brokers       []string
	Topic         string  // default "iotsim"
	Partitions    int32   // default 12
	Replication   int16   // default -1: the broker's own
	Key           Pattern // default "{id}"
	Compression   string  // none, gzip, snappy, lz4 (default), zstd
	Linger        time.Duration
	BatchBytes    int64
	BufferRecords int64
	BufferBytes   int64
	Config        map[string]string // of a topic that we create
	Path          string            // file
	Records       bool              // file, stdout: whole records instead of values
	Range         hcl.Range         `json:"-"`
	TopicRange    hcl.Range         `json:"-"`
}

// Labels is the ground-truth stream: which reading was touched by which fault.
type Labels struct {
	Topic string
	Range hcl.Range `json:"-"`
}

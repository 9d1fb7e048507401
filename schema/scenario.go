package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
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
	// ModelsUnread says of a scenario with errors that there are more models.
	ModelsUnread bool `json:"-"`

	Groups []Group // every devices block of every room, in the order of the file
	Faults []Fault
	Phases []Phase // at least one, in the order in which they run
	Cycles []Cycle // of phases that repeat: apart, in the order in which they run
	Sinks  []Sink  // at least one: the Kafka sink of defaults when the file names none
	Labels *Labels // nil: no ground truth is published

	// Cut ends the time line in a later repetition of a cycle, which is then the
	// last; 0: it ends with its last phase.
	Cut time.Duration

	Expectations []Expectation // in the order of the file
	// Sensitive are the names of the variables whose values are not printed.
	Sensitive []string `json:"-"`

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

// MarshalText writes a ratio as "3" or "1/3".
func (r Ratio) MarshalText() ([]byte, error) {
	text := strconv.AppendInt(nil, r.Num, 10)
	if r.Den != 1 {
		text = strconv.AppendInt(append(text, '/'), r.Den, 10)
	}
	return text, nil
}

// UnmarshalText reads what MarshalText writes.
func (r *Ratio) UnmarshalText(text []byte) error {
	num, den, fraction := strings.Cut(string(text), "/")
	n, err := strconv.ParseInt(num, 10, 64)
	d := int64(1)
	if err == nil && fraction {
		d, err = strconv.ParseInt(den, 10, 64)
	}
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is no ratio such as 3 or 1/3", text)
	}
	*r = Ratio{n, d}
	return nil
}

// A Model is a type of device: what it measures, how often, what it says of itself.
type Model struct {
	Name     string            `json:"name,omitempty"`
	Interval time.Duration     `json:"interval,omitempty"`
	Jitter   *Ratio            `json:"jitter,omitempty"`  // of the interval, below 1; nil: none
	Tags     map[string]string `json:"-"`                 // in the groups' own
	Sensors  []Sensor          `json:"sensors,omitempty"` // in the order written: formulas see those before them
	Info     []Info            `json:"info,omitempty"`    // device_info, in the order written
	Payload  *Payload          `json:"payload,omitempty"` // nil: the default message
	Range    hcl.Range         `json:"-"`
}

// A Sensor is one measured quantity. Exactly one of Value and Formula is set.
type Sensor struct {
	Name     string        `json:"name,omitempty"`
	Unit     string        `json:"unit,omitempty"`  // empty: the message has no unit
	Value    *Distribution `json:"value,omitempty"` // marginal distribution
	Formula  *Expression   `json:"formula,omitempty"`
	Noise    *Distribution `json:"noise,omitempty"`  // of a formula
	Memory   time.Duration `json:"memory,omitempty"` // correlation time; 0: white
	Spread   *Distribution `json:"spread,omitempty"` // one draw a device, added
	Trend    *Change       `json:"trend,omitempty"`
	Daily    *Rhythm       `json:"daily,omitempty"`
	Weekly   *Rhythm       `json:"weekly,omitempty"`
	Drift    *Creep        `json:"drift,omitempty"`
	Steps    []Step        `json:"steps,omitempty"` // in the order of time
	Zones    []Zone        `json:"zones,omitempty"` // one a scope
	Clamp    *Limits       `json:"clamp,omitempty"`
	Digits   int           `json:"digits"` // after the decimal point, default 2
	Warning  *Limits       `json:"warning,omitempty"`
	Critical *Limits       `json:"critical,omitempty"`
	Status   []Status      `json:"status,omitempty"` // the author's own words: the first that holds
	Range    hcl.Range     `json:"-"`
}

// A Rhythm is what a day or a week adds, in the scenario's local time: a cosine,
// or with Points the straight lines from one to the next, and from the last to
// the first again. Times are since local midnight, of a week since Monday's.
type Rhythm struct {
	Amplitude float64       `json:"amplitude"`
	Peak      time.Duration `json:"peak"`
	Points    []Point       `json:"points,omitempty"` // in the order of time, at least two
	// Draws once a device or, with Scope, once a room, floor or building.
	Drawn *Distribution `json:"drawn,omitempty"` // instead of Amplitude
	Shift *Distribution `json:"shift,omitempty"` // how much later it all is
	Scope string        `json:"scope,omitempty"`
	Range hcl.Range     `json:"-"`
}

// A Zone is what the devices of a room, floor or building have in common: added
// to the sensor, the same at an instant for all of them.
type Zone struct {
	Scope  string        `json:"scope"`
	Value  *Distribution `json:"value,omitempty"`  // wanders with Memory
	Memory time.Duration `json:"memory,omitempty"` // correlation time of Value
	Spread *Distribution `json:"spread,omitempty"` // one draw a place
	Range  hcl.Range     `json:"-"`
}

// A Point is a value at a time of a Rhythm.
type Point struct {
	At    time.Duration `json:"at"`
	Value float64       `json:"value"`
}

// A Creep is a change from the scenario's start on that ends at an amount.
type Creep struct {
	Rate  Change    `json:"rate"`
	Max   float64   `json:"max"` // not negative: how far it goes, in the direction of Rate
	Range hcl.Range `json:"-"`
}

// A Step is added from an instant on, counted from the scenario's start.
type Step struct {
	At    time.Duration `json:"at"`
	Add   float64       `json:"add"`
	Range hcl.Range     `json:"-"`
}

// A Status is a word for what holds of a sensor's value.
type Status struct {
	Name  string     `json:"name"`
	When  Expression `json:"when"`
	Range hcl.Range  `json:"-"`
}

// A Change is an amount per time, "+0.2/h".
type Change struct {
	Amount float64       `json:"amount"`
	Per    time.Duration `json:"per"`
}

// Limits are inclusive, Low <= High. An end that is open is infinite.
type Limits struct{ Low, High float64 }

// MarshalJSON writes limits as they are written in a scenario: [low, high].
func (l Limits) MarshalJSON() ([]byte, error) {
	if l.closed() {
		return json.Marshal([2]float64{l.Low, l.High})
	}
	var pair [2]*float64
	if !math.IsInf(l.Low, -1) {
		pair[0] = &l.Low
	}
	if !math.IsInf(l.High, 1) {
		pair[1] = &l.High
	}
	return json.Marshal(pair)
}

func (l Limits) closed() bool { return !math.IsInf(l.Low, -1) && !math.IsInf(l.High, 1) }

// String is the limits as an author writes them.
func (l Limits) String() string {
	text, err := l.MarshalJSON()
	if err != nil {
		panic(err) // of numbers, never
	}
	return strings.ReplaceAll(string(text), ",", ", ")
}

// An Info is one member of device_info. Exactly one field beside Name is set.
type Info struct {
	Name   string        `json:"name,omitempty"`
	Text   *Pattern      `json:"text,omitempty"` // constant text is a pattern without fields
	Number *float64      `json:"number,omitempty"`
	Bool   *bool         `json:"bool,omitempty"`
	Value  *Distribution `json:"value,omitempty"` // drawn per reading, digits 0; Drain and Fixed included
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
	Weibull     DistributionKind = "weibull"     // scale, shape
	Poisson     DistributionKind = "poisson"     // mean
	Walk        DistributionKind = "walk"        // start, step
	Replay      DistributionKind = "replay"      // no Args; Series
	Choice      DistributionKind = "choice"      // no Args; Choices
	Switch      DistributionKind = "switch"      // mean_on, mean_off (durations)
	Drain       DistributionKind = "drain"       // start, amount lost per hour
	Fixed       DistributionKind = "fixed"       // no Args; Of, drawn once a device
)

// A Distribution is a typed value of the language, so it may stand in locals,
// variables and conditionals.
type Distribution struct {
	Kind    DistributionKind `json:"kind,omitempty"`
	Args    []Argument       `json:"args,omitempty"`
	Choices []ChoiceOption   `json:"choices,omitempty"` // of choice, sorted by text
	Of      *Distribution    `json:"of,omitempty"`      // of fixed
	Series  *Series          `json:"series,omitempty"`  // of replay
	// Durations says that the arguments are durations, in nanoseconds: true for
	// uniform("0s", "20s") and for switch, false for uniform(0, 20). The sigma of
	// lognormal("2s", 0.5) and the shape of weibull("2h", 3) are plain numbers in
	// either case.
	Durations bool      `json:"durations,omitempty"`
	Range     hcl.Range `json:"-"`
}

// A Series is a recorded column of a file: values at times from 0 on. Its JSON has
// the readings by their digest.
type Series struct {
	File   string    `json:"file"` // as the author writes it
	Column string    `json:"column"`
	Period int64     `json:"period,omitempty"` // of a loop, in nanoseconds; 0: the last value stays
	Hold   bool      `json:"hold,omitempty"`   // no straight lines between readings
	Count  int       `json:"count"`
	Digest string    `json:"digest"` // SHA-256, hex, of At and Values
	At     []int64   `json:"-"`      // ascending, the first is 0
	Values []float64 `json:"-"`
}

// An Argument of a distribution is a number, or fixed(DIST): a number drawn
// once a device.
type Argument struct {
	Value float64       `json:"value"`
	Fixed *Distribution `json:"fixed,omitempty"` // the DIST of fixed(DIST), else nil
}

// A ChoiceOption is one outcome of choice. Weights are positive; they need not sum to 1.
type ChoiceOption struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// A Group is one devices block of one room: Count devices of one model that
// differ only by their ordinal.
type Group struct {
	Building    string            `json:"building,omitempty"`
	Floor       *int64            `json:"floor,omitempty"` // nil: the level is left out
	Room        string            `json:"room,omitempty"`  // empty: the level is left out
	HasBuilding bool              `json:"has_building,omitempty"`
	HasRoom     bool              `json:"has_room,omitempty"`
	Label       string            `json:"label,omitempty"` // the devices block's label, unique in its room
	Model       int               `json:"model"`           // index in Scenario.Models
	Count       int64             `json:"count"`
	Interval    time.Duration     `json:"interval"`       // the block's own, else the model's
	First       int64             `json:"first"`          // fleet index of its first device, from 1
	Tags        map[string]string `json:"tags,omitempty"` // of the model, the places and the block: the innermost wins
	ID          Pattern           `json:"id,omitempty"`   // place fields already replaced by text: only n and index are left
	Range       hcl.Range         `json:"-"`
}

// A Pattern is text with per-device fields: "{building}-{n:03}".
type Pattern struct {
	Parts []PatternPart `json:"parts,omitempty"`
	Range hcl.Range     `json:"-"`
}

// MarshalText writes a pattern as it is written in a scenario.
func (p Pattern) MarshalText() ([]byte, error) {
	var text []byte
	for _, part := range p.Parts {
		switch {
		case part.Field == "":
			text = append(text, strings.NewReplacer("{", "{{", "}", "}}").Replace(part.Text)...)
		case part.Width > 0:
			text = fmt.Appendf(text, "{%s:0%d}", part.Field, part.Width)
		default:
			text = fmt.Appendf(text, "{%s}", part.Field)
		}
	}
	return text, nil
}

// A PatternPart is literal text or a field. Width pads numbers with zeros.
type PatternPart struct {
	Text  string `json:"text,omitempty"`  // literal, when Field is empty
	Field string `json:"field,omitempty"` // building floor room devices model n index key id
	Width int    `json:"width,omitempty"`
}

// An Expression is quoted expr-lang source: `where = "device.floor >= 3"`.
type Expression struct {
	Source string `json:"source,omitempty"`
	// Constants are var.NAME and local.NAME: string, float64 or bool.
	Constants map[string]map[string]any `json:"constants,omitempty"`
	Range     hcl.Range                 `json:"-"` // of the whole quoted string
	// Position maps a span of runes of Source to the file; nil: Range is all there is.
	Position func(from, to int) hcl.Range `json:"-"`
	// After are the sensors that a sensor's expression cannot see, because they
	// are written after it: its own first.
	After []string `json:"-"`
	// Circle says of one of them that it depends on this sensor, by way of others
	// too; nil: none does.
	Circle func(name string) bool `json:"-"`
	// Open says that it may see more than is known: its model has errors.
	Open bool `json:"-"`
	// Secret says that the source is computed from a sensitive variable: no message
	// shows a piece of it.
	Secret bool `json:"-"`
}

// MarshalJSON writes the source and the constants that it names: one that is
// declared beside it and not used is no part of a plan.
func (e Expression) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Source    string         `json:"source"`
		Constants map[string]any `json:"constants,omitempty"`
	}{e.Source, e.namedConstants()})
}

// A Curve is an amount over a phase: constant (From == To) or a ramp.
type Curve struct {
	From Level `json:"from"`
	To   Level `json:"to"`
	Ramp bool  `json:"ramp,omitempty"`
	Ease bool  `json:"ease,omitempty"` // smoothstep instead of linear
	// Span is the time that a ramp takes from From to To when its phase was cut
	// by --duration and ends before; 0: the phase's duration.
	Span  time.Duration `json:"span,omitempty"`
	Range hcl.Range     `json:"-"`
}

// A Level is one end of a curve. For devices: a share of the fleet (0 to 1), or
// with Absolute a number of devices. For rate: a multiple of the models' own
// rate, or with Absolute a fleet total per second.
type Level struct {
	Value    Ratio `json:"value"`
	Absolute bool  `json:"absolute,omitempty"`
}

// A Cycle is that the phases from First to before End run Times times.
type Cycle struct {
	Name       string
	First, End int // indexes in Scenario.Phases
	Times      int64
	Range      hcl.Range
}

// A Phase is one stretch of the time line, or one in each repetition of its cycle.
type Phase struct {
	Name     string        `json:"name,omitempty"`
	Duration time.Duration `json:"duration,omitempty"`
	Forever  bool          `json:"forever,omitempty"` // instead of a duration; the last phase only
	Devices  *Curve        `json:"devices,omitempty"` // nil: as the phase before; 100% in the first
	Rate     *Curve        `json:"rate,omitempty"`    // nil: 1
	Faults   []int         `json:"faults,omitempty"`  // indexes in Scenario.Faults, in the order listed
	Range    hcl.Range     `json:"-"`
}

// A Fault says which devices fail, when within its window, and how.
type Fault struct {
	Name        string        `json:"name,omitempty"`
	Where       *Expression   `json:"where,omitempty"`
	When        *Expression   `json:"when,omitempty"`        // readings that its effects touch, by time; nil: all
	Probability *float64      `json:"probability,omitempty"` // share of the selected devices; nil with Count nil: all
	Count       *int64        `json:"count,omitempty"`       // number of the selected devices
	Scope       string        `json:"scope,omitempty"`       // room, floor or building: share or number of places; empty: of devices
	After       *Distribution `json:"after,omitempty"`       // duration; nil: 0
	Lasts       *Distribution `json:"lasts,omitempty"`       // duration; nil: to the window's end
	Repeat      time.Duration `json:"repeat,omitempty"`      // 0: once a window
	Effects     []Effect      `json:"effects,omitempty"`
	Listed      bool          `json:"-"` // in a phase that was written, be it one that --duration cut off
	Range       hcl.Range     `json:"-"`
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
	Kind             SinkKind          `json:"kind,omitempty"`
	Brokers          []string          `json:"brokers,omitempty"`
	Topic            string            `json:"topic,omitempty"`       // as written; default "iotsim"
	Topics           Pattern           `json:"-"`                     // what Topic says, where it has fields; no parts: it has none
	Partitions       int32             `json:"partitions,omitempty"`  // of each topic; default 12
	Replication      int16             `json:"replication,omitempty"` // default -1: the broker's own
	Key              Pattern           `json:"key,omitempty"`         // default "{id}"
	Headers          []SinkHeader      `json:"headers,omitempty"`     // of the author's own, by name
	Compression      string            `json:"compression,omitempty"` // kafka: none, gzip, snappy, lz4 (default), zstd; file: gzip, zstd or empty
	CompressionLevel int               `json:"compression_level,omitempty"`
	Linger           time.Duration     `json:"linger,omitempty"`
	BatchBytes       int64             `json:"batch_bytes,omitempty"`
	BufferRecords    int64             `json:"buffer_records,omitempty"`
	BufferBytes      int64             `json:"buffer_bytes,omitempty"`
	Clients          int               `json:"clients,omitempty"`     // producers side by side; 0: one
	Config           map[string]string `json:"config,omitempty"`      // of a topic that we create
	Path             string            `json:"path,omitempty"`        // file
	Records          bool              `json:"records,omitempty"`     // file, stdout: whole records instead of values
	LabelsOnly       bool              `json:"labels_only,omitempty"` // the file of labels { path = … }
	Range            hcl.Range         `json:"-"`
	TopicRange       hcl.Range         `json:"-"`
}

// A SinkHeader is a header that every record of a sink has.
type SinkHeader struct {
	Name  string  `json:"name"`
	Value Pattern `json:"value"`
}

// Labels is the ground-truth stream: which reading was touched by which fault.
// Exactly one of Topic and Path is set.
type Labels struct {
	Topic string    `json:"topic,omitempty"` // of every sink that has labels
	Path  string    `json:"path,omitempty"`  // a file of their own, and no sink else has them
	Range hcl.Range `json:"-"`
}

// An Expectation says what must hold for a run to be good. It decides no bytes.
type Expectation struct {
	Name   string        `json:"name"`
	That   *Expression   `json:"that"`
	During []string      `json:"during,omitempty"` // names of phases; none: the whole run
	Settle time.Duration `json:"settle,omitempty"` // left out at the start of each
	Abort  bool          `json:"abort,omitempty"`  // ends the run as soon as it does not hold
	Range  hcl.Range     `json:"-"`
}

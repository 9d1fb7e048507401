package schema

import "slices"

// A BlockType is one kind of block: what may stand in it and what that means.
// Decoding checks against it and `iotsim docs` prints it, so they cannot differ.
type BlockType struct {
	Name      string
	Label     string // what the label is: NAME or KIND; empty: the block has none
	Doc       string
	Arguments []ArgumentType
	Blocks    []*BlockType
	Free      string // when any argument name is allowed: what its value is
	Single    bool   // at most one in its parent
	Required  bool   // at least one in its parent
	Holder    string // the block beside it in which the required one may stand instead
	Unbuilt   bool   // known to the language, refused until it runs
}

// An ArgumentType is one argument of a block.
type ArgumentType struct {
	Name     string
	Value    string // what is written: "duration", "percent", …
	Doc      string
	Default  string // as written; empty: none, or the doc says
	Required bool
}

// argument finds an argument of the block by name.
func (t *BlockType) argument(name string) (ArgumentType, bool) {
	i := slices.IndexFunc(t.Arguments, func(a ArgumentType) bool { return a.Name == name })
	if i < 0 {
		return ArgumentType{}, false
	}
	return t.Arguments[i], true
}

// block finds a nested block by name, nil when there is none.
func (t *BlockType) block(name string) *BlockType {
	i := slices.IndexFunc(t.Blocks, func(b *BlockType) bool { return b.Name == name })
	if i < 0 {
		return nil
	}
	return t.Blocks[i]
}

// Language is the whole file as a block without name: everything that may stand
// at the top. It is shared and must not be written to.
func Language() *BlockType { return fileType }

var fileType = &BlockType{
	Doc: "A scenario file, or all *.hcl files of a folder.",
	Blocks: []*BlockType{
		iotsimType,
		scenarioType,
		variableType,
		{Name: "locals", Doc: "Names for values, used as local.NAME.", Free: "any value"},
		libraryType,
		modelType,
		buildingType,
		floorType,
		roomType,
		devicesType,
		faultType,
		phaseType,
		cycleType,
		sinkType,
		labelsType,
		expectType,
	},
}

// libraryFileType is a library's files as a block without name.
var libraryFileType = &BlockType{
	Doc:    "A library's file.",
	Blocks: []*BlockType{iotsimType, variableType, fileType.block("locals"), libraryType, libraryModelType, faultType},
}

// libraryModelType is modelType where there may be none.
var libraryModelType = func() *BlockType {
	t := *modelType
	t.Required = false
	return &t
}()

var iotsimType = &BlockType{
	Name: "iotsim", Single: true,
	Doc: "The version of the language that the files need. It is looked at before anything else.",
	Arguments: []ArgumentType{
		{Name: "requires", Value: "text", Required: true,
			Doc: `Versions that will do, such as ">= 0.1, < 2", "~> 0.1" (from 0.1 to below 1.0) or "!= 0.3".`},
	},
}

var libraryType = &BlockType{
	Name: "library", Label: "NAME",
	Doc: "A folder of variables, locals, models, faults and libraries with a scope of its own. Its models, faults and locals are used as lib.NAME.model.X, lib.NAME.fault.X and lib.NAME.local.X.",
	Arguments: []ArgumentType{
		{Name: "source", Value: "text", Required: true,
			Doc: `The folder, relative to this file and inside the scenario's folder: "./lib/std". Or "git::https://HOST/REPOSITORY.git//FOLDER?ref=TAG", which iotsim get fetches.`},
		{Name: "variables", Value: "object", Doc: `Values for its variables: { interval = "5s" }. It sees none of the scenario's.`},
	},
}

var scenarioType = &BlockType{
	Name: "scenario", Label: "NAME", Single: true, Required: true,
	Doc: "The scenario itself. Exactly one.",
	Arguments: []ArgumentType{
		{Name: "description", Value: "text", Doc: "What the scenario shows, in a sentence."},
		{Name: "seed", Value: "whole number", Default: "1", Doc: "Same seed, same bytes."},
		{Name: "start", Value: "instant", Doc: "Event time of the first instant; omitted: the moment apply starts."},
		{Name: "timezone", Value: "text", Default: `"UTC"`, Doc: "IANA name of the zone that daily cycles follow."},
		{Name: "speed", Value: "number or text", Default: `"1x"`, Doc: `Plan seconds a wall-clock second, "60x", or "max".`},
	},
}

var variableType = &BlockType{
	Name: "variable", Label: "NAME",
	Doc: "A value that --var, --var-file or IOTSIM_VAR_name may set, used as var.NAME.",
	Arguments: []ArgumentType{
		{Name: "type", Value: "type", Default: "any", Doc: "string, number, bool, duration, distribution, rate, percent, model, fault, phase, any, and list(…), set(…), map(…), object({ NAME = TYPE }), tuple([…]) of them."},
		{Name: "default", Value: "any value", Doc: "Its value when nothing sets it; omitted: it must be set."},
		{Name: "description", Value: "text", Doc: "What it is for."},
		{Name: "sensitive", Value: "bool", Default: "false", Doc: "Of texts: wherever the value would be printed stands (sensitive). Runs and saved plans do not keep it, so it is given again; a library's is given var.NAME of a sensitive variable."},
	},
	Blocks: []*BlockType{{
		Name: "validation", Doc: "A condition that the value must meet.",
		Arguments: []ArgumentType{
			{Name: "condition", Value: "bool", Doc: "What must be true.", Required: true},
			{Name: "error", Value: "text", Doc: "What to say when it is not.", Required: true},
		},
	}},
}

var modelType = &BlockType{
	Name: "model", Label: "NAME", Required: true,
	Doc: "A type of device: what it measures and how often. A scenario with libraries may have none of its own.",
	Arguments: []ArgumentType{
		{Name: "interval", Value: "duration", Doc: "Time between two readings.", Required: true},
		{Name: "jitter", Value: "percent", Doc: "Readings are irregular by this share of the interval, half of it either way."},
		{Name: "extends", Value: "reference", Doc: "The model that this one is like, model.NAME or lib.NAME.model.NAME: what is not written here comes from there."},
		{Name: "tags", Value: "map of text", Doc: `Words that selectors see, device.tags.NAME; places and devices may say otherwise. {line = "a"}`},
		{Name: "payload", Value: "object", Doc: payloadDoc},
	},
	Blocks: []*BlockType{sensorType, deviceInfoType},
}

// payloadDoc is all there is to know of a payload, which is no block.
const payloadDoc = "A message of the author's own shape, in the order written; omitted: the default message. " +
	"It holds constants, texts with fields of the device (\"{building}/{n}\"), lists, objects, and the references " +
	"timestamp.rfc3339 (UTC, milliseconds), .ms .us .s; device.id .n .index .model .devices .building .floor .room .address .sequence; " +
	"sensor.NAME.value .unit .status; info.NAME. A place that is left out, a unit that a sensor has not, and a number that is not finite are null."

var sensorType = &BlockType{
	Name: "sensor", Label: "NAME", Required: true,
	Doc: "One measured quantity, in the order of the message.",
	Arguments: []ArgumentType{
		{Name: "unit", Value: "text", Doc: "As the message says it."},
		{Name: "value", Value: "distribution", Doc: "Marginal distribution, such as normal(24, 1); see iotsim docs distributions. Either this or formula."},
		{Name: "formula", Value: "expression", Doc: `Over the sensors before it, noise, t and hour, "62 - 1.8 * (temperature - 24) + noise": see iotsim docs formula.`},
		{Name: "noise", Value: "distribution", Doc: "What noise is in the formula."},
		{Name: "memory", Value: "duration", Doc: "Correlation time: readings wander instead of jumping. Of whatever is drawn: not for constant, fixed, switch, walk and replay."},
		{Name: "spread", Value: "distribution", Doc: "One draw a device, added to all its readings."},
		{Name: "trend", Value: "change per time", Doc: "Added from the scenario's start on."},
		{Name: "clamp", Value: "limits", Doc: "The physical range: values beyond become the limit."},
		{Name: "digits", Value: "whole number", Default: "2", Doc: "After the decimal point."},
		{Name: "warning", Value: "limits", Doc: `Outside: status "warning".`},
		{Name: "critical", Value: "limits", Doc: `Outside: status "critical".`},
		{Name: "status", Value: "map of expressions", Doc: `Words of the author's own, { hot = "value > 80" }: the first that holds is said, else critical, warning, normal. They see value (as sent), t, hour and the sensors before it.`},
	},
	Blocks: []*BlockType{
		{
			Name: "daily", Single: true, Doc: "What the local time of day adds: a cosine by amplitude and peak, or lines through points.",
			Arguments: []ArgumentType{
				{Name: "amplitude", Value: "number or distribution", Doc: "Half of the way from trough to peak. A distribution is drawn once a device, or a place with scope; what is below 0 is 0."},
				{Name: "peak", Value: "clock", Doc: `When it is highest, "15:00", in the scenario's zone.`},
				{Name: "points", Value: "object or list of numbers", Doc: `Instead of the two: values at times, { "06:00" = -2, "15:00" = 4 }, or numbers evenly spread from midnight on, 24 for the hours. Straight lines lead from each to the next and from the last to the first.`},
				shiftArgument, scopeArgument,
			},
		},
		{
			Name: "weekly", Single: true, Doc: "What the local time of the week adds: a cosine by amplitude and peak, or lines through points.",
			Arguments: []ArgumentType{
				{Name: "amplitude", Value: "number or distribution", Doc: "Half of the way from trough to peak. A distribution is drawn once a device, or a place with scope; what is below 0 is 0."},
				{Name: "peak", Value: "day and clock", Doc: `When it is highest, "Wed 12:00", in the scenario's zone.`},
				{Name: "points", Value: "object or list of numbers", Doc: `Instead of the two: values at times, { "Mon 06:00" = 3, "Sat" = -5 }, a day alone being its midnight, or numbers evenly spread from Monday's midnight on: 7 for the days, 168 for the hours.`},
				shiftArgument, scopeArgument,
			},
		},
		{
			Name: "drift", Single: true, Doc: "A change that begins with the scenario and ends at an amount; trend has no end.",
			Arguments: []ArgumentType{
				{Name: "rate", Value: "change per time", Doc: `How fast, and in which direction: "+0.5/d".`, Required: true},
				{Name: "max", Value: "number", Doc: "How far at most, not negative, in the direction of rate.", Required: true},
			},
		},
		{
			Name: "step", Doc: "A change at an instant, for good. Several add up.",
			Arguments: []ArgumentType{
				{Name: "at", Value: "duration", Doc: `From the scenario's start to the step: "10m".`, Required: true},
				{Name: "add", Value: "number", Doc: "What is added from then on; a negative number takes away.", Required: true},
			},
		},
		zoneType,
	},
}

var deviceInfoType = &BlockType{
	Name: "device_info", Single: true,
	Doc:  "What the device says of itself: constants, patterns, distributions, drain.",
	Free: "text, number, bool, pattern or distribution",
}

// repeatArguments are those that building, floor and room have in common.
var repeatArguments = []ArgumentType{
	{Name: "count", Value: "whole number", Doc: "How many of them."},
	{Name: "for_each", Value: "set, map or list", Doc: "One for each element, seen as KIND.key and KIND.value."},
	{Name: "tags", Value: "map of text", Doc: "Words that selectors see, device.tags.NAME: of all devices in it, unless something further in says otherwise."},
}

var devicesType = &BlockType{
	Name: "devices", Label: "NAME",
	Doc: "A number of equal devices. The name is unique in its room.",
	Arguments: []ArgumentType{
		{Name: "model", Value: "reference", Doc: "model.NAME or lib.NAME.model.NAME. Omitted: the model of the block's name, here or in a library."},
		{Name: "count", Value: "whole number", Default: "1", Doc: "How many of them."},
		{Name: "id", Value: "pattern", Doc: `Omitted: the address joined by "-", n padded to three digits.`},
		{Name: "interval", Value: "duration", Doc: "Instead of the model's."},
		{Name: "tags", Value: "map of text", Doc: "Words that selectors see, device.tags.NAME; beside those of the places around it and of the model."},
	},
}

var roomType = &BlockType{
	Name: "room", Label: "NAME", Doc: "A room. The label is its name, or a pattern when it repeats.",
	Arguments: repeatArguments,
	Blocks:    []*BlockType{devicesType},
}

var floorType = &BlockType{
	Name: "floor", Doc: "A floor, known by its number.",
	Arguments: append([]ArgumentType{
		{Name: "number", Value: "whole number", Default: "1", Doc: "Of the first; basements are negative."},
	}, repeatArguments...),
	Blocks: []*BlockType{roomType, devicesType},
}

var buildingType = &BlockType{
	Name: "building", Label: "NAME", Doc: "A building. The label is its name, or a pattern when it repeats.",
	Arguments: repeatArguments,
	Blocks:    []*BlockType{floorType, roomType, devicesType},
}

var faultType = &BlockType{
	Name: "fault", Label: "NAME", Doc: "Which devices fail, when in the phases that list it, and how.",
	Arguments: []ArgumentType{
		{Name: "where", Value: "expression", Doc: `Which devices can be hit, by device.id .n .index .model .building .floor .room .address and .tags.NAME: "device.floor >= 3"; see iotsim docs where. Omitted: all.`},
		{Name: "when", Value: "expression", Doc: `Readings that it touches, by t (seconds since start) and hour (local, 0 to 24): "hour >= 6 && hour < 18"; see iotsim docs when.`},
		{Name: "probability", Value: "percent", Doc: `The chance of each of them, "5%". Either this or count; neither: all of them.`},
		{Name: "count", Value: "whole number", Doc: "How many of them, drawn from those that where selects."},
		{Name: "scope", Value: `"room", "floor" or "building"`, Doc: "Picks places instead of devices: probability and count are of them, and all their devices that where admits are hit, at one moment and for as long as each other."},
		{Name: "after", Value: "duration or distribution", Doc: "From the window's start to each device's moment."},
		{Name: "lasts", Value: "duration or distribution", Doc: "Omitted: to the window's end."},
		{Name: "repeat", Value: "duration", Doc: "Happens anew in every stretch of that length, to the same devices. Stretches are counted from where the window begins, phases in a row that list the fault being one window; after and lasts are drawn again in each, and what still lasts at its end is over then."},
	},
	Blocks: []*BlockType{{Name: "effect", Label: "KIND", Doc: "One thing that the fault does.", Required: true}},
}

var phaseType = &BlockType{
	Name: "phase", Label: "NAME", Required: true, Holder: "cycle",
	Doc: "A stretch of the time line. Phases run in the order written.",
	Arguments: []ArgumentType{
		{Name: "duration", Value: "duration", Doc: `How long it takes; of the last phase also "forever": until Ctrl-C, or --duration.`, Required: true},
		{Name: "devices", Value: "amount", Doc: `How much of the fleet is online, "50%", 200 or ramp(0, "100%"); omitted: as before.`},
		{Name: "rate", Value: "rate", Default: "1", Doc: `A multiple of the models' own, 10, the fleet's total, "1000/s", or a ramp of either.`},
		{Name: "faults", Value: "list of references", Doc: "The faults that may happen in it."},
	},
}

var cycleType = &BlockType{
	Name: "cycle", Label: "NAME",
	Doc: "Phases that run again and again, at their place among the other phases. phase.NAME means every repetition.",
	Arguments: []ArgumentType{
		{Name: "times", Value: "whole number", Doc: "How often.", Required: true},
	},
	Blocks: []*BlockType{phaseType},
}

// streamArguments are those that every sink has: the partition is the unit of
// order whatever the destination.
var streamArguments = []ArgumentType{
	{Name: "topic", Value: "pattern", Default: `"iotsim"`, Doc: `The topic, by Kafka's rules for names. The fields {building} {floor} {room} {devices} {model} make one for each value: "iot.{model}".`},
	{Name: "partitions", Value: "whole number", Default: "12", Doc: "Of each topic."},
	{Name: "key", Value: "pattern", Default: `"{id}"`, Doc: "The record's key; it decides the partition. Fields: {id} {n} {index} {building} {floor} {room} {devices} {model}."},
	{Name: "headers", Value: "map of patterns", Doc: `Headers of the author's own, by name, after iotsim's: { site = "{building}" }. Fields are those of key.`},
}

// The blocks of sink KIND.
var (
	kafkaType = &BlockType{
		Name: string(SinkKafka), Doc: "A Kafka cluster; with no brokers anywhere the embedded broker.",
		Arguments: append([]ArgumentType{
			{Name: "brokers", Value: "list of text", Doc: "HOST:PORT of some of them; omitted: those of --brokers, of IOTSIM_BROKERS, of --config, or of the first sink that names any. How to log in stands in none: see connection."},
			{Name: "replication", Value: "whole number", Doc: "Of a topic that we create; omitted: the broker's own."},
			{Name: "compression", Value: `"none", "gzip", "snappy", "lz4" or "zstd"`, Default: `"lz4"`, Doc: "Of the batches."},
			{Name: "compression_level", Value: "whole number", Doc: "gzip and lz4: 1 to 9, zstd: 1 to 22; omitted: the codec's own."},
			{Name: "linger", Value: "duration", Default: `"5ms"`, Doc: "How long a batch waits for more."},
			{Name: "batch_bytes", Value: "whole number", Default: "1000012", Doc: "Most bytes of a batch before compression; never more than the topic takes."},
			{Name: "buffer_records", Value: "whole number", Default: "50000", Doc: "Most records that wait for their acknowledgement."},
			{Name: "buffer_bytes", Value: "whole number", Default: "67108864", Doc: "Most bytes that wait for their acknowledgement."},
			{Name: "config", Value: "map of text", Doc: `Settings of a topic that we create: { "retention.ms" = "86400000" }.`},
			{Name: "clients", Value: "whole number", Default: "1", Doc: "Producers side by side, each with its share of the partitions."},
			{Name: "format", Value: `"json"`, Default: `"json"`, Doc: "How messages are written."},
		}, streamArguments...),
		Blocks: []*BlockType{{Name: "schema_registry", Doc: "Where message schemas are kept.", Single: true, Unbuilt: true}},
	}
	sinkFileType = &BlockType{
		Name: string(SinkFile), Doc: "A file, a line a record, in canonical order.",
		Arguments: append([]ArgumentType{
			{Name: "path", Value: "text", Doc: "Where; {partition} and {topic} in it give one file each.", Required: true},
			recordsArgument,
			{Name: "compression", Value: `"none", "gzip" or "zstd"`, Default: `"none"`, Doc: "Of the file: compressed pieces one after the other, which any reader of the format takes."},
			{Name: "compression_level", Value: "whole number", Doc: "gzip: 1 to 9, zstd: 1 to 22; omitted: the codec's own."},
		}, streamArguments...),
	}
	stdoutType = &BlockType{
		Name: string(SinkStdout), Doc: "Standard output, a line a record, in canonical order.",
		Arguments: append([]ArgumentType{recordsArgument}, streamArguments...),
	}
	nullType = &BlockType{
		Name: string(SinkNull), Doc: "Nowhere: to measure the generator alone.",
		Arguments: streamArguments,
	}
	sinkTypes = []*BlockType{kafkaType, sinkFileType, stdoutType, nullType}
)

var recordsArgument = ArgumentType{Name: "records", Value: "bool", Default: "false", Doc: "Whole records instead of values."}

// SinkTypes are the kinds of sink, by kind in Name.
func SinkTypes() []*BlockType { return sinkTypes }

var sinkType = &BlockType{Name: "sink", Label: "KIND", Doc: "Where records go; omitted: Kafka with its defaults. With several, each gets everything."}

var labelsType = &BlockType{
	Name: "labels", Single: true, Doc: "Ground truth: which reading was touched by which fault.",
	Arguments: []ArgumentType{
		{Name: "topic", Value: "text", Doc: "Either this or path. The topic that it goes to, in the first Kafka sink; files and standard output have it beside their data."},
		{Name: "path", Value: "text", Doc: "A file that it goes to instead of a topic; {partition} in it gives one file each."},
	},
}

var expectType = &BlockType{
	Name: "expect", Label: "NAME", Doc: "What must hold for the run to be good. Where it does not, apply says what was measured and exits with 1.",
	Arguments: []ArgumentType{
		{
			Name: "that", Value: "expression", Required: true,
			Doc: `What must hold: "failed == 0 && lag.p99 < 100". It sees records (sent, acked, failed, unknown; of all sinks, labels too), ` +
				"rate (data records a second of wall time, of one sink), devices (the most that were online at once), " +
				"ack_latency.{p50 p95 p99 max mean} (from sending to acknowledgement, where sinks acknowledge) and " +
				"lag.{p50 p95 p99 max} (from the planned moment to sending), both in milliseconds of wall time. " +
				"At speed max latencies are not applicable: they tell how full the buffers are. For a load test write rate = \"100000/s\".",
		},
		{Name: "during", Value: "reference, or list of them", Doc: "The phases that it is about: records planned to be sent in them. Omitted: the whole run."},
		{Name: "settle", Value: "duration", Default: `"0s"`, Doc: "Left out at the start of each of the phases, or of the run; in the scenario's own time, as all durations are."},
		{Name: "abort", Value: "bool", Default: "false", Doc: "Looks about once a second, from the first record of its time on, and ends the run cleanly as soon as it does not hold of what was measured so far."},
	},
}

package schema

import "slices"

// effectTypes are the blocks of effect KIND, by kind: those that change values,
// those that change what the device does, and those that change messages.
var effectTypes = slices.Concat(valueEffectTypes, deviceEffectTypes, messageEffectTypes)

// EffectTypes are the effects that a fault may have, by kind in Name.
func EffectTypes() []*BlockType { return effectTypes }

var (
	sensorArgument = ArgumentType{Name: "sensor", Value: "name of a sensor", Doc: "Which one.", Required: true}
	shareArgument  = ArgumentType{Name: "share", Value: "percent", Default: `"100%"`, Doc: "Of the device's readings."}
	fieldArgument  = ArgumentType{Name: "field", Value: "path of names", Doc: `Which one, from the outside in: "sensors.temperature.value"; an item of a list by its place from 0: "raw.0". Messages without it stay as they are.`, Required: true}
)

// onValue is an effect on a sensor's values. What all of these have comes last.
func onValue(kind EffectKind, doc string, arguments ...ArgumentType) *BlockType {
	return &BlockType{Name: string(kind), Doc: doc, Arguments: append(arguments,
		ArgumentType{Name: "grow", Value: "duration", Doc: "How long until the whole of it is felt, from the device's moment on; omitted: at once."},
		ArgumentType{Name: "recover", Value: "duration", Doc: "How long until nothing of it is left, from the fault's end on, past the phase too; omitted: at once. If the fault happens again meanwhile, the stronger of both is felt."},
		ArgumentType{Name: "shape", Value: `"linear" or "exponential"`, Default: `"linear"`, Doc: "How it grows and recovers: exponential is fast at first, and there after five time constants."},
		shareArgument,
	)}
}

var valueEffectTypes = []*BlockType{
	onValue(Stuck, "The sensor repeats one value. Numbers only where it grows or recovers.", sensorArgument,
		ArgumentType{Name: "at", Value: `"last" or a number`, Default: `"last"`, Doc: "What it repeats: \"last\" is what it measured at its last reading before."}),
	onValue(Bias, "The sensor is off by an amount.", sensorArgument,
		ArgumentType{Name: "add", Value: "number", Doc: "The amount.", Required: true}),
	onValue(Drift, "The sensor is off by more and more.", sensorArgument,
		ArgumentType{Name: "rate", Value: "change per time", Doc: `How fast, "+0.5/h".`, Required: true},
		ArgumentType{Name: "max", Value: "number", Doc: "By how much at most, up or down; omitted: there is no end."}),
	onValue(Gain, "The sensor says a multiple of what it measures.", sensorArgument,
		ArgumentType{Name: "factor", Value: "number", Doc: "The multiple.", Required: true}),
	onValue(Spike, "Single readings jump, beyond the sensor's clamp too.", sensorArgument,
		ArgumentType{Name: "value", Value: "distribution", Doc: "What is added to them; their share is how often.", Required: true}),
	onValue(Noise, "The sensor is noisier.", sensorArgument,
		ArgumentType{Name: "value", Value: "distribution", Doc: "What is added to each reading.", Required: true}),
	onValue(Clip, "The sensor saturates: what it measures stays within limits.", sensorArgument,
		ArgumentType{Name: "limits", Value: "limits", Doc: "Values beyond become the limit.", Required: true}),
	onValue(Quantize, "The sensor is coarse: it measures in steps.", sensorArgument,
		ArgumentType{Name: "step", Value: "number", Doc: "Values are multiples of it.", Required: true}),
	onValue(Swap, "Two sensors of a device say each other's values. Both say numbers, or both are on or off, or both say words.",
		ArgumentType{Name: "sensors", Value: "two names of sensors", Doc: `Which, of one model: ["inlet", "outlet"].`, Required: true}),
	onValue(Sentinel, "The sensor says the value that stands for an error.", sensorArgument,
		ArgumentType{Name: "value", Value: "number or null", Doc: "That value: -127, 85, null.", Required: true}),
}

var deviceEffectTypes = []*BlockType{
	{
		Name: string(Offline), Doc: "The device measures but cannot send.",
		Arguments: []ArgumentType{
			{Name: "reconnect", Value: "duration or distribution", Doc: "From the end of the fault to the connection."},
			{Name: "backfill", Value: "rate per second", Doc: `Kept readings drain at it, "200/s"; omitted: all at once.`},
			{Name: "buffer", Value: "whole number", Default: "0", Doc: "How many of the newest readings are kept."},
		},
	},
	{Name: string(Silence), Doc: "The device sends nothing, and no label announces it. What it would have sent is dropped."},
	{
		Name: string(Reboot), Doc: "The device starts anew at the beginning of the fault: readings in the gap are lost, and after it device.sequence, in a payload, begins at 1 again. The header iotsim-seq does not notice.",
		Arguments: []ArgumentType{
			{Name: "gap", Value: "duration or distribution", Default: `"0s"`, Doc: "How long it is away, at most to the end of the fault."},
		},
	},
	{
		Name: string(Interval), Doc: "The device sends more rarely, or chatters. Readings that are left out count as dropped. Extra readings say what the reading before them says, at their own time; they carry its number, and iotsim-copy = 1, 2, …",
		Arguments: []ArgumentType{
			{Name: "factor", Value: "number", Doc: "Of its interval: 3 is a third as often, 0.2 five times as often.", Required: true},
		},
	},
	{
		Name: string(Battery), Doc: "The battery in device_info says less than there is, while the fault lasts: the member \"battery\", or else the first that drains. Either level or rate.",
		Arguments: []ArgumentType{
			{Name: "level", Value: "number", Doc: "What it falls to; one that is lower stays."},
			{Name: "rate", Value: "change per time", Doc: `What is lost from the fault's begin on, beyond what drain loses, "5/h", without a sign; never below 0.`},
		},
	},
	{
		Name: string(Firmware), Doc: "The member \"firmware\" of device_info is another, while the fault lasts.",
		Arguments: []ArgumentType{
			{Name: "version", Value: "text", Doc: "Which.", Required: true},
		},
	},
	{
		Name: string(Clone), Doc: "Other devices, at the same place and with values of their own, send under the same id: a message each for each reading, with its number and iotsim-copy = 1, 2, …",
		Arguments: []ArgumentType{
			{Name: "copies", Value: "whole number", Default: "1", Doc: "How many others."},
			{Name: "shift", Value: "duration", Default: `"0s"`, Doc: "How long after the device each of them sends, the second twice as long."},
		},
	},
}

var messageEffectTypes = []*BlockType{
	{
		Name: string(Drop), Doc: "Readings are lost.",
		Arguments: []ArgumentType{shareArgument},
	},
	{
		Name: string(BurstLoss), Doc: "Readings are lost in bursts (Gilbert and Elliott's channel). enter and leave are together below 100%.",
		Arguments: []ArgumentType{
			{Name: "enter", Value: "percent", Doc: "The chance of each reading to begin a burst.", Required: true},
			{Name: "leave", Value: "percent", Doc: "The chance of each reading to end it.", Required: true},
			{Name: "share", Value: "percent", Default: `"100%"`, Doc: "What is lost of the readings in a burst."},
		},
	},
	{
		Name: string(Delay), Doc: "Readings arrive late.",
		Arguments: []ArgumentType{
			{Name: "by", Value: "duration or distribution", Doc: "How late.", Required: true},
			{Name: "max", Value: "duration", Doc: "Never later than this; needed when the distribution has no end."},
			shareArgument,
		},
	},
	{
		Name: string(Duplicate), Doc: "Readings arrive more than once.",
		Arguments: []ArgumentType{
			shareArgument,
			{Name: "copies", Value: "whole number", Default: "1", Doc: "How many more."},
			{Name: "after", Value: "duration", Default: `"0s"`, Doc: "How long after the original."},
		},
	},
	{
		Name: string(Reorder), Doc: "Readings arrive after later ones. What has no such later reading, at the end, stays where it is.",
		Arguments: []ArgumentType{
			shareArgument,
			{Name: "by", Value: "whole number", Default: "1", Doc: "After how many later readings of the device."},
		},
	},
	{
		Name: string(Corrupt), Doc: "Bytes of the message are others: it need not be JSON or UTF-8 any more.",
		Arguments: []ArgumentType{
			shareArgument,
			{Name: "bytes", Value: "whole number", Default: "1", Doc: "How many, spread over the message."},
		},
	},
	{
		Name: string(Truncate), Doc: "The end of the message is missing.",
		Arguments: []ArgumentType{
			shareArgument,
			{Name: "keep", Value: "whole number", Doc: "How many bytes are left. A shorter message stays as it is.", Required: true},
		},
	},
	{
		Name: string(Oversize), Doc: "The message is longer than usual: a last member \"padding\" holds letters.",
		Arguments: []ArgumentType{
			shareArgument,
			{Name: "size", Value: "whole number", Doc: "Its bytes. A longer message stays as it is. Mind the topic's max.message.bytes.", Required: true},
		},
	},
	{
		Name: string(MissingField), Doc: "A member of the message is missing.",
		Arguments: []ArgumentType{shareArgument, fieldArgument},
	},
	{
		Name: string(TypeChange), Doc: "A value of the message is of another type.",
		Arguments: []ArgumentType{
			shareArgument, fieldArgument,
			{Name: "to", Value: `"string", "null", "bool" or "number"`, Doc: "Of which. A text is the value as it is written; a number is 1 or 0 of a bool, of a text the number that it writes, else 0; a bool is false of 0, null and what is empty. Values of that type stay.", Required: true},
		},
	},
	{
		Name: string(ClockSkew), Doc: "The device's clock runs fast or slow, from the fault's begin on. Only timestamps in messages say so.",
		Arguments: []ArgumentType{
			{Name: "rate", Value: "duration per time", Doc: `What it gains, "+2s/h", or loses, "-500ms/h".`, Required: true},
		},
	},
	{
		Name: string(ClockStep), Doc: "The device's clock is wrong. Only timestamps in messages say so. One of by, to and unit.",
		Arguments: []ArgumentType{
			{Name: "by", Value: "duration with a sign", Doc: `How far it is off, "+1h" or "-30m".`},
			{Name: "to", Value: "instant", Doc: `What it says when the fault begins and goes on from, "1970-01-01T00:00:00Z".`},
			{Name: "unit", Value: `"s"`, Doc: "What timestamps count where milliseconds are meant: all forms are of an instant in January 1970."},
		},
	},
}

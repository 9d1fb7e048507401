package schema

// Where what is drawn for a place may stand instead of what is drawn for a device.

// zoneType is what the devices of a place have in common.
var zoneType = &BlockType{
	Name: "zone", Label: "SCOPE",
	Doc: `What is added for all devices of a place together: of a "room", "floor" or "building". Sensors of one name share it, whatever the model, as far as they say the same of it. Devices that stand in no room share it with those beside them.`,
	Arguments: []ArgumentType{
		{Name: "value", Value: "distribution", Doc: "What wanders for all of them alike: normal(0, 0.8). Beside it the sensor's own value is what each device has for itself."},
		{Name: "memory", Value: "duration", Doc: "Correlation time of value, which needs one."},
		{Name: "spread", Value: "distribution", Doc: "One draw a place, added to all readings there: no two rooms are alike."},
	},
}

var shiftArgument = ArgumentType{Name: "shift", Value: "distribution",
	Doc: `How much later it all is: durations, drawn once a device, or a place with scope, uniform("0s", "2h").`}

var scopeArgument = ArgumentType{Name: "scope", Value: `"room", "floor" or "building"`,
	Doc: "Draws amplitude and shift for the place instead of the device: all devices there have the same."}

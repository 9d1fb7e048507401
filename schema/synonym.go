package schema

// synonyms are what effects are called elsewhere, by what is written.
var synonyms = map[string]EffectKind{
	"dropout": Offline, "outage": Offline, "disconnect": Offline, "disconnected": Offline, "connection_loss": Offline,
	"mute": Silence, "quiet": Silence, "dead": Silence,
	"restart": Reboot, "crash": Reboot,
	"loss": Drop, "packet_loss": Drop, "lost": Drop, "burst": BurstLoss,
	"freeze": Stuck, "frozen": Stuck, "flatline": Stuck, "hold": Stuck,
	"offset": Bias, "wear": Drift, "creep": Drift, "scale": Gain, "factor": Gain,
	"outlier": Spike, "anomaly": Spike,
	"saturate": Clip, "saturation": Clip, "clamp": Clip,
	"round": Quantize, "resolution": Quantize,
	"error": Sentinel, "error_value": Sentinel, "null": Sentinel, "nan": Sentinel, "missing": Sentinel,
	"latency": Delay, "late": Delay, "lag": Delay,
	"dup": Duplicate, "repeat": Duplicate, "out_of_order": Reorder, "shuffle": Reorder,
	"garbage": Corrupt, "bitflip": Corrupt, "malformed": Corrupt, "cut": Truncate,
	"chatter": Interval, "discharge": Battery, "skew": ClockSkew, "clock": ClockStep,
}

// EffectCalled is the kind of effect that a word means elsewhere.
func EffectCalled(word string) (EffectKind, bool) {
	kind, ok := synonyms[word]
	return kind, ok
}

package schema

// A DistributionType is one distribution as it is written, for `iotsim docs`.
type DistributionType struct {
	Kind DistributionKind
	Call string // as written
	Doc  string
}

// DistributionTypes are all that a value of type distribution may be.
func DistributionTypes() []DistributionType { return distributionTypes }

var distributionTypes = []DistributionType{
	{Constant, `constant(24)`, "Always the same."},
	{Normal, `normal(mean, stddev)`, "Gaussian."},
	{Lognormal, `lognormal(median, sigma)`, "Its logarithm is Gaussian, with deviation sigma: never below zero, with a long tail."},
	{Uniform, `uniform(min, max)`, "Anything between, all as likely."},
	{Exponential, `exponential(mean)`, "Time until something that may happen at any moment."},
	{Weibull, `weibull(scale, shape)`, "Lifetimes and wind: 63% are below scale. Shape, 0.1 to 100: below 1 early deaths, 1 exponential, above 1 wear."},
	{Poisson, `poisson(mean)`, "Whole numbers: how many of what happens independently. mean is at most 1,000,000."},
	{Walk, `walk(start, step)`, "Goes on from where it was: step is the deviation of the change from one reading of the model to the next. It turns round at the sensor's clamp, which must be there."},
	{Switch, `switch("45m", "15m")`, "true and false, with the mean times that it stays on and off."},
	{Choice, `choice({ "a" = 0.8, "b" = 0.2 })`, "One of some texts, by weight."},
	{Replay, `replay("readings.csv", "column")`, `A recorded column, its first line at the scenario's start. The file lies beside the one that names it: a line of names, then a line a reading with commas between, the time first (a date, seconds, or Unix milliseconds) and in order; an empty cell is no reading, # begins a comment. Behind the column may stand "loop" (the default: begins again) or "clamp" (the last value stays), and "linear" (the default) or "hold" (no lines between readings).`},
	{Fixed, `fixed(normal(24, 1))`, "Drawn once a device. Also for a number of another distribution: normal(fixed(uniform(20, 25)), 1)."},
	{Drain, `drain(100, "0.4/h")`, "Of device_info: a battery that falls from start at a rate; at zero the device falls silent."},
}

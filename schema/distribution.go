package schema

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// A distribution is a value of its own type, so that it can stand in locals,
// variables and conditionals, and never be mistaken for a number.
var distributionType = cty.Capsule("distribution", typeOf[Distribution]())

// distributionKind is what a distribution's function takes.
type distributionKind struct {
	kind   DistributionKind
	params []string
	// durations says which parameters may be durations: all, the first only
	// (lognormal's sigma is a plain number), or none.
	durations durationRule
	check     func(d *Distribution) (argument int, problem string)
}

type durationRule int

const (
	noDurations durationRule = iota
	allMayBeDurations
	firstMayBeDuration
	allAreDurations
)

var distributionKinds = []distributionKind{
	{Constant, []string{"value"}, allMayBeDurations, nil},
	{Normal, []string{"mean", "stddev"}, allMayBeDurations, positive(1, "stddev", true)},
	{Lognormal, []string{"median", "sigma"}, firstMayBeDuration, both(positive(0, "median", false), both(positive(1, "sigma", true), narrow))},
	{Uniform, []string{"min", "max"}, allMayBeDurations, ordered},
	{Exponential, []string{"mean"}, allMayBeDurations, positive(0, "mean", false)},
	{Weibull, []string{"scale", "shape"}, firstMayBeDuration, both(positive(0, "scale", false), shaped)},
	{Poisson, []string{"mean"}, noDurations, both(positive(0, "mean", false), countable)},
	{Walk, []string{"start", "step"}, noDurations, positive(1, "step", false)},
	{Switch, []string{"mean_on", "mean_off"}, allAreDurations, both(positive(0, "mean_on", false), positive(1, "mean_off", false))},
}

// positive demands that argument i is above zero, or not below it.
func positive(i int, name string, zero bool) func(*Distribution) (int, string) {
	return func(d *Distribution) (int, string) {
		a := d.Args[i]
		switch {
		case a.Fixed != nil || a.Value > 0 || zero && a.Value == 0:
			return 0, ""
		case zero:
			return i, name + " must not be negative"
		}
		return i, name + " must be more than zero"
	}
}

func both(a, b func(*Distribution) (int, string)) func(*Distribution) (int, string) {
	return func(d *Distribution) (int, string) {
		if i, problem := a(d); problem != "" {
			return i, problem
		}
		return b(d)
	}
}

func ordered(d *Distribution) (int, string) {
	low, high := d.Args[0], d.Args[1]
	if low.Fixed == nil && high.Fixed == nil && low.Value > high.Value {
		return 1, "max is below min: write uniform(min, max)"
	}
	return 0, ""
}

// function is the language's function of a kind of distribution.
func (k distributionKind) function() function.Function {
	var params []function.Parameter
	for _, name := range k.params {
		params = append(params, function.Parameter{Name: name, Type: cty.DynamicPseudoType})
	}
	return function.New(&function.Spec{
		Params: params,
		Type:   function.StaticReturnType(distributionType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			d := &Distribution{Kind: k.kind}
			texts := 0
			for i, v := range args {
				a, isDuration, problem := k.argument(i, v)
				if problem != "" {
					return cty.NilVal, function.NewArgErrorf(i, "%s", problem)
				}
				if isDuration {
					texts++
				}
				d.Args = append(d.Args, a)
			}
			if i, problem := k.mixed(d, texts); problem != "" {
				return cty.NilVal, function.NewArgErrorf(i, "%s", problem)
			}
			d.Durations = texts > 0 || k.durations == allAreDurations
			if k.check != nil {
				if i, problem := k.check(d); problem != "" {
					return cty.NilVal, function.NewArgErrorf(i, "%s", problem)
				}
			}
			return cty.CapsuleVal(distributionType, d), nil
		},
	})
}

// argument reads one argument: a number, a duration, or fixed(DIST).
func (k distributionKind) argument(i int, v cty.Value) (a Argument, isDuration bool, problem string) {
	mayBe := k.durations == allMayBeDurations || k.durations == allAreDurations || k.durations == firstMayBeDuration && i == 0
	switch {
	case v.Type() == distributionType:
		d := v.EncapsulatedValue().(*Distribution)
		if d.Kind != Fixed {
			return a, false, fmt.Sprintf("an argument is a number; %s(…) is a distribution. For a number that is drawn once for each device write fixed(%s(…))", d.Kind, d.Kind)
		}
		if problem := k.unfit(d.Of, mayBe); problem != "" {
			return a, false, problem
		}
		return Argument{Fixed: d.Of}, d.Of.Durations, ""
	case v.Type() == cty.String && mayBe:
		d, problem := durationValue(v)
		return Argument{Value: float64(d)}, true, strings.TrimSuffix(problem, ".")
	case v.Type() == cty.Number && k.durations == allAreDurations:
		_, problem := durationValue(v)
		return a, false, strings.TrimSuffix(problem, ".")
	}
	f, ok := numberValue(v)
	switch {
	case !ok:
		return a, false, "a number is wanted; this is " + typeName(v.Type())
	case math.Abs(f) > maxMeasure:
		return a, false, tooLarge
	}
	return Argument{Value: f}, false, ""
}

// unfit says why an argument cannot be fixed(of).
func (k distributionKind) unfit(of *Distribution, durations bool) string {
	switch {
	case k.kind == Switch:
		return "switch takes durations, the same for all devices: switch(\"2h\", \"30s\")"
	case !drawn(of):
		return fmt.Sprintf("%s(…) gives no number that could be drawn once", of.Kind)
	case of.Durations && !durations:
		return "a plain number is wanted; fixed(…) gives durations here"
	case !of.Durations && of.reach() > maxMeasure:
		return tooLarge
	}
	return ""
}

// tooLarge says what maxMeasure is.
const tooLarge = "numbers of distributions are at most 1e15; no sensor says more"

// reach is more than a distribution of numbers ever gives, whatever its sign.
// Words of 64 bits draw no normal further out than 10 deviations, where a tail
// holds 7.6e-24, and no exponential beyond ln 2^64 = 44.4 means.
func (d *Distribution) reach() float64 {
	const normal, exponential = 10, 45
	var of [2]float64
	for i, a := range d.Args {
		of[i] = a.reach()
	}
	switch d.Kind {
	case Normal:
		return of[0] + float64(normal*of[1])
	case Lognormal:
		return of[0] * spreadOf(normal*of[1])
	case Uniform:
		return max(of[0], of[1])
	case Exponential:
		return exponential * of[0]
	case Weibull:
		reach := of[0]
		for range int(math.Ceil(1 / d.Args[1].least())) {
			reach *= exponential
		}
		return reach
	case Poisson: // its tail is thinner than an exponential's
		return of[0] + float64(normal*math.Sqrt(of[0])) + exponential
	}
	return of[0]
}

// least is less than a distribution of numbers ever gives.
func (d *Distribution) least() float64 {
	const normal = 10
	switch d.Kind {
	case Constant:
		return d.Args[0].least()
	case Normal:
		return d.Args[0].least() - float64(normal*d.Args[1].reach())
	case Lognormal:
		return d.Args[0].least() / spreadOf(normal*d.Args[1].reach())
	case Uniform:
		return min(d.Args[0].least(), d.Args[1].least())
	}
	return 0
}

// spreadOf is e^x for x >= 0 and a little more, the same on all machines.
func spreadOf(x float64) float64 {
	spread := 1.0
	for range int(math.Ceil(x)) {
		spread *= 3
	}
	return spread
}

func (a Argument) reach() float64 {
	if a.Fixed != nil {
		return a.Fixed.reach()
	}
	return math.Abs(a.Value)
}

func (a Argument) least() float64 {
	if a.Fixed != nil {
		return a.Fixed.least()
	}
	return a.Value
}

// narrow demands that lognormal's sigma is one whose values are finite numbers.
func narrow(d *Distribution) (int, string) {
	if d.Args[1].reach() > maxSigma {
		return 1, fmt.Sprintf("sigma is at most %d, and its fixed(…) draws no more", maxSigma)
	}
	return 0, ""
}

// shaped demands of weibull's shape what keeps its values finite numbers.
func shaped(d *Distribution) (int, string) {
	if shape := d.Args[1]; shape.least() < minShape || shape.reach() > maxShape {
		return 1, fmt.Sprintf("shape is from %v to %v, and its fixed(…) draws no other: 1 is exponential, 3.6 nearly normal", minShape, maxShape)
	}
	return 0, ""
}

// countable bounds the table, or the count, that poisson's numbers come from.
func countable(d *Distribution) (int, string) {
	mean := d.Args[0]
	switch {
	case mean.Fixed != nil && mean.Fixed.reach() > maxDrawnMean:
		return 0, fmt.Sprintf("a mean from fixed(…) is at most %d", maxDrawnMean)
	case mean.Fixed == nil && mean.Value > maxPoissonMean:
		return 0, fmt.Sprintf("mean is at most %s; such a number is normal(mean, deviation) with the root of the mean as its deviation", grouped(maxPoissonMean))
	}
	return 0, ""
}

// mixed refuses durations beside numbers.
func (k distributionKind) mixed(d *Distribution, texts int) (int, string) {
	if texts == 0 || texts == len(d.Args) || k.durations == firstMayBeDuration {
		return 0, ""
	}
	return len(d.Args) - 1, "durations and numbers do not mix: give all arguments a unit, or none"
}

// numeric says that a distribution draws numbers.
func numeric(d *Distribution) bool {
	switch d.Kind {
	case Choice, Switch, Drain:
		return false
	case Fixed:
		return numeric(d.Of)
	}
	return true
}

// drawn says that a distribution gives numbers that have nothing to do with time:
// no path that is walked or was recorded.
func drawn(d *Distribution) bool {
	if d.Kind == Fixed {
		return drawn(d.Of)
	}
	return numeric(d) && d.Kind != Walk && d.Kind != Replay
}

var choiceFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "weights", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(distributionType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v := args[0]
		if t := v.Type(); !t.IsObjectType() && !t.IsMapType() || v.LengthInt() == 0 {
			return cty.NilVal, function.NewArgErrorf(0, `choice takes an object of weights: choice({ "a" = 0.8, "b" = 0.2 })`)
		}
		d := &Distribution{Kind: Choice}
		for text, weight := range v.AsValueMap() {
			w, ok := 0.0, false
			if usable(weight) {
				w, ok = numberValue(weight)
			}
			if !ok || w <= 0 || w > maxMeasure {
				return cty.NilVal, function.NewArgErrorf(0, "the weight of %q must be a number above zero, and at most 1e15", text)
			}
			d.Choices = append(d.Choices, ChoiceOption{text, w})
		}
		slices.SortFunc(d.Choices, func(a, b ChoiceOption) int {
			if a.Text < b.Text {
				return -1
			}
			return 1
		})
		return cty.CapsuleVal(distributionType, d), nil
	},
})

var fixedFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "distribution", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(distributionType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if args[0].Type() != distributionType {
			return cty.NilVal, function.NewArgErrorf(0, "fixed takes a distribution, such as fixed(normal(20, 1)); this is %s", typeName(args[0].Type()))
		}
		of := args[0].EncapsulatedValue().(*Distribution)
		switch of.Kind {
		case Fixed, Drain, Switch, Walk, Replay:
			return cty.NilVal, function.NewArgErrorf(0, "%s(…) cannot be drawn once for each device", of.Kind)
		}
		return cty.CapsuleVal(distributionType, &Distribution{Kind: Fixed, Of: of, Durations: of.Durations}), nil
	},
})

var drainFunction = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "start", Type: cty.DynamicPseudoType},
		{Name: "rate", Type: cty.DynamicPseudoType},
	},
	Type: function.StaticReturnType(distributionType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		start, _, problem := distributionKind{kind: Drain}.argument(0, args[0])
		if problem != "" {
			return cty.NilVal, function.NewArgErrorf(0, "%s", problem)
		}
		if start.Fixed == nil && start.Value <= 0 {
			return cty.NilVal, function.NewArgErrorf(0, "start must be more than zero")
		}
		c, ok := changeValue(args[1])
		if !ok || c.Amount <= 0 {
			return cty.NilVal, function.NewArgErrorf(1, `what is lost per time, such as "0.4/h", without a sign`)
		}
		perHour := c.Amount * (float64(time.Hour) / float64(c.Per))
		d := &Distribution{Kind: Drain, Args: []Argument{start, {Value: perHour}}}
		return cty.CapsuleVal(distributionType, d), nil
	},
})

// distribution reads a distribution; allowed says which kinds fit here.
func (b *body) distribution(name string, allowed func(*Distribution) (problem string)) (*Distribution, bool) {
	v, ok := b.value(name)
	if !ok {
		return nil, false
	}
	if v.Type() != distributionType {
		hint := "such as normal(20, 1)"
		if v.Type() == cty.Number {
			hint = fmt.Sprintf("constant(%s) for a value that never changes, or normal(%s, …)", numberText(v), numberText(v))
		}
		b.refuse(name, "Distribution expected", "%s is a distribution: write %s.", capital(quoted(name)), hint)
		return nil, false
	}
	return b.fitting(v.EncapsulatedValue().(*Distribution), name, allowed)
}

// fitting gives a distribution the place it is used at, when it fits there.
func (b *body) fitting(d *Distribution, name string, allowed func(*Distribution) string) (*Distribution, bool) {
	if problem := allowed(d); problem != "" {
		b.refuse(name, "Unfit distribution", "%s", problem)
		return nil, false
	}
	placed := *d
	placed.Range = b.rangeOf(name)
	return &placed, true
}

// durationsOnly admits distributions of durations without per-device parameters.
func durationsOnly(d *Distribution) string {
	if !drawn(d) || d.Kind == Poisson {
		return fmt.Sprintf("%s(…) gives no durations. Write a duration such as \"20s\", or uniform(\"0s\", \"20s\").", d.Kind)
	}
	if d.Kind == Fixed || slices.ContainsFunc(d.Args, func(a Argument) bool { return a.Fixed != nil }) {
		return "fixed(…) has no place here: a fault draws once for each device and time it happens anyway."
	}
	if !d.Durations {
		return fmt.Sprintf("Durations need units: write %s with \"20s\" instead of 20.", d.Kind)
	}
	return ""
}

// plainNumbers admits distributions of numbers that are drawn and no durations.
func plainNumbers(d *Distribution) string {
	if d.Kind == Walk || d.Kind == Replay {
		return fmt.Sprintf("%s(…) is a path in time. Make it the value of a sensor; the formulas of those after it can name it.", d.Kind)
	}
	if !numeric(d) {
		return fmt.Sprintf("%s(…) gives no numbers. Write a distribution of numbers, such as normal(0, 1).", d.Kind)
	}
	if d.Durations {
		return "A sensor measures numbers: write them without units of time."
	}
	return ""
}

// sensorValues admits what a sensor can measure.
func sensorValues(d *Distribution) string {
	switch d.Kind {
	case Switch, Choice, Walk, Replay:
		return ""
	case Drain:
		return "drain(…) is for device_info, where it is a battery. For a slow change write trend = \"-0.4/h\"."
	case Fixed:
		return sensorValues(d.Of)
	}
	return plainNumbers(d)
}

// infoValues admits what device_info can say.
func infoValues(d *Distribution) string {
	switch d.Kind {
	case Drain, Choice, Switch, Replay:
		return ""
	case Walk:
		return "walk(…) needs a clamp, which a sensor has and device_info has not. Make it a sensor, or write normal(50, 5) for a value that varies."
	case Fixed:
		return infoValues(d.Of)
	}
	return plainNumbers(d)
}

package schema

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// A ramp is the value of ramp(from, to): what its ends mean depends on the
// argument that it is given to.
type ramp struct {
	from, to amount
	ease     bool
}

// An amount is a number with the unit that it was written with.
type amount struct {
	value *big.Rat
	unit  string // "", "%", "x" or "/s"
}

var rampType = cty.Capsule("ramp", typeOf[ramp]())

var rampFunction = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "from", Type: cty.DynamicPseudoType},
		{Name: "to", Type: cty.DynamicPseudoType},
	},
	VarParam: &function.Parameter{Name: "shape", Type: cty.DynamicPseudoType},
	Type:     function.StaticReturnType(rampType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		r := &ramp{}
		for i, end := range []*amount{&r.from, &r.to} {
			a, problem := parseAmount(args[i])
			if problem != "" {
				return cty.NilVal, function.NewArgErrorf(i, "%s", problem)
			}
			*end = a
		}
		if len(args) > 3 {
			return cty.NilVal, function.NewArgErrorf(3, `ramp takes two ends and perhaps a shape: ramp(0, "100%%", "ease")`)
		}
		if len(args) == 3 {
			shape := ""
			if args[2].Type() == cty.String {
				shape = args[2].AsString()
			}
			if shape != "ease" && shape != "linear" {
				return cty.NilVal, function.NewArgErrorf(2, `the shape of a ramp is "linear" (as without it) or "ease"`)
			}
			r.ease = shape == "ease"
		}
		return cty.CapsuleVal(rampType, r), nil
	},
})

// parseAmount reads 5, "50%", "5x" or "1000/s".
func parseAmount(v cty.Value) (amount, string) {
	switch v.Type() {
	case cty.Number:
		r := rational(v.AsBigFloat())
		if r.Sign() < 0 {
			return amount{}, "an amount is not negative"
		}
		return amount{value: r}, ""
	case cty.String:
		text := v.AsString()
		for _, unit := range []string{"%", "x", "/s"} {
			if number, ok := strings.CutSuffix(text, unit); ok {
				r, ok := decimal(number)
				if !ok {
					break
				}
				if r.Sign() < 0 {
					return amount{}, "an amount is not negative"
				}
				return amount{r, unit}, ""
			}
		}
		return amount{}, fmt.Sprintf("%q is no amount. Of devices write 200 or \"50%%\", of a rate 5, \"5x\" or \"1000/s\"", clip(text))
	}
	return amount{}, "an amount is a number or a text with its unit; this is " + typeName(v.Type())
}

// amountForms are how the amounts of a phase are written.
var amountForms = map[string]string{
	"devices": `a number of devices such as 200, a share such as "50%", or ramp(0, "100%")`,
	"rate":    `a multiple such as 5 or "5x", the fleet's total such as "1000/s", or a ramp of either such as ramp(1, 10)`,
}

// curve reads an amount over a phase. level says what an amount is worth here;
// other is the other end of a ramp, nil without one.
func (b *body) curve(name, summary string, level func(a amount, other *amount) (Level, string)) (*Curve, bool) {
	v, ok := b.value(name)
	if !ok {
		return nil, false
	}
	r := &ramp{}
	ramped := v.Type() == rampType
	if ramped {
		r = v.EncapsulatedValue().(*ramp)
	} else {
		a, problem := parseAmount(v)
		if problem != "" {
			if v.Type() == cty.String {
				problem = fmt.Sprintf("%q is none. Write %s", clip(v.AsString()), amountForms[name])
			}
			b.refuse(name, summary, "%s.", capital(problem))
			return nil, false
		}
		r.from, r.to = a, a
	}
	c := &Curve{Ramp: ramped, Ease: r.ease, Range: b.rangeOf(name)}
	var other [2]*amount
	if ramped {
		other = [2]*amount{&r.to, &r.from}
	}
	var problems [2]string
	c.From, problems[0] = level(r.from, other[0])
	c.To, problems[1] = level(r.to, other[1])
	for _, problem := range problems {
		if problem != "" {
			b.refuse(name, summary, "%s", problem)
			return nil, false
		}
	}
	return c, true
}

// deviceLevel is an amount of devices: a share with %, else a number of them.
func deviceLevel(a amount, _ *amount) (Level, string) {
	switch a.unit {
	case "%":
		share := new(big.Rat).Quo(a.value, big.NewRat(100, 1))
		if share.Cmp(ratOne) > 0 {
			return Level{}, "A phase has at most \"100%\" of the devices."
		}
		r, ok := ratio(share)
		if !ok {
			return Level{}, "A share of the devices is exact, with at most seven decimals: write \"33.3333333%\"."
		}
		return Level{Value: r}, ""
	case "":
		if !a.value.IsInt() {
			f, _ := a.value.Float64()
			return Level{}, fmt.Sprintf("Devices are counted in whole numbers; this is %v. For a share of them write per cent: \"50%%\".", f)
		}
		if !a.value.Num().IsInt64() || a.value.Num().Int64() > maxDevices {
			return Level{}, fmt.Sprintf("There are at most %s devices.", grouped(maxDevices))
		}
		return Level{Value: Ratio{a.value.Num().Int64(), 1}, Absolute: true}, ""
	}
	return Level{}, "Write a number of devices, or a share of them such as \"50%\"."
}

// rateLevel is an amount of readings: a multiple, or with /s the fleet's total.
// Zero is zero in either.
func rateLevel(a amount, other *amount) (Level, string) {
	unit := a.unit
	if other != nil && a.value.Sign() == 0 && a.unit == "" {
		unit = other.unit
	}
	if other != nil && (unit == "/s") != (other.unit == "/s") && (other.value.Sign() != 0 || other.unit != "") {
		return Level{}, "A ramp is of multiples (\"5x\") or of totals (\"1000/s\"), not from one to the other."
	}
	high, absolute := int64(maxMultiple), false
	switch unit {
	case "", "x":
	case "/s":
		high, absolute = maxPerSecond, true
	default:
		return Level{}, "A rate is a multiple of the models' own, 5 or \"5x\", or the fleet's total, \"1000/s\"."
	}
	if a.value.Cmp(new(big.Rat).SetInt64(high)) > 0 {
		return Level{}, fmt.Sprintf("A rate is at most %s here.", grouped(high))
	}
	r, ok := ratio(a.value)
	if !ok {
		return Level{}, "A rate is exact, with at most nine decimals: write \"0.333333333" + unit + "\", or 1/3 without quotes."
	}
	return Level{Value: r, Absolute: absolute}, ""
}

// perSecond reads a rate of readings: "200/s".
func (b *body) perSecond(name string) (*Ratio, bool) {
	v, ok := b.value(name)
	if !ok {
		return nil, false
	}
	a, problem := parseAmount(v)
	if problem == "" && a.unit == "/s" && a.value.Cmp(slowest) >= 0 && a.value.Cmp(big.NewRat(maxPerSecond, 1)) <= 0 {
		if r, ok := ratio(a.value); ok {
			return &r, true
		}
	}
	examples := `"200/s" or "0.05/s"`
	if v.Type() == cty.Number {
		if n, ok := new(big.Rat).SetString(numberText(v)); ok && n.Cmp(slowest) >= 0 {
			examples = fmt.Sprintf("\"%s/s\"", numberText(v))
		}
	}
	b.refuse(name, "Rate per second expected",
		"%s is a number of readings a second, at least one a day and at most %s, with at most nine decimals: write %s.", capital(quoted(name)), grouped(maxPerSecond), examples)
	return nil, false
}

// slowest is one reading a day: what is slower than that outlasts any run.
var slowest = big.NewRat(1, 86_400)

package difference

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// text is a value as one writes it in a scenario. What the language gains later is
// written as a plan is, so that no member is ever passed over.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return strconv.Quote(v)
	case float64:
		return decimal(v)
	case time.Duration:
		return strconv.Quote(duration(v))
	case schema.Ratio:
		return ratio(v)
	case schema.Pattern:
		t, _ := v.MarshalText() // it has no errors
		return strconv.Quote(string(t))
	case schema.Limits:
		return "[" + decimal(v.Low) + ", " + decimal(v.High) + "]"
	case schema.Change:
		return strconv.Quote(change(v))
	case schema.Distribution:
		return distribution(&v)
	case schema.Expression:
		return expression(v)
	case schema.Instant:
		return instant(v)
	case schema.Point:
		return "[" + strconv.Quote(duration(v.At)) + ", " + decimal(v.Value) + "]"
	case schema.Series:
		return fmt.Sprintf("%q, %q", v.File, v.Column)
	}
	return composed(reflect.ValueOf(v))
}

// composed is a value of several parts, or of a type of its own.
func composed(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return text(v.Elem().Interface())
	case reflect.String:
		return v.String()
	case reflect.Bool, reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint64:
		return fmt.Sprint(v.Interface())
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, text(v.Index(i).Interface()))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Struct:
		var parts []string
		for _, f := range fields(v) {
			parts = append(parts, f.name+" = "+f.text)
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	raw, err := json.Marshal(v.Interface())
	if err != nil {
		return fmt.Sprintf("%v", v.Interface())
	}
	return string(raw)
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// ratio is an exact decimal where there is one, else a fraction.
func ratio(r schema.Ratio) string {
	x := big.NewRat(r.Num, r.Den)
	if n, exact := x.FloatPrec(); exact {
		return x.FloatString(n)
	}
	return x.RatString()
}

// percent is a ratio of a whole.
func percent(r schema.Ratio) string {
	hundred := new(big.Rat).Mul(big.NewRat(r.Num, r.Den), big.NewRat(100, 1))
	if n, exact := hundred.FloatPrec(); exact {
		return strconv.Quote(hundred.FloatString(n) + "%")
	}
	return ratio(r)
}

// duration is exact, without the zeros that time.Duration writes.
func duration(d time.Duration) string {
	const day = 24 * time.Hour
	if d != 0 && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// instant is a moment, in UTC, or its distance from that of apply.
func instant(i schema.Instant) string {
	switch {
	case !i.Now:
		return strconv.Quote(time.UnixMilli(i.UnixMillis).UTC().Format(time.RFC3339Nano))
	case i.Offset == 0:
		return `"now"`
	case i.Offset > 0:
		return strconv.Quote("now+" + duration(i.Offset))
	}
	return strconv.Quote("now" + duration(i.Offset))
}

func change(c schema.Change) string {
	sign := ""
	if c.Amount >= 0 {
		sign = "+"
	}
	per := duration(c.Per)
	if len(per) == len("1h") {
		per = strings.TrimPrefix(per, "1")
	}
	return sign + decimal(c.Amount) + "/" + per
}

// plainSecond are the distributions whose second argument is a number even where
// the first is a duration.
var plainSecond = []schema.DistributionKind{schema.Lognormal, schema.Weibull}

func distribution(d *schema.Distribution) string {
	var args []string
	for i, a := range d.Args {
		switch {
		case a.Fixed != nil:
			args = append(args, "fixed("+distribution(a.Fixed)+")")
		case d.Durations && (i == 0 || !slices.Contains(plainSecond, d.Kind)):
			args = append(args, strconv.Quote(duration(time.Duration(a.Value))))
		case d.Kind == schema.Drain && i == 1:
			args = append(args, strconv.Quote(decimal(a.Value)+"/h"))
		default:
			args = append(args, decimal(a.Value))
		}
	}
	if len(d.Choices) > 0 {
		var options []string
		for _, o := range d.Choices {
			options = append(options, strconv.Quote(o.Text)+" = "+decimal(o.Weight))
		}
		args = append(args, "{ "+strings.Join(options, ", ")+" }")
	}
	if d.Of != nil {
		args = append(args, distribution(d.Of))
	}
	if d.Kind == schema.Constant && d.Durations && len(args) == 1 {
		return args[0] // as one writes it: lasts = "20s"
	}
	if d.Series != nil {
		args = append(args, text(*d.Series))
	}
	return string(d.Kind) + "(" + strings.Join(args, ", ") + ")" + played(d.Series)
}

// played is what a file held, which its name does not say, and how it goes on.
func played(s *schema.Series) string {
	if s == nil {
		return ""
	}
	t := fmt.Sprintf(" of %d readings %.8s", s.Count, s.Digest)
	if s.Period > 0 {
		t += ", again each " + duration(time.Duration(s.Period))
	}
	if s.Hold {
		t += ", held"
	}
	return t
}

// expression is the source with the constants that it names.
func expression(e schema.Expression) string {
	s := strconv.Quote(strings.Join(strings.Fields(e.Source), " "))
	var j struct {
		Constants map[string]any `json:"constants"`
	}
	raw, err := json.Marshal(e)
	if err != nil || json.Unmarshal(raw, &j) != nil || len(j.Constants) == 0 {
		return s
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(j.Constants)) {
		parts = append(parts, name+" = "+text(j.Constants[name]))
	}
	return s + " with " + strings.Join(parts, ", ")
}

// A levelText writes one end of a curve.
type levelText func(schema.Level) string

func devicesLevel(l schema.Level) string {
	if l.Absolute {
		return ratio(l.Value)
	}
	return percent(l.Value)
}

func rateLevel(l schema.Level) string {
	if l.Absolute {
		return strconv.Quote(ratio(l.Value) + "/s")
	}
	return ratio(l.Value)
}

// curve is an amount over a phase; empty: the phase does not say.
func curve(c *schema.Curve, level levelText) string {
	switch {
	case c == nil:
		return ""
	case !c.Ramp:
		return level(c.From)
	}
	args := level(c.From) + ", " + level(c.To)
	if c.Ease {
		args += `, "ease"`
	}
	s := "ramp(" + args + ")"
	if c.Span > 0 {
		s += " cut from " + duration(c.Span)
	}
	return s
}

package schema

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
)

// units of durations, the longest name first where one begins with another.
var units = []struct {
	name string
	size time.Duration
}{
	{"ms", time.Millisecond}, {"us", time.Microsecond}, {"µs", time.Microsecond}, {"μs", time.Microsecond}, {"ns", time.Nanosecond},
	{"s", time.Second}, {"m", time.Minute}, {"h", time.Hour}, {"d", 24 * time.Hour}, {"w", 7 * 24 * time.Hour},
}

// parseDuration reads "1h30m", "2d", "1.5s". The problem says what to write
// instead; it is empty when all is well. A sign is left to those who want one.
func parseDuration(text string) (d time.Duration, problem string) {
	rest := text
	total := new(big.Rat)
	for rest != "" {
		digits := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if digits < 0 {
			return 0, fmt.Sprintf("A duration needs a unit: write %q for seconds, or use ms, s, m, h or d.", text+"s")
		}
		number, ok := decimal(rest[:digits])
		size, unit := unitOf(rest[digits:])
		if !ok || unit == "" {
			if short := shortDuration(text); short != "" {
				return 0, fmt.Sprintf("%q is no duration. Write %q.", clip(text), short)
			}
			return 0, fmt.Sprintf("%q is no duration. Write numbers with the units ms, s, m, h or d: \"500ms\", \"30s\", \"1h30m\", \"2d\".", clip(text))
		}
		total.Add(total, number.Mul(number, new(big.Rat).SetInt64(int64(size))))
		rest = rest[digits+len(unit):]
	}
	if text == "" {
		return 0, `A duration is empty. Write a number with its unit, such as "30s".`
	}
	if !total.IsInt() {
		return 0, fmt.Sprintf("%q is no whole number of nanoseconds, the smallest step of time.", clip(text))
	}
	if total.Cmp(new(big.Rat).SetInt64(int64(maxTimeline))) > 0 {
		return 0, fmt.Sprintf("%q is longer than %s, the most there is.", clip(text), durationText(maxTimeline))
	}
	return time.Duration(total.Num().Int64()), ""
}

// longDuration is a duration with units in words.
var longDuration = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?) *([A-Za-z]+)(?: *,? *(?:and)? *)`)

// unitWords are units as they are said.
var unitWords = map[string]string{
	"ms": "ms", "msec": "ms", "msecs": "ms", "millis": "ms", "millisecond": "ms", "milliseconds": "ms",
	"s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
	"m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
	"h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
	"d": "d", "day": "d", "days": "d", "w": "w", "week": "w", "weeks": "w",
}

// shortDuration is a duration that is written in words, "30 min", as it is written
// here, and empty for anything else.
func shortDuration(text string) string {
	short, known := "", len(text) <= maxNumberLength
	rest := longDuration.ReplaceAllStringFunc(clip(text), func(part string) string {
		m := longDuration.FindStringSubmatch(part)
		unit := unitWords[strings.ToLower(m[2])]
		known = known && unit != ""
		short += m[1] + unit
		return ""
	})
	if !known || strings.TrimSpace(rest) != "" {
		return ""
	}
	if _, problem := parseDuration(short); problem != "" {
		return ""
	}
	return short
}

// ParseDuration reads a duration as scenarios write them: "1h30m", "2d". The error
// says what to write instead.
func ParseDuration(text string) (time.Duration, error) {
	d, problem := durationValue(cty.StringVal(text))
	if problem != "" {
		return 0, errors.New(problem)
	}
	return d, nil
}

// unitOf is the unit that a text begins with, "" when it begins with none.
func unitOf(text string) (time.Duration, string) {
	for _, u := range units {
		if strings.HasPrefix(text, u.name) {
			return u.size, u.name
		}
	}
	return 0, ""
}

// decimal reads digits with at most one point, exactly.
func decimal(text string) (*big.Rat, bool) {
	if text == "" || text == "." || len(text) > maxNumberLength || strings.Count(text, ".") > 1 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// durationText writes a duration as an author would: 3650d, 1h30m.
func durationText(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	for _, u := range []struct {
		name string
		size time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", 1}} {
		if n := int64(d / u.size); n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			d %= u.size
		}
	}
	return b.String()
}

// durationValue reads a duration that an expression came to.
func durationValue(v cty.Value) (time.Duration, string) {
	switch v.Type() {
	case cty.String:
		text := v.AsString()
		if strings.HasPrefix(text, "-") {
			return 0, fmt.Sprintf("%q is negative; time runs forwards. Write it without the sign.", clip(text))
		}
		return parseDuration(text)
	case cty.Number:
		n := numberText(v)
		return 0, fmt.Sprintf("A duration needs a unit: write \"%ss\" for seconds, \"%sm\" for minutes or \"%sh\" for hours.", n, n, n)
	}
	return 0, fmt.Sprintf("A duration is a text such as \"30s\"; this is %s.", typeName(v.Type()))
}

// duration reads a duration of at least low.
func (b *body) duration(name string, low time.Duration) (time.Duration, bool) {
	v, ok := b.value(name)
	if !ok {
		return 0, false
	}
	d, problem := durationValue(v)
	if problem != "" {
		summary := "Invalid duration"
		if v.Type() == cty.Number {
			summary = "Duration needs a unit"
		}
		b.refuse(name, summary, "%s", problem)
		return 0, false
	}
	if d < low {
		b.refuse(name, "Duration too short",
			"%s is at least %s here; this is %s.", capital(quoted(name)), durationText(low), durationText(d))
		return 0, false
	}
	return d, true
}

// change reads an amount per time: "+0.2/h".
func (b *body) change(name string) (Change, bool) {
	v, ok := b.value(name)
	if !ok {
		return Change{}, false
	}
	if c, ok := changeValue(v); ok {
		return c, true
	}
	examples := `"+0.5/h", "-0.1/d" or "0.2/s"`
	if v.Type() == cty.Number {
		n := numberText(v)
		examples = fmt.Sprintf(`"%s/h" for an hour, "%s/d" for a day or "%s/s" for a second`, n, n, n)
	}
	b.refuse(name, "Change per time expected",
		"%s is an amount per time, at most 1e15: write %s.", capital(quoted(name)), examples)
	return Change{}, false
}

func changeValue(v cty.Value) (Change, bool) {
	if v.Type() != cty.String {
		return Change{}, false
	}
	text := v.AsString()
	amount, per, ok := strings.Cut(text, "/")
	if !ok {
		return Change{}, false
	}
	unsigned := strings.TrimPrefix(strings.TrimPrefix(amount, "+"), "-")
	if len(amount)-len(unsigned) > 1 {
		return Change{}, false
	}
	number, ok := decimal(unsigned)
	size, unit := unitOf(per)
	if !ok || unit == "" || unit != per {
		return Change{}, false
	}
	f, _ := number.Float64()
	if f > maxMeasure {
		return Change{}, false
	}
	if strings.HasPrefix(amount, "-") {
		f = -f
	}
	return Change{Amount: f, Per: size}, true
}

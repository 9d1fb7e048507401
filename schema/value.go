package schema

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// The readers of body take one argument each. A reader's second result is false
// when the argument is left out or was reported; the caller goes on without it.

// text reads a text. Numbers and bools are not taken for text: they were
// probably meant for something else.
func (b *body) text(name string) (string, bool) {
	v, ok := b.words(name)
	if !ok {
		return "", false
	}
	if v.Type() != cty.String {
		b.refuse(name, "Text expected",
			"%s is a text in quotes; this is %s.", capital(quoted(name)), typeName(v.Type()))
		return "", false
	}
	return v.AsString(), true
}

// boolean reads true or false.
func (b *body) boolean(name string) (bool, bool) {
	v, ok := b.value(name)
	if !ok {
		return false, false
	}
	if v.Type() != cty.Bool {
		b.refuse(name, "Bool expected",
			"%s is true or false; this is %s.", capital(quoted(name)), typeName(v.Type()))
		return false, false
	}
	return v.True(), true
}

// number reads a number that may be added to readings.
func (b *body) number(name string) (float64, bool) {
	v, ok := b.value(name)
	if !ok {
		return 0, false
	}
	f, ok := numberValue(v)
	if !ok {
		b.refuse(name, "Number expected",
			"%s is a number without quotes; this is %s.", capital(quoted(name)), typeName(v.Type()))
		return 0, false
	}
	if math.Abs(f) > maxMeasure {
		b.refuse(name, "Number out of range", "%s is at most 1e15; no sensor says more.", capital(quoted(name)))
		return 0, false
	}
	return f, true
}

// numberValue is a finite float64; larger ones were reported when they came up.
func numberValue(v cty.Value) (float64, bool) {
	if v.Type() != cty.Number {
		return 0, false
	}
	f, _ := v.AsBigFloat().Float64()
	return f, !math.IsInf(f, 0)
}

// whole reads a whole number within [low, high].
func (b *body) whole(name string, low, high int64) (int64, bool) {
	v, ok := b.value(name)
	if !ok {
		return 0, false
	}
	n, problem := wholeValue(v, low, high)
	if problem != "" {
		if n, _ := numberValue(v); n == 0 && v.Type() == cty.Number && name == "count" && placeKind(b.kind) {
			problem += ". To leave a place out under a condition, let it repeat with for_each over an empty list"
		}
		b.refuse(name, "Whole number expected",
			"%s is a whole number%s; %s.", capital(quoted(name)), between(low, high), problem)
		return 0, false
	}
	return n, true
}

func wholeValue(v cty.Value, low, high int64) (n int64, problem string) {
	if v.Type() != cty.Number {
		return 0, "this is " + typeName(v.Type())
	}
	f := v.AsBigFloat()
	n, accuracy := f.Int64()
	if !f.IsInt() {
		return 0, "this is " + numberText(v) + ", a fraction. Use floor(…) or ceil(…) to round"
	}
	if accuracy != big.Exact && f.Sign() > 0 && high == math.MaxInt64 {
		return 0, "this is more than " + grouped(high) + ", the most there is"
	}
	if accuracy != big.Exact || n < low || n > high {
		return 0, "this is " + numberText(v)
	}
	return n, ""
}

// between says the range of a whole number, the largest values left unsaid.
func between(low, high int64) string {
	switch {
	case high == math.MaxInt64 && low == math.MinInt64:
		return ""
	case high == math.MaxInt64:
		return fmt.Sprintf(", %d or more", low)
	}
	return " from " + grouped(low) + " to " + grouped(high)
}

// grouped writes a whole number with commas: 20,000,000.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// percent reads a share: "2%" or 0.02.
func (b *body) percent(name string) (float64, bool) {
	v, ok := b.value(name)
	if !ok {
		return 0, false
	}
	r, problem := percentValue(v)
	if problem != "" {
		b.refuse(name, "Percentage expected", "%s", problem)
		return 0, false
	}
	f, _ := r.Float64()
	return f, true
}

func percentValue(v cty.Value) (*big.Rat, string) {
	switch v.Type() {
	case cty.Number:
		r, _ := v.AsBigFloat().Rat(nil)
		if r.Sign() < 0 || r.Cmp(ratOne) > 0 {
			return nil, fmt.Sprintf("A share is from 0 to 1, or in per cent; this is %s.%s", numberText(v), percentMeant(r, v))
		}
		return r, ""
	case cty.String:
		if r, ok := parsePercent(v.AsString()); ok {
			if r.Sign() < 0 {
				return nil, fmt.Sprintf("%q is less than none of them. A share is from \"0%%\" to \"100%%\".", v.AsString())
			}
			if r.Cmp(ratOne) > 0 {
				return nil, fmt.Sprintf("%q is more than all of them. Write at most \"100%%\".", v.AsString())
			}
			return r, ""
		}
		return nil, fmt.Sprintf("%q is no percentage. Write \"2%%\" or 0.02.", clip(v.AsString()))
	}
	return nil, "A percentage is written \"2%\" or 0.02; this is " + typeName(v.Type()) + "."
}

// percentMeant is the question after 20 where "20%" is meant.
func percentMeant(r *big.Rat, v cty.Value) string {
	if r.Sign() < 0 || r.Cmp(big.NewRat(100, 1)) > 0 {
		return ""
	}
	return fmt.Sprintf(" Did you mean \"%s%%\"?", numberText(v))
}

var ratOne = big.NewRat(1, 1)

// parsePercent reads "2%" as 2/100.
func parsePercent(text string) (*big.Rat, bool) {
	number, ok := strings.CutSuffix(text, "%")
	if !ok {
		return nil, false
	}
	r, ok := decimal(number)
	if !ok {
		return nil, false
	}
	return r.Quo(r, big.NewRat(100, 1)), true
}

// limits reads [low, high].
func (b *body) limits(name string) (*Limits, bool) {
	v, ok := b.ends(name)
	if !ok {
		return nil, false
	}
	l, ok := limitsValue(v)
	if !ok {
		b.refuse(name, "Limits expected", "%s is a pair of numbers: write [low, high], or null for an end that is open, [null, high].", capital(quoted(name)))
		return nil, false
	}
	if l.Low > l.High {
		b.refuse(name, "Limits the wrong way round",
			"The low limit %v is above the high limit %v: write [low, high].", l.Low, l.High)
		return nil, false
	}
	return &l, true
}

// ends is the value of limits, in which, as nowhere else but in a sentinel's, null
// means something.
func (b *body) ends(name string) (cty.Value, bool) {
	if a := b.args[name]; a != nil {
		if v := b.d.scope.value(a.Expr, b.at); v.IsWhollyKnown() && !v.IsNull() && isPair(v) && holdsNull(v) {
			return v, true
		}
	}
	return b.value(name)
}

func isPair(v cty.Value) bool {
	t := v.Type()
	return (t.IsTupleType() || t.IsListType()) && v.LengthInt() == 2
}

func limitsValue(v cty.Value) (Limits, bool) {
	if !isPair(v) {
		return Limits{}, false
	}
	l, pair := Limits{math.Inf(-1), math.Inf(1)}, v.AsValueSlice()
	if pair[0].IsNull() && pair[1].IsNull() {
		return Limits{}, false
	}
	for i, end := range []*float64{&l.Low, &l.High} {
		if pair[i].IsNull() {
			continue
		}
		f, ok := numberValue(pair[i])
		if !ok {
			return Limits{}, false
		}
		*end = f
	}
	return l, true
}

// instant reads RFC 3339, "now" or "now-3d".
func (b *body) instant(name string) (Instant, bool) {
	text, ok := b.text(name)
	if !ok {
		return Instant{}, false
	}
	i, problem := parseInstant(text)
	if problem != "" {
		b.refuse(name, "Instant expected", "%s", problem)
	}
	return i, problem == ""
}

func parseInstant(text string) (Instant, string) {
	if rest, ok := strings.CutPrefix(text, "now"); ok {
		if rest == "" {
			return Instant{Now: true}, ""
		}
		d, problem := parseDuration(rest[1:])
		signed := rest[0] == '+' || rest[0] == '-'
		if signed && len(rest) > 1 && problem != "" {
			return Instant{}, problem
		}
		if !signed || problem != "" {
			return Instant{}, fmt.Sprintf("%q is no instant. Write \"now\", \"now-3d\" or \"now+1h\".", clip(text))
		}
		if d%time.Millisecond != 0 {
			return Instant{}, "An instant is a whole number of milliseconds."
		}
		if rest[0] == '-' {
			d = -d
		}
		return Instant{Now: true, Offset: d}, ""
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return Instant{}, fmt.Sprintf("%q is no instant. Write a date with time and zone, such as \"2026-03-02T06:00:00+08:00\", or \"now\".", clip(text))
	}
	if t.Nanosecond()%int(time.Millisecond) != 0 {
		return Instant{}, "An instant is a whole number of milliseconds."
	}
	if t.Year() < 1970 || t.Year() > 2261 {
		return Instant{}, fmt.Sprintf("The year %d is not between 1970 and 2261, which 64 bits of nanoseconds can count to.", t.Year())
	}
	return Instant{UnixMillis: t.UnixMilli()}, ""
}

// choice reads one of a closed set of words.
func (b *body) choice(name string, words []string) (string, bool) {
	text, ok := b.text(name)
	if !ok {
		return "", false
	}
	for _, w := range words {
		if w == text {
			return w, true
		}
	}
	b.refuse(name, "Unknown word",
		"%s is %s; %q is none of them. %s", capital(quoted(name)), list(words, "or"), clip(text), meant(text, words))
	return "", false
}

// texts reads a list of texts.
func (b *body) texts(name string) ([]string, bool) {
	v, ok := b.words(name)
	if !ok {
		return nil, false
	}
	if t := v.Type(); t.IsTupleType() || t.IsListType() || t.IsSetType() {
		var all []string
		for _, e := range v.AsValueSlice() {
			if e.IsNull() || e.Type() != cty.String {
				all = nil
				break
			}
			all = append(all, e.AsString())
		}
		if all != nil || v.LengthInt() == 0 {
			return all, true
		}
	}
	b.refuse(name, "List of texts expected",
		"%s is a list of texts: write [\"…\", \"…\"].", capital(quoted(name)))
	return nil, false
}

// textMap reads an object of texts; numbers and bools are written out.
func (b *body) textMap(name string) (map[string]string, bool) {
	v, ok := b.words(name)
	if !ok {
		return nil, false
	}
	texts, err := convert.Convert(v, cty.Map(cty.String))
	if err != nil || !usable(texts) {
		b.refuse(name, "Map of texts expected",
			"%s is an object of texts: write { \"name\" = \"value\" }.", capital(quoted(name)))
		return nil, false
	}
	all := map[string]string{}
	for k, e := range texts.AsValueMap() {
		if e.IsNull() {
			continue
		}
		all[k] = e.AsString()
	}
	return all, true
}

// referent reads model.NAME, lib.NAME.model.NAME and their kin.
func (b *body) referent(name, kind string) (*reference, bool) {
	v, ok := b.value(name)
	if !ok {
		return nil, false
	}
	return b.d.referentValue(v, kind, b, name)
}

// referentValue is what a reference refers to, wherever it was computed.
func (d *decoder) referentValue(v cty.Value, kind string, b *body, name string) (*reference, bool) {
	if v.Type() == referenceTypes[kind] {
		return v.EncapsulatedValue().(*reference), true
	}
	hint := fmt.Sprintf("write %s.NAME without quotes", kind)
	if v.Type() == cty.String && len(v.AsString()) <= maxNameBytes {
		hint = fmt.Sprintf("write %s.%s without quotes", kind, strings.TrimPrefix(v.AsString(), kind+"."))
	}
	b.refuse(name, "Reference expected", "%s names a %s: %s.", capital(quoted(name)), kind, hint)
	return nil, false
}

// rational is the fraction that a number stands for. 1/3 was computed to some
// hundred bits: the simplest fraction that agrees with all but the last few,
// where a chain of operations leaves its roundings, is what the author meant.
func rational(f *big.Float) *big.Rat {
	const lastBits = 8
	exact, _ := f.Rat(nil)
	slack := new(big.Rat).Abs(exact)
	slack.Quo(slack, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), max(f.Prec(), lastBits)-lastBits)))
	near := convergent(exact)
	if distance := new(big.Rat).Sub(near, exact); distance.Abs(distance).Cmp(slack) <= 0 {
		return near
	}
	return exact
}

// convergent is the last of the fractions that a continued fraction gives whose
// denominator a Ratio can hold.
func convergent(r *big.Rat) *big.Rat {
	limit := big.NewInt(maxDenominator)
	p0, q0, p1, q1 := big.NewInt(0), big.NewInt(1), big.NewInt(1), big.NewInt(0)
	num, den := new(big.Int).Set(r.Num()), new(big.Int).Set(r.Denom())
	for den.Sign() != 0 {
		a, rest := new(big.Int).DivMod(num, den, new(big.Int))
		p := new(big.Int).Add(new(big.Int).Mul(a, p1), p0)
		q := new(big.Int).Add(new(big.Int).Mul(a, q1), q0)
		if q.Cmp(limit) > 0 {
			break
		}
		p0, q0, p1, q1 = p1, q1, p, q
		num, den = den, rest
	}
	return new(big.Rat).SetFrac(p1, q1)
}

// ratio is r, when a Ratio can hold it: decimals of up to nine places and 1/3.
func ratio(r *big.Rat) (Ratio, bool) {
	if !r.Num().IsInt64() || !r.Denom().IsInt64() || r.Denom().Int64() > maxDenominator {
		return Ratio{}, false
	}
	return Ratio{r.Num().Int64(), r.Denom().Int64()}, true
}

// numberText writes a number as an author would.
func numberText(v cty.Value) string {
	f, _ := v.AsBigFloat().Float64()
	if n := int64(f); float64(n) == f && math.Abs(f) < 1e15 {
		return strconv.FormatInt(n, 10)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// typeName says what a value is, in a sentence.
func typeName(t cty.Type) string {
	switch {
	case t == cty.String:
		return "a text"
	case t == cty.Number:
		return "a number"
	case t == cty.Bool:
		return "a bool"
	case t == distributionType:
		return "a distribution"
	case t == rampType:
		return "a ramp"
	case t.IsCapsuleType():
		return "a reference to a " + t.FriendlyName()
	case t.IsTupleType() || t.IsListType():
		return "a list"
	case t.IsObjectType() || t.IsMapType():
		return "an object"
	case t.IsSetType():
		return "a set"
	}
	return "something else"
}

// quoted names an argument in a sentence; capital leaves it as it is.
func quoted(name string) string { return strconv.Quote(name) }

// meant is the near word as a question, "" when none is near.
func meant(word string, words []string) string {
	if near, ok := Nearest(word, words); ok {
		return fmt.Sprintf("Did you mean %q?", near)
	}
	return ""
}

// clip keeps a quoted text short.
func clip(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

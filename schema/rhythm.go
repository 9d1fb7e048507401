package schema

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
)

// A period is what a rhythm repeats over: how times in it are written.
type period struct {
	name    string
	summary string // when a time is none
	length  time.Duration
	clock   func(text string) (time.Duration, bool)
	sample  string // a time, for messages
	parts   string // a list of numbers that everybody knows, for messages
}

var (
	day  = period{"day", "Time of day expected", 24 * time.Hour, parseClock, "15:00", "24 numbers are its hours"}
	week = period{"week", "Time of week expected", 7 * 24 * time.Hour, parseWeekClock, "Mon 15:00", "7 numbers are its days, 168 its hours"}
)

// parseClock reads "15:30" or "15:30:10" as time since midnight.
func parseClock(text string) (time.Duration, bool) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Sub(t.Truncate(24 * time.Hour)), true
		}
	}
	return 0, false
}

// parseWeekClock reads "Mon 15:30" or "monday", its midnight, as time since the
// midnight that Monday begins with.
func parseWeekClock(text string) (time.Duration, bool) {
	name, clock, timed := strings.Cut(text, " ")
	for i := range 7 {
		day := time.Weekday((i + 1) % 7).String()
		if !strings.EqualFold(name, day) && !strings.EqualFold(name, day[:3]) {
			continue
		}
		at, ok := time.Duration(0), true
		if timed {
			at, ok = parseClock(strings.TrimSpace(clock))
		}
		return time.Duration(i)*24*time.Hour + at, ok
	}
	return 0, false
}

// rhythm takes a daily or weekly block: amplitude and peak, or points.
func (d *decoder) rhythm(b *body, p period) *Rhythm {
	r := &Rhythm{Range: b.head}
	before := d.errors + d.skipped
	d.course(b, r, p)
	b.rhythmDraws(r, p, before)
	return r
}

// course reads what repeats.
func (d *decoder) course(b *body, r *Rhythm, p period) {
	b.exclusive("points", "amplitude")
	b.exclusive("points", "peak")
	if b.has("points") {
		r.Points = b.points("points", p)
		return
	}
	for _, name := range []string{"amplitude", "peak"} {
		switch {
		case b.has(name):
		case b.damaged:
			return
		default:
			d.errorf(b.head, "Missing argument",
				"%s needs \"amplitude\" and \"peak\", or \"points\": points = { %q = 4, … }.", capital(blockText(b.kind)), p.sample)
			return
		}
	}
	b.amplitude(r, p)
	r.Peak = b.clock("peak", p)
}

// clock reads a time of a day or week.
func (b *body) clock(name string, p period) time.Duration {
	text, ok := b.text(name)
	if !ok {
		return 0
	}
	at, ok := p.clock(text)
	if !ok {
		b.refuse(name, p.summary,
			"%q is no time of a %s. Write %q.", clip(text), p.name, p.sample)
	}
	return at
}

// points reads { "06:00" = -2, "15:00" = 4 }, or a list of numbers that are
// evenly spread from the first midnight on.
func (b *body) points(name string, p period) []Point {
	v, ok := b.value(name)
	if !ok {
		return nil
	}
	t := v.Type()
	listed := t.IsTupleType() || t.IsListType()
	if !listed && !t.IsObjectType() && !t.IsMapType() {
		b.refuse(name, "Points expected",
			"Points are times with values, { %q = 4, … }, or a list of numbers evenly spread over the %s: %s. This is %s.", p.sample, p.name, p.parts, typeName(t))
		return nil
	}
	if n := v.LengthInt(); n < 2 || n > maxPoints {
		b.refuse(name, "Points expected", "A %s has from 2 to %s points; these are %d.", p.name, grouped(maxPoints), n)
		return nil
	}
	var all []Point
	n := v.LengthInt()
	for it, i := v.ElementIterator(), 0; it.Next(); i++ {
		key, value := it.Element()
		point := Point{At: time.Duration(int64(i) * int64(p.length) / int64(n))}
		if !listed {
			if point.At, ok = p.clock(key.AsString()); !ok {
				b.refuse(name, p.summary,
					"%q is no time of a %s. Write %q.", clip(key.AsString()), p.name, p.sample)
				return nil
			}
		}
		if value.IsNull() || value.Type() != cty.Number {
			b.refuse(name, "Number expected", "The value of a point is a number; this is %s.", typeName(value.Type()))
			return nil
		}
		if point.Value, ok = numberValue(value); !ok || math.Abs(point.Value) > maxMeasure {
			b.refuse(name, "Number out of range", "The value of a point is at most 1e15; no sensor says more.")
			return nil
		}
		all = append(all, point)
	}
	return b.ascending(name, all)
}

// ascending brings points into the order of time, each time once.
func (b *body) ascending(name string, all []Point) []Point {
	slices.SortFunc(all, func(a, b Point) int { return cmp.Compare(a.At, b.At) })
	for i := range all[1:] {
		if all[i].At == all[i+1].At {
			b.refuse(name, "Duplicate point", "Two points are at the same time, %s after the first midnight.", durationText(all[i].At))
			return nil
		}
	}
	return all
}

// drift takes a drift block.
func (d *decoder) drift(b *body) *Creep {
	drift := &Creep{Range: b.head}
	drift.Rate, _ = b.change("rate")
	most, ok := b.number("max")
	if ok && most < 0 {
		b.refuse("max", "Negative limit", "\"max\" is how far it drifts at most; the direction is that of \"rate\".")
	}
	drift.Max = most
	return drift
}

// step takes a step block.
func (d *decoder) step(b *body) Step {
	s := Step{Range: b.head}
	s.At, _ = b.duration("at", 0)
	s.Add, _ = b.number("add")
	return s
}

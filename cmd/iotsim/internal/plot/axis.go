package plot

import (
	"math"
	"strconv"
	"time"
)

// A Clock tells the time of the scenario's place.
type Clock struct {
	Start int64 // Unix milliseconds of the first instant
	Zone  *time.Location
}

func (c Clock) at(t int64) time.Time {
	return time.UnixMilli(c.Start).Add(time.Duration(t)).In(c.Zone)
}

// nanos is the moment after the start at which a clock says that.
func (c Clock) nanos(at time.Time) int64 { return at.Sub(time.UnixMilli(c.Start)).Nanoseconds() }

// A tick is a mark on an axis.
type tick struct {
	at    int64   // of the time axis
	y     float64 // of the other
	label string
}

const day = 24 * time.Hour

// steps are the distances between ticks of time that people count in.
var steps = []time.Duration{
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond,
	10 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	day, 2 * day, 5 * day, 10 * day,
}

// months are the longer ones.
var months = []int{1, 3, 6, 12, 24, 60, 120, 240, 600, 1200}

// times are at most so many ticks of [from, to) at round local times.
func (c Clock) times(from, to int64, most int) []tick {
	most = max(most, 1)
	span := time.Duration(to - from)
	for _, step := range steps {
		if int64(span/step) <= int64(most) {
			if step < day {
				return c.within(from, to, step)
			}
			return c.calendar(from, to, "Jan 2", func(t time.Time) time.Time {
				n := int(step / day)
				days := (t.Day()-1)/n*n + n
				if n > 1 && days >= 30 { // the 31st and the 1st would be neighbours
					return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, c.Zone)
				}
				return time.Date(t.Year(), t.Month(), 1+days, 0, 0, 0, 0, c.Zone)
			})
		}
	}
	for _, n := range months {
		if int64(span/(30*day))/int64(n) <= int64(most) || n == months[len(months)-1] {
			layout := "Jan 2006"
			if n >= 12 {
				layout = "2006"
			}
			return c.calendar(from, to, layout, func(t time.Time) time.Time {
				month := (t.Year()*12+int(t.Month())-1)/n*n + n
				return time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, c.Zone)
			})
		}
	}
	return nil
}

// within are ticks less than a day apart. Where clocks are put forward or back,
// they go on at round times of the new zone.
func (c Clock) within(from, to int64, step time.Duration) []tick {
	layout := "15:04"
	switch {
	case step < time.Second:
		layout = "15:04:05.000"
	case step < time.Minute:
		layout = "15:04:05"
	}
	var ticks []tick
	for t := c.ceil(from, step); t < to; t = c.ceil(t+int64(step), step) {
		at := c.at(t)
		text := at.Format(layout)
		if layout == "15:04" && text == "00:00" {
			text = at.Format("Jan 2")
		}
		ticks = append(ticks, tick{at: t, label: text})
	}
	return ticks
}

// ceil is the first moment at t or later whose local time of day is a multiple
// of a step; of the hour in which clocks change, near enough.
func (c Clock) ceil(t int64, step time.Duration) int64 {
	at := c.at(t)
	past := func(at time.Time) time.Duration {
		h, m, s := at.Clock()
		ofDay := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second +
			time.Duration(at.Nanosecond())
		return ofDay % step
	}
	over := past(at)
	if over == 0 {
		return t
	}
	next := t + int64(step-over)
	if over = past(c.at(next)); over > 0 && next-int64(over) > t { // clocks changed on the way
		next -= int64(over)
	}
	return next
}

// calendar are ticks at midnights, each from the one before it.
func (c Clock) calendar(from, to int64, layout string, next func(time.Time) time.Time) []tick {
	at := c.at(from)
	before := time.Date(at.Year(), at.Month(), at.Day()-1, 0, 0, 0, 0, c.Zone)
	var ticks []tick
	for t := next(before); c.nanos(t) < to; t = next(t) {
		if n := c.nanos(t); n >= from {
			ticks = append(ticks, tick{at: n, label: t.Format(layout)})
		}
	}
	return ticks
}

// widest is about how many characters the label of a tick of time has.
func widest(from, to int64, most int) int {
	switch step := time.Duration(to-from) / time.Duration(max(most, 1)); {
	case step < time.Second:
		return len("15:04:05.000")
	case step >= time.Minute && step < 20*day:
		return len("Jan 12")
	}
	return len("15:04:05")
}

// A scale is the vertical axis: what it reaches over, and its ticks.
type scale struct {
	low, high float64
	ticks     []tick
	limits    []Limit // of the chart, those that are within
}

// limitReach is how far beyond the values a limit may lie and still be shown, in
// parts of what they reach over: a limit far away would flatten the curve.
const limitReach = 0.6

// fewestUnits is how many units of a sensor's last digit an axis reaches over at
// least.
const fewestUnits = 8

// scale finds a vertical axis with about so many ticks.
func (c *Chart) scale(most int) scale {
	if c.Words != nil {
		s := scale{low: -0.25, high: float64(len(c.Words)-1) + 0.25}
		for i, word := range c.Words {
			s.ticks = append(s.ticks, tick{y: float64(i), label: word})
		}
		return s
	}
	low, high, ok := c.bounds()
	if !ok {
		low, high = 0, 1
	}
	reach := (high - low) * limitReach
	s := scale{}
	for _, l := range c.Limits {
		if l.Y >= low-reach && l.Y <= high+reach {
			s.limits = append(s.limits, l)
		}
	}
	for _, l := range s.limits {
		low, high = min(low, l.Y), max(high, l.Y)
	}
	unit := math.Pow(10, -float64(c.Digits)) // of the last digit: steps of it fill no axis
	if least := max(fewestUnits*unit, 1e-9*math.Abs(high)); high-low < least {
		low, high = (low+high-least)/2, (low+high+least)/2
	}
	room := (high - low) * 0.06
	s.low, s.high = low-room, high+room
	step := round(max((s.high-s.low)/float64(max(most, 2)), unit))
	for i := math.Ceil(s.low / step); i*step <= s.high; i++ {
		y := i*step + 0 // no minus zero
		s.ticks = append(s.ticks, tick{y: y, label: decimal(y, step)})
	}
	return s
}

// round is the next larger of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, ….
func round(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if x <= m*power {
			return m * power
		}
	}
	return 10 * power
}

// decimal is a number with as many digits as a step needs.
func decimal(x, step float64) string {
	if math.Abs(x) >= 1e7 || step < 1e-6 {
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	digits := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	return strconv.FormatFloat(x, 'f', digits, 64)
}

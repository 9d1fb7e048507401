package plot

import (
	"time"
)

// A Chart is what one sensor of one device says over a span of time, ready to be
// drawn. Times are nanoseconds after the scenario's start.
type Chart struct {
	Title    string // the device
	Place    string // its address
	Sensor   string
	Unit     string
	Interval time.Duration
	Digits   int      // of its numbers, after the decimal point
	Words    []string // what the levels 0, 1, … mean; nil: they are numbers

	From, To int64
	Columns  []Column
	Count           // of all columns
	Phases   []Band // that touch the span
	Faults   []Lane // that happen to the device in the span
	Limits   []Limit
}

// A Band is a stretch [From, To) of the span that has a name.
type Band struct {
	Name     string
	From, To int64
}

// A Lane is when a fault happens to the device, and to which readings.
type Lane struct {
	Name    string
	Effects string  // what it does: "bias", "offline, drop"
	Bands   []Band  // activations; those with less than a column between them are one
	Touched []int32 // readings with a label of the fault, by column
}

// A Limit is a border of a band of the sensor.
type Limit struct {
	Name string // warning, critical
	Y    float64
}

// A Column is the readings of a narrow stretch of the span.
type Column struct {
	Count
	Sent  Extent // what is sent
	Clear Extent // what would be sent without faults
	Until int64  // when the last of those that are late is sent
}

// A Count is of readings.
type Count struct {
	Readings int64
	Changed  int64 // say something else than without faults
	Null     int64 // say no number
	Dropped  int64 // are never sent
	Late     int64 // are sent later than they are due
	Doubled  int64 // are sent more than once
	Altered  int64 // are sent in a message that a fault altered
}

func (c *Count) add(o Count) {
	c.Readings += o.Readings
	c.Changed += o.Changed
	c.Null += o.Null
	c.Dropped += o.Dropped
	c.Late += o.Late
	c.Doubled += o.Doubled
	c.Altered += o.Altered
}

// A Point is one reading.
type Point struct {
	T    int64
	Y    float64
	tick int64 // lines connect ticks that follow each other
}

// An Extent is the readings of a column as far as a line through them shows.
type Extent struct {
	N                     int64
	First, Min, Max, Last Point
}

func (e *Extent) add(p Point) {
	if e.N++; e.N == 1 {
		e.First, e.Min, e.Max = p, p, p
	}
	if p.Y < e.Min.Y {
		e.Min = p
	}
	if p.Y > e.Max.Y {
		e.Max = p
	}
	e.Last = p
}

// path appends the extent's points in the order of time.
func (e *Extent) path(dst []Point) []Point {
	if e.N == 0 {
		return dst
	}
	a, b := e.Min, e.Max
	if a.T > b.T {
		a, b = b, a
	}
	dst = append(dst, e.First)
	for _, p := range []Point{a, b, e.Last} {
		if p.T != dst[len(dst)-1].T {
			dst = append(dst, p)
		}
	}
	return dst
}

// lines are the stretches of a line that has no gaps: what is sent, or without
// faults what would be where that is something else.
func (c *Chart) lines(sent bool) [][]Point {
	var all [][]Point
	var line []Point
	var last *Extent
	for i := range c.Columns {
		e, shown := &c.Columns[i].Sent, true
		if !sent {
			e, shown = &c.Columns[i].Clear, c.differs(i)
		}
		if e.N == 0 && shown {
			continue // none is due: the line goes on over an empty column
		}
		if !shown || last != nil && e.First.tick > last.Last.tick+1 {
			if len(line) > 0 {
				all = append(all, line)
			}
			line, last = nil, nil
		}
		if shown {
			line, last = e.path(line), e
		}
	}
	if len(line) > 0 {
		all = append(all, line)
	}
	return all
}

// differs says whether what would be sent without faults is shown in a column:
// where it is not what is sent, and one reading before and behind.
func (c *Chart) differs(i int) bool {
	for j := i; j >= 0; j-- {
		if x := &c.Columns[j]; x.Readings > 0 {
			if x.Changed+x.Dropped+x.Null > 0 {
				return true
			}
			if j < i {
				break
			}
		}
	}
	for j := i + 1; j < len(c.Columns); j++ {
		if x := &c.Columns[j]; x.Readings > 0 {
			return x.Changed+x.Dropped+x.Null > 0
		}
	}
	return false
}

// bounds are the least and the largest value shown; false when there is none.
func (c *Chart) bounds() (low, high float64, ok bool) {
	for i := range c.Columns {
		for _, e := range []*Extent{&c.Columns[i].Sent, &c.Columns[i].Clear} {
			if e.N == 0 {
				continue
			}
			if !ok {
				low, high, ok = e.Min.Y, e.Max.Y, true
			}
			low, high = min(low, e.Min.Y), max(high, e.Max.Y)
		}
	}
	return low, high, ok
}

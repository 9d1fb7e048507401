package engine

import (
	"sort"
	"time"
)

const dayNanos = 24 * int64(time.Hour)

// A calendar turns time since the scenario's start into event time and into
// the local time of day and week, by a table of the zone's offsets: no message looks a
// zone up.
type calendar struct {
	startMillis int64 // Unix
	zones       []zoneOffset
}

// A zoneOffset holds from an instant on, in nanoseconds since start.
type zoneOffset struct {
	from   int64
	offset int64 // local nanoseconds since Monday's midnight = (t + offset) mod 7 d
}

// newCalendar tabulates a zone from start to end, in nanoseconds since start.
func newCalendar(startMillis, end int64, zone *time.Location) *calendar {
	c := &calendar{startMillis: startMillis}
	at := time.UnixMilli(startMillis).In(zone)
	last := at.Add(time.Duration(end))
	from := int64(0)
	base := startMillis%(weekNanos/1e6)*1e6 + 3*dayNanos // the epoch was a Thursday
	for {
		_, seconds := at.Zone()
		if offset := base + int64(seconds)*1e9; len(c.zones) == 0 || c.zones[len(c.zones)-1].offset != offset {
			c.zones = append(c.zones, zoneOffset{from, offset})
		}
		_, next := at.ZoneBounds()
		if next.IsZero() || next.After(last) {
			return c
		}
		if !next.After(at) { // what comes by a zone's rule is bounded at day 365, which a leap year goes past
			next = at.Add(time.Duration(dayNanos))
		}
		at, from = next, next.Sub(time.UnixMilli(startMillis)).Nanoseconds()
	}
}

// timeOfWeek is the local time at t, in nanoseconds since the midnight that
// Monday begins with.
func (c *calendar) timeOfWeek(t int64) int64 {
	zone := &c.zones[0]
	if len(c.zones) > 1 {
		i := sort.Search(len(c.zones), func(i int) bool { return c.zones[i].from > t })
		zone = &c.zones[max(i-1, 0)]
	}
	week := (t + zone.offset) % weekNanos
	if week < 0 {
		week += weekNanos
	}
	return week
}

// millis is the event time of t, cut to milliseconds.
func (c *calendar) millis(t int64) int64 { return c.startMillis + t/1e6 }

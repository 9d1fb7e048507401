package main

import (
	"strings"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/zone"
	"github.com/iotsim/iotsim/schema"
)

// A momentFlag is a moment of the time line: an offset from the start, "90s", a
// local time of the scenario's zone, "06:00", or an instant. The last two are an
// offset once the start is known.
type momentFlag struct {
	text    string
	after   time.Duration
	clock   time.Duration // since midnight
	instant time.Time
	kind    momentKind
}

type momentKind uint8

const (
	momentOffset momentKind = iota
	momentClock
	momentInstant
)

// Set reads a moment.
func (f *momentFlag) Set(text string) error {
	f.text = text
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		f.kind, f.instant = momentInstant, at
		return nil
	}
	if strings.Contains(text, ":") {
		for _, layout := range []string{"15:04", "15:04:05"} { // the second takes a fraction too
			if at, err := time.Parse(layout, text); err == nil {
				f.kind, f.clock = momentClock, at.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))
				return nil
			}
		}
		return usage(`write how long after the start it is, 24h15m, a local time, "06:00" or "06:00:30", or an instant, "2026-03-02T06:00:00+01:00"`)
	}
	d, err := schema.ParseDuration(text)
	if err != nil && text != "0" {
		return err
	}
	f.kind, f.after = momentOffset, d
	return nil
}

func (f *momentFlag) String() string { return f.text }

// Type is what help calls the value.
func (f *momentFlag) Type() string { return "MOMENT" }

// offset is how long after a plan's start the moment is.
func (f *momentFlag) offset(p *engine.Plan) (time.Duration, error) {
	if f.kind == momentOffset {
		return f.after, nil
	}
	if p.Start == nil {
		return 0, usage("--at %s: the scenario's start is the moment of apply, so no clock is known yet. Write how long after the start, 90s or 1h15m, or add --start", f.text)
	}
	start, at := time.UnixMilli(*p.Start), f.instant
	if f.kind == momentClock {
		local, err := zone.Load(p.Timezone)
		if err != nil {
			return 0, err
		}
		at = nextClock(start.In(local), f.clock)
	}
	if at.Before(start) || at.Sub(start) > time.Duration(p.Duration) {
		return 0, usage("--at %s: the scenario goes from %s to %s", f.text,
			view.Instant(*p.Start, p.Timezone), view.Instant(*p.Start+p.Duration/1e6, p.Timezone))
	}
	return at.Sub(start), nil
}

// nextClock is the first moment from one on at which the clocks of its zone show a
// time of day. A time that a day leaves out is read as time.Date does.
func nextClock(from time.Time, clock time.Duration) time.Time {
	year, month, day := from.Date()
	seconds := int(clock / time.Second)
	for ; ; day++ {
		at := time.Date(year, month, day, 0, 0, seconds, int(clock%time.Second), from.Location())
		if !at.Before(from) {
			return at
		}
	}
}

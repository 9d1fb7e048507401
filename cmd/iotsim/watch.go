package main

import (
	"io"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// glances is the time between two lines about a run: often enough to see it
// move, seldom enough to read the log of an hour.
const glances = 5 * time.Second

// redraws is the time between two panels.
const redraws = 500 * time.Millisecond

// A watch shows a run under way: on a terminal as a panel, elsewhere by a line every
// few seconds.
type watch struct {
	w       io.Writer
	screen  *screen     // nil: lines
	panel   *view.Panel // on the screen
	live    *engine.Live
	program *engine.Program
	speed   schema.Ratio
	share   float64        // of the plan's records that this process sends
	kafka   []*kafkaTarget // of those sinks that are Kafka
	last    int64          // plan time of the line before
}

// interval is the time between two looks.
func (t *watch) interval() time.Duration {
	if t.screen != nil {
		return redraws
	}
	return glances
}

// look shows the run. What was sent since the look before is held against what
// was planned since then, not against what is planned at this moment: in a ramp
// that would look like falling behind.
func (t *watch) look(g engine.Progress) {
	if g.Done {
		t.last = 0 // the last line is about the whole run
	}
	if t.speed.Num > 0 {
		// A run that goes on where another stopped begins in the middle of its plan.
		begun := g.Time - int64(float64(g.Elapsed)*float64(t.speed.Num)/float64(t.speed.Den))
		g.Target = engine.Rate(t.mean(min(max(t.last, begun), g.Time), g.Time) * float64(t.speed.Num) / float64(t.speed.Den))
	}
	t.last = g.Time
	trouble := statsOf(t.kafka).Trouble
	if t.screen == nil || g.Done {
		view.Progress(t.w, t.program.Plan(), g, trouble)
		return
	}
	glance := view.Glance{Progress: g, Trouble: trouble}
	if s := t.live.Look(); s != nil {
		glance.Judged = s.Judged
	}
	// A terminal that is gone is no reason to end a run: its records are what counts.
	_ = t.screen.draw(t.panel.Draw(glance, t.screen.width()))
}

// meanPoints is how many instants a mean looks at: curves are smooth but for the
// steps between phases.
const meanPoints = 32

// mean is the planned rate between two plan times, in records a plan second.
func (t *watch) mean(from, to int64) float64 {
	sum := 0.0
	for i := range int64(meanPoints) {
		sum += t.program.At(from + (to-from)/(2*meanPoints)*(2*i+1)).Rate
	}
	return sum / meanPoints * t.share
}

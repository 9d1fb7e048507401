package plot

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
)

// A Screen is what charts are drawn on as text.
type Screen struct {
	Width int  // columns
	Rows  int  // of each chart, its axis and lanes aside
	Color bool // it understands escape sequences
}

// The least and the most of a screen that is used.
const (
	narrowest = 40
	broadest  = 400
)

// margin is how much of the width stands left of the charts, for numbers and names.
func (s Screen) margin() int { return min(18, s.width()/4) }

func (s Screen) width() int { return max(narrowest, min(s.Width, broadest)) }

// Columns is how many columns a chart has to have: two for each character.
func (s Screen) Columns() int { return 2 * (s.width() - s.margin() - 1) }

// Terminal draws charts of one span, one below the other.
func Terminal(w io.Writer, clock Clock, charts []*Chart, s Screen) error {
	for i, c := range charts {
		if i > 0 {
			fmt.Fprintln(w)
		}
		t := &textChart{Chart: c, clock: clock, left: s.margin(), columns: s.Columns() / 2, rows: max(s.Rows, 3)}
		t.scale = c.scale(t.rows / 2)
		t.canvas = newCanvas(s.width(), t.rows+4+len(c.Faults)+len(t.outcomes()))
		t.draw()
		if err := t.print(w, s.Color); err != nil {
			return err
		}
		fmt.Fprint(w, t.legend())
	}
	return nil
}

// A textChart is a chart on its way to a terminal.
type textChart struct {
	*Chart
	*canvas
	clock   Clock
	left    int // columns before the axis
	columns int // behind it
	rows    int
	scale   scale
}

// firstRow is the row of the curve's top: heading and phases stand above.
const firstRow = 2

func (t *textChart) draw() {
	t.heading()
	t.phases()
	t.drawLimits()
	t.curve(false)
	t.curve(true)
	t.nameLimits()
	t.axes()
	y := firstRow + t.rows + 2
	for i := range t.Faults {
		t.lane(y, &t.Faults[i])
		y++
	}
	for _, o := range t.outcomes() {
		t.outcome(y, o)
		y++
	}
}

func (t *textChart) heading() {
	x := t.write(0, 0, clip(t.Title, t.width/2), bold)
	x += t.write(x, 0, "  "+t.what(), plain)
	if n := view.Columns(t.Place); t.Place != t.Title && x+2+n <= t.width {
		t.write(t.width-n, 0, t.Place, faint)
	}
}

// what is the sensor with its unit and how often it is read.
func (c *Chart) what() string {
	s := c.Sensor
	if c.Unit != "" {
		s += ", " + c.Unit
	}
	return s + ", every " + view.Duration(c.Interval)
}

// span is from when to when, in the scenario's local time.
func (c *Chart) span(clock Clock) string {
	from, to := clock.at(c.From), clock.at(c.To)
	const date, second = "2006-01-02", "15:04:05"
	layout := second
	if c.To-c.From < int64(10*time.Second) {
		layout += ".000"
	}
	s := from.Format(date + " " + layout)
	if from.Format("-07:00") != to.Format("-07:00") {
		s += from.Format(" -07:00")
	}
	s += " – "
	if from.Format(date) != to.Format(date) {
		s += to.Format(date) + " "
	}
	s += to.Format(layout + " -07:00")
	if name := clock.Zone.String(); name != "UTC" {
		return s + " " + name
	}
	return strings.TrimSuffix(s, "+00:00") + "UTC"
}

// x is the column of a moment, from the left border of the canvas.
func (t *textChart) x(at int64) int {
	if at >= t.To {
		return t.left + 1 + t.columns
	}
	return t.left + 1 + t.column(at)/2
}

// y is the dot of a value, from the top of the canvas.
func (t *textChart) y(v float64) int {
	part := (t.scale.high - v) / (t.scale.high - t.scale.low)
	return firstRow*4 + int(math.Round(part*float64(t.rows*4-1)))
}

// phases are a row of names; every second one is shaded, and dots lead down from
// their borders.
func (t *textChart) phases() {
	for i, p := range t.Phases {
		from, to := t.x(p.From), t.x(p.To)
		for x := from; x < to && i%2 == 1; x++ {
			t.write(x, 1, "░", faint)
		}
		if name := " " + clip(p.Name, max(to-from-2, 0)) + " "; to-from > 4 {
			t.write(from+1, 1, name, plain)
		}
		for row := 0; row < t.rows && i > 0; row++ {
			t.write(from, firstRow+row, "┊", faint)
		}
	}
}

// drawLimits draws them behind the curve; their names stand before it.
func (t *textChart) drawLimits() {
	for _, l := range t.scale.limits {
		t.write(t.left+1, t.y(l.Y)/4, strings.Repeat("┄", t.columns), l.style())
	}
}

func (t *textChart) nameLimits() {
	for _, l := range t.scale.limits {
		name := " " + l.label() + " "
		t.write(t.left+t.columns-view.Columns(name)-1, t.y(l.Y)/4, name, l.style())
	}
}

func (l Limit) style() style {
	if l.Name == "critical" {
		return alarm
	}
	return faint
}

// label is the limit's name and number.
func (l Limit) label() string { return l.Name + " " + strconv.FormatFloat(l.Y, 'f', -1, 64) }

// curve draws what is sent, or before it, as a dot a character, what would be sent
// without faults.
func (t *textChart) curve(sent bool) {
	for _, points := range t.lines(sent) {
		var x, y int
		for i, p := range points {
			nextX, nextY := 2*(t.left+1)+t.column(p.T), t.y(p.Y)
			if i == 0 {
				x, y = nextX, nextY
			}
			if sent {
				t.step(x, y, nextX, nextY, p.T)
			} else {
				t.trail(x, y, nextX, nextY)
			}
			x, y = nextX, nextY
		}
	}
}

// step draws on to a point: straight, or of words along the level and then over
// to the next.
func (t *textChart) step(x0, y0, x1, y1 int, at int64) {
	s := line
	if t.Columns[t.column(at)].Changed > 0 {
		s = changed
	}
	if t.Words != nil {
		t.stroke(x0, y0, x1, y0, s)
		x0 = x1
	}
	t.stroke(x0, y0, x1, y1, s)
}

// trail leaves a dot in each column of cells.
func (t *textChart) trail(x0, y0, x1, y1 int) {
	for x := x0 / 2; x <= x1/2; x++ {
		y := y1
		if x1 > x0 && t.Words == nil {
			y = y0 + (y1-y0)*(min(max(2*x, x0), x1)-x0)/(x1-x0)
		}
		t.write(x, y/4, "·", faint)
	}
}

// axes are drawn last: they stand before the curve.
func (t *textChart) axes() {
	bottom := firstRow + t.rows
	for row := range t.rows {
		t.write(t.left, firstRow+row, "│", faint)
	}
	for _, k := range t.scale.ticks {
		text := clip(k.label, t.left-1)
		t.write(t.left-1-view.Columns(text), t.y(k.y)/4, text, plain)
		t.write(t.left, t.y(k.y)/4, "┤", faint)
	}
	t.write(t.left, bottom, "└"+strings.Repeat("─", t.columns), faint)
	end := 0
	most := t.columns / 10
	for _, k := range t.clock.times(t.From, t.To, t.columns/(widest(t.From, t.To, most)+3)) {
		x := t.x(k.at)
		t.write(x, bottom, "┬", faint)
		if start := max(x-len(k.label)/2, 0); start >= end && start+len(k.label) <= t.width {
			end = start + t.write(start, bottom+1, k.label, plain) + 1
		}
	}
}

// lane shows a fault: when it happens, and which columns it touched.
func (t *textChart) lane(y int, f *Lane) {
	name := clip(f.Name, t.left-1)
	t.write(t.left-1-view.Columns(name), y, name, plain)
	first, last := t.width, 0
	for _, b := range f.Bands {
		from, to := t.x(b.From), t.x(b.To)
		for x := from; x < max(to, from+1); x++ {
			t.write(x, y, "░", changed)
		}
		first, last = min(first, from), max(last, to)
	}
	for i, n := range f.Touched {
		if n > 0 {
			x := t.left + 1 + i/2
			t.write(x, y, "▓", changed)
			last = max(last, x+1)
		}
	}
	switch n := view.Columns(f.Effects); {
	case last+1+n <= t.width:
		t.write(last+1, y, f.Effects, faint)
	case first-1-n > t.left:
		t.write(first-1-n, y, f.Effects, faint)
	}
}

// An outcome is what became of some readings, in a row of its own.
type outcome struct {
	name string
	mark string // of a terminal
	sign string // of a picture
	of   func(*Count) int64
}

var outcomes = []outcome{
	{"dropped", "×", "×", func(c *Count) int64 { return c.Dropped }},
	{"late", "›", "○", func(c *Count) int64 { return c.Late }},
	{"sent again", "+", "+", func(c *Count) int64 { return c.Doubled }},
	{"altered", "!", "◇", func(c *Count) int64 { return c.Altered }},
	{"null", "∅", "❘", func(c *Count) int64 { return c.Null }},
}

// outcomes are those that happen in the chart.
func (c *Chart) outcomes() []outcome {
	var found []outcome
	for _, o := range outcomes {
		if o.of(&c.Count) > 0 {
			found = append(found, o)
		}
	}
	return found
}

func (t *textChart) outcome(y int, o outcome) {
	t.write(t.left-1-len(o.name), y, o.name, plain)
	for i := range t.Columns {
		if o.of(&t.Columns[i].Count) > 0 {
			t.write(t.left+1+i/2, y, o.mark, lost)
		}
	}
}

// summary is the chart's counts in words.
func (c *Chart) summary() string {
	parts := []string{view.Plural(c.Readings, "reading", "readings")}
	if c.Changed > 0 {
		parts = append(parts, view.Count(c.Changed)+" changed")
	}
	for _, o := range c.outcomes() {
		parts = append(parts, view.Count(o.of(&c.Count))+" "+o.name)
	}
	return strings.Join(parts, ", ")
}

// legend says what the chart does not say itself: when it is, in what place, and
// what its counts are.
func (t *textChart) legend() string {
	room := t.width - t.left - 1
	margin := strings.Repeat(" ", t.left+1)
	span, counts := t.span(t.clock), t.summary()
	if t.Changed+t.Dropped+t.Null > 0 {
		counts += "   ··· without faults"
	}
	if line := span + " · " + counts; view.Columns(line) <= room {
		return margin + line + "\n"
	}
	return margin + clip(span, room) + "\n" + margin + clip(counts, room) + "\n"
}

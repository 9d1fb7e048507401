package plot

import (
	"math"
	"strings"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
)

// A Timeline is curves over one stretch of time, below each other, with phases behind
// them and faults under them. Times are nanoseconds since its beginning.
type Timeline struct {
	Name   string // what it shows, to those who do not see it
	To     int64
	Phases []Band
	Curves []Curve
	Faults []Happening
}

// A Curve is a measure from nothing upwards.
type Curve struct {
	Name   string
	Unit   string
	Whole  bool   // there is no half of it
	Steps  []Step // what is
	Wanted []Step // what should be; none: nothing in particular
}

// A Step is a value that holds from the end of the step before. NaN is none.
type Step struct {
	Until int64
	Y     float64
}

// A Happening is when something happens that is no curve.
type Happening struct {
	Name  string
	Note  string // how much
	Bands []Band
	Loss  bool // of records, and not by plan
}

// Measures of a timeline, in pixels.
const (
	firstHeight  = 150 // of the first curve, which is the one that matters
	curveHeight  = 84  // of the others
	curveTitle   = 30
	phaseNames   = 22
	timelineLane = 24
	timelineText = 12
)

// SVG draws the timeline so many pixels wide.
func (t *Timeline) SVG(width int) string {
	d := &timelineSVG{Timeline: t, left: 58, right: width - 14}
	y := phaseNames
	for i := range t.Curves {
		high := curveHeight
		if i == 0 {
			high = firstHeight
		}
		y += curveTitle
		d.curve(&t.Curves[i], y, high)
		y += high
	}
	d.axis(y)
	y += axisHeight + 6
	for i := range t.Faults {
		d.happening(&t.Faults[i], y)
		y += timelineLane
	}
	var out picture
	out.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" font-size="%d">`+"\n", width, y+4, timelineText)
	out.printf("<title>%s</title>\n", escape(t.Name))
	return out.String() + d.String() + "</svg>\n"
}

// A timelineSVG is a timeline on its way into a picture.
type timelineSVG struct {
	*Timeline
	picture
	left, right int
}

func (d *timelineSVG) x(t int64) float64 {
	return float64(d.left) + float64(t)/float64(max(d.To, 1))*float64(d.right-d.left)
}

// write is text in the size of timelines.
func (d *timelineSVG) write(x, y float64, anchor, fill, text string, more ...string) {
	d.text(x, y, anchor, timelineText, fill, text, more...)
}

func (d *timelineSVG) curve(c *Curve, top, high int) {
	bottom := float64(top + high)
	d.phases(top, high, top == phaseNames+curveTitle)
	limit, step := c.reach(high / 36)
	y := func(v float64) float64 { return bottom - v/limit*float64(high) }
	for v := 0.0; v <= limit*1.0001; v += step {
		d.path("M"+px(float64(d.left))+" "+px(y(v))+"H"+px(float64(d.right)), `stroke="`+gridLine+`"`)
		d.write(float64(d.left-8), y(v)+4, "end", ink, number(v, step))
	}
	d.write(float64(d.left), float64(top-9), "start", inkDark, c.Name, `font-weight="600"`)
	d.write(float64(d.left)+wide(c.Name, timelineText)*1.12+7, float64(top-9), "start", ink, c.Unit)
	if line := d.along(c.Steps, y); line != "" {
		d.printf(`<path d="%s" fill="%s" opacity="0.12"/>`+"\n", d.area(c.Steps, y, bottom), blue)
		d.path(line, `stroke="`+blue+`" stroke-width="1.6" stroke-linejoin="round"`)
	}
	if len(c.Wanted) > 0 {
		d.path(d.along(c.Wanted, y), `stroke="`+inkDark+`" stroke-width="1.1" stroke-dasharray="4 3"`)
		d.key(float64(top-9), "achieved", `stroke="`+blue+`" stroke-width="2"`, "target", `stroke="`+inkDark+`" stroke-width="1.2" stroke-dasharray="4 3"`)
	}
}

// key says at the right what two lines are.
func (d *timelineSVG) key(y float64, first, firstStroke, second, secondStroke string) {
	x := float64(d.right)
	for _, k := range [][2]string{{second, secondStroke}, {first, firstStroke}} {
		d.write(x, y, "end", ink, k[0])
		x -= wide(k[0], timelineText) + 26
		d.path("M"+px(x)+" "+px(y-4)+"h20", k[1])
		x -= 14
	}
}

// phases are shaded by turns behind a curve; above the first one they are named.
func (d *timelineSVG) phases(top, high int, first bool) {
	end := float64(d.left) // of the name before
	for i, p := range d.Phases {
		x, width := d.x(p.From), d.x(p.To)-d.x(p.From)
		if i%2 == 0 {
			d.rect(x, float64(top), width, float64(high), `fill="`+shade+`"`)
		}
		if width >= 2 {
			d.path("M"+px(x)+" "+px(float64(top))+"v"+px(float64(high)), `stroke="`+borderLine+`" stroke-width="0.7"`)
		}
		if name := fit(p.Name, width-6, timelineText); first && x >= end && width >= 34 {
			d.write(x+4, phaseNames-8, "start", ink, name)
			d.path("M"+px(x)+" 4v"+px(float64(top-4)), `stroke="`+borderLine+`" stroke-width="0.7"`)
			end = x + wide(name, timelineText)
		}
	}
}

// reach is the top of the axis, and the distance of its ticks.
func (c *Curve) reach(most int) (limit, step float64) {
	for _, steps := range [][]Step{c.Steps, c.Wanted} {
		for _, s := range steps {
			if !math.IsNaN(s.Y) {
				limit = max(limit, s.Y)
			}
		}
	}
	if limit <= 0 {
		limit = 1
	}
	step = round(limit / float64(max(most, 2)))
	if c.Whole {
		step = max(step, 1)
	}
	return math.Ceil(limit/step-1e-9) * step, step
}

// number is a tick's label.
func number(v, step float64) string {
	if step >= 1 && v >= 1000 && v < 1e15 {
		return view.Count(int64(math.Round(v)))
	}
	return decimal(v, step)
}

// along is a path of steps; where there is no value it has a gap.
func (d *timelineSVG) along(steps []Step, y func(float64) float64) string {
	var b strings.Builder
	from, drawn := int64(0), false
	for _, s := range steps {
		switch {
		case math.IsNaN(s.Y):
			drawn = false
		case !drawn:
			b.WriteString("M" + px(d.x(from)) + " " + px(y(s.Y)) + "H" + px(d.x(s.Until)))
			drawn = true
		default:
			b.WriteString("V" + px(y(s.Y)) + "H" + px(d.x(s.Until)))
		}
		from = s.Until
	}
	return b.String()
}

// area is what lies below the steps.
func (d *timelineSVG) area(steps []Step, y func(float64) float64, bottom float64) string {
	var b strings.Builder
	from := int64(0)
	for i, s := range steps {
		if !math.IsNaN(s.Y) {
			if i == 0 || math.IsNaN(steps[i-1].Y) {
				b.WriteString("M" + px(d.x(from)) + " " + px(bottom))
			}
			b.WriteString("V" + px(y(s.Y)) + "H" + px(d.x(s.Until)))
			if i == len(steps)-1 || math.IsNaN(steps[i+1].Y) {
				b.WriteString("V" + px(bottom) + "Z")
			}
		}
		from = s.Until
	}
	return b.String()
}

// axis counts the time below the last curve.
func (d *timelineSVG) axis(y int) {
	bottom := float64(y)
	d.path("M"+px(float64(d.left))+" "+px(bottom)+"H"+px(float64(d.right)), `stroke="`+ink+`"`)
	most := max((d.right-d.left)/90, 2)
	step := stepOf(d.To, most)
	for t := int64(0); 0 <= t && t <= d.To && step > 0; t += step { // below none where it is past all numbers
		x, label := d.x(t), view.Duration(time.Duration(t))
		d.path("M"+px(x)+" "+px(bottom)+"v4", `stroke="`+ink+`"`)
		if half := wide(label, timelineText) / 2; x+half > float64(d.right)+12 {
			continue // cut off at the border
		}
		d.write(x, bottom+18, "middle", ink, label)
	}
}

// stepOf is a round time that goes at most so often into a span.
func stepOf(span int64, most int) int64 {
	for _, s := range steps {
		if span/int64(s) <= int64(most) {
			return int64(s)
		}
	}
	step := int64(10 * day)
	for span/step > int64(most) {
		step *= 2
	}
	return step
}

// happening is a bar while it happens, with its name where there is room.
func (d *timelineSVG) happening(h *Happening, y int) {
	color := vermillion
	if h.Loss {
		color = purple
	}
	first, last := float64(d.right), float64(d.left)
	end := math.Inf(-1) // of the bar before
	for _, b := range h.Bands {
		x := d.x(b.From)
		width := max(d.x(b.To)-x, 1.5)
		if x+width < end+1 {
			continue // what is seen there already
		}
		d.rect(x, float64(y), width, 17, `rx="2" fill="`+color+`" opacity="0.24"`)
		first, last, end = min(first, x), max(last, x+width), x+width
	}
	label := strings.TrimSuffix(h.Name+" · "+h.Note, " · ")
	n := wide(label, timelineText) + 8
	switch {
	case len(h.Bands) == 1 && n <= last-first:
		d.write(first+6, float64(y+13), "start", inkDark, label)
	case n <= float64(d.right)-last:
		d.write(last+6, float64(y+13), "start", inkDark, label)
	case n <= first-4:
		d.write(first-6, float64(y+13), "end", inkDark, label)
	case last-first >= first-float64(d.left):
		d.write(first+6, float64(y+13), "start", inkDark, fit(label, last-first-10, timelineText))
	default:
		d.write(first-6, float64(y+13), "end", inkDark, fit(label, first-10, timelineText))
	}
}

// nights are the colours of pictures on a dark page, for those on a light one.
var nights = [][2]string{
	{"#fff", "#14181c"},
	{inkDark, "#eceff2"},
	{ink, "#a9b3bd"},
	{gridLine, "#293037"},
	{shade, "#1b2127"},
	{blue, "#58b4e8"},
	{vermillion, "#f28a4a"},
	{gray, "#77828d"},
	{purple, "#d99abf"},
	{tint, "#2b221b"},
	{borderLine, "#3a434c"},
	{amber, "#e0b050"},
	{red, "#f08a6a"},
}

// Night is the style sheet that makes pictures dark.
func Night() string {
	var b strings.Builder
	for _, n := range nights {
		b.WriteString(`svg [fill="` + n[0] + `"]{fill:` + n[1] + `}svg [stroke="` + n[0] + `"]{stroke:` + n[1] + `}`)
	}
	return b.String()
}

package plot

import (
	"strings"
)

// An svgChart is a chart on its way into a picture.
type svgChart struct {
	*Chart
	*picture
	clock         Clock
	left, top     int // of the curve
	width, height int
	scale         scale
}

// tall is the chart's height with all that stands above and below the curve.
func (s *svgChart) tall() int {
	return titleHeight + s.height + axisHeight + laneHeight*(len(s.Faults)+len(s.outcomes()))
}

func (s *svgChart) draw() {
	s.heading()
	s.phases()
	s.faultBands()
	s.drawLimits()
	s.axes()
	s.curves()
	s.marks()
	s.nameLimits()
	y := s.top + s.height + axisHeight
	for i := range s.Faults {
		s.lane(y, &s.Faults[i])
		y += laneHeight
	}
	for _, o := range s.outcomes() {
		s.outcome(y, o)
		y += laneHeight
	}
}

func (s *svgChart) heading() {
	title := fit(s.Title, float64(s.width)*0.6, 13)
	y := float64(s.top - titleHeight + 14)
	s.text(float64(s.left), y, "start", 13, inkDark, title, `font-weight="600"`)
	room := float64(s.width) - wide(title, 13)*1.1 - 10
	what := s.what()
	if wide(what, textSize) > room {
		what = fit(strings.TrimSuffix(s.Sensor+", "+s.Unit, ", "), room, textSize)
	}
	s.text(float64(s.left+s.width), y, "end", textSize, ink, what)
	s.text(float64(s.left), y+16, "start", textSize, ink, fit(s.summary(), float64(s.width), textSize))
}

// x is where a moment is, y where a value is.
func (s *svgChart) x(t int64) float64 {
	return float64(s.left) + float64(t-s.From)/float64(s.To-s.From)*float64(s.width)
}

func (s *svgChart) y(v float64) float64 {
	return float64(s.top) + (s.scale.high-v)/(s.scale.high-s.scale.low)*float64(s.height)
}

// phases are shaded by turns and named above.
func (s *svgChart) phases() {
	for i, p := range s.Phases {
		x, width := s.x(p.From), s.x(p.To)-s.x(p.From)
		if i%2 == 0 {
			s.rect(x, float64(s.top), width, float64(s.height), `fill="`+shade+`"`)
		}
		if wide(p.Name, textSize)+6 <= width {
			s.text(x+4, float64(s.top-5), "start", textSize, ink, p.Name)
		}
		s.path("M"+px(x)+" "+px(float64(s.top-14))+"V"+px(float64(s.top+s.height)), `stroke="`+borderLine+`"`)
	}
}

// faultBands tint the time in which any fault happens.
func (s *svgChart) faultBands() {
	if len(s.Faults) == 0 {
		return
	}
	covered := make([]bool, s.width)
	for _, f := range s.Faults {
		for _, b := range f.Bands {
			from := int(s.x(b.From)) - s.left
			for x := from; x < max(int(s.x(b.To))-s.left, from+1) && x < s.width; x++ {
				covered[x] = true
			}
		}
	}
	for x := 0; x < s.width; {
		from := x
		for x < s.width && covered[x] == covered[from] {
			x++
		}
		if covered[from] {
			s.rect(float64(s.left+from), float64(s.top), float64(x-from), float64(s.height), `fill="`+tint+`"`)
		}
	}
}

func (s *svgChart) drawLimits() {
	right := float64(s.left + s.width)
	for _, l := range s.scale.limits {
		dash := "7 3"
		if l.Name == "critical" {
			dash = "2 2.5"
		}
		y := s.y(l.Y)
		s.path("M"+px(float64(s.left))+" "+px(y)+"H"+px(right), `stroke="`+l.color()+`" stroke-dasharray="`+dash+`"`)
	}
}

// nameLimits writes beside the lines what they are, before the curve.
func (s *svgChart) nameLimits() {
	for _, l := range s.scale.limits {
		s.text(float64(s.left+s.width-4), s.y(l.Y)-4, "end", 10, l.color(), l.label(), `paint-order="stroke" stroke="#fff" stroke-width="3"`)
	}
}

func (l Limit) color() string {
	if l.Name == "critical" {
		return red
	}
	return amber
}

func (s *svgChart) axes() {
	left, bottom := float64(s.left), float64(s.top+s.height)
	for _, k := range s.scale.ticks {
		y := s.y(k.y)
		s.path("M"+px(left)+" "+px(y)+"h"+px(float64(s.width)), `stroke="`+gridLine+`"`)
		s.text(left-7, y+4, "end", textSize, ink, fit(k.label, leftMargin-8, textSize))
	}
	s.path("M"+px(left)+" "+px(float64(s.top))+"V"+px(bottom)+"h"+px(float64(s.width)), `stroke="`+ink+`"`)
	letter := wide("0", textSize)
	most := int(float64(s.width) / (letter * 11))
	most = int(float64(s.width) / (letter * float64(widest(s.From, s.To, most)+3)))
	end := 0.0
	for _, k := range s.clock.times(s.From, s.To, most) {
		x, half := s.x(k.at), wide(k.label, textSize)/2
		s.path("M"+px(x)+" "+px(bottom)+"v4", `stroke="`+ink+`"`)
		if x-half >= end && x+half <= float64(s.left+s.width+border) {
			s.text(x, bottom+16, "middle", textSize, ink, k.label)
			end = x + half + letter
		}
	}
}

// curves are what would be sent without faults where that is something else, then
// what is sent, and over it those parts that a fault changed.
func (s *svgChart) curves() {
	s.path(s.along(s.lines(false), nil), clearStroke)
	sent := s.lines(true)
	s.path(s.along(sent, nil), sentStroke)
	if s.Changed > 0 {
		s.path(s.along(sent, func(p Point) bool { return s.Columns[s.column(p.T)].Changed > 0 }), changedStroke)
	}
}

// along is a path through points; with only, through those of its segments that
// lead to such points.
func (s *svgChart) along(lines [][]Point, only func(Point) bool) string {
	var d strings.Builder
	for _, points := range lines {
		drawn := false // the path ends at the point before
		for i, p := range points {
			switch {
			case i == 0 && only == nil:
				d.WriteString("M" + s.at(p))
				drawn = true
			case i == 0 || only != nil && !only(p):
				drawn = false
				continue
			case !drawn:
				d.WriteString("M" + s.at(points[i-1]))
				drawn = true
				fallthrough
			default:
				if s.Words != nil {
					d.WriteString("H" + px(s.x(p.T)))
				}
				d.WriteString("L" + s.at(p))
			}
		}
		if len(points) == 1 && only == nil {
			d.WriteString("h0.1")
		}
	}
	return d.String()
}

func (s *svgChart) at(p Point) string { return px(s.x(p.T)) + " " + px(s.y(p.Y)) }

// sparse says whether readings are so far apart that each can have a mark.
func (s *svgChart) sparse() bool { return s.Readings*4 <= int64(s.width) }

// nearest is how near each other dots stand.
const nearest = 4.8

// marks show single readings: as dots; those that are late as rings with a thread
// to the moment at which they are sent; the others as the marks before their names
// say.
func (s *svgChart) marks() {
	if !s.sparse() {
		return
	}
	var sent, changed, rings, threads, crosses, bars, twins, frames strings.Builder
	free := 0.0 // from here on there is room for a dot
	for i := range s.Columns {
		c := &s.Columns[i]
		at := c.Clear.Last
		if c.Sent.N > 0 {
			at = c.Sent.Last
		}
		x, y := s.x(at.T), s.y(at.Y)
		switch {
		case c.Readings == 0 || c.Clear.N+c.Sent.N == 0:
			continue
		case c.Dropped > 0:
			crosses.WriteString("M" + px(x-3) + " " + px(y-3) + "l6 6m0-6l-6 6")
		case c.Null > 0:
			bars.WriteString("M" + px(x) + " " + px(y-4) + "v8")
		case x < free:
		case c.Changed > 0:
			changed.WriteString("M" + s.at(at) + "h0")
		default:
			sent.WriteString("M" + s.at(at) + "h0")
		}
		if x >= free {
			free = x + nearest
		}
		if c.Late > 0 && c.Sent.N > 0 {
			rings.WriteString("M" + px(x-3.2) + " " + px(y) + "a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0")
			if until := min(s.x(c.Until), float64(s.left+s.width)); until > x+6 {
				threads.WriteString("M" + px(x+3.2) + " " + px(y) + "H" + px(until) + "m0-2.5v5")
			}
		}
		if c.Doubled > 0 {
			twins.WriteString("M" + px(x-3) + " " + px(y-8) + "h6m-3-3v6")
		}
		if c.Altered > 0 {
			frames.WriteString("M" + px(x-5) + " " + px(y) + "l5-5l5 5l-5 5z")
		}
	}
	const round = `" stroke-width="4.4" stroke-linecap="round"`
	s.path(threads.String(), `stroke="`+purple+`" stroke-width="0.8" opacity="0.7"`)
	s.path(sent.String(), `stroke="`+blue+round)
	s.path(changed.String(), `stroke="`+vermillion+round)
	if rings.Len() > 0 {
		s.printf(`<path d="%s" fill="#fff" stroke="%s" stroke-width="1.3"/>`+"\n", rings.String(), purple)
	}
	s.path(crosses.String(), `stroke="`+purple+`" stroke-width="1.6" stroke-linecap="round"`)
	s.path(twins.String()+frames.String(), `stroke="`+purple+`" stroke-width="1.2"`)
	s.path(bars.String(), `stroke="`+purple+`" stroke-width="2.4"`)
}

// lane shows a fault: a bar while it happens, with its name, and below it a tick
// for each column that it touched.
func (s *svgChart) lane(y int, f *Lane) {
	label := f.Name
	if f.Effects != f.Name {
		label += ": " + f.Effects
	}
	first, last := float64(s.left+s.width), float64(s.left)
	for _, b := range f.Bands {
		x := s.x(b.From)
		width := max(s.x(b.To)-x, 1.5)
		s.rect(x, float64(y), width, 14, `fill="`+vermillion+`" opacity="0.2"`)
		first, last = min(first, x), max(last, x+width)
	}
	var touched strings.Builder
	for i, n := range f.Touched {
		if n > 0 {
			touched.WriteString("M" + px(float64(s.left+i)+0.5) + " " + px(float64(y+11)) + "v3")
			last = max(last, float64(s.left+i))
		}
	}
	s.path(touched.String(), `stroke="`+vermillion+`" stroke-width="1.6"`)
	n := wide(label, 10) + 8
	switch right := float64(s.left + s.width); {
	case len(f.Bands) == 1 && n <= last-first:
		s.text(first+4, float64(y+9), "start", 10, inkDark, label)
	case n <= right-last:
		s.text(last+5, float64(y+11), "start", 10, inkDark, label)
	case n <= first-float64(s.left-leftMargin):
		s.text(first-5, float64(y+11), "end", 10, inkDark, label)
	default:
		s.text(float64(s.left+4), float64(y+9), "start", 10, inkDark, fit(label, float64(s.width-8), 10))
	}
}

// outcome is a row of ticks: each stands for a column in which it happened.
func (s *svgChart) outcome(y int, o outcome) {
	s.text(float64(s.left-7), float64(y+11), "end", 10, purple, o.name+" "+o.sign)
	var d strings.Builder
	for i := range s.Columns {
		if o.of(&s.Columns[i].Count) > 0 {
			d.WriteString("M" + px(float64(s.left+i)+0.5) + " " + px(float64(y+2)) + "v10")
		}
	}
	s.path(d.String(), `stroke="`+purple+`" stroke-width="1.4"`)
}

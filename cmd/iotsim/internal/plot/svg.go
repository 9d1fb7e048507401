package plot

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
)

// Colours that people with any eyesight tell apart (Okabe and Ito 2008), with
// texts dark enough to be read on white.
const (
	inkDark    = "#1b2228"
	ink        = "#4a545e"
	gridLine   = "#e2e6ea"
	shade      = "#f3f5f8"
	blue       = "#0072b2" // what is sent
	vermillion = "#d55e00" // what is sent because of a fault
	gray       = "#8a939c" // what would be sent without
	purple     = "#8f3f71" // readings that are not there as they should be
	tint       = "#fdf1e7" // while a fault happens
	borderLine = "#c3cad1" // of phases
	amber      = "#b87700" // warning
	red        = "#a33c00" // critical
)

const fonts = `system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'Noto Sans CJK SC', Arial, sans-serif`

// Measures of a picture, in pixels.
const (
	pictureWidth = 1080
	border       = 20 // around everything
	gutter       = 24 // between charts
	leftMargin   = 70 // of a chart, for numbers and names
	headHeight   = 44 // of the picture
	titleHeight  = 54 // of a chart
	axisHeight   = 26
	laneHeight   = 19
	textSize     = 11
)

// across is how many charts stand beside each other.
func across(charts int) int {
	switch {
	case charts <= 1:
		return 1
	case charts <= 4:
		return 2
	}
	return 3
}

// plotWidth is that of the axis of each of so many charts.
func plotWidth(charts int) int {
	n := across(charts)
	return (pictureWidth-2*border-(n-1)*gutter)/n - leftMargin
}

// PictureColumns is how many columns each of so many charts has to have: one a
// pixel.
func PictureColumns(charts int) int { return plotWidth(charts) }

// SVG draws charts of one span beside and below each other, as a picture without
// scripts that needs nothing from elsewhere.
func SVG(w io.Writer, clock Clock, charts []*Chart) error {
	n := across(len(charts))
	high := 280
	if len(charts) > 1 {
		high = 130
	}
	var body picture
	y := border + headHeight
	for i := 0; i < len(charts); i += n {
		row := charts[i:min(i+n, len(charts))]
		tallest := 0
		for j, c := range row {
			s := &svgChart{Chart: c, picture: &body, clock: clock, width: plotWidth(len(charts)), height: high}
			s.left, s.top = border+j*(s.width+leftMargin+gutter)+leftMargin, y+titleHeight
			s.scale = c.scale(high / 40)
			s.draw()
			tallest = max(tallest, s.tall())
		}
		y += tallest + gutter
	}
	y += border - gutter
	var out picture
	out.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" font-family="%s" font-size="%d">`+"\n",
		pictureWidth, y, pictureWidth, y, fonts, textSize)
	if len(charts) > 0 {
		out.printf("<title>%s</title>\n", escape(name(charts)))
	}
	out.printf(`<rect width="%d" height="%d" fill="#fff"/>`+"\n", pictureWidth, y)
	if len(charts) > 0 {
		out.head(clock, charts)
	}
	_, err := io.WriteString(w, out.String()+body.String()+"</svg>\n")
	return err
}

// name says what a picture shows, to those who do not see it.
func name(charts []*Chart) string {
	var titles []string
	for _, c := range charts {
		titles = append(titles, c.Title+" "+c.Sensor)
	}
	return strings.Join(titles, ", ")
}

// head says what all charts have in common: the span, and what lines mean.
func (p *picture) head(clock Clock, charts []*Chart) {
	p.text(border, border+15, "start", 14, inkDark, charts[0].span(clock), `font-weight="600"`)
	var all Count
	for _, c := range charts {
		all.add(c.Count)
	}
	x := pictureWidth - border
	key := func(label, stroke string) {
		x -= int(wide(label, textSize))
		p.text(float64(x), border+15, "start", textSize, ink, label)
		p.printf(`<path d="M%d %dh20" %s fill="none"/>`+"\n", x-26, border+11, stroke)
		x -= 26 + 18
	}
	if all.Changed+all.Dropped+all.Null > 0 {
		key("without faults", clearStroke)
	}
	if all.Changed > 0 {
		key("changed by a fault", changedStroke)
	}
	key("sent", sentStroke)
}

const (
	sentStroke    = `stroke="` + blue + `" stroke-width="1.5" stroke-linejoin="round"`
	changedStroke = `stroke="` + vermillion + `" stroke-width="1.8" stroke-linejoin="round"`
	clearStroke   = `stroke="` + gray + `" stroke-width="1.2" stroke-dasharray="3 2.5" stroke-linejoin="round"`
)

// A picture is SVG in the making.
type picture struct{ strings.Builder }

func (p *picture) printf(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// text puts a text; anchor is start, middle or end.
func (p *picture) text(x, y float64, anchor string, size int, fill, text string, more ...string) {
	p.printf(`<text x="%s" y="%s" fill="%s"`, px(x), px(y), fill)
	if anchor != "start" {
		p.printf(` text-anchor="%s"`, anchor)
	}
	if size != textSize {
		p.printf(` font-size="%d"`, size)
	}
	for _, m := range more {
		p.WriteString(" " + m)
	}
	p.printf(">%s</text>\n", escape(text))
}

func (p *picture) rect(x, y, width, height float64, more string) {
	p.printf(`<rect x="%s" y="%s" width="%s" height="%s" %s/>`+"\n", px(x), px(y), px(width), px(height), more)
}

// path draws along moves and lines; of none there is nothing.
func (p *picture) path(d, more string) {
	if d != "" {
		p.printf(`<path d="%s" fill="none" %s/>`+"\n", d, more)
	}
}

// px is a number of pixels, as short as a tenth can be told.
func px(x float64) string {
	text := strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	if text == "-0" {
		return "0"
	}
	return text
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

// wide is about how many pixels a text takes.
func wide(text string, size int) float64 { return float64(view.Columns(text)*size) * 0.56 }

// fit shortens a text to about so many pixels.
func fit(text string, pixels float64, size int) string {
	return clip(text, max(int(pixels/(float64(size)*0.56)), 0))
}

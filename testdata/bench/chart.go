package bench

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"os"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Load draws rate and processor over the size of the fleet; Curves all else that the
// requirement asks for. Both have logarithmic axes: fleets span four decades.
func (r *Report) Load(file string) error {
	rate := r.panel("Records a second", "msg/s", func(p *Point) float64 { return p.Rate })
	cores := r.panel("Processor", "cores", func(p *Point) float64 { return p.Cores })
	return tiled(file, [][]*panel{{rate, cores}})
}

// Curves is the other panels.
func (r *Report) Curves(file string) error {
	return tiled(file, [][]*panel{{
		r.panel("Resident memory, at its largest", "MB", func(p *Point) float64 { return p.Resident }),
		r.panel("Making one message", "µs", func(p *Point) float64 { return p.Making }).and("dashed: the longest", func(p *Point) float64 { return p.Longest }),
	}, {
		r.panel("Schedule lag, 99th percentile", "ms", func(p *Point) float64 { return p.Lag }),
		r.panel("Acknowledgement, 99th percentile", "ms", func(p *Point) float64 { return p.Ack }),
	}})
}

// A panel is one quantity over the size of the fleet, a line an interval.
type panel struct {
	title, unit string
	report      *Report
	curves      []curve
}

type curve struct {
	name     string
	dashed   bool
	interval int // index in Intervals
	points   plotter.XYs
	late     plotter.XYs // those that were not held
}

func (r *Report) panel(title, unit string, of func(*Point) float64) *panel {
	p := &panel{title: title, unit: unit, report: r}
	return p.add("", false, of)
}

// and adds a second quantity, dashed.
func (p *panel) and(what string, of func(*Point) float64) *panel {
	for i := range p.curves {
		p.curves[i].name += ", p99"
	}
	p.add("", true, of)
	for i := range p.curves {
		if c := &p.curves[i]; c.dashed {
			c.name, what = what, "" // the first of them speaks for all
		}
	}
	return p
}

func (p *panel) add(suffix string, dashed bool, of func(*Point) float64) *panel {
	for i, interval := range Intervals {
		c := curve{name: "every " + interval[:len(interval)-1] + " s" + suffix, dashed: dashed, interval: i}
		for _, devices := range Devices {
			point := p.report.Of(devices, interval)
			if point == nil || of(point) <= 0 { // a logarithm has no zero
				continue
			}
			xy := plotter.XY{X: float64(devices), Y: of(point)}
			c.points = append(c.points, xy)
			if !point.Held() {
				c.late = append(c.late, xy)
			}
		}
		if len(c.points) > 0 {
			p.curves = append(p.curves, c)
		}
	}
	return p
}

// Colours that differ for the colour-blind too, and marks that differ without any.
var (
	colours = []color.Color{color.RGBA{0x00, 0x5f, 0xb8, 0xff}, color.RGBA{0xd5, 0x5e, 0x00, 0xff}, color.RGBA{0x00, 0x8a, 0x5e, 0xff}}
	marks   = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}}
	grey    = color.Gray{0xcc}
	missed  = color.RGBA{0xc0, 0x00, 0x20, 0xff}
)

var sans = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 11}

// plot is the panel as gonum has it.
func (p *panel) plot() (*plot.Plot, error) {
	pl := plot.New()
	pl.Title.Text, pl.X.Label.Text, pl.Y.Label.Text = p.title, "devices", p.unit
	for _, style := range []*draw.TextStyle{&pl.Title.TextStyle, &pl.X.Label.TextStyle, &pl.Y.Label.TextStyle, &pl.X.Tick.Label, &pl.Y.Tick.Label, &pl.Legend.TextStyle} {
		size := sans.Size
		if style == &pl.Title.TextStyle {
			size = 13
		}
		style.Font = font.From(sans, size)
	}
	pl.Title.Padding = 6
	least, most := p.span()
	for _, axis := range []*plot.Axis{&pl.X, &pl.Y} {
		axis.Scale = plot.LogScale{}
		axis.Tick.Marker = decades{}
		axis.Padding = 0
	}
	pl.X.Min, pl.X.Max = 70, 1.4e6
	pl.Y.Min, pl.Y.Max = least, most
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = grey, grey
	pl.Add(grid)
	pl.Legend.Top, pl.Legend.Left = true, true
	pl.Legend.XOffs, pl.Legend.YOffs, pl.Legend.Padding = 8, -4, 2
	for _, c := range p.curves {
		if err := c.draw(pl); err != nil {
			return nil, err
		}
	}
	return pl, nil
}

// span is what the axis of quantities spans: the curves, and room for the legend above
// them.
func (p *panel) span() (least, most float64) {
	least, most = math.Inf(1), 0
	for _, c := range p.curves {
		for _, xy := range c.points {
			least, most = min(least, xy.Y), max(most, xy.Y)
		}
	}
	if most == 0 {
		return 1, 10
	}
	if narrow := math.Sqrt(10 * least / most); narrow > 1 { // a decade at least: what hardly differs should look like it
		least, most = least/narrow, most*narrow
	}
	least /= 1.3
	room := max(math.Log10(most/least), 0.5) * float64(len(p.curves)) / 8
	return least, most * math.Pow(10, room)
}

func (c *curve) draw(pl *plot.Plot) error {
	line, points, err := plotter.NewLinePoints(c.points)
	if err != nil {
		return err
	}
	line.Color, line.Width = colours[c.interval], 1.6
	points.Color, points.Shape, points.Radius = colours[c.interval], marks[c.interval], 3
	if c.dashed {
		line.Dashes = []vg.Length{5, 3}
	}
	pl.Add(line, points)
	if c.name != "" {
		pl.Legend.Add(c.name, line, points)
	}
	if len(c.late) == 0 {
		return nil
	}
	late, err := plotter.NewScatter(c.late)
	if err != nil {
		return err
	}
	late.Color, late.Shape, late.Radius = missed, draw.RingGlyph{}, 6
	pl.Add(late)
	pl.Legend.Add("not held", late)
	return nil
}

// decades puts a label at each power of ten, and where an axis has few of them at twice
// and five times one too.
type decades struct{}

func (decades) Ticks(least, most float64) []plot.Tick {
	var ticks []plot.Tick
	few := most/least < 300
	for power := math.Pow(10, math.Floor(math.Log10(least))); power <= most; power *= 10 {
		for digit := 1.0; digit < 10; digit++ {
			v := digit * power
			if v < least || v > most {
				continue
			}
			label := ""
			if digit == 1 || few && (digit == 2 || digit == 5) {
				label = short(v)
			}
			ticks = append(ticks, plot.Tick{Value: v, Label: label})
		}
	}
	return ticks
}

// short is a number with as few digits as it needs: 100, 10k, 1M, 0.05.
func short(v float64) string {
	suffix := ""
	switch {
	case v >= 1e6:
		v, suffix = v/1e6, "M"
	case v >= 1e3:
		v, suffix = v/1e3, "k"
	}
	return strconv.FormatFloat(v, 'g', 3, 64) + suffix
}

// tiled draws rows of panels beside each other, on white: the page behind may be dark.
func tiled(file string, rows [][]*panel) error {
	const width, height = 400, 290 // points, of a panel
	plots := make([][]*plot.Plot, len(rows))
	for i, row := range rows {
		for _, p := range row {
			pl, err := p.plot()
			if err != nil {
				return fmt.Errorf("%s: %w", p.title, err)
			}
			plots[i] = append(plots[i], pl)
		}
	}
	canvas := vgsvg.New(vg.Length(width*len(rows[0])), vg.Length(height*len(rows)))
	dc := draw.New(canvas)
	dc.SetColor(color.White)
	dc.Fill(dc.Rectangle.Path())
	tiles := draw.Tiles{Rows: len(rows), Cols: len(rows[0]), PadX: 18, PadY: 14, PadTop: 8, PadBottom: 6, PadLeft: 6, PadRight: 14}
	for i, row := range plot.Align(plots, tiles, dc) {
		for j := range row {
			plots[i][j].Draw(row[j])
		}
	}
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	// Who has no Liberation Sans has one with the same widths.
	text := bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
	return os.WriteFile(file, text, 0o644)
}

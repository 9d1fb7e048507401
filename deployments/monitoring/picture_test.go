package monitoring

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-analyze/charts"
)

// Where the picture goes: always beside what is built, and with UPDATE into the
// repository.
const (
	drawn   = "../../bin/monitoring"
	shipped = "../grafana/iotsim.svg"
)

// Of a cell of the dashboard's grid, in pixels.
const (
	cellWidth  = 60
	cellHeight = 26
)

// draw draws the answers to the dashboard's queries where its panels stand.
func (w *watched) draw(t *testing.T) {
	for _, kind := range []string{charts.ChartOutputSVG, charts.ChartOutputPNG} {
		picture := w.picture(t, kind)
		names := []string{drawn + "." + kind}
		if os.Getenv("UPDATE") != "" && kind == charts.ChartOutputSVG {
			names = append(names, shipped)
		}
		for _, name := range names {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (w *watched) picture(t *testing.T, kind string) []byte {
	d, to := readDashboard(t), time.Now()
	high := 0
	for _, p := range d.Panels {
		high = max(high, p.GridPos.Y+p.GridPos.H)
	}
	width, height := gridWidth*cellWidth, high*cellHeight
	page := charts.NewPainter(charts.PainterOptions{OutputFormat: kind, Width: width, Height: height})
	page.FilledRect(0, 0, width, height, charts.ColorWhite, charts.ColorWhite, 0)
	for i := range d.Panels {
		p := &d.Panels[i]
		at := p.GridPos
		box := charts.NewBox(at.X*cellWidth, at.Y*cellHeight, (at.X+at.W)*cellWidth, (at.Y+at.H)*cellHeight)
		s := &sheet{panel: p, painter: page.Child(charts.PainterBoxOption(box)), width: at.W * cellWidth, height: at.H * cellHeight}
		for _, q := range p.Targets {
			found, err := query(w.prometheus, filled(q.Expr), w.began, to, step)
			if err != nil {
				t.Fatal(err)
			}
			s.add(q.LegendFormat, found, w.began, to)
		}
		if err := s.draw(); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	picture, err := page.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// A sheet is a panel on its way into the picture.
type sheet struct {
	*panel
	painter       *charts.Painter
	width, height int
	names         []string
	values        [][]float64 // a second each, null where there is none
}

var variable = regexp.MustCompile(`\{\{(\w+)\}\}`)

// add takes the answer to a query.
func (s *sheet) add(legend string, found []series, from, to time.Time) {
	for _, one := range found {
		name := variable.ReplaceAllStringFunc(legend, func(v string) string { return one.Metric[strings.Trim(v, "{}")] })
		values := make([]float64, to.Unix()-from.Unix()+1)
		for i := range values {
			values[i] = charts.GetNullValue()
		}
		for _, v := range one.Values {
			seconds, value := at(v)
			if i := int(seconds) - int(from.Unix()); i >= 0 && i < len(values) && !math.IsNaN(value) && !math.IsInf(value, 0) {
				values[i] = value
			}
		}
		s.names, s.values = append(s.names, name), append(s.values, values)
	}
}

var (
	dark  = charts.ColorRGB(27, 34, 40)
	light = charts.ColorRGB(226, 230, 234)
	faint = charts.ColorRGB(243, 245, 248)
	blue  = charts.ColorRGB(0, 114, 178)
)

func font(size float64) charts.FontStyle { return charts.FontStyle{FontSize: size, FontColor: dark} }

func (s *sheet) draw() error {
	if s.Type == "row" {
		s.painter.FilledRect(0, 0, s.width, s.height, faint, faint, 0)
		s.painter.Text(s.Title, 8, 18, 0, font(12))
		return nil
	}
	s.painter.FilledRect(2, 2, s.width-2, s.height-2, charts.ColorWhite, light, 1)
	var err error
	switch s.Type {
	case "stat":
		s.stat()
	case "state-timeline":
		s.states()
	default:
		err = s.lines() // over all of its box
	}
	s.painter.Text(s.Title, 10, 18, 0, font(10))
	return err
}

// last is the last value of a series.
func last(values []float64) float64 {
	for i := len(values) - 1; i >= 0; i-- {
		if values[i] != charts.GetNullValue() {
			return values[i]
		}
	}
	return math.NaN()
}

// stat writes last values, or the name of a series that has one now.
func (s *sheet) stat() {
	var words []string
	for i, values := range s.values {
		switch now := values[len(values)-1]; {
		case s.Title != "Phase":
			words = append(words, s.number(last(values))+" "+s.names[i])
		case now != charts.GetNullValue():
			words = append(words, s.names[i])
		}
	}
	for i, w := range words {
		s.painter.Text(w, 10, 48+26*i, 0, charts.FontStyle{FontSize: 14, FontColor: blue})
	}
}

// number is a value with its unit.
func (s *sheet) number(v float64) string {
	switch s.FieldConfig.Defaults.Unit {
	case "percentunit":
		return fmt.Sprintf("%.1f%%", 100*v)
	case "s":
		for _, u := range []struct {
			name string
			of   float64
		}{{"s", 1}, {"ms", 1e-3}, {"µs", 1e-6}} {
			if math.Abs(v) >= u.of {
				return fmt.Sprintf("%.3g %s", v/u.of, u.name)
			}
		}
		if v == 0 {
			return "0 s"
		}
		return fmt.Sprintf("%.0f ns", v*1e9)
	case "bytes", "Bps":
		for _, u := range []struct {
			name string
			of   float64
		}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
			if v >= u.of {
				return fmt.Sprintf("%.3g %s", v/u.of, u.name)
			}
		}
	}
	if v >= 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// states are bars while a series is 1.
func (s *sheet) states() {
	const left, top = 130, 34
	if len(s.values) == 0 {
		return
	}
	tall := min(24, (s.height-top-8)/len(s.values))
	scale := float64(s.width-left-12) / float64(len(s.values[0]))
	for i, values := range s.values {
		y := top + i*tall
		s.painter.Text(s.names[i], 10, y+tall/2+4, 0, font(9))
		for from := 0; from < len(values); {
			to := from + 1
			for to < len(values) && values[to] == values[from] {
				to++
			}
			color := faint
			if values[from] == 1 {
				color = blue
			}
			if values[from] != charts.GetNullValue() {
				s.painter.FilledRect(left+int(scale*float64(from)), y+2, left+int(scale*float64(to)), y+tall-2, color, color, 0)
			}
			from = to
		}
	}
}

// most is a round number above all values, a power of ten times one that four parts
// of read well.
func (s *sheet) most() float64 {
	most := 0.0
	for _, values := range s.values {
		for _, v := range values {
			if v != charts.GetNullValue() {
				most = max(most, v)
			}
		}
	}
	if most == 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(most)))
	for _, n := range []float64{1, 1.2, 1.6, 2, 2.4, 3.2, 4, 4.8, 6, 8} {
		if most < 0.99*n*power {
			return n * power
		}
	}
	return 10 * power
}

// lines are curves over time.
func (s *sheet) lines() error {
	o := charts.NewLineChartOptionWithSeries(charts.NewSeriesListLine(s.values))
	o.Padding = charts.NewBox(10, 28, 16, 6)
	o.Symbol.Shape = charts.SymbolNone
	o.LineStrokeWidth = 1.4
	o.Legend = charts.LegendOption{SeriesNames: s.names, FontStyle: font(8), Padding: charts.NewBox(0, 2, 0, 0)}
	o.ValueFormatter = s.number
	for i := range o.XAxis.Labels {
		o.XAxis.Labels[i] = fmt.Sprintf("%d s", i)
	}
	o.XAxis.LabelCount = max(2, s.width/90)
	o.XAxis.BoundaryGap = charts.Ptr(false)
	o.XAxis.LabelFontStyle = font(8)
	o.YAxis[0].LabelFontStyle = font(8)
	o.YAxis[0].Min = charts.Ptr(0.0)
	o.YAxis[0].Max = charts.Ptr(s.most())
	o.YAxis[0].LabelCount = 5
	return s.painter.LineChart(o)
}

package plot

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

// wellFormed fails unless a picture is XML to its end.
func wellFormed(t *testing.T, text string) {
	t.Helper()
	for in := xml.NewDecoder(strings.NewReader(text)); ; {
		switch _, err := in.Token(); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}

func timeline() *Timeline {
	return &Timeline{
		Name: "<script>", To: 100e9,
		Phases: []Band{{"ramp & up", 0, 40e9}, {"steady", 40e9, 100e9}},
		Curves: []Curve{
			{Name: "Records", Unit: "a second", Steps: []Step{{10e9, 5}, {20e9, math.NaN()}, {100e9, 1000}}, Wanted: []Step{{100e9, 1200}}},
			{Name: "Devices", Whole: true, Steps: []Step{{100e9, 1}}},
		},
		Faults: []Happening{{Name: "black\"out", Note: "3 devices", Bands: []Band{{"", 50e9, 60e9}, {"", 60e9, 60e9 + 1}}}},
	}
}

// A timeline is a picture by itself, of whatever names, and the same one each time.
func TestATimelineIsAPicture(t *testing.T) {
	for _, width := range []int{440, 1040} {
		text := timeline().SVG(width)
		wellFormed(t, text)
		if text != timeline().SVG(width) {
			t.Error("it is another one the second time")
		}
		for _, want := range []string{"ramp &amp; up", "&lt;script&gt;", ">1,500<", "black&#34;out · 3 devices"} {
			if !strings.Contains(text, want) {
				t.Errorf("%d wide, it has no %q", width, want)
			}
		}
		if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("%d wide, it has numbers that are none", width)
		}
	}
	wellFormed(t, (&Timeline{Curves: []Curve{{}}}).SVG(440)) // of nothing at all
	wellFormed(t, (&Timeline{To: math.MaxInt64, Curves: []Curve{{}}}).SVG(440))
}

// Where there is no value a curve has a gap, and the area below it has, too.
func TestCurvesHaveGaps(t *testing.T) {
	d := &timelineSVG{Timeline: timeline(), left: 0, right: 100}
	y := func(v float64) float64 { return v }
	steps := []Step{{10e9, 1}, {20e9, 2}, {30e9, math.NaN()}, {40e9, 3}}
	if got, want := d.along(steps, y), "M0 1H10V2H20M30 3H40"; got != want {
		t.Errorf("a line of %s, not %s", got, want)
	}
	if got, want := d.area(steps, y, 9), "M0 9V1H10V2H20V9ZM30 9V3H40V9Z"; got != want {
		t.Errorf("an area of %s, not %s", got, want)
	}
}

// Axes end at round numbers above all that is shown.
func TestAxesReachAboveTheirCurves(t *testing.T) {
	for _, c := range []struct {
		top         float64
		whole       bool
		limit, step float64
	}{
		{0, false, 1, 0.5},
		{3331.4, false, 4000, 2000},
		{1, true, 1, 1},
		{0.004, false, 0.004, 0.002},
		{500, true, 600, 200},
	} {
		limit, step := (&Curve{Whole: c.whole, Steps: []Step{{1, c.top}}}).reach(3)
		if math.Abs(limit-c.limit) > 1e-9 || math.Abs(step-c.step) > 1e-9 {
			t.Errorf("of %v: up to %v by %v, want %v by %v", c.top, limit, step, c.limit, c.step)
		}
	}
}

// Each colour of a picture has one for the night.
func TestNightHasAllColours(t *testing.T) {
	night := Night()
	p := timeline().SVG(1040)
	for _, attribute := range []string{`fill="#`, `stroke="#`} {
		for _, part := range strings.Split(p, attribute)[1:] {
			color := "#" + part[:strings.Index(part, `"`)]
			if !strings.Contains(night, `="`+color+`"]`) {
				t.Errorf("%s stays as it is at night", color)
			}
		}
	}
}

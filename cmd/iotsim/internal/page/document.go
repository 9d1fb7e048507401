package page

import (
	"embed"
	"html/template"
	"io"
	"reflect"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/plot"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
)

// A Document is a page before it is HTML.
type Document struct {
	Kind    string // what it is: "Plan", "Run"
	Title   string // of the scenario
	Lead    string
	Facts   []string // in a line below the title
	Verdict string   // in a sentence
	Tone    Tone     // of the verdict
	Tiles   []Tile
	Notes   []string // what the page does not show, and why

	Timeline *plot.Timeline
	Axis     string // what time it counts

	Sections []Section
	Balances []Balance
	Clock    plot.Clock // of previews
	Previews []Preview
	Seen     string // what they are of
	Fleet    *Place
	Command  string // that made it
	Version  string // of iotsim
}

// A Tone is how a thing looks that is good or bad.
type Tone string

// The tones.
const (
	Plain Tone = ""
	Good  Tone = "good"
	Bad   Tone = "bad"
	Open  Tone = "open" // neither is known
)

// A Tile is a figure that one looks for first.
type Tile struct {
	Name  string
	Value string
	Unit  string
	Note  string
	Tone  Tone
}

// A Section is a table under its name.
type Section struct {
	view.Table
	Note string // beside the name
	Fold bool   // it is long: shown when asked for
	More string // what was left out of it
}

// A Balance is how the records of a topic spread over its partitions.
type Balance struct {
	Topic string
	Note  string
	Bars  []int64
	Mean  float64
}

// A Preview is what a sensor says.
type Preview struct{ Chart *plot.Chart }

// A Place is a node of the fleet's tree.
type Place struct {
	Name    string
	Devices int64
	Note    string
	Below   []Place
	Open    bool
}

// Redact passes every text through a function that leaves secrets out: before it is
// HTML, as they might look otherwise then.
func (d *Document) Redact(redact func([]byte) []byte) {
	texts(reflect.ValueOf(d).Elem(), func(s string) string { return string(redact([]byte(s))) })
}

// texts replaces all texts below a value.
func texts(v reflect.Value, by func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() && v.Len() > 0 {
			v.SetString(by(v.String()))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), by)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Int32 || k == reflect.Float64 {
			return
		}
		for i := range v.Len() {
			texts(v.Index(i), by)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[plot.Clock]() || v.Type() == reflect.TypeFor[plot.Column]() {
			return // it has no texts, and is large
		}
		for i := range v.NumField() {
			texts(v.Field(i), by)
		}
	}
}

//go:embed page.html style.css
var files embed.FS

// wide and narrow are the widths of timelines: one for a screen and paper, one for a
// telephone.
const (
	wide   = 1040
	narrow = 440
)

var page = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"style": style,
	"timeline": func(t *plot.Timeline, width string) template.HTML {
		return picture(t.SVG(map[string]int{"wide": wide, "narrow": narrow}[width]))
	},
	"tile":    func(c plot.Clock, p Preview) template.HTML { return picture(plot.Tile(c, p.Chart)) },
	"bars":    func(b Balance) template.HTML { return picture(plot.Bars(b.Bars, b.Mean)) },
	"right":   func(align string, column int) bool { return align[column] == 'r' },
	"tone":    toneOf,
	"devices": func(n int64) string { return view.Plural(n, "device", "devices") },
}).ParseFS(files, "page.html"))

// style is the style sheet, with the colours of pictures at night.
func style() template.CSS {
	text, err := files.ReadFile("style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	return template.CSS(string(text) + "@media screen and (prefers-color-scheme: dark){" + plot.Night() + "}\n")
}

// picture is SVG that plot has made, whose texts are escaped.
func picture(svg string) template.HTML { return template.HTML(svg) }

// toneOf is how a cell of a table looks: verdicts have their own.
func toneOf(cell string) Tone {
	switch cell {
	case string(engine.Met):
		return Good
	case string(engine.Failed):
		return Bad
	}
	return Plain
}

// Write writes the page.
func Write(w io.Writer, d *Document) error { return page.Execute(w, d) }

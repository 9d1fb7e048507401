package main

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// A deviceFlag says which devices are meant: one by its id, those whose ids match
// a pattern, or those of which a selector holds, as in a fault's where. The empty
// one means all.
type deviceFlag struct {
	text string
	ids  map[string]bool // of a selector, once the fleet is known
}

const deviceFlagName = "--device"

func (f *deviceFlag) String() string { return f.text }
func (f *deviceFlag) Type() string   { return "SELECTOR" }

// Set refuses a pattern that is none.
func (f *deviceFlag) Set(text string) error {
	f.text = text
	if f.selects() {
		return nil
	}
	_, err := path.Match(text, "")
	return err
}

// selects says that it is a selector: no id holds a name of the language.
func (f *deviceFlag) selects() bool { return strings.Contains(f.text, "device.") }

func (f *deviceFlag) all() bool { return f.text == "" }

// choose asks the selector about every device.
func (a *app) choose(program *engine.Program, f *deviceFlag) error {
	if !f.selects() {
		return nil
	}
	const head = deviceFlagName + "="
	e := &schema.Expression{Source: f.text, Position: func(from, to int) hcl.Range {
		return hcl.Range{Filename: deviceFlagName, Start: runeAt(head+f.text, len(head)+from), End: runeAt(head+f.text, len(head)+to)}
	}}
	e.Range = e.Position(0, utf8.RuneCountInString(f.text))
	chosen, diags := program.Select(e)
	a.diagnose(schema.NewFiles(schema.Source{Name: deviceFlagName, Text: []byte(head + f.text)}), diags)
	if diags.HasErrors() {
		return said(exitUsage)
	}
	f.ids = map[string]bool{}
	for d := range chosen {
		f.ids[d.ID] = true
	}
	if len(f.ids) == 0 {
		return usage("no device is such that %s", f.text)
	}
	return nil
}

// runeAt is the position of a rune in a text of one line.
func runeAt(text string, n int) hcl.Pos {
	before := string([]rune(text)[:n])
	return hcl.Pos{Line: 1, Column: 1 + n, Byte: len(before)}
}

// has says whether a device is meant.
func (f *deviceFlag) has(id string) bool {
	if f.ids != nil {
		return f.ids[id]
	}
	if f.text == "" || f.text == id {
		return true
	}
	ok, err := path.Match(f.text, id)
	return ok && err == nil
}

// of says of which device a record is. Its id is the key, unless a header says
// otherwise.
func (f *deviceFlag) of(r *engine.Record) bool {
	id := string(r.Key)
	for _, h := range r.Headers {
		if h.Key == engine.HeaderDevice {
			id = string(h.Value)
		}
	}
	return f.has(id)
}

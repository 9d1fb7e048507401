package schema

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
)

// A Source is one text and the name that diagnostics give it.
type Source struct {
	Name      string
	Text      []byte
	Variables bool   // a --var-file: name = value and nothing else
	Series    bool   // a CSV file that is replayed
	Problem   string // of a series: why it could not be read; empty: Text is all of it
	Overlay   bool   // merged over the scenario
	// Library is the folder of the library that the text is part of; empty: it
	// is the scenario's own.
	Library string
}

// Files keeps the text of every source, so that diagnostics can show lines:
// files, and values that came from flags or the environment under names of
// their own such as <--var devices>.
type Files struct {
	text map[string][]byte

	secrets   []string           // what is not printed, the longest first
	made      []secretPattern    // what they make as patterns
	concealed []hcl.Range        // arguments that hold them
	covers    map[string][]cover // what excerpts do not show, by file
	given     *declared          // the scenario's variables, when there are sensitive ones
}

// NewFiles is Files of these sources.
func NewFiles(sources ...Source) *Files {
	f := &Files{text: map[string][]byte{}}
	for _, s := range sources {
		f.text[s.Name] = s.Text
	}
	f.coverAll(sources)
	return f
}

// Text is the whole text of a source, nil when there is none of that name.
func (f *Files) Text(name string) []byte {
	if f == nil {
		return nil
	}
	return f.text[name]
}

// slice is the text of a range, nil when the range is not in the files.
func (f *Files) slice(r hcl.Range) []byte {
	text := f.Text(r.Filename)
	if r.Start.Byte < 0 || r.End.Byte < r.Start.Byte || r.End.Byte > len(text) {
		return nil
	}
	return text[r.Start.Byte:r.End.Byte]
}

// byteOrderMark may begin a file; HCL accepts it and so do we.
var byteOrderMark = []byte("\ufeff")

// wholeRange is a range over all of a text.
func wholeRange(name string, text []byte) hcl.Range {
	end := hcl.InitialPos
	end.Line += bytes.Count(text, []byte("\n"))
	last := text[bytes.LastIndexByte(text, '\n')+1:]
	end.Column += len(bytes.Runes(last))
	end.Byte = len(text)
	return hcl.Range{Filename: name, Start: hcl.InitialPos, End: end}
}

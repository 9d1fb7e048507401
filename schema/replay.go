package schema

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// A recording is what a decoder knows of the files that replay names.
type recording struct {
	folder string            // of the first scenario file: where texts of flags look for files
	texts  map[string]Source // by cleaned name
	tables map[string]*table // parsed ones; nil: reported
	series map[replayed]*Distribution
	wanted []string // names that replay asked for, in that order
	named  bool     // the word replay stands somewhere; else nobody looks for calls
}

// replayed is what a call of replay comes to: equal calls share their series.
type replayed struct {
	file, column string
	clamp, hold  bool
}

// newRecording takes the series out of the sources.
func newRecording(sources []Source, opts Options) *recording {
	r := &recording{folder: ".", texts: map[string]Source{}, tables: map[string]*table{}, series: map[replayed]*Distribution{}}
	for _, s := range slices.Backward(sources) {
		switch {
		case s.Series:
			r.texts[s.Name] = s
		case !s.Variables && !s.Overlay && s.Library == "":
			r.folder = path.Dir(s.Name)
		}
		r.named = r.named || !s.Series && bytes.Contains(s.Text, []byte(Replay))
	}
	for _, given := range []map[string]string{opts.Vars, opts.Env} {
		for _, text := range given {
			r.named = r.named || strings.Contains(text, string(Replay))
		}
	}
	return r
}

// ReadSeries adds to the sources the recorded series that they replay. Which
// these are a first decoding tells; what they hold decides nothing else. A
// file that cannot be read becomes a source that says why, so that Decode can
// say it where the file is named.
func ReadSeries(fsys fs.FS, sources []Source, opts Options) []Source {
	d := newDecoder(sources, opts)
	if !d.recording.named {
		return sources
	}
	d.seeking = true
	if bodies, ok := d.parse(sources); ok {
		d.decode(bodies)
	}
	total := 0
	for _, name := range d.recording.wanted {
		s := Source{Name: name, Series: true}
		text, diags := readFile(fsys, name, maxSeriesBytes)
		switch total += len(text); {
		case diags.HasErrors():
			s.Problem = diags[0].Detail
		case len(text) > maxSeriesBytes:
			s.Problem = fmt.Sprintf("%s has more than %s bytes, the most of a series.", name, grouped(maxSeriesBytes))
		case total > maxSeriesTotal:
			s.Problem = fmt.Sprintf("All series together have more than %s bytes, the most there may be.", grouped(maxSeriesTotal))
		default:
			s.Text = text
		}
		sources = append(sources, s)
	}
	return sources
}

// replaying is a context in which replay finds the files beside the one that
// names them; an expression that does not call it goes without.
func (s *scope) replaying(e hclsyntax.Expression, context *hcl.EvalContext) *hcl.EvalContext {
	if !s.d.recording.named || !callsReplay(e) {
		return context
	}
	name := e.Range().Filename
	folder := path.Dir(name)
	if strings.HasPrefix(name, "<") { // a text of the command line
		folder = s.d.recording.folder
	}
	f := s.replays[folder]
	if f == nil {
		f = map[string]function.Function{string(Replay): bounded(string(Replay), s.d.replayFunction(folder), &s.d.meter)}
		s.replays[folder] = f
	}
	inner := context.NewChild()
	inner.Functions = f
	return inner
}

// callsReplay says that an expression names the function.
func callsReplay(e hclsyntax.Expression) bool {
	found := false
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		if call, ok := n.(*hclsyntax.FunctionCallExpr); ok && call.Name == string(Replay) {
			found = true
		}
		return nil
	})
	return found
}

// replayWords are what may follow file and column, the defaults first.
var replayWords = []string{"loop", "clamp", "linear", "hold"}

// replayFunction is replay for the files of a folder.
func (d *decoder) replayFunction(folder string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{
			{Name: "file", Type: cty.DynamicPseudoType, AllowMarked: true},
			{Name: "column", Type: cty.DynamicPseudoType, AllowMarked: true},
		},
		VarParam: &function.Parameter{Name: "how", Type: cty.DynamicPseudoType, AllowMarked: true},
		Type:     function.StaticReturnType(distributionType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for i, v := range args {
				if v.IsMarked() {
					return cty.NilVal, function.NewArgErrorf(i, "what is replayed is known to everybody, so a sensitive variable cannot name it")
				}
				if v.Type() != cty.String {
					return cty.NilVal, function.NewArgErrorf(i, `a text is wanted: replay("readings.csv", "temperature"); this is %s`, typeName(v.Type()))
				}
			}
			call := replayed{column: args[1].AsString()}
			var said [2]string // of the end, and of what is between readings
			for i, v := range args[2:] {
				if err := call.how(i+2, v.AsString(), &said); err != nil {
					return cty.NilVal, err
				}
			}
			named := args[0].AsString()
			if named == "" || path.IsAbs(named) {
				return cty.NilVal, function.NewArgErrorf(0, "a file is named relative to the file that names it, such as \"readings.csv\"; this is %q", clip(named))
			}
			call.file = path.Join(folder, named)
			dist, err := d.replay(call, named)
			if err != nil || dist == nil {
				return cty.UnknownVal(distributionType), err
			}
			return cty.CapsuleVal(distributionType, dist), nil
		},
	})
}

// how takes a word after file and column.
func (c *replayed) how(i int, word string, said *[2]string) error {
	before := &said[0]
	switch word {
	case "loop", "clamp":
		c.clamp = word == "clamp"
	case "linear", "hold":
		c.hold, before = word == "hold", &said[1]
	default:
		near := ""
		if k, ok := Nearest(word, replayWords); ok {
			near = fmt.Sprintf(", but near %q", k)
		}
		return function.NewArgErrorf(i, "%s; %q is none of them%s",
			`after file and column stand "loop" (the default: it begins again) or "clamp" (the last value stays), and "linear" (the default) or "hold" (no lines between readings)`,
			clip(word), near)
	}
	if *before != "" && *before != word {
		return function.NewArgErrorf(i, "%q says otherwise than %q before it; write one of both", word, *before)
	}
	*before = word
	return nil
}

// replay is the distribution of a call; nil when what is wrong was reported.
func (d *decoder) replay(call replayed, named string) (*Distribution, error) {
	r := d.recording
	if known := r.series[call]; known != nil {
		return known, nil
	}
	if d.seeking {
		if !slices.Contains(r.wanted, call.file) {
			r.wanted = append(r.wanted, call.file)
		}
		return nil, nil
	}
	source, ok := r.texts[call.file]
	switch {
	case !ok:
		return nil, function.NewArgErrorf(0, "there is no file %s", clip(call.file))
	case source.Problem != "":
		return nil, function.NewArgErrorf(0, "%s", strings.TrimSuffix(source.Problem, "."))
	}
	t, parsed := r.tables[call.file]
	if !parsed {
		t = d.table(source)
		r.tables[call.file] = t
	}
	if t == nil {
		return nil, nil
	}
	column, err := t.find(call.column)
	if err != nil {
		return nil, err
	}
	series := d.column(t, column, call)
	if series == nil {
		return nil, nil
	}
	series.File = named
	dist := &Distribution{Kind: Replay, Series: series}
	r.series[call] = dist
	return dist, nil
}

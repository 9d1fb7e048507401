package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// types are all block types, effects and sinks among them.
func types() []*BlockType {
	var all []*BlockType
	for _, root := range slices.Concat([]*BlockType{Language()}, EffectTypes(), SinkTypes()) {
		walk(root, func(t *BlockType) { all = append(all, t) })
	}
	return all
}

// documentedTypes are those of the language and of a connection's file, whose
// arguments are all read alike.
func documentedTypes() []*BlockType {
	all := types()
	walk(ConnectionFile(), func(t *BlockType) { all = append(all, t) })
	return all
}

func TestTheTableDocumentsEverything(t *testing.T) {
	for _, kind := range documentedTypes() {
		if kind.Doc == "" && !kind.Unbuilt {
			t.Errorf("block %q has no doc", kind.Name)
		}
		var names []string
		for _, a := range kind.Arguments {
			if a.Doc == "" || a.Value == "" {
				t.Errorf("argument %s.%s: doc %q, value %q", kind.Name, a.Name, a.Doc, a.Value)
			}
			if slices.Contains(names, a.Name) || kind.block(a.Name) != nil {
				t.Errorf("argument %s.%s comes twice", kind.Name, a.Name)
			}
			names = append(names, a.Name)
		}
	}
}

// literals are the texts that stand in calls of the given functions, at the
// argument given with each.
func literals(t *testing.T, argument map[string]int) map[string]token.Position {
	t.Helper()
	found := map[string]token.Position{}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if made, ok := n.(*ast.CompositeLit); ok {
				n = asCall(made)
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			called := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				called = f.Sel.Name
			case *ast.Ident:
				called = f.Name
			}
			if i, ok := argument[called]; ok && i < len(call.Args) {
				if text, ok := call.Args[i].(*ast.BasicLit); ok && text.Kind == token.STRING {
					s, err := strconv.Unquote(text.Value)
					if err != nil {
						t.Fatal(err)
					}
					found[s] = set.Position(text.Pos())
				}
			}
			return true
		})
	}
	return found
}

// asCall takes T{a, b} or T{x: a} for T(a, b) or T(a).
func asCall(made *ast.CompositeLit) ast.Node {
	call := &ast.CallExpr{Fun: made.Type}
	if _, ok := made.Type.(*ast.Ident); !ok {
		return made
	}
	for _, e := range made.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); !ok || key.Name != "summary" {
				continue
			}
			call.Args = append(call.Args, nil, nil) // summary is patternError's third
			e = pair.Value
		}
		call.Args = append(call.Args, e)
	}
	return call
}

// An argument of the table that nothing reads would be ignored in silence; the
// other way round, reading what is not in the table panics.
func TestEveryArgumentOfTheTableIsRead(t *testing.T) {
	read := literals(t, map[string]int{
		"value": 0, "text": 0, "boolean": 0, "number": 0, "whole": 0, "percent": 0, "limits": 0, "clock": 0, "instant": 0,
		"choice": 0, "texts": 0, "textMap": 0, "referent": 0, "duration": 0, "change": 0, "distribution": 0, "delay": 0, "faultDuration": 0,
		"expression": 0, "pattern": 0, "curve": 0, "perSecond": 0, "points": 0, "statuses": 0,
		"positive": 0, "wholeOr": 0,
	})
	for _, name := range []string{"type", "default", "condition", "payload", "extends", "source", "variables", "requires"} { // read as expressions
		read[name] = token.Position{}
	}
	for _, kind := range types() {
		for _, a := range kind.Arguments {
			if _, ok := read[a.Name]; !ok {
				t.Errorf("nothing reads %s.%s", kind.Name, a.Name)
			}
		}
	}
}

// Each distribution that can be called is documented, by a call that works.
func TestTheTableDocumentsDistributions(t *testing.T) {
	documented := map[DistributionKind]bool{}
	for _, d := range DistributionTypes() {
		documented[d.Kind] = true
		if functions[string(d.Kind)].Params() == nil || !strings.HasPrefix(d.Call, string(d.Kind)+"(") || d.Doc == "" {
			t.Errorf("%s is written %s: %s", d.Kind, d.Call, d.Doc)
		}
	}
	for _, k := range distributionKinds {
		if !documented[k.kind] {
			t.Errorf("%s is not documented", k.kind)
		}
	}
}

// readable says whether a value is what a kind of value is read as.
var readable = map[string]func(cty.Value) bool{
	"text":         func(v cty.Value) bool { return v.Type() == cty.String },
	"number":       func(v cty.Value) bool { _, ok := numberValue(v); return ok },
	"whole number": func(v cty.Value) bool { _, problem := wholeValue(v, 0, 1000); return problem == "" },
	"bool":         func(v cty.Value) bool { return v.Type() == cty.Bool },
	"duration":     func(v cty.Value) bool { _, problem := durationValue(v); return problem == "" },
	"instant":      func(v cty.Value) bool { _, problem := parseInstant(v.AsString()); return problem == "" },
	"clock":        func(v cty.Value) bool { _, ok := parseClock(v.AsString()); return ok },
	"day and clock": func(v cty.Value) bool {
		_, ok := parseWeekClock(v.AsString())
		return ok
	},
	"percent":         func(v cty.Value) bool { _, problem := percentValue(v); return problem == "" },
	"amount":          func(v cty.Value) bool { return leveled(v, deviceLevel) },
	"rate":            func(v cty.Value) bool { return leveled(v, rateLevel) },
	"rate per second": func(v cty.Value) bool { a, problem := parseAmount(v); return problem == "" && a.unit == "/s" },
	"change per time": func(v cty.Value) bool { _, ok := changeValue(v); return ok },
	"limits":          func(v cty.Value) bool { _, ok := limitsValue(v); return ok },
	"distribution":    func(v cty.Value) bool { return v.Type() == distributionType },
	"pattern": func(v cty.Value) bool {
		_, faults := parsePattern(v.AsString(), patternFields)
		return len(faults) == 0
	},
}

func leveled(v cty.Value, level func(amount, *amount) (Level, string)) bool {
	r := &ramp{}
	if v.Type() == rampType {
		r = v.EncapsulatedValue().(*ramp)
	} else {
		a, problem := parseAmount(v)
		if problem != "" {
			return false
		}
		r.from, r.to = a, a
	}
	_, from := level(r.from, &r.to)
	_, to := level(r.to, &r.from)
	return from == "" && to == ""
}

// Each kind of value that an argument names is documented, by examples that are
// read as such.
func TestTheTableDocumentsValues(t *testing.T) {
	documented := map[string]bool{}
	context := &hcl.EvalContext{Functions: functions}
	for _, v := range ValueTypes() {
		for _, name := range append([]string{v.Name}, v.Also...) {
			documented[name] = true
		}
		if v.Doc == "" || len(v.Examples) == 0 {
			t.Errorf("%s: %+v", v.Name, v)
		}
		read := readable[v.Name]
		for _, example := range v.Examples {
			if read == nil {
				break
			}
			e, diags := hclsyntax.ParseExpression([]byte(example), "", hcl.InitialPos)
			if diags.HasErrors() {
				t.Fatalf("%s: %s: %v", v.Name, example, diags)
			}
			if value, diags := e.Value(context); diags.HasErrors() || !read(value) {
				t.Errorf("%s is no %s: %v", example, v.Name, diags)
			}
		}
	}
	for name := range readable {
		if !documented[name] {
			t.Errorf("%s is not documented", name)
		}
	}
	words := regexp.MustCompile(`"[^"]*"|,| or `)
	for _, kind := range documentedTypes() {
		for _, a := range kind.Arguments {
			for _, name := range words.Split(" "+a.Value, -1) {
				if name = strings.TrimPrefix(strings.TrimSpace(name), "a "); name != "" && !documented[name] && !documented[a.Value] {
					t.Errorf("%s.%s takes %q, which is no documented kind of value", kind.Name, a.Name, name)
				}
			}
		}
	}
}

// Each function and each field of a pattern is documented, and no other.
func TestTheTableDocumentsFunctionsAndFields(t *testing.T) {
	drawn := map[string]bool{}
	for _, d := range DistributionTypes() {
		drawn[string(d.Kind)] = true
	}
	for _, name := range Functions() {
		if drawn[name] == (functionDocs[name] != "") {
			t.Errorf("%s is a distribution %t, and its doc %q", name, drawn[name], functionDocs[name])
		}
	}
	for name := range functionDocs {
		if _, ok := functions[name]; !ok {
			t.Errorf("there is no function %s", name)
		}
	}
	for _, f := range FieldTypes() {
		if f.Doc == "" || f.Where == "" {
			t.Errorf("%+v", f)
		}
	}
	if len(fieldDocs) != len(patternFields) {
		t.Errorf("%d fields are documented, and there are %d", len(fieldDocs), len(patternFields))
	}
}

func TestTheExampleOfTheReferenceLoads(t *testing.T) {
	_, files, diags := Decode([]Source{{Name: "example.hcl", Text: []byte(Example)}}, Options{})
	if len(diags) > 0 {
		t.Error(rendered(files, diags))
	}
	if formatted, _ := Format("example.hcl", []byte(Example)); string(formatted) != Example {
		t.Errorf("its layout is\n%s", formatted)
	}
}

// A habit is of a block that there is, is no argument of it, and means one that is.
func TestHabitsAreOfBlocksThatThereAre(t *testing.T) {
	for block, written := range habits {
		var kind *BlockType
		for _, file := range []*BlockType{fileType, connectionType} {
			walk(file, func(k *BlockType) {
				if k.Name == block && kind == nil {
					kind = k
				}
			})
		}
		if kind == nil {
			t.Errorf("there is no block %s", block)
			continue
		}
		for name, h := range written {
			if _, ok := kind.argument(name); ok {
				t.Errorf("%s has an argument %s: it is no mistake", block, name)
			}
			if _, ok := kind.argument(h.means); h.means != "" && !ok {
				t.Errorf("%s.%s means %q, which is no argument", block, name, h.means)
			}
			if !strings.HasSuffix(h.hint, ".") || strings.Contains(h.hint, "= …") {
				t.Errorf("%s.%s: %s", block, name, h.hint)
			}
		}
	}
}

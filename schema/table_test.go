package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// types are all block types, effects and sinks among them.
func types() []*BlockType {
	var all []*BlockType
	for _, root := range append(append([]*BlockType{Language()}, EffectTypes()...), SinkTypes()...) {
		walk(root, func(t *BlockType) { all = append(all, t) })
	}
	return all
}

func TestTheTableDocumentsEverything(t *testing.T) {
	for _, kind := range types() {
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

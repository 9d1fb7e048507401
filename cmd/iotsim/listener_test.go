package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A heard is a summary in the code. Where part of it is computed, as in
// "Unknown " + kind, that part is a star.
type heard struct {
	summary string
	at      token.Position
}

// A listener finds summaries: what is passed to a parameter, or set to a field,
// of the name summary or Summary. Nobody has to keep a list of such functions.
type listener struct {
	set    *token.FileSet
	params map[string]int // by function: which argument is the summary
	fields map[string]int // by struct: which element is the summary
	consts map[string]string
	found  []heard
	faults []string
}

// listen goes through a package twice: for what takes a summary, and for what
// gives one.
func listen(t *testing.T, folder string) *listener {
	t.Helper()
	l := &listener{set: token.NewFileSet(), params: map[string]int{}, fields: map[string]int{}, consts: map[string]string{}}
	names, err := filepath.Glob(filepath.Join("../..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(filepath.Base(name), "explanation") {
			continue
		}
		file, err := parser.ParseFile(l.set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		ast.Inspect(file, l.learn)
	}
	for _, file := range files {
		ast.Inspect(file, l.hear)
	}
	return l
}

// learn notes who takes a summary.
func (l *listener) learn(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if i := position(n.Type.Params); i >= 0 {
			l.params[n.Name.Name] = i
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) {
				if text, ok := spelled(n.Values[i]); ok {
					l.consts[name.Name] = text
				}
			}
		}
	case *ast.TypeSpec:
		if s, ok := n.Type.(*ast.StructType); ok {
			if i := position(s.Fields); i >= 0 {
				l.fields[n.Name.Name] = i
			}
		}
	}
	return true
}

// position is that of the name summary in a list, -1 when it is not there.
func position(list *ast.FieldList) int {
	i := 0
	for _, f := range list.List {
		for _, name := range f.Names {
			if strings.EqualFold(name.Name, "summary") {
				return i
			}
			i++
		}
	}
	return -1
}

// hear notes what is given for a summary.
func (l *listener) hear(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		if i, ok := l.params[calledName(n.Fun)]; ok && i < len(n.Args) {
			l.take(n.Args[i])
		}
	case *ast.CompositeLit:
		if list, ok := n.Type.(*ast.ArrayType); ok {
			l.hearRows(list, n.Elts)
			break
		}
		i, known := l.fields[calledName(n.Type)]
		for j, e := range n.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "summary") {
					l.take(pair.Value)
				}
			} else if known && i == j {
				l.take(e)
			}
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if strings.EqualFold(calledName(left), "summary") && i < len(n.Rhs) {
				l.take(n.Rhs[i])
			}
		}
	}
	return true
}

// hearRows notes the summaries of a table whose type has no name.
func (l *listener) hearRows(list *ast.ArrayType, rows []ast.Expr) {
	row, ok := list.Elt.(*ast.StructType)
	if !ok {
		return
	}
	if i := position(row.Fields); i >= 0 {
		for _, e := range rows {
			if r, ok := e.(*ast.CompositeLit); ok && i < len(r.Elts) {
				l.take(r.Elts[i])
			}
		}
	}
}

func calledName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// take reads a summary. One that is handed on (summary, f.summary) was read where
// it came from.
func (l *listener) take(e ast.Expr) {
	if name := calledName(e); strings.EqualFold(name, "summary") {
		return
	}
	text, ok := spelled(e)
	if name, known := e.(*ast.Ident); known && l.consts[name.Name] != "" {
		text, ok = l.consts[name.Name], true
	}
	if at := l.set.Position(e.Pos()); ok {
		l.found = append(l.found, heard{text, at})
	} else {
		l.faults = append(l.faults, fmt.Sprintf("%v: a summary is a literal, so that it can be found: hand it on under the name summary", at))
	}
}

// spelled is a text with stars for what is not a literal; false when all is.
func spelled(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, ok := spelled(e.X)
		b, ok2 := spelled(e.Y)
		return a + b, e.Op == token.ADD && (ok || ok2)
	}
	return "*", false
}

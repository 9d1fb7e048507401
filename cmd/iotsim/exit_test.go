package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestExitCodesAreExplainedAsTheyAreDefined holds what help prints against the
// comments that stand beside the constants.
func TestExitCodesAreExplainedAsTheyAreDefined(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "exit.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(s.Names[0].Name, "exit") {
			fmt.Fprintf(&want, "  %-4s %s", s.Values[0].(*ast.BasicLit).Value, s.Comment.Text())
		}
		return true
	})
	if got := meanings(); got != want.String() {
		t.Errorf("help says\n%sthe source says\n%s", got, want.String())
	}
}

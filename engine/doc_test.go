package engine

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The map of doc.go has every file once, and its journey names what is there.
func TestTheMapIsTrueToTheCode(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, places, _ := strings.Cut(string(text), "# The map\n")
	places, _, _ = strings.Cut(places, "\n// # ")
	mapped := regexp.MustCompile(`\w+\.go`).FindAllString(places, -1)
	slices.Sort(mapped)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(name string) bool { return name == "doc.go" || strings.HasSuffix(name, "_test.go") })
	for _, name := range files {
		if !slices.Contains(mapped, name) {
			t.Errorf("%s is not on the map of doc.go", name)
		}
	}
	if len(mapped) != len(files) || len(slices.Compact(mapped)) != len(files) {
		t.Errorf("the map has %d names for %d files", len(mapped), len(files))
	}
	stations := regexp.MustCompile(`(\w+\.go):(\w+)`).FindAllStringSubmatch(string(text), -1)
	if len(stations) < 10 {
		t.Fatalf("the journey has only %d stations", len(stations))
	}
	for _, s := range stations {
		if !declares(t, s[1], s[2]) {
			t.Errorf("%s declares no %s", s[1], s[2])
		}
	}
}

// declares says whether a file has a type, function or method of a name.
func declares(t *testing.T, file, name string) bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == name {
				return true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok && s.Name.Name == name {
					return true
				}
			}
		}
	}
	return false
}

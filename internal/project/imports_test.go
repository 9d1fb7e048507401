package project_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module = "github.com/iotsim/iotsim"
	root   = "../.."
)

// A layer says what the packages under a folder may import of ours; what stands
// below is named by folder, without its own subfolders unless it ends in "/...".
type layer struct {
	folder string
	below  []string
}

// layers are the folders from the bottom up. A folder that is missing here fails
// the test: somebody has to decide where it stands.
var layers = []layer{
	{"internal/zone", nil},
	{"internal/signal", nil},
	{"internal/codec", nil},
	{"internal/pin", nil},
	{"internal/secret", nil},
	{"internal/trouble", nil},
	{"internal/fetch", []string{"internal/pin"}},
	{"schema", []string{"internal/zone", "internal/pin"}},
	{"internal/expression", []string{"schema"}},
	{"engine", []string{"schema", "internal/zone", "internal/signal", "internal/codec", "internal/expression"}},
	{"internal/oracle", []string{"schema", "internal/signal", "internal/codec"}},
	{"internal/readback", []string{"engine"}},
	{"internal/kafka", []string{"engine", "schema", "internal/readback", "internal/secret"}},
	{"internal/kafka/kafkatest", []string{"internal/kafka", "internal/readback", "engine", "schema"}},
	{"internal/connection", []string{"internal/kafka", "internal/secret", "schema"}},
	{"internal/output", []string{"engine", "schema", "internal/codec"}},
	{"internal/verify", []string{"engine", "schema", "internal/readback"}},
	{"internal/verify/verifytest", []string{"internal/verify", "internal/readback", "engine", "schema"}},
	{"internal/resume", []string{"engine", "schema", "internal/readback"}},
	{"internal/telemetry", []string{"engine", "schema"}},
	{"internal/runs", []string{"engine", "schema"}},
	{"internal/difference", []string{"engine", "schema"}},
	{"internal/project", nil},
	{"internal/acceptance", nil},
	{"cmd", []string{"..."}},
}

// homes are where modules, or parts of them, may be known, tests aside. The first
// entry that fits counts.
var homes = []struct {
	path string
	home []string
}{
	{"github.com/hashicorp/hcl/v2/", []string{"schema"}}, // its root package is diagnostics and ranges
	{"github.com/zclconf/go-cty", []string{"schema"}},
	{"github.com/expr-lang/expr/file", []string{"internal/expression", "schema"}}, // as the lexer needs it
	{"github.com/expr-lang/expr/parser/lexer", []string{"internal/expression", "schema"}},
	{"github.com/expr-lang/expr", []string{"internal/expression"}},
	{"github.com/twmb/franz-go/plugin/kprom", []string{"internal/telemetry"}},
	{"github.com/twmb/franz-go", []string{"internal/kafka"}},
	{"github.com/prometheus", []string{"internal/telemetry"}},
	{"github.com/spf13", []string{"cmd"}},
}

// A pkg is what `go list -json` tells of a package.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
	Module     *struct{ Main bool }
}

func TestImportsRunDownwards(t *testing.T) {
	for _, p := range packages(t) {
		l, ok := layerOf(p.folder())
		if !ok {
			t.Errorf("%s stands in no layer: decide what it may import", p.folder())
			continue
		}
		for _, path := range p.Imports {
			if folder, ours := strings.CutPrefix(path, module+"/"); ours && !l.admits(p.folder(), folder) {
				t.Errorf("%s imports %s, which is not below it", p.folder(), folder)
			}
		}
	}
}

func TestModulesStayAtHome(t *testing.T) {
	for _, p := range packages(t) {
		for _, path := range p.Imports {
			for _, h := range homes {
				if !strings.HasPrefix(path, h.path) {
					continue
				}
				if !slices.ContainsFunc(h.home, func(home string) bool { return within(p.folder(), home) }) {
					t.Errorf("%s imports %s, which only %v may know", p.folder(), path, h.home)
				}
				break
			}
		}
	}
}

func TestLeavesNeedOnlyTheStandardLibrary(t *testing.T) {
	for _, p := range packages(t) {
		if !slices.Contains([]string{"internal/zone", "internal/signal", "internal/codec", "internal/pin", "internal/fetch", "internal/secret", "internal/trouble"}, p.folder()) {
			continue
		}
		for _, path := range p.Imports {
			if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") && !strings.HasPrefix(path, module+"/") {
				t.Errorf("%s imports %s", p.folder(), path)
			}
		}
	}
}

// Outside of schema, hcl is a way to say where and what is wrong, no more.
func TestOnlyDiagnosticsLeaveSchema(t *testing.T) {
	words := []string{"Diagnostics", "Diagnostic", "DiagError", "DiagWarning", "DiagnosticSeverity", "Range", "Pos"}
	for _, p := range packages(t) {
		if p.folder() == "schema" || within(p.folder(), "cmd") || !slices.Contains(p.Imports, "github.com/hashicorp/hcl/v2") {
			continue
		}
		for _, name := range p.GoFiles {
			for _, word := range selected(t, filepath.Join(p.Dir, name), "hcl") {
				if !slices.Contains(words, word) {
					t.Errorf("%s/%s uses hcl.%s", p.folder(), name, word)
				}
			}
		}
	}
}

// packages are ours, without their tests.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,Imports,Module", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var ours []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module != nil && p.Module.Main {
			ours = append(ours, p)
		}
	}
	if len(ours) < 5 {
		t.Fatalf("go list found %d packages: this test would show nothing", len(ours))
	}
	return ours
}

func (p pkg) folder() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// layerOf is the layer with the longest folder that holds the given one.
func layerOf(folder string) (found layer, ok bool) {
	for _, l := range layers {
		if within(folder, l.folder) && len(l.folder) > len(found.folder) {
			found, ok = l, true
		}
	}
	return found, ok
}

func (l layer) admits(from, to string) bool {
	if within(from, l.folder) && within(to, l.folder) {
		return true // a folder may be split
	}
	return slices.Contains(l.below, to) || slices.Contains(l.below, "...")
}

func within(folder, outer string) bool {
	return folder == outer || strings.HasPrefix(folder, outer+"/")
}

// selected are the identifiers that a file takes from an imported package.
func selected(t *testing.T, file, name string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == name {
				words = append(words, s.Sel.Name)
			}
		}
		return true
	})
	return words
}

// The page of the design has a word on each folder.
func TestDesignNamesEveryFolder(t *testing.T) {
	_, table, _ := strings.Cut(readFile(t, "engine/DESIGN.md"), "\n## Folders\n")
	table, _, _ = strings.Cut(table, "\n## ")
	for _, l := range layers {
		name := path.Base(l.folder)
		if l.folder == "internal/kafka/kafkatest" || l.folder == "internal/verify/verifytest" || l.folder == "cmd" {
			continue
		}
		if _, err := os.Stat(filepath.Join(root, l.folder)); err != nil {
			continue // there may be one
		}
		if !strings.Contains(table, "`"+l.folder+"`") && !strings.Contains(table, "`"+name+"`") {
			t.Errorf("engine/DESIGN.md does not say what %s is", l.folder)
		}
	}
}

package project_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

func TestPagesScenariosCompile(t *testing.T) {
	eachBlock(t, "hcl", func(t *testing.T, b block) {
		if file, ok := strings.CutPrefix(b.lines[0], "# excerpt of "); ok {
			wantExcerpt(t, b, file)
			return
		}
		source := schema.Source{Name: b.file, Text: []byte(strings.Join(b.lines, "\n"))}
		scenario, _, diags := schema.Decode([]schema.Source{source}, schema.Options{})
		if !diags.HasErrors() {
			_, diags = engine.Compile(scenario, engine.CompileOptions{})
		}
		if len(diags) > 0 {
			t.Errorf("line %d: %v", b.line, diags)
		}
	})
}

// wantExcerpt looks for the lines of a block in a file. "…" stands for any lines.
func wantExcerpt(t *testing.T, b block, file string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	rest := strings.Split(string(text), "\n")
	for i, line := range b.lines[1:] {
		if line == "" || strings.TrimSpace(line) == "# …" {
			continue
		}
		for len(rest) > 0 && rest[0] != line {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			t.Fatalf("line %d is not in %s, or not there: %s", b.line+1+i, file, line)
		}
	}
}

func TestPagesCommandsPrintWhatIsShown(t *testing.T) {
	s := newShell(t)
	eachBlock(t, "console", func(t *testing.T, b block) {
		if got := s.replay(t, b); *update {
			replaceBlock(t, b, got)
		} else if diff := cmp.Diff(b.lines, got); diff != "" {
			t.Errorf("line %d (-page +commands):\n%s", b.line, diff)
		}
	})
}

// needs begins the first line of a block that not every machine can run.
const needs = "# needs "

func TestPagesCommandsSucceed(t *testing.T) {
	s := newShell(t)
	eachBlock(t, "sh", func(t *testing.T, b block) {
		folder := s.newFolder(t)
		if strings.HasPrefix(b.lines[0], needs) {
			s.wantReadable(t, b)
			return
		}
		for i, line := range b.lines {
			command, _, _ := strings.Cut(line, " #")
			if target, ok := strings.CutPrefix(command, "make "); ok {
				command = "make -C '" + s.root + "' --dry-run " + target
			}
			if out, err := s.run(t, folder, command); err != nil {
				t.Errorf("line %d: %s: %v\n%s", b.line+i, command, err, out)
			}
		}
	})
}

var (
	// inProject is a word that looks like a file of ours.
	inProject = regexp.MustCompile(`^(cmd|deployments|engine|internal|scenarios|schema|testdata)/`)

	// ofIotsim is a command line of the program, wherever it runs.
	ofIotsim = regexp.MustCompile(`\biotsim (apply|plan|verify|sample|healthcheck)\b(.*)`)
)

// wantReadable holds a block that cannot be run against what is there: the shell
// reads it, and the files and flags that it names exist.
func (s *shell) wantReadable(t *testing.T, b block) {
	t.Helper()
	text := strings.Join(b.lines, "\n")
	if out, err := s.run(t, s.root, "bash -n <<'BLOCK'\n"+text+"\nBLOCK"); err != nil {
		t.Errorf("line %d: %v\n%s", b.line, err, out)
	}
	for i, line := range b.lines {
		line, _, _ = strings.Cut(line, " #")
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" =<>|'\"", r) }) {
			if !inProject.MatchString(word) {
				continue
			}
			if _, err := os.Stat(filepath.Join(s.root, word)); err != nil {
				t.Errorf("line %d: %v", b.line+i, err)
			}
		}
		m := ofIotsim.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		help, err := s.run(t, s.root, "iotsim "+m[1]+" --help")
		if err != nil {
			t.Fatal(err)
		}
		for _, flag := range regexp.MustCompile(`--[a-z][a-z-]*`).FindAllString(m[2], -1) {
			if !strings.Contains(string(help), flag) {
				t.Errorf("line %d: iotsim %s has no flag %s", b.line+i, m[1], flag)
			}
		}
	}
}

// Go that is shown in passing is no whole file: it is read as the body of a
// function, and what it calls of ours is declared.
func TestPagesCallWhatIsThere(t *testing.T) {
	eachBlock(t, "go", func(t *testing.T, b block) {
		file, err := parser.ParseFile(token.NewFileSet(), b.file, "package p\nfunc f() {\n"+strings.Join(b.lines, "\n")+"\n}", 0)
		if err != nil {
			t.Fatalf("line %d: %v", b.line, err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, ok := s.X.(*ast.Ident)
			if ok && slices.Contains([]string{"schema", "engine"}, of.Name) && declarations(t, of.Name)[s.Sel.Name] == nil {
				t.Errorf("line %d: %s has no %s", b.line, of.Name, s.Sel.Name)
			}
			return true
		})
	})
}

// JSON that is shown is JSON, a value a line.
func TestPagesShowJSON(t *testing.T) {
	eachBlock(t, "json", func(t *testing.T, b block) {
		for i, line := range b.lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("line %d: %s", b.line+i, line)
			}
		}
	})
}

package project_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// What README shows is run. Of its fenced blocks,
//
//	hcl      is a whole scenario that must compile, or says in its first line what it
//	         is an excerpt of: then each of its lines stands there, in that order;
//	console  is commands after "$ ", each with exactly what it prints;
//	sh       is commands that must succeed; of make only that the target exists;
//	python   is the recipe, and output behind it what it prints.
//
// go test ./internal/project -run Readme -update writes what commands print, and
// records the screen.
var readmes = []string{"README.md"}

// scenariosPage shows excerpts and commands, and no more.
const scenariosPage = "scenarios/README.md"

// pagesWith are the pages that have blocks of a kind.
func pagesWith(kind string) []string {
	if kind == "hcl" || kind == "sh" {
		return append(slices.Clone(readmes), scenariosPage)
	}
	return readmes
}

// A block is a fenced block of a Markdown file.
type block struct {
	file  string
	kind  string
	line  int // of its first line of text, from 1
	lines []string
}

func blocks(t *testing.T, file string) []block {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []block
	open := false
	for i, line := range strings.Split(string(text), "\n") {
		kind, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !open:
			open, found = true, append(found, block{file: file, kind: kind, line: i + 2})
		case fence:
			open = false
		case open:
			last := &found[len(found)-1]
			last.lines = append(last.lines, line)
		}
	}
	if open || len(found) == 0 {
		t.Fatalf("%s: %d blocks, the last one open: %t", file, len(found), open)
	}
	return found
}

// eachBlock runs a test on every block of a kind in every page that has some.
func eachBlock(t *testing.T, kind string, test func(t *testing.T, b block)) {
	t.Helper()
	for _, name := range pagesWith(kind) {
		n := 0
		for _, b := range blocks(t, filepath.Join(root, name)) {
			if b.kind == kind {
				n++
				t.Run(name, func(t *testing.T) { test(t, b) })
			}
		}
		if n == 0 {
			t.Errorf("%s has no block of %s: this test would show nothing", name, kind)
		}
	}
}

func TestReadmeScenariosCompile(t *testing.T) {
	eachBlock(t, "hcl", func(t *testing.T, b block) {
		if file, ok := strings.CutPrefix(b.lines[0], "# excerpt of "); ok {
			wantExcerpt(t, b, file)
			return
		}
		source := schema.Source{Name: "README", Text: []byte(strings.Join(b.lines, "\n"))}
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

func TestReadmeCommandsPrintWhatIsShown(t *testing.T) {
	s := newShell(t)
	eachBlock(t, "console", func(t *testing.T, b block) {
		if got := s.replay(t, b); *update {
			replaceBlock(t, b, got)
		} else if diff := cmp.Diff(b.lines, got); diff != "" {
			t.Errorf("line %d (-README +commands):\n%s", b.line, diff)
		}
	})
}

func TestReadmeCommandsSucceed(t *testing.T) {
	s := newShell(t)
	done := map[string]bool{} // both languages show the same commands
	eachBlock(t, "sh", func(t *testing.T, b block) {
		folder := s.newFolder(t)
		for i, line := range b.lines {
			command, _, _ := strings.Cut(line, " #")
			if command = strings.TrimSpace(command); done[command] {
				continue
			}
			done[command] = true
			if target, ok := strings.CutPrefix(command, "make "); ok {
				command = "make -C '" + s.root + "' --dry-run " + target
			}
			if out, err := s.run(t, folder, command); err != nil {
				t.Errorf("line %d: %s: %v\n%s", b.line+i, command, err, out)
			}
		}
	})
}

// A shell runs commands with iotsim on the path and a broker, $BROKERS.
type shell struct {
	root        string
	environment []string
}

func newShell(t *testing.T) *shell {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the program and runs it")
	}
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	program := filepath.Join(bin, "iotsim")
	if out, err := exec.Command("go", "build", "-o", program, root+"/cmd/iotsim").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return &shell{root: top, environment: append(os.Environ(),
		"PATH="+bin+":"+os.Getenv("PATH"), "BROKERS="+broker(t, program), "NO_COLOR=1", "COLUMNS=100")}
}

// broker runs the embedded broker until the test ends, and says where it listens.
func broker(t *testing.T, program string) string {
	t.Helper()
	cmd := exec.Command(program, "broker", "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// newFolder holds what README speaks of, and nothing that other blocks left.
func (s *shell) newFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, part := range []string{"scenarios", "testdata/mistyped"} {
		if err := os.CopyFS(filepath.Join(folder, part), os.DirFS(filepath.Join(s.root, part))); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// run runs a line and gives all that it prints.
func (s *shell) run(t *testing.T, folder, line string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", line)
	cmd.Dir, cmd.Env = folder, s.environment
	return cmd.CombinedOutput()
}

// replay is a block of commands with what they print now. Commands may fail: what
// they say then is what is shown.
func (s *shell) replay(t *testing.T, b block) []string {
	t.Helper()
	folder := s.newFolder(t)
	var lines []string
	for _, line := range b.lines {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, line)
		out, _ := s.run(t, folder, command)
		if out = bytes.TrimRight(out, "\n"); len(out) > 0 {
			lines = append(lines, strings.Split(string(out), "\n")...)
		}
	}
	return lines
}

// replaceBlock writes other lines into a block. It finds the block by its text:
// blocks before it may have changed their length.
func replaceBlock(t *testing.T, b block, lines []string) {
	t.Helper()
	text, err := os.ReadFile(b.file)
	if err != nil {
		t.Fatal(err)
	}
	was, is := strings.Join(b.lines, "\n"), strings.Join(lines, "\n")
	text = bytes.Replace(text, []byte("```"+b.kind+"\n"+was+"\n```"), []byte("```"+b.kind+"\n"+is+"\n```"), 1)
	if err := os.WriteFile(b.file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// readFile is a file of the project.
func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

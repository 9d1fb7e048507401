package project_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What pages show is run. Of the fenced blocks of a page,
//
//	hcl      is a whole scenario that must compile, or says in its first line what it
//	         is an excerpt of: then each of its lines stands there, in that order;
//	console  is commands after "$ ", each with exactly what it prints;
//	sh       is commands that must succeed; of make only that the target exists. Where
//	         the first line says what they need that is not everywhere, as in
//	         "# needs docker", files and flags that they name must exist;
//	go       calls what is there;
//	python   is the recipe, and output behind it what it prints.
//
// go test ./internal/project -run Pages -update writes what commands print.
//
// ownTests are the pages that another test reads in its own way; of the document
// only its Go, which is declarations.
var ownTests = map[string]string{
	"README.zh-CN.md":               "TestDocumentQuotesDeclarationsAsTheyAre",
	"cmd/iotsim/TROUBLESHOOTING.md": "TestPageOfTroubleIsPrinted",
	"scenarios/TUTORIAL.md":         "TestTutorialIsAsItSays",
	"schema/LANGUAGE.md":            "TestPageOfTheLanguageIsPrinted",
	"testdata/language.md":          "TestExamplesOfTheLanguageCompile",
}

// own says whether another test reads a page's blocks of a kind.
func own(page, kind string) bool {
	return ownTests[page] != "" && (page != document || kind == "go")
}

// kinds are those of blocks that are checked, or drawn.
var kinds = []string{"hcl", "console", "sh", "go", "python", "output", "json", "mermaid", "text"}

// pages are all Markdown files of the project.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "bin" || name == ".git" || name == ".iotsim"):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".md"):
			all = append(all, filepath.ToSlash(strings.TrimPrefix(path, root+"/")))
		}
		return nil
	})
	if err != nil || len(all) < 15 {
		t.Fatalf("%d pages, %v", len(all), err)
	}
	return all
}

// A block is a fenced block of a page.
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
	if open {
		t.Fatalf("%s: the last block has no end", file)
	}
	return found
}

// eachBlock runs a test on every block of a kind in every page that shows some.
func eachBlock(t *testing.T, kind string, test func(t *testing.T, b block)) {
	t.Helper()
	n := 0
	for _, name := range pages(t) {
		if own(name, kind) {
			continue
		}
		for _, b := range blocks(t, filepath.Join(root, name)) {
			if b.kind == kind {
				n++
				t.Run(name, func(t *testing.T) { test(t, b) })
			}
		}
	}
	if n == 0 {
		t.Errorf("no page has a block of %s: this test would show nothing", kind)
	}
}

func TestPagesShowNothingThatIsNotChecked(t *testing.T) {
	all := pages(t)
	for _, name := range all {
		for _, b := range blocks(t, filepath.Join(root, name)) {
			if !own(name, b.kind) && !slices.Contains(kinds, b.kind) {
				t.Errorf("%s, line %d: nothing checks a block of %q", name, b.line, b.kind)
			}
		}
	}
	for name := range ownTests {
		if !slices.Contains(all, name) {
			t.Errorf("there is no page %s", name)
		}
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

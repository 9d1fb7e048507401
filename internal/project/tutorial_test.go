package project_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const tutorialPage = "scenarios/TUTORIAL.md"

// Whoever follows the tutorial pastes its commands one after the other into an empty
// folder, and sees what it shows.
func TestTutorialIsAsItSays(t *testing.T) {
	newShell(t).follow(t, filepath.Join(root, tutorialPage))
}

// So does who has nothing but a clone: of what is committed, built as the tutorial says.
func TestTutorialWorksOnACleanClone(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a clone")
	}
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skipf("this is no clone: %v", err)
	}
	clone := filepath.Join(t.TempDir(), "iotsim")
	if out, err := exec.Command("git", "clone", "--quiet", root, clone).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := exec.Command("make", "-C", clone, "build").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if *update {
		return // what is committed is not what is written
	}
	shellWith(t, filepath.Join(clone, "bin")).follow(t, filepath.Join(clone, tutorialPage))
}

// follow pastes what a tutorial says into an empty folder.
func (s *shell) follow(t *testing.T, tutorial string) {
	t.Helper()
	folder := t.TempDir()
	n := 0
	for _, b := range blocks(t, tutorial) {
		if b.kind != "console" {
			continue
		}
		n++
		if got := s.session(t, folder, b.lines); *update {
			replaceBlock(t, b, got)
		} else if diff := cmp.Diff(b.lines, got); diff != "" {
			t.Errorf("line %d (-tutorial +commands):\n%s", b.line, diff)
		}
	}
	if n == 0 {
		t.Error("the tutorial shows no commands")
	}
}

// session is the commands of a block, which may go on in lines after "> ", with what
// they print in this folder.
func (s *shell) session(t *testing.T, folder string, block []string) []string {
	t.Helper()
	var lines []string
	for i := 0; i < len(block); i++ {
		command, ok := strings.CutPrefix(block[i], "$ ")
		if !ok {
			continue
		}
		if len(lines) > 0 && !strings.HasPrefix(lines[len(lines)-1], "$ ") && !strings.HasPrefix(lines[len(lines)-1], "> ") {
			lines = append(lines, "")
		}
		lines = append(lines, block[i])
		for i+1 < len(block) && (strings.HasPrefix(block[i+1], "> ") || block[i+1] == ">") {
			i++
			command += "\n" + strings.TrimPrefix(strings.TrimPrefix(block[i], ">"), " ")
			lines = append(lines, block[i])
		}
		out, _ := s.run(t, folder, command) // a command may fail: what it says then is shown
		if text := strings.TrimRight(string(out), "\n"); text != "" {
			lines = append(lines, strings.Split(text, "\n")...)
		}
	}
	return lines
}

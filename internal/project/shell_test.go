package project_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

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
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, root+"/cmd/iotsim").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return shellWith(t, bin)
}

// shellWith is one with the iotsim of a folder.
func shellWith(t *testing.T, bin string) *shell {
	t.Helper()
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	return &shell{root: top, environment: append(os.Environ(),
		"PATH="+bin+":"+os.Getenv("PATH"), "BROKERS="+broker(t, filepath.Join(bin, "iotsim")), "NO_COLOR=1", "COLUMNS=100")}
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

// newFolder holds what pages speak of, and nothing that other blocks left.
func (s *shell) newFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for _, part := range []string{"scenarios", "testdata/mistyped", "testdata/effects"} {
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

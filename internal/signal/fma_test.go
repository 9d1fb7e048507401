package signal

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// exact lists the packages whose floats must be the same on every machine: all
// that a byte of a record goes through.
var exact = []string{"schema", "engine", "internal/signal", "internal/codec"}

// fusing lists processors for which the compiler fuses x*y + z where it may.
var fusing = [][]string{
	{"GOARCH=arm64"},
	{"GOARCH=amd64", "GOAMD64=v3"},
}

// fused matches the instructions: FMADDD and FNMSUBS on arm64, VFMADD231SD and
// VFNMSUB132SS on amd64.
var fused = regexp.MustCompile(`\tV?FN?M(?:ADD|SUB)\w*\t`)

// No product of these packages is added without having been rounded: the
// compiler, asked for processors that could fuse the two, never does.
func TestNothingIsFused(t *testing.T) {
	for _, target := range fusing {
		for _, path := range exact {
			t.Run(strings.Join(target, " ")+" "+path, func(t *testing.T) {
				for _, line := range fusedLines(t, ".", target, "github.com/iotsim/iotsim/"+path) {
					t.Error(line)
				}
			})
		}
	}
}

// The test above must be able to fail: a bare x*y + z is found, and with its
// product converted it is not.
func TestFusedIsFound(t *testing.T) {
	for source, want := range map[string]int{
		"x*y + z": 1, "float64(x*y) + z": 0, "2 * (x * y)": 1, "2 * float64(x*y)": 0,
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "go.mod"), "module control\n\ngo 1.26\n")
		write(t, filepath.Join(dir, "control.go"),
			fmt.Sprintf("package control\n\nfunc F(x, y, z float64) float64 { return %s }\n", source))
		for _, target := range fusing {
			if got := fusedLines(t, dir, target, "control"); len(got) != want {
				t.Errorf("%v: %s has %d fused instructions, want %d: %q", target, source, len(got), want, got)
			}
		}
	}
}

// fusedLines are the fused instructions that a package compiles to. The compiler's
// listing is replayed from the build cache when nothing changed.
func fusedLines(t *testing.T, dir string, target []string, path string) []string {
	t.Helper()
	build := exec.Command("go", "build", "-gcflags=-S", path)
	build.Dir = dir
	build.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off"), target...)
	listing, err := build.CombinedOutput()
	functions := 0
	var found, complaints []string
	for line := range strings.Lines(string(listing)) {
		switch line = strings.TrimRight(line, "\n"); {
		case fused.MatchString(line):
			found = append(found, strings.TrimSpace(line))
		case strings.Contains(line, " STEXT "):
			functions++
		case strings.Contains(line, ".go:") && !strings.HasPrefix(line, "\t"):
			complaints = append(complaints, line)
		}
	}
	if err != nil {
		t.Fatalf("%v: %v\n%s", build, err, strings.Join(complaints, "\n"))
	}
	if functions == 0 {
		t.Fatalf("%v lists no function", build)
	}
	return found
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

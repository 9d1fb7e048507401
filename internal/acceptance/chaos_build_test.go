package acceptance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// An edit replaces a text in a source file, for one build only. Nothing of it is in
// the program that users get, nor can they ask for it.
type edit struct{ file, old, new string }

// The builds that the matrix needs beside the program itself.
var (
	// hasty sends without idempotence: a lost ack then doubles records.
	hasty = sync.OnceValues(func() (string, error) {
		return altered("hasty", nil, edit{filepath.Join(root, "internal/kafka/sink.go"),
			"kgo.RequiredAcks(kgo.AllISRAcks()),", "kgo.RequiredAcks(kgo.AllISRAcks()), kgo.DisableIdempotentWrite(),"})
	})

	// jumping has a wall clock that is set while the process runs. Only time.Now
	// knows: the machine's clock stays as it is, and the monotonic clock goes on,
	// as it does when an operator or NTP sets a clock.
	jumping = sync.OnceValues(func() (string, error) {
		goroot, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			return "", err
		}
		std := filepath.Join(strings.TrimSpace(string(goroot)), "src", "time")
		return altered("jumping", map[string]string{filepath.Join(std, "jump.go"): jump},
			edit{filepath.Join(std, "time.go"),
				"sec, nsec, mono := runtimeNow()\n\tif mono == 0 {", "sec, nsec, mono := runtimeNow()\n\tsec += jumped(mono)\n\tif mono == 0 {"})
	})
)

// jump sets the wall clock by CLOCK_JUMP_SECONDS when the process is as old as
// CLOCK_JUMP_AFTER_MS says.
const jump = `package time

import "syscall"

func jumpArgument(name string) int64 {
	text, _ := syscall.Getenv(name)
	n, _ := atoi(text)
	return int64(n)
}

var jumpBy, jumpAfter = jumpArgument("CLOCK_JUMP_SECONDS"), jumpArgument("CLOCK_JUMP_AFTER_MS") * 1e6

func jumped(mono int64) int64 {
	if jumpBy == 0 || mono-startNano < jumpAfter {
		return 0
	}
	return jumpBy
}
`

// altered builds the program with edits and added files laid over the sources.
func altered(name string, added map[string]string, edits ...edit) (string, error) {
	folder := filepath.Dir(program)
	replace := make(map[string]string)
	put := func(file, text string) error {
		whole, err := filepath.Abs(file)
		if err != nil {
			return err
		}
		laid := filepath.Join(folder, name+"-"+filepath.Base(file))
		replace[whole] = laid
		return os.WriteFile(laid, []byte(text), 0o600)
	}
	for file, text := range added {
		if err := put(file, text); err != nil {
			return "", err
		}
	}
	for _, e := range edits {
		text, err := os.ReadFile(e.file)
		if err != nil {
			return "", err
		}
		if strings.Count(string(text), e.old) != 1 {
			return "", &os.PathError{Op: "altering", Path: e.file, Err: os.ErrInvalid}
		}
		if err := put(e.file, strings.Replace(string(text), e.old, e.new, 1)); err != nil {
			return "", err
		}
	}
	overlay, err := json.Marshal(struct{ Replace map[string]string }{replace})
	if err != nil {
		return "", err
	}
	list, built := filepath.Join(folder, name+".json"), filepath.Join(folder, "iotsim-"+name)
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-overlay", list, "-o", built, "./cmd/iotsim")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", &exec.Error{Name: "go build: " + string(out), Err: err}
	}
	return built, nil
}

// built is a program of altered.
func built(t *testing.T, build func() (string, error)) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

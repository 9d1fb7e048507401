package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

const shortScenario = `
scenario "short" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 100 }

phase "run" { duration = "10s" }

sink "kafka" {
  topic      = "short"
  partitions = 4
}
`

// TestCommandsLeaveNoGoroutine runs commands in this process, good ones and
// such as break off in the middle.
func TestCommandsLeaveNoGoroutine(t *testing.T) {
	for _, c := range []struct {
		line string
		code int
	}{
		{"plan short.hcl --content-digest", exitGood},
		{"apply short.hcl --speed max --verify", exitGood},
		{"apply short.hcl --speed max --sink file:out.ndjson", exitGood},
		{"apply short.hcl --speed max --sink file:/dev/full", exitDestination},
		{"apply short.hcl --brokers 127.0.0.1:1", exitDestination},
		{"apply short.hcl --speed 0x", exitUsage},
		{"verify short.hcl", exitInconclusive},
		{"sample short.hcl --count 1", exitGood},
	} {
		t.Run(c.line, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			t.Chdir(t.TempDir())
			if err := os.WriteFile("short.hcl", []byte(shortScenario), 0o600); err != nil {
				t.Fatal(err)
			}
			if c.code == exitInconclusive { // there has to be a run
				run(strings.Fields("apply short.hcl --speed max"), nil, &bytes.Buffer{}, &bytes.Buffer{})
			}
			var out, talk bytes.Buffer
			if code := run(strings.Fields(c.line), strings.NewReader(""), &out, &talk); code != c.code {
				t.Errorf("exit code %d, not %d:\n%s%s", code, c.code, out.String(), talk.String())
			}
			goleak.VerifyNone(t, before)
		})
	}
}

func TestInterruptedRunLeavesNoGoroutine(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Chdir(longFolder(t))
	ctx, cancel := context.WithCancelCause(t.Context())
	a := newApp(strings.NewReader(""), &bytes.Buffer{}, writerFunc(func(p []byte) {
		if bytes.HasPrefix(p, []byte("Run ")) {
			cancel(errInterrupted)
		}
	}))
	root := a.root()
	root.SetArgs(strings.Fields("apply long.hcl"))
	if code := codeOf(root.ExecuteContext(ctx)); code != exitInterrupted {
		t.Errorf("exit code %d, not %d", code, exitInterrupted)
	}
	goleak.VerifyNone(t, before)
}

// A writerFunc hears what is written.
type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) {
	f(p)
	return len(p), nil
}

func TestPanicIsABugOfOurs(t *testing.T) {
	var talk bytes.Buffer
	a := newApp(nil, &bytes.Buffer{}, &talk)
	if code := a.report("index out of range"); code != exitBug {
		t.Errorf("exit code %d, not %d", code, exitBug)
	}
	for _, want := range []string{"a bug of iotsim", "index out of range", "report it", "leak_test.go"} {
		if !strings.Contains(talk.String(), want) {
			t.Errorf("%q is missing in\n%s", want, talk.String())
		}
	}
}

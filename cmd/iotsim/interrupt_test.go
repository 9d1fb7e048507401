package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// longScenario sends a hundred records a second for an hour: no test sees its end.
const longScenario = `
scenario "long" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 100 }

phase "run" { duration = "1h" }

sink "kafka" {
  topic      = "long"
  partitions = 4
}
`

// longFolder holds long.hcl, and nothing of other runs.
func longFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "long.hcl"), []byte(longScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func startBroker(t *testing.T) string {
	t.Helper()
	broker, err := kafka.StartEmbedded(kafka.EmbeddedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	})
	return broker.Addr()
}

// account is what a test reads of a summary.
type account struct {
	Interrupted bool
	Data        struct{ Planned, Sent, Acked, Failed, Unknown int64 }
}

func TestFirstInterruptDrainsAndAddsUp(t *testing.T) {
	t.Parallel() // a run says nothing for its first five seconds
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			folder := longFolder(t)
			p := startProcess(t, folder, "apply", "long.hcl", "--brokers", startBroker(t), "--speed", "100x", "--json", "--run", "cut")
			p.await("acked")
			p.signal(s)
			if code := p.code(); code != exitInterrupted {
				t.Fatalf("exit code %d:\n%s", code, p.said.String())
			}
			var a account
			if err := json.Unmarshal(p.out.Bytes(), &a); err != nil {
				t.Fatalf("%v in\n%s", err, p.out.String())
			}
			if d := a.Data; !a.Interrupted || d.Sent == 0 || d.Sent >= d.Planned || d.Acked != d.Sent || d.Failed+d.Unknown != 0 {
				t.Errorf("the summary does not add up: %+v", a)
			}
			kept, err := runs.Open(folder).Load("cut")
			if err != nil || kept.Result == nil || kept.Result.Finished || kept.Result.Acked != a.Data.Acked {
				t.Errorf("the run is kept as %+v, %v", kept, err)
			}
		})
	}
}

func TestSecondInterruptLeavesAtOnce(t *testing.T) {
	t.Parallel()
	// A broker that is stopped keeps the drain waiting until the second signal.
	broker := startProcess(t, t.TempDir(), "broker", "--listen", "127.0.0.1:0")
	broker.await("listens on")
	address := listening(t, broker)
	p := startProcess(t, longFolder(t), "apply", "long.hcl", "--brokers", address, "--speed", "100x")
	p.await("acked")
	broker.signal(syscall.SIGSTOP)
	p.signal(syscall.SIGINT)
	p.await("Once more leaves at once")
	p.signal(syscall.SIGINT)
	if code := p.code(); code != exitAtOnce {
		t.Errorf("exit code %d, not %d:\n%s", code, exitAtOnce, p.said.String())
	}
}

// listening is the address that a broker says it has.
func listening(t *testing.T, broker *process) string {
	t.Helper()
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(broker.said.String())
	if address == "" {
		t.Fatalf("no address in %s", broker.said.String())
	}
	return address
}

func TestBrokerEndsGoodWhenInterrupted(t *testing.T) {
	t.Parallel()
	p := startProcess(t, t.TempDir(), "broker", "--listen", "localhost:0")
	p.await("listens on")
	p.signal(syscall.SIGINT)
	if code := p.code(); code != exitGood {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}
}

func TestAnotherWriterStopsTheRun(t *testing.T) {
	t.Parallel()
	broker := startBroker(t)
	p := startProcess(t, longFolder(t), "apply", "long.hcl", "--brokers", broker, "--speed", "100x")
	p.await("acked")
	for partition := range int32(4) {
		if err := intrude(broker, "long", partition, "foreign"); err != nil {
			t.Fatal(err)
		}
	}
	if code := p.code(); code != exitOtherWriter {
		t.Errorf("exit code %d, not %d:\n%s", code, exitOtherWriter, p.said.String())
	}
}

func TestInterruptEndsWhatOnlyMakesRecords(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupted)
	p, diags := newProject(t.Context(), "long.hcl", []schema.Source{{Name: "long.hcl", Text: []byte(longScenario)}}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if digest, _, err := contentOf(ctx, p.plan); !errors.Is(err, errInterrupted) || codeOf(err) != exitInterrupted {
		t.Errorf("the digest is %q, error %v", digest, err)
	}
	program, err := engine.Open(p.plan, "sample")
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(nil, io.Discard, io.Discard)
	if n, err := a.print(ctx, program, sampleFlags{count: 1, at: time.Minute}); n != 0 || codeOf(err) != exitInterrupted {
		t.Errorf("%d messages, error %v", n, err)
	}
	sequence := program.Sequence(dataStreams(p.plan)...)
	first, _ := sequence.Next()
	if seek(ctx, sequence, int64(time.Minute)); first >= int64(time.Minute) {
		t.Fatalf("the first message is sent at %v", time.Duration(first))
	}
	if send, ok := sequence.Next(); !ok || send != first {
		t.Errorf("the seek went on to %v", time.Duration(send))
	}
}

func TestInterruptEndsCompiling(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ interval, count string }{
		"many devices": {"1m", "2000000"},
		"one device":   {"1ms", "1"}, // of which the interrupt comes in the middle
	} { // uninterrupted, each is minutes of work for any machine
		text := `
scenario "slow" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "` + c.interval + `"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = ` + c.count + ` }

fault "f" {
  effect "drop" { share = "10%" }
}

phase "run" {
  duration = "365d"
  faults   = [fault.f]
}
`
		ctx, cancel := context.WithCancelCause(t.Context())
		late := time.AfterFunc(200*time.Millisecond, func() { cancel(errInterrupted) })
		p, diags := newProject(ctx, "slow.hcl", []schema.Source{{Name: "slow.hcl", Text: []byte(text)}}, schema.Options{})
		late.Stop()
		if !errors.Is(p.stopped, errInterrupted) || codeOf(p.stopped) != exitInterrupted || p.plan != nil || !diags.HasErrors() {
			t.Errorf("%s: stopped by %v, plan %v, %v", name, p.stopped, p.plan != nil, diags)
		}
	}
}

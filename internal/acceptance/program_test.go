package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The exit codes that the tests meet, as users know them.
const (
	exitGood         = 0
	exitFailed       = 1
	exitUsage        = 2
	exitDestination  = 3
	exitInterrupted  = 4
	exitOtherWriter  = 5
	exitInconclusive = 6
	exitAtOnce       = 130
)

const (
	// patience bounds how long a test waits for a program: far beyond what any of
	// them needs, short enough to end a test that hangs.
	patience = 10 * time.Minute

	// glance is the time between two looks at what a test waits for.
	glance = 50 * time.Millisecond
)

// A process is iotsim, started as a user starts it.
type process struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err talk
	began    time.Time
	took     time.Duration // until it ended
}

// start runs a command line in a folder.
func start(t *testing.T, folder string, args ...string) *process {
	t.Helper()
	return launch(t, program, patience, folder, nil, args...)
}

// startProgram runs one that was built in another way.
func startProgram(t *testing.T, program, folder string, args ...string) *process {
	t.Helper()
	return launch(t, program, patience, folder, nil, args...)
}

// startWith has further variables in its environment.
func startWith(t *testing.T, folder string, variables []string, args ...string) *process {
	t.Helper()
	return launch(t, program, patience, folder, variables, args...)
}

// startFor is for what may take longer than patience has.
func startFor(t *testing.T, most time.Duration, folder string, args ...string) *process {
	t.Helper()
	return launch(t, program, most, folder, nil, args...)
}

func launch(t *testing.T, program string, most time.Duration, folder string, variables []string, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), most)
	p := &process{t: t, cmd: exec.CommandContext(ctx, program, args...), began: time.Now()}
	p.cmd.Dir, p.cmd.Env = folder, append(plainEnvironment(), variables...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = p.cmd.Wait() // it was killed, or has been waited for
	})
	return p
}

// plainEnvironment is ours without what would speak to iotsim.
func plainEnvironment() []string {
	var plain []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "IOTSIM_") {
			plain = append(plain, e)
		}
	}
	return plain
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// await waits until the process has said something.
func (p *process) await(where *talk, text string) {
	p.t.Helper()
	for !strings.Contains(where.String(), text) {
		if time.Since(p.began) > patience {
			p.t.Fatalf("it does not say %q:\n%s%s", text, &p.out, &p.err)
		}
		time.Sleep(glance)
	}
}

// reports waits for so many more lines of talk.
func (p *process) reports(lines int) {
	p.t.Helper()
	for wanted := strings.Count(p.err.String(), "\n") + lines; strings.Count(p.err.String(), "\n") < wanted; {
		if time.Since(p.began) > patience {
			p.t.Fatalf("it says no more:\n%s", &p.err)
		}
		time.Sleep(glance)
	}
}

// code waits for the end and gives the exit code.
func (p *process) code() int {
	p.t.Helper()
	if p.cmd.ProcessState != nil {
		return p.cmd.ProcessState.ExitCode()
	}
	err := p.cmd.Wait()
	p.took = time.Since(p.began)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// ends waits for the end and fails the test unless it is the one wanted.
func (p *process) ends(code int) *process {
	p.t.Helper()
	if got := p.code(); got != code {
		p.t.Fatalf("iotsim %s: exit code %d, want %d\n%s%s",
			strings.Join(p.cmd.Args[1:], " "), got, code, &p.out, &p.err)
	}
	return p
}

// read decodes what the process printed.
func read[T any](p *process) T {
	p.t.Helper()
	var v T
	if err := json.Unmarshal([]byte(p.out.String()), &v); err != nil {
		p.t.Fatalf("%v in\n%s", err, &p.out)
	}
	return v
}

// A talk is what a process has said so far.
type talk struct {
	mu   sync.Mutex
	text strings.Builder
}

func (k *talk) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.Write(b)
}

func (k *talk) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.String()
}

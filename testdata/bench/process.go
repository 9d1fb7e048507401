package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// errNoClock is what systems say that do not tell what a process takes.
var errNoClock = errors.New("only Linux tells what a process takes: measure there")

// A Process is a program that was started to be looked at.
type Process struct {
	cmd      *exec.Cmd
	Out, Err Talk
}

// Start starts a program in a folder. It dies with ctx at the latest.
func Start(ctx context.Context, folder string, environment []string, program string, args ...string) (*Process, error) {
	p := &Process{cmd: exec.CommandContext(ctx, program, args...)}
	p.cmd.Dir, p.cmd.Env = folder, append(plainEnvironment(), environment...)
	p.cmd.Stdout, p.cmd.Stderr = &p.Out, &p.Err
	return p, p.cmd.Start()
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

// Command is the program and its arguments, as somebody else would type them.
func (p *Process) Command() string { return strings.Join(p.cmd.Args, " ") }

// Processor is the time that all of its threads have run so far.
func (p *Process) Processor() (time.Duration, error) { return processorOf(p.cmd.Process.Pid) }

// Largest is the most memory that it has held so far, in MB.
func (p *Process) Largest() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, found := bytes.Cut(status, []byte("\nVmHWM:"))
	words := bytes.Fields(rest)
	if !found || len(words) == 0 {
		return 0, errors.New("the system does not say how large a process was")
	}
	kB, err := strconv.ParseFloat(string(words[0]), 64)
	return kB * 1024 / 1e6, err
}

// Interrupt asks it to end, as Ctrl-C does, and waits until it has: its code is no
// matter, as some of those that are measured know no good end.
func (p *Process) Interrupt() error {
	_ = p.cmd.Process.Signal(syscall.SIGINT)
	return p.gone(p.cmd.Wait())
}

// Kill ends it at once.
func (p *Process) Kill() error {
	_ = p.cmd.Process.Kill()
	return p.gone(p.cmd.Wait())
}

func (p *Process) gone(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}

// Ends waits for an end that is good.
func (p *Process) Ends() error {
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w\n%s", p.Command(), err, p.Err.String())
	}
	return nil
}

// Took is the processor time of one that has ended, and the most memory that it held, in MB.
func (p *Process) Took() (time.Duration, float64) {
	s := p.cmd.ProcessState
	u := s.SysUsage().(*syscall.Rusage)
	return s.UserTime() + s.SystemTime(), float64(u.Maxrss) * 1024 / 1e6
}

// A Talk is what a process has said so far.
type Talk struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (k *Talk) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.Write(b)
}

func (k *Talk) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.String()
}

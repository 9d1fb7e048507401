package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience bounds how long a test waits for a process: far beyond what any of
// them needs, short enough to end a test that hangs.
const patience = 5 * time.Minute

// A process is iotsim as a user starts it.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	out  bytes.Buffer
	talk *bufio.Reader
	said strings.Builder // what was read of talk
}

// startProcess runs a command line in a folder.
func startProcess(t *testing.T, folder string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command("iotsim", args...)}
	p.cmd.Dir = folder
	p.cmd.Stdout = &p.out
	talk, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.talk = bufio.NewReader(talk)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	alarm := time.AfterFunc(patience, func() { _ = p.cmd.Process.Kill() })
	t.Cleanup(func() {
		alarm.Stop()
		_ = p.cmd.Process.Kill() // one that has ended hears nothing
	})
	return p
}

// await reads what the process says up to a line with this text.
func (p *process) await(text string) {
	p.t.Helper()
	for {
		line, err := p.talk.ReadString('\n')
		p.said.WriteString(line)
		if strings.Contains(line, text) {
			return
		}
		if err != nil {
			p.t.Fatalf("it ended without saying %q:\n%s", text, p.said.String())
		}
	}
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// code waits for the end and is its exit code.
func (p *process) code() int {
	p.t.Helper()
	rest, err := io.ReadAll(p.talk)
	p.said.Write(rest)
	if err != nil {
		p.t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

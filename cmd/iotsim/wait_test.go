package main

import (
	"strings"
	"syscall"
	"testing"
)

// Whoever starts before its brokers waits for them, as long as it is told to.
func TestBrokersAreWaitedFor(t *testing.T) {
	t.Parallel()
	old := startProcess(t, t.TempDir(), "broker", "--listen", "127.0.0.1:0")
	old.await("listens on")
	address := listening(t, old)
	old.signal(syscall.SIGINT)
	old.code()

	p := startProcess(t, longFolder(t), "apply", "long.hcl", "--brokers", address, "--speed", "max", "--duration", "10s", "--wait-for", "10m")
	p.await("Waiting for brokers, 10m at most. Broker refuses connections: Nothing listens at " + address)
	late := startProcess(t, t.TempDir(), "broker", "--listen", address)
	if code := p.code(); code != exitGood {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}
	if n := strings.Count(p.said.String(), "Waiting for brokers"); n != 1 {
		t.Errorf("it says %d times that it waits:\n%s", n, p.said.String())
	}
	late.signal(syscall.SIGINT)
	if code := late.code(); code != exitGood {
		t.Errorf("the broker ended with %d:\n%s", code, late.said.String())
	}
}

// Nobody waits longer than that, nor after Ctrl-C.
func TestBrokersAreNotWaitedForWithoutEnd(t *testing.T) {
	t.Parallel()
	p := startProcess(t, longFolder(t), "apply", "long.hcl", "--brokers", "127.0.0.1:1", "--wait-for", "1s")
	if code := p.code(); code != exitDestination || !strings.Contains(p.said.String(), "error: Broker refuses connections") {
		t.Errorf("exit code %d, not %d:\n%s", code, exitDestination, p.said.String())
	}
	p = startProcess(t, longFolder(t), "apply", "long.hcl", "--brokers", "127.0.0.1:1", "--wait-for", "10m")
	p.await("Waiting for brokers")
	p.signal(syscall.SIGINT)
	if code := p.code(); code != exitInterrupted {
		t.Errorf("exit code %d, not %d:\n%s", code, exitInterrupted, p.said.String())
	}
}

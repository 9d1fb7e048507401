package main

import (
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// listened is the address at which an apply says that it listens.
func listened(t *testing.T, p *process) string {
	t.Helper()
	p.await("Listening at")
	address := regexp.MustCompile(`Listening at http://(\S+): `).FindStringSubmatch(p.said.String())
	if address == nil {
		t.Fatal(p.said.String())
	}
	return address[1]
}

// healthcheck asks as an image does, and gives the exit code and the answer.
func healthcheck(t *testing.T, args ...string) (int, string) {
	t.Helper()
	cmd := exec.Command("iotsim", append([]string{"healthcheck"}, args...)...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// awaitHealth asks until the exit code is the one that is wanted.
func awaitHealth(t *testing.T, want int, reason, address string) {
	t.Helper()
	for limit := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		code, said := healthcheck(t, address)
		if code == want && strings.Contains(said, reason) {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("the health was %d and %q, not %d and %q", code, said, want, reason)
		}
	}
}

func TestABrokerThatStopsIsSeenByTheHealthcheck(t *testing.T) {
	t.Parallel()
	broker := startProcess(t, t.TempDir(), "broker", "--listen", "127.0.0.1:0")
	broker.await("listens on")
	p := startProcess(t, longFolder(t), "apply", "long.hcl", "--brokers", listening(t, broker), "--listen", "127.0.0.1:0")
	address := listened(t, p)
	awaitHealth(t, exitGood, "sending", address)
	broker.signal(syscall.SIGKILL)
	awaitHealth(t, exitFailed, "has confirmed nothing for", address)
	if code, said := healthcheck(t, "--alive", address); code != exitGood {
		t.Errorf("it is alive all the same: %s", said)
	}
}

func TestAListenerIsHeldUntilItWasRead(t *testing.T) {
	t.Parallel()
	folder := longFolder(t)
	args := []string{"apply", "long.hcl", "--duration", "1s", "--speed", "max", "--sink", "null", "--listen", "127.0.0.1:0", "--keep-listening", "1h"}
	p := startProcess(t, folder, args...)
	address := listened(t, p)
	p.await("Listening on until")
	if code, said := healthcheck(t, address); code != exitFailed || said != "the run has ended\n" {
		t.Errorf("the health is %d, %q", code, said)
	}
	answer, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(answer.Body)
	if answer.Body.Close(); err != nil || !strings.Contains(string(page), `iotsim_records_acked_total{content="data",sink="null",topic="long"} 100`) {
		t.Errorf("%v in\n%s", err, page)
	}
	if code := p.code(); code != exitGood || !strings.Contains(p.said.String(), "The metrics were read.") {
		t.Errorf("exit code %d:\n%s", code, p.said.String())
	}

	p = startProcess(t, folder, args...)
	p.await("Listening on until")
	p.signal(syscall.SIGINT)
	if code := p.code(); code != exitGood {
		t.Errorf("exit code %d after Ctrl-C:\n%s", code, p.said.String())
	}
	if runs, _ := filepath.Glob(filepath.Join(folder, ".iotsim", "*")); len(runs) > 0 {
		t.Errorf("a run that wrote no topic left %v", runs)
	}
}

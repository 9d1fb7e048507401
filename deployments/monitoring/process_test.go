package monitoring

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait: far beyond what any of them takes.
const patience = 2 * time.Minute

// await waits until something holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !holds(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// A process is a program that runs until the test ends.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	mu    sync.Mutex
	log   bytes.Buffer
}

// start runs a program in a folder.
func start(t *testing.T, folder, program string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(program, args...), ended: make(chan struct{})}
	p.cmd.Dir = folder
	out, in := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = in, in
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	work.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.mu.Lock()
			fmt.Fprintln(&p.log, lines.Text())
			p.mu.Unlock()
		}
	})
	work.Go(func() {
		_ = p.cmd.Wait() // however it ends
		in.Close()
		close(p.ended)
	})
	t.Cleanup(func() {
		p.signal(syscall.SIGTERM)
		kill := time.AfterFunc(5*time.Second, func() { p.signal(syscall.SIGKILL) })
		work.Wait()
		kill.Stop()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(program), p.said())
		}
	})
	return p
}

// signal is not heard by one that has ended.
func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// after is what a process says behind some words, up to the next space or line.
func (p *process) after(t *testing.T, words string) (found string) {
	t.Helper()
	await(t, "to hear "+words, func() bool {
		_, rest, ok := strings.Cut(p.said(), words)
		if i := strings.IndexAny(rest, " \n"); ok && i >= 0 {
			found = strings.TrimSuffix(rest[:i], ":")
			return true
		}
		select {
		case <-p.ended:
			t.Fatalf("it ended without saying %q:\n%s", words, p.said())
		default:
		}
		return false
	})
	return found
}

// freeAddress is one that nobody listens at, or did a moment ago: the programs
// that need it do not tell which one they chose.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// answers asks until the answer is 200.
func answers(t *testing.T, address string) {
	t.Helper()
	await(t, address, func() bool {
		answer, err := http.Get(address)
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
}

// getJSON reads an answer.
func getJSON(address string, to any) error {
	answer, err := http.Get(address)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", answer.Status, text)
	}
	return json.Unmarshal(text, to)
}

// A series is one answer of Prometheus to a query over time.
type series struct {
	Metric map[string]string
	Values [][2]any // [seconds, "value"]
}

// query asks Prometheus for a span, at each step.
func query(address, expr string, from, to time.Time, step time.Duration) ([]series, error) {
	form := url.Values{"query": {expr}, "step": {step.String()}}
	form.Set("start", fmt.Sprint(from.Unix()))
	form.Set("end", fmt.Sprint(to.Unix()))
	var answer struct {
		Status, Error string
		Data          struct{ Result []series }
	}
	err := getJSON(address+"/api/v1/query_range?"+form.Encode(), &answer)
	if err == nil && answer.Status != "success" {
		err = fmt.Errorf("%s: %s", answer.Status, answer.Error)
	}
	return answer.Data.Result, err
}

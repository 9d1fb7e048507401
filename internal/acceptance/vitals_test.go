package acceptance

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Vitals are what a process takes while it lives, as others see it.
type vitals struct {
	resident   []int64 // KiB, look by look
	peak       int64   // KiB
	threads    []int64
	goroutines []int64 // of one that listens
}

// vitalsOf looks at a process, again and again, until it ends.
func vitalsOf(t *testing.T, p *process, every time.Duration) *vitals {
	t.Helper()
	status := fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid)
	if _, err := os.Stat(status); err != nil {
		t.Skipf("this system does not tell what a process takes: %v", err)
	}
	metrics := p.listens()
	v := &vitals{}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for ; ; <-tick.C {
		text, err := os.ReadFile(status)
		resident, ok := field(text, "VmRSS:")
		if err != nil || !ok { // it has ended, though nobody has waited for it
			return v
		}
		v.resident = append(v.resident, resident)
		v.peak, _ = field(text, "VmHWM:")
		threads, _ := field(text, "Threads:")
		v.threads = append(v.threads, threads)
		if n, ok := goroutines(metrics); ok {
			v.goroutines = append(v.goroutines, n)
		}
	}
}

// field is a number of /proc/PID/status.
func field(status []byte, name string) (int64, bool) {
	_, rest, found := bytes.Cut(status, []byte("\n"+name))
	words := bytes.Fields(rest)
	if !found || len(words) == 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(words[0]), 10, 64)
	return n, err == nil
}

var listening = regexp.MustCompile(`Listening at (http://\S+): `)

// listens is where a process answers; empty where it does not.
func (p *process) listens() string {
	if !slices.Contains(p.cmd.Args, "--listen") {
		return ""
	}
	p.await(&p.err, "Listening at ")
	return listening.FindStringSubmatch(p.err.String())[1]
}

func goroutines(address string) (int64, bool) {
	if address == "" {
		return 0, false
	}
	page, err := fetch(address + "/metrics")
	if err != nil {
		return 0, false // it is about to end
	}
	for line := range strings.Lines(page) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "go_goroutines "); ok {
			n, err := strconv.ParseFloat(text, 64)
			return int64(n), err == nil
		}
	}
	return 0, false
}

// fetch is what a page says.
func fetch(url string) (string, error) {
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

// thirds are the medians of the first third of what was seen, and of the last. What
// was seen while it began, a twentieth, is left out.
func thirds(seen []int64) (first, last int64) {
	seen = seen[len(seen)/20:]
	n := max(1, len(seen)/3)
	return median(seen[:n]), median(seen[len(seen)-n:])
}

func median(seen []int64) int64 {
	seen = slices.Sorted(slices.Values(seen))
	return seen[len(seen)/2]
}

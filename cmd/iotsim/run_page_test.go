package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/iotsim/iotsim/internal/runs"
)

// A page is written where a run is stopped, too. Until then what was there before
// stands, and nothing else is ever seen; and the curves that it shows are of all that
// was sent.
func TestAPageIsWrittenWhereARunIsStopped(t *testing.T) {
	t.Parallel() // a run says nothing for its first five seconds
	folder := longFolder(t)
	file := filepath.Join(folder, "run.html")
	read := func() string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startProcess(t, folder, "apply", "long.hcl", "--brokers", startBroker(t), "--speed", "100x", "--json", "--run", "cut", "--report", "run.html")
	p.await("acked")
	if text := read(); text != "before" {
		t.Errorf("while it runs the page is %.40q", text)
	}
	p.signal(syscall.SIGINT)
	if code := p.code(); code != exitInterrupted {
		t.Fatalf("exit code %d:\n%s", code, p.said.String())
	}
	text := read()
	for _, want := range []string{"</html>", "long was interrupted: ", "<svg ", "Schedule lag"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 3 { // the scenario, the page and .iotsim
		t.Errorf("it leaves %v behind", entries)
	}
	var a account
	if err := json.Unmarshal(p.out.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	c, err := runs.Open(folder).Course("cut")
	if err != nil {
		t.Fatal(err)
	}
	var sent, wanted float64
	for _, p := range c.Points {
		sent, wanted = sent+p.Sent, wanted+p.Wanted
	}
	if math.Abs(sent-float64(a.Data.Sent)) > 0.5 || len(c.Points) < 4 {
		t.Errorf("its %d points have %v records, and %d were sent", len(c.Points), sent, a.Data.Sent)
	}
	// A hundred devices a second, a hundred times as fast, for as long as it ran.
	if want := 1e4 * c.Points[len(c.Points)-1].End.Seconds(); math.Abs(wanted-want) > 0.02*want {
		t.Errorf("%v records were wanted, and it says %v", want, wanted)
	}
}

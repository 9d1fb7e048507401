package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
)

// scatteredScenario sends to two clusters and to a file, for as long as it is told.
const scatteredScenario = `
scenario "scattered" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 100 }

phase "run" { duration = %q }

sink "kafka" {
  brokers    = [%q]
  topic      = "here-{model}"
  partitions = 4
  clients    = 2
}

sink "file" {
  path        = "all.ndjson.gz"
  compression = "gzip"
}

sink "kafka" {
  brokers    = [%q]
  topic      = "there"
  partitions = 3
}
`

func TestClustersOfARunAreKeptApart(t *testing.T) {
	t.Chdir(t.TempDir())
	here, there := startBroker(t), startBroker(t)
	if err := os.WriteFile("s.hcl", fmt.Appendf(nil, scatteredScenario, "10s", here, there), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(line string, want string) {
		t.Helper()
		var out, talk bytes.Buffer
		if code := run(strings.Fields(line), nil, &out, &talk); code != exitGood || !strings.Contains(out.String(), want) {
			t.Fatalf("%s: exit code %d\n%s%s", line, code, out.String(), talk.String())
		}
	}
	command("apply s.hcl --speed max --run apart --verify", "Verified: 2,000 of 2,000 records")
	// The manifest knows which topic is where.
	command("verify apart", "Verified: 2,000 of 2,000 records")
	kept, err := runs.Open(".").Load("apart")
	if err != nil {
		t.Fatal(err)
	}
	for topic, broker := range map[string]string{"here-m": here, "there": there} {
		if b := kept.BrokersOf(topic); len(b) != 1 || b[0] != broker {
			t.Errorf("%s is kept as of %v, and is of %s", topic, b, broker)
		}
	}
	if kept.BrokersOf("iotsim") != nil || !kept.Result.Finished || kept.Result.Acked != 2000 {
		t.Errorf("%+v", kept)
	}
}

func TestAnInterruptedRunClosesAllSinks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := fmt.Appendf(nil, scatteredScenario, "1h", startBroker(t), startBroker(t))
	if err := os.WriteFile(filepath.Join(folder, "s.hcl"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	p := startProcess(t, folder, "apply", "s.hcl", "--speed", "100x", "--json", "--run", "cut")
	p.await("acked")
	p.signal(syscall.SIGINT)
	if code := p.code(); code != exitInterrupted {
		t.Fatalf("exit code %d:\n%s", code, p.said.String())
	}
	var s engine.Summary
	if err := json.Unmarshal(p.out.Bytes(), &s); err != nil {
		t.Fatalf("%v in\n%s", err, p.out.String())
	}
	if len(s.Sinks) != 3 || !s.Interrupted {
		t.Fatalf("%d sinks:\n%s", len(s.Sinks), p.out.String())
	}
	var sum engine.Account
	for _, one := range s.Sinks {
		a := one.Data
		if a.Sent == 0 || a.Acked != a.Sent || a.Failed+a.Unknown != 0 || a.Sent >= a.Planned {
			t.Errorf("%s does not add up: %+v", one.Name, a)
		}
		sum.Acked, sum.Planned = sum.Acked+a.Acked, sum.Planned+a.Planned
	}
	if sum.Acked != s.Data.Acked || sum.Planned != s.Data.Planned {
		t.Errorf("the sinks come to %+v, all of it to %+v", sum, s.Data)
	}
	if lines := unzippedLines(t, filepath.Join(folder, "all.ndjson.gz")); lines != s.Sinks[1].Data.Acked {
		t.Errorf("the file holds %d lines, %d are acked", lines, s.Sinks[1].Data.Acked)
	}
	kept, err := runs.Open(folder).Load("cut")
	if err != nil || kept.Result == nil || kept.Result.Finished || kept.Result.Acked != s.Sinks[0].Data.Acked+s.Sinks[2].Data.Acked {
		t.Errorf("the run is kept as %+v, %v", kept, err)
	}
}

// unzippedLines counts the lines of a compressed file, by another reader than
// the one whose writer made it.
func unzippedLines(t *testing.T, name string) int64 {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return int64(bytes.Count(text, []byte("\n")))
}

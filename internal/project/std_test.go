package project_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// declared are the names of a kind of block in the standard library.
func declared(t testing.TB, kind string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "scenarios/lib/std/*.hcl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of the library, %v", len(files), err)
	}
	head := regexp.MustCompile(`(?m)^` + kind + ` "(\w+)"`)
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range head.FindAllSubmatch(text, -1) {
			names = append(names, string(match[1]))
		}
	}
	return names
}

// stdProgram is ten devices of each model for a day of work, and a phase with
// faults, if there are any.
func stdProgram(t *testing.T, faults string) *engine.Program {
	t.Helper()
	var text strings.Builder
	text.WriteString(`
scenario "std" { start = "2026-03-02T00:00:00Z" }
library "std" {
  source    = "./lib/std"
  variables = { interval = "1m", fault_share = "50%" }
}
building "A" {
  room "101" {
`)
	for _, model := range declared(t, "model") {
		fmt.Fprintf(&text, "    devices %q { count = 10 }\n", model)
	}
	text.WriteString("  }\n}\n")
	if faults == "" {
		text.WriteString("phase \"day\" { duration = \"24h\" }\n")
	} else {
		fmt.Fprintf(&text, "phase \"faults\" {\n  duration = \"2h\"\n  faults   = [%s]\n}\n", faults)
	}
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "lib"), os.DirFS(filepath.Join(root, "scenarios/lib"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "std.hcl"), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	scenario, _, diags := schema.Load(os.DirFS(folder), []string{"std.hcl"}, schema.Options{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	program, err := engine.Open(plan, "test")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func TestStandardLibraryHasModelsWorthHaving(t *testing.T) {
	if n := len(declared(t, "model")); n < 12 {
		t.Errorf("%d models", n)
	}
}

// Each model works in one of the scenarios: there one sees what it is for.
func TestStandardLibraryModelsAreUsed(t *testing.T) {
	var all []byte
	for _, file := range shipped(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	for _, model := range declared(t, "model") {
		if !regexp.MustCompile(`devices "` + model + `"|\.model\.` + model + `\b`).Match(all) {
			t.Errorf("no scenario uses %s", model)
		}
	}
}

// With all of them listed, each fault hits somebody, and all that it says it
// changes is there: otherwise compiling warns.
func TestStandardLibraryFaultsHit(t *testing.T) {
	var all []string
	for _, fault := range declared(t, "fault") {
		all = append(all, "lib.std.fault."+fault)
	}
	stdProgram(t, strings.Join(all, ", "))
}

// A tally counts what sensors say: how often at all, and how often beyond their
// critical limits.
type tally struct {
	mu             sync.Mutex
	said, critical map[string]int
	broken         string // a message that holds a null, or is none
}

func (c *tally) Flush(context.Context) error { return nil }

func (c *tally) Write(_ context.Context, b *engine.Batch) error {
	defer b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range b.Records {
		if !json.Valid(r.Value) || bytes.Contains(r.Value, []byte("null")) {
			c.broken = string(r.Value)
		}
		var m engine.Message
		if err := json.Unmarshal(r.Value, &m); err != nil {
			continue // a payload of the model's own
		}
		model, _ := m.DeviceInfo.Lookup("model")
		for name, s := range m.Sensors.All() {
			sensor := string(model) + " " + name
			c.said[sensor]++
			if s.Status == "critical" {
				c.critical[sensor]++
			}
		}
	}
	return nil
}

// What nothing ails says a number, and is within its critical limits but for one
// reading in a hundred.
func TestStandardLibraryIsWellWithoutFaults(t *testing.T) {
	count := &tally{said: map[string]int{}, critical: map[string]int{}}
	_, err := engine.Run(t.Context(), stdProgram(t, ""), count, engine.Options{Speed: schema.Ratio{Num: 0, Den: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if count.broken != "" {
		t.Errorf("a message without a value: %s", count.broken)
	}
	if len(count.said) < 80 {
		t.Errorf("%d sensors said something: this test would show little", len(count.said))
	}
	for sensor, n := range count.critical {
		if said := count.said[sensor]; n*100 > said {
			t.Errorf("%s is critical in %d of %d readings", sensor, n, said)
		}
	}
}

// The page says of each scenario how many devices it has.
func TestPageOfScenariosCountsDevices(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "scenarios/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| \[(\w+\.hcl)\].*\| ([\d,]+) \|.*\|.*\|$`)
	rows := row.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 8 {
		t.Fatalf("%d rows: this test would show little", len(rows))
	}
	for _, r := range rows {
		want := strings.ReplaceAll(r[2], ",", "")
		if got := fmt.Sprint(shippedPlan(t, r[1], "").Devices); got != want {
			t.Errorf("%s has %s devices, the page says %s", r[1], got, want)
		}
	}
}

// The page beside the scenarios lists all of them, and all of the library.
func TestPageOfScenariosListsAll(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "scenarios/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := append(declared(t, "model"), declared(t, "fault")...)
	names = append(names, declared(t, "variable")...)
	for _, file := range shipped(t) {
		names = append(names, filepath.Base(file))
	}
	for _, name := range names {
		if !bytes.Contains(page, []byte("`"+name+"`")) && !bytes.Contains(page, []byte("["+name+"]("+name+")")) {
			t.Errorf("scenarios/README.md does not list %s", name)
		}
	}
}

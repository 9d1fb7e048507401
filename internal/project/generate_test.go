package project_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// generator is the script that sends the factory's readings.
const generator = "deployments/generate-data.sh"

// What the script runs is a plan for each fleet and interval that are asked for.
func TestGeneratorTakesEachFleetAndInterval(t *testing.T) {
	s := newShell(t)
	for _, devices := range []int{100, 300, 500, 1000, 2000, 5000, 10000} {
		for _, interval := range []string{"3s", "5s", "10s"} {
			command := fmt.Sprintf("%s/%s --devices %d --interval %s --rate 60x --brokers a:1,b:2 --duration 90s --dry-run -- --seed 7", s.root, generator, devices, interval)
			out, err := s.run(t, t.TempDir(), command)
			if err != nil {
				t.Fatalf("%s: %v\n%s", command, err, out)
			}
			want := fmt.Sprintf("scenarios/factory.hcl --var devices=%d --var interval=%s --speed 60x --yes --duration 90s --sink kafka --brokers a:1\\,b:2 --seed 7", devices, interval)
			if !strings.Contains(string(out), want) {
				t.Errorf("%s\nprints %swant   %s", command, out, want)
			}
		}
	}
}

func TestGeneratorSends(t *testing.T) {
	s := newShell(t)
	folder := t.TempDir()
	script := filepath.Join(s.root, generator)
	if out, err := s.run(t, folder, script+" --devices=300 --interval 10 --rate max --file readings.ndjson"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(folder, "readings.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(text, []byte("\n")); lines != 11_249 || !bytes.HasPrefix(text, []byte(`{"device_id":"device_`)) {
		t.Errorf("%d lines, want 11249 messages of devices:\n%.200s", lines, text)
	}
	out, err := s.run(t, folder, script+" --devices 100 --interval 5s --rate max --brokers $BROKERS --duration 60s -- --verify")
	if err != nil || !strings.Contains(string(out), "Verified: 886 of 886") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestGeneratorSaysWhatIsWrong(t *testing.T) {
	s := newShell(t)
	for flags, want := range map[string]string{
		"--help":                              "Usage: generate-data.sh",
		"--devices 250":                       "a multiple of 100",
		"--interval 7s":                       "3s, 5s or 10s",
		"--brokers a:1 --file b":              "exclude each other",
		"--brokers":                           "needs a value",
		"--speed 3x":                          "--speed is not known",
		"--rate often --file x --devices=100": "--speed",
	} {
		out, err := s.run(t, t.TempDir(), filepath.Join(s.root, generator)+" "+flags)
		code := 0
		if exit, ok := err.(*exec.ExitError); ok {
			code = exit.ExitCode()
		}
		if wanted := map[bool]int{true: 0, false: 2}[flags == "--help"]; code != wanted || !strings.Contains(string(out), want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", flags, code, wanted, want, out)
		}
	}
}

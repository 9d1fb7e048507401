package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// TestReadingAlongFindsAllOfARun verifies a run of two seconds while it goes on.
func TestReadingAlongFindsAllOfARun(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("short.hcl", []byte(shortScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, talk bytes.Buffer
	a := newApp(strings.NewReader(""), &out, &talk)
	p, err := a.open(t.Context(), "short.hcl", schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := applyFlags{verify: true, run: "along"}
	if err := f.speed.Set("5x"); err != nil {
		t.Fatal(err)
	}
	to, err := a.newTargets(f, p.plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := to.connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := to.close(); err != nil {
			t.Error(err)
		}
	}()
	m, err := a.newMonitor(p, f)
	if err != nil {
		t.Fatal(err)
	}
	j, err := a.start(t.Context(), p, to, m, f)
	if err != nil {
		t.Fatal(err)
	}
	j.proof.along = true
	if err := a.drive(t.Context(), j); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), talk.String())
	}
	r := j.proof.report()
	if s := r.Sum(); r.Verdict() != verify.Good || s.Read != 1000 || s.Equal != 1000 {
		t.Errorf("the verdict is %s: %+v", r.Verdict(), s)
	}
}

package runs_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/runs"
)

func plan() runs.Plan {
	seed := uint64(7)
	return runs.Plan{
		Version: "iotsim v1", Scenario: "s", Digest: "d", Seed: 7,
		Variables: runs.Variables{Flags: map[string]string{"a": "1"}, Sensitive: []string{"b"}, Seed: &seed},
		Sources:   []runs.SummedText{{Source: runs.Source{Name: "s.hcl", Text: "x = \"<栋>\"\n"}}},
	}
}

func TestPlanIsReadAsItWasSaved(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.plan")
	if err := runs.WritePlan(name, plan()); err != nil {
		t.Fatal(err)
	}
	got, err := runs.ReadPlan(name)
	if err != nil {
		t.Fatal(err)
	}
	got.Format, got.Sum, got.Sources[0].Sum = "", "", ""
	want := plan()
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("(-saved +read)\n%s", diff)
	}
}

func TestWhatIsNoPlanIsNotReadAsOne(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"empty": "", "scenario.hcl": "scenario \"s\" {}\n", "other.json": `{"format": "terraform/1"}`, "list.json": `["format"]`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if p, err := runs.ReadPlan(filepath.Join(folder, name)); p != nil || err != nil {
			t.Errorf("%s: %v, %v", name, p, err)
		}
		if err := runs.WritePlan(filepath.Join(folder, name), plan()); !errors.Is(err, runs.ErrOccupied) {
			t.Errorf("%s is written over: %v", name, err)
		}
	}
	for _, name := range []string{".", "nothing"} {
		if p, err := runs.ReadPlan(filepath.Join(folder, name)); p != nil || err != nil {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
}

// Every byte of a saved plan counts but the white space between them: one that was
// changed gives the plan as it was, or none at all.
func TestNoChangedPlanIsTaken(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.plan")
	if err := runs.WritePlan(name, plan()); err != nil {
		t.Fatal(err)
	}
	want, err := runs.ReadPlan(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		for _, changed := range []string{
			string(text[:i]) + string(text[i+1:]),
			string(text[:i]) + "0" + string(text[i+1:]),
			string(text[:i]),
		} {
			if err := os.WriteFile(name, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := runs.ReadPlan(name)
			if diff := cmp.Diff(want, got); err == nil && got != nil && diff != "" {
				t.Fatalf("byte %d (-saved +read)\n%s\n%s", i, diff, changed)
			}
			if err != nil && strings.Contains(err.Error(), "%!") {
				t.Fatal(err)
			}
		}
	}
}

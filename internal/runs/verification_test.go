package runs_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/runs"
)

// What was found of a run holds until the run is another: until it is gone on with, or
// ends after that. What is damaged is as good as nothing, and hinders nobody.
func TestWhatWasFoundHoldsAsLongAsTheRun(t *testing.T) {
	folder := t.TempDir()
	s := runs.Open(folder)
	good := runs.Verification{Verified: created.Add(time.Hour), Level: "bytes", Verdict: "good", Planned: 9, Read: 9, Equal: 9}
	want := func(what string, v *runs.Verification) {
		t.Helper()
		r, err := s.Load("trial")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(v, r.Verification); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if err := s.Verified("trial", good); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, runs.Folder)); err == nil {
		t.Error("what was found of a run that nobody knows is kept")
	}
	create(t, s, "trial", 0)
	finish(t, s, "trial")
	want("nobody has looked", nil)
	if err := s.Verified("trial", good); err != nil {
		t.Fatal(err)
	}
	want("it was read back", &good)
	if err := s.Finish("trial", runs.Result{Finished: true, Ended: created.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	want("it ended after that", nil)
	finish(t, s, "trial")
	if err := s.Reopen("trial", manifest("d", 0)("trial"), true); err != nil {
		t.Fatal(err)
	}
	want("it was over, and nothing was sent", &good)
	if err := s.Reopen("trial", manifest("d", 0)("trial"), false); err != nil {
		t.Fatal(err)
	}
	want("it is gone on with", nil)
	if err := os.WriteFile(filepath.Join(folder, runs.Folder, "trial", "verification.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	want("what is kept is damaged", nil)
}

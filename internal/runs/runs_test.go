package runs_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/runs"
)

// created is a moment like any other; tests count from it.
var created = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

// manifest fills in what tests look at.
func manifest(digest string, minute int) func(string) runs.Manifest {
	return func(run string) runs.Manifest {
		return runs.Manifest{
			Run: run, Digest: digest, Created: created.Add(time.Duration(minute) * time.Minute),
			Topics: []runs.Topic{{Name: "data", ID: "one", Base: []int64{5, 0}}},
		}
	}
}

func create(t *testing.T, s *runs.Store, name string, minute int) string {
	t.Helper()
	run, err := s.Create(name, runs.Naming{}, manifest("d", minute))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func finish(t *testing.T, s *runs.Store, run string) {
	t.Helper()
	if err := s.Finish(run, runs.Result{Finished: true, Topics: []runs.Ends{{Name: "data", End: []int64{9, 7}}}}); err != nil {
		t.Fatal(err)
	}
}

func TestManifestIsReadAsItWasWritten(t *testing.T) {
	s := runs.Open(t.TempDir())
	run := create(t, s, "trial", 0)
	got, err := s.Load(run)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&runs.Run{Manifest: manifest("d", 0)("trial")}, got); diff != "" {
		t.Errorf("(-written +read)\n%s", diff)
	}
}

func TestFilesArePrivateAndWhole(t *testing.T) {
	folder := t.TempDir()
	s := runs.Open(folder)
	finish(t, s, create(t, s, "trial", 0))
	entries, err := os.ReadDir(filepath.Join(folder, runs.Folder, "trial"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
	if diff := cmp.Diff([]string{"manifest.json", "result.json"}, names); diff != "" {
		t.Errorf("files left behind (-want +got):\n%s", diff)
	}
}

func TestFinishedNamesAreNotReused(t *testing.T) {
	s := runs.Open(t.TempDir())
	var names []string
	for minute := range 3 {
		run := create(t, s, "trial", minute)
		finish(t, s, run)
		names = append(names, run)
	}
	if diff := cmp.Diff([]string{"trial", "trial-2", "trial-3"}, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNamesThatATopicKnowsAreNotReused(t *testing.T) {
	s := runs.Open(t.TempDir())
	trial := func(standing runs.Standing) runs.Naming {
		return runs.Naming{Taken: func(name string) runs.Standing {
			if name != "trial" {
				return runs.Absent
			}
			return standing
		}}
	}
	run, err := s.Create("trial", trial(runs.Complete), manifest("d", 0))
	if err != nil || run != "trial-2" {
		t.Errorf("the name is %q, %v", run, err)
	}
	// Without a word of it in the store, the topic says that the run is not over.
	if run, err := s.Create("trial", trial(runs.Partly), manifest("d", 0)); !errors.Is(err, runs.ErrUnfinished) {
		t.Errorf("the name is %q, %v", run, err)
	}
}

func TestUnfinishedNamesAreRefused(t *testing.T) {
	s := runs.Open(t.TempDir())
	create(t, s, "trial", 0)
	if _, err := s.Create("trial", runs.Naming{}, manifest("d", 1)); !errors.Is(err, runs.ErrUnfinished) {
		t.Errorf("a run that has no result: %v", err)
	}
	if err := s.Finish("trial", runs.Result{Acked: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Create("trial", runs.Naming{}, manifest("d", 1)); !errors.Is(err, runs.ErrUnfinished) {
		t.Errorf("a run that was interrupted: %v", err)
	}
}

func TestRunsThatLeftNothingBlockNoName(t *testing.T) {
	s := runs.Open(t.TempDir())
	create(t, s, "trial", 0)
	gone := runs.Naming{Gone: func(r *runs.Run) bool { return r.Topics[0].ID == "one" }}
	if run, err := s.Create("trial", gone, manifest("d", 1)); err != nil || run != "trial-2" {
		t.Errorf("after a run whose topic is gone: %q, %v", run, err)
	}
	create(t, s, "other", 0)
	if err := s.Finish("other", runs.Result{Failed: 9}); err != nil {
		t.Fatal(err)
	}
	if run := create(t, s, "other", 1); run != "other-2" {
		t.Errorf("after a run that wrote nothing: %q", run)
	}
}

func TestEmbeddedRunsBlockNoName(t *testing.T) {
	s := runs.Open(t.TempDir())
	embedded := func(run string) runs.Manifest { m := manifest("d", 0)(run); m.Embedded = true; return m }
	for _, want := range []string{"trial", "trial-2"} {
		if run, err := s.Create("trial", runs.Naming{}, embedded); err != nil || run != want {
			t.Errorf("the name is %q, %v, not %q", run, err, want)
		}
	}
}

func TestNewestIsTheLastOfThePlan(t *testing.T) {
	folder := t.TempDir()
	s := runs.Open(folder)
	if r, err := s.Newest("d"); r != nil || err != nil {
		t.Errorf("before the first run: %v, %v", r, err)
	}
	create(t, s, "b", 2)
	create(t, s, "a", 3)
	create(t, s, "c", 1)
	if _, err := s.Create("other", runs.Naming{}, manifest("e", 9)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, runs.Folder, "stray"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Newest("d"); err != nil || r == nil || r.Run != "a" {
		t.Errorf("the newest is %+v, %v", r, err)
	}
}

func TestRunsThatStandGoBeforeEmbeddedOnes(t *testing.T) {
	s := runs.Open(t.TempDir())
	create(t, s, "stands", 1)
	if _, err := s.Create("gone", runs.Naming{}, func(run string) runs.Manifest { m := manifest("d", 2)(run); m.Embedded = true; return m }); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Newest("d"); err != nil || r == nil || r.Run != "stands" {
		t.Errorf("the newest is %+v, %v", r, err)
	}
}

func TestDamagedManifestIsNamed(t *testing.T) {
	folder := t.TempDir()
	s := runs.Open(folder)
	create(t, s, "trial", 0)
	if err := os.WriteFile(filepath.Join(folder, runs.Folder, "trial", "manifest.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load("trial"); err == nil || !strings.Contains(err.Error(), "manifest.json is damaged") {
		t.Errorf("the error is %v", err)
	}
}

func TestUnknownRunDoesNotExist(t *testing.T) {
	s := runs.Open(t.TempDir())
	for _, name := range []string{"nobody", "", "..", "../x", "a/b"} {
		if _, err := s.Load(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestNamesThatFoldersCannotHaveAreRefused(t *testing.T) {
	for _, name := range []string{"", ".", "..", ".hidden", "a/b", `a\b`, "a b", "栋", strings.Repeat("x", 101)} {
		if runs.CheckName(name) == nil {
			t.Errorf("%q is accepted", name)
		}
	}
	for _, name := range []string{"4be1c99d02a7-20260302T060000.000Z", "trial-2", "A_b.c+d:e"} {
		if err := runs.CheckName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestSpanIsBetweenManifestAndResult(t *testing.T) {
	s := runs.Open(t.TempDir())
	create(t, s, "trial", 0)
	open, err := s.Load("trial")
	if err != nil {
		t.Fatal(err)
	}
	if base, end, err := open.Span("data", "one", 0); base != 5 || end != -1 || err != nil {
		t.Errorf("of a run without a result: %d, %d, %v", base, end, err)
	}
	finish(t, s, "trial")
	closed, err := s.Load("trial")
	if err != nil {
		t.Fatal(err)
	}
	if base, end, err := closed.Span("data", "one", 1); base != 0 || end != 7 || err != nil {
		t.Errorf("of a run that is over: %d, %d, %v", base, end, err)
	}
	if _, _, err := closed.Span("data", "two", 0); err == nil || !strings.Contains(err.Error(), "made anew") {
		t.Errorf("of a topic with another id: %v", err)
	}
	if _, _, err := closed.Span("data", "one", 2); err == nil {
		t.Error("of a partition that the run did not write: no error")
	}
}

package runs_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/runs"
)

// part is the manifest of a shard of a topic with four partitions.
func part(shard runs.Shard, minute int) func(string) runs.Manifest {
	return func(run string) runs.Manifest {
		m := runs.Manifest{Run: run, Digest: "d", Created: created.Add(time.Duration(minute) * time.Minute), Topics: []runs.Topic{{Name: "data", ID: "one"}}}
		if !shard.Whole() {
			m.Shard = &shard
		}
		for p := range int32(4) {
			base := int64(-1)
			if shard.Has(p) {
				base = 10 + int64(p)
			}
			m.Topics[0].Base = append(m.Topics[0].Base, base)
		}
		return m
	}
}

func TestPartitionsOfShardsAreDisjointAndAll(t *testing.T) {
	for count := 1; count < 9; count++ {
		for p := range int32(40) {
			owners := 0
			for i := range count {
				if (runs.Shard{Index: i, Count: count}).Has(p) {
					owners++
				}
			}
			if owners != 1 {
				t.Errorf("partition %d is of %d of %d shards", p, owners, count)
			}
		}
	}
	if !(runs.Shard{}).Has(7) {
		t.Error("without shards a partition is nobody's")
	}
}

func TestShardsOfARunAreKeptSideBySideAndReadTogether(t *testing.T) {
	s := runs.Open(t.TempDir())
	one, two := runs.Shard{Index: 0, Count: 2}, runs.Shard{Index: 1, Count: 2}
	for minute, shard := range []runs.Shard{one, two} {
		if run, err := s.Create("trial", runs.Naming{Shard: shard}, part(shard, minute)); err != nil || run != "trial" {
			t.Fatalf("shard %s is called %q, %v", shard, run, err)
		}
		if _, err := s.Create("trial", runs.Naming{Shard: shard}, part(shard, minute)); !errors.Is(err, runs.ErrUnfinished) {
			t.Errorf("shard %s may begin twice: %v", shard, err)
		}
	}
	got, err := s.Load("trial")
	if err != nil || got.Result != nil {
		t.Fatal(got, err)
	}
	if diff := cmp.Diff([]int64{10, 11, 12, 13}, got.Topics[0].Base); diff != "" {
		t.Errorf("bases (-want +got)\n%s", diff)
	}
	if _, err := s.Create("trial", runs.Naming{}, part(runs.Shard{}, 5)); !errors.Is(err, runs.ErrUnfinished) {
		t.Errorf("a run is begun over its own shards: %v", err)
	}
	for i, shard := range []runs.Shard{one, two} {
		end := []int64{-1, -1, -1, -1}
		end[i], end[i+2] = 20, 22
		result := runs.Result{Finished: true, Acked: 9, Ended: created.Add(time.Duration(i) * time.Hour), Topics: []runs.Ends{{Name: "data", End: end}}}
		if err := s.Finish(shard.Place("trial"), result); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Load("trial"); err != nil || (got.Result != nil) != (i == 1) {
			t.Fatalf("after %d shards have ended: %+v, %v", i+1, got.Result, err)
		}
	}
	got, err = s.Load("trial")
	want := &runs.Result{Finished: true, Acked: 18, Ended: created.Add(time.Hour), Topics: []runs.Ends{{Name: "data", End: []int64{20, 20, 22, 22}}}}
	if diff := cmp.Diff(want, got.Result); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if _, err := s.Create("trial", runs.Naming{Shard: one}, part(one, 9)); !errors.Is(err, runs.ErrFinished) {
		t.Errorf("a shard that has finished may begin again: %v", err)
	}
	if run, err := s.Create("trial", runs.Naming{}, part(runs.Shard{}, 9)); err != nil || run != "trial-2" {
		t.Errorf("after it comes %q, %v", run, err)
	}
}

// On a machine that has the record of one shard alone, the others' partitions are not
// known, and the run is not over.
func TestAShardThatIsElsewhereIsNotKnown(t *testing.T) {
	s := runs.Open(t.TempDir())
	two := runs.Shard{Index: 1, Count: 2}
	if _, err := s.Create("trial", runs.Naming{Shard: two}, part(two, 0)); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(two.Place("trial"), runs.Result{Finished: true, Acked: 9}); err != nil {
		t.Fatal(err)
	}
	r, err := s.Load("trial")
	if err != nil || r.Result != nil {
		t.Fatal(r, err)
	}
	if base, _, err := r.Span("data", "one", 1); base != 11 || err != nil {
		t.Errorf("its own partition begins at %d, %v", base, err)
	}
	if _, _, err := r.Span("data", "one", 0); err == nil {
		t.Error("the other's partition is known")
	}
}

// A run that is gone on with keeps where its records begin; that it ended once does
// not hold any longer, unless it finished.
func TestARunIsReopened(t *testing.T) {
	folder := t.TempDir()
	s := runs.Open(folder)
	if err := s.Reopen("trial", manifest("d", 0)("trial"), false); err != nil { // nothing is known of it
		t.Fatal(err)
	}
	first, err := s.Load("trial")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Finish("trial", runs.Result{Acked: 0}); err != nil {
		t.Fatal(err)
	}
	if err := s.Reopen("trial", manifest("other", 7)("trial"), false); err != nil {
		t.Fatal(err)
	}
	again, err := s.Load("trial")
	if diff := cmp.Diff(first, again); diff != "" || err != nil {
		t.Errorf("%v (-before +after)\n%s", err, diff)
	}
	finish(t, s, "trial")
	if err := s.Reopen("trial", manifest("other", 7)("trial"), true); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Load("trial"); err != nil || again.Result == nil {
		t.Errorf("a run that has finished has not: %v", err)
	}
	// One that was killed while it wrote its manifest left a folder.
	if err := os.MkdirAll(filepath.Join(folder, runs.Folder, "killed"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load("killed"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := s.Reopen("killed", manifest("d", 0)("killed"), false); err != nil {
		t.Error(err)
	}
}

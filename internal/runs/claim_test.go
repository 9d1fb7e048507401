package runs_test

import (
	"errors"
	"testing"

	"github.com/iotsim/iotsim/internal/runs"
)

func claim(t *testing.T, s *runs.Store, count int) *runs.Claim {
	t.Helper()
	c, err := s.Claim("0123456789abcdef", count)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func release(t *testing.T, c *runs.Claim, done bool) {
	t.Helper()
	if err := c.Release(done); err != nil {
		t.Fatal(err)
	}
}

// Each process gets a shard of its own, the next one what another gave back, and nobody
// more than there are. What is done is taken last: of two that are left, one is not.
func TestEachClaimIsAShardOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	s := runs.Open(folder)
	a, b, c := claim(t, s, 3), claim(t, runs.Open(folder), 3), claim(t, s, 3)
	for i, got := range []*runs.Claim{a, b, c} {
		if want := (runs.Shard{Index: i, Count: 3}); got.Shard != want {
			t.Errorf("claim %d is shard %s, want %s", i, got.Shard, want)
		}
	}
	if _, err := s.Claim("0123456789abcdef", 3); !errors.Is(err, runs.ErrTaken) {
		t.Errorf("a fourth of three: %v", err)
	}
	release(t, a, true)
	release(t, b, false)
	again := claim(t, s, 3)
	if again.Shard != b.Shard {
		t.Errorf("shard %s is taken before %s, which is not done", again.Shard, b.Shard)
	}
	if last := claim(t, s, 3); last.Shard != a.Shard {
		t.Errorf("shard %s is taken, only %s is left", last.Shard, a.Shard)
	}
}

// Another plan, or another number of shards, is another matter.
func TestClaimsAreOfAPlanAndACount(t *testing.T) {
	s := runs.Open(t.TempDir())
	one := claim(t, s, 1)
	if !one.Shard.Whole() {
		t.Errorf("the one shard is %s, want all of the run", one.Shard)
	}
	if _, err := s.Claim("0123456789abcdef", 1); !errors.Is(err, runs.ErrTaken) {
		t.Errorf("a second of one: %v", err)
	}
	if _, err := s.Claim("fedcba9876543210", 1); err != nil {
		t.Errorf("another plan: %v", err)
	}
	if _, err := s.Claim("0123456789abcdef", 2); err != nil {
		t.Errorf("other shards: %v", err)
	}
}

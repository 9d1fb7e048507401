package runs

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// ErrTaken is why no shard can be claimed: each has a process.
var ErrTaken = errors.New("all shards are taken")

// claimsFolder stands beside the folder of runs. It has a file for each shard, which is
// locked for as long as the shard's process lives and holds a word once it is done.
const claimsFolder = "claims"

// A Claim is a shard that no other process of the same working folder has.
type Claim struct {
	Shard Shard
	file  *os.File
}

// Claim takes any free shard of so many of a plan: first of those that are not done.
// The system gives back what a process held that was killed.
func (s *Store) Claim(digest string, count int) (*Claim, error) {
	folder := filepath.Join(filepath.Dir(s.folder), claimsFolder, fmt.Sprintf("%.12s-of-%d", digest, count))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	name := func(i int) string { return filepath.Join(folder, fmt.Sprint(i)) }
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(size(name(a)), size(name(b))) })
	for _, i := range order {
		file, err := os.OpenFile(name(i), os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		if taken, err := lock(file); err != nil || taken {
			_ = file.Close() // nothing was written
			if err != nil {
				return nil, fmt.Errorf("%s cannot be locked: %w", name(i), err)
			}
			continue
		}
		c := &Claim{file: file}
		if count > 1 {
			c.Shard = Shard{Index: i, Count: count}
		}
		return c, nil
	}
	return nil, ErrTaken
}

// size is how much stands in a file: nothing in one that is not there.
func size(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Release gives the shard back; done says that it was sent to its end.
func (c *Claim) Release(done bool) error {
	err := c.file.Truncate(0)
	if done {
		_, err = c.file.WriteAt([]byte("done\n"), 0)
	}
	return errors.Join(err, c.file.Close())
}

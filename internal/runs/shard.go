package runs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Shard is what one of several processes sends of a run: the partitions whose
// number modulo Count is Index. The zero value is all of them.
type Shard struct {
	Index int `json:"index"` // from 0
	Count int `json:"count"`
}

// Whole says that there are no other shards.
func (s Shard) Whole() bool { return s.Count < 2 }

// Has says whether a partition is the shard's.
func (s Shard) Has(partition int32) bool {
	return s.Whole() || int64(partition)%int64(s.Count) == int64(s.Index)
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// Place is where the record of a shard is kept, as the store's methods take it: its
// run's name, or a folder below.
func (s Shard) Place(run string) string {
	if s.Whole() {
		return run
	}
	return filepath.Join(run, fmt.Sprintf("%s%d-of-%d", shardFolder, s.Index, s.Count))
}

const shardFolder = "shard-"

// Known are all records that the store has of a run: of all of it, and of shards.
// They are none where it knows nothing of the run.
func (s *Store) Known(run string) ([]*Run, error) {
	if !isName(run) {
		return nil, nil
	}
	places := []string{run}
	entries, err := os.ReadDir(s.path(run))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), shardFolder) {
			places = append(places, filepath.Join(run, e.Name()))
		}
	}
	var all []*Run
	for _, place := range places {
		r, err := s.load(place)
		switch {
		case errors.Is(err, fs.ErrNotExist): // it never sent a record
		case err != nil:
			return nil, err
		default:
			all = append(all, r)
		}
	}
	return all, nil
}

func isName(run string) bool { return CheckName(run) == nil }

// join makes one run of all that is known of it. The newest record says whether the
// run was last sent by one process or by how many shards; what any of them knows of
// where partitions begin is known.
func join(known []*Run) *Run {
	newest := slices.MaxFunc(known, func(a, b *Run) int { return a.Created.Compare(b.Created) })
	if newest.Shard == nil {
		return newest
	}
	r := *newest
	r.Topics = slices.Clone(r.Topics)
	for i := range r.Topics {
		t := &r.Topics[i]
		t.Base = slices.Clone(t.Base)
		for _, k := range known {
			t.learn(k.Topics)
		}
	}
	r.Result = nil
	if parts := shardsOf(known, newest.Shard.Count); len(parts) == newest.Shard.Count {
		r.Result = sum(parts)
	}
	return &r
}

// learn takes over where partitions begin that t does not know of.
func (t *Topic) learn(from []Topic) {
	for _, f := range from {
		if f.Name != t.Name || f.ID != t.ID {
			continue
		}
		for p := range t.Base {
			if t.Base[p] < 0 && p < len(f.Base) {
				t.Base[p] = f.Base[p]
			}
		}
	}
}

// shardsOf are the records of shards of so many that have ended.
func shardsOf(known []*Run, count int) []*Run {
	var parts []*Run
	for _, k := range known {
		if k.Shard != nil && k.Shard.Count == count && k.Result != nil {
			parts = append(parts, k)
		}
	}
	return parts
}

// sum is how all shards together ended. Whether expectations are met is no matter of
// single shards.
func sum(parts []*Run) *Result {
	s := Result{Finished: true}
	for _, part := range parts {
		r := part.Result
		s.Finished = s.Finished && r.Finished
		s.Acked, s.Failed, s.Unknown = s.Acked+r.Acked, s.Failed+r.Failed, s.Unknown+r.Unknown
		if r.Ended.After(s.Ended) {
			s.Ended = r.Ended
		}
		for _, e := range r.Topics {
			s.take(e)
		}
	}
	return &s
}

// take adds where a shard's partitions of a topic ended.
func (s *Result) take(e Ends) {
	i := slices.IndexFunc(s.Topics, func(t Ends) bool { return t.Name == e.Name })
	if i < 0 {
		s.Topics = append(s.Topics, Ends{Name: e.Name, End: slices.Clone(e.End)})
		return
	}
	end := s.Topics[i].End
	for p := range min(len(end), len(e.End)) {
		end[p] = max(end[p], e.End[p])
	}
}

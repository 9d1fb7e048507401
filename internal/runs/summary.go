package runs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/iotsim/iotsim/engine"
)

const (
	summaryFile   = "summary.json"
	summaryFormat = "iotsim/summary/1"

	metricsFile = "metrics.prom"
)

// A Summary is what is kept of how a run went, in a form that adds up: accounts by
// stream, and histograms with their buckets. The shards of a run have one each.
type Summary struct {
	Format  string `json:"format"`
	Version string `json:"version"` // of iotsim
	engine.Part
}

// Keep writes how a run went.
func (s *Store) Keep(run string, version string, p engine.Part) error {
	text, err := json.Marshal(Summary{Format: summaryFormat, Version: version, Part: p}) // a line a bucket would be a book
	if err != nil {
		return err
	}
	return writeFile(s.path(run, summaryFile), append(text, '\n'))
}

// KeepMetrics writes what Prometheus would have read at the end of a run.
func (s *Store) KeepMetrics(run string, text []byte) error {
	return writeFile(s.path(run, metricsFile), text)
}

// Parts are the names by which Summary knows what is kept of a run: its own, or where
// shards sent it, those of their records.
func (s *Store) Parts(run string) []string {
	known, err := s.Known(run)
	if err != nil || len(known) == 0 || join(known).Shard == nil {
		return []string{run} // whatever is wrong with it, Summary says
	}
	var parts []string
	for _, k := range shardsOf(known, join(known).Shard.Count) {
		parts = append(parts, s.path(k.Shard.Place(run)))
	}
	if len(parts) == 0 {
		return []string{run}
	}
	return parts
}

// Summary reads how a run went: of a run by its name, or of the folder of one,
// wherever it was copied to. The error is fs.ErrNotExist when there is no run of
// that name.
func (s *Store) Summary(run string) (*Summary, error) {
	folder := run
	if CheckName(run) == nil {
		if _, err := s.Load(run); !errors.Is(err, fs.ErrNotExist) {
			folder = s.path(run)
		}
	}
	var x Summary
	text, err := readFile(filepath.Join(folder, summaryFile), maxFileBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist) && folder != run:
		return nil, fmt.Errorf("the run %s has no summary: it did not come to its end, or an older iotsim kept none", run)
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(text, &x); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", filepath.Join(folder, summaryFile), err)
	}
	if x.Format != summaryFormat {
		return nil, fmt.Errorf("%s is of the form %q, and this iotsim reads %q", filepath.Join(folder, summaryFile), x.Format, summaryFormat)
	}
	if err := x.check(); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", filepath.Join(folder, summaryFile), err)
	}
	return &x, nil
}

// check refuses what no run has written.
func (x *Summary) check() error {
	switch {
	case x.Run == nil || x.Run.Ack == nil:
		return errors.New("it has no summary")
	case x.Missing() < 0:
		return fmt.Errorf("it has %d streams of %d", len(x.Run.Streams), x.Streams)
	case len(x.Bases) != len(x.Run.Expectations):
		return fmt.Errorf("it has %d findings and %d that they rest on", len(x.Run.Expectations), len(x.Bases))
	}
	return nil
}

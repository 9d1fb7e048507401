package runs

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// verificationFile is of the run as a whole, also where shards sent it.
const verificationFile = "verification.json"

// A Verification is what was found when a run was read back the last time.
type Verification struct {
	Verified time.Time `json:"verified"`
	Version  string    `json:"version"` // of iotsim
	Level    string    `json:"level"`   // how closely was looked
	Verdict  string    `json:"verdict"` // good, bad or inconclusive
	Planned  int64     `json:"planned"`
	Read     int64     `json:"read"`
	Equal    int64     `json:"equal"`
	// Found is how many of each kind of difference there are, where there are any.
	Found map[string]int64 `json:"found,omitempty"`
}

// Verified keeps what was found of a run that the store knows; of another it keeps
// nothing.
func (s *Store) Verified(run string, v Verification) error {
	if _, err := os.Stat(s.path(run)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return s.write(run, verificationFile, v)
}

// verified is what was found of a run since it ended; nil where nothing is known. It
// proves nothing by itself, so what cannot be read is as good as nothing.
func (s *Store) verified(run string, r *Result) *Verification {
	var v Verification
	if s.read(run, verificationFile, &v) != nil || r != nil && v.Verified.Before(r.Ended) {
		return nil
	}
	return &v
}

// unverify takes back what was found of a run, which is about to be another.
func (s *Store) unverify(run string) error {
	if err := os.Remove(s.path(run, verificationFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

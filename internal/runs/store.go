package runs

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Folder is where runs are kept, below the folder that one works in.
const Folder = ".iotsim/runs"

const (
	manifestFile = "manifest.json"
	resultFile   = "result.json"
)

// maxFileBytes bounds a file of a run: a manifest keeps the scenario's files.
const maxFileBytes = 256 << 20

// A Store is the runs of one folder.
type Store struct{ folder string }

// Open is the store below a working folder. Nothing is made until a run is.
func Open(working string) *Store {
	return &Store{folder: filepath.Join(working, filepath.FromSlash(Folder))}
}

// ErrUnfinished is why a name cannot be had: its run may still be going on, or
// broke off, and its topic holds a part of the plan.
var ErrUnfinished = errors.New("a run of this name has not finished")

// ErrFinished is why a shard cannot have a name: all that it would send is there.
var ErrFinished = errors.New("this shard of the run has finished")

// CheckName says why a text cannot be a run's name.
func CheckName(name string) error {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+:"
	switch {
	case name == "":
		return errors.New("a run needs a name")
	case len(name) > 100:
		return fmt.Errorf("the name of a run has at most 100 characters, this one has %d", len(name))
	case strings.Trim(name, allowed) != "":
		return fmt.Errorf("%q is no name for a run: write letters, digits and - _ . + :", name)
	case strings.HasPrefix(name, "."):
		return fmt.Errorf("%q is no name for a run: it begins with a dot", name)
	}
	return nil
}

// A Standing is how much of a run topics hold.
type Standing int

// The standings.
const (
	Absent Standing = iota // their newest records are not the run's
	Partly
	Recorded // how much is for the store to say
	Complete // or what is there is nothing that anybody goes on with
)

// A Naming is what decides, beside the store itself, whether a name is free.
// Both functions may be nil.
type Naming struct {
	Shard Shard                      // that wants it
	Taken func(name string) Standing // how much of it topics hold
	Gone  func(*Run) bool            // its topics no longer stand
}

// Create takes the first free name of NAME, NAME-2, NAME-3 … and writes the
// manifest that fill makes for it. The error is ErrUnfinished when a run of that
// name is not over and a part of it lies in a topic that still stands. A shard takes
// NAME or nothing, as it does not know what the others take: then the error may be
// ErrFinished.
func (s *Store) Create(name string, n Naming, fill func(run string) Manifest) (string, error) {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return "", err
	}
	for k := 1; ; k++ {
		run := numbered(name, k)
		free, err := s.free(run, n)
		switch {
		case err != nil:
			return run, err
		case free:
			place := n.Shard.Place(run)
			return run, s.write(place, manifestFile, fill(run))
		case !n.Shard.Whole():
			return run, fmt.Errorf("%w: %s", ErrFinished, run)
		}
	}
}

// numbered is NAME, NAME-2, NAME-3 … for k = 1, 2, 3 …
func numbered(name string, k int) string {
	if k == 1 {
		return name
	}
	return name + "-" + strconv.Itoa(k)
}

// free takes a name if it is free. The error says that it must not be passed over.
func (s *Store) free(run string, n Naming) (bool, error) {
	standing := Absent
	if n.Taken != nil {
		standing = n.Taken(run)
	}
	if standing != Absent {
		return false, s.over(run, n, standing)
	}
	place := n.Shard.Place(run)
	if !n.Shard.Whole() {
		if _, err := s.load(run); !errors.Is(err, fs.ErrNotExist) {
			return false, s.over(run, n, standing) // one process has sent all of it
		}
		if err := os.MkdirAll(s.path(run), 0o700); err != nil {
			return false, err
		}
	}
	err := os.Mkdir(s.path(place), 0o700) // of two that want a name, one gets it
	if !errors.Is(err, fs.ErrExist) {
		return err == nil, err
	}
	if _, err := s.load(place); !n.Shard.Whole() && errors.Is(err, fs.ErrNotExist) {
		return true, nil // it never sent a record, and others are not asked
	}
	return false, s.over(run, n, standing)
}

// over says whether a run's name may be passed over: of a shard's, whether its own
// part is over.
func (s *Store) over(run string, n Naming, standing Standing) error {
	if standing == Complete {
		return nil
	}
	r, err := s.load(n.Shard.Place(run))
	if errors.Is(err, fs.ErrNotExist) {
		r, err = s.Load(run)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && standing != Partly:
		return nil // no manifest: it never sent a record
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %s", ErrUnfinished, run)
	case err != nil:
		return err
	case r.Embedded || n.Gone != nil && n.Gone(r):
		return nil
	case r.Result != nil && (r.Result.Finished || r.Result.Acked+r.Result.Unknown == 0):
		return nil
	}
	return fmt.Errorf("%w: %s", ErrUnfinished, run)
}

// Reopen prepares to go on with a run at a place: where there is no manifest the one
// given is written, and how the run ended before and was verified holds no longer,
// unless it is over.
func (s *Store) Reopen(place string, m Manifest, over bool) error {
	if err := os.MkdirAll(s.path(place), 0o700); err != nil {
		return err
	}
	r, err := s.load(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.write(place, manifestFile, m)
	case err != nil || over:
		return err
	}
	if err := s.unverify(r.Run); err != nil || r.Result == nil {
		return err
	}
	return os.Remove(s.path(place, resultFile))
}

// Names are those of all runs that the store may know something of.
func (s *Store) Names() ([]string, error) {
	entries, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && CheckName(e.Name()) == nil {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// Finish writes how a run ended, or a shard of one, at its place.
func (s *Store) Finish(place string, r Result) error { return s.write(place, resultFile, r) }

// Load reads a run: of shards, what is known of all of them together. The error is
// fs.ErrNotExist when there is none of that name.
func (s *Store) Load(run string) (*Run, error) {
	known, err := s.Known(run)
	if err != nil {
		return nil, err
	}
	if len(known) == 0 {
		return nil, fs.ErrNotExist
	}
	r := join(known)
	r.Verification = s.verified(run, r.Result)
	return r, nil
}

// load reads the record at a place.
func (s *Store) load(run string) (*Run, error) {
	r := &Run{}
	if err := s.read(run, manifestFile, &r.Manifest); err != nil {
		return nil, err
	}
	r.Result = &Result{}
	switch err := s.read(run, resultFile, r.Result); {
	case errors.Is(err, fs.ErrNotExist):
		r.Result = nil
	case err != nil:
		return nil, err
	}
	return r, nil
}

// Newest is the last run of a plan that the store knows, nil when there is none.
// One whose topics still stand goes before any whose broker has ended.
func (s *Store) Newest(digest string) (*Run, error) {
	entries, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []*Run
	for _, e := range entries {
		// What cannot be read is no run of ours to choose from.
		if r, err := s.Load(e.Name()); err == nil && r.Digest == digest {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return slices.MaxFunc(found, func(a, b *Run) int {
		if a.Embedded != b.Embedded {
			return cmp.Compare(rank(a), rank(b))
		}
		return a.Created.Compare(b.Created)
	}), nil
}

// OfScenario are the names of the runs of a scenario's name, the newest first.
func (s *Store) OfScenario(name string) []string {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil // nothing is kept, or nothing that can be read
	}
	var found []*Run
	for _, e := range entries {
		if r, err := s.Load(e.Name()); err == nil && r.Scenario == name {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *Run) int { return b.Created.Compare(a.Created) })
	names := make([]string, len(found))
	for i, r := range found {
		names[i] = r.Run
	}
	return names
}

// An Entry is what stands in the store under a name.
type Entry struct {
	Name string
	Run  *Run  // nil: it cannot be read
	Err  error // why
}

// List is all runs of the store, the newest first. One that is damaged keeps
// nobody from the others; those come last.
func (s *Store) List() ([]Entry, error) {
	entries, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, e := range entries {
		if !e.IsDir() || CheckName(e.Name()) != nil {
			continue
		}
		r, err := s.Load(e.Name())
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.New("it has no manifest: it never sent a record")
		}
		all = append(all, Entry{e.Name(), r, err})
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		switch {
		case a.Run == nil || b.Run == nil:
			return cmp.Or(cmp.Compare(broken(a), broken(b)), cmp.Compare(a.Name, b.Name))
		}
		return cmp.Or(b.Run.Created.Compare(a.Run.Created), cmp.Compare(a.Name, b.Name))
	})
	return all, nil
}

func broken(e Entry) int {
	if e.Run == nil {
		return 1
	}
	return 0
}

func rank(r *Run) int {
	if r.Embedded {
		return 0
	}
	return 1
}

func (s *Store) path(run string, file ...string) string {
	return filepath.Join(append([]string{s.folder, run}, file...)...)
}

func (s *Store) read(run, file string, v any) error {
	text, err := readFile(s.path(run, file), maxFileBytes)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%s is damaged: %w", s.path(run, file), err)
	}
	return nil
}

func (s *Store) write(run, file string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(s.path(run, file), append(text, '\n'))
}

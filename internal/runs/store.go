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

// A Naming is what decides, beside the store itself, whether a name is free.
// Both functions may be nil.
type Naming struct {
	Taken func(name string) bool // a topic knows it
	Gone  func(*Run) bool        // its topics no longer stand
}

// Create takes the first free name of NAME, NAME-2, NAME-3 … and writes the
// manifest that fill makes for it. The error is ErrUnfinished when a run of that
// name is not over and a part of it lies in a topic that still stands.
func (s *Store) Create(name string, n Naming, fill func(run string) Manifest) (string, error) {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return "", err
	}
	for k := 1; ; k++ {
		run := name
		if k > 1 {
			run += "-" + strconv.Itoa(k)
		}
		if n.Taken != nil && n.Taken(run) {
			if err := s.over(run, n.Gone); err != nil {
				return run, err
			}
			continue
		}
		err := os.Mkdir(s.path(run), 0o700) // of two that want a name, one gets it
		if errors.Is(err, fs.ErrExist) {
			if err := s.over(run, n.Gone); err != nil {
				return run, err
			}
			continue
		}
		if err != nil {
			return "", err
		}
		return run, s.write(run, manifestFile, fill(run))
	}
}

// over says whether a run's name may be passed over.
func (s *Store) over(run string, gone func(*Run) bool) error {
	r, err := s.Load(run)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // no manifest: it never sent a record
	case err != nil:
		return err
	case r.Embedded || gone != nil && gone(r):
		return nil
	case r.Result != nil && (r.Result.Finished || r.Result.Acked+r.Result.Unknown == 0):
		return nil
	}
	return fmt.Errorf("%w: %s", ErrUnfinished, run)
}

// Finish writes how a run ended.
func (s *Store) Finish(run string, r Result) error { return s.write(run, resultFile, r) }

// Load reads a run. The error is fs.ErrNotExist when there is none of that name.
func (s *Store) Load(run string) (*Run, error) {
	r := &Run{}
	if err := CheckName(run); err != nil {
		return nil, fs.ErrNotExist
	}
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

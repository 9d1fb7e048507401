package pin

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
)

// LockName is the file that pins libraries, beside the scenario. It is JSON,
// libraries by source, one line a member, so that a change is easy to review:
//
//	{
//	  "format": 1,
//	  "libraries": [
//	    {
//	      "source": "git::https://example.com/plant.git?ref=v1.2",
//	      "commit": "1f0e…",
//	      "hash": "sha256:9a41…"
//	    }
//	  ]
//	}
const LockName = "iotsim.lock"

// lockFormat is the format that is written, and the only one that is read.
const lockFormat = 1

// A Lock is what iotsim.lock says.
type Lock struct {
	Format    int   `json:"format"`
	Libraries []Pin `json:"libraries"`
}

// A Pin is one library: what its source was found to be.
type Pin struct {
	Source string `json:"source"` // Source.Name
	Commit string `json:"commit"`
	Hash   string `json:"hash"` // of its files: see Hash
}

// MaxLockBytes bounds the file.
const MaxLockBytes = 1 << 20

var (
	commitForm = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	hashForm   = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// IsCommit says that a text is the full name of a commit.
func IsCommit(text string) bool { return commitForm.MatchString(text) }

// ReadLock reads the text of iotsim.lock.
func ReadLock(text []byte) (*Lock, error) {
	var l Lock
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return nil, fmt.Errorf("%s is no lock file: %w", LockName, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s goes on after its end", LockName)
	}
	if l.Format != lockFormat {
		return nil, fmt.Errorf("%s has format %d, this iotsim reads format %d", LockName, l.Format, lockFormat)
	}
	for i, p := range l.Libraries {
		if s, err := Parse(p.Source); err != nil || s.Sub != "" {
			return nil, fmt.Errorf("%s: %q is no source of a git library", LockName, p.Source)
		}
		if !IsCommit(p.Commit) || !hashForm.MatchString(p.Hash) {
			return nil, fmt.Errorf("%s: the commit or hash of %s is none", LockName, p.Source)
		}
		if slices.ContainsFunc(l.Libraries[:i], func(q Pin) bool { return q.Source == p.Source }) {
			return nil, fmt.Errorf("%s names %s twice", LockName, p.Source)
		}
	}
	return &l, nil
}

// Find is the pin of a source; a nil lock has none.
func (l *Lock) Find(s Source) (Pin, bool) {
	if l == nil {
		return Pin{}, false
	}
	i := slices.IndexFunc(l.Libraries, func(p Pin) bool { return p.Source == s.Name() })
	if i < 0 {
		return Pin{}, false
	}
	return l.Libraries[i], true
}

// Put adds a pin, or replaces the one of its source.
func (l *Lock) Put(p Pin) {
	l.Libraries = slices.DeleteFunc(l.Libraries, func(q Pin) bool { return q.Source == p.Source })
	l.Libraries = append(l.Libraries, p)
}

// Encode is the text of the file.
func (l *Lock) Encode() ([]byte, error) {
	sorted := Lock{Format: lockFormat, Libraries: slices.Clone(l.Libraries)}
	slices.SortFunc(sorted.Libraries, func(a, b Pin) int { return cmp.Compare(a.Source, b.Source) })
	text, err := json.MarshalIndent(sorted, "", "  ")
	return append(text, '\n'), err
}

// Limits of a library's files.
const (
	// MaxFiles and MaxBytes bound what is kept of one repository.
	MaxFiles = 1_000
	MaxBytes = 32 << 20
)

// Hash is the content of a folder: SHA-256 over a line for each file in it, by
// name, that has the SHA-256 of the file, two spaces and the name. So
//
//	find . -type f | sort | sed 's,^\./,,' | xargs sha256sum | sha256sum
//
// prints the same for names of plain letters. There may be nothing in the folder
// but regular files and folders.
func Hash(fsys fs.FS, folder string) (string, error) {
	sums := map[string][]byte{}
	var total int64
	err := fs.WalkDir(fsys, folder, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			return fmt.Errorf("%s is no regular file", name)
		case len(sums) == MaxFiles:
			return fmt.Errorf("%s has more than %d files", folder, MaxFiles)
		}
		sum, size, err := hashFile(fsys, name, MaxBytes-total)
		total += size
		sums[name] = sum
		return err
	})
	if err != nil {
		return "", err
	}
	names := make([]string, 0, len(sums))
	for name := range sums {
		names = append(names, name)
	}
	slices.Sort(names)
	all := sha256.New()
	for _, name := range names {
		fmt.Fprintf(all, "%x  %s\n", sums[name], within(folder, name))
	}
	return "sha256:" + hex.EncodeToString(all.Sum(nil)), nil
}

// within is a name relative to its folder.
func within(folder, name string) string {
	if folder = path.Clean(folder); folder == "." {
		return name
	}
	return name[len(folder)+1:]
}

func hashFile(fsys fs.FS, name string, most int64) (sum []byte, size int64, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, io.LimitReader(f, most+1))
	if err == nil && size > most {
		err = fmt.Errorf("the library has more than %d bytes", MaxBytes)
	}
	return h.Sum(nil), size, err
}

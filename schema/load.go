package schema

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
)

// Options are what the caller adds to the files.
type Options struct {
	Vars     map[string]string // --var NAME=VALUE
	VarFiles []string          // --var-file, read by Load in this order
	Env      map[string]string // by variable name: the value of IOTSIM_VAR_name

	Seed     *uint64 // --seed: instead of the file's; nil: as the file says
	Start    string  // --start: an instant, instead of the file's
	Duration string  // --duration: where the time line is cut
	Sink     string  // --sink: one instead of all of the file's

	Activity *Activity // nil: nobody watches
}

// An Activity is what Decode is at work on, for whoever watches from another
// goroutine that it comes to an end.
type Activity struct{ at atomic.Pointer[hcl.Range] }

// At is the expression that is being evaluated, or was the last; nil: none was yet.
func (a *Activity) At() *hcl.Range { return a.at.Load() }

func (a *Activity) set(r hcl.Range) {
	if a != nil {
		a.at.Store(&r)
	}
}

// Load reads a scenario: files, or folders of which all *.hcl are read
// (*.overlay.hcl aside). Names are those of fsys. Where something cannot be
// read, the diagnostics say so and the scenario is nil; otherwise it is as Decode
// gives it. Files is never nil.
func Load(fsys fs.FS, paths []string, opts Options) (*Scenario, *Files, hcl.Diagnostics) {
	sources, diags := Read(fsys, paths, opts.VarFiles)
	if diags.HasErrors() {
		return nil, NewFiles(sources...), diags
	}
	return Decode(ReadSeries(fsys, sources, opts), opts)
}

// Read is the first part of Load: the sources that the paths name, and the
// files of variables after them. ReadSeries is the second, Decode the last.
func Read(fsys fs.FS, paths, varFiles []string) ([]Source, hcl.Diagnostics) {
	var sources []Source
	var diags hcl.Diagnostics
	seen := map[string]bool{}
	add := func(name string, variables bool) {
		if seen[name] {
			return
		}
		seen[name] = true
		text, more := readFile(fsys, name, MaxFileBytes)
		diags = append(diags, more...)
		sources = append(sources, Source{Name: name, Text: text, Variables: variables})
	}
	for _, name := range paths {
		names, more := scenarioFiles(fsys, path.Clean(name))
		diags = append(diags, more...)
		for _, n := range names {
			add(n, false)
		}
	}
	for _, name := range varFiles {
		add(path.Clean(name), true)
	}
	return sources, diags
}

// scenarioFiles is the file itself, or the scenario files of a folder in order.
func scenarioFiles(fsys fs.FS, name string) ([]string, hcl.Diagnostics) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	entries, err := fs.ReadDir(fsys, name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	var names []string
	for _, e := range entries {
		if n := e.Name(); !e.IsDir() && strings.HasSuffix(n, ".hcl") && !strings.HasSuffix(n, ".overlay.hcl") && !strings.HasPrefix(n, ".") {
			names = append(names, path.Join(name, n))
		}
	}
	if len(names) == 0 {
		return nil, fileError(name, "No scenario files",
			"The folder %s holds no file that ends in .hcl. Name a scenario file, or another folder.", name)
	}
	if len(names) > maxFiles {
		return nil, fileError(name, "Too many files",
			"A scenario has at most %d files; the folder %s holds %d.", maxFiles, name, len(names))
	}
	slices.Sort(names)
	return names, nil
}

// readFile reads a regular file, of one that is too long a byte more than most.
// It looks before it opens: to open a pipe would wait for whoever writes to it.
func readFile(fsys fs.FS, name string, most int64) ([]byte, hcl.Diagnostics) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fileError(name, "Not a regular file",
			"%s is no regular file (%s). Only regular files are read.", name, info.Mode().Type())
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	return text, nil
}

// unreadable says why a file was not read, without the operation and path that
// a PathError repeats.
func unreadable(name string, err error) hcl.Diagnostics {
	if errors.Is(err, fs.ErrNotExist) {
		return fileError(name, "File not found", "There is no file or folder %s.", name)
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return fileError(name, "File cannot be read", "%s: %s.", name, err)
}

// fileError is about a file as a whole: it has a file but no lines.
func fileError(name, summary, format string, args ...any) hcl.Diagnostics {
	return oneError(hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}, summary, format, args...)
}

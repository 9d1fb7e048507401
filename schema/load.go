package schema

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/pin"
)

// Options are what the caller adds to the files.
type Options struct {
	Vars     map[string]string // --var NAME=VALUE
	VarFiles []string          // --var-file, read by Load in this order
	Overlays []string          // --overlay, read by Load in this order
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
// (*.overlay.hcl aside), the overlays, and the libraries that they use. Names are
// those of fsys. Where something cannot be read, the diagnostics say so and the
// scenario is nil; otherwise it is as Decode gives it. Files is never nil.
func Load(fsys fs.FS, paths []string, opts Options) (*Scenario, *Files, hcl.Diagnostics) {
	sources, diags := Read(fsys, paths, opts)
	if diags.HasErrors() {
		return nil, NewFiles(sources...), diags
	}
	return Decode(ReadSeries(fsys, sources, opts), opts)
}

// Read is the first part of Load: the sources that the paths and the options
// name, and those of the libraries. ReadSeries is the second, Decode the last.
func Read(fsys fs.FS, paths []string, opts Options) ([]Source, hcl.Diagnostics) {
	r := &reader{fsys: fsys, seen: map[string]bool{}}
	r.scenario(paths, opts.Overlays)
	r.readLibraries()
	for _, name := range opts.VarFiles {
		r.file(Source{Name: path.Clean(name), Variables: true})
	}
	return r.sources, r.diags
}

// A reader collects sources.
type reader struct {
	fsys    fs.FS
	sources []Source
	seen    map[string]bool // names of files and of libraries' folders
	diags   hcl.Diagnostics
	roots   []string // folders of what was named: the first is the scenario's

	libraryFiles, libraryBytes int
	lock                       *pin.Lock // of the first root; nil: there is none
	lockRead                   bool
	lockLost                   bool             // it could not be read, which was reported
	fetched                    func(pin.Source) // instead of an error for what is not fetched
}

// scenario reads what the command line names.
func (r *reader) scenario(paths, overlays []string) {
	for _, name := range paths {
		name = path.Clean(name)
		names, diags := scenarioFiles(r.fsys, name)
		r.diags = append(r.diags, diags...)
		if len(names) == 1 && names[0] == name {
			r.roots = append(r.roots, path.Dir(name))
		} else {
			r.roots = append(r.roots, name)
		}
		for _, n := range names {
			r.file(Source{Name: n})
		}
	}
	for _, name := range overlays {
		name = path.Clean(name)
		r.roots = append(r.roots, path.Dir(name))
		r.file(Source{Name: name, Overlay: true})
	}
}

// file reads a file, once whatever names it.
func (r *reader) file(s Source) {
	if r.seen[s.Name] {
		return
	}
	r.seen[s.Name] = true
	text, diags := readFile(r.fsys, s.Name, MaxFileBytes)
	r.diags = append(r.diags, diags...)
	s.Text = text
	r.sources = append(r.sources, s)
}

// scenarioFiles is the file itself, or the scenario files of a folder in order.
func scenarioFiles(fsys fs.FS, name string) ([]string, hcl.Diagnostics) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, missing(fsys, name, err)
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
		return nil, missing(fsys, name, err)
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

// missing says that a file is not there, and which one beside it may be meant.
func missing(fsys fs.FS, name string, err error) hcl.Diagnostics {
	diags := unreadable(name, err)
	entries, listed := fs.ReadDir(fsys, path.Dir(name))
	if !errors.Is(err, fs.ErrNotExist) || listed != nil {
		return diags
	}
	var beside []string
	for _, e := range entries[:min(len(entries), maxFiles)] {
		if e.IsDir() || strings.HasSuffix(e.Name(), ".hcl") {
			beside = append(beside, path.Join(path.Dir(name), e.Name()))
		}
	}
	if near, ok := Nearest(name, beside); ok {
		diags[0].Detail += fmt.Sprintf(" Did you mean %s?", near)
	}
	return diags
}

// unreadable says why a file was not read, without the operation and path that
// a PathError repeats.
func unreadable(name string, err error) hcl.Diagnostics {
	if errors.Is(err, fs.ErrNotExist) {
		return fileError(name, "File not found", "There is no file or folder %s.", name)
	}
	return fileError(name, "File cannot be read", "%s: %s.", name, reason(err))
}

// fileError is about a file as a whole: it has a file but no lines.
func fileError(name, summary, format string, args ...any) hcl.Diagnostics {
	return oneError(hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}, summary, format, args...)
}

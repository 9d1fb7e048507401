package schema

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/iotsim/iotsim/internal/pin"
)

// Libraries must be read before anything is decoded, because Decode does no I/O.
// So the reader looks for library blocks itself: in the scenario, in overlays
// over it, and in the libraries that it finds. What is wrong with a block is left
// to Decode to say; what cannot be read is said here, at the block.

// GitLibraries are the git libraries that a scenario uses, as far as they can be
// known: what one that is not fetched yet uses itself is not.
func GitLibraries(fsys fs.FS, paths []string, opts Options) ([]pin.Source, *Files, hcl.Diagnostics) {
	var found []pin.Source
	r := &reader{fsys: fsys, seen: map[string]bool{}}
	r.fetched = func(s pin.Source) {
		s.Sub = ""
		if !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	r.scenario(paths, opts.Overlays)
	r.readLibraries()
	return found, NewFiles(r.sources...), r.diags
}

// readLibraries reads the libraries that the sources use, and those that they use.
func (r *reader) readLibraries() {
	if len(r.roots) == 0 {
		return
	}
	own := slices.Clone(r.sources)
	for _, found := range libraryBlocks(own) {
		r.library(found, r.roots)
	}
}

// readLock reads what the scenario's git libraries are pinned to, when the first
// of them is met.
func (r *reader) readLock() {
	if r.lockRead {
		return
	}
	r.lockRead = true
	name := path.Join(r.roots[0], pin.LockName)
	if _, err := fs.Stat(r.fsys, name); errors.Is(err, fs.ErrNotExist) {
		return
	}
	text, diags := readFile(r.fsys, name, MaxFileBytes)
	if diags.HasErrors() {
		r.diags, r.lockLost = append(r.diags, diags...), true
		return
	}
	lock, err := pin.ReadLock(text)
	if err != nil {
		r.diags = append(r.diags, fileError(name, "Invalid lock file", "%v. Restore it, or delete it and run iotsim get.", err)...)
		r.lockLost = true
	}
	r.lock = lock
}

// libraryBlocks are the source arguments of library blocks, those of overlays in
// the place of those under them.
func libraryBlocks(sources []Source) []*hclsyntax.Attribute {
	var all []*hclsyntax.Attribute
	places := map[string]int{}
	for _, s := range sources {
		if s.Variables || !bytes.Contains(s.Text, []byte("library")) {
			continue
		}
		body, _, _ := parse(s.Name, s.Text)
		if body == nil {
			continue
		}
		for _, block := range body.Blocks {
			a := block.Body.Attributes["source"]
			name, ok := blockName(block)
			if block.Type != "library" || !ok || a == nil {
				continue
			}
			if at, under := places[name]; under && s.Overlay {
				all[at] = a
				continue
			}
			places[name] = len(all)
			all = append(all, a)
		}
	}
	return all
}

// library reads the folder that a source argument names, which must lie in one
// of the roots, and the libraries that are used there.
func (r *reader) library(a *hclsyntax.Attribute, roots []string) {
	at := a.Expr.Range()
	text, ok := constantText(a)
	if !ok {
		return
	}
	folder, git, problem := sourceFolder(text, a.SrcRange.Filename, r.roots[0])
	if problem != "" {
		if r.fetched != nil { // nobody decodes after this
			r.refuse(at, "Invalid library source", "%s", problem)
		}
		return
	}
	if git != nil {
		root := path.Join(r.roots[0], git.Folder())
		if !r.vendored(*git, root, at) {
			return
		}
		roots = []string{root}
	}
	if !slices.ContainsFunc(roots, func(root string) bool { return inside(root, folder) }) {
		r.refuse(at, "Library outside the folder",
			"%s lies outside of %s. A library lies in the folder of the scenario, or of the git library, that names it.", folder, folderText(roots[0]))
		return
	}
	if r.seen[folder] {
		return
	}
	r.seen[folder] = true
	r.readLibrary(folder, roots, at)
}

// readLibrary reads the files of a folder.
func (r *reader) readLibrary(folder string, roots []string, at hcl.Range) {
	info, err := fs.Stat(r.fsys, folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.refuse(at, "Library not found", "There is no folder %s.", folder)
		return
	case err != nil:
		r.refuse(at, "Library cannot be read", "%s: %s.", folder, reason(err))
		return
	case !info.IsDir():
		r.refuse(at, "Library not found", "%s is no folder. A library is a folder; its files are all that end in .hcl.", folder)
		return
	}
	names, diags := scenarioFiles(r.fsys, folder)
	if diags.HasErrors() {
		r.refuse(at, "Library cannot be read", "%s", diags[0].Detail)
		return
	}
	first := len(r.sources)
	for _, name := range names {
		if r.libraryFiles++; r.libraryFiles > maxLibraryFiles {
			r.refuse(at, "Too many library files", "The libraries of a scenario have at most %d files together.", maxLibraryFiles)
			return
		}
		r.file(Source{Name: name, Library: folder})
		if r.libraryBytes += len(r.sources[len(r.sources)-1].Text); r.libraryBytes > maxLibraryBytes {
			r.refuse(at, "Too many library files", "The libraries of a scenario have at most %d MiB together.", maxLibraryBytes>>20)
			return
		}
	}
	for _, found := range libraryBlocks(slices.Clone(r.sources[first:])) {
		r.library(found, roots)
	}
}

// vendored says that a git library is there and is what the lock says.
func (r *reader) vendored(s pin.Source, folder string, at hcl.Range) bool {
	_, err := fs.Stat(r.fsys, folder)
	if r.fetched != nil {
		r.fetched(s)
		return err == nil
	}
	r.readLock()
	if r.lockLost {
		return false
	}
	locked, ok := r.lock.Find(s)
	if err != nil || !ok {
		r.refuse(at, "Library is not fetched",
			"%s is no part of %s yet. Run iotsim get: nothing is fetched while planning.", s.Name(), path.Join(r.roots[0], pin.LibraryFolder))
		return false
	}
	if r.seen[folder+"\x00hash"] {
		return true
	}
	r.seen[folder+"\x00hash"] = true
	hash, err := pin.Hash(r.fsys, folder)
	switch {
	case err != nil:
		r.refuse(at, "Library cannot be read", "%s: %s.", folder, reason(err))
	case hash != locked.Hash:
		r.refuse(at, "Library differs from its lock",
			"The files in %s are not those that %s pins. Run iotsim get to have them back. To change a library, copy it to a folder of your own and name that.", folder, pin.LockName)
	}
	return err == nil && hash == locked.Hash
}

func (r *reader) refuse(at hcl.Range, summary, format string, args ...any) {
	r.diags = append(r.diags, oneError(at, summary, format, args...)...)
}

// folderText is a folder at the end of a sentence, where a dot would be lost.
func folderText(name string) string {
	if name == "." {
		return "the folder that iotsim runs in"
	}
	return name
}

// inside says that a clean name is a folder or lies in it.
func inside(folder, name string) bool {
	if folder == "." {
		return name != ".." && !strings.HasPrefix(name, "../") && !path.IsAbs(name)
	}
	return name == folder || strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/")
}

// reason is an error without the operation and path that a PathError repeats.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A folders is the files that a command line names, under the names that it
// gives them. Each named file or folder is a root of its own: nothing outside of
// its folder can be read through it, whatever links lie there.
type folders struct {
	roots map[string]*os.Root // by cleaned name of the folder
	links map[string]string   // named files that are links: where they lead
	// seats are the folders of these links: where what is named relative to the
	// files lies.
	seats map[string]string
}

var _ interface {
	fs.StatFS
	fs.ReadDirFS
} = (*folders)(nil)

// openFolders opens the folders of the named files. What cannot be opened is
// left out: whoever then reads it is told why.
func openFolders(names ...string) *folders {
	f := &folders{roots: map[string]*os.Root{}, links: map[string]string{}, seats: map[string]string{}}
	for _, name := range names {
		name = cleanName(name)
		folder := name
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			folder = f.follow(name)
		}
		if _, ok := f.roots[folder]; ok {
			continue
		}
		if root, err := os.OpenRoot(filepath.FromSlash(folder)); err == nil {
			f.roots[folder] = root
		}
	}
	return f
}

// follow resolves a named file that is itself a link: who names it means it.
func (f *folders) follow(name string) (folder string) {
	if info, err := os.Lstat(name); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if real, err := filepath.EvalSymlinks(name); err == nil {
			f.links[name] = filepath.ToSlash(real)
			f.seats[path.Dir(name)] = path.Dir(f.links[name])
			return path.Dir(f.links[name])
		}
	}
	return path.Dir(name)
}

func cleanName(name string) string { return path.Clean(filepath.ToSlash(name)) }

// locate finds the root that holds a name, the innermost if there are several.
func (f *folders) locate(op, name string) (*os.Root, string, error) {
	full := cleanName(name)
	if real, ok := f.links[full]; ok {
		full = real
	}
	for folder := full; ; folder = path.Dir(folder) {
		if root, ok := f.roots[folder]; ok {
			return root, below(folder, full), nil
		}
		if root, ok := f.roots[f.seats[folder]]; ok {
			return root, below(folder, full), nil
		}
		if folder == path.Dir(folder) {
			return nil, "", &fs.PathError{Op: op, Path: name, Err: f.why(full)}
		}
	}
}

// below is a name relative to a folder that it lies in.
func below(folder, full string) string {
	rest := strings.TrimPrefix(full, folder)
	if folder == "." {
		rest = full
	}
	if rest = strings.TrimPrefix(rest, "/"); rest == "" {
		return "."
	}
	return rest
}

// why says what keeps a name from being read.
func (f *folders) why(name string) error {
	if _, err := os.Stat(filepath.FromSlash(path.Dir(name))); err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			return at.Err
		}
	}
	return fs.ErrPermission
}

// Open opens a file or folder for reading.
func (f *folders) Open(name string) (fs.File, error) {
	root, rest, err := f.locate("open", name)
	if err != nil {
		return nil, err
	}
	file, err := root.Open(rest)
	if err != nil {
		return nil, err // not file: a nil *os.File is no nil fs.File
	}
	return file, nil
}

// Stat looks without opening: to open a pipe would wait.
func (f *folders) Stat(name string) (fs.FileInfo, error) {
	root, rest, err := f.locate("stat", name)
	if err != nil {
		return nil, err
	}
	return root.Stat(rest)
}

// ReadDir lists a folder in order.
func (f *folders) ReadDir(name string) ([]fs.DirEntry, error) {
	root, rest, err := f.locate("readdir", name)
	if err != nil {
		return nil, err
	}
	return fs.ReadDir(root.FS(), rest)
}

// Close lets go of the folders.
func (f *folders) Close() {
	for _, root := range f.roots {
		_ = root.Close() // opened for reading: nothing can be lost
	}
}

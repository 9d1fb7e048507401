package fetch

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/internal/pin"
)

// Vendor puts the files of a commit into the folder of its library below root,
// all of them or none, in the place of those that are there.
func (g Git) Vendor(ctx context.Context, s pin.Source, commit, root string) (pin.Pin, error) {
	repository, err := os.MkdirTemp("", "iotsim-get-")
	if err != nil {
		return pin.Pin{}, err
	}
	defer func() { _ = os.RemoveAll(repository) }()
	if err := g.fetch(ctx, repository, s, commit); err != nil {
		return pin.Pin{}, err
	}
	files, err := g.list(ctx, repository, commit)
	if err != nil {
		return pin.Pin{}, fmt.Errorf("%s at %.12s: %w", s.URL, commit, err)
	}
	top, err := openTop(root)
	if err != nil {
		return pin.Pin{}, err
	}
	defer func() { _ = top.Close() }() // what was written was closed with its own error
	hash, err := g.place(ctx, repository, files, top, s.Folder())
	return pin.Pin{Source: s.Name(), Commit: commit, Hash: hash}, err
}

// place puts files into the folder of their library, and gives their hash.
func (g Git) place(ctx context.Context, repository string, files []file, top *os.Root, home string) (string, error) {
	if err := top.MkdirAll(pin.LibraryFolder, 0o777); err != nil {
		return "", err
	}
	temp := pin.LibraryFolder + "/.get-" + rand.Text()
	if err := top.Mkdir(temp, 0o700); err != nil {
		return "", err
	}
	defer func() { _ = top.RemoveAll(temp) }()
	fresh := temp + "/new"
	if err := g.write(ctx, repository, files, top, fresh); err != nil {
		return "", err
	}
	hash, err := pin.Hash(top.FS(), fresh)
	if err != nil {
		return "", err
	}
	return hash, replace(top, fresh, home, temp+"/old")
}

// openTop opens the scenario's folder so that nothing is read or written outside
// of it. The folders of libraries are no links: who planted one would choose what
// is written over.
func openTop(root string) (*os.Root, error) {
	top, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{path.Dir(pin.LibraryFolder), pin.LibraryFolder} {
		if err := noLink(top, name); err != nil {
			return nil, errors.Join(err, top.Close())
		}
	}
	return top, nil
}

// noLink refuses a link, and what is no folder; there may be nothing.
func noLink(top *os.Root, name string) error {
	info, err := top.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a link: libraries are kept in a folder of the scenario's own", name)
	case !info.IsDir():
		return fmt.Errorf("%s is no folder", name)
	}
	return nil
}

// Hash is the hash of the files that a library has below root.
func Hash(s pin.Source, root string) (string, error) {
	top, err := openTop(root)
	if err != nil {
		return "", err
	}
	defer func() { _ = top.Close() }() // read only: nothing can be lost
	if err := noLink(top, s.Folder()); err != nil {
		return "", err
	}
	return pin.Hash(top.FS(), s.Folder())
}

// replace puts a folder in the place of another, which may not be there.
func replace(top *os.Root, fresh, home, aside string) error {
	err := top.Rename(home, aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	moved := err == nil
	if err := top.Rename(fresh, home); err != nil {
		if moved {
			err = errors.Join(err, top.Rename(aside, home))
		}
		return err
	}
	return nil
}

// A file is one that a library needs.
type file struct {
	name string
	hash string
	size int64
}

// needed says that a file is part of a library: scenarios, recorded series, and
// the terms under which both may be used.
func needed(name string) bool {
	base := path.Base(name)
	upper := strings.ToUpper(base)
	for _, terms := range []string{"LICENSE", "LICENCE", "COPYING", "NOTICE"} {
		if upper == terms || strings.HasPrefix(upper, terms+".") {
			return true
		}
	}
	return !strings.HasPrefix(base, ".") && slices.Contains([]string{".hcl", ".csv"}, path.Ext(base))
}

// list are the files of a commit that a library needs.
func (g Git) list(ctx context.Context, repository, commit string) ([]file, error) {
	out, err := g.run(ctx, repository, nil, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	var files []file
	var total int64
	folded := map[string]string{}
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		if len(entry) == 0 {
			continue
		}
		f, mode, err := parseEntry(string(entry))
		if err != nil {
			return nil, err
		}
		if mode == "120000" {
			if err := g.checkLink(ctx, repository, f); err != nil {
				return nil, err
			}
			continue
		}
		if mode != "100644" && mode != "100755" || !needed(f.name) {
			continue // a submodule, or a file of something else
		}
		if !safe(f.name) {
			return nil, fmt.Errorf("the name %q is not one that every system can have", f.name)
		}
		if other, twice := folded[strings.ToLower(f.name)]; twice {
			return nil, fmt.Errorf("%q and %q are one file on some systems", other, f.name)
		}
		folded[strings.ToLower(f.name)] = f.name
		if total += f.size; total > pin.MaxBytes || len(files) == pin.MaxFiles {
			return nil, fmt.Errorf("a library has at most %d files and %d MiB", pin.MaxFiles, pin.MaxBytes>>20)
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return nil, errors.New("there is no file that ends in .hcl")
	}
	return files, nil
}

// parseEntry reads "MODE TYPE HASH SIZE\tNAME".
func parseEntry(entry string) (f file, mode string, err error) {
	head, name, _ := strings.Cut(entry, "\t")
	fields := strings.Fields(head)
	if len(fields) != 4 || !pin.IsCommit(fields[2]) {
		return file{}, "", fmt.Errorf("git lists what is no file: %q", entry)
	}
	size, err := strconv.ParseInt(fields[3], 10, 64)
	if err != nil {
		size = 0 // a submodule has "-"
	}
	return file{name, fields[2], size}, fields[0], nil
}

// safe admits names that mean the same file everywhere.
func safe(name string) bool {
	if !fs.ValidPath(name) || len(name) > 400 || strings.ContainsAny(name, "\\:*?\"<>|") {
		return false
	}
	for _, part := range strings.Split(name, "/") {
		if strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || !filepath.IsLocal(part) {
			return false
		}
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' })
}

// checkLink refuses links that lead out of the repository, and links in the
// place of files that a library needs; others are left out like any file that
// it does not need.
func (g Git) checkLink(ctx context.Context, repository string, f file) error {
	if f.size > 4096 {
		return fmt.Errorf("the link %q has no target that a file could have", f.name)
	}
	target, err := g.run(ctx, repository, nil, "cat-file", "blob", f.hash)
	if err != nil {
		return err
	}
	to := path.Join(path.Dir(f.name), string(target))
	if path.IsAbs(string(target)) || to == ".." || strings.HasPrefix(to, "../") {
		return fmt.Errorf("the link %q leads out of the repository", f.name)
	}
	if needed(f.name) {
		return fmt.Errorf("%q is a link: a library has regular files only", f.name)
	}
	return nil
}

// write writes files below a folder, which must not be there yet.
func (g Git) write(ctx context.Context, repository string, files []file, top *os.Root, folder string) error {
	if err := top.Mkdir(folder, 0o777); err != nil {
		return err
	}
	root, err := top.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // each file was closed with its own error
	// A batch's answers come in the order of its questions, so a few megabytes of
	// files at a time keep what is held in memory small.
	for begin := 0; begin < len(files); {
		end, size := begin, int64(0)
		for end < len(files) && (end == begin || size+files[end].size <= maxAnswer/4) {
			size += files[end].size
			end++
		}
		if err := g.writeBatch(ctx, repository, files[begin:end], root); err != nil {
			return err
		}
		begin = end
	}
	return nil
}

func (g Git) writeBatch(ctx context.Context, repository string, files []file, root *os.Root) error {
	var questions strings.Builder
	for _, f := range files {
		fmt.Fprintln(&questions, f.hash)
	}
	out, err := g.run(ctx, repository, strings.NewReader(questions.String()), "cat-file", "--batch")
	if err != nil {
		return err
	}
	answers := bufio.NewReader(bytes.NewReader(out))
	for _, f := range files {
		text, err := answer(answers, f)
		if err != nil {
			return err
		}
		if err := writeFile(root, f.name, text); err != nil {
			return err
		}
	}
	return nil
}

// answer reads "HASH blob SIZE\n", so many bytes and a line end.
func answer(r *bufio.Reader, f file) ([]byte, error) {
	head, err := r.ReadString('\n')
	if err != nil || strings.TrimSpace(head) != fmt.Sprintf("%s blob %d", f.hash, f.size) {
		return nil, fmt.Errorf("git has no text of %q", f.name)
	}
	text := make([]byte, f.size+1)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, fmt.Errorf("git has no text of %q", f.name)
	}
	return text[:f.size], nil
}

// writeFile writes a new file, on disk when it returns.
func writeFile(root *os.Root, name string, text []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return errors.Join(err, out.Sync(), out.Close())
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// stdinName is the PATH that means standard input.
const stdinName = "-"

type fmtFlags struct{ check, diff bool }

func (a *app) fmtCommand() *cobra.Command {
	var f fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt PATH...",
		Short: "Bring scenario files into the canonical layout",
		Long: `Fmt rewrites files, or all *.hcl files below folders, in the canonical layout and
prints the names of those that it changed. What a scenario means stays the same.
PATH - reads standard input and writes standard output.`,
		Example: "  iotsim fmt scenarios\n  iotsim fmt --check --diff scenarios",
		Args:    paths("PATH", 1, -1),
		RunE:    func(_ *cobra.Command, paths []string) error { return a.format(paths, f) },
	}
	cmd.Flags().BoolVar(&f.check, "check", false, "write nothing; exit with 1 if a file would change")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "print what changes")
	return cmd
}

func (a *app) format(paths []string, f fmtFlags) error {
	names, err := formatNames(paths)
	if err != nil {
		return err
	}
	changed, broken := false, false
	for _, name := range names {
		was, err := a.formatFile(name, f)
		if err != nil {
			a.say(err)
			broken = true
		}
		changed = changed || was
	}
	switch {
	case broken:
		return said(exitUsage)
	case changed && f.check:
		return said(exitFailed)
	}
	return nil
}

// formatFile formats one file and says whether that changed it.
func (a *app) formatFile(name string, f fmtFlags) (changed bool, err error) {
	text, err := a.readSource(name)
	if err != nil {
		return false, err
	}
	formatted, diags := schema.Format(name, text)
	if diags.HasErrors() {
		a.diagnose(schema.NewFiles(schema.Source{Name: name, Text: text}), diags)
		return false, said(exitUsage)
	}
	changed = !bytes.Equal(text, formatted)
	if name == stdinName && !f.check && !f.diff {
		_, err := a.out.Write(formatted)
		return changed, err
	}
	if !changed {
		return false, nil
	}
	fmt.Fprintln(a.out, name)
	if f.diff {
		if err := view.Diff(a.out, name, text, formatted); err != nil {
			return true, err
		}
	}
	if f.check || name == stdinName {
		return true, nil
	}
	return true, replaceFile(name, formatted)
}

func (a *app) readSource(name string) ([]byte, error) {
	if name == stdinName {
		return readSome(a.in)
	}
	info, err := os.Stat(name)
	switch saved, damaged := runs.ReadPlan(name); {
	case err != nil:
	case !info.Mode().IsRegular():
		err = fmt.Errorf("%s is no regular file", name)
	case saved != nil || damaged != nil:
		err = fmt.Errorf("%s is a saved plan, which has no layout", name)
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // read only: nothing can be lost
	return readSome(f)
}

// readSome reads as much as a scenario file may hold and a byte more, by which
// Format sees that there is too much.
func readSome(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, schema.MaxFileBytes+1))
}

// formatNames are the files that paths name, those of folders included.
func formatNames(paths []string) ([]string, error) {
	var names []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if p == stdinName || err == nil && !info.IsDir() {
			names = append(names, p)
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := scenarioFiles(p)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	return names, nil
}

// scenarioFiles are the *.hcl files below a folder, hidden folders aside.
func scenarioFiles(folder string) ([]string, error) {
	var names []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != "." && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.Type().IsRegular() && path.Ext(name) == ".hcl":
			names = append(names, filepath.Join(folder, filepath.FromSlash(name)))
		}
		return nil
	})
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("the folder %s holds no file that ends in .hcl", folder)
	}
	return names, err
}

// replaceFile puts a new text in the place of a file, whole or not at all, with
// the mode that it had. Of a link, the file that it leads to is replaced.
func replaceFile(name string, text []byte) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return destination(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		return destination(err)
	}
	return placeFile(name, text, info.Mode().Perm())
}

// placeFile makes a file appear whole or not at all.
func placeFile(name string, text []byte, mode fs.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return destination(err)
	}
	_, err = temp.Write(text)
	err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		return destination(errors.Join(err, os.Remove(temp.Name())))
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/internal/fetch"
	"github.com/iotsim/iotsim/internal/pin"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

type getFlags struct {
	check  bool
	update bool
}

func (a *app) getCommand() *cobra.Command {
	var f getFlags
	var overlays []string
	cmd := &cobra.Command{
		Use:   "get [PATH]",
		Short: "Fetch the git libraries that a scenario names, and pin them",
		Long: `Get puts the files of git libraries into .iotsim/lib beside the scenario and writes
iotsim.lock, which pins each to a commit and a hash of its content. Other commands
fetch nothing: they use what is there, and refuse it when it is not what the lock
says. Keep iotsim.lock with the scenario.

What the lock pins stays: where a tag was moved, get says so and --update takes the
new commit. Of a library whose files were edited, get restores them. --check fetches
nothing, and exits with 1 when files and lock differ. It uses git's own program and
its credentials, for https, ssh and file URLs.`,
		Example: "  iotsim get scenarios/office.hcl\n  iotsim get --check\n  iotsim get --update scenarios",
		Args:    paths("PATH", 0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "."
			if len(args) == 1 {
				name = args[0]
			}
			return a.get(cmd.Context(), name, schema.Options{Overlays: overlays}, f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.check, "check", false, "fetch nothing; exit with 1 if files and lock differ")
	flags.BoolVar(&f.update, "update", false, "take the commits that tags and branches are now")
	flags.StringArrayVar(&overlays, "overlay", nil, "merge the blocks of a `FILE` over the scenario's; repeatable")
	cmd.MarkFlagsMutuallyExclusive("check", "update")
	return cmd
}

// A getting is one run of get.
type getting struct {
	*app
	flags getFlags
	path  string
	opts  schema.Options
	root  string // the scenario's folder
	lock  *pin.Lock
}

func (a *app) get(ctx context.Context, name string, o schema.Options, f getFlags) error {
	if saved, err := runs.ReadPlan(name); saved != nil || err != nil {
		return usage("%s is a saved plan: it holds its libraries. Name the scenario to get others.", name)
	}
	g := &getting{app: a, flags: f, path: name, opts: o, root: folderOf(name)}
	if err := g.readLock(); err != nil {
		return usage("%w", err)
	}
	good := true
	seen := map[pin.Source]bool{}
	for {
		// What one library uses is known once it is there.
		sources, err := g.sources()
		if err != nil {
			return err
		}
		before := len(seen)
		for _, s := range sources {
			if seen[s] {
				continue
			}
			seen[s] = true
			if f.check {
				good = g.check(s) && good
			} else if err := g.library(ctx, s); err != nil {
				return err
			}
		}
		if len(seen) == before {
			break
		}
	}
	if !good {
		return said(exitFailed)
	}
	return nil
}

// folderOf is the folder that a scenario's libraries lie in.
func folderOf(name string) string {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return cleanName(name)
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return path.Dir(filepath.ToSlash(real))
	}
	return path.Dir(cleanName(name))
}

// sources are the git libraries that the scenario is known to use.
func (g *getting) sources() ([]pin.Source, error) {
	fsys := openFolders(append([]string{g.path}, g.opts.Overlays...)...)
	defer fsys.Close()
	sources, files, diags := schema.GitLibraries(fsys, []string{g.path}, g.opts)
	g.diagnose(files, diags)
	if diags.HasErrors() {
		return nil, said(exitUsage)
	}
	return sources, nil
}

func (g *getting) file(name string) string { return filepath.Join(filepath.FromSlash(g.root), name) }

// readLock reads iotsim.lock, if there is one.
func (g *getting) readLock() error {
	g.lock = &pin.Lock{}
	info, err := os.Lstat(g.file(pin.LockName)) // through a link, another file would be written
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && (!info.Mode().IsRegular() || info.Size() > pin.MaxLockBytes) {
		err = fmt.Errorf("%s is no lock file", g.file(pin.LockName))
	}
	if err != nil {
		return err
	}
	text, err := os.ReadFile(g.file(pin.LockName))
	if err == nil {
		g.lock, err = pin.ReadLock(text)
	}
	return err
}

// state compares the files of a library with the lock.
func (g *getting) state(s pin.Source) (p pin.Pin, problem string) {
	p, locked := g.lock.Find(s)
	hash, err := fetch.Hash(s, filepath.FromSlash(g.root))
	switch {
	case !locked:
		return p, "is not in " + pin.LockName
	case errors.Is(err, fs.ErrNotExist):
		return p, "is not in " + path.Join(g.root, pin.LibraryFolder)
	case err != nil:
		return p, err.Error()
	case hash != p.Hash:
		return p, "has files in " + path.Join(g.root, s.Folder()) + " that differ from " + pin.LockName
	}
	return p, ""
}

func (g *getting) check(s pin.Source) bool {
	_, problem := g.state(s)
	if problem != "" {
		fmt.Fprintf(g.err, "%s %s.\n", s.Name(), schema.Visible(problem))
	}
	return problem == ""
}

// library fetches a library, unless what is there is what the lock says.
func (g *getting) library(ctx context.Context, s pin.Source) error {
	var git fetch.Git
	locked, problem := g.state(s)
	now, err := git.Resolve(ctx, s)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	commit := locked.Commit
	switch {
	case commit == "" || g.flags.update:
		if err != nil {
			return unreachable(s, err)
		}
		commit = now
	case err != nil && problem == "":
		fmt.Fprintf(g.err, "%s could not be asked whether it moved: %v\n", s.Name(), err)
	case err == nil && now != commit:
		fmt.Fprintf(g.err, "%s moved from %.12s to %.12s. The lock stays with the first; iotsim get --update takes the second.\n", s.Name(), commit, now)
	}
	if problem == "" && commit == locked.Commit {
		fmt.Fprintf(g.out, "%s is at %.12s\n", s.Name(), commit)
		return nil
	}
	fetched, err := git.Vendor(ctx, s, commit, filepath.FromSlash(g.root))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return unreachable(s, err)
	}
	if commit == locked.Commit && fetched.Hash != locked.Hash {
		return unreachable(s, fmt.Errorf("commit %.12s has another content than %s says: %s, not %s", commit, pin.LockName, fetched.Hash, locked.Hash))
	}
	g.lock.Put(fetched)
	if err := g.writeLock(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(g.out, "%s is at %.12s, fetched\n", s.Name(), commit)
	return err
}

// unreachable is a library that could not be had.
func unreachable(s pin.Source, err error) error {
	return &failure{code: exitInconclusive, err: fmt.Errorf("%s cannot be fetched: %w", s.Name(), err)}
}

// writeLock writes iotsim.lock, whole or not at all.
func (g *getting) writeLock() error {
	text, err := g.lock.Encode()
	if err != nil {
		return err
	}
	name := g.file(pin.LockName)
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return placeFile(name, text, 0o644)
	}
	return replaceFile(name, text)
}

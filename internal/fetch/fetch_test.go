package fetch_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/fetch"
	"github.com/iotsim/iotsim/internal/pin"
)

// A repository is one on this machine, filled by git itself.
type repository struct {
	t      *testing.T
	folder string
	linked bool // the index has what the folder has not
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	r := &repository{t: t, folder: t.TempDir()}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *repository) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	cmd.Dir = r.folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r *repository) write(name, text string) {
	r.t.Helper()
	name = filepath.Join(r.folder, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repository) commit() string {
	r.t.Helper()
	if !r.linked {
		r.git("add", "-A")
	}
	r.git("commit", "-q", "-m", "x", "--allow-empty")
	return r.git("rev-parse", "HEAD")
}

func (r *repository) source(ref string) pin.Source {
	return pin.Source{URL: "file://" + r.folder, Ref: ref}
}

func TestARefIsTheCommitThatItNames(t *testing.T) {
	r := newRepository(t)
	first := r.commit()
	r.git("tag", "v1")
	r.git("tag", "-a", "-m", "x", "v2")
	r.git("branch", "feature/x")
	second := r.commit()
	r.git("branch", "v1") // a branch of a tag's name
	for ref, want := range map[string]string{"": second, "main": second, "v1": first, "v2": first, "feature/x": first, first: first} {
		got, err := fetch.Git{}.Resolve(t.Context(), r.source(ref))
		if got != want || err != nil {
			t.Errorf("%q: %s, %v, want %s", ref, got, err, want)
		}
	}
	for _, ref := range []string{"v3", "feature", "v"} {
		if got, err := (fetch.Git{}).Resolve(t.Context(), r.source(ref)); err == nil {
			t.Errorf("%q is %s", ref, got)
		}
	}
}

// names are the files below a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(folder, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, err = filepath.Rel(folder, name)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestOnlyTheFilesOfALibraryAreTaken(t *testing.T) {
	r := newRepository(t)
	r.write("models/a.hcl", "# a\n")
	r.write("models/series.csv", "t,v\n")
	r.write("LICENSE", "Free.")
	r.write("COPYING.txt", "Free.")
	r.write("run.sh", "exit 1")
	r.write("models/.hidden.hcl", "# hidden")
	r.write(".gitattributes", "*.hcl filter=evil eol=crlf ident\n")
	r.write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ext::sh -c touch% pwned\n")
	if err := os.Symlink("run.sh", filepath.Join(r.folder, "latest")); err != nil {
		t.Skip(err)
	}
	commit := r.commit()
	root := t.TempDir()
	s := r.source("")
	p, err := fetch.Git{}.Vendor(t.Context(), s, commit, root)
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(root, filepath.FromSlash(s.Folder()))
	if got, want := names(t, home), []string{"COPYING.txt", "LICENSE", "models/a.hcl", "models/series.csv"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if text, err := os.ReadFile(filepath.Join(home, "models/a.hcl")); string(text) != "# a\n" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	hash, err := pin.Hash(os.DirFS(root), s.Folder())
	if p.Hash != hash || p.Commit != commit || p.Source != s.Name() || err != nil {
		t.Errorf("%+v, %s, %v", p, hash, err)
	}
	if left := names(t, filepath.Join(root, filepath.FromSlash(pin.LibraryFolder))); len(left) != 4 {
		t.Errorf("left behind: %v", left)
	}
}

func TestHostileRepositoriesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		fill func(r *repository)
		want string
	}{
		"link out":      {func(r *repository) { _ = os.Symlink("../../x", filepath.Join(r.folder, "x")) }, "leads out"},
		"absolute link": {func(r *repository) { _ = os.Symlink("/etc/passwd", filepath.Join(r.folder, "x.hcl")) }, "leads out"},
		"link":          {func(r *repository) { _ = os.Symlink("a.hcl", filepath.Join(r.folder, "x.hcl")) }, "is a link"},
		"nothing":       {func(r *repository) { _ = os.Remove(filepath.Join(r.folder, "a.hcl")) }, "no file that ends in .hcl"},
		"case":          {func(r *repository) { r.write("A.hcl", "") }, "one file on some systems"},
		"colon":         {func(r *repository) { r.write("c:d.hcl", "") }, "not one that every system can have"},
		"dots":          {func(r *repository) { r.write("x./d.hcl", "") }, "not one that every system can have"},
		"line end":      {func(r *repository) { r.write("x\ny.hcl", "") }, "not one that every system can have"},
		"too large":     {func(r *repository) { r.write("x.csv", strings.Repeat("0", pin.MaxBytes)) }, "at most"},
		"long link":     {func(r *repository) { r.link("x", strings.Repeat("y", 5000)) }, "no target"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t)
			r.write("a.hcl", "locals {}")
			c.fill(r)
			commit := r.commit()
			root := t.TempDir()
			_, err := fetch.Git{}.Vendor(t.Context(), r.source(""), commit, root)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if got := names(t, root); len(got) > 0 {
				t.Errorf("left behind: %v", got)
			}
		})
	}
}

// link adds a link to the index that the file system may not take.
func (r *repository) link(name, target string) {
	r.write("target", target)
	hash := r.git("hash-object", "-w", "target")
	_ = os.Remove(filepath.Join(r.folder, "target"))
	r.git("update-index", "--add", "--cacheinfo", "120000,"+hash+","+name)
	r.git("add", "a.hcl")
	r.linked = true
}

// A failed fetch leaves what was there.
func TestVendoringIsAllOrNothing(t *testing.T) {
	r := newRepository(t)
	r.write("a.hcl", "locals {}")
	good := r.commit()
	root := t.TempDir()
	s := r.source("")
	if _, err := (fetch.Git{}).Vendor(t.Context(), s, good, root); err != nil {
		t.Fatal(err)
	}
	before := names(t, root)
	for _, commit := range []string{strings.Repeat("1", 40)} {
		if _, err := (fetch.Git{}).Vendor(t.Context(), s, commit, root); err == nil {
			t.Errorf("commit %s is there", commit)
		}
	}
	if after := names(t, root); !slices.Equal(before, after) {
		t.Errorf("%v, was %v", after, before)
	}
	r.write("b.hcl", "locals {}")
	if _, err := (fetch.Git{}).Vendor(t.Context(), s, r.commit(), root); err != nil {
		t.Fatal(err)
	}
	if after := names(t, root); len(after) != 2 {
		t.Errorf("%v", after)
	}
}

// Neither hooks nor the caller's repository have a say.
func TestGitIsOnItsOwn(t *testing.T) {
	r := newRepository(t)
	r.write("a.hcl", "locals {}")
	commit := r.commit()
	hooks := t.TempDir()
	ran := filepath.Join(hooks, "ran")
	for _, hook := range []string{"post-checkout", "reference-transaction", "post-merge", "pre-auto-gc"} {
		if err := os.WriteFile(filepath.Join(hooks, hook), []byte("#!/bin/sh\ntouch "+ran+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(hooks, "config")
	if err := os.WriteFile(config, []byte("[core]\n\thooksPath = "+hooks+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("GIT_DIR", filepath.Join(hooks, "nowhere"))
	t.Setenv("GIT_WORK_TREE", hooks)
	t.Setenv("GIT_OBJECT_DIRECTORY", hooks)
	if _, err := (fetch.Git{}).Vendor(t.Context(), r.source(""), commit, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a hook ran")
	}
}

func TestOtherTransportsAreRefusedByGitToo(t *testing.T) {
	newRepository(t)
	for _, url := range []string{"ext::sh -c true", "git://127.0.0.1/x", "http://127.0.0.1/x"} {
		_, err := fetch.Git{}.Resolve(t.Context(), pin.Source{URL: url})
		if err == nil || !strings.Contains(err.Error(), "not allowed") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestAFetchEndsWithItsContext(t *testing.T) {
	program := filepath.Join(t.TempDir(), "git")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nexec sleep 60\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	start := time.Now()
	if _, err := (fetch.Git{Program: program}).Resolve(ctx, pin.Source{URL: "https://example.com/x"}); err == nil || time.Since(start) > 30*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	if _, err := (fetch.Git{Program: filepath.Join(t.TempDir(), "none")}).Resolve(t.Context(), pin.Source{URL: "https://example.com/x"}); err == nil {
		t.Error("a program that is not there ran")
	}
}

// A server's words are repeated, not obeyed.
func TestAServerSendsNoEscapesToTheTerminal(t *testing.T) {
	program := filepath.Join(t.TempDir(), "git")
	script := "#!/bin/sh\nprintf 'fatal: \\033]0;owned\\007no\\rsuch\\302\\233 thing\\n' >&2\nexit 128\n"
	if err := os.WriteFile(program, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	_, err := fetch.Git{Program: program}.Resolve(t.Context(), pin.Source{URL: "https://example.com/x.git"})
	if want := "git ls-remote: ?]0;owned?no?such? thing"; err == nil || err.Error() != want {
		t.Errorf("%q, not %q", err, want)
	}
}

// Whoever can put a link into the scenario's folder does not choose what is
// written elsewhere.
func TestNothingIsWrittenThroughALink(t *testing.T) {
	r := newRepository(t)
	r.write("a.hcl", "locals {}")
	commit, s := r.commit(), r.source("")
	for _, name := range []string{".iotsim", ".iotsim/lib"} {
		for _, outside := range []bool{true, false} {
			around := t.TempDir()
			root, target := filepath.Join(around, "plant"), filepath.Join(around, "target")
			if !outside {
				target = filepath.Join(root, "own")
			}
			link := filepath.Join(root, name)
			for _, folder := range []string{filepath.Dir(link), filepath.Join(target, "lib")} {
				if err := os.MkdirAll(folder, 0o777); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink(target, link); err != nil {
				t.Skip(err)
			}
			if _, err := (fetch.Git{}).Vendor(t.Context(), s, commit, root); err == nil || !strings.Contains(err.Error(), name+" is a link") {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := fetch.Hash(s, root); err == nil {
				t.Errorf("%s: what lies behind the link was read", name)
			}
			if all := names(t, target); len(all) > 0 {
				t.Errorf("%s: %v", name, all)
			}
		}
	}
}

// A link in the place of one library makes way for its files.
func TestALinkMakesWayForALibrary(t *testing.T) {
	r := newRepository(t)
	r.write("a.hcl", "locals {}")
	commit, s := r.commit(), r.source("")
	root, target := t.TempDir(), t.TempDir()
	link := filepath.Join(root, s.Folder())
	if err := os.MkdirAll(filepath.Dir(link), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	if _, err := fetch.Hash(s, root); err == nil {
		t.Error("what lies behind the link was read")
	}
	if _, err := (fetch.Git{}).Vendor(t.Context(), s, commit, root); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || !info.IsDir() || len(names(t, target)) > 0 {
		t.Errorf("%v, %v", info, err)
	}
}

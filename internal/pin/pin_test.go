package pin_test

import (
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/pin"
)

func TestSourcesAreRepositoryFolderAndRef(t *testing.T) {
	for text, want := range map[string]pin.Source{
		"git::https://example.com/plant.git":                       {URL: "https://example.com/plant.git"},
		"git::https://example.com/plant.git//models/std?ref=v1.2":  {URL: "https://example.com/plant.git", Sub: "models/std", Ref: "v1.2"},
		"git::https://example.com:8443/a/b.git?ref=feature/x":      {URL: "https://example.com:8443/a/b.git", Ref: "feature/x"},
		"git::ssh://git@example.com/plant.git?ref=0123abc":         {URL: "ssh://git@example.com/plant.git", Ref: "0123abc"},
		"git::file:///srv/git/plant//models/?ref=v1":               {URL: "file:///srv/git/plant", Sub: "models", Ref: "v1"},
		"git::https://[2001:db8::1]:443/plant.git":                 {URL: "https://[2001:db8::1]:443/plant.git"},
		"git::https://example.com/plant.git?ref=release-2026.01_b": {URL: "https://example.com/plant.git", Ref: "release-2026.01_b"},
	} {
		got, err := pin.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		if again, err := pin.Parse(got.Name()); err != nil || again.URL != got.URL || again.Ref != got.Ref {
			t.Errorf("%s: its name %s is read as %+v, %v", text, got.Name(), again, err)
		}
		if folder := got.Folder(); !fs.ValidPath(folder) || !strings.HasPrefix(folder, pin.LibraryFolder+"/") || strings.Count(folder, "/") != 2 {
			t.Errorf("%s: folder %s", text, folder)
		}
	}
}

// What git, ssh or a remote helper could take for anything but a repository and
// a ref is refused.
func TestHostileSourcesAreRefused(t *testing.T) {
	for _, text := range []string{
		"https://example.com/plant.git",
		"git::",
		"git::plant",
		"git::http://example.com/plant.git",
		"git::git://example.com/plant.git",
		"git::ext::sh -c 'touch x'",
		"git::ext://sh%20-c%20x",
		"git::fd://17/x",
		"git::--upload-pack=touch x",
		"git::git@example.com:plant.git",
		"git::ssh://-oProxyCommand=x/plant",
		"git::ssh://-l@example.com/plant",
		"git::ssh://example.com",
		"git::ssh:///plant",
		"git::https://user:password@example.com/plant.git",
		"git::https://example.com/plant.git#v1",
		"git::https://example.com/plant.git?ref=-x",
		"git::https://example.com/plant.git?ref=--upload-pack=x",
		"git::https://example.com/plant.git?ref=",
		"git::https://example.com/plant.git?ref=a..b",
		"git::https://example.com/plant.git?ref=a:b",
		"git::https://example.com/plant.git?ref=%2Ba",
		"git::https://example.com/plant.git?ref=a%20b",
		"git::https://example.com/plant.git?ref=a*",
		"git::https://example.com/plant.git?ref=a&ref=b",
		"git::https://example.com/plant.git?depth=1",
		"git::https://example.com/plant.git//../x",
		"git::https://example.com/plant.git//a/../../x",
		"git::https://example.com/plant.git//a\\b",
		"git::file://host/srv/plant",
		"git::file:///",
		"git::file:///a%0ab",
		"git::file:////tmp/x?ref=v1",
		"git::https://localhost//sub?ref=v1",
		"git::ssh://git@example.com///sub",
		"git::https://example.com/plant.git?ref=v1;x",
		"git::https://example.com/plant.git?ref=v1%zz",
		"git::https://example.com/plant.git?v1%zz",
		"git::https://" + strings.Repeat("x", 2000),
	} {
		if s, err := pin.Parse(text); err == nil {
			t.Errorf("%s is read as %+v", text, s)
		}
	}
}

func TestSourcesDoNotShareAFolder(t *testing.T) {
	seen := map[string]string{}
	for _, text := range []string{"git::https://a.com/x.git", "git::https://b.com/x.git", "git::https://a.com/x.git?ref=v1", "git::https://a.com/x.git?ref=v2", "git::file:///..."} {
		s, err := pin.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if other := seen[s.Folder()]; other != "" {
			t.Errorf("%s and %s are both in %s", text, other, s.Folder())
		}
		seen[s.Folder()] = text
	}
}

func TestALockIsReadAsItWasWritten(t *testing.T) {
	hash, commit := "sha256:"+strings.Repeat("ab", 32), strings.Repeat("01", 20)
	var l pin.Lock
	l.Put(pin.Pin{Source: "git::https://b.com/x.git", Commit: commit, Hash: hash})
	l.Put(pin.Pin{Source: "git::https://a.com/x.git?ref=v1", Commit: commit, Hash: hash})
	l.Put(pin.Pin{Source: "git::https://b.com/x.git", Commit: strings.Repeat("02", 20), Hash: hash})
	text, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := pin.ReadLock(text)
	if err != nil || len(got.Libraries) != 2 || got.Libraries[0].Source != "git::https://a.com/x.git?ref=v1" || got.Libraries[1].Commit[:2] != "02" {
		t.Errorf("%+v, %v", got, err)
	}
	again, err := got.Encode()
	if diff := cmp.Diff(string(text), string(again)); diff != "" || err != nil {
		t.Errorf("%s%v", diff, err)
	}
	for old, bad := range map[string]string{
		`"format": 1`: `"format": 2`, commit: "main", "sha256:": "md5:", "git::https://a.com": "git::http://a.com", "git::https://b.com/x.git": "git::https://a.com/x.git?ref=v1",
		`"libraries"`: `"librarys"`, "\n}\n": "\n}\n{}",
	} {
		if _, err := pin.ReadLock([]byte(strings.Replace(string(text), old, bad, 1))); err == nil {
			t.Errorf("a lock with %s for %s is read", bad, old)
		}
	}
}

func TestTheHashIsOfNamesAndContents(t *testing.T) {
	base := func() fstest.MapFS {
		return fstest.MapFS{"lib/a.hcl": {Data: []byte("a")}, "lib/b/c.hcl": {Data: []byte("c")}, "other.hcl": {Data: []byte("x")}}
	}
	want, err := pin.Hash(base(), "lib")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(fstest.MapFS){
		"content": func(f fstest.MapFS) { f["lib/a.hcl"].Data = []byte("b") },
		"more":    func(f fstest.MapFS) { f["lib/z.hcl"] = &fstest.MapFile{} },
		"less":    func(f fstest.MapFS) { delete(f, "lib/b/c.hcl") },
		"name":    func(f fstest.MapFS) { f["lib/b.hcl"] = f["lib/a.hcl"]; delete(f, "lib/a.hcl") },
	} {
		fsys := base()
		change(fsys)
		if got, err := pin.Hash(fsys, "lib"); got == want || err != nil {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	fsys := base()
	fsys["other.hcl"].Data = nil
	if got, _ := pin.Hash(fsys, "lib"); got != want {
		t.Error("what lies beside the folder is part of the hash")
	}
	fsys["lib/link.hcl"] = &fstest.MapFile{Mode: fs.ModeSymlink}
	if _, err := pin.Hash(fsys, "lib"); err == nil {
		t.Error("a link is taken for a file")
	}
	delete(fsys, "lib/link.hcl")
	fsys["lib/large.csv"] = &fstest.MapFile{Data: make([]byte, pin.MaxBytes)}
	if _, err := pin.Hash(fsys, "lib"); err == nil {
		t.Error("a library is larger than allowed")
	}
}

// The documentation's command line gives the same hash.
func TestTheHashCanBeCheckedByHand(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	cmd := exec.Command(sh, "-c", `find . -type f | sort | sed 's,^\./,,' | xargs sha256sum | sha256sum`)
	cmd.Dir = "testdata/library"
	out, err := cmd.Output()
	if err != nil {
		t.Skip(err)
	}
	got, err := pin.Hash(os.DirFS("testdata"), "library")
	if want := "sha256:" + strings.Fields(string(out))[0]; got != want || err != nil {
		t.Errorf("%s, %v, by hand %s", got, err, want)
	}
}

package schema

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/iotsim/iotsim/internal/pin"
)

// archives are the fixtures of several files: main.hcl and what it uses, files
// that end in .overlay.hcl merged over it in their order, vars.tfvars.hcl aside.
func archives(t testing.TB, folder string) map[string]*txtar.Archive {
	t.Helper()
	names, err := filepath.Glob("../testdata/reuse/" + folder + "/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d archives, %v", len(names), err)
	}
	all := map[string]*txtar.Archive{}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(name), ".txtar")] = a
	}
	return all
}

// unpacked is an archive as a file system, and how to load it.
func unpacked(a *txtar.Archive) (fstest.MapFS, Options) {
	fsys, opts := fstest.MapFS{}, Options{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		if strings.HasSuffix(f.Name, ".overlay.hcl") {
			opts.Overlays = append(opts.Overlays, f.Name)
		}
	}
	return fsys, opts
}

func TestReuseSaysWhatIsWrongWhere(t *testing.T) {
	for name, a := range archives(t, "invalid") {
		t.Run(name, func(t *testing.T) {
			fsys, opts := unpacked(a)
			_, files, diags := Load(fsys, []string{"main.hcl"}, opts)
			var want, got []string
			for _, f := range a.Files {
				for _, e := range expected(f.Data) {
					want = append(want, f.Name+":"+e)
				}
			}
			for i, r := range reported(diags) {
				got = append(got, subject(diags[i]).Filename+":"+r)
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
				t.Errorf("diagnostics (-want +got):\n%s\n%s", diff, rendered(files, diags))
			}
		})
	}
}

// Each valid archive is the same scenario as its plain.hcl, which uses nothing.
func TestReuseIsTheSameAsWritingItOut(t *testing.T) {
	for name, a := range archives(t, "valid") {
		t.Run(name, func(t *testing.T) {
			fsys, opts := unpacked(a)
			got, files, diags := Load(fsys, []string{"main.hcl"}, opts)
			if len(diags) > 0 {
				t.Fatal(rendered(files, diags))
			}
			want, files, diags := Load(fsys, []string{"plain.hcl"}, Options{})
			if len(diags) > 0 {
				t.Fatal(rendered(files, diags))
			}
			// Written out, two models cannot have one name.
			plain := strings.ReplaceAll(encoded(t, want), "climate2", "climate")
			if diff := cmp.Diff(plain, encoded(t, got)); diff != "" {
				t.Errorf("(-plain +reused):\n%s", diff)
			}
		})
	}
}

func encoded(t *testing.T, s *Scenario) string {
	t.Helper()
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// git is a scenario with a git library that was fetched.
func git(t *testing.T) (fstest.MapFS, pin.Source) {
	t.Helper()
	source, err := pin.Parse("git::https://example.com/plant.git//models?ref=v1")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{
		"s/main.hcl": {Data: []byte("scenario \"s\" {}\nlibrary \"std\" { source = \"git::https://example.com/plant.git//models?ref=v1\" }\n" +
			"devices \"m\" {}\nphase \"run\" { duration = \"1m\" }\n")},
		"s/" + source.Folder() + "/models/m.hcl": {Data: []byte("library \"inner\" { source = \"../other\" }\nmodel \"m\" { extends = lib.inner.model.m }\n")},
		"s/" + source.Folder() + "/other/m.hcl":  {Data: []byte("model \"m\" {\n interval = \"5s\"\n sensor \"x\" { value = normal(0, 1) }\n}\n")},
	}
	hash, err := pin.Hash(fsys, "s/"+source.Folder())
	if err != nil {
		t.Fatal(err)
	}
	var lock pin.Lock
	lock.Put(pin.Pin{Source: source.Name(), Commit: strings.Repeat("1", 40), Hash: hash})
	text, err := lock.Encode()
	if err != nil {
		t.Fatal(err)
	}
	fsys["s/iotsim.lock"] = &fstest.MapFile{Data: text}
	return fsys, source
}

func TestGitLibrariesAreWhatTheLockSays(t *testing.T) {
	fsys, source := git(t)
	s, files, diags := Load(fsys, []string{"s/main.hcl"}, Options{})
	if len(diags) > 0 || len(s.Models) != 1 || s.Models[0].Sensors[0].Name != "x" {
		t.Fatalf("%+v\n%s", s, rendered(files, diags))
	}
	found, _, diags := GitLibraries(fsys, []string{"s/main.hcl"}, Options{})
	source.Sub = ""
	if diff := cmp.Diff([]pin.Source{source}, found); diff != "" || len(diags) > 0 {
		t.Errorf("%s\n%v", diff, diags)
	}
	for _, c := range []struct {
		want string
		do   func(fstest.MapFS)
	}{
		{"Library differs from its lock", func(f fstest.MapFS) {
			f["s/"+source.Folder()+"/other/m.hcl"] = &fstest.MapFile{Data: []byte("# edited\n")}
		}},
		{"Library differs from its lock", func(f fstest.MapFS) {
			f["s/"+source.Folder()+"/more.hcl"] = &fstest.MapFile{}
		}},
		{"Library cannot be read", func(f fstest.MapFS) {
			f["s/"+source.Folder()+"/link.hcl"] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("/etc/passwd")}
		}},
		{"Library is not fetched", func(f fstest.MapFS) { delete(f, "s/iotsim.lock") }},
		{"Invalid lock file", func(f fstest.MapFS) { f["s/iotsim.lock"] = &fstest.MapFile{Data: []byte("{}")} }},
		{"Library outside the folder", func(f fstest.MapFS) {
			name := "s/" + source.Folder() + "/models/m.hcl"
			f[name] = &fstest.MapFile{Data: []byte("library \"inner\" { source = \"../../../../out\" }\n")}
			hash, _ := pin.Hash(f, "s/"+source.Folder())
			lock, _ := pin.ReadLock(f["s/iotsim.lock"].Data)
			lock.Libraries[0].Hash = hash
			text, _ := lock.Encode()
			f["s/iotsim.lock"] = &fstest.MapFile{Data: text}
		}},
	} {
		fsys, _ := git(t)
		c.do(fsys)
		_, files, diags := Load(fsys, []string{"s/main.hcl"}, Options{})
		if !slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary == c.want }) {
			t.Errorf("want %q:\n%s", c.want, rendered(files, diags))
		}
		if c.want == "Invalid lock file" && (len(diags) != 1 || !strings.HasPrefix(diags[0].Detail, pin.LockName)) {
			t.Errorf("what follows is said, too:\n%s", rendered(files, diags))
		}
	}
}

func TestLibrariesHaveSoManyFiles(t *testing.T) {
	fsys := fstest.MapFS{"main.hcl": {Data: []byte("")}}
	for i := range maxLibraryFiles/maxFiles + 1 {
		main := fsys["main.hcl"]
		main.Data = fmt.Appendf(main.Data, "library \"l%d\" { source = \"./%d\" }\n", i, i)
		for j := range maxFiles {
			fsys[fmt.Sprintf("%d/%d.hcl", i, j)] = &fstest.MapFile{}
		}
	}
	_, diags := Read(fsys, []string{"main.hcl"}, Options{})
	if len(diags) != 1 || diags[0].Summary != "Too many library files" {
		t.Errorf("%v", diags)
	}
}

// A chain of models, each with a sensor more, is as large as its square.
func TestModelsThatGrowAreRefused(t *testing.T) {
	text := []byte("scenario \"s\" {}\nphase \"run\" { duration = \"1m\" }\ndevices \"m9\" {}\nmodel \"m0\" {\n interval = \"5s\"\n sensor \"x\" { value = normal(0, 1) }\n}\n")
	for i := range 5000 {
		text = fmt.Appendf(text, "model \"m%d\" {\n extends = model.m%d\n sensor \"s%d\" { value = normal(0, 1) }\n}\n", i+1, i, i)
	}
	_, _, diags := Decode([]Source{{Name: "s.hcl", Text: text}}, Options{})
	if len(diags) != 1 || diags[0].Summary != "Too much is extended" {
		t.Errorf("%d: %v", len(diags), diags)
	}
}

// What is opened twice by what is opened twice is soon opened a million times.
func TestLibrariesThatDoubleAreRefused(t *testing.T) {
	fsys := fstest.MapFS{"main.hcl": {Data: []byte("library \"a\" { source = \"./0\" }\n")}}
	for i := range maxLibraryDepth - 1 {
		var text []byte
		for j := range 8 {
			text = fmt.Appendf(text, "library \"l%d\" { source = \"../%d\" }\n", j, i+1)
		}
		fsys[fmt.Sprintf("%d/m.hcl", i)] = &fstest.MapFile{Data: text}
	}
	fsys[fmt.Sprintf("%d/m.hcl", maxLibraryDepth-1)] = &fstest.MapFile{Data: []byte("locals { x = 1 }\n")}
	_, _, diags := Load(fsys, []string{"main.hcl"}, Options{})
	if !slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary == "Too many libraries" }) || len(diags) > maxDiagnostics {
		t.Errorf("%d diagnostics: %v", len(diags), diags[0])
	}
}

func TestVersionConstraintsAreTerraforms(t *testing.T) {
	for constraint, want := range map[string]bool{
		"0.1": true, "= 0.1": true, "=0.1.0": true, ">= 0.1, < 2": true, "~> 0.1": true, "~> 0.1.0": true, "~>0": true, "!= 0.2": true, "> 0.0.9": true, "<= 0.1.0": true,
		"0.2": false, "> 0.1": false, "~> 0.2": false, "~> 0.0.9": false, "~> 1": false, "!= 0.1": false, "< 0.1": false, ">= 0.1, < 0.1": false, "~> 0.0": true,
	} {
		if got, problem := admits(constraint, "0.1"); got != want || problem != "" {
			t.Errorf("%q: %t %s", constraint, got, problem)
		}
	}
	for _, constraint := range []string{"", "latest", ">= v", "=> 0.1", ">= 0.1.2.3", ">= 0.1-beta", ">= 0.1,", ">= 99999999999999999999", "v0.1"} {
		if _, problem := admits(constraint, "0.1"); problem == "" {
			t.Errorf("%q is taken", constraint)
		}
	}
	if got, _ := admits("~> 1.4", "1.10"); !got {
		t.Error("~> 1.4 admits 1.10")
	}
}

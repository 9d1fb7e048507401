package schema

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestShippedScenariosLoadWithoutAWord(t *testing.T) {
	names, err := fs.Glob(os.DirFS("../scenarios"), "*.hcl")
	if err != nil || len(names) < 3 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		if _, files, diags := Load(os.DirFS("../scenarios"), []string{name}, Options{}); len(diags) > 0 {
			t.Errorf("%s:\n%s", name, rendered(files, diags))
		}
	}
}

// folder is minimal in two files, with things beside them that are not read.
func folder() fstest.MapFS {
	head, rest, _ := strings.Cut(minimal, "building")
	return fstest.MapFS{
		"plant/model.hcl":        {Data: []byte(head)},
		"plant/place.hcl":        {Data: []byte("building" + rest)},
		"plant/prod.overlay.hcl": {Data: []byte("not = read = now")},
		"plant/.hidden.hcl":      {Data: []byte("not = read")},
		"plant/notes.txt":        {Data: []byte("not read")},
		"plant/sub/other.hcl":    {Data: []byte("not = read")},
		"vars.hcl":               {Data: []byte("devices = 5")},
		"empty/notes.txt":        {Data: []byte("")},
		"pipe.hcl":               {Mode: fs.ModeNamedPipe},
		"large.hcl":              {Data: make([]byte, MaxFileBytes+10)},
	}
}

func TestAFolderIsOneScenario(t *testing.T) {
	s, files, diags := Load(folder(), []string{"plant"}, Options{})
	if len(diags) > 0 {
		t.Fatal(rendered(files, diags))
	}
	if len(s.Groups) != 1 || len(s.Phases) != 1 {
		t.Errorf("%d groups, %d phases", len(s.Groups), len(s.Phases))
	}
	same, _, diags := Load(folder(), []string{"plant/model.hcl", "plant/./place.hcl", "plant"}, Options{})
	if diags.HasErrors() || len(same.Groups) != 1 {
		t.Errorf("a file that is named twice is read once: %v", diags)
	}
}

func TestPathsThatCannotBeRead(t *testing.T) {
	many := fstest.MapFS{}
	for i := range maxFiles + 1 {
		many["many/"+strings.Repeat("x", i+1)+".hcl"] = &fstest.MapFile{}
	}
	for _, c := range []struct {
		fsys fs.FS
		path string
		want string
	}{
		{folder(), "missing.hcl", "File not found"},
		{folder(), "empty", "No scenario files"},
		{folder(), "pipe.hcl", "Not a regular file"},
		{folder(), "large.hcl", "File too large"},
		{os.DirFS("../testdata"), "/etc/passwd", "File cannot be read"},
		{os.DirFS("../testdata"), "../x.hcl", "File cannot be read"},
		{many, "many", "Too many files"},
	} {
		s, files, diags := Load(c.fsys, []string{c.path}, Options{})
		if files == nil || len(diags) != 1 || diags[0].Summary != c.want || s != nil && s.Phases != nil {
			t.Errorf("%s: %v, want %q", c.path, diags, c.want)
		}
		rendered(files, diags)
	}
}

func TestFilesOfVariablesAreReadAfterTheScenario(t *testing.T) {
	fsys := folder()
	fsys["s.hcl"] = &fstest.MapFile{Data: []byte("variable \"devices\" {}\n" + strings.Replace(minimal, "count = 10", "count = var.devices", 1))}
	s, files, diags := Load(fsys, []string{"s.hcl"}, Options{VarFiles: []string{"vars.hcl"}})
	if len(diags) > 0 || s.Groups[0].Count != 5 {
		t.Fatal(rendered(files, diags))
	}
	if string(files.Text("vars.hcl")) != "devices = 5" {
		t.Error("the file's text is not kept")
	}
}

func TestTwoScenarioBlocksNameBothFiles(t *testing.T) {
	fsys := folder()
	fsys["plant/zz.hcl"] = &fstest.MapFile{Data: []byte(`scenario "other" {}`)}
	_, _, diags := Load(fsys, []string{"plant"}, Options{})
	if diff := cmp.Diff([]string{"1: ERROR: Duplicate block"}, reported(diags)); diff != "" || diags[0].Subject.Filename != "plant/zz.hcl" || !strings.Contains(diags[0].Detail, "plant/model.hcl:2") {
		t.Errorf("%v", diags)
	}
}

func TestFaultsOfSyntaxInSeveralFilesAreReportedTogether(t *testing.T) {
	_, _, diags := Decode([]Source{{Name: "a.hcl", Text: []byte("x = = 1")}, {Name: "b.hcl", Text: []byte("y = [")}}, Options{})
	files := map[string]bool{}
	for _, d := range diags {
		files[d.Subject.Filename] = true
	}
	if !files["a.hcl"] || !files["b.hcl"] {
		t.Errorf("%v", diags)
	}
}

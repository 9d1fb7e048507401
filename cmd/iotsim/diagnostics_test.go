package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// speakers are the packages that make diagnostics, and where their explanations
// stand.
var speakers = map[string]string{
	"schema":              "schema/explanation.go (or _value, _limit)",
	"engine":              "engine/explanation.go",
	"internal/expression": "internal/expression/explanation.go",
	"cmd/iotsim":          "cmd/iotsim/explanation.go",
}

// elsewhere are summaries that no file of testdata/invalid can show, with the
// test that does.
var elsewhere = map[string]string{
	"File not found":                 "TestPathsThatCannotBeRead",
	"File cannot be read":            "TestPathsThatCannotBeRead",
	"No scenario files":              "TestPathsThatCannotBeRead",
	"Not a regular file":             "TestPathsThatCannotBeRead",
	"Too many files":                 "TestPathsThatCannotBeRead",
	"File too large":                 "TestHostileTextIsRefusedBeforeTheParser",
	"Statement too long":             "TestHostileTextIsRefusedBeforeTheParser",
	"Heredoc too long":               "TestHostileTextIsRefusedBeforeTheParser",
	"Invalid UTF-8":                  "TestHostileTextIsRefusedBeforeTheParser",
	"Too many faults":                "TestFaultsAndEffectsAreLimited",
	"Too many effects":               "TestFaultsAndEffectsAreLimited",
	"Too many elements":              "TestForEachIsLimited",
	"Too many steps":                 "TestStepsAreLimited",
	"Too many expectations":          "TestExpectationsAreLimited",
	"Broken CSV":                     "TestBrokenRecordings",
	"Series without readings":        "TestBrokenRecordings",
	"Time expected":                  "TestBrokenRecordings",
	"Times out of order":             "TestBrokenRecordings",
	"Time out of range":              "TestBrokenRecordings",
	"Reading expected":               "TestBrokenRecordings",
	"Unexpected block":               "TestAFileOfVariablesHoldsNothingElse",
	"Compiling was interrupted":      "TestInterruptEndsCompiling",
	"Expectation failed":             "TestScripts",
	"Saved plan does not match":      "TestScripts",
	"Saved plan is damaged":          "TestScripts",
	"Saved plan takes no flags":      "TestScripts",
	"Sensitive value is missing":     "TestScripts",
	"Invalid lock file":              "TestGitLibrariesAreWhatTheLockSays",
	"Library differs from its lock":  "TestGitLibrariesAreWhatTheLockSays",
	"Too much is extended":           "TestModelsThatGrowAreRefused",
	"Too many library files":         "TestLibrariesHaveSoManyFiles",
	"Scenario takes too long":        "TestWhatIsStuckIsGivenUpWithItsExpression",
	"Scenario takes too much memory": "TestWhatIsStuckIsGivenUpWithItsExpression",
}

// spoken are all summaries in the code by package; those that are computed in
// part are stars.
func spoken(t *testing.T) map[string][]heard {
	t.Helper()
	all := map[string][]heard{}
	for folder := range speakers {
		l := listen(t, folder)
		for _, fault := range l.faults {
			t.Error(fault)
		}
		all[folder] = l.found
	}
	return all
}

func matches(pattern, summary string) bool {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".+") + "$").MatchString(summary)
}

func explained(summary string) bool {
	return slices.ContainsFunc(explanations(), func(e schema.Explanation) bool { return e.Summary == summary })
}

func TestEveryDiagnosticIsExplained(t *testing.T) {
	all := spoken(t)
	count := 0
	for folder, found := range all {
		for _, s := range found {
			count++
			if words := len(strings.Fields(s.summary)); words > 6 || strings.ToUpper(s.summary[:1]) != s.summary[:1] {
				t.Errorf("%v: %q is not at most six words with a capital", s.at, s.summary)
			}
			if !slices.ContainsFunc(explanations(), func(e schema.Explanation) bool { return matches(s.summary, e.Summary) }) {
				t.Errorf("%v: nothing explains %q. Add to %s:\n\t{Summary: %q, Why: \"Why it is a fault.\", Example: `HCL that does it well`},",
					s.at, s.summary, speakers[folder], s.summary)
			}
		}
	}
	if count < 150 {
		t.Errorf("only %d summaries were found in the code", count)
	}
}

// unsaid are summaries of HCL's that nobody reads, with the reason.
var unsaid = map[string]string{
	"Invalid character encoding": "the guard refuses what is no UTF-8",
	"Invalid path step":          "paths are HCL's own",
	"Missing required argument":  "schema reads blocks itself",
	"Unsupported argument":       "schema reads blocks itself",
	"Unsupported block type":     "schema reads blocks itself",
	"Variables not allowed":      "there is always a context",
}

// What HCL says in words of its own is explained, too.
func TestWhatTheParserSaysIsExplained(t *testing.T) {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/hashicorp/hcl/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSpace(string(module))
	names, err := filepath.Glob(filepath.Join(root, "hclsyntax", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, filepath.Join(root, "ops.go"), filepath.Join(root, "traversal.go"), filepath.Join(root, "traversal_for_expr.go"))
	said := map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:Summary:|unsupportedAttr =|invalidIndex =)\s+"([^"]+)"`).FindAllSubmatch(text, -1) {
			said[string(m[1])] = true
		}
	}
	if len(said) < 70 {
		t.Fatalf("only %d summaries in %s", len(said), root)
	}
	for summary := range said {
		if !explained(summary) && unsaid[summary] == "" {
			t.Errorf("nothing explains %q, which HCL says: add it to schema/explanation_parser.go", summary)
		}
	}
	for summary := range unsaid {
		if !said[summary] || explained(summary) {
			t.Errorf("%q needs no place in unsaid", summary)
		}
	}
}

// Expressions say what they are of in a summary; each of these is explained.
func TestEveryKindOfExpressionIsExplained(t *testing.T) {
	names, err := filepath.Glob("../../internal/expression/*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`newSource\(\w+, "(\w+)"\)`).FindAllSubmatch(text, -1) {
			if kinds++; !explained("Unknown name in " + string(m[1])) {
				t.Errorf("nothing explains \"Unknown name in %s\"", m[1])
			}
		}
	}
	if kinds < 5 {
		t.Errorf("only %d kinds of expressions", kinds)
	}
}

func TestEveryExplanationIsOfADiagnostic(t *testing.T) {
	all := spoken(t)
	var last string
	for _, e := range explanations() {
		if e.Summary == last {
			t.Errorf("%q is explained twice", e.Summary)
		}
		last = e.Summary
		if e.Why == "" || e.Example == "" {
			t.Errorf("%q: %+v", e.Summary, e)
		}
		known := schema.IsParsers(e.Summary)
		for _, found := range all {
			known = known || slices.ContainsFunc(found, func(s heard) bool { return matches(s.summary, e.Summary) })
		}
		if !known {
			t.Errorf("no diagnostic says %q any more: remove its explanation", e.Summary)
		}
	}
}

const usualModel = "model \"meter\" {\n  interval = \"5s\"\n  sensor \"power\" { value = normal(12, 3) }\n}\n"

// around completes an example to a scenario.
func around(example string) string {
	for _, block := range []struct{ begins, text string }{
		{`scenario`, "scenario \"example\" {}\n"},
		{`model`, usualModel},
		{`building|floor|room|devices`, ""},
		{`phase`, "phase \"run\" { duration = \"1m\" }\n"},
	} {
		if regexp.MustCompile(`(?m)^(` + block.begins + `)\b`).MatchString(example) {
			continue
		}
		if block.text == "" {
			model := regexp.MustCompile(`(?m)^model "(\w+)"`).FindStringSubmatch(example)
			block.text = fmt.Sprintf("devices %q { count = 10 }\n", model[1])
		}
		example += "\n" + block.text
	}
	return example
}

func TestExamplesOfExplanationsAreGood(t *testing.T) {
	for _, e := range explanations() {
		if strings.HasPrefix(e.Example, "$ ") {
			continue
		}
		text := around(e.Example)
		sources := []schema.Source{{Name: "example.hcl", Text: []byte(text)}, {Name: "lib/std/meter.hcl", Text: []byte(usualModel), Library: "lib/std"}}
		p, diags := compileProject(t.Context(), "example.hcl", sources, schema.Options{}, engine.CompileOptions{})
		for _, d := range diags {
			if d.Severity == hcl.DiagError || d.Summary == e.Summary {
				t.Errorf("%s:\n%s\n%s: %s", e.Summary, text, d.Summary, d.Detail)
			}
		}
		if p.files == nil {
			t.Errorf("%s: no files", e.Summary)
		}
		if formatted, _ := schema.Format("example.hcl", []byte(e.Example+"\n")); string(formatted) != e.Example+"\n" {
			t.Errorf("%s: the example is not formatted:\n%s", e.Summary, e.Example)
		}
	}
}

// invalid are the fixtures, with what is wrong with each.
func invalid(t *testing.T, pattern string) map[string]hcl.Diagnostics {
	t.Helper()
	names, err := filepath.Glob("../../testdata/invalid/" + pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%d fixtures of %s, %v", len(names), pattern, err)
	}
	all := map[string]hcl.Diagnostics{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, all[name] = newProject(t.Context(), name, []schema.Source{{Name: name, Text: text}}, schema.Options{})
	}
	return all
}

// reusing are the fixtures of several files, with what is wrong with each.
func reusing(t *testing.T) map[string]hcl.Diagnostics {
	t.Helper()
	names, err := filepath.Glob("../../testdata/reuse/invalid/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d archives, %v", len(names), err)
	}
	all := map[string]hcl.Diagnostics{}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fsys, o := fstest.MapFS{}, schema.Options{}
		for _, f := range archive.Files {
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			if strings.HasSuffix(f.Name, ".overlay.hcl") {
				o.Overlays = append(o.Overlays, f.Name)
			}
		}
		_, _, all[name] = schema.Load(fsys, []string{"main.hcl"}, o)
	}
	return all
}

func TestEveryDiagnosticIsReachedByAFixture(t *testing.T) {
	reached := map[string]bool{}
	fixtures := 0
	for _, pattern := range []string{"*.hcl", "plan/*.hcl"} {
		for name, diags := range invalid(t, pattern) {
			fixtures++
			for _, d := range diags {
				reached[d.Summary] = true
				if !explained(d.Summary) {
					t.Errorf("%s: nothing explains %q. If the parser says it, add it to parsed of schema/explanation_limit.go.", name, d.Summary)
				}
			}
		}
	}
	for name, diags := range reusing(t) {
		fixtures++
		for _, d := range diags {
			reached[d.Summary] = true
			if !explained(d.Summary) {
				t.Errorf("%s: nothing explains %q.", name, d.Summary)
			}
		}
	}
	if fixtures < 120 {
		t.Errorf("only %d fixtures", fixtures)
	}
	for _, found := range spoken(t) {
		for _, s := range found {
			for _, e := range explanations() { // of a star all that it may say
				if matches(s.summary, e.Summary) && !reached[e.Summary] && elsewhere[e.Summary] == "" {
					t.Errorf("%v: no fixture shows %q. Add a file to testdata/invalid (what only the plan shows: testdata/invalid/plan) with \"# ERROR: %s\" on the line that is wrong.", s.at, e.Summary, e.Summary)
					reached[e.Summary] = true // once is enough
				}
			}
		}
	}
	tests := testNames(t)
	for summary, test := range elsewhere {
		if reached[summary] {
			t.Errorf("a fixture shows %q: it needs no place in elsewhere", summary)
		}
		if !strings.Contains(tests, "func "+test+"(") {
			t.Errorf("%q is shown by %s, which there is not", summary, test)
		}
	}
}

// testNames is the text of all tests.
func testNames(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for folder := range speakers {
		names, err := filepath.Glob("../../" + folder + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}

var expectation = regexp.MustCompile(`# (ERROR|WARNING): ([^#]+)`)

// What only the plan shows has its place in the file, too.
func TestInvalidPlansSayWhatIsWrongWhere(t *testing.T) {
	for name, diags := range invalid(t, "plan/*.hcl") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for i, line := range strings.Split(string(text), "\n") {
			for _, m := range expectation.FindAllStringSubmatch(line, -1) {
				want = append(want, fmt.Sprintf("%d: %s: %s", i+1, m[1], strings.TrimSpace(m[2])))
			}
		}
		for _, d := range diags {
			got = append(got, fmt.Sprintf("%d: %s: %s", d.Subject.Start.Line, map[hcl.DiagnosticSeverity]string{hcl.DiagError: "ERROR", hcl.DiagWarning: "WARNING"}[d.Severity], d.Summary))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%v", name, diff, diags)
		}
	}
}

package schema

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
)

// expectation is what a fixture says of a line: # ERROR: summary. A line may
// have several.
var expectation = regexp.MustCompile(`# (ERROR|WARNING): ([^#]+)`)

// expected are the diagnostics that the comments of a file ask for.
func expected(text []byte) []string {
	var all []string
	for i, line := range strings.Split(string(text), "\n") {
		for _, m := range expectation.FindAllStringSubmatch(line, -1) {
			all = append(all, fmt.Sprintf("%d: %s: %s", i+1, m[1], strings.TrimSpace(m[2])))
		}
	}
	return all
}

// reported are diagnostics as the comments write them.
func reported(diags hcl.Diagnostics) []string {
	var all []string
	for _, d := range diags {
		severity := "ERROR"
		if d.Severity == hcl.DiagWarning {
			severity = "WARNING"
		}
		all = append(all, fmt.Sprintf("%d: %s: %s", subject(d).Start.Line, severity, d.Summary))
	}
	return all
}

// rendered is what a terminal would show, for test failures.
func rendered(files *Files, diags hcl.Diagnostics) string {
	var out bytes.Buffer
	if err := WriteDiagnostics(&out, files, diags, false); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.String()
}

// invalidFiles are the fixtures that must not load.
func invalidFiles(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("../testdata/invalid/*.hcl")
	if err != nil || len(names) < 60 {
		t.Fatalf("%d fixtures, %v", len(names), err)
	}
	return names
}

func TestInvalidScenariosSayWhatIsWrongWhere(t *testing.T) {
	for _, name := range invalidFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".hcl"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, files, diags := Decode([]Source{{Name: filepath.Base(name), Text: text}}, Options{})
			want, got := expected(text), reported(diags)
			if len(want) == 0 {
				t.Error("the fixture expects nothing")
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s\n%s", diff, rendered(files, diags))
			}
			if diags.HasErrors() && s != nil && (s.Phases != nil || s.Sinks != nil) {
				t.Errorf("a scenario with errors could be run: %+v", s)
			}
		})
	}
}

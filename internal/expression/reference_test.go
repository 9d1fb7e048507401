package expression

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// Each kind of expression is documented, with all that it sees and an example
// that compiles.
func TestTheReferenceDocumentsExpressions(t *testing.T) {
	sensors := []Name{{"temperature", Number}}
	compile := map[string]func(*schema.Expression) hcl.Diagnostics{
		"where":   func(e *schema.Expression) hcl.Diagnostics { _, diags := CompileSelector(e, nil); return diags },
		"formula": func(e *schema.Expression) hcl.Diagnostics { _, diags := CompileFormula(e, sensors); return diags },
		"status": func(e *schema.Expression) hcl.Diagnostics {
			_, diags := CompileCondition(e, sensors, Number)
			return diags
		},
		"that": func(e *schema.Expression) hcl.Diagnostics { _, diags := CompileVerdict(e); return diags },
	}
	compile["when"] = func(e *schema.Expression) hcl.Diagnostics { _, diags := CompileMoment(e); return diags }
	quoted := regexp.MustCompile(`"([^"]+)"`)
	for _, r := range References() {
		for _, x := range r.Names {
			if x.Doc == "" {
				t.Errorf("%s: %s is not documented", r.Argument, x.Name)
			}
		}
		if r.Doc == "" || len(r.Names) < 2 || !strings.HasPrefix(r.Example, r.Argument+" = ") {
			t.Errorf("%+v", r)
			continue
		}
		if diags := compile[r.Argument](&schema.Expression{Source: quoted.FindStringSubmatch(r.Example)[1]}); len(diags) > 0 {
			t.Errorf("%s: %v", r.Example, diags)
		}
	}
}

func TestTheReferenceDocumentsFunctions(t *testing.T) {
	for name := range functions {
		if functionDocs[name] == "" {
			t.Errorf("%s is not documented", name)
		}
	}
	if len(functionDocs) != len(functions) || len(FunctionWords()) != len(functions) {
		t.Errorf("%d functions are documented, and there are %d", len(functionDocs), len(functions))
	}
}

func TestWhatAFormulaCannotSeeIsExplained(t *testing.T) {
	const functions = " There are abs, ceil, floor, max, min, round, sqrt."
	for _, test := range []struct {
		source string
		open   bool
		want   []told
	}{
		{"later + 1", false, []told{{"later", "Unknown name in formula", `"later" is not known here. Sensor "later" is written after sensor "own", which sees those before it only: move it up.`}}},
		{"own + 1", false, []told{{"own", "Unknown name in formula", `"own" is not known here. It is this sensor itself, which sees those written before it only.`}}},
		{"t > 30s", false, []told{{"30s", "Invalid expression", `"30s" is no number. Numbers have no units here, and t is in seconds: write 30.`}}},
		{"t / h", false, []told{{"h", "Unknown name in formula", `"h" is not known here. ` + timeUnits}}},
		{"2 * if(t > 3, 2, 3)", false, []told{{"if", "Not supported in expressions", "if cannot be used here. Write condition ? a : b."}}},
		{"sin(t)", false, []told{{"sin", "Unknown function", `There is no function "sin" here. For a daily course write a daily block.` + functions}}},
		// Of a model with errors nobody knows all sensors; what is wrong whatever they are is said.
		{"unread + sin(t) + later", true, []told{
			{"sin", "Unknown function", `There is no function "sin" here. For a daily course write a daily block.` + functions},
			{"later", "Unknown name in formula", `"later" is not known here. Sensor "later" is written after sensor "own", which sees those before it only: move it up.`},
		}},
		{"unread * 2", true, nil},
	} {
		e := quoted(test.source)
		e.After, e.Open = []string{"own", "later"}, test.open
		_, diags := CompileFormula(e, nil)
		if diff := cmp.Diff(test.want, tell(test.source, diags)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.source, diff)
		}
	}
}

package expression

import (
	"regexp"
	"strings"
	"testing"

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
	compile["when"] = compile["status"]
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

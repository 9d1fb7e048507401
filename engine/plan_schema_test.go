package engine

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/iotsim/iotsim/schema"
)

// TestEveryMemberOfAPlanIsDocumented fails for whoever adds one to a plan: then
// planDocs needs a line for it.
func TestEveryMemberOfAPlanIsDocumented(t *testing.T) {
	var document any
	if err := json.Unmarshal(PlanSchema(), &document); err != nil {
		t.Fatal(err)
	}
	described := 0
	var walk func(path string, v any)
	walk = func(path string, v any) {
		object, ok := v.(map[string]any)
		if !ok {
			return
		}
		for kind, inner := range object {
			if kind != "properties" && kind != "$defs" {
				continue
			}
			for name, p := range inner.(map[string]any) {
				described++
				if text, _ := p.(map[string]any)["description"].(string); len(text) < 5 || !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "…") {
					t.Errorf("%s.%s says %q: describe it in engine/plan_doc.go", path, name, text)
				}
				walk(path+"."+name, p)
			}
		}
	}
	walk("plan", document)
	if described < 200 {
		t.Errorf("only %d members and types are described", described)
	}
}

// TestNothingElseIsDocumented keeps planDocs free of members that went.
func TestNothingElseIsDocumented(t *testing.T) {
	g := &schemaMaker{defs: &members{}}
	known := []string{"Plan"}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(s reflect.Type) {
		for s.Kind() == reflect.Pointer || s.Kind() == reflect.Slice || s.Kind() == reflect.Map || s.Kind() == reflect.Array {
			s = s.Elem()
		}
		if s.Kind() != reflect.Struct || seen[s] {
			return
		}
		seen[s] = true
		known = append(known, s.Name())
		g.fields(s, func(owner, name string, f reflect.StructField, _ bool) {
			known = append(known, owner+"."+name)
			walk(f.Type)
		})
	}
	walk(reflect.TypeFor[PlanDocument]())
	for name := range planDocs {
		if !slices.Contains(known, name) {
			t.Errorf("%s is described and no member of a plan", name)
		}
	}
}

// TestPlansAreAsTheirSchemaSays holds plans of all shipped and valid scenarios
// against the schema, which admits no member that it does not know.
func TestPlansAreAsTheirSchemaSays(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(PlanSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("plan.json", document); err != nil {
		t.Fatal(err)
	}
	checked, err := compiler.Compile("plan.json")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, pattern := range []string{"scenarios/*.hcl", "testdata/valid/*.hcl", "testdata/diff/*.hcl"} {
		found, err := filepath.Glob("../" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	held := 0
	for _, name := range names {
		s, _, diags := schema.Load(os.DirFS(filepath.Dir(name)), []string{filepath.Base(name)}, schema.Options{})
		if diags.HasErrors() {
			continue // it asks for values
		}
		plan, diags := Compile(s, CompileOptions{})
		if diags.HasErrors() {
			continue
		}
		text, err := json.Marshal(PlanDocument{PlanFormat, plan, needsOf(t, plan)})
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := checked.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		held++
	}
	if held < 10 {
		t.Errorf("only %d of %d plans were held against it", held, len(names))
	}
}

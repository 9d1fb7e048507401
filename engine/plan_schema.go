package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// PlanFormat names the form of a plan in JSON. Within it members are added, never
// renamed, removed or given another meaning: those change its number.
const PlanFormat = "iotsim/plan/1"

// PlanDocument is a plan in JSON.
type PlanDocument struct {
	Format string `json:"format"`
	*Plan
	Needs *Needs `json:"needs,omitempty"`
}

// PlanSchema is the JSON Schema of a PlanDocument, with what each member means:
// generated from the types, described by planDocs.
func PlanSchema() []byte {
	g := &schemaMaker{defs: &members{}}
	root := g.object(reflect.TypeFor[PlanDocument]())
	doc := &members{}
	doc.set("$schema", "https://json-schema.org/draft/2020-12/schema")
	doc.set("$id", PlanFormat)
	doc.set("title", "A plan of iotsim")
	doc.set("description", planDocs["Plan"])
	doc.list = append(doc.list, root.list...)
	doc.set("$defs", g.defs)
	text, err := json.Marshal(doc)
	if err != nil {
		panic(fmt.Sprintf("engine: a schema is always JSON: %v", err))
	}
	var w bytes.Buffer
	if err := json.Indent(&w, text, "", "  "); err != nil {
		panic(fmt.Sprintf("engine: a schema is always JSON: %v", err))
	}
	w.WriteByte('\n')
	return w.Bytes()
}

// Members are those of a JSON object, in the order in which they were set.
type members struct {
	list []member
}

type member struct {
	name  string
	value any
}

func (m *members) set(name string, value any) { m.list = append(m.list, member{name, value}) }

// MarshalJSON keeps the order.
func (m *members) MarshalJSON() ([]byte, error) {
	var w bytes.Buffer
	w.WriteByte('{')
	for i, x := range m.list {
		if i > 0 {
			w.WriteByte(',')
		}
		name, err := json.Marshal(x.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(x.value)
		if err != nil {
			return nil, err
		}
		w.Write(name)
		w.WriteByte(':')
		w.Write(value)
	}
	w.WriteByte('}')
	return w.Bytes(), nil
}

// A schemaMaker turns types into schemas; structs have one definition each.
type schemaMaker struct {
	defs *members
	seen map[string]bool
}

func typed(name any) *members {
	m := &members{}
	m.set("type", name)
	return m
}

// of is the schema of a type as encoding/json writes it.
func (g *schemaMaker) of(t reflect.Type) *members {
	switch t {
	case reflect.TypeFor[schema.Ratio](), reflect.TypeFor[Share]():
		m := typed("string")
		m.set("pattern", `^-?[0-9]+(/[0-9]+)?$`)
		return m
	case reflect.TypeFor[schema.Pattern]():
		return typed("string")
	case reflect.TypeFor[schema.Limits]():
		m := typed("array")
		m.set("items", typed([]string{"number", "null"})) // null: an open end
		m.set("minItems", 2)
		m.set("maxItems", 2)
		return m
	case reflect.TypeFor[Sinks]():
		m := &members{}
		sink := g.of(reflect.TypeFor[schema.Sink]())
		many := typed("array")
		many.set("items", sink)
		m.set("oneOf", []any{sink, many})
		return m
	case reflect.TypeFor[time.Duration]():
		return typed("integer")
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.of(t.Elem())
	case reflect.Slice, reflect.Array:
		m := typed("array")
		m.set("items", g.of(t.Elem()))
		if t.Kind() == reflect.Array {
			m.set("minItems", t.Len())
			m.set("maxItems", t.Len())
		}
		return m
	case reflect.Map:
		m := typed("object")
		m.set("additionalProperties", g.of(t.Elem()))
		return m
	case reflect.Interface:
		return typed([]string{"string", "number", "boolean"})
	case reflect.Struct:
		return g.reference(t)
	case reflect.String:
		return typed("string")
	case reflect.Bool:
		return typed("boolean")
	case reflect.Float64:
		return typed("number")
	}
	return typed("integer")
}

// reference names the definition of a struct, and makes it the first time.
func (g *schemaMaker) reference(t reflect.Type) *members {
	m := &members{}
	m.set("$ref", "#/$defs/"+t.Name())
	if g.seen == nil {
		g.seen = map[string]bool{}
	}
	if !g.seen[t.Name()] {
		g.seen[t.Name()] = true
		def := &members{}
		def.set("description", planDocs[t.Name()])
		g.defs.set(t.Name(), def)
		def.list = append(def.list, g.object(t).list...)
	}
	return m
}

// object is a struct with its members; those of an embedded one are its own.
func (g *schemaMaker) object(t reflect.Type) *members {
	properties, required := &members{}, []string{}
	g.fields(t, func(owner, name string, f reflect.StructField, optional bool) {
		p := g.of(f.Type)
		if t == reflect.TypeFor[schema.Expression]() && name == "constants" {
			p = g.of(reflect.TypeFor[map[string]any]()) // laid flat: "var.limit"
		}
		described := &members{}
		described.set("description", planDocs[owner+"."+name])
		switch {
		case name == "format":
			described.set("const", PlanFormat)
		case !optional && nullable(f.Type):
			described.set("anyOf", []any{p, typed("null")})
		default:
			described.list = append(described.list, p.list...)
		}
		properties.set(name, described)
		if !optional {
			required = append(required, name)
		}
	})
	m := typed("object")
	m.set("properties", properties)
	m.set("required", required)
	m.set("additionalProperties", false)
	return m
}

// nullable says whether a member that is always written may be null.
func nullable(t reflect.Type) bool {
	return t == reflect.TypeFor[*int64]() || t.Kind() == reflect.Slice && t != reflect.TypeFor[Sinks]()
}

// fields visits the members of a struct as encoding/json has them.
func (g *schemaMaker) fields(t reflect.Type, visit func(owner, name string, f reflect.StructField, optional bool)) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case f.Anonymous && name == "":
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			g.fields(inner, visit)
		default:
			if name == "" {
				name = f.Name
			}
			visit(t.Name(), name, f, strings.Contains(options, "omitempty"))
		}
	}
}

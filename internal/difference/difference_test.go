package difference_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/difference"
	"github.com/iotsim/iotsim/schema"
)

// whole is a scenario with one block of each kind and something in each of their
// arguments.
func whole() *schema.Scenario {
	s := &schema.Scenario{
		Models: make([]schema.Model, 1), Groups: make([]schema.Group, 1), Faults: make([]schema.Fault, 1),
		Phases: make([]schema.Phase, 1), Sinks: make([]schema.Sink, 1), Labels: &schema.Labels{}, Expectations: make([]schema.Expectation, 1),
		Cycles: []schema.Cycle{{Name: "c", End: 1, Times: 2}}, Start: schema.Instant{UnixMillis: 1}, Speed: schema.Ratio{Num: 1, Den: 1},
	}
	for _, v := range []any{&s.Models[0], &s.Groups[0], &s.Faults[0], &s.Phases[0], &s.Sinks[0], s.Labels, &s.Expectations[0]} {
		fill(reflect.ValueOf(v).Elem(), 0)
	}
	// Indexes lead somewhere, a name stands once, and payloads have a test of their own.
	s.Groups[0].Model, s.Phases[0].Faults = 0, []int{0}
	all := s.Models[0].Info[0]
	s.Models[0].Info = []schema.Info{
		{Name: "a", Text: all.Text}, {Name: "b", Number: all.Number}, {Name: "c", Bool: all.Bool}, {Name: "d", Value: all.Value},
	}
	s.Models[0].Payload = &schema.Payload{Kind: schema.PayloadObject, Members: []schema.PayloadMember{{Name: "a", Value: schema.Payload{Kind: schema.PayloadNull}}}}
	return s
}

// deep is where values that hold their own kind end.
const deep = 5

// fill puts something into everything.
func fill(v reflect.Value, depth int) {
	switch v.Interface().(type) {
	case hcl.Range:
		return
	case schema.Ratio:
		v.Set(reflect.ValueOf(schema.Ratio{Num: 1, Den: 4}))
		return
	case schema.Pattern:
		v.Set(reflect.ValueOf(schema.Pattern{Parts: []schema.PatternPart{{Text: "x"}}}))
		return
	case schema.Argument:
		v.Set(reflect.ValueOf(schema.Argument{Value: 1}))
		return
	}
	if depth > deep {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		if v.Type() == reflect.TypeFor[map[string]string]() {
			v.Set(reflect.ValueOf(map[string]string{"k": "v"}))
		}
	default:
		change(v)
	}
}

// change makes a plain value another.
func change(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(v.Int() + 3)
	case reflect.Uint64:
		v.SetUint(v.Uint() + 3)
	case reflect.Float64:
		v.SetFloat(v.Float() + 3)
	}
}

// side is a scenario as a plan of it has it.
func side(s *schema.Scenario) difference.Side {
	return difference.Side{Scenario: s, Plan: &engine.Plan{
		Models: s.Models, Groups: s.Groups, Timezone: "UTC", Devices: s.Groups[0].Count,
		Digest: fmt.Sprintf("%p", s), // no two are the same
	}}
}

// leaves visits each plain value of a plan's inputs, with the path to it. What has
// no name in a plan decides nothing in it.
func leaves(v reflect.Value, path string, visit func(path string, v reflect.Value)) {
	switch v.Interface().(type) {
	case hcl.Range:
		return
	case schema.Pattern, schema.Expression, schema.Series:
		leaves(v.Field(0), path, visit) // its text, which is what it is
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			leaves(v.Elem(), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && f.Tag.Get("json") != "-" {
				leaves(v.Field(i), path+"."+f.Name, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			leaves(v.Index(i), path, visit)
		}
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint64, reflect.Float64:
		visit(path, v)
	}
}

// silent are what the scenario says elsewhere, or what follows from the rest.
var silent = []string{
	".Groups.First", ".Cut", ".Start.Offset", ".Start.Now", // offsets hold where Now does
	".Cycles.First", ".Cycles.End", ".Phases.Faults", ".Groups.Model", // indexes
	".Durations", ".HasBuilding", ".HasRoom", ".Width", ".To.Now", ".To.Offset",
}

// TestEveryArgumentMakesADifference changes each value that a plan keeps of a
// scenario, one after the other: whatever the language gains is compared, or this
// fails.
func TestEveryArgumentMakesADifference(t *testing.T) {
	changed := 0
	count := 0
	leaves(reflect.ValueOf(whole()).Elem(), "", func(string, reflect.Value) { count++ })
	for i := range count {
		a, b := whole(), whole()
		at, k := "", 0
		leaves(reflect.ValueOf(b).Elem(), "", func(path string, v reflect.Value) {
			if k == i {
				at = path
				change(v)
			}
			k++
		})
		skip := false
		for _, s := range silent {
			skip = skip || strings.HasSuffix(at, s)
		}
		if skip || strings.HasPrefix(at, ".Models.Payload") {
			continue
		}
		changed++
		if d := difference.Compare(side(a), side(b)); len(d.Changes) == 0 {
			t.Errorf("%s: nothing changes", at)
		}
	}
	if changed < 200 {
		t.Errorf("only %d values were changed", changed)
	}
}

func TestEveryValueOfAPayloadMakesADifference(t *testing.T) {
	a := whole()
	for what, v := range map[string]schema.Payload{
		"bool":      {Kind: schema.PayloadBool},
		"true":      {Kind: schema.PayloadBool, Bool: true},
		"number":    {Kind: schema.PayloadNumber, Number: 1},
		"zero":      {Kind: schema.PayloadNumber},
		"text":      {Kind: schema.PayloadText, Text: &schema.Pattern{Parts: []schema.PatternPart{{Text: "x"}}}},
		"reference": {Kind: schema.PayloadReference, Reference: []string{"device", "id"}},
		"object":    {Kind: schema.PayloadObject},
		"list":      {Kind: schema.PayloadList},
		"inner":     {Kind: schema.PayloadList, Items: []schema.Payload{{Kind: schema.PayloadNull}}},
	} {
		b := whole()
		b.Models[0].Payload.Members[0].Value = v
		d := difference.Compare(side(a), side(b))
		if len(d.Changes) != 1 || d.Changes[0].Kind != "model" || !strings.HasPrefix(d.Changes[0].Members[0].Name, "payload.a") {
			t.Errorf("%s: %+v", what, d.Changes)
		}
	}
}

func TestWhatIsTheSameIsNoDifference(t *testing.T) {
	a, b := side(whole()), side(whole())
	b.Plan.Digest = a.Plan.Digest
	if d := difference.Compare(a, b); !d.Equal || len(d.Changes)+len(d.Position) > 0 {
		t.Errorf("%+v", d)
	}
}

// A scenario that writes a block once may lay it out a hundred thousand times.
func TestDifferencesOfLargeFleetsAreShort(t *testing.T) {
	fleet := func(rooms, count int64) difference.Side {
		s := whole()
		s.Groups = nil
		for i := range rooms {
			s.Groups = append(s.Groups, schema.Group{
				Room: fmt.Sprint(i), HasRoom: true, Count: count, First: i*count + 1, Interval: time.Second,
				ID:    schema.Pattern{Parts: []schema.PatternPart{{Text: fmt.Sprint(i)}, {Field: "index"}}},
				Range: hcl.Range{Filename: "a.hcl", Start: hcl.Pos{Line: 7}},
			})
		}
		x := side(s)
		x.Plan.Devices = rooms * count
		return x
	}
	began := time.Now()
	d := difference.Compare(fleet(100_000, 10), fleet(90_000, 11))
	if len(d.Changes) != 2 || len(d.Position) > 8 {
		t.Errorf("%d changes, %d of position", len(d.Changes), len(d.Position))
	}
	for _, c := range d.Changes {
		if c.Places == nil || len(c.Places.Names) != 3 || c.Places.Count != map[difference.What]int64{difference.Changed: 90_000, difference.Removed: 10_000}[c.What] {
			t.Errorf("%+v %+v", c, c.Places)
		}
	}
	// Room against room it would be nine billion comparisons.
	if took := time.Since(began); took > 2*time.Minute {
		t.Errorf("it took %v", took)
	}
}

package engine

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// randomShape is an object or list with few names, so that they meet often.
func randomShape(r *rand.Rand, depth int) schema.Payload {
	names := []string{"a", "b", "c", "a.b", `"`, `b":`, "", "value", "\n"}
	p := schema.Payload{Kind: schema.PayloadObject}
	if depth > 0 && r.IntN(4) == 0 {
		p.Kind = schema.PayloadList
	}
	for range 1 + r.IntN(4) {
		var v schema.Payload
		switch r.IntN(4 + depth) {
		case 0:
			v = schema.Payload{Kind: schema.PayloadNumber, Number: float64(r.IntN(1e6))}
		case 1:
			v = schema.Payload{Kind: schema.PayloadText, Text: &schema.Pattern{Parts: []schema.PatternPart{{Text: names[r.IntN(len(names))]}}}}
		case 2:
			v = schema.Payload{Kind: schema.PayloadReference, Reference: []string{"device", "id"}}
		case 3:
			if v = randomShape(r, depth+1); depth == 4 {
				v = schema.Payload{Kind: schema.PayloadNull}
			}
		default:
			v = schema.Payload{Kind: schema.PayloadReference, Reference: []string{"sensor", "x", "value"}}
		}
		name := names[r.IntN(len(names))]
		switch {
		case p.Kind == schema.PayloadList:
			p.Items = append(p.Items, v)
		case !slices.ContainsFunc(p.Members, func(m schema.PayloadMember) bool { return m.Name == name }):
			p.Members = append(p.Members, schema.PayloadMember{Name: name, Value: v})
		}
	}
	return p
}

// fieldNames are the names of all that a payload holds.
func fieldNames(p *schema.Payload, before string) []string {
	var names []string
	for i := range p.Members {
		name := before + p.Members[i].Name
		names = append(append(names, name), fieldNames(&p.Members[i].Value, name+".")...)
	}
	for i := range p.Items {
		name := before + string(rune('0'+i))
		names = append(append(names, name), fieldNames(&p.Items[i], name+".")...)
	}
	return names
}

// Whatever a payload is, a field is the same looked for as bytes and member by
// member, in message after message.
func TestFieldsAreTheSameHoweverTheyAreSought(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	unique, sole := 0, 0
	for range 2000 {
		shape := randomShape(r, 0)
		m := &schema.Model{Name: "m", Payload: &shape}
		node := newPayload(&schema.Model{Sensors: []schema.Sensor{{Name: "x"}}}, &shape)
		layout := codec.Compile(codec.Model{Sensors: []codec.Sensor{{Name: "x"}}, Payload: &node})
		names, hints := fieldNames(&shape, ""), 0
		fields := look(m, names, &hints).fields
		known := make([]int, hints)
		for range 3 {
			id := strings.Repeat(`"a":`, r.IntN(4))
			message := layout.Append(nil, &codec.Reading{
				ID: []byte(id), Place: layout.Place(codec.Location{}), Statuses: []codec.Status{codec.Normal},
				Values: []codec.Value{{Kind: codec.Number, Fixed: int64(r.IntN(1e9))}},
			})
			for name, f := range fields {
				slow := *f.path
				slow.Unique = false
				want, got := codec.Edit{Text: slices.Clone(message)}, codec.Edit{Text: slices.Clone(message), Hints: known}
				if !want.Remove(&slow) || !got.Remove(f.path) || string(want.Text) != string(got.Text) {
					t.Fatalf("%q in %s: %+v\n got %s\nwant %s", name, message, f.path, got.Text, want.Text)
				}
				if f.path.Unique {
					unique++
				}
				if f.path.Sole > 0 {
					sole++
				}
			}
		}
	}
	if unique < 10_000 || sole < 2_000 {
		t.Errorf("%d fields were looked for as bytes, %d of them where they were before", unique, sole)
	}
}

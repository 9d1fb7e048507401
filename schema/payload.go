package schema

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A Payload is a value in a message of the author's own shape. Kind decides
// which field holds; null has none.
type Payload struct {
	Kind      PayloadKind     `json:"kind"`
	Members   []PayloadMember `json:"members,omitempty"`   // of an object, in the order written
	Items     []Payload       `json:"items,omitempty"`     // of a list
	Text      *Pattern        `json:"text,omitempty"`      // constant text is a pattern without fields
	Number    float64         `json:"number,omitempty"`    // constant
	Bool      bool            `json:"bool,omitempty"`      // constant
	Reference []string        `json:"reference,omitempty"` // names: sensor, temperature, value
	Range     hcl.Range       `json:"-"`
}

// A PayloadMember is one name of an object and its value.
type PayloadMember struct {
	Name  string  `json:"name"`
	Value Payload `json:"value"`
}

// PayloadKind says what a payload's value is.
type PayloadKind string

// The kinds of values in a payload.
const (
	PayloadObject    PayloadKind = "object"
	PayloadList      PayloadKind = "list"
	PayloadText      PayloadKind = "text"
	PayloadNumber    PayloadKind = "number"
	PayloadBool      PayloadKind = "bool"
	PayloadNull      PayloadKind = "null"
	PayloadReference PayloadKind = "reference"
)

// What a payload's references name, by root. Those of sensor and info are the
// model's own.
var (
	timestampMembers = []string{"rfc3339", "ms", "us", "s"}
	deviceMembers    = []string{"id", "n", "index", "model", "devices", "building", "floor", "room", "address", "sequence"}
	sensorMembers    = []string{"value", "unit", "status"}
	payloadRoots     = []string{"timestamp", "device", "sensor", "info"}
)

// A payloadReader decodes one model's payload. Nothing in it is evaluated but
// constants: its shape is what stands in the file.
type payloadReader struct {
	b      *body
	model  *Model
	partly bool // the model has errors, so that what it has is not known
	*payloadBudget
}

// A payloadBudget is what the payloads of a scenario take together: locals
// multiply what stands in the file, within a model and from model to model.
type payloadBudget struct {
	values int
	bytes  int  // of names and texts
	full   bool // too much, and reported
}

// payload reads a message of the author's own shape; the model's sensors and
// device_info are known already. nil: the model sends the default message.
func (b *body) payload(m *Model, partly bool) *Payload {
	a := b.args["payload"]
	if a == nil || lostValue(a.Expr) {
		return nil
	}
	if _, object := a.Expr.(*hclsyntax.ObjectConsExpr); !object {
		b.refuse("payload", "Object expected",
			"A payload is written out in the model: payload = { time = timestamp.ms, value = sensor.NAME.value }.")
		return nil
	}
	r := &payloadReader{b, m, partly, &b.d.payloads}
	p, ok := r.value(a.Expr, 1)
	if !ok {
		return nil
	}
	return &p
}

// value decodes one value: what it is can be seen from how it is written.
func (r *payloadReader) value(e hclsyntax.Expression, depth int) (Payload, bool) {
	if !r.count(e.Range(), depth, 0) {
		return Payload{}, false
	}
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.value(e.Expression, depth)
	case *hclsyntax.ObjectConsExpr:
		return r.object(e, depth)
	case *hclsyntax.TupleConsExpr:
		return r.list(e, depth)
	case *hclsyntax.ScopeTraversalExpr:
		if slices.Contains(payloadRoots, e.Traversal.RootName()) {
			return r.reference(e.Traversal)
		}
	}
	if r.computes(e) {
		return Payload{}, false
	}
	v := r.b.d.scope.value(e, nil)
	if !v.IsWhollyKnown() {
		return Payload{}, false // reported
	}
	return r.constant(v, e, depth)
}

// computes reports an expression over what only a running device knows.
func (r *payloadReader) computes(e hclsyntax.Expression) bool {
	for _, t := range e.Variables() {
		root := t.RootName()
		switch {
		case slices.Contains(payloadRoots, root):
			r.b.d.errorf(e.Range(), "Payloads do not compute",
				"%q stands alone in a payload, as in name = %s. What is computed from it is a sensor with a formula; texts take fields such as \"{building}/{n}\".",
				root, exampleOf[root])
		case !slices.Contains(bareRoots, root):
			r.b.d.errorf(t.SourceRange(), "Unknown name", "There is no %q in a payload. %s", clip(root), r.meantRoot(root))
		default:
			continue
		}
		return true
	}
	return false
}

// exampleOf is a reference of each root.
var exampleOf = map[string]string{
	"timestamp": "timestamp.ms", "device": "device.id", "sensor": "sensor.NAME.value", "info": "info.NAME",
}

// bareRoots are those that are known before a device runs.
var bareRoots = []string{"var", "local", "lib", "model", "fault", "phase"}

// meantRoot says what to write instead of an unknown root.
func (r *payloadReader) meantRoot(root string) string {
	switch {
	case r.model.measures(root):
		return fmt.Sprintf("Did you mean sensor.%s.value?", root)
	case r.model.says(func(i Info) bool { return i.Name == root }):
		return fmt.Sprintf("Did you mean info.%s?", root)
	}
	known := append(slices.Clone(payloadRoots), "var", "local")
	if near, ok := Nearest(root, known); ok {
		return fmt.Sprintf("Did you mean %q?", near)
	}
	return fmt.Sprintf("There are timestamp, device, sensor, info, var and local; a text stands in quotes: %q.", clip(root))
}

// object decodes { name = value }, keeping the order.
func (r *payloadReader) object(e *hclsyntax.ObjectConsExpr, depth int) (Payload, bool) {
	p := Payload{Kind: PayloadObject, Range: e.Range()}
	pairs, diags := hcl.ExprMap(e)
	r.b.d.add(diags...)
	good := !diags.HasErrors()
	first := map[string]hcl.Range{}
	for _, pair := range pairs {
		name, named := r.name(pair.Key.(hclsyntax.Expression))
		v, ok := r.value(pair.Value.(hclsyntax.Expression), depth+1)
		if r.full {
			return p, false
		}
		if at, twice := first[name]; named && twice {
			r.b.d.errorf(pair.Key.Range(), "Duplicate name", "The object has a member %q already, at %s.", clip(name), where(at))
			named = false
		}
		if good = good && named && ok; !named {
			continue
		}
		first[name] = pair.Key.Range()
		p.Members = append(p.Members, PayloadMember{name, v})
	}
	return p, good
}

// name reads the name of a member, which is a constant.
func (r *payloadReader) name(key hclsyntax.Expression) (string, bool) {
	if r.computes(key) {
		return "", false
	}
	v := r.b.d.scope.value(key, nil)
	if !v.IsWhollyKnown() {
		return "", false
	}
	if v.IsNull() || v.Type() != cty.String {
		r.b.d.errorf(key.Range(), "Name expected", "A member is named by a word, or by a text in quotes; this is %s.", typeName(v.Type()))
		return "", false
	}
	name := v.AsString()
	if len(name) > maxNameBytes {
		r.b.d.errorf(key.Range(), "Name too long", "A name has at most %d bytes; this one has %d.", maxNameBytes, len(name))
		return "", false
	}
	return name, r.count(key.Range(), 0, len(name))
}

// list decodes [a, b].
func (r *payloadReader) list(e *hclsyntax.TupleConsExpr, depth int) (Payload, bool) {
	p := Payload{Kind: PayloadList, Range: e.Range()}
	items, diags := hcl.ExprList(e)
	r.b.d.add(diags...)
	good := !diags.HasErrors()
	for _, item := range items {
		v, ok := r.value(item.(hclsyntax.Expression), depth+1)
		if r.full {
			return p, false
		}
		good = good && ok
		p.Items = append(p.Items, v)
	}
	return p, good
}

// constant takes what an expression without references came to. e is where it
// stands.
func (r *payloadReader) constant(v cty.Value, e hclsyntax.Expression, depth int) (Payload, bool) {
	p := Payload{Range: e.Range()}
	t := v.Type()
	switch {
	case v.IsNull():
		p.Kind = PayloadNull
		return p, true
	case t == cty.Bool:
		p.Kind, p.Bool = PayloadBool, v.True()
		return p, true
	case t == cty.Number:
		f, ok := numberValue(v)
		if !ok || math.Abs(f) > maxMeasure {
			r.b.d.errorf(e.Range(), "Number out of range", "A number in a payload is at most 1e15. Write larger ones as texts, in quotes.")
			return p, false
		}
		p.Kind, p.Number = PayloadNumber, f
		return p, true
	case t == cty.String:
		return r.text(v.AsString(), e)
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		p.Kind = PayloadList
		for _, item := range v.AsValueSlice() {
			inner, ok := r.inner(item, e, depth)
			if !ok {
				return p, false
			}
			p.Items = append(p.Items, inner)
		}
		return p, true
	case t.IsObjectType() || t.IsMapType():
		p.Kind = PayloadObject
		for it := v.ElementIterator(); it.Next(); { // by name
			key, item := it.Element()
			inner, ok := r.inner(item, e, depth)
			if !ok || !r.count(e.Range(), depth, len(key.AsString())) {
				return p, false
			}
			p.Members = append(p.Members, PayloadMember{key.AsString(), inner})
		}
		return p, true
	}
	r.b.d.errorf(e.Range(), "Unfit value", "A payload holds texts, numbers, bools, null, lists and objects; this is %s.", typeName(t))
	return p, false
}

// inner is a value inside of a constant.
func (r *payloadReader) inner(v cty.Value, e hclsyntax.Expression, depth int) (Payload, bool) {
	if !r.count(e.Range(), depth+1, 0) {
		return Payload{}, false
	}
	return r.constant(v, e, depth+1)
}

// text is a pattern: its fields are the device's.
func (r *payloadReader) text(text string, e hclsyntax.Expression) (Payload, bool) {
	p := Payload{Kind: PayloadText, Range: e.Range()}
	if !r.count(e.Range(), 0, len(text)) {
		return p, false
	}
	if root, _, named := strings.Cut(text, "."); named && slices.Contains(payloadRoots, root) && hclsyntax.ValidIdentifier(strings.ReplaceAll(text, ".", "_")) {
		r.b.d.warnf(e.Range(), "Reference in quotes", "The message holds these very words. For what they refer to, write %s without quotes.", clip(text))
	}
	pattern, ok := r.b.d.patternOf(text, deviceFields, e.Range(), func() (*literal, bool) { return literalOf(r.b.d.files, e) })
	p.Text = &pattern
	return p, ok
}

// count takes a value or bytes into account, and reports what is too much, once.
func (r *payloadReader) count(at hcl.Range, depth, bytes int) bool {
	if r.full {
		return false
	}
	r.values, r.bytes = r.values+1, r.bytes+bytes
	switch {
	case depth > maxPayloadDepth:
		r.b.d.errorf(at, "Payload too deep", "Objects and lists of a payload nest at most %d deep.", maxPayloadDepth)
	case r.values > maxPayloadValues:
		r.b.d.errorf(at, "Payload too large", "The payloads of a scenario have at most %s values and names.", grouped(maxPayloadValues))
	case r.bytes > maxPayloadBytes:
		r.b.d.errorf(at, "Payload too large", "The names and texts of a scenario's payloads have at most %s bytes.", grouped(maxPayloadBytes))
	default:
		return true
	}
	r.full = true
	return false
}

// reference checks timestamp.ms and its kin against what there is.
func (r *payloadReader) reference(t hcl.Traversal) (Payload, bool) {
	p := Payload{Kind: PayloadReference, Range: t.SourceRange()}
	for i := range t {
		name, ok := stepName(t, i)
		if !ok {
			r.b.d.errorf(p.Range, "Unknown name", "A reference is names joined by dots, such as %s.", exampleOf[t.RootName()])
			return p, false
		}
		p.Reference = append(p.Reference, name)
	}
	var known []string
	switch p.Reference[0] {
	case "timestamp":
		return p, r.step(p, 1, timestampMembers, "A timestamp") && r.ends(p, 2)
	case "device":
		return p, r.step(p, 1, deviceMembers, "A device") && r.ends(p, 2)
	case "info":
		for i := range r.model.Info {
			known = append(known, r.model.Info[i].Name)
		}
		return p, r.step(p, 1, known, "The model's device_info") && r.ends(p, 2)
	}
	for i := range r.model.Sensors {
		known = append(known, r.model.Sensors[i].Name)
	}
	return p, r.step(p, 1, known, "The model") && r.step(p, 2, sensorMembers, "A sensor") && r.ends(p, 3)
}

// stepName is the i-th name of root.NAME.NAME or root["NAME"].
func stepName(t hcl.Traversal, i int) (string, bool) {
	if i == 0 {
		return t.RootName(), true
	}
	return memberName(t[i-1:])
}

// step checks one name of a reference against those that there are.
func (r *payloadReader) step(p Payload, i int, known []string, whose string) bool {
	whole := strings.Join(p.Reference[:min(i, len(p.Reference))], ".")
	root := p.Reference[0]
	models := i == 1 && (root == "sensor" || root == "info")
	switch {
	case len(p.Reference) <= i && models:
		r.b.d.errorf(p.Range, "Incomplete reference", "Say which: %s.", exampleOf[root])
		return false
	case len(p.Reference) <= i:
		r.b.d.errorf(p.Range, "Incomplete reference", "Say what of it: %s.%s.", whole, strings.Join(known, ", "+whole+"."))
		return false
	case slices.Contains(known, p.Reference[i]):
		return true
	case models && r.partly:
		return false // what the model has is not known, and errors were reported
	}
	summary := "Unknown name"
	what := "no " + quoted(clip(p.Reference[i]))
	if models {
		summary, what = "Unknown "+root, fmt.Sprintf("no %s %q", root, clip(p.Reference[i]))
	}
	hint := suggestion(p.Reference[i], known)
	if models && root == "info" && p.Reference[i] == "model" {
		hint = "The model's own name is device.model."
	}
	r.b.d.errorf(p.Range, summary, "%s has %s. %s", whose, what, hint)
	return false
}

// ends checks that a reference goes no further.
func (r *payloadReader) ends(p Payload, n int) bool {
	if len(p.Reference) == n {
		return true
	}
	r.b.d.errorf(p.Range, "Unknown name", "%s is a value: it has no %q.", strings.Join(p.Reference[:n], "."), clip(p.Reference[n]))
	return false
}

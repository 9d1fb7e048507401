package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"
)

// A body is one block that was checked against the table. Its typed readers
// (value.go and on) report what is wrong with an argument and say by their
// second result whether there is a value to go on with: an argument that is
// left out, null or already reported gives none.
type body struct {
	d     *decoder
	kind  *BlockType
	name  string // label, NFC; empty when the block has none
	args  map[string]*hclsyntax.Attribute
	all   []*hclsyntax.Attribute // in the order written, for blocks of free arguments
	inner []*hclsyntax.Block
	head  hcl.Range // kind and label
	label hcl.Range // the first label; head when there is none
	at    *place    // while places repeat: what building, floor and room are

	meant   map[string]bool // arguments that unknown ones probably are
	damaged bool            // statements in it were lost: nothing is missing
	memo    map[*hclsyntax.Attribute]cty.Value

	first, end int // of a cycle: its phases among all
}

// body checks a block against its type: labels, arguments, blocks in it.
func (d *decoder) body(block *hclsyntax.Block, kind *BlockType) *body {
	b := d.contents(block.Body, kind, block.DefRange())
	b.label = b.head
	d.checkLabels(b, block)
	return b
}

// contents checks what stands between the braces.
func (d *decoder) contents(in *hclsyntax.Body, kind *BlockType, head hcl.Range) *body {
	b := &body{d: d, kind: kind, head: head, args: map[string]*hclsyntax.Attribute{}, damaged: d.damaged(in)}
	meant := b.arguments(in)
	b.blocks(in, meant)
	b.meant = meant
	for _, a := range kind.Arguments {
		if a.Required && in.Attributes[a.Name] == nil && !meant[a.Name] && !b.damaged {
			d.errorf(head, "Missing argument", "%s needs %q: %s", capital(blockText(kind)), a.Name, a.Doc)
		}
	}
	return b
}

// arguments takes those that the type knows, in the order written. It returns
// the known names that unknown ones probably mean: these are not missing too.
func (b *body) arguments(in *hclsyntax.Body) (meant map[string]bool) {
	meant = map[string]bool{}
	for _, a := range b.d.argumentsOf(in) {
		if _, known := b.kind.argument(a.Name); !known && b.kind.Free == "" {
			meant[b.unknownArgument(a)] = true
			continue
		}
		b.all = append(b.all, a)
		b.args[a.Name] = a
	}
	return meant
}

// unknownArgument reports an argument that the type does not have, and returns
// the one that it probably means.
func (b *body) unknownArgument(a *hclsyntax.Attribute) string {
	if b.kind.block(a.Name) != nil {
		b.d.errorf(a.NameRange, "Block expected",
			"%q is a block: write %s { … } without the equals sign.", a.Name, a.Name)
		return ""
	}
	if h, ok := habits[b.kind.Name][a.Name]; ok {
		b.d.errorf(a.NameRange, "Unknown argument",
			"%s has no argument %q. %s", capital(blockText(b.kind)), a.Name, h.hint)
		return h.means
	}
	if hint, ok := foreignArguments[a.Name]; ok {
		b.d.errorf(a.NameRange, "Unknown argument",
			"%s has no argument %q. %s", capital(blockText(b.kind)), a.Name, hint)
		return ""
	}
	var known []string
	for _, k := range b.kind.Arguments {
		known = append(known, k.Name)
	}
	near, ok := Nearest(a.Name, known)
	hint := elsewhereHint(a.Name)
	if ok || hint == "" {
		hint = suggestion(a.Name, known)
	}
	b.d.errorf(a.NameRange, "Unknown argument",
		"%s has no argument %q. %s", capital(blockText(b.kind)), a.Name, hint)
	return near
}

// foreignArguments are habits from other languages.
var foreignArguments = map[string]string{
	"depends_on": "Nothing depends on order here but phases, which run as written.",
	"provider":   "There are no providers: what a scenario needs is built in.",
	"lifecycle":  "There is no life cycle.",

	"version":           "The version of the language is in iotsim { requires = … }.",
	"nullable":          "A variable without a default must be set.",
	"function":          "Functions of the author's own are not part of the language; locals name values.",
	"acks":              "Records are always acknowledged by all in-sync replicas.",
	"idempotent":        "Writing is always idempotent.",
	"bootstrap_servers": "Write brokers = [\"localhost:9092\"].",
	"retries":           "What is not acknowledged is sent again for as long as the run lasts.",
}

// blocks takes the blocks that the type knows. Arguments that are written as
// blocks are added to meant.
func (b *body) blocks(in *hclsyntax.Body, meant map[string]bool) {
	first := map[string]*hclsyntax.Block{}
	for _, block := range in.Blocks {
		kind := b.kind.block(block.Type)
		if kind == nil {
			meant[block.Type] = true
			if kind = b.unknownBlock(block); kind == nil {
				continue
			}
			respelt := *block
			respelt.Type = kind.Name
			block = &respelt
		}
		switch {
		case kind.Unbuilt:
			b.d.errorf(block.DefRange(), "Not supported yet",
				"The block %q is part of the language but does not run yet. Leave it out.", block.Type)
		case kind.Single && first[block.Type] != nil:
			b.d.errorf(block.DefRange(), "Duplicate block",
				"There is one block %q at most; the first is at %s.", block.Type, where(first[block.Type].DefRange()))
			b.d.body(block, kind)
		default:
			b.inner = append(b.inner, block)
		}
		if first[block.Type] == nil {
			first[block.Type] = block
		}
	}
	for _, kind := range b.kind.Blocks {
		if kind.Required && first[kind.Name] == nil && first[kind.Holder] == nil && !b.damaged && !b.d.misread[kind.Name] && (kind != modelType || first["library"] == nil) {
			b.missingBlock(kind)
		}
	}
}

// missingBlock reports a block that must be there.
func (b *body) missingBlock(kind *BlockType) {
	label := ""
	if kind.Label != "" {
		label = " \"" + kind.Label + "\""
	}
	b.d.errorf(b.head, "Missing block",
		"%s needs a block %s%s { … }: %s", capital(blockText(b.kind)), kind.Name, label, kind.Doc)
}

// unknownBlock reports a block that the type does not have, and returns the one
// that it probably means: what stands in it is checked as if it were that.
func (b *body) unknownBlock(block *hclsyntax.Block) *BlockType {
	if _, ok := b.kind.argument(block.Type); ok {
		b.d.errorf(block.DefRange(), "Argument expected", "%q is an argument: write %s = …", block.Type, block.Type)
		return nil
	}
	if len(block.Labels) > 0 && block.Type == "resource" && b.kind.block(block.Labels[0]) != nil {
		kind, label := block.Labels[0], ""
		if len(block.Labels) > 1 {
			label = fmt.Sprintf(" %q", clip(block.Labels[1]))
		}
		b.d.errorf(block.DefRange(), "Unknown block", "There is no block \"resource\": a block's kind is its first word. Write %s%s { … }.", kind, label)
		b.d.misread[kind] = true
		return nil
	}
	if hint, ok := foreignBlocks[block.Type]; ok {
		b.d.errorf(block.DefRange(), "Unknown block", "There is no block %q. %s", block.Type, hint)
		return nil
	}
	if b.kind == libraryFileType && fileType.block(block.Type) != nil {
		b.d.errorf(block.DefRange(), "Misplaced block",
			"A library holds variables, locals, models, faults and libraries; %q is the scenario's.", block.Type)
		return nil
	}
	if homes := homesOf(block.Type); len(homes) > 0 {
		b.d.errorf(block.DefRange(), "Misplaced block",
			"A block %q does not stand in %s; it stands in %s.", block.Type, blockText(b.kind), strings.Join(homes, " or "))
		return nil
	}
	b.d.errorf(block.DefRange(), "Unknown block",
		"There is no block %q. %s", block.Type, suggestion(block.Type, b.nearBlocks(block.Type)))
	near, _ := Nearest(block.Type, b.nearBlocks(block.Type))
	return b.kind.block(near)
}

// foreignBlocks are habits from Terraform.
var foreignBlocks = map[string]string{
	"resource":  "What is simulated are devices in places: building \"A\" { floor { room \"101\" { devices \"MODEL\" { count = 100 } } } }.",
	"provider":  "There are no providers: what a scenario needs is built in.",
	"lifecycle": "There is no life cycle: a scenario makes readings, and nothing that is kept.",
	"variables": "A variable is declared alone: variable \"NAME\" { default = … }.",
	"group":     "Places are building, floor and room; devices stand in them.",
	"device":    "Devices are counted: devices \"MODEL\" { count = 100 }.",
	"stage":     "A stretch of the time line is a phase.",
	"terraform": "The version of the language is in iotsim { requires = … }.",
	"module":    "A folder of models is a library: library \"NAME\" { source = … }.",
	"output":    "What a scenario comes to is printed by plan, and by plan --json for programs. Where records go is a sink: sink \"kafka\" { topic = \"readings\" }.",
	"dynamic":   "Places repeat with count or for_each.",
	"function":  "Functions of the author's own are not part of the language; locals name values.",
	"data":      "There are no data sources: values come from variables and locals.",
	"check":     "What must hold of a run is an expectation: expect \"NAME\" { that = \"failed == 0\" }.",
	"moved":     "Nothing is kept between runs that could move; iotsim diff says what a change moves.",
	"removed":   "Nothing is kept between runs that could be removed.",
	"import":    "Models and faults of other folders come from a library: library \"NAME\" { source = … }.",
	"ephemeral": "Nothing is kept between runs. A value that must not be shown is a variable with sensitive = true.",
}

// homesOf are the block types that a block of this name stands in.
func homesOf(name string) []string {
	var homes []string
	walk(fileType, func(t *BlockType) {
		if text := blockText(t); t.block(name) != nil && !slices.Contains(homes, text) {
			homes = append(homes, text)
		}
	})
	return homes
}

// nearBlocks are the blocks that a misspelt one may be: those of the body, or
// of the whole language when none of them is near.
func (b *body) nearBlocks(name string) []string {
	var here, all []string
	for _, k := range b.kind.Blocks {
		here = append(here, k.Name)
	}
	if _, ok := Nearest(name, here); ok {
		return here
	}
	walk(fileType, func(t *BlockType) { all = append(all, t.Name) })
	if _, ok := Nearest(name, all); ok {
		return all
	}
	return here
}

// walk visits a block type and those that stand in it.
func walk(t *BlockType, visit func(*BlockType)) {
	visit(t)
	for _, k := range t.Blocks {
		walk(k, visit)
	}
}

// checkLabels takes the label, and says when there is none or one too many.
func (d *decoder) checkLabels(b *body, block *hclsyntax.Block) {
	if len(block.LabelRanges) > 0 {
		b.label = block.LabelRanges[0]
	}
	switch {
	case b.kind.Label == "" && len(block.Labels) > 0:
		d.errorf(b.label, "Unexpected label", "%s has no label. %s", capital(blockText(b.kind)), labelHint(b.kind))
	case b.kind.Label != "" && len(block.Labels) == 0:
		d.errorf(b.head, "Missing label",
			"%s needs a label: write %s \"%s\" { … }", capital(blockText(b.kind)), b.kind.Name, b.kind.Label)
	case len(block.Labels) > 1:
		d.errorf(block.LabelRanges[1], "Unexpected label", "%s has one label.", capital(blockText(b.kind)))
	}
	if b.kind.Label == "" || len(block.Labels) == 0 {
		return
	}
	b.name = norm.NFC.String(block.Labels[0])
	switch {
	case b.name == "":
		d.errorf(b.label, "Empty name", "A name has at least one character.")
	case len(b.name) > maxNameBytes:
		d.errorf(b.label, "Name too long",
			"A name has at most %d bytes; this one has %d.", maxNameBytes, len(b.name))
	}
}

func labelHint(kind *BlockType) string {
	if kind == floorType {
		return "A floor is known by its number: write number = … in it."
	}
	return ""
}

// named reports whether the block has a usable name; without one, nothing can
// refer to it and the fault was reported.
func (b *body) named() bool { return b.name != "" && len(b.name) <= maxNameBytes }

// blockText names a block type in a sentence: "a sensor".
func blockText(kind *BlockType) string {
	switch kind.Name {
	case "":
		return "the file"
	case "device_info", "labels", "locals":
		return kind.Name
	case "tls", "sasl":
		return "the block " + kind.Name
	case "effect", "expect":
		return "an " + kind.Name
	case "devices":
		return "a devices block"
	}
	if slices.Contains(effectTypes, kind) {
		return "an effect " + kind.Name
	}
	if slices.Contains(sinkTypes, kind) {
		return "a " + kind.Name + " sink"
	}
	return "a " + kind.Name
}

func capital(s string) string {
	if s == "" {
		return s
	}
	if c := s[0]; c < 'a' || c > 'z' {
		return s
	}
	return string(s[0]-('a'-'A')) + s[1:]
}

// where is a place in a sentence: factory.hcl:12.
func where(r hcl.Range) string { return fmt.Sprintf("%s:%d", writtenName(r.Filename), r.Start.Line) }

// has says that the argument is written, whatever it is worth.
func (b *body) has(name string) bool { return b.args[name] != nil }

// where the argument's value stands, or the block when it is left out.
func (b *body) rangeOf(name string) hcl.Range {
	if a := b.args[name]; a != nil {
		return a.Expr.Range()
	}
	return b.head
}

// refuse reports a fault in an argument's value. Where the value depends on the
// place, it says which place it was found in.
func (b *body) refuse(name, summary, format string, args ...any) {
	detail := fmt.Sprintf(format, args...)
	if a := b.args[name]; a != nil && b.at.text() != "" && readsPlace(a.Expr) {
		detail += " So it is in " + b.at.text() + "."
	}
	b.d.errorf(b.rangeOf(name), summary, "%s", detail)
}

// exclusive reports two arguments that cannot stand together.
func (b *body) exclusive(a, c string) {
	if b.has(a) && b.has(c) {
		b.d.errorf(b.args[c].NameRange, "Conflicting arguments",
			"%s has either %q or %q, not both.", capital(blockText(b.kind)), a, c)
	}
}

// value is what the argument is worth. known is false when it is left out,
// null, or was reported.
func (b *body) value(name string) (v cty.Value, known bool) {
	v, known = b.words(name)
	if known && b.d.secretive[b.args[name].Expr] {
		b.d.errorf(b.args[name].Expr.Range(), "Sensitive value",
			"%s would show the sensitive value that it is computed from, in another form. Let the variable not be sensitive.", capital(quoted(name)))
		return cty.NilVal, false
	}
	return v, known
}

// words is value for readers of texts, which may be sensitive: what they make of
// them shows the text as it is, and that can be hidden.
func (b *body) words(name string) (v cty.Value, known bool) {
	if _, ok := b.kind.argument(name); !ok && b.kind.Free == "" {
		panic("schema: " + b.kind.Name + " has no argument " + name + " in the table")
	}
	a := b.args[name]
	if a == nil {
		return cty.NilVal, false
	}
	return b.evaluate(a)
}

func (b *body) evaluate(a *hclsyntax.Attribute) (cty.Value, bool) {
	if v, ok := b.memo[a]; ok {
		return v, b.use(v)
	}
	b.needlessTemplate(a)
	v := b.d.scope.value(a.Expr, b.at)
	// An argument that vanishes silently would make a block mean something else.
	// for_each looks at its elements itself.
	if holdsNull(v) && (v.IsNull() || a.Name != "for_each") {
		b.d.errorf(a.Expr.Range(), "Argument is null", "%q is null, or holds a null. Give it a value, or leave the argument out.", a.Name)
		v = cty.DynamicVal
	}
	if b.memo != nil && !readsPlace(a.Expr) {
		b.memo[a] = v
	}
	return v, b.use(v)
}

// use is usable, and counts what is not.
func (b *body) use(v cty.Value) bool {
	if usable(v) {
		return true
	}
	b.d.skipped++
	return false
}

// holdsNull says that a value is null, or a list with a null in it.
func holdsNull(v cty.Value) bool {
	if !v.IsKnown() || v.IsNull() {
		return v.IsKnown()
	}
	if t := v.Type(); t.IsTupleType() || t.IsListType() || t.IsSetType() {
		for _, e := range v.Elements() {
			if holdsNull(e) {
				return true
			}
		}
	}
	return false
}

// usable says that there is something to read: what is unknown was reported
// already.
func usable(v cty.Value) bool { return v.IsWhollyKnown() && !v.IsNull() }

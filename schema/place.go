package schema

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/text/unicode/norm"
)

// A level is one building, floor or room while places repeat.
type level struct {
	kind   string
	number int64 // ordinal from 1; of a floor the number of the storey
	index  int64 // from 0
	name   string
	key    *string // of for_each
	value  cty.Value
}

// A place is a level and those around it.
type place struct {
	outer *place
	self  level
	hcl   *hcl.EvalContext   // made when an expression asks
	tags  map[string]string  // its own and those around it
	names map[placeName]bool // of the buildings, floors and rooms in it: unique
}

type placeName struct{ kind, name string }

// take notes the name of a building, floor or room in the place; false when
// another of its kind has it.
func (p *place) take(kind, name string) bool {
	if p.names == nil {
		p.names = map[placeName]bool{}
	}
	key := placeName{kind, name}
	taken := p.names[key]
	p.names[key] = true
	return !taken
}

// level finds the building, floor or room that a place is in, nil outside.
func (p *place) level(kind string) *level {
	for ; p != nil; p = p.outer {
		if p.self.kind == kind {
			return &p.self
		}
	}
	return nil
}

// context is what expressions in the place see: the base and the levels.
func (p *place) context(base *hcl.EvalContext) *hcl.EvalContext {
	if p.hcl != nil {
		return p.hcl
	}
	if p.outer != nil {
		base = p.outer.context(base)
	}
	if p.self.kind == "" {
		return base
	}
	l := p.self
	members := map[string]cty.Value{
		"number": cty.NumberIntVal(l.number),
		"index":  cty.NumberIntVal(l.index),
		"name":   cty.StringVal(l.name),
	}
	if l.key != nil {
		members["key"], members["value"] = cty.StringVal(*l.key), l.value
	}
	p.hcl = base.NewChild()
	p.hcl.Variables = map[string]cty.Value{l.kind: cty.ObjectVal(members)}
	return p.hcl
}

// A placeBlock is a building, floor, room or devices block, checked once; it is
// laid out for each of the places around it.
type placeBlock struct {
	*body
	inner  []*placeBlock
	parsed *parsedPattern
}

// A parsedPattern is a place's label or a devices block's id: the same for all
// repetitions of the block, so it is parsed for the first.
type parsedPattern struct {
	pattern Pattern
	done    bool
}

// placeBlocks checks the places and devices that stand in a block or the file.
func (d *decoder) placeBlocks(in *body) []*placeBlock {
	var blocks []*placeBlock
	names := map[string]bool{}
	for _, block := range in.inner {
		switch block.Type {
		case "building", "floor", "room", "devices":
		default:
			continue
		}
		b := d.placeBlock(block, in.kind.block(block.Type))
		if b.kind == devicesType {
			if names[b.name] && b.named() {
				d.errorf(b.label, "Duplicate devices",
					"There are devices %q here already. Give the block a name of its own and say model = model.NAME.", b.name)
				continue
			}
			names[b.name] = true
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// placeBlock checks a block and those in it against the table.
func (d *decoder) placeBlock(block *hclsyntax.Block, kind *BlockType) *placeBlock {
	b := &placeBlock{body: d.body(block, kind), parsed: &parsedPattern{}}
	b.memo = map[*hclsyntax.Attribute]cty.Value{}
	b.exclusive("count", "for_each")
	b.inner = d.placeBlocks(b.body)
	if kind != devicesType && len(b.inner) == 0 && len(block.Body.Blocks) == 0 && !b.damaged {
		d.errorf(b.head, "Empty place", "A %s holds %s blocks; this one has none.", kind.Name, innerKinds(kind))
	}
	return b
}

func innerKinds(kind *BlockType) string {
	var names []string
	for _, k := range kind.Blocks {
		names = append(names, k.Name)
	}
	return list(names, "or")
}

// layOut repeats the block inside a place.
func (b *placeBlock) layOut(outer *place) {
	at := *b
	copied := *b.body
	copied.at = outer
	at.body = &copied
	if b.kind == devicesType {
		at.devices(outer)
		return
	}
	levels, known := at.levels()
	if !known {
		levels = at.guess()
	}
	for _, l := range levels {
		if b.d.laid++; b.d.full() {
			return
		}
		name, ok := at.placeName(l, outer)
		if known = known && ok; ok {
			l.name = name
		}
		if known && !outer.take(l.kind, name) {
			advice := "a name of its own, or use {n} or {key} in the label"
			if l.kind == "floor" {
				advice = "a number of its own: number = 2" // it has no label
			}
			b.d.errorf(b.label, "Duplicate "+l.kind, "There is a %s %q here already. Give each %s.", l.kind, name, advice)
			return
		}
		p := &place{outer: outer, self: l}
		at.at = p // tags see the place that they are of
		p.tags = inherit(outer.tags, at.tags())
		at.at = outer
		for _, inner := range b.inner {
			inner.layOut(p)
		}
		if !known {
			return // one is enough to find what else is wrong
		}
	}
}

// levels are the repetitions of the block here.
func (b *placeBlock) levels() ([]level, bool) {
	first := int64(1)
	if b.kind == floorType && b.has("number") {
		n, ok := b.whole("number", -1000, 10_000)
		if !ok {
			return nil, false
		}
		first = n
	}
	var levels []level
	switch {
	case b.has("for_each"):
		each, ok := b.each()
		if !ok {
			return nil, false
		}
		levels = each
	case b.has("count"):
		n, ok := b.whole("count", 1, maxGroups)
		if !ok {
			return nil, false
		}
		levels = make([]level, n)
	default:
		levels = make([]level, 1)
	}
	for i := range levels {
		levels[i].kind, levels[i].index = b.kind.Name, int64(i)
		levels[i].number = int64(i) + 1
		if b.kind == floorType {
			levels[i].number = first + int64(i)
		}
	}
	return levels, true
}

// placeKind says that a block of the type may repeat with for_each, or stand in one
// that does.
func placeKind(kind *BlockType) bool {
	return kind == buildingType || kind == floorType || kind == roomType || kind == devicesType
}

// placeName is the label of a place with its fields replaced; a floor is its
// number.
func (b *placeBlock) placeName(l level, outer *place) (string, bool) {
	if b.kind == floorType {
		return strconv.FormatInt(l.number, 10), true
	}
	pattern, ok := b.labelPattern(l.key != nil, outer)
	if !ok {
		return "", false
	}
	name := pattern.fold(func(part PatternPart) (string, bool) {
		switch part.Field {
		case "n":
			return padded(l.index+1, part.Width), true
		case "key":
			return *l.key, true
		}
		return outer.field(part)
	}).constant()
	name = norm.NFC.String(name)
	if name == "" || len(name) > maxNameBytes {
		b.d.errorf(b.label, "Invalid name",
			"The name of a %s has 1 to %d bytes; here it is %q.", b.kind.Name, maxNameBytes, clip(name))
		return "", false
	}
	return name, true
}

// labelPattern is the label as a pattern, parsed once: which fields it may have
// depends on the blocks around it alone. Where the block repeats and the label
// has no field, -1, -2 … is added.
func (b *placeBlock) labelPattern(keyed bool, outer *place) (Pattern, bool) {
	if b.parsed.done || !b.named() {
		return b.parsed.pattern, b.parsed.done
	}
	fields := []string{"n"}
	if keyed {
		fields = append(fields, "key")
	}
	for p := outer; p != nil; p = p.outer {
		if p.self.kind != "" {
			fields = append(fields, p.self.kind)
		}
	}
	pattern, ok := b.d.patternOf(b.name, fields, b.label, func() (*literal, bool) { return literalLabel(b.d.files, b.name, b.label) })
	if !ok {
		return Pattern{}, false
	}
	if (b.has("count") || b.has("for_each")) && !pattern.has("n") && !pattern.has("key") {
		pattern.Parts = append(pattern.Parts, PatternPart{Text: "-"}, PatternPart{Field: "n"})
	}
	*b.parsed = parsedPattern{pattern, true}
	return pattern, true
}

// text names the place in a sentence: building "A栋", floor 3. It is empty outside.
func (p *place) text() string {
	if p == nil || p.self.kind == "" {
		return ""
	}
	name := p.self.kind + " " + quoted(p.self.name)
	if p.self.kind == "floor" {
		name = "floor " + p.self.name
	}
	if outer := p.outer.text(); outer != "" {
		return outer + ", " + name
	}
	return name
}

// field is a place field of a pattern: building, floor or room.
func (p *place) field(part PatternPart) (string, bool) {
	l := p.level(part.Field)
	if l == nil {
		return "", false
	}
	if l.kind == "floor" {
		return padded(l.number, part.Width), true
	}
	return l.name, true
}

// constant is the text of a pattern without fields.
func (p Pattern) constant() string {
	if len(p.Parts) == 0 {
		return ""
	}
	return p.Parts[0].Text
}

// devices adds the group that a devices block is in this place.
func (b *placeBlock) devices(at *place) {
	d := b.d
	if d.full() {
		return
	}
	model, ok := b.model()
	g := Group{Label: b.name, Model: model, Count: 1, Range: b.head}
	if b.has("count") {
		n, good := b.whole("count", 1, maxDevices)
		g.Count, ok = n, ok && good
	}
	if ok {
		g.Interval = d.scenario.Models[model].Interval
	}
	if b.has("interval") {
		if interval, good := b.duration("interval", minInterval); good {
			g.Interval = interval
		}
	}
	at.locate(&g)
	if tags := b.tags(); ok {
		g.Tags = inherit(inherit(d.scenario.Models[model].Tags, at.tags), tags)
	}
	g.First = d.devices + 1
	if g.ID, ok = b.id(at, model, ok); !ok {
		return
	}
	d.devices += g.Count
	d.scenario.Groups = append(d.scenario.Groups, g)
}

// model is the index of the block's model.
func (b *placeBlock) model() (int, bool) {
	if b.has("model") {
		ref, ok := b.referent("model", "model")
		if !ok {
			return 0, false
		}
		return ref.home.models.index(ref.name)
	}
	if b.d.scope.models.byName[b.name] != nil {
		return b.d.scope.models.index(b.name)
	}
	return b.libraryModel()
}

// locate fills in the levels around a group.
func (p *place) locate(g *Group) {
	if l := p.level("building"); l != nil {
		g.Building, g.HasBuilding = l.name, true
	}
	if l := p.level("floor"); l != nil {
		n := l.number
		g.Floor = &n
	}
	if l := p.level("room"); l != nil {
		g.Room, g.HasRoom = l.name, true
	}
}

// id is the pattern of the group's ids, with what the place says folded in.
func (b *placeBlock) id(at *place, model int, ok bool) (Pattern, bool) {
	pattern, good := b.idPattern(at)
	if !ok || !good {
		return Pattern{}, false
	}
	return pattern.fold(func(part PatternPart) (string, bool) {
		switch part.Field {
		case "devices":
			return b.name, true
		case "model":
			return b.d.scenario.Models[model].Name, true
		case "key":
			return at.key(), true
		}
		return at.field(part)
	}), true
}

// idPattern is the id as it is written, parsed once unless its text depends on
// the place.
func (b *placeBlock) idPattern(at *place) (Pattern, bool) {
	if b.parsed.done {
		return b.parsed.pattern, true
	}
	pattern, ok := b.defaultID(at), true
	if b.has("id") {
		pattern, ok = b.body.pattern("id", at.fields())
		if !ok || readsPlace(b.args["id"].Expr) {
			return pattern, ok
		}
	}
	*b.parsed = parsedPattern{pattern, true}
	return pattern, ok
}

// fields are those that an id in this place can use.
func (p *place) fields() []string {
	fields := []string{"devices", "model", "n", "index"}
	for _, kind := range placeRoots {
		if p.level(kind) != nil {
			fields = append(fields, kind)
		}
	}
	for q := p; q != nil; q = q.outer {
		if q.self.key != nil {
			return append(fields, "key")
		}
	}
	return fields
}

// key is that of the innermost place with for_each.
func (p *place) key() string {
	for ; p != nil; p = p.outer {
		if p.self.key != nil {
			return *p.self.key
		}
	}
	return ""
}

// defaultID is the address joined by "-", n padded to three digits.
func (b *placeBlock) defaultID(at *place) Pattern {
	p := Pattern{Range: b.head}
	for _, kind := range placeRoots {
		if at.level(kind) != nil {
			p.Parts = append(p.Parts, PatternPart{Field: kind}, PatternPart{Text: "-"})
		}
	}
	return Pattern{Parts: append(p.Parts, PatternPart{Field: "devices"}, PatternPart{Text: "-"}, PatternPart{Field: "n", Width: 3}), Range: b.head}
}

// full stops the layout when there are more devices or groups than a plan can
// hold, and says so once. It stops early too when the scenario is in error: it
// then only serves to find what else is wrong.
func (d *decoder) full() bool {
	switch {
	case d.laid > maxFaultyPlaces && d.hasErrors():
		return true
	case d.devices <= maxDevices && len(d.scenario.Groups) < maxGroups && len(d.diags) < maxDiagnostics:
		return false
	case len(d.diags) < maxDiagnostics:
		d.errorf(d.scenario.Groups[len(d.scenario.Groups)-1].Range, "Too many devices",
			"A scenario has at most %s devices in %s groups.", grouped(maxDevices), grouped(maxGroups))
	}
	return true
}

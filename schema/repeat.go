package schema

import "github.com/zclconf/go-cty/cty"

// guess is one repetition of a block whose number was reported: what stands in
// it can be checked all the same.
func (b *placeBlock) guess() []level {
	l := level{kind: b.kind.Name, number: 1}
	if b.has("for_each") {
		l.key, l.value = new(string), cty.DynamicVal
		*l.key = "key"
	}
	return []level{l}
}

// each reads for_each: a set (sorted), a map (by key) or a list (in order).
func (b *placeBlock) each() ([]level, bool) {
	v, ok := b.value("for_each")
	if !ok {
		return nil, false
	}
	t := v.Type()
	isList := t.IsListType() || t.IsTupleType()
	if !isList && !t.IsSetType() && !t.IsMapType() && !t.IsObjectType() {
		b.refuse("for_each", "Collection expected",
			"for_each takes a set, a map or a list; this is %s. To repeat a number of times write count = ….", typeName(t))
		return nil, false
	}
	if v.LengthInt() > maxElements {
		b.refuse("for_each", "Too many elements", "for_each takes at most %d elements.", maxElements)
		return nil, false
	}
	var levels []level
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		key, ok := elementKey(k, e, isList || t.IsSetType())
		if !ok {
			b.refuse("for_each", "Invalid element", "An element of for_each is null. Leave it out.")
			return nil, false
		}
		levels = append(levels, level{key: &key, value: e})
	}
	return levels, true
}

// elementKey is what an element is called: its key in a map, itself in a list
// or set of texts or numbers, its position from 0 in a list of anything else.
func elementKey(k, e cty.Value, itself bool) (string, bool) {
	if e.IsNull() {
		return "", false
	}
	v := k
	if itself && (e.Type() == cty.String || e.Type() == cty.Number) {
		v = e
	}
	switch v.Type() {
	case cty.String:
		return v.AsString(), true
	case cty.Number:
		return v.AsBigFloat().Text('f', -1), true
	}
	return "", false
}

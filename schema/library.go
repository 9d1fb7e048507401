package schema

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/iotsim/iotsim/internal/pin"
)

// A library is a folder of variables, locals, models, faults and libraries of
// its own. Each library block makes a scope from it, with values for its
// variables, so one folder may be used twice.
//
// Which scope an expression is evaluated in follows from the file that it
// stands in, wherever extends and overlays have carried it. A folder that is
// used again therefore has its files read under names of their own, in which a
// NUL and a number follow the real one; asWritten takes them off again.
type library struct {
	*body
	block *hclsyntax.Block
	scope *scope // nil: it could not be read
	once
	// unsure says that some of what it gives to variables was lost.
	unsure bool
}

// library takes a library block; it is opened by closeLibraries.
func (d *decoder) library(block *hclsyntax.Block) {
	b := d.body(block, libraryType)
	if !b.named() {
		return
	}
	if !hclsyntax.ValidIdentifier(b.name) {
		d.namelessLibrary = true
		d.errorf(b.label, "Invalid name",
			"The name of a library has letters, digits, - and _ only, and begins with a letter: it is used as lib.NAME.")
		return
	}
	if first := d.scope.libraries[b.name]; first != nil {
		d.errorf(b.head, "Duplicate library", "There is a library %q already, at %s.", b.name, where(first.head))
		return
	}
	d.scope.libraries[b.name] = &library{body: b, block: block}
}

// closeLibraries opens the libraries, in the order of the files.
func (s *scope) closeLibraries() {
	names := slices.SortedFunc(maps.Keys(s.libraries), func(a, b string) int {
		return inText(s.libraries[a].head, s.libraries[b].head)
	})
	if len(names) == 0 {
		return
	}
	values := map[string]cty.Value{}
	for _, name := range names {
		values[name] = s.library(name, nil)
	}
	s.context.Variables["lib"] = cty.ObjectVal(values)
}

// library opens a library: gives its variables their values, which may name
// locals, and makes what it declares known. path is the chain that led here.
func (s *scope) library(name string, path []string) cty.Value {
	l := s.libraries[name]
	path = append(path, "lib."+name)
	return s.compute(&l.once, l.head, path, func() cty.Value {
		given := s.settings(l, path)
		if folder, ok := s.d.libraryFolder(l); ok {
			l.scope = s.d.openLibrary(l, s, folder, given)
		}
		if l.scope == nil {
			return cty.DynamicVal
		}
		return l.scope.exports()
	})
}

// settings are the values that a library block gives to variables.
func (s *scope) settings(l *library, path []string) map[string]*setting {
	given := map[string]*setting{}
	a := l.args["variables"]
	if l.unsure = l.damaged || a != nil && lostValue(a.Expr); a == nil || lostValue(a.Expr) {
		return given
	}
	object, ok := a.Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		s.d.errorf(a.Expr.Range(), "Object expected", "\"variables\" gives values to the library's variables: write { NAME = VALUE }.")
		return given
	}
	for _, item := range object.Items {
		key, diags := item.KeyExpr.Value(&hcl.EvalContext{})
		if diags.HasErrors() || !usable(key) || key.Type() != cty.String {
			s.d.errorf(item.KeyExpr.Range(), "Name expected", "The name of a variable stands here as it is: variables = { interval = \"5s\" }.")
			continue
		}
		if again, ok := item.ValueExpr.(*repeatedExpr); ok {
			_, diags := again.Value(nil)
			s.d.add(diags...)
			continue // the first stands
		}
		v := s.evaluate(item.ValueExpr, s.needs(item.ValueExpr, path), nil)
		given[key.AsString()] = &setting{known: v, at: item.ValueExpr.Range(), name: item.KeyExpr.Range(), argument: s.d.itemRange(item)}
	}
	return given
}

// itemRange is all of an item that can be left out of an object: with the comma
// that follows. One whose value is but a name keeps no value and is not left out.
func (d *decoder) itemRange(item hclsyntax.ObjectConsItem) hcl.Range {
	value := item.ValueExpr
	if t, ok := value.(*hclsyntax.TemplateWrapExpr); ok {
		value = t.Wrapped
	}
	if _, ok := value.(*hclsyntax.ScopeTraversalExpr); ok {
		return hcl.Range{}
	}
	all := hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range())
	text := d.files.Text(all.Filename)
	after := text[min(all.End.Byte, len(text)):]
	if rest := bytes.TrimLeft(after, " \t\r\n"); len(rest) > 0 && rest[0] == ',' {
		all.End.Byte += len(after) - len(rest) + 1
	}
	return all
}

// libraryFolder is the folder that a library block names.
func (d *decoder) libraryFolder(l *library) (string, bool) {
	a := l.args["source"]
	if a == nil || lostValue(a.Expr) {
		return "", false // which was reported
	}
	text, ok := constantText(a)
	if !ok {
		d.errorf(a.Expr.Range(), "Constant text expected",
			"Libraries are read before anything is evaluated: \"source\" is a text in quotes without ${…}.")
		return "", false
	}
	folder, _, problem := sourceFolder(text, writtenName(a.SrcRange.Filename), d.root)
	if problem != "" {
		d.errorf(a.Expr.Range(), "Invalid library source", "%s", problem)
		return "", false
	}
	if len(d.libraries[folder]) == 0 && folder != d.root {
		d.errorf(a.Expr.Range(), "Library not found", "There are no files of a library in %s.", folder)
		return "", false
	}
	return folder, true
}

// constantText is a text that stands in quotes as it is.
func constantText(a *hclsyntax.Attribute) (string, bool) {
	t, ok := a.Expr.(*hclsyntax.TemplateExpr)
	if !ok || !t.IsStringLiteral() {
		return "", false
	}
	v, diags := t.Value(nil)
	return v.AsString(), !diags.HasErrors()
}

// sourceFolder is the folder that a source means: relative to the file that
// names it, or below the scenario's folder where git libraries are vendored.
func sourceFolder(source, file, root string) (folder string, vendored *pin.Source, problem string) {
	if strings.HasPrefix(source, pin.Prefix) {
		p, err := pin.Parse(source)
		if err != nil {
			return "", nil, capital(err.Error()) + "."
		}
		return path.Join(root, p.Folder(), p.Sub), &p, ""
	}
	if !strings.HasPrefix(source, "./") && !strings.HasPrefix(source, "../") {
		return "", nil, fmt.Sprintf("%q is no source. Write a folder relative to this file, such as \"./lib/std\", or \"git::https://HOST/REPOSITORY.git//FOLDER?ref=TAG\".", clip(source))
	}
	return path.Join(path.Dir(file), source), nil, ""
}

// keepLibrary keeps a library's text until a library block names its folder.
func (d *decoder) keepLibrary(s Source) {
	if d.libraries == nil {
		d.libraries = map[string][]Source{}
	}
	d.libraries[s.Library] = append(d.libraries[s.Library], s)
}

// openLibrary makes the scope of a library. It is nil when the library cannot
// be read.
func (d *decoder) openLibrary(l *library, outer *scope, folder string, given map[string]*setting) *scope {
	around := append(slices.Clone(outer.folders), folder)
	if slices.Contains(around[:len(around)-1], folder) || folder == d.root {
		begin := max(0, slices.Index(around, folder))
		d.errorf(l.rangeOf("source"), "Libraries use each other", "%s. A library is a folder of its own, and what it uses must not need it.", strings.Join(around[begin:], " → "))
		return nil
	}
	d.opened++
	for _, s := range d.libraries[folder] {
		d.openBytes += len(s.Text)
	}
	if len(around) > maxLibraryDepth || d.opened > maxLibraries || d.openBytes > maxLibraryBytes {
		d.errorf(l.rangeOf("source"), "Too many libraries",
			"Libraries use each other at most %d deep, and a scenario has at most %d of them, of %d MiB together.", maxLibraryDepth, maxLibraries, maxLibraryBytes>>20)
		return nil
	}
	inner := newScope(d)
	inner.folders, inner.given, inner.prefix = around, given, outer.prefix+l.name+"."
	inner.unsure = l.unsure
	var bodies []*hclsyntax.Body
	whole := true
	for _, s := range d.libraries[folder] {
		name := d.scopeName(s, inner)
		body, diags := d.readBody(name, s.Text)
		if !d.fits(body) {
			return nil
		}
		d.add(diags...)
		if whole = whole && body != nil; body != nil {
			bodies = append(bodies, body)
		}
	}
	if !whole {
		return nil
	}
	defer func(s *scope) { d.scope = s }(d.scope)
	d.scope = inner
	d.names(d.contents(d.merge(bodies), libraryFileType, firstLine(bodies)))
	inner.close()
	return inner
}

// scopeName is the name under which a library's file is parsed for a scope.
func (d *decoder) scopeName(s Source, home *scope) string {
	name := s.Name
	if d.scopes == nil {
		d.scopes = map[string]*scope{}
	}
	if d.scopes[name] != nil {
		name += "\x00" + strconv.Itoa(len(d.scopes))
		d.files.text[name] = s.Text
	}
	d.scopes[name] = home
	return name
}

// scopeOf is the scope that an expression is evaluated in.
func (d *decoder) scopeOf(e hclsyntax.Expression) *scope {
	if len(d.scopes) > 0 {
		if s := d.scopes[e.StartRange().Filename]; s != nil {
			return s
		}
	}
	return d.top
}

// writtenName is a file's own name, whatever it was parsed under.
func writtenName(name string) string {
	name, _, _ = strings.Cut(name, "\x00")
	return name
}

// asWritten is a diagnostic with its file's own name.
func asWritten(d *hcl.Diagnostic) *hcl.Diagnostic {
	if d.Subject == nil || !strings.Contains(d.Subject.Filename, "\x00") {
		return d
	}
	written, at := *d, *d.Subject
	at.Filename = writtenName(at.Filename)
	written.Subject = &at
	return &written
}

// exports are what lib.NAME gives: models, faults and locals.
func (s *scope) exports() cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"model": s.context.Variables["model"],
		"fault": s.context.Variables["fault"],
		"local": s.context.Variables["local"],
	})
}

// libraryMembers are what can be named of a library.
var libraryMembers = []string{"model", "fault", "local"}

// libraryMember checks lib.NAME.KIND.MEMBER step by step.
func (s *scope) libraryMember(t hcl.Traversal) bool {
	if !member(s, t, "library", s.libraries) {
		return false
	}
	name, ok := memberName(t)
	if !ok {
		return true
	}
	inner := s.libraries[name].scope
	if inner == nil {
		return false // it could not be read, which was reported
	}
	kind, ok := memberName(t[1:])
	switch {
	case !ok:
		return true
	case kind == "var" || kind == "variable":
		s.d.errorf(t.SourceRange(), "Unknown name", "A library's variables are its own. What it lets others see are lib.%s.model, lib.%s.fault and lib.%s.local.", name, name, name)
		return false
	case !slices.Contains(libraryMembers, kind):
		s.d.errorf(t.SourceRange(), "Unknown name", "A library has no %q. %s", kind, suggestion(kind, libraryMembers))
		return false
	}
	member, ok := memberName(t[2:])
	known := slices.Collect(maps.Keys(inner.locals))
	if kind != "local" {
		known = slices.Collect(maps.Keys(inner.declared[kind]))
	}
	if !ok || slices.Contains(known, member) {
		return true
	}
	if s.d.lost(cmp.Or(blockOf[kind], kind)) {
		return false
	}
	slices.Sort(known)
	s.d.errorf(t.SourceRange(), "Unknown "+kind, "The library %q has no %s %q. %s", name, kind, member, suggestion(member, known))
	return false
}

// libraryModel is the model of a devices block's own name, in the one library
// that has it.
func (b *placeBlock) libraryModel() (int, bool) {
	s := b.d.top
	var homes []string
	for _, name := range slices.Sorted(maps.Keys(s.libraries)) {
		inner := s.libraries[name].scope
		if inner == nil {
			return 0, false // it may have the model
		}
		if inner.models.byName[b.name] != nil {
			homes = append(homes, name)
		}
	}
	switch {
	case len(homes) == 1:
		return s.libraries[homes[0]].scope.models.index(b.name)
	case len(homes) > 1:
		b.d.errorf(b.label, "Ambiguous model",
			"The libraries %s have a model %q each. Say which: model = lib.%s.model.%s", list(homes, "and"), b.name, homes[0], b.name)
	case b.name != "" && s.declared["model"][b.name] == (hcl.Range{}) && !b.d.lost("model") && !b.d.lost("library") && !b.d.namelessLibrary:
		b.d.errorf(b.label, "Unknown model",
			"There is no model %q.%s Say model = model.NAME in the block.", b.name, spaced(suggestion(b.name, s.models.names())))
	}
	return 0, false
}

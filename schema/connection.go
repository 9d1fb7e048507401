package schema

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// A Setting is one argument of a file of --config.
type Setting struct {
	Name  string   // with that of its block: brokers, sasl.user
	Texts []string // one, unless it is a list; of a map NAME=VALUE each
	Range hcl.Range
}

// DecodeConnection reads a file of --config. Files is never nil, and shows nothing
// of the file that might be a secret.
func DecodeConnection(s Source) ([]Setting, *Files, hcl.Diagnostics) {
	d := newDecoder([]Source{s}, Options{})
	d.files.coverConnection(s)
	body, diags := d.readBody(s.Name, s.Text)
	d.add(diags...)
	if body == nil {
		return nil, d.files, Sort(d.diags)
	}
	d.scope.close()
	file := d.contents(body, connectionType, wholeRange(s.Name, s.Text))
	settings := file.settings("")
	for _, block := range file.inner {
		b := d.body(block, file.kind.block(block.Type))
		if block.Type == tlsType.Name { // that it stands there is all that an empty one says
			settings = append(settings, Setting{Name: tlsType.Name, Texts: []string{"true"}, Range: b.head})
		}
		settings = append(settings, b.settings(block.Type+".")...)
	}
	return settings, d.files, Sort(d.diags)
}

// settings are the arguments of a block that can be read.
func (b *body) settings(before string) []Setting {
	var all []Setting
	for _, a := range b.kind.Arguments {
		if !b.has(a.Name) {
			continue
		}
		if texts, ok := b.setting(a); ok {
			all = append(all, Setting{before + a.Name, texts, b.rangeOf(a.Name)})
		}
	}
	b.oneSource()
	return all
}

func (b *body) setting(a ArgumentType) ([]string, bool) {
	switch {
	case a.Name == "brokers":
		return b.brokers(), true
	case a.Name == "mechanism":
		word, ok := b.choice(a.Name, Mechanisms)
		return []string{word}, ok
	case a.Value == "list of text":
		texts, ok := b.texts(a.Name)
		if ok && (len(texts) == 0 || texts[0] == "") {
			b.refuse(a.Name, "List of texts expected", "A command is at least the name of a program: [\"pass\", \"show\", \"kafka\"].")
			return nil, false
		}
		return texts, ok
	case a.Value == "map of text":
		texts, ok := b.textMap(a.Name)
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			pairs = append(pairs, name+"="+texts[name])
		}
		return pairs, ok
	case a.Value == "bool":
		yes, ok := b.boolean(a.Name)
		return []string{strconv.FormatBool(yes)}, ok
	}
	text, ok := b.text(a.Name)
	if ok && text == "" {
		b.refuse(a.Name, "Text expected", "%s is empty. Leave it out, or say what it is.", capital(quoted(a.Name)))
		return nil, false
	}
	return []string{text}, ok
}

// Mechanisms are the ways to log in that a sasl block may name.
var Mechanisms = []string{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"}

// oneSource refuses a secret that is said to be in two places.
func (b *body) oneSource() {
	var written []string // of each secret, the first
	for _, a := range b.kind.Arguments {
		name, end := secretName(a.Name)
		if end == "" || !b.has(a.Name) {
			continue
		}
		for _, other := range written {
			if first, _ := secretName(other); first == name {
				b.exclusive(other, a.Name)
			}
		}
		written = append(written, a.Name)
	}
}

// secretName is the secret that an argument says the place of, and how it does; end
// is empty where it says none.
func secretName(argument string) (name, end string) {
	for _, end := range SecretSources {
		if name, ok := strings.CutSuffix(argument, end); ok {
			return name, end
		}
	}
	return argument, ""
}

// connectionLine is a line of which all can be seen: the head of a block, an end, a
// remark.
var connectionLine = regexp.MustCompile(`^[ \t]*(?:[a-z_]+[ \t]*\{|\}|\]|(?:#|//).*)?[ \t\r]*$`)

// coverConnection covers what is not known to be harmless: a password that was
// written where its file should stand must not be shown by the complaint about it.
func (f *Files) coverConnection(s Source) {
	var known []string
	walk(connectionType, func(t *BlockType) {
		for _, a := range t.Arguments {
			known = append(known, a.Name)
		}
	})
	f.eachLine(s, 0, len(s.Text), func(line []byte) bool {
		words := anySetting.FindAllSubmatch(quotedOrComment.ReplaceAll(line, []byte(`""`)), -1)
		for _, word := range words {
			if !slices.Contains(known, string(word[1])) && !bytes.HasSuffix(word[0], []byte("{")) {
				return false
			}
		}
		return len(words) > 0 || connectionLine.Match(line)
	})
}

package schema

import (
	"bytes"
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// What gives a sensitive variable its value may be wrong in itself: misspelt,
// without its sign, on one line with something else. Then no value is known that
// could be hidden, so the lines are covered as they stand: in the declarations of
// sensitive variables whatever is not known to be harmless, in files of variables
// whatever is not the value of a variable that may be seen. Texts are looked into
// as texts here, since none of them needs to parse.

// A cover is a stretch of a text that no excerpt shows.
type cover struct{ from, to int }

var (
	// declarationHead is how the declaration of a variable begins.
	declarationHead = regexp.MustCompile(`(?m)^[ \t]*variable[ \t]+"?([^"\s{]+)"?[ \t]*`)
	// topHead is how what follows a declaration begins.
	topHead = regexp.MustCompile(`(?m)^(?:` + strings.Join(fileType.blockNames(), "|") + `)[ \t]*["{]|^[ \t]*variable[ \t]+["\w]`)
	// settingWord is a word that may be an argument, and what it may be set to.
	settingWord = regexp.MustCompile(`\b([A-Za-z_]{3,16})\b(?:[ \t]*[=:]+[ \t]*(\w*))?`)
	// quotedOrComment are no words.
	quotedOrComment = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|(?m:(?:#|//).*$)`)
	harmlessLine    = regexp.MustCompile(`^[ \t]*(?:(?:type|sen\w*|description|error)[ \t]*[=:][ \t]*(?:"[^"]*"|[^"]*)|(?:validation|condition)\b.*|[{}]*|[#/].*)[ \t\r]*$`)
	defaultWord     = regexp.MustCompile(`(?i)\bdef\w*[ \t]*["=:{]`)
	statementName   = regexp.MustCompile(`^[ \t]*([\pL_][\pL\pN_-]*)[ \t]*([=:]+[ \t]*)?`)
	anySetting      = regexp.MustCompile(`([\pL_][\pL\pN_-]*)[ \t]*[=:"{]`)
	textInQuotes    = regexp.MustCompile(`"([^"\n]*)"?`)
	insideOfOneRow  = regexp.MustCompile(`^[ \t]*\{?[ \t]*`)
)

func (t *BlockType) blockNames() []string {
	var names []string
	for _, b := range t.Blocks {
		names = append(names, b.Name)
	}
	return names
}

// declared are the variables of a scenario or library as far as their texts tell.
type declared struct {
	open   map[string]bool // may be seen
	secret map[string]bool
}

// mayShow says that a name is, or probably means, a variable that may be seen.
func (d *declared) mayShow(name string) bool {
	all := slices.Concat(slices.Sorted(maps.Keys(d.secret)), slices.Sorted(maps.Keys(d.open)))
	meant, ok := Nearest(name, all) // of names as near as each other the first: the secret one
	return ok && !d.secret[meant]
}

// coverAll covers the texts of sources.
func (f *Files) coverAll(sources []Source) {
	folders := map[string]*declared{}
	for _, secret := range []bool{true, false} { // a declaration may stand in pieces, of which one says so
		for _, s := range sources {
			if folders[s.Library] == nil {
				folders[s.Library] = &declared{map[string]bool{}, map[string]bool{}}
			}
			if !s.Variables && !s.Series {
				f.coverDeclarations(s, folders[s.Library], secret)
			}
		}
	}
	if f.given = folders[""]; f.given == nil || len(f.given.secret) == 0 {
		f.given = nil
		return
	}
	for _, s := range sources {
		if s.Variables {
			f.coverSettings(s)
		}
	}
}

// coverDeclarations finds the declarations of variables; find only notes which of
// them are sensitive, and else these are covered.
func (f *Files) coverDeclarations(s Source, known *declared, find bool) {
	for _, at := range declarationHead.FindAllSubmatchIndex(s.Text, -1) {
		name, begin, end := string(s.Text[at[2]:at[3]]), at[1], len(s.Text)
		if next := topHead.FindIndex(s.Text[begin:]); next != nil {
			end = begin + next[0]
		}
		if find {
			if saysSensitive(s.Text[begin:end]) {
				known.secret[name] = true
			}
			continue
		}
		if !known.secret[name] {
			known.open[name] = true
		} else {
			begin += len(insideOfOneRow.Find(s.Text[begin:end]))
			f.eachLine(s, begin, end, func(line []byte) bool {
				return harmlessLine.Match(line) && !defaultWord.Match(line)
			})
		}
	}
}

// saysSensitive says that a declaration has the argument, however it is spelt.
func saysSensitive(text []byte) bool {
	for _, word := range settingWord.FindAllSubmatch(quotedOrComment.ReplaceAll(text, []byte(`""`)), -1) {
		if near, ok := Nearest(string(word[1]), declarationWords); ok && near == "sensitive" && string(word[2]) != "false" {
			return true
		}
	}
	return false
}

// declarationWords are what a word of a declaration may have meant.
var declarationWords = []string{"type", "default", "description", "sensitive", "validation", "condition", "error", "string", "number", "object"}

// coverSettings covers a file of variables.
func (f *Files) coverSettings(s Source) {
	shown := false
	f.eachLine(s, 0, len(s.Text), func(line []byte) bool {
		if name := statementName.FindSubmatch(line); len(name) > 0 && len(name[2]) > 0 {
			shown = f.given.mayShow(string(name[1]))
		}
		for _, word := range anySetting.FindAllSubmatch(quotedOrComment.ReplaceAll(line, []byte(`""`)), -1) {
			shown = shown && !f.given.secret[string(word[1])]
		}
		return shown
	})
}

// eachLine covers the lines of a stretch that are not harmless: of one that sets
// something, what it is set to.
func (f *Files) eachLine(s Source, begin, end int, harmless func(line []byte) bool) {
	for line := range bytes.Lines(s.Text[begin:end]) {
		from := begin
		begin += len(line)
		line = bytes.TrimRight(line, " \t\r\n")
		if harmless(line) || len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		skip := len(line) - len(bytes.TrimLeft(line, " \t"))
		if name := statementName.Find(line); len(name) < len(line) && (bytes.ContainsAny(name, "=:") || bytes.IndexByte([]byte(`"{[`), line[len(name)]) >= 0) {
			skip = len(name)
		}
		f.cover(s.Name, from+skip, from+len(line))
	}
}

// cover covers a stretch, and hides the texts in it wherever they are printed.
func (f *Files) cover(name string, from, to int) {
	if f.covers == nil {
		f.covers = map[string][]cover{}
	}
	f.covers[name] = append(f.covers[name], cover{from, to})
	for _, text := range textInQuotes.FindAllSubmatch(f.text[name][from:to], -1) {
		f.hide(string(text[1]))
	}
}

// coverOutside covers a value that was given in no file, unless it is that of a
// variable that may be seen.
func (f *Files) coverOutside(name, variable, text string) {
	if f.given != nil && !f.given.mayShow(variable) {
		f.cover(name, 0, len(text))
		f.hide(text)
	}
}

// coverRange covers the place of a secret.
func (f *Files) coverRange(r hcl.Range) {
	if f.covers == nil {
		f.covers = map[string][]cover{}
	}
	name := writtenName(r.Filename)
	f.covers[name] = append(f.covers[name], cover{r.Start.Byte, r.End.Byte})
}

// coversIn are the covers of a stretch of a text, relative to its start, in order.
func (f *Files) coversIn(name string, start, end int) []cover {
	if f == nil {
		return nil
	}
	var found []cover
	for _, c := range f.covers[writtenName(name)] {
		if c.from < end && c.to > start && c.from < c.to {
			found = append(found, cover{max(c.from, start) - start, min(c.to, end) - start})
		}
	}
	slices.SortFunc(found, func(a, b cover) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	return found
}

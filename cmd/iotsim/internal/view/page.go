package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

// A page is a part of the reference that is no block.
type page struct {
	name  string
	also  []string // what else it is found by
	print func(w io.Writer)
}

// pages are those of the whole reference, in its order.
func pages() []page {
	return []page{
		{"values", nil, values},
		{"distributions", nil, distributions},
		{"patterns", patternNames(), patterns},
		{"expressions", []string{"expression", "operators", "operator"}, expressions},
		{"functions", []string{"function"}, functions},
		{"labels", labelNames(), labelPage},
		{"rules", nil, rules},
		{"connection", []string{"config", "tls", "sasl", "password", "security"}, connectionPage},
	}
}

// patternNames are what patterns are found by.
func patternNames() []string {
	names := []string{"field", "braces"}
	for _, f := range schema.FieldTypes() {
		names = append(names, f.Name, "{"+f.Name+"}")
	}
	return names
}

// entries are pages of single things, for those who ask for one.
func entries() []page {
	var all []page
	for _, v := range schema.ValueTypes() {
		all = append(all, page{v.Name, v.Also, func(w io.Writer) { value(w, v) }})
	}
	all = append(all, page{"ramp", nil, ramp})
	for _, d := range schema.DistributionTypes() {
		all = append(all, page{string(d.Kind), nil, func(w io.Writer) {
			fmt.Fprintf(w, "\n## %s\n\nA distribution. %s\n", d.Call, d.Doc)
		}})
	}
	for _, r := range expression.References() {
		also := slices.Clone(r.Also)
		for _, x := range r.Names {
			also = append(also, x.Name)
		}
		all = append(all, page{r.Argument, also, func(w io.Writer) {
			quoted(w, r)
			fmt.Fprintln(w, "\niotsim docs expressions has the operators and functions of all of them.")
		}})
	}
	for _, f := range schema.FunctionTypes() {
		if f.Name != "ramp" {
			all = append(all, page{f.Name, nil, func(w io.Writer) {
				fmt.Fprintf(w, "\n## %s\n\nA function of values without quotes. %s\n", f.Call, f.Doc)
			}})
		}
	}
	for _, r := range schema.RuleTypes() {
		all = append(all, page{r.Name, r.Also, func(w io.Writer) { rule(w, r) }})
	}
	return all
}

func values(w io.Writer) {
	fmt.Fprint(w, "\n## Values\n\n| value | write | |\n|---|---|---|\n")
	for _, v := range schema.ValueTypes() {
		fmt.Fprintf(w, "| %s | `%s` | %s |\n", v.Name, cell(strings.Join(v.Examples, "` `")), cell(v.Doc))
	}
	ramp(w)
}

func value(w io.Writer, v schema.ValueType) {
	fmt.Fprintf(w, "\n## %s\n\nA kind of value. Write %s.\n\n%s\n", v.Name, "`"+strings.Join(v.Examples, "` or `")+"`", v.Doc)
}

func ramp(w io.Writer) {
	call, doc := schema.RampCall()
	fmt.Fprintf(w, "\n### %s\n\n%s\n", call, doc)
}

// distributions prints what a value of type distribution may be.
func distributions(w io.Writer) {
	fmt.Fprint(w, "\n## Distributions\n\nNumbers may be durations in quotes where time is drawn: uniform(\"0s\", \"20s\").\n\n| write | |\n|---|---|\n")
	for _, d := range schema.DistributionTypes() {
		fmt.Fprintf(w, "| `%s` | %s |\n", cell(d.Call), cell(d.Doc))
	}
}

func patterns(w io.Writer) {
	fmt.Fprintf(w, "\n## Patterns\n\n%s\n\n| field | known in | |\n|---|---|---|\n", schema.PatternRule)
	for _, f := range schema.FieldTypes() {
		fmt.Fprintf(w, "| `{%s}` | %s | %s |\n", f.Name, f.Where, f.Doc)
	}
}

func expressions(w io.Writer) {
	fmt.Fprint(w, "\n## Expressions\n\nIn quotes, of arguments whose value is expression. Each kind sees names of its own.\n")
	for _, r := range expression.References() {
		quoted(w, r)
	}
	wordTable(w, "Operators", expression.Operators())
	wordTable(w, "Functions in expressions", expression.FunctionWords())
}

// quoted prints one kind of quoted expression.
func quoted(w io.Writer, r expression.Reference) {
	wordTable(w, r.Argument, r.Names, r.Doc, "Such as `"+r.Example+"`.")
}

func wordTable(w io.Writer, title string, words []expression.Word, before ...string) {
	fmt.Fprintf(w, "\n### %s\n\n", title)
	for _, text := range before {
		fmt.Fprint(w, text, "\n\n")
	}
	fmt.Fprint(w, "| write | |\n|---|---|\n")
	for _, x := range words {
		fmt.Fprintf(w, "| `%s` | %s |\n", cell(x.Name), cell(x.Doc))
	}
}

func functions(w io.Writer) {
	fmt.Fprint(w, "\n## Functions\n\nOf values without quotes, computed while planning. Distributions are functions too, and have a table of their own; so have expressions in quotes.\n\n| call | |\n|---|---|\n")
	for _, f := range schema.FunctionTypes() {
		fmt.Fprintf(w, "| `%s` | %s |\n", cell(f.Call), cell(f.Doc))
	}
}

func rules(w io.Writer) {
	fmt.Fprint(w, "\n## Rules\n")
	for _, r := range schema.RuleTypes() {
		rule(w, r)
	}
}

func rule(w io.Writer, r schema.RuleType) { fmt.Fprintf(w, "\n### %s\n\n%s\n", r.Name, r.Doc) }

// blockTopics are the blocks at the top, pageTopics what else there is.
func blockTopics() []string {
	var all []string
	for _, b := range schema.Language().Blocks {
		if !b.Unbuilt {
			all = append(all, b.Name)
		}
	}
	return append(all, "effect")
}

func pageTopics() []string {
	var all []string
	for _, p := range pages() {
		all = append(all, p.name)
	}
	return append(all, "errors")
}

func names(all []string) string { return strings.Join(all, ", ") }

// Contents are what the reference is made of, a line for a message.
func Contents() string {
	return "Blocks: " + names(blockTopics()) + ".\nTopics: " + names(pageTopics()) + "."
}

// DocNames are all names that DocsOf finds something by, for suggestions.
func DocNames() []string {
	var all []string
	for _, b := range placedBlocks() {
		all = append(all, b.Name)
		for _, a := range b.Arguments {
			all = append(all, a.Name)
		}
	}
	for _, p := range slices.Concat(pages(), entries()) {
		all = append(append(all, p.name), p.also...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// DocsOf prints all that has a name, and says false when nothing has: a block, by
// its path or the end of it, an argument of one, or a page. Of several blocks of a
// name people ask in the plural, which may be an argument's name too: faults.
func DocsOf(w io.Writer, path []string) bool {
	last := len(path) - 1
	block, _ := strings.CutSuffix(path[last], "s")
	if found := block != path[last] && printBlocks(w, append(slices.Clone(path[:last]), block)); printNamed(w, path) || found {
		return true
	}
	for _, plural := range []string{"s", "es"} {
		if single, ok := strings.CutSuffix(path[last], plural); ok && printNamed(w, append(slices.Clone(path[:last]), single)) {
			return true
		}
	}
	return false
}

func printNamed(w io.Writer, path []string) bool {
	found := printBlocks(w, path)
	name := strings.ToLower(strings.Join(path, " "))
	if field, width, ok := strings.Cut(name, ":"); ok && strings.HasPrefix(name, "{") && strings.HasSuffix(width, "}") {
		name = field + "}" // {n:02} is {n}
	}
	for _, p := range slices.Concat(pages(), entries()) {
		if p.name == name {
			p.print(w)
			found = true
		}
	}
	if !found {
		found = printAlso(w, name)
	}
	return argumentsNamed(w, path) || found
}

// printBlocks prints the blocks whose path ends with another.
func printBlocks(w io.Writer, path []string) bool {
	found := false
	for _, b := range placedBlocks() {
		if endsWith(b.path, path) {
			block(w, b.BlockType, b.path[:len(b.path)-1], false)
			found = true
		}
	}
	return found
}

// printAlso prints the first page that is found by another name, the one of a
// single thing before the one of all.
func printAlso(w io.Writer, name string) bool {
	for _, p := range slices.Concat(entries(), pages()) {
		if slices.Contains(p.also, name) {
			p.print(w)
			return true
		}
	}
	return false
}

// endsWith says that a path ends with another, which the first word of an effect
// may leave out.
func endsWith(path, end []string) bool {
	return len(end) <= len(path) && slices.Equal(path[len(path)-len(end):], end)
}

// argumentsNamed prints the arguments of a name, those that are equal together.
func argumentsNamed(w io.Writer, path []string) bool {
	name, home := path[len(path)-1], path[:len(path)-1]
	var rows []schema.ArgumentType
	blocks := map[schema.ArgumentType][]string{}
	for _, b := range placedBlocks() {
		for _, a := range b.Arguments {
			if a.Name != name || !endsWith(b.path, home) {
				continue
			}
			if blocks[a] == nil {
				rows = append(rows, a)
			}
			blocks[a] = append(blocks[a], strings.Join(b.path, " › "))
		}
	}
	if len(rows) == 0 {
		return false
	}
	fmt.Fprintf(w, "\n## Argument %s\n\n| of | value | default | |\n|---|---|---|---|\n", name)
	for _, a := range rows {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", strings.Join(blocks[a], ", "), cell(a.Value), byDefault(a), cell(a.Doc))
	}
	return true
}

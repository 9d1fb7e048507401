package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/iotsim/iotsim/schema"
)

// Docs prints the reference of the language as Markdown. What it knows is what
// the decoder checks: they read the same tables.
func Docs(w io.Writer) {
	fmt.Fprint(w, "# The scenario language\n\n", schema.Language().Doc, "\n")
	for _, b := range schema.Language().Blocks {
		block(w, b, nil)
	}
	distributions(w)
	fmt.Fprintf(w, "\n## Functions\n\nOf values without quotes: %s.\n", strings.Join(schema.Functions(), ", "))
}

// distributions prints what a value of type distribution may be.
func distributions(w io.Writer) {
	fmt.Fprint(w, "\n## Distributions\n\nNumbers may be durations in quotes where time is drawn: uniform(\"0s\", \"20s\").\n\n| write | |\n|---|---|\n")
	for _, d := range schema.DistributionTypes() {
		fmt.Fprintf(w, "| `%s` | %s |\n", cell(d.Call), cell(d.Doc))
	}
}

// DocsOf prints one block, and says false when there is none of that name.
func DocsOf(w io.Writer, path []string) bool {
	b, parents := find(path)
	if b == nil {
		return false
	}
	block(w, b, parents)
	return true
}

// find follows names from the top: model, sensor, daily.
func find(path []string) (b *schema.BlockType, parents []string) {
	b = schema.Language()
	for i, name := range path {
		var next *schema.BlockType
		for _, c := range children(b) {
			if c.Name == name {
				next = c
			}
		}
		if next == nil {
			return nil, nil
		}
		b, parents = next, path[:i]
	}
	return b, parents
}

// children are the blocks inside a block: of effect and sink, their kinds.
func children(b *schema.BlockType) []*schema.BlockType {
	switch b.Name {
	case "effect":
		return schema.EffectTypes()
	case "sink":
		return schema.SinkTypes()
	}
	return b.Blocks
}

// BlockNames are the paths of all blocks, as DocsOf takes them.
func BlockNames() []string {
	var names []string
	var walk func(b *schema.BlockType, path string)
	walk = func(b *schema.BlockType, path string) {
		for _, c := range children(b) {
			if !c.Unbuilt {
				name := strings.TrimSpace(path + " " + c.Name)
				names = append(names, name)
				walk(c, name)
			}
		}
	}
	walk(schema.Language(), "")
	return names
}

func block(w io.Writer, b *schema.BlockType, parents []string) {
	path := append(append([]string(nil), parents...), b.Name)
	fmt.Fprintf(w, "\n%s %s\n\n", strings.Repeat("#", min(6, 1+len(path))), strings.Join(path, " › "))
	if b.Unbuilt {
		fmt.Fprintln(w, "Part of the language, refused until it runs.")
		return
	}
	fmt.Fprintf(w, "%s%s\n", b.Doc, often(b))
	arguments(w, b)
	for _, c := range children(b) {
		block(w, c, path)
	}
}

// often says how a block is labelled and how many there may be.
func often(b *schema.BlockType) string {
	s := ""
	if b.Label != "" {
		s += fmt.Sprintf(" Its label is %s.", b.Label)
	}
	switch {
	case b.Single && b.Required:
		s += " Exactly one."
	case b.Single:
		s += " At most one."
	case b.Required:
		s += " At least one."
	}
	if strings.Contains(b.Doc, "xactly one") {
		s = strings.TrimSuffix(s, " Exactly one.")
	}
	return s
}

func arguments(w io.Writer, b *schema.BlockType) {
	if b.Free != "" {
		fmt.Fprintf(w, "\nAny argument: %s.\n", b.Free)
	}
	if len(b.Arguments) == 0 {
		return
	}
	fmt.Fprint(w, "\n| argument | value | default | |\n|---|---|---|---|\n")
	for _, a := range b.Arguments {
		fmt.Fprintf(w, "| `%s` | %s | %s | %s |\n", a.Name, cell(a.Value), byDefault(a), cell(a.Doc))
	}
}

func byDefault(a schema.ArgumentType) string {
	switch {
	case a.Required:
		return "required"
	case a.Default != "":
		return "`" + cell(a.Default) + "`"
	}
	return ""
}

// cell escapes what would end a cell of a Markdown table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

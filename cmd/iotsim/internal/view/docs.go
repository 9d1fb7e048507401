package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iotsim/iotsim/schema"
)

// Docs prints the reference of the language as Markdown. What it knows is what
// the decoder checks: they read the same tables.
func Docs(w io.Writer) {
	fmt.Fprint(w, "# The scenario language\n\n", schema.Language().Doc, "\n")
	fmt.Fprintf(w, "\n%s\n", Contents())
	fmt.Fprintf(w, "iotsim docs NAME prints one of them, or what has that name: a block, an argument, a value, an effect, a distribution.\n")
	fmt.Fprintf(w, "\nA whole scenario:\n\n```hcl\n%s```\n", schema.Example)
	for _, b := range schema.Language().Blocks {
		block(w, b, nil, true)
	}
	for _, p := range pages() {
		p.print(w)
	}
}

// Index prints what the reference is made of, a line for each thing that has a name
// of its own.
func Index(w io.Writer) {
	fmt.Fprint(w, "# The scenario language\n\nBlocks\n\n")
	t := newTable("ll")
	for _, b := range schema.Language().Blocks {
		if !b.Unbuilt {
			t.row(b.Name, firstSentence(b.Doc))
		}
	}
	t.print(w)
	fmt.Fprint(w, "\nEffects of a fault\n\n")
	t = newTable("ll")
	for _, b := range schema.EffectTypes() {
		t.row(b.Name, firstSentence(b.Doc))
	}
	t.print(w)
	fmt.Fprintf(w, "\nTopics: %s.\n\n", names(pageTopics()))
	fmt.Fprintln(w, "iotsim docs NAME prints one of them, or whatever else has that name: an argument, a value,\na distribution, a function. iotsim docs all prints everything, iotsim docs errors what\neach error means, iotsim docs troubleshooting what a run can meet, and iotsim docs --message\nthe JSON Schema of messages.")
}

// firstSentence is what a doc begins with.
func firstSentence(doc string) string {
	if first, _, more := strings.Cut(doc, ". "); more {
		return first + "."
	}
	return doc
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

// BlockNames are the paths of all blocks, each where it first stands.
func BlockNames() []string {
	var names []string
	for _, b := range placedBlocks() {
		if !b.Unbuilt {
			names = append(names, strings.Join(b.path, " "))
		}
	}
	return names
}

// A placedBlock is a block type and the names of the blocks down to it.
type placedBlock struct {
	*schema.BlockType
	path []string
}

// placedBlocks are all block types, each once: what stands at the top
// and in others too is at the top.
func placedBlocks() []placedBlock {
	var all []placedBlock
	seen := map[*schema.BlockType]bool{}
	for _, b := range schema.Language().Blocks {
		seen[b] = true
	}
	var walk func(b *schema.BlockType, path []string)
	walk = func(b *schema.BlockType, path []string) {
		for _, c := range children(b) {
			if len(path) > 0 && seen[c] {
				continue
			}
			seen[c] = true
			below := append(slices.Clone(path), c.Name)
			all = append(all, placedBlock{c, below})
			walk(c, below)
		}
	}
	walk(schema.Language(), nil)
	return all
}

// block prints a block and what stands in it: in full, or kinds of which there
// are many as a table. What has a place at the top is not printed in others.
func block(w io.Writer, b *schema.BlockType, parents []string, full bool) {
	path := append(slices.Clone(parents), b.Name)
	fmt.Fprintf(w, "\n%s %s\n\n", strings.Repeat("#", min(6, 1+len(path))), strings.Join(path, " › "))
	if b.Unbuilt {
		fmt.Fprintln(w, "Part of the language, refused until it runs.")
		return
	}
	fmt.Fprintf(w, "%s%s\n", b.Doc, often(b))
	arguments(w, b)
	var elsewhere []string
	for _, c := range children(b) {
		if slices.Contains(schema.Language().Blocks, c) {
			elsewhere = append(elsewhere, c.Name)
		}
	}
	if len(elsewhere) > 0 {
		fmt.Fprintf(w, "\nBlocks in it, with sections of their own: %s.\n", strings.Join(elsewhere, ", "))
	}
	if !full && b.Blocks == nil && children(b) != nil {
		kinds(w, b)
		return
	}
	for _, c := range children(b) {
		if !slices.Contains(elsewhere, c.Name) {
			block(w, c, path, full)
		}
	}
}

// kinds prints the kinds of a block as a table.
func kinds(w io.Writer, b *schema.BlockType) {
	fmt.Fprintf(w, "\n| %s | arguments | |\n|---|---|---|\n", b.Name)
	for _, c := range children(b) {
		var arguments []string
		for _, a := range c.Arguments {
			arguments = append(arguments, a.Name)
		}
		fmt.Fprintf(w, "| `%s` | %s | %s |\n", c.Name, strings.Join(arguments, ", "), cell(c.Doc))
	}
	fmt.Fprintf(w, "\niotsim docs %s KIND prints one of them.\n", b.Name)
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
	Arguments(w, b.Arguments)
}

// Arguments prints a table of arguments, if there are any.
func Arguments(w io.Writer, all []schema.ArgumentType) {
	if len(all) == 0 {
		return
	}
	fmt.Fprint(w, "\n| argument | value | default | |\n|---|---|---|---|\n")
	for _, a := range all {
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

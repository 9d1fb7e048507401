package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/schema"
)

// The page of the language is what docs prints.
func TestPageOfTheLanguageIsPrinted(t *testing.T) {
	var page bytes.Buffer
	view.Docs(&page)
	wantFile(t, "../../schema/LANGUAGE.md", page.Bytes(), "make pages")
}

const (
	faultsPage = "../../scenarios/FAULTS.md"
	printed    = "<!-- What follows is drawn and printed by make pictures. -->\n"
)

// families are the kinds of effects, each by the first of it in the schema's table.
var families = map[string]string{
	"stuck":      "What sensors say",
	"offline":    "What devices do",
	"drop":       "How messages travel",
	"corrupt":    "What messages look like",
	"clock_skew": "What clocks say",
}

// On the page of faults each effect has its picture, its arguments, an example and
// a label that it leaves.
func TestPictureOfEachEffectHasItsPlace(t *testing.T) {
	text, err := os.ReadFile(faultsPage)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := bytes.Cut(text, []byte(printed))
	if !found {
		t.Fatalf("%s lacks %s", faultsPage, printed)
	}
	page := bytes.NewBuffer(slices.Clone(head))
	page.WriteString(printed)
	n := 0
	kinds := schema.EffectTypes()
	var shared []schema.ArgumentType
	for i, kind := range kinds {
		if title := families[kind.Name]; title != "" {
			n++
			fmt.Fprintf(page, "\n## %s\n", title)
			if shared = sharedArguments(familyOf(kinds[i:])); len(shared) > 0 {
				fmt.Fprint(page, "\nEach of these effects has them too:\n")
				view.Arguments(page, shared)
			}
		}
		effectSection(t, page, kind, shared)
	}
	if n != len(families) {
		t.Errorf("%d families of %d begin", n, len(families))
	}
	wantFile(t, faultsPage, page.Bytes(), "make pictures")
}

// familyOf are the effects from the first on that belong to it.
func familyOf(kinds []*schema.BlockType) []*schema.BlockType {
	for i, kind := range kinds {
		if i > 0 && families[kind.Name] != "" {
			return kinds[:i]
		}
	}
	return kinds
}

// sharedArguments are those that all effects of a family have.
func sharedArguments(kinds []*schema.BlockType) []schema.ArgumentType {
	shared := slices.Clone(kinds[0].Arguments)
	for _, kind := range kinds[1:] {
		shared = slices.DeleteFunc(shared, func(a schema.ArgumentType) bool { return !slices.Contains(kind.Arguments, a) })
	}
	return shared
}

func effectSection(t *testing.T, page *bytes.Buffer, kind *schema.BlockType, shared []schema.ArgumentType) {
	t.Helper()
	overlay := "testdata/effects/" + kind.Name + ".overlay.hcl"
	example, err := os.ReadFile(filepath.Join("../..", overlay))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(page, "\n### %s\n\n%s\n", kind.Name, kind.Doc)
	view.Arguments(page, slices.DeleteFunc(slices.Clone(kind.Arguments), func(a schema.ArgumentType) bool { return slices.Contains(shared, a) }))
	fmt.Fprintf(page, "\n![%s](../testdata/effects/%s.svg)\n", kind.Name, kind.Name)
	fmt.Fprintf(page, "\n```hcl\n# excerpt of %s\n%s\n```\n", overlay, strings.TrimSpace(string(example)))
	for _, label := range labelsOfEffect(t, kind.Name) {
		if !bytes.Contains(label, []byte(`"kind":"begin"`)) && !bytes.Contains(label, []byte(`"kind":"end"`)) {
			fmt.Fprintf(page, "\n```json\n%s\n```\n", label)
			return
		}
	}
	fmt.Fprint(page, "\nIt leaves no label.\n")
}

package view

import (
	"fmt"
	"io"

	"github.com/iotsim/iotsim/schema"
)

// Explanations prints what diagnostics mean, and how it is written well, as
// Markdown.
func Explanations(w io.Writer, all []schema.Explanation) {
	fmt.Fprint(w, "# Errors and warnings\n\nWhat each of them means, and an example of how it is written well.\n")
	for _, e := range all {
		Explanation(w, e)
	}
}

// Explanation prints one of them.
func Explanation(w io.Writer, e schema.Explanation) {
	kind := "hcl"
	if len(e.Example) > 1 && e.Example[:2] == "$ " {
		kind = "console"
	}
	fmt.Fprintf(w, "\n## %s\n\n%s\n\n```%s\n%s\n```\n", e.Summary, e.Why, kind, e.Example)
}

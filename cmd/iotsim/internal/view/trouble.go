package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/iotsim/iotsim/internal/trouble"
)

// Troubles prints what a run can meet, as Markdown.
func Troubles(w io.Writer) {
	fmt.Fprint(w, "# Troubleshooting\n\nBy message, as it is printed; … stands for what differs from time to time. `iotsim docs errors MESSAGE` prints one of them.\n"+
		"(It explains what is wrong with a scenario, too; `iotsim docs errors` lists that.)\n\n- [Exit codes](#exit-codes)\n")
	for _, s := range trouble.Sections() {
		fmt.Fprintf(w, "- [%s](#%s)\n", s.Title, strings.ReplaceAll(strings.ToLower(s.Title), " ", "-"))
	}
	fmt.Fprint(w, "\n## Exit codes\n\n| code | means | what to do |\n|---:|---|---|\n")
	for _, e := range trouble.Exits() {
		fmt.Fprintf(w, "| %d | %s | %s |\n", e.Code, e.Meaning, e.Remedy)
	}
	for _, s := range trouble.Sections() {
		fmt.Fprintf(w, "\n## %s\n\n%s\n\n| message | why | what to do |\n|---|---|---|\n", s.Title, s.Doc)
		for _, t := range s.Troubles {
			fmt.Fprintf(w, "| **%s** | %s | %s |\n", cell(t.Message), cell(t.Cause), cell(t.Remedy))
		}
	}
}

// Trouble prints one of them.
func Trouble(w io.Writer, t trouble.Trouble) {
	fmt.Fprintf(w, "\n## %s\n\n%s\n\nWhat to do: %s\n", t.Message, t.Cause, t.Remedy)
}

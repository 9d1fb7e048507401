package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/iotsim/iotsim/schema"
)

// Error prints an error in the shape that diagnostics have. Others have a voice in
// it, such as servers, so nothing in it is for the terminal to obey.
func Error(w io.Writer, summary, detail string, color bool) {
	red, reset := "", ""
	if color {
		red, reset = "\x1b[1;31m", "\x1b[0m"
	}
	first, rest, _ := strings.Cut(schema.Visible(summary), "\n")
	fmt.Fprintf(w, "%serror:%s %s\n", red, reset, first)
	for _, text := range []string{rest, schema.Visible(detail)} {
		if text != "" {
			fmt.Fprintf(w, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
		}
	}
}

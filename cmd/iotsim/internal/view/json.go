package view

import (
	"encoding/json"
	"io"
)

// JSON prints any of the program's values, indented, as one document.
func JSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

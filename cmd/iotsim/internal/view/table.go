package view

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// A table is rows of cells whose columns line up on a terminal, where a Chinese
// character is as wide as two Latin ones.
type table struct {
	align []byte // of each column: 'l' or 'r'
	rows  [][]string
}

// newTable has one column a letter of align, and a title over them.
func newTable(align string, titles ...string) *table {
	t := &table{align: []byte(align)}
	if len(titles) > 0 {
		t.row(titles...)
	}
	return t
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// gap is between two columns, margin before the first.
const (
	gap    = "  "
	margin = "  "
)

// print writes the table; columns that hold nothing are left out.
func (t *table) print(w io.Writer) {
	widths := make([]int, len(t.align))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			if widths[i] > 0 {
				line.WriteString(pad(cell, widths[i], t.align[i]))
				line.WriteString(gap)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(margin+line.String(), " "))
	}
}

func pad(cell string, width int, align byte) string {
	space := strings.Repeat(" ", width-columns(cell))
	if align == 'r' {
		return space + cell
	}
	return cell + space
}

// Columns is how many columns of a terminal a text takes.
func Columns(text string) int { return columns(text) }

// columns is how many columns of a terminal a text takes.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case k == width.EastAsianWide, k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

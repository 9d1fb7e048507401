package view

import (
	"fmt"
	"io"
	"slices"
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

// drop takes a column away.
func (t *table) drop(column int) {
	t.align = slices.Delete(t.align, column, column+1)
	for i := range t.rows {
		t.rows[i] = slices.Delete(t.rows[i], column, column+1)
	}
}

// A Table is what another than a terminal shows as a table.
type Table struct {
	Name  string   // its first title
	Align string   // of each column: l or r
	Head  []string // the titles, the first of them empty; none: it has no titles
	Rows  [][]string
}

// public is the table without its empty columns.
func (t *table) public() Table {
	used := make([]bool, len(t.align))
	for _, row := range t.rows {
		for i, cell := range row {
			used[i] = used[i] || cell != ""
		}
	}
	var x Table
	for i, is := range used {
		if is {
			x.Align += string(t.align[i])
		}
	}
	for _, row := range t.rows {
		var cells []string
		for i, cell := range row {
			if used[i] {
				cells = append(cells, cell)
			}
		}
		x.Rows = append(x.Rows, cells)
	}
	return x
}

// titled is the table with its first row as titles.
func (t *table) titled() Table {
	x := t.public()
	x.Name, x.Head, x.Rows = x.Rows[0][0], x.Rows[0], x.Rows[1:]
	x.Head[0] = ""
	return x
}

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

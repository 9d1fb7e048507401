package view

import (
	"fmt"
	"io"
	"strings"
)

// context is how many equal lines are shown around a change.
const context = 3

// Diff prints what changes between two texts, as diff -u does. Files that are
// formatted change in few places: lines are matched by the longest common
// subsequence of what lies between their equal ends.
func Diff(w io.Writer, name string, before, after []byte) error {
	edits := compare(lines(before), lines(after))
	if _, err := fmt.Fprintf(w, "--- %s\n+++ %s\n", name, name); err != nil {
		return err
	}
	for _, h := range hunks(edits) {
		if err := h.print(w, edits); err != nil {
			return err
		}
	}
	return nil
}

func lines(text []byte) []string {
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// An edit is a line that stays (' '), goes ('-') or comes ('+').
type edit struct {
	op   byte
	line string
}

// compare is the edits from a to b.
func compare(a, b []string) []edit {
	var head, tail []edit
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, edit{' ', a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, edit{' ', a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	edits := append(head, between(a, b)...)
	for i := len(tail) - 1; i >= 0; i-- {
		edits = append(edits, tail[i])
	}
	return edits
}

// most bounds the table of between, of which each cell is a pair of lines.
const most = 4 << 20

// between is compare for what neither begins nor ends alike.
func between(a, b []string) []edit {
	var edits []edit
	if len(a)*len(b) > most {
		for _, line := range a {
			edits = append(edits, edit{'-', line})
		}
		for _, line := range b {
			edits = append(edits, edit{'+', line})
		}
		return edits
	}
	common := subsequences(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			edits = append(edits, edit{' ', a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			edits = append(edits, edit{'-', a[i]})
			i++
		default:
			edits = append(edits, edit{'+', b[j]})
			j++
		}
	}
	return edits
}

// subsequences is the length of the longest common subsequence of a[i:] and
// b[j:] for all i and j.
func subsequences(a, b []string) [][]int32 {
	common := make([][]int32, len(a)+1)
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

// A hunk is a stretch of edits, [from, to), with the line numbers it begins at.
type hunk struct{ from, to, before, after int }

// hunks are the stretches in which something changes, with their surroundings.
func hunks(edits []edit) []hunk {
	var found []hunk
	before, after := 1, 1
	starts := make([][2]int, len(edits))
	for i, e := range edits {
		starts[i] = [2]int{before, after}
		if e.op != '+' {
			before++
		}
		if e.op != '-' {
			after++
		}
	}
	for i, e := range edits {
		if e.op == ' ' {
			continue
		}
		from, to := max(0, i-context), min(len(edits), i+context+1)
		if n := len(found); n > 0 && from <= found[n-1].to {
			found[n-1].to = to
		} else {
			found = append(found, hunk{from, to, starts[from][0], starts[from][1]})
		}
	}
	return found
}

func (h hunk) print(w io.Writer, edits []edit) error {
	var goes, comes int
	for _, e := range edits[h.from:h.to] {
		if e.op != '+' {
			goes++
		}
		if e.op != '-' {
			comes++
		}
	}
	if _, err := fmt.Fprintf(w, "@@ -%d,%d +%d,%d @@\n", h.before, goes, h.after, comes); err != nil {
		return err
	}
	for _, e := range edits[h.from:h.to] {
		if _, err := fmt.Fprintf(w, "%c%s\n", e.op, e.line); err != nil {
			return err
		}
	}
	return nil
}

package schema

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxListed is how many names a message lists when none of them is near.
const maxListed = 14

// suggestion ends a message about an unknown name: the near one, or all of them
// when they are few.
func suggestion(name string, known []string) string {
	if near, ok := Nearest(name, known); ok {
		return fmt.Sprintf("Did you mean %q?", near)
	}
	if len(known) == 0 || len(known) > maxListed {
		return ""
	}
	return thereIs(known)
}

// spaced is a sentence after another one; nothing stays nothing.
func spaced(sentence string) string {
	if sentence == "" {
		return ""
	}
	return " " + sentence
}

// Nearest is the known name that was probably meant: another case, a unique
// beginning, or few letters away (more in a longer name; of names as far away as
// each other the first). It is false when none is near.
func Nearest(name string, known []string) (string, bool) {
	if len(name) > maxNameBytes {
		return "", false
	}
	folded := strings.ToLower(name)
	letters := utf8.RuneCountInString(folded) // one of 栋 counts as one of a
	best, distance := "", min(1+letters/4, 3)+1
	var begins []string
	for _, k := range known {
		lower := strings.ToLower(k)
		if lower == folded {
			return k, true
		}
		if letters >= 3 && strings.HasPrefix(lower, folded) {
			begins = append(begins, k)
		}
		if d := edits(folded, lower); d < distance && d < letters {
			best, distance = k, d
		}
	}
	if best == "" && len(begins) == 1 {
		return begins[0], true
	}
	return best, best != ""
}

// edits is how many letters must be inserted, deleted, replaced or exchanged
// with their neighbour to turn a into b (optimal string alignment).
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}

// list is names in a sentence: "a", "b" and "c".
func list(names []string, last string) string {
	names = slices.Clone(names)
	for i, n := range names {
		names[i] = fmt.Sprintf("%q", n)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + last + " " + names[len(names)-1]
}

// thereIs lists all of something as a sentence.
func thereIs(names []string) string {
	if len(names) == 1 {
		return "There is " + list(names, "and") + " only."
	}
	return "There are " + list(names, "and") + "."
}

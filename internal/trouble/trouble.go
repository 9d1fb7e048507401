package trouble

import (
	"regexp"
	"strings"
)

// A Trouble is a message of the program with what is behind it.
type Trouble struct {
	Message string // as it is printed; "…" stands for what differs from time to time
	Cause   string
	Remedy  string
}

// A Section is what can be met in one of the stages of a run.
type Section struct {
	Title    string
	Doc      string
	Troubles []Trouble
}

// Sections are all troubles, in the order in which a run can meet them.
func Sections() []Section {
	return []Section{reaching, secured, topics, sending, resuming, shards, files, ending, reading, verdicts, watched}
}

// Find is the trouble that a message tells of: named as the page has it, or pasted
// as it was printed. Where several fit, it is the one that says most.
func Find(message string) (found Trouble, ok bool) {
	if t, ok := Named(message); ok {
		return t, true
	}
	for _, s := range Sections() {
		for _, t := range s.Troubles {
			if len(t.Message) > len(found.Message) && t.printed().MatchString(message) {
				found, ok = t, true
			}
		}
	}
	return found, ok
}

// Named is the trouble of that name.
func Named(message string) (Trouble, bool) {
	for _, s := range Sections() {
		for _, t := range s.Troubles {
			if strings.EqualFold(t.Message, message) {
				return t, true
			}
		}
	}
	return Trouble{}, false
}

// printed matches a message in which something stands for each "…". One word alone is
// found by its name only: it stands in too much else.
func (t Trouble) printed() *regexp.Regexp {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(t.Message), "…", ".+")
	if !strings.Contains(t.Message, " ") {
		pattern = "^" + pattern + "$"
	}
	return regexp.MustCompile("(?is)" + pattern)
}

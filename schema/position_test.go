package schema

import (
	"strings"
	"testing"
)

// marked is what Position shows for a word of an expression.
func marked(t *testing.T, where, word string) (shown string, exact bool) {
	t.Helper()
	text := strings.Replace(minimal, "phase", "fault \"f\" {\n  where = "+where+"\n  effect \"drop\" {}\n}\n\nphase", 1)
	text = strings.Replace(text, `duration = "1m"`, "\n duration = \"1m\"\n faults = [fault.f]\n", 1)
	sources := []Source{{Name: "test.hcl", Text: []byte(text)}}
	s, files, diags := Decode(sources, Options{})
	if len(diags) > 0 {
		t.Fatal(rendered(files, diags))
	}
	e := s.Faults[0].Where
	from := strings.Index(e.Source, word)
	if from < 0 {
		t.Fatalf("%q is not in %q", word, e.Source)
	}
	if e.Position == nil {
		return string(files.slice(e.Range)), false
	}
	from = len([]rune(e.Source[:from]))
	r := e.Position(from, from+len([]rune(word)))
	line := strings.Split(text, "\n")[r.Start.Line-1]
	if got := string([]rune(line)[r.Start.Column-1:]); !strings.HasPrefix(got, string(files.slice(r))) {
		t.Errorf("%s: line and column say %q, bytes %q", where, got, files.slice(r))
	}
	return string(files.slice(r)), true
}

func TestPositionsInsideQuotedExpressions(t *testing.T) {
	for where, c := range map[string]struct{ word, shown string }{
		`"device.floor >= 3"`:                                              {"floor", "floor"},
		`"device.building == 'B栋' && device.n > 1"`:                        {"device.n", "device.n"},
		`"device.room == \"a\\\\b\" && device.n > 1"`:                      {"device.n", "device.n"},
		`"device.room == \"a\" || x"`:                                      {`"a"`, `\"a\"`},
		`"'\u00e9' == device.room"`:                                        {"device.room", "device.room"},
		`"'$${' == device.room"`:                                           {"device.room", "device.room"},
		"<<EOT\ndevice.n > 1\n  && device.floor > 2\nEOT":                  {"device.floor", "device.floor"},
		"<<-EOT\n    device.n > 1\n      && device.floor > 2\n    EOT":     {"device.floor", "device.floor"},
		"<<-EOT\n\t\tdevice.n > 1\n\t\t\n\t\t&& device.floor > 2\n\t\tEOT": {"device.floor", "device.floor"},
	} {
		shown, exact := marked(t, where, c.word)
		if !exact || shown != c.shown {
			t.Errorf("%s: %q is shown as %q (exactly: %v), want %q", where, c.word, shown, exact, c.shown)
		}
	}
}

// Where a text is put together, the whole of it is all there is to show.
func TestInterpolatedExpressionsHaveNoPositions(t *testing.T) {
	if shown, exact := marked(t, `"device.n > ${1 + 1}"`, "device.n"); exact || shown != `"device.n > ${1 + 1}"` {
		t.Errorf("shown as %q", shown)
	}
}

func TestFaultsInPatternsAreMarkedAtTheField(t *testing.T) {
	for _, c := range []struct{ old, text, shown string }{
		{`room "101"`, `room "甲{flor}-{n}"`, "{flor}"},
		{"count = 10 ", "count = 10\n id = \"栋-{n}-{nn}\"\n", "{nn}"},
		{"count = 10 ", "count = 10\n id = <<-EOT\n    {n}{nn}\n  EOT\n", "{nn}"},
		{"count = 10 ", "count = 10\n id = \"{n:5}\"\n", "{n:5}"},
		{"count = 10 ", "count = 10\n id = \"{n}}}{\"\n", "{"},
	} {
		text := strings.Replace(minimal, `devices "meter" { count = 10 }`, "devices \"meter\" {\n count = 10 \n}", 1)
		text = strings.Replace(text, c.old, c.text, 1)
		files, diags := said(text)
		if len(diags) == 0 || string(files.slice(subject(diags[0]))) != c.shown {
			t.Errorf("%s:\n%s", c.text, rendered(files, diags))
		}
	}
}

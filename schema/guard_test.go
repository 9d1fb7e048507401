package schema

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Each of these ended or stalled the process when it reached the parser: a
// stack that overflows cannot be recovered, so a failure here is a crash.
func TestHostileTextIsRefusedBeforeTheParser(t *testing.T) {
	local := func(value string) string { return "locals {\n  x = " + value + "\n}\n" }
	nested := func(open, middle, end string, n int) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
	}
	for name, c := range map[string]struct{ text, want string }{
		"parentheses":       {local(nested("(", "1", ")", 100_000)), "Nested too deeply"},
		"lists":             {local(nested("[", "1", "]", 100_000)), "Nested too deeply"},
		"objects":           {local(nested("{a=", "1", "}", 100_000)), "Nested too deeply"},
		"calls":             {local(nested("abs(", "1", ")", 100_000)), "Nested too deeply"},
		"indexes":           {local(nested("local.x[", "1", "]", 100_000)), "Nested too deeply"},
		"templates":         {local(nested(`"${`, "1", `}"`, 50_000)), "Nested too deeply"},
		"template ifs":      {local(`"` + nested("%{if true}", "1", "%{endif}", 40_000) + `"`), "Statement too long"},
		"for expressions":   {local(nested("[for a in ", "[1]", ": a]", 50_000)), "Nested too deeply"},
		"blocks":            {nested("building \"A\" {\n", "", "}\n", 40_000), "Nested too deeply"},
		"blocks in a line":  {nested("floor{", "", "}", 100_000), "Nested too deeply"},
		"unclosed":          {local(strings.Repeat("(", 500_000)), "Nested too deeply"},
		"closing only":      {local(strings.Repeat(")", 500_000)), "Statement too long"},
		"nots":              {local(strings.Repeat("!", 400_000) + "true"), "Statement too long"},
		"minuses":           {local(strings.Repeat("-", 400_000) + "1"), "Statement too long"},
		"splats":            {local("local.y" + strings.Repeat("[*]", 200_000)), "Statement too long"},
		"conditionals":      {local(strings.Repeat("true ? 1 : ", 60_000) + "1"), "Statement too long"},
		"sums":              {local("1" + strings.Repeat("+1", 200_000)), "Statement too long"},
		"objects on lines":  {local("1" + strings.Repeat(" + {\n}", 100_000)), "Statement too long"},
		"comments between":  {local("[\n" + strings.Repeat("!#\n", 100_000) + "1]"), "Statement too long"},
		"brackets on lines": {local("[\n" + strings.Repeat("!\n", 100_000) + "1]"), "Statement too long"},
		"heredoc":           {local("<<EOT\n" + strings.Repeat("a\n", 400_000) + "EOT\n"), "Heredoc too long"},
		"heredoc in list":   {local("[<<EOT\n" + strings.Repeat("${1}\n", 100_000) + "EOT\n]"), "Heredoc too long"},
		"exponent":          {local(`"${1e10000000}"`), "Number out of range"},
		"digits":            {local("0." + strings.Repeat("0", 100_000) + "1"), "Number too long"},
		"size":              {strings.Repeat("#", MaxFileBytes+1), "File too large"},
		"invalid utf-8":     {"# \xff\n", "Invalid UTF-8"},
		"nul in a comment":  {"# \x00\n", "Invisible character"},
		"a second bom":      {"\ufeff# a\n\ufeff", "Invisible character"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, diags := Decode([]Source{{Name: "hostile.hcl", Text: []byte(c.text)}}, Options{})
			if len(diags) != 1 || diags[0].Summary != c.want {
				t.Fatalf("got %.300v, want %q", diags, c.want)
			}
			if diags[0].Subject == nil || diags[0].Subject.Start.Line < 1 {
				t.Errorf("no place: %v", diags[0])
			}
		})
	}
}

func TestTheGuardAdmitsWhatScenariosNeed(t *testing.T) {
	var locals strings.Builder
	fmt.Fprintf(&locals, "\ufefflocals {\n  deep = %s1%s\n", strings.Repeat("(", 60), strings.Repeat(")", 60))
	for i := range 5000 { // blocks and lines, not one statement
		fmt.Fprintf(&locals, "  x%d = [1, { a = \"${%d}\" }, [for i in [1, 2] : i]]\n", i, i)
	}
	fmt.Fprintf(&locals, "  text = <<-EOT\n%s    EOT\n}\n", strings.Repeat("    line\n", 1900))
	loaded(t, locals.String()+minimal, Options{})
}

func TestComputedValuesAreBounded(t *testing.T) {
	for value, want := range map[string]string{
		"range(10001)":                                                        "Error in function call",
		`toset([for i in range(10000) : "x"])`:                                "",
		`join("", [for i in range(10000) : format("%0200d", i)])`:             "Error in function call",
		`[for i in range(10000) : [for j in range(11) : j]]`:                  "Value out of range",
		"1e200 * 1e200":                                                       "Value out of range",
		`"${1e300*1e300*1e300}"`:                                              "Value out of range",
		`"${1e-300*1e-300}"`:                                                  "Value out of range",
		`"${"1e10000000" + 0}"`:                                               "Value out of range",
		`tostring("1e10000000" * 1)`:                                          "Invalid function argument",
		`[for a in range(9000) : [for b in range(9000) : 1 if a == b + 1]]`:   "Value out of range",
		`[for a in range(9000) : range(9000)[*]][0][0]`:                       "Value out of range",
		`[for a in range(100) : contains(range(9000), a)]`:                    "Error in function call",
		`setproduct(range(9000), range(9000))`:                                "Error in function call",
		`length(split("", format("%0900000d", 1)))`:                           "Error in function call",
		`replace(format("%0900000d", 1), "0", format("%0900000d", 1))`:        "Error in function call",
		`length(join(format("%0900000d", 1), range(9000)))`:                   "Error in function call",
		`format("%01000000000d", 1)`:                                          "Error in function call",
		`length(formatlist("%0900000d", range(9000)))`:                        "Error in function call",
		`length([for i in range(9000) : "${i}${format("%0900000d", i)}"])`:    "Error in function call",
		`formatlist("%s: %05d", "sensor", range(9000))[8999]`:                 "",
		`length([for a in range(400) : [for b in range(400) : 1 if a == b]])`: "",
	} {
		start := time.Now()
		_, _, diags := Decode([]Source{{Name: "t.hcl", Text: []byte("locals {\n  x = " + value + "\n}\n" + minimal)}}, Options{})
		if took := time.Since(start); took > time.Minute { // unbounded it would be hours, or more memory than there is
			t.Errorf("%s took %v", value, took)
		}
		switch {
		case want == "" && len(diags) > 0:
			t.Errorf("%s: %v", value, diags)
		case want != "" && (len(diags) != 1 || diags[0].Summary != want):
			t.Errorf("%s: %.200v, want %q", value, diags, want)
		}
	}
}

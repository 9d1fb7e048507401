package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/trouble"
	"github.com/iotsim/iotsim/internal/verify"
)

// The page of troubles is what docs prints.
func TestPageOfTroubleIsPrinted(t *testing.T) {
	var page bytes.Buffer
	view.Troubles(&page)
	wantFile(t, "TROUBLESHOOTING.md", page.Bytes(), "make pages")
}

// tellers are the files that tell what a run meets, in sentences; internal/kafka and
// internal/connection do so by summaries.
var tellers = []string{
	"app.go", "apply.go", "brokers.go", "copied.go", "follow.go", "healthcheck.go", "manifest.go", "monitor.go", "record.go", "resume.go", "shard.go", "target.go", "targets.go", "verify.go",
	"../../internal/kafka/stream.go", "../../internal/output/destination.go", "../../internal/output/held.go", "../../internal/output/pack.go", "../../internal/output/read.go", "../../internal/output/sink.go",
	"../../internal/resume/locate.go", "../../internal/runs/claim.go", "../../internal/runs/manifest.go", "../../internal/runs/store.go",
	"../../internal/telemetry/health.go", "../../internal/telemetry/telemetry.go", "../../internal/verify/check.go", "../../internal/verify/copy.go", "../../internal/verify/topic.go",
	"internal/view/summary.go",
}

// untold are messages that need no page, with the reason.
var untold = map[string]string{
	"--workers …: write 0 or more": "says itself what to write",
	"--start-at …: write a moment with its zone, such as \"2026-03-02T06:00:00+08:00\"": "says itself what to write",
	"a run needs a name":                "says itself what to write",
	"… does not hold: measured were ….": "stands below Expectation failed",
	"enough was seen":                   "nobody reads it",
	"no record of iotsim's: key …":      "names a record in another message",
	"a record at offset …":              "is an example of a verdict",
	"the next one at offset …":          "is an example of a verdict",
	"the key … and the timestamp …":     "names a record in another message",
	"the value …":                       "names a record in another message",
	" and … more":                       "ends a list in another message",
	"p50 … ms, p90 … ms, p99 … ms, p99.9 … ms, max … ms": "figures",
	"A record of …/… landed at offset …, which was taken already: the topic was made again, or its newest records were lost with a broker. The run cannot be completed there; start another.":         "stands below its summary",
	"A record of …/… landed at offset … instead of …, so somebody else wrote there since the run began. Stop the other writer; verify names what is foreign. Then run again with a topic of its own.": "stands below its summary",
	"\nRuns of scenario … are of other plans (it was changed since, or seed, start or variables are others): …….\n'iotsim verify …' looks at the newest.":                                             "stands below another message",
}

// tells are the functions whose text somebody reads, and which argument that is.
var tells = map[string]int{"usage": 0, "Errorf": 0, "New": 0, "Sprintf": 0, "doubt": 0, "Stage": 0}

var verb = regexp.MustCompile(`%[+#]?[\d.]*[a-zA-Z]`)

// A told is a message in the code, with … where something is filled in.
type told struct {
	text string
	at   token.Position
}

// tolds are the messages of a file: texts of more than one word that functions of
// tells are given, and the reasons of a Health.
func tolds(t *testing.T, name string) []told {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	add := func(e ast.Expr) {
		if text, ok := spelled(e); ok && !strings.HasPrefix(text, "%w") { // what it wraps is explained
			all = append(all, told{verb.ReplaceAllString(text, "…"), set.Position(e.Pos())})
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if i, ok := tells[calledName(n.Fun)]; ok && i < len(n.Args) {
				add(n.Args[i])
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Reason" || key.Name == "stage") {
				if _, literal := n.Value.(*ast.BasicLit); literal {
					add(n.Value)
				}
			}
		}
		return true
	})
	return slices.DeleteFunc(all, func(m told) bool {
		return len(strings.Fields(regexp.MustCompile(`[^\p{L} ]`).ReplaceAllString(m.text, " "))) < 2 && m.text != "starting"
	})
}

// contains looks for a trouble in a message, however the first letter is written.
func contains(text, message string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(message))
}

// explains says whether one of the troubles is about a message.
func explains(message string) bool {
	for _, s := range trouble.Sections() {
		if slices.ContainsFunc(s.Troubles, func(x trouble.Trouble) bool { return contains(message, x.Message) }) {
			return true
		}
	}
	return false
}

// summaries are what internal/kafka and internal/connection say.
func summaries(t *testing.T) []heard {
	t.Helper()
	var all []heard
	for _, folder := range []string{"internal/kafka", "internal/connection"} {
		l := listen(t, folder)
		for _, fault := range l.faults {
			t.Error(fault)
		}
		all = append(all, l.found...)
	}
	if len(all) < 40 {
		t.Errorf("only %d summaries were found", len(all))
	}
	return all
}

func TestEveryMessageOfARunIsExplained(t *testing.T) {
	for _, s := range summaries(t) {
		if x, ok := trouble.Named(s.summary); !ok || x.Message != s.summary {
			t.Errorf("%v: nothing explains %q: add it to internal/trouble", s.at, s.summary)
		}
		if words := len(strings.Fields(s.summary)); words > 6 {
			t.Errorf("%v: %q has more than six words", s.at, s.summary)
		}
	}
	seen := map[string]bool{}
	for _, name := range tellers {
		for _, m := range tolds(t, name) {
			seen[m.text] = true
			if !explains(m.text) && untold[m.text] == "" {
				t.Errorf("%v: nothing explains\n\t%q\nadd it to internal/trouble", m.at, m.text)
			}
		}
	}
	for text := range untold {
		if !seen[text] || explains(text) {
			t.Errorf("%q needs no place in untold", text)
		}
	}
}

func TestEveryTroubleIsOfAMessage(t *testing.T) {
	var said []string
	for _, s := range summaries(t) {
		said = append(said, s.summary)
	}
	for _, name := range tellers {
		for _, m := range tolds(t, name) {
			said = append(said, m.text)
		}
	}
	for _, k := range verify.Kinds() {
		said = append(said, k.String())
	}
	names := map[string]bool{}
	for _, s := range trouble.Sections() {
		for _, x := range s.Troubles {
			if names[x.Message] {
				t.Errorf("%q is explained twice", x.Message)
			}
			names[x.Message] = true
			if x.Cause == "" || x.Remedy == "" {
				t.Errorf("%q: %+v", x.Message, x)
			}
			if !slices.ContainsFunc(said, func(text string) bool { return contains(text, x.Message) }) {
				t.Errorf("nothing says %q any more: remove it from internal/trouble", x.Message)
			}
			if found, _ := trouble.Find(strings.ReplaceAll(x.Message, "…", "7")); found.Message != x.Message {
				t.Errorf("%q is taken for %q", x.Message, found.Message)
			}
		}
	}
	for _, k := range verify.Kinds() {
		if !names[k.String()] {
			t.Errorf("nothing explains what %q is", k)
		}
	}
}

// Flags that remedies name are there.
func TestRemediesNameFlagsThatExist(t *testing.T) {
	known := map[string]bool{"describe": true} // of kafka-topics
	for _, command := range newApp(nil, nil, nil).root().Commands() {
		command.Flags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
	}
	for _, s := range trouble.Sections() {
		for _, x := range s.Troubles {
			for _, flag := range regexp.MustCompile(`--([a-z][a-z-]*)`).FindAllStringSubmatch(x.Message+x.Cause+x.Remedy, -1) {
				if !known[flag[1]] {
					t.Errorf("%q: there is no flag --%s", x.Message, flag[1])
				}
			}
		}
	}
}

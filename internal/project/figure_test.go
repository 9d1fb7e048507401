package project_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// measuredTable is what make bench keeps, of which README shows some rows.
const (
	measuredTable = "testdata/bench/benchmark.md"
	figuresHeader = "| measure | median | spread | goal |"
)

// measured are the pages whose tables were written by what measured them, or are
// held against it.
var measured = []string{
	"internal/acceptance/secured.md",
	"internal/acceptance/testdata/costs.md",
	"internal/acceptance/testdata/settings.md",
	"internal/acceptance/testdata/sizing.md",
	"internal/acceptance/testdata/soak.md",
	"internal/kafka/FAULTS.md",
	"internal/signal/LAWS.md",
	measuredTable,
	"testdata/clients/comparison.md",
	"testdata/outside/images.md",
}

// chosen are figures that nobody measured: a file that has them, and the words.
var chosen = []struct{ figure, file, words string }{
	{"1x", "schema/table.go", `"1x"`},
	{"60x", "testdata/outside/digest.sh", "60x"},
	{"100%", "schema/table_effect.go", "below 100%"},
	{"40 seconds", "scenarios/TUTORIAL.md", "lasts   40s"},
	{"3 s", "scenarios/factory.hcl", "3s, 5s, 10s"},
	{"5 s", "scenarios/factory.hcl", "3s, 5s, 10s"},
	{"10 s", "scenarios/factory.hcl", "3s, 5s, 10s"},
	{"10 seconds", "scenarios/factory.hcl", "3s, 5s, 10s"},
	{"5 ms", "engine/pace.go", "tick = 5 * time.Millisecond"},
	{"10%", "internal/acceptance/sizing_test.go", `lasts, off = "20s", 0.10`},
	{"0.8 s", "internal/acceptance/testdata/costs.md", "| 1000000 |  |  | 367 | 0.8 |"},
	{"2.6 s", "internal/acceptance/testdata/costs.md", "| 4000000 |  |  | 1474 | 2.6 |"},
	{"30 s", "engine/run.go", "Drain = 30 * time.Second"},
	{"1.5 GiB", "deployments/prometheus/alerts.yml", "1.5 * 1024"},
	{"0.5 毫秒", "internal/telemetry/collector.go", "500 * time.Microsecond"},
	{"250 ms", "internal/kafka/client.go", "250 * time.Millisecond"},
	{"12 MB", "testdata/outside/images.md", "| 11."}, // less than that
}

// figure is a number with a unit of what is measured.
var figure = regexp.MustCompile(`(?:^|[^\w.-])(\d[\d,.]*\s?(?:ns|µs|ms|s|seconds?|minutes?|[KMG]i?B|cores?|msg/s|records/s|M/s|x|%|纳秒|微秒|毫秒|秒|核|条/秒|倍))(?:[^\w]|$)`)

// A figure in a sentence is one that was measured, or one that somebody chose.
func TestFiguresInSentencesAreKnown(t *testing.T) {
	known := map[string]bool{}
	for _, page := range measured {
		for _, line := range strings.Split(readFile(t, page), "\n") {
			if strings.HasPrefix(line, "|") {
				for _, f := range figures(strings.ReplaceAll(line, "|", " | ")) {
					known[f] = true
				}
			}
		}
	}
	for _, c := range chosen {
		if !strings.Contains(readFile(t, c.file), c.words) {
			t.Errorf("%s no longer says %s", c.file, c.words)
		}
	}
	found := 0
	for _, page := range pages(t) {
		if slices.Contains(measured, page) || strings.HasSuffix(page, "anguage.md") || page == "schema/LANGUAGE.md" {
			continue
		}
		text := code.ReplaceAllString(fenced.ReplaceAllString(readFile(t, page), ""), "`code`")
		for _, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(line, "|") || strings.HasPrefix(line, "#") {
				continue
			}
			for _, f := range figures(line) {
				found++
				if !known[f] && !slices.ContainsFunc(chosen, func(c struct{ figure, file, words string }) bool { return compact(c.figure) == f }) {
					t.Errorf("%s: nobody measured %q: %s", page, f, line)
				}
			}
		}
	}
	if found < 8 {
		t.Errorf("only %d figures: this test would show little", found)
	}
}

// README's table has rows of what make bench found, as they are there.
func TestReadmeShowsMeasuredFigures(t *testing.T) {
	found := strings.Split(readFile(t, measuredTable), "\n")
	shown := rows(t, readFile(t, "README.md"), figuresHeader)
	if len(shown) < 12 {
		t.Errorf("only %d rows", len(shown))
	}
	for _, row := range shown {
		if line := "| " + strings.Join(row, " | ") + " |"; !slices.Contains(found, line) {
			t.Errorf("%s has no row %s", measuredTable, line)
		}
	}
}

func figures(line string) []string {
	var all []string
	for _, m := range figure.FindAllStringSubmatch(line, -1) {
		all = append(all, compact(m[1]))
	}
	return all
}

// compact is a figure without what does not count.
func compact(figure string) string { return strings.NewReplacer(" ", "", ",", "").Replace(figure) }

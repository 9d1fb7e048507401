package project_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What was measured stands in tables that commands write: make bench keeps the first,
// the second is of make compare-clients.
const measuredTable = "testdata/bench/benchmark.md"

const figuresHeader = "| measure | median | spread | goal |"

// README shows some rows of what make bench found, as they are there.
func TestReadmeShowsMeasuredFigures(t *testing.T) {
	measured := strings.Split(readFile(t, measuredTable), "\n")
	shown := rows(t, readFile(t, "README.md"), figuresHeader)
	if len(shown) < 12 {
		t.Errorf("only %d rows", len(shown))
	}
	for _, row := range shown {
		line := "| " + strings.Join(row, " | ") + " |"
		if !slices.Contains(measured, line) {
			t.Errorf("%s has no row %s", measuredTable, line)
		}
	}
}

// figure is a number with a unit that measurements have.
var figure = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?(?: (?:ns|µs|ms|s|MB|msg/s|cores)\b|x\b)`)

// Every figure in what is written about them is one of a table: what a row says, what it
// spans, or what was wanted.
func TestFiguresInProseAreMeasured(t *testing.T) {
	known := map[string]bool{}
	for _, file := range []string{measuredTable, "testdata/clients/comparison.md"} {
		for _, f := range figure.FindAllString(readFile(t, file), -1) {
			known[f] = true
		}
		for _, line := range strings.Split(readFile(t, file), "\n") {
			known = withUnits(known, line)
		}
	}
	_, figures, found := strings.Cut(readFile(t, "README.md"), "\n## Figures\n")
	if !found {
		t.Fatal("README has no section of figures")
	}
	fenced := regexp.MustCompile("(?s)```.*?```")
	for name, text := range map[string]string{"README.md": figures, "testdata/bench/performance.md": readFile(t, "testdata/bench/performance.md")} {
		for _, f := range figure.FindAllString(fenced.ReplaceAllString(text, ""), -1) {
			if !known[f] {
				t.Errorf("%s says %s, which no table has", name, f)
			}
		}
	}
}

// withUnits adds what a line says whose units stand once for two figures, as in
// "1.00 – 3.00 ns".
func withUnits(known map[string]bool, line string) map[string]bool {
	for _, m := range regexp.MustCompile(`(\d[\d,.]*) – \d[\d,.]*( [^\s|]+|x)`).FindAllStringSubmatch(line, -1) {
		known[m[1]+m[2]] = true
	}
	return known
}

package project_test

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// sizingPage computes what fleets take of machines.
const sizingPage = "deployments/SIZING.md"

// sum is a line of the page's arithmetic: what, expression, result, unit.
var sum = regexp.MustCompile(`^(.*?)  +(\S.*?) = ([0-9][0-9,.]*)(?: .*)?$`)

// Every line of arithmetic on the page comes to what it says, to one per cent.
func TestSizingPageComputesRight(t *testing.T) {
	lines := 0
	for _, b := range blocks(t, filepath.Join(root, sizingPage)) {
		if b.kind != "text" {
			continue
		}
		for i, line := range b.lines {
			m := sum.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("line %d is no sum: %s", b.line+i, line)
				continue
			}
			lines++
			got, want := evaluate(t, m[2]), number(t, m[3])
			if math.Abs(got-want) > 0.01*math.Abs(want) {
				t.Errorf("line %d: %s comes to %v", b.line+i, line, got)
			}
		}
	}
	if lines < 20 {
		t.Errorf("only %d lines are computed", lines)
	}
}

// evaluate computes an expression of plain numbers as Go would, with × for *.
func evaluate(t *testing.T, text string) float64 {
	t.Helper()
	text = regexp.MustCompile(`(\d)(,(\d{3}))+`).ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, ",", "") })
	text = regexp.MustCompile(`\d+(\.\d+)?`).ReplaceAllStringFunc(text, func(s string) string {
		if strings.Contains(s, ".") {
			return s
		}
		return s + ".0" // or 1 / 3 would be 0
	})
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, strings.ReplaceAll(text, "×", "*"))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	f, _ := constant.Float64Val(v.Value)
	return f
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The page's costs are those that plans compute with.
func TestSizingPageHasTheCostsOfPlans(t *testing.T) {
	c := needsOf(t, "throughput.hcl").Costs
	known := map[string]float64{
		"a record, made and sent to Kafka": c.Record, "each byte of it, before compression": c.Byte,
		"a batch": c.Batch, "a request, with its answer": c.Request, "looking what is due": c.Tick, "a record that goes no further": c.Unsent,
		"the program": float64(c.Program) / (1 << 20), "each device": float64(c.Device), "each record that waits, beside its length": float64(c.Buffered),
	}
	for _, x := range c.Codec {
		name := "compressing a byte, " + x.Codec
		if x.Level > 0 {
			name += " " + strconv.Itoa(x.Level)
		}
		known[name] = x.Byte
		if x.Batch > 0 {
			known[strings.Replace(name, "a byte", "a batch besides", 1)] = x.Batch
		}
	}
	for _, row := range rows(t, readFile(t, sizingPage), "| cost | | unit |") {
		want, ok := known[row[0]]
		if !ok {
			t.Errorf("plans know no cost of %q", row[0])
		} else if got := number(t, row[1]); got != want {
			t.Errorf("%s is %v on the page, and %v in plans", row[0], got, want)
		}
		delete(known, row[0])
	}
	for name := range known {
		t.Errorf("the page does not have %q", name)
	}
}

// BenchmarkNeeds is what they add to a plan: a few milliseconds.
func BenchmarkNeeds(b *testing.B) {
	for _, name := range []string{"factory.hcl", "smart_metering.hcl"} {
		program := programOf(b, name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := program.Needs(kafka.Packing); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// needsOf is what a shipped scenario needs.
func needsOf(t *testing.T, name string) *engine.Needs {
	t.Helper()
	needs, err := programOf(t, name).Needs(kafka.Packing)
	if err != nil {
		t.Fatal(err)
	}
	return needs
}

// programOf is a shipped scenario, planned.
func programOf(t testing.TB, name string) *engine.Program {
	t.Helper()
	scenario, _, diags := schema.Load(os.DirFS(filepath.Join(root, "scenarios")), []string{name}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := engine.Open(plan, "0123456789ab")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// The page's runs are those that make sizing saw.
func TestSizingPageShowsTheRuns(t *testing.T) {
	const header = "| run | | planned | seen | off |"
	page, seen := rows(t, readFile(t, sizingPage), header), rows(t, readFile(t, "internal/acceptance/testdata/sizing.md"), header)
	if len(seen) < 10 || !slices.EqualFunc(page, seen, slices.Equal[[]string]) {
		t.Errorf("the page has\n%v\nand seen was\n%v", page, seen)
	}
}

// The limits that the page names are those of the language.
func TestSizingPageNamesTheLimits(t *testing.T) {
	page, limits := readFile(t, sizingPage), readFile(t, "schema/limits.go")
	for said, limit := range map[string]string{"20,000,000 devices": "maxDevices = 20_000_000", "10,000 of a topic": "maxPartitions = 10_000", "20,000 of a plan": "maxStreams = 20_000"} {
		if !strings.Contains(page, said) || !strings.Contains(limits, limit) {
			t.Errorf("the page says %q, and limits.go has %q", said, limit)
		}
	}
}

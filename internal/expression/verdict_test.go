package expression

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

func TestVerdictFaultsSayWhereAndWhatToWrite(t *testing.T) {
	const sees = "An expectation sees sent, acked, failed, unknown, rate, devices, ack_latency, lag, var and local."
	tests := []struct {
		source string
		want   []told
	}{
		{"lag.p98 < 100", []told{{"p98", "Unknown attribute", `lag has no attribute "p98". Known: max, p50, p95, p99.`}}},
		{"lag.p999 < 100 || lag.average < 9", []told{
			{"p999", "Unknown attribute", `lag has no attribute "p999". Known: max, p50, p95, p99.`},
			{"average", "Unknown attribute", `lag has no attribute "average". Known: max, p50, p95, p99.`},
		}},
		{"ack_latency.p999 < 250", []told{{"p999", "Unknown attribute", `ack_latency has no attribute "p999". Known: max, mean, p50, p95, p99.`}}},
		{"ack_latncy.p99 < 250 && failled == 0", []told{
			{"ack_latncy", "Unknown name in expectation", `"ack_latncy" is not known here. Did you mean "ack_latency"?`},
			{"failled", "Unknown name in expectation", `"failled" is not known here. Did you mean "failed"?`},
		}},
		{"errors == 0", []told{{"errors", "Unknown name in expectation", `"errors" is not known here. ` + sees}}},
		{"p99 < 100", []told{{"p99", "Unknown name in expectation", `"p99" is not known here. Did you mean "ack_latency.p99"?`}}},
		{"t > 5", []told{{"t", "Unknown name in expectation", `"t" is not known here. An expectation is about what a run measured, all devices together.`}}},
		{"lag < 100", []told{{"lag", "Attribute needed", "lag is not a value by itself: write one of lag.max, lag.p50, lag.p95, lag.p99."}}},
		{"failed.count == 0", []told{{"failed.count", "Unknown attribute", "failed is a number: it has no attributes."}}},
		{"lag.p99", []told{{"(whole)", "Expectation must be true or false", "This one gives a number. Write a comparison, such as lag.p99 < 100."}}},
		{"'lag'", []told{{"(whole)", "Expectation must be true or false", "This one gives text. Write a comparison, such as lag.p99 < 100."}}},
		{"true", []told{{"(whole)", "Expectation measures nothing", "It comes to the same in every run. Write what must hold of a measure, such as failed == 0 or lag.p99 < 100."}}},
		{"var.low < local.limit", []told{{"(whole)", "Expectation measures nothing", "It comes to the same in every run. Write what must hold of a measure, such as failed == 0 or lag.p99 < 100."}}},
		{"failed = 0", []told{{"=", "Invalid expression", "= is not expected here. Write == to compare."}}},
		{"failed == '0'", []told{{"(whole)", "Values of different kinds", "failed is a number and '0' is text: they are never equal. Write 0 without quotes."}}},
		{"failed && unknown == 0", []told{{"failed", "Wrong kind of value", "&& takes true or false; failed is a number. Write a comparison, such as failed > 0."}}},
		{"rate % 2 == 0", []told{{"rate", "Whole number expected", "% takes whole numbers, and rate may have a fraction. Write rate - floor(rate / 2) * 2."}}},
		{"lag.p95 < 1s", []told{{"1s", "Invalid expression", `"1s" is no number. Numbers have no units here, and lag and ack_latency are in milliseconds: write 1000.`}}},
		{"lag.p95 < 1.5m && failed == 0", []told{{"1.5m", "Invalid expression", `"1.5m" is no number. Numbers have no units here, and lag and ack_latency are in milliseconds: write 90000.`}}},
		{"lag.p95 < 5q", []told{{"5q", "Invalid expression", `"5q" is no number.`}}},
		{"rate >= 0.5/s", []told{{"s", "Unknown name in expectation", `"s" is not known here. ` + measureUnits}}},
		{"failed < 5%", []told{{"%", "Invalid expression", "It ends too early: something is missing after this. A share is a number from 0 to 1, such as 0.05; % is the remainder of a division."}}},
		{"", []told{{"(whole)", "Empty expression", "Write the expectation between the quotes, or leave the argument out."}}},
	}
	for _, test := range tests {
		t.Run(test.source, func(t *testing.T) {
			v, diags := CompileVerdict(quoted(test.source))
			if v != nil {
				t.Error("a verdict with faults came out")
			}
			if diff := cmp.Diff(test.want, tell(test.source, diags)); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVerdictTellsWhatItReads(t *testing.T) {
	v, diags := CompileVerdict(quoted("failed == 0 && lag.p99 < var.low && lag.p99 <= rate"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if diff := cmp.Diff([]string{"failed", "lag.p99", "rate"}, v.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if !v.UsesLag || v.UsesAckLatency || v.UsesDevices {
		t.Errorf("lag %t, ack_latency %t, devices %t; want lag only", v.UsesLag, v.UsesAckLatency, v.UsesDevices)
	}
	values := v.Values(&Measures{Failed: 2, Rate: 0.5, Lag: Latency{P99: 12.5}})
	if diff := cmp.Diff(map[string]float64{"failed": 2, "rate": 0.5, "lag.p99": 12.5}, values); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

// measuresOf spreads a few numbers over all measures.
func measuresOf(a, b, c int64, x, y float64) *Measures {
	return &Measures{
		Sent: a, Acked: b, Failed: c, Unknown: a - b, Devices: b - c, Rate: x,
		AckLatency: Latency{P50: x, P95: y, P99: x + 1, Max: y + 2, Mean: x / 2},
		Lag:        Latency{P50: y, P95: x, P99: y - 1, Max: x + y},
	}
}

func verdictMachine(e *schema.Expression, m *Measures) (*vm.Program, map[string]any, error) {
	shape := types.Map{"p50": types.Float64, "p95": types.Float64, "p99": types.Float64, "max": types.Float64}
	withMean := types.Map{"mean": types.Float64}
	for name, kind := range shape {
		withMean[name] = kind
	}
	env := types.Map{
		"sent": types.Int, "acked": types.Int, "failed": types.Int, "unknown": types.Int, "devices": types.Int,
		"rate": types.Float64, "lag": shape, "ack_latency": withMean,
	}
	latency := func(l Latency) map[string]any {
		return map[string]any{"p50": l.P50, "p95": l.P95, "p99": l.P99, "max": l.Max, "mean": l.Mean}
	}
	values := map[string]any{
		"sent": int(m.Sent), "acked": int(m.Acked), "failed": int(m.Failed), "unknown": int(m.Unknown), "devices": int(m.Devices),
		"rate": m.Rate, "lag": latency(m.Lag), "ack_latency": latency(m.AckLatency),
	}
	constantsOf(e, true, env, values)
	program, err := machine(e.Source, env, expr.AsBool())
	return program, values, err
}

// sameVerdict is sameSelector for verdicts.
func sameVerdict(t testing.TB, source string, m *Measures) bool {
	e := quoted(source)
	v, diags := CompileVerdict(e)
	if diags.HasErrors() {
		return false
	}
	program, values, err := verdictMachine(e, m)
	if err != nil {
		t.Fatalf("we accept %q, expr does not: %v", source, err)
	}
	if want, ok := machineSays(t, source, program, values); ok && v.Judge(m) != want {
		t.Fatalf("%q with %+v is %v, want %v", source, *m, !want, want)
	}
	return true
}

// verdictSeeds name every measure.
var verdictSeeds = []string{
	"failed == 0 && unknown == 0",
	"ack_latency.p99 < 250",
	"lag.p99 < 100",
	"acked / sent >= 0.999 or failed <= var.low",
	"rate > devices / 3 * 0.95",
	"ack_latency.p50 < ack_latency.p95 && ack_latency.mean <= ack_latency.max",
	"lag.p50 <= lag.p95 and not (lag.max > local.limit)",
	"max(failed, unknown) in 0..3 && sent % 2 == 0",
	"sent - acked - failed - unknown == 0 ? true : lag['max'] > 1",
}

func TestVerdictSeedsMatchTheMachine(t *testing.T) {
	for _, source := range verdictSeeds {
		for n := range int64(8) {
			if !sameVerdict(t, source, measuresOf(n*3, n, 4-n, float64(n)*30.5, float64(n*n)-2.25)) {
				t.Errorf("%s is refused", source)
			}
		}
	}
}

func TestRandomVerdictsMatchTheMachine(t *testing.T) {
	g := writer{
		Rand: rand.New(rand.NewPCG(5, 6)),
		numbers: []string{
			"sent", "acked", "failed", "unknown", "devices", "rate", "(sent % 7)", "lag.p50", "lag.max", "ack_latency.p99", "ack_latency.mean",
			"var.low", "var.half", "0", "1", "2.5", "12",
		},
		truths: []string{"true", "false", "var.hot"},
		texts:  []string{"'eco'", "''", "var.room"},
		tests:  []string{"(failed in 0..3)", "(acked in [1, 2, 3])", "(1 < devices <= 5)", "(rate in [2.5, 7])"},
	}
	for range 5000 {
		m := measuresOf(g.Int64N(9), g.Int64N(5), g.Int64N(3)-1, float64(g.IntN(20))/4, float64(g.IntN(9))/2)
		source := fmt.Sprintf("%s && (%s || failed > 1)", g.truth(1+g.IntN(4)), g.truth(0))
		if !sameVerdict(t, source, m) {
			t.Fatalf("%s is refused", source)
		}
	}
}

// FuzzVerdictMatchesVM is FuzzSelectorMatchesVM for verdicts.
func FuzzVerdictMatchesVM(f *testing.F) {
	for i, source := range verdictSeeds {
		f.Add(source, int64(i), int64(i*7), int64(i%5), float64(i)*1.5, 99.5)
	}
	f.Fuzz(func(t *testing.T, source string, a, b, c int64, x, y float64) {
		if manyDigits.MatchString(source) || strings.Count(source, "*") > 2 {
			t.Skip("whole numbers may leave float64")
		}
		sameVerdict(t, source, measuresOf(a%1000, b%1000, c%1000, x, y))
	})
}

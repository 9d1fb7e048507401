package schema

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// evaluated is the value of an expression that names nothing.
func evaluated(t *testing.T, text string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(text), "test.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return e.Value(&hcl.EvalContext{Functions: meteredFunctions(&meter{})})
}

// Functions that are wrapped for speed do what the library's do.
func TestFunctionsOverCollections(t *testing.T) {
	for text, want := range map[string]string{
		`join(" ", distinct(["b", "a", "b", 1]))`:                         "b a 1",
		`length(distinct([]))`:                                            "0",
		`join(" ", toset(["b", "a", "b"]))`:                               "a b",
		`join(" ", tolist(toset(["b", 1])))`:                              "1 b",
		`join(" ", setunion(["b"], ["a", "b"]))`:                          "a b",
		`join(" ", setsubtract(["b", "a"], ["a"]))`:                       "b",
		`join(" ", sort(["b", "a", "10"]))`:                               "10 a b",
		`join(" ", compact(["b", "", "a"]))`:                              "b a",
		`join(" ", keys(zipmap(["b", "a"], [1, 2])))`:                     "a b",
		`tomap({ a = 1, b = "x" }).a`:                                     "1",
		`coalesce(null, "a")`:                                             "a",
		`join(" ", chunklist(["a", "b", "c"], 2)[0])`:                     "a b",
		`join(" ", [for p in setproduct(["a", "b"], [1]) : join("", p)])`: "a1 b1",
		`join(" ", range(3))`:                                             "0 1 2",
		`join(" ", range(1, 7, 2.5))`:                                     "1 3.5 6",
		`join(" ", range(3, 0))`:                                          "3 2 1",
		`join(" ", range(0))`:                                             "",
		`format("%03d", max(1, abs(-7), min(3, 9)))`:                      "007",
		`replace(upper("a-b"), "-", "_")`:                                 "A_B",
	} {
		v, diags := evaluated(t, text)
		if diags.HasErrors() {
			t.Errorf("%s: %v", text, diags)
			continue
		}
		got := ""
		if v.Type() == cty.Number {
			got = numberText(v)
		} else {
			got = v.AsString()
		}
		if got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func TestFunctionsRefuseWhatTheyCannotTake(t *testing.T) {
	for text, want := range map[string]string{
		`distinct("a")`:                   "list of",
		`range()`:                         "range takes",
		`range(0, 5, 0)`:                  "step is not zero",
		`ramp(0)`:                         "Missing value",
		`ramp(-1, 5)`:                     "not negative",
		`ramp(0, 1, "ease", 2)`:           "two ends",
		`ramp(0, true)`:                   "a bool",
		`ramp(0, "5 devices")`:            "no amount",
		`normal("a", 1)`:                  "no duration",
		`normal(true, 1)`:                 "a number is wanted",
		`lognormal(0, 1)`:                 "median must be more than zero",
		`exponential(0)`:                  "mean must be more than zero",
		`fixed(3)`:                        "fixed takes a distribution",
		`fixed(switch("1s", "1s"))`:       "cannot be drawn once",
		`normal(fixed(choice({a=1})), 1)`: "gives no number",
		`choice(["a"])`:                   "object of weights",
		`choice({})`:                      "object of weights",
		`choice({ a = "x" })`:             "above zero",
		`drain(0, "1/h")`:                 "start must be more than zero",
		`drain(100, "-1/h")`:              "without a sign",
		`uniform("5s", "1s")`:             "max is below min",
		`replay("a.csv")`:                 "expects at least 2",
		`replay("a.csv", "b")`:            "no file a.csv",
		`poisson("2s")`:                   "a number is wanted",
		`weibull("2s", "3s")`:             "a number is wanted",
		`weibull(1, 101)`:                 "from 0.1 to 100",
	} {
		_, diags := evaluated(t, text)
		if !diags.HasErrors() || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("%s: %v, want a word on %q", text, diags, want)
		}
	}
}

// The library's own take up to minutes for these, so a fall back to them shows
// as a test that does not end.
func TestFunctionsOverTheMostElements(t *testing.T) {
	for text, want := range map[string]string{
		`length(distinct([for i in range(10000) : i % 7]))`:                              "7",
		`length(distinct([for i in range(10000) : i]))`:                                  "10000",
		`length(tolist([for i in range(10000) : i]))`:                                    "10000",
		`length(setunion([for i in range(5000) : i], [for i in range(5000) : "a${i}"]))`: "10000",
	} {
		v, diags := evaluated(t, text)
		if diags.HasErrors() || numberText(v) != want {
			t.Errorf("%s is %#v (%v), want %s", text, v, diags, want)
		}
	}
}

// What is suggested is the nearest of all names, whatever order a map has them in.
func TestTheFunctionThatWasMeantIsTheNearest(t *testing.T) {
	for name, want := range map[string]string{
		"nomal":  `There is no function named "nomal". Did you mean "normal"?`,
		"xyzzy":  `There is no function named "xyzzy".`,
		"uniorm": `There is no function named "uniorm". Did you mean "uniform"?`,
	} {
		_, _, diags := Decode([]Source{{Name: "s.hcl", Text: []byte(strings.Replace(minimal, "normal(", name+"(", 1))}}, Options{})
		if len(diags) != 1 || diags[0].Summary != "Unknown function" || diags[0].Detail != want {
			t.Errorf("%s: %v, want %s", name, diags, want)
		}
	}
}

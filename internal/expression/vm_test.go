package expression

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"github.com/iotsim/iotsim/schema"
)

// The oracle of these tests is expr's own machine: what it makes of a source
// that we accept, our closures must make of it too, to the bit.

// literalsAsFloats makes a formula's whole literals floats, which is the one
// point where formulas differ from expr.
type literalsAsFloats struct{}

func (literalsAsFloats) Visit(node *ast.Node) {
	if n, ok := (*node).(*ast.IntegerNode); ok {
		ast.Patch(node, &ast.FloatNode{Value: float64(n.Value)})
	}
}

// machine compiles for expr's machine, with the functions that expressions have.
// It does not optimise: the constants that folding makes are kept in a table
// whose key takes -0 for 0.
func machine(source string, env types.Map, more ...expr.Option) (*vm.Program, error) {
	options := []expr.Option{expr.Env(env), expr.Optimize(false), expr.DisableAllBuiltins()}
	for name, f := range functions {
		if f.builtin {
			options = append(options, expr.EnableBuiltin(name))
		} else {
			options = append(options, expr.Function(name, f.declare(name).Func, new(func(float64) float64)))
		}
	}
	return expr.Compile(source, append(options, more...)...)
}

// constantsOf are var and local as the machine reads them; whole numbers are
// ints for selectors.
func constantsOf(e *schema.Expression, whole bool, env types.Map, values map[string]any) {
	for object, members := range e.Constants {
		fields, inside := types.Map{}, map[string]any{}
		for name, v := range members {
			if x, ok := v.(float64); ok && whole && x == math.Trunc(x) {
				v = int(x)
			}
			fields[name], inside[name] = types.TypeOf(v), v
		}
		env[object], values[object] = fields, inside
	}
}

func formulaMachine(e *schema.Expression, frame *Frame) (*vm.Program, map[string]any, error) {
	env := types.Map{"noise": types.Float64, "t": types.Float64, "hour": types.Float64}
	values := map[string]any{"noise": frame.Noise, "t": frame.T, "hour": frame.Hour}
	constantsOf(e, false, env, values)
	for slot, s := range sensorsBefore {
		switch s.Kind {
		case Number:
			env[s.Name], values[s.Name] = types.Float64, frame.Numbers[slot]
		case Bool:
			env[s.Name], values[s.Name] = types.Bool, frame.Bools[slot]
		case Text:
			env[s.Name], values[s.Name] = types.String, frame.Texts[slot]
		}
	}
	program, err := machine(e.Source, env, expr.Patch(literalsAsFloats{}))
	return program, values, err
}

func frameOf(temperature, pressure, noise, t, hour float64, on bool, mode string) *Frame {
	return &Frame{
		Numbers: []float64{temperature, pressure, 0, 0, 0},
		Bools:   []bool{false, false, on, false, false},
		Texts:   []string{"", "", "", mode, ""},
		Noise:   noise, T: t, Hour: hour,
	}
}

// sameFormula compares one evaluation with the machine's and says whether we
// accept the source at all.
func sameFormula(t testing.TB, source string, frame *Frame) bool {
	e := quoted(source)
	f, diags := CompileFormula(e, sensorsBefore)
	if diags.HasErrors() {
		return false
	}
	program, values, err := formulaMachine(e, frame)
	if err != nil {
		t.Fatalf("we accept %q, expr does not: %v", source, err)
	}
	out, err := expr.Run(program, values)
	if err != nil {
		t.Fatalf("%q: expr's machine fails: %v", source, err)
	}
	want, ok := out.(float64)
	if !ok {
		t.Fatalf("%q: expr's machine gives %T", source, out)
	}
	got := f.Eval(frame)
	if math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Fatalf("%q with %+v is %v, want %v", source, *frame, got, want)
	}
	return true
}

func deviceMachine(e *schema.Expression, d *Device) (*vm.Program, map[string]any, error) {
	env := types.Map{"device": types.Map{
		"id": types.String, "model": types.String, "building": types.String, "room": types.String, "address": types.String,
		"n": types.Int, "index": types.Int, "floor": types.Int, "tags": types.Map{types.Extra: types.String},
	}}
	values := map[string]any{"device": map[string]any{
		"id": d.ID, "model": d.Model, "building": d.Building, "room": d.Room, "address": d.Address,
		"n": int(d.N), "index": int(d.Index), "floor": int(*d.Floor), "tags": d.Tags,
	}}
	constantsOf(e, true, env, values)
	program, err := machine(e.Source, env, expr.AsBool())
	return program, values, err
}

func sameSelector(t testing.TB, source string, d *Device) bool {
	e := quoted(source)
	s, diags := CompileSelector(e, nil)
	if diags.HasErrors() {
		return false
	}
	program, values, err := deviceMachine(e, d)
	if err != nil {
		t.Fatalf("we accept %q, expr does not: %v", source, err)
	}
	if want, ok := machineSays(t, source, program, values); ok && s.Match(d) != want {
		t.Fatalf("%q with %+v is %v, want %v", source, *d, !want, want)
	}
	return true
}

// machineSays is what expr's machine makes of a condition, unless it errs itself.
func machineSays(t testing.TB, source string, program *vm.Program, values map[string]any) (truth, ok bool) {
	out, err := expr.Run(program, values)
	if err != nil && strings.Contains(err.Error(), "interface conversion") {
		return false, false // expr believes that min(1, 2.5) is an int, because 1 is
	}
	if err != nil {
		t.Fatalf("%q: expr's machine fails: %v", source, err)
	}
	return out.(bool), true
}

// formulaSeeds and selectorSeeds use every operator and function.
var formulaSeeds = []string{
	"62 - 1.8 * (temperature - 24) + noise",
	"switch_status ? 2.5 + noise : 0.02",
	"230 * temperature * 0.92 * (0.4 + 0.6 * noise) / 1000",
	"temperature > 85 || pressure > 7.1 ? 1 : 0",
	"mode == 'eco' && !switch_status ? -temperature : +temperature",
	"mode in ['eco', 'off'] or mode startsWith 'b' and mode not contains 'x' ? t : hour",
	"temperature in [20, 21.5] ? min(temperature, pressure, 3) : max(noise, 1)",
	"abs(noise) + floor(t / 60) - ceil(hour) * round(temperature) + sqrt(pressure)",
	"8 <= hour < 17 ? var.low : var.half",
	"var.hot == switch_status ? local.limit : temperature / noise",
	"mode endsWith 'o' != switch_status ? 1e3 : 0x1F",
	"mode >= 'b' ? -0.0 : 0.0",
	"noise | abs() | max(1, 2)",
	"(temperature - pressure) / (temperature - pressure)",
	"(switch_status ? mode : 'x') == \"eco\" ? 1_000 : .5",
	"t - floor(t / 86400) * 86400",
	"1 / (hour * -0)",
	"(switch_status ? noise > 0 : t in [1, 3601.5]) ? 1 : 2",
	"switch_status in [true, true] && mode > 'a' && mode <= 'f' ? (mode == 'eco' ? 'x' : mode) != 'x' ? 1 : 2 : 3",
	"/* why */ -t // because",
	"true != false ? `a` + 'b' == 'ab' ? 7 : 8 : 9",
}

var selectorSeeds = []string{
	"device.floor >= 3",
	"device.building == 'B栋'",
	"device.floor >= var.low && device.model == \"motor\"",
	"device.model in ['motor', 'press'] && device.floor in 1..4",
	"device.n % 10 == 0 || device.index / 2 > 7.5",
	"device.id startsWith 'dev' and device.id endsWith '7' and not (device.address contains '/3/')",
	"(device.floor > 2 ? device.n : -device.index) + 1 != var.half * 2",
	"floor(device.n / 10) == 1 or abs(device.floor - 3) <= 1 or sqrt(device.index) > 4",
	"max(device.n, device.floor, 3) % 4 in [0, 1]",
	"device[\"room\"] < device.building == var.hot",
	"min(device.n, 2.5) * 2 in [5, 6.0]",
	"device.n not in 1..var.low",
	"-7 % 3 == -1 && (device.floor - 20) % 7 < 0",
	"1 / -(device.n * 0) > 0 && 1 / (device.n * -7 % 7) > 0 && 1 / (-3 * (device.n - device.n)) > 0",
	"1 < device.n <= 8 != true",
	"device.tags.line == 'a' || device.tags['the gateway'] startsWith 'gw' && device.tags.unknown == ''",
}

func TestSeedsMatchTheMachine(t *testing.T) {
	for _, source := range formulaSeeds {
		for _, x := range []float64{0, 1, -1, 21.5, 24.25, 1e300, math.Inf(1), math.NaN(), math.Copysign(0, -1)} {
			if !sameFormula(t, source, frameOf(x, 7.25, -x, 3601.5, 13.5, x > 1, "eco")) {
				t.Errorf("%s is refused", source)
			}
		}
	}
	for _, source := range selectorSeeds {
		for n := range int64(12) {
			floor := n - 4
			d := &Device{ID: fmt.Sprintf("device_%03d", n), Model: "motor", Building: "B栋", Room: "301", Floor: &floor, Address: "B栋/3/301/motor", N: n, Index: 100 + n, Tags: map[string]string{"the gateway": fmt.Sprint("gw", n)}}
			if n%3 == 0 {
				d.Tags["line"] = "a"
			}
			if !sameSelector(t, source, d) {
				t.Errorf("%s is refused", source)
			}
		}
	}
}

// A writer writes random expressions that are well typed, so that none is
// wasted on the parser.
type writer struct {
	*rand.Rand
	numbers, truths, texts []string // leaves
	tests                  []string // further tests
}

func (g writer) pick(from ...string) string { return from[g.IntN(len(from))] }

func (g writer) number(depth int) string {
	if depth == 0 {
		return g.pick(g.numbers...)
	}
	x, y := g.number(depth-1), g.number(g.IntN(depth))
	switch g.IntN(8) {
	case 0:
		return fmt.Sprintf("(%s ? %s : %s)", g.truth(depth-1), x, y)
	case 1:
		return fmt.Sprintf("%s(%s)", g.pick("abs", "floor", "ceil", "round", "sqrt"), x)
	case 2:
		return fmt.Sprintf("%s(%s, %s, %s)", g.pick("min", "max"), x, y, g.number(0))
	case 3:
		return "-" + g.number(0)
	}
	return fmt.Sprintf("(%s %s %s)", x, g.pick("+", "-", "*", "/"), y)
}

func (g writer) truth(depth int) string {
	if depth == 0 {
		return g.pick(g.truths...)
	}
	switch g.IntN(7) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", g.text(depth-1), g.pick("==", "!=", "<", ">=", "contains", "startsWith", "endsWith", "not contains"), g.text(0))
	case 1:
		return fmt.Sprintf("(%s %s [%s, %s])", g.text(0), g.pick("in", "not in"), "'eco'", "'b'")
	case 2:
		return fmt.Sprintf("(%s %s %s)", g.truth(depth-1), g.pick("&&", "||", "and", "or", "==", "!="), g.truth(depth-1))
	case 3:
		return "!" + g.truth(0)
	case 4:
		return g.pick(g.tests...)
	}
	return fmt.Sprintf("(%s %s %s)", g.number(depth-1), g.pick("==", "!=", "<", "<=", ">", ">="), g.number(depth-1))
}

func (g writer) text(depth int) string {
	if depth == 0 || g.IntN(2) == 0 {
		return g.pick(g.texts...)
	}
	return fmt.Sprintf("(%s ? %s : %s)", g.truth(depth-1), g.text(0), g.text(0))
}

func TestRandomFormulasMatchTheMachine(t *testing.T) {
	g := writer{
		Rand:    rand.New(rand.NewPCG(1, 2)),
		numbers: []string{"temperature", "pressure", "noise", "t", "hour", "var.low", "var.half", "0", "1", "2.5", "1e300", "0.1", "7"},
		truths:  []string{"switch_status", "true", "false", "var.hot"},
		texts:   []string{"mode", "'eco'", "''", "'b'", "var.room"},
		tests:   []string{"(temperature in [1, 2.5])", "(0 <= hour < 12)"},
	}
	values := []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 2.5, 7, -273.15, 1e300, math.Inf(-1), math.NaN()}
	for range 5000 {
		v := func() float64 { return values[g.IntN(len(values))] }
		source := g.number(1 + g.IntN(4))
		frame := frameOf(v(), v(), v(), v(), v(), g.IntN(2) == 0, g.pick("eco", "b", "", "x"))
		if !sameFormula(t, source, frame) && !alwaysOneInfinity(source) {
			t.Fatalf("%s is refused", source)
		}
	}
}

// alwaysOneInfinity says that a formula was refused for the one reason that a
// well typed formula can have.
func alwaysOneInfinity(source string) bool {
	_, diags := CompileFormula(quoted(source), sensorsBefore)
	return len(diags) == 1 && diags[0].Summary == "Formula is never a number"
}

func TestRandomSelectorsMatchTheMachine(t *testing.T) {
	g := writer{
		Rand:    rand.New(rand.NewPCG(3, 4)),
		numbers: []string{"device.n", "device.index", "device.floor", "(device.n % 7)", "(device.index % 3)", "var.low", "var.half", "0", "1", "2.5", "12"},
		truths:  []string{"true", "false", "var.hot"},
		texts:   []string{"device.id", "device.model", "device.building", "device.room", "device.tags.line", "'eco'", "''", "var.room"},
		tests:   []string{"(device.floor in 1..3)", "(device.n in [1, 2, 3])", "(device.n in 0..var.low)", "(device.index not in [2.5, 7])", "(1 < device.floor < 3)"},
	}
	for range 5000 {
		floor := g.Int64N(5) - 1
		d := &Device{
			ID: g.pick("device_1", "eco", ""), Model: g.pick("motor", "b"), Building: g.pick("A栋", "eco"), Room: g.pick("301", ""),
			Floor: &floor, N: g.Int64N(9), Index: g.Int64N(30), Tags: map[string]string{"line": g.pick("eco", "b")},
		}
		source := g.truth(1 + g.IntN(4))
		if !sameSelector(t, source, d) {
			t.Fatalf("%s is refused", source)
		}
	}
}

// FuzzFormulaMatchesVM looks for sources that we and expr's machine take
// differently, and for sources that break either.
func FuzzFormulaMatchesVM(f *testing.F) {
	for i, source := range formulaSeeds {
		f.Add(source, 21.5, 7.25, -0.5, 3601.5, float64(i), i%2 == 0, "eco")
	}
	f.Fuzz(func(t *testing.T, source string, temperature, pressure, noise, seconds, hour float64, on bool, mode string) {
		sameFormula(t, source, frameOf(temperature, pressure, noise, seconds, hour, on, mode))
	})
}

// manyDigits keeps the selectors that are fuzzed within 2^53: beyond it their
// whole numbers round, where expr's wrap.
var manyDigits = regexp.MustCompile(`[0-9A-Fa-f_]{5,}`)

// FuzzSelectorMatchesVM is the same for selectors.
func FuzzSelectorMatchesVM(f *testing.F) {
	for i, source := range selectorSeeds {
		f.Add(source, int64(i), int64(i*7), int64(i%5), "device_7", "B栋")
	}
	f.Fuzz(func(t *testing.T, source string, n, index, floor int64, id, building string) {
		if manyDigits.MatchString(source) || strings.Count(source, "*") > 2 {
			t.Skip("whole numbers may leave float64")
		}
		floor %= 1000
		sameSelector(t, source, &Device{
			ID: id, Model: "motor", Building: building, Room: "301", Floor: &floor,
			Address: building + "/" + id, N: n % 1000, Index: index % 1000,
		})
	})
}

// written are the expressions of all fixtures.
func written(f *testing.F) []string {
	var all []string
	for _, pattern := range []string{"valid/*.hcl", "invalid/*.hcl", "invalid/plan/*.hcl"} {
		names, err := filepath.Glob("../../testdata/" + pattern)
		if err != nil || len(names) == 0 {
			f.Fatalf("%d fixtures, %v", len(names), err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`(?:formula|where|when) *= "([^"\n]*)"`).FindAllStringSubmatch(string(text), -1) {
				all = append(all, m[1])
			}
		}
	}
	return all
}

// FuzzExpressionIsSafe feeds anything to all compilers: they must answer.
func FuzzExpressionIsSafe(f *testing.F) {
	for _, source := range slices.Concat(formulaSeeds, selectorSeeds, verdictSeeds) {
		f.Add(source)
	}
	for _, source := range []string{"((((", "!!!!", "1 < (1 < 2 < 3) < 4", "a.b.c[d]", "all(1..9, # > 1)", "{a: b}", "let x = 1; x", "'\\u{41}", "$env.t", "b'a'"} {
		f.Add(source)
	}
	for _, source := range written(f) {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		_, formula := CompileFormula(quoted(source), sensorsBefore)
		_, selector := CompileSelector(quoted(source), &Vocabulary{Models: []string{"motor"}})
		_, verdict := CompileVerdict(quoted(source))
		for _, diag := range slices.Concat(formula, selector, verdict) {
			if diag.Subject == nil || diag.Detail == "" || len(strings.Fields(diag.Summary)) > 6 {
				t.Fatalf("%q: a poor message: %+v", source, diag)
			}
		}
	})
}

func BenchmarkFormula(b *testing.B) {
	frame := frameOf(24.5, 1013.25, 0.25, 3600, 13.5, true, "eco")
	for _, source := range []string{
		"temperature * 1.8 + 32",
		"62 - 1.8 * (temperature - 24) + noise",
		"switch_status ? 2.5 + noise : 0.02",
		"230 * temperature * 0.92 * (0.4 + 0.6 * noise)",
		"temperature > 85 || pressure > 7.1 ? 1 : 0",
	} {
		e := quoted(source)
		b.Run("closures/"+source, func(b *testing.B) {
			f, diags := CompileFormula(e, sensorsBefore)
			if diags.HasErrors() {
				b.Fatal(diags)
			}
			b.ReportAllocs()
			for b.Loop() {
				sum += f.Eval(frame)
			}
		})
		b.Run("vm/"+source, func(b *testing.B) {
			program, values, err := formulaMachine(e, frame)
			if err != nil {
				b.Fatal(err)
			}
			var machine vm.VM
			b.ReportAllocs()
			for b.Loop() {
				if _, err := machine.Run(program, values); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

var (
	sum     float64 // keeps the compiler from leaving out what is measured
	matches int
)

func BenchmarkSelector(b *testing.B) {
	floor := int64(3)
	d := &Device{ID: "device_00042", Model: "press", Building: "B栋", Room: "301", Floor: &floor, N: 2, Index: 42}
	e := quoted("device.model in ['motor', 'press'] && device.floor in 1..4")
	b.Run("closures", func(b *testing.B) {
		s, diags := CompileSelector(e, nil)
		if diags.HasErrors() {
			b.Fatal(diags)
		}
		b.ReportAllocs()
		for b.Loop() {
			if s.Match(d) {
				matches++
			}
		}
	})
	b.Run("vm", func(b *testing.B) {
		program, values, err := deviceMachine(e, d)
		if err != nil {
			b.Fatal(err)
		}
		var machine vm.VM
		b.ReportAllocs()
		for b.Loop() {
			if _, err := machine.Run(program, values); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompileFormula(b *testing.B) {
	e := quoted("62 - 1.8 * (temperature - 24) + noise")
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := CompileFormula(e, sensorsBefore); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}

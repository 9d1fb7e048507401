package expression

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/file"
)

// function is a function of numbers. All of them are exact: the same bits
// on every machine.
type function struct {
	most    int  // arguments; the least is 1
	whole   bool // whole numbers give a whole number, for expr's checker too
	builtin bool // expr has it; else it is declared
	of      func(float64) float64
}

// functions is the closed set. min and max take any number of arguments and
// are lowered by hand.
var functions = map[string]function{
	"abs":   {most: 1, whole: true, builtin: true, of: absolute},
	"ceil":  {most: 1, builtin: true, of: math.Ceil},
	"floor": {most: 1, builtin: true, of: math.Floor},
	"round": {most: 1, builtin: true, of: math.Round}, // half away from zero
	"sqrt":  {most: 1, of: math.Sqrt},
	"min":   {most: maxNodes, whole: true, builtin: true},
	"max":   {most: maxNodes, whole: true, builtin: true},
}

// declare tells expr of a function that it does not have.
func (x function) declare(name string) *builtin.Function {
	return &builtin.Function{
		Name: name,
		Func: func(args ...any) (any, error) {
			switch v := args[0].(type) {
			case float64:
				return x.of(v), nil
			case int:
				return x.of(float64(v)), nil
			}
			return nil, fmt.Errorf("%s takes a number", name)
		},
		Types: []reflect.Type{reflect.TypeFor[func(float64) float64]()},
	}
}

// otherFunctions is for functions that authors may look for.
var otherFunctions = map[string]string{
	"sin":    "For a daily course write a daily block.",
	"cos":    "For a daily course write a daily block.",
	"exp":    inexactFunction,
	"log":    inexactFunction,
	"pow":    "Write a product, x * x.",
	"now":    "The time is t (seconds since the start) and hour (of the local day).",
	"date":   "The time is t (seconds since the start) and hour (of the local day).",
	"rand":   "What varies comes from noise.",
	"random": "What varies comes from noise.",
	"int":    "Write floor(x) or round(x).",
	"clamp":  "Write max(low, min(x, high)), or the sensor's own clamp.",
}

const inexactFunction = "Its last digit differs between machines."

// call is name(arguments).
func (l *lowering[F]) call(name string, at file.Location, arguments []ast.Node) operand[F] {
	function, ok := functions[name]
	if !ok {
		l.unknownFunction(name, at)
		return operand[F]{}
	}
	if len(arguments) == 0 || len(arguments) > function.most {
		want := "one argument"
		if function.most > 1 {
			want = "one argument or more"
		}
		l.fault(at, "Wrong number of arguments", "%s takes %s; it has %d.", name, want, len(arguments))
		return operand[F]{}
	}
	numbers, good := make([]operand[F], len(arguments)), true
	for i, argument := range arguments {
		numbers[i] = l.lower(argument)
		if k := numbers[i].kind; k != 0 && k != Number {
			numbers[i] = l.wrongKind(name, Number, argument, numbers[i])
		}
		good = good && numbers[i].kind != 0
	}
	if !good {
		return operand[F]{}
	}
	return lowerFunction(name, function, numbers)
}

// unknownFunction says what to write instead.
func (l *lowering[F]) unknownFunction(name string, at file.Location) {
	known := slices.Sorted(maps.Keys(functions))
	advice := didYouMean(name, known)
	if other, ok := otherFunctions[name]; ok {
		advice = " " + other + " There are " + strings.Join(known, ", ") + "."
	}
	l.fault(at, "Unknown function", "There is no function %q here.%s", name, advice)
}

// lowerFunction is a function of operands that are all numbers.
func lowerFunction[F any](name string, function function, numbers []operand[F]) operand[F] {
	result, whole := numbers[0], numbers[0].whole
	switch name {
	case "min", "max":
		for _, next := range numbers[1:] {
			whole = whole && next.whole
			result = folded(numberOf(lowerExtreme(name, result.number, next.number)), result, next)
		}
	default:
		x, of := result.number, function.of
		result = folded(numberOf(func(f *F) float64 { return of(x(f)) }), result)
	}
	result.whole = whole && function.whole
	return result
}

// absolute leaves -0 alone, as expr does.
func absolute(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// lowerExtreme keeps the first of two equals, and the first when the second is NaN,
// as expr does.
func lowerExtreme[F any](name string, x, y func(*F) float64) func(*F) float64 {
	if name == "min" {
		return func(f *F) float64 {
			a, b := x(f), y(f)
			if a > b {
				return b
			}
			return a
		}
	}
	return func(f *F) float64 {
		a, b := x(f), y(f)
		if a < b {
			return b
		}
		return a
	}
}

package expression

import (
	"slices"
	"strings"
)

// One closure is one operation. A constant operand is a captured number instead
// of a call. Products are converted explicitly, so that no compiler may fuse
// one with the sum above it into a single rounding.

// lowerArithmetic is + - * / of two numbers.
func lowerArithmetic[F any](operator string, a, b operand[F]) operand[F] {
	var o operand[F]
	switch {
	case b.constant:
		o = numberOf(withRight(operator, a.number, b.value.number))
	case a.constant:
		o = numberOf(withLeft(operator, a.value.number, b.number))
	default:
		o = numberOf(withBoth(operator, a.number, b.number))
	}
	if a.whole && b.whole && operator != "/" {
		return wholly(o)
	}
	return o
}

// wholly makes a number a whole one. Whole numbers have one zero, as expr's have:
// to divide by -0 would give another infinity.
func wholly[F any](o operand[F]) operand[F] {
	x := o.number
	return wholeOf(func(f *F) float64 {
		if v := x(f); v != 0 {
			return v
		}
		return 0
	})
}

func withRight[F any](operator string, x func(*F) float64, y float64) func(*F) float64 {
	switch operator {
	case "+":
		return func(f *F) float64 { return x(f) + y }
	case "-":
		return func(f *F) float64 { return x(f) - y }
	case "*":
		return func(f *F) float64 { return float64(x(f) * y) }
	default:
		return func(f *F) float64 { return x(f) / y }
	}
}

func withLeft[F any](operator string, x float64, y func(*F) float64) func(*F) float64 {
	switch operator {
	case "+":
		return func(f *F) float64 { return x + y(f) }
	case "-":
		return func(f *F) float64 { return x - y(f) }
	case "*":
		return func(f *F) float64 { return float64(x * y(f)) }
	default:
		return func(f *F) float64 { return x / y(f) }
	}
}

func withBoth[F any](operator string, x, y func(*F) float64) func(*F) float64 {
	switch operator {
	case "+":
		return func(f *F) float64 { return x(f) + y(f) }
	case "-":
		return func(f *F) float64 { return x(f) - y(f) }
	case "*":
		return func(f *F) float64 { return float64(x(f) * y(f)) }
	default:
		return func(f *F) float64 { return x(f) / y(f) }
	}
}

// lowerComparison is == != < <= > >= of two operands of one kind.
func lowerComparison[F any](operator string, a, b operand[F]) operand[F] {
	switch a.kind {
	case Number:
		if a.constant && !b.constant {
			return truthOf(compareConstant(mirroredOperators[operator], b.number, a.value.number))
		}
		if b.constant {
			return truthOf(compareConstant(operator, a.number, b.value.number))
		}
		return truthOf(compare(operator, a.number, b.number))
	case Text:
		return truthOf(compare(operator, a.text, b.text))
	}
	x, y := a.truth, b.truth
	if operator == "==" {
		return truthOf(func(f *F) bool { return x(f) == y(f) })
	}
	return truthOf(func(f *F) bool { return x(f) != y(f) })
}

// mirroredOperators is the operator with its sides exchanged.
var mirroredOperators = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func compareConstant[F any](operator string, x func(*F) float64, y float64) func(*F) bool {
	switch operator {
	case "==":
		return func(f *F) bool { return x(f) == y }
	case "!=":
		return func(f *F) bool { return x(f) != y }
	case "<":
		return func(f *F) bool { return x(f) < y }
	case "<=":
		return func(f *F) bool { return x(f) <= y }
	case ">":
		return func(f *F) bool { return x(f) > y }
	default:
		return func(f *F) bool { return x(f) >= y }
	}
}

// compare orders texts by bytes, which for UTF-8 is the order of code points.
func compare[F any, V float64 | string](operator string, x, y func(*F) V) func(*F) bool {
	switch operator {
	case "==":
		return func(f *F) bool { return x(f) == y(f) }
	case "!=":
		return func(f *F) bool { return x(f) != y(f) }
	case "<":
		return func(f *F) bool { return x(f) < y(f) }
	case "<=":
		return func(f *F) bool { return x(f) <= y(f) }
	case ">":
		return func(f *F) bool { return x(f) > y(f) }
	default:
		return func(f *F) bool { return x(f) >= y(f) }
	}
}

// lowerLogic is && and ||; the right side is not evaluated when the left decides.
func lowerLogic[F any](operator string, a, b operand[F]) operand[F] {
	x, y := a.truth, b.truth
	if operator == "&&" || operator == "and" {
		return truthOf(func(f *F) bool { return x(f) && y(f) })
	}
	return truthOf(func(f *F) bool { return x(f) || y(f) })
}

// lowerTextTest is contains, startsWith and endsWith.
func lowerTextTest[F any](operator string, a, b operand[F]) operand[F] {
	x, y := a.text, b.text
	switch operator {
	case "contains":
		return truthOf(func(f *F) bool { return strings.Contains(x(f), y(f)) })
	case "startsWith":
		return truthOf(func(f *F) bool { return strings.HasPrefix(x(f), y(f)) })
	default:
		return truthOf(func(f *F) bool { return strings.HasSuffix(x(f), y(f)) })
	}
}

// lowerList is x in [values]. Lists are short: a scan beats a map.
func lowerList[F any](x operand[F], values []value) operand[F] {
	switch x.kind {
	case Number:
		number, list := x.number, make([]float64, len(values))
		for i, v := range values {
			list[i] = v.number
		}
		return truthOf(func(f *F) bool { return slices.Contains(list, number(f)) })
	case Text:
		text, list := x.text, make([]string, len(values))
		for i, v := range values {
			list[i] = v.text
		}
		return truthOf(func(f *F) bool { return slices.Contains(list, text(f)) })
	}
	truth, list := x.truth, make([]bool, len(values))
	for i, v := range values {
		list[i] = v.truth
	}
	return truthOf(func(f *F) bool { return slices.Contains(list, truth(f)) })
}

// lowerRange is x in low..high, both included.
func lowerRange[F any](x operand[F], low, high float64) operand[F] {
	number := x.number
	return truthOf(func(f *F) bool {
		v := number(f)
		return low <= v && v <= high
	})
}

// lowerChoice is condition ? a : b, of which only one is evaluated.
func lowerChoice[F any](condition, a, b operand[F]) operand[F] {
	test := condition.truth
	switch a.kind {
	case Number:
		x, y := a.number, b.number
		o := numberOf(func(f *F) float64 {
			if test(f) {
				return x(f)
			}
			return y(f)
		})
		o.whole = a.whole && b.whole
		return o
	case Bool:
		x, y := a.truth, b.truth
		return truthOf(func(f *F) bool {
			if test(f) {
				return x(f)
			}
			return y(f)
		})
	}
	x, y := a.text, b.text
	return textOf(func(f *F) string {
		if test(f) {
			return x(f)
		}
		return y(f)
	})
}

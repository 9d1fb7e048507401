package schema

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// call is asked before a function is called: it counts what the function goes
// over, and refuses arguments from which it would make too much.
func (m *meter) call(name string, args []cty.Value) error {
	if m.spent() {
		return errors.New("too much was computed already")
	}
	product := 1
	for i, v := range args {
		size := sizeOf(v)
		if size > maxElements {
			return function.NewArgErrorf(i, "at most %d elements are taken", maxElements)
		}
		if problem := numberProblem(v); problem != "" {
			return function.NewArgErrorf(i, "%s", strings.TrimSuffix(problem, "."))
		}
		if problem := m.step(size); problem != "" {
			return errors.New(strings.TrimSuffix(problem, "."))
		}
		product = min(product*max(size, 1), maxElements+1)
	}
	if name == "setproduct" && product > maxElements {
		return fmt.Errorf("the product has more than %d elements", maxElements)
	}
	made := madeBytes(name, args)
	if made > maxTextBytes {
		return fmt.Errorf("the result may have more than %d bytes", maxTextBytes)
	}
	if problem := m.join(made); problem != "" {
		return errors.New(strings.TrimSuffix(problem, "."))
	}
	return nil
}

// madeBytes bounds the text that a function makes of its arguments, where that
// may be much longer than they are; 0 where it is not.
func madeBytes(name string, args []cty.Value) int {
	switch name {
	case "replace":
		text, old, becomes := textOf(args, 0), textOf(args, 1), textOf(args, 2)
		return capped(strings.Count(text, old), len(becomes)) + len(text)
	case "join":
		pieces, bytes := 0, 0
		for _, v := range args[min(1, len(args)):] {
			n, b := textsIn(v)
			pieces, bytes = pieces+n, bytes+b
		}
		return capped(pieces, len(textOf(args, 0))) + bytes
	case "format":
		return formatBytes(args)
	case "formatlist": // a list of texts, each of which may be one
		times := 1
		for _, v := range args {
			times = max(times, sizeOf(v))
		}
		return capped(formatBytes(args), times) / min(times, formatListTexts)
	}
	return 0
}

// formatListTexts is how many of the longest texts a formatlist may give.
const formatListTexts = 16

// formatBytes bounds what a format makes: each verb may say the longest argument.
func formatBytes(args []cty.Value) int {
	text := textOf(args, 0)
	longest := formatWidth(text)
	for _, v := range args[min(1, len(args)):] {
		_, bytes := textsIn(v)
		if v, _ := v.Unmark(); v.CanIterateElements() {
			for it := v.ElementIterator(); it.Next(); {
				_, e := it.Element()
				_, one := textsIn(e)
				longest = max(longest, one)
			}
		} else {
			longest = max(longest, bytes)
		}
	}
	return capped(strings.Count(text, "%"), longest) + len(text)
}

// formatWidth is the largest number in a format: %0200d makes 200 bytes.
func formatWidth(text string) int {
	largest, n := 0, 0
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			n = 0
			continue
		}
		n = min(10*n+int(c-'0'), maxTextBytes+1)
		largest = max(largest, n)
	}
	return largest
}

// textOf is an argument that is a text, "" when it is none.
func textOf(args []cty.Value, i int) string {
	if i >= len(args) || args[i].Type() != cty.String || !args[i].IsKnown() || args[i].IsNull() {
		return ""
	}
	v, _ := args[i].Unmark()
	return v.AsString()
}

// textsIn counts the texts of an argument and their bytes; a number counts as
// long as numbers get.
func textsIn(v cty.Value) (n, bytes int) {
	v, _ = v.Unmark()
	switch {
	case !v.IsKnown() || v.IsNull():
		return 1, 4
	case v.Type() == cty.String:
		return 1, len(v.AsString())
	case v.Type() == cty.Number:
		return 1, 350
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			_, e := it.Element()
			more, long := textsIn(e)
			n, bytes = n+more, bytes+long
		}
		return n, bytes
	}
	return 1, 8
}

// capped is a product that stays far from the end of an int.
func capped(a, b int) int {
	if a > 0 && b > (1<<40)/a {
		return 1 << 40
	}
	return a * b
}

// isDouble says that a float64 holds the number, if not to its last digit.
func isDouble(f *big.Float) bool {
	near, _ := f.Float64()
	if near == 0 {
		return f.Sign() == 0
	}
	return near-near == 0 // an infinity less itself is NaN
}

package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// LanguageVersion is the version of the language that this package reads, which
// iotsim { requires = … } is about.
const LanguageVersion = "0.1"

// fits looks at the iotsim blocks of a file before anything else: of files that
// need another version nothing more is said, since they may hold what this one
// does not know. body is what could be made out of the file.
func (d *decoder) fits(body *hclsyntax.Body) bool {
	if body == nil {
		return true
	}
	good := true
	for _, block := range body.Blocks {
		if block.Type == "iotsim" {
			good = d.requires(block) && good
		}
	}
	return good
}

// requires checks the constraint of one block. What is wrong with its form is
// said here; what else stands in the block, when it is checked with the others.
func (d *decoder) requires(block *hclsyntax.Block) bool {
	a := block.Body.Attributes["requires"]
	if a == nil || lostValue(a.Expr) {
		return true
	}
	text, ok := constantText(a)
	if !ok {
		d.errorf(a.Expr.Range(), "Constant text expected",
			"The version is looked at before anything is evaluated: \"requires\" is a text in quotes, such as \">= 0.1\".")
		return true
	}
	fits, problem := admits(text, LanguageVersion)
	if problem != "" {
		d.errorf(a.Expr.Range(), "Invalid version constraint",
			"%s Write a version after one of = != > >= < <= ~>, with commas between several: \">= 0.1, < 2\".", problem)
		return true
	}
	if !fits {
		d.errorf(a.Expr.Range(), "Another version is needed",
			"This iotsim reads version %s of the language, and the scenario needs %q. Use another iotsim, or change what it requires.", LanguageVersion, text)
	}
	return fits
}

// admits says whether constraints, separated by commas, hold for a version.
func admits(constraints, version string) (bool, string) {
	have, _ := parseVersion(version)
	all := true
	for c := range strings.SplitSeq(constraints, ",") {
		c = strings.TrimSpace(c)
		digits := strings.IndexFunc(c, func(r rune) bool { return r >= '0' && r <= '9' })
		if digits < 0 {
			return false, fmt.Sprintf("%q is no version constraint.", clip(c))
		}
		operator := strings.TrimSpace(c[:digits])
		want, ok := parseVersion(c[digits:])
		if !ok {
			return false, fmt.Sprintf("%q is no version: it is one to three numbers with dots between.", clip(c[digits:]))
		}
		order := slices.Compare(padVersion(have), padVersion(want))
		switch operator {
		case "", "=":
			all = all && order == 0
		case "!=":
			all = all && order != 0
		case ">":
			all = all && order > 0
		case ">=":
			all = all && order >= 0
		case "<":
			all = all && order < 0
		case "<=":
			all = all && order <= 0
		case "~>": // all but the last number that is written stay
			kept := len(want) - 1
			all = all && order >= 0 && slices.Equal(padVersion(have)[:kept], want[:kept])
		default:
			return false, fmt.Sprintf("There is no operator %q.", clip(operator))
		}
	}
	return all, ""
}

func parseVersion(text string) ([]int, bool) {
	var numbers []int
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return nil, false
		}
		numbers = append(numbers, int(n))
	}
	return numbers, len(numbers) <= 3
}

// padVersion writes 0.1 as 0.1.0.
func padVersion(numbers []int) []int {
	return append(slices.Clone(numbers), 0, 0, 0)[:3]
}

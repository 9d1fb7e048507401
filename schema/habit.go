package schema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// foreignFunctions are functions of Terraform that are not here, with what to
// write instead.
var foreignFunctions = map[string]string{
	"file":          unreadFiles,
	"fileexists":    unreadFiles,
	"fileset":       unreadFiles,
	"filebase64":    unreadFiles,
	"templatefile":  unreadFiles,
	"csvdecode":     unreadFiles,
	"jsondecode":    unreadFiles,
	"yamldecode":    unreadFiles,
	"jsonencode":    "The message is made by the model.",
	"timestamp":     noClock,
	"plantimestamp": noClock,
	"timeadd":       noClock,
	"formatdate":    noClock,
	"uuid":          noChance,
	"random":        noChance,
	"rand":          noChance,
	"bcrypt":        noChance,
	"log":           noExponents,
	"pow":           noExponents,
	"exp":           noExponents,
	"sqrt":          noExponents,
	"try":           noTries,
	"can":           noTries,
	"env":           "A variable takes a value from the environment: IOTSIM_VAR_name sets var.name.",
	"list":          "Write the elements in brackets: [a, b].",
	"map":           "Write an object: { a = 1 }.",
	"gauss":         "Write normal(mean, stddev).",
	"gaussian":      "Write normal(mean, stddev).",
	"randint":       "Write uniform(min, max).",
	"const":         "Write constant(v).",
}

const (
	unreadFiles = "Expressions read no files: write the value, or set a variable by --var-file."
	noClock     = "Expressions know no clock: the time of the first reading is start = \"now\" of the scenario."
	noChance    = "The same file and seed give the same scenario: what varies is a distribution, such as uniform(0, 1)."
	noExponents = "Its last digit differs between machines. In a product write x * x."
	noTries     = "Every name is checked, so there is nothing to try."
)

// elsewhereHint says where an argument stands that the block does not have, ""
// when no block has it.
func elsewhereHint(name string) string {
	var homes []string
	walk(fileType, func(t *BlockType) {
		if _, ok := t.argument(name); ok && t.Name != "" && !slices.Contains(homes, t.Name) {
			homes = append(homes, t.Name)
		}
	})
	if len(homes) == 0 {
		return ""
	}
	return "It is an argument of " + strings.Join(homes, ", ") + "."
}

// needlessTemplate warns of "${var.x}": older Terraform needed it.
func (b *body) needlessTemplate(a *hclsyntax.Attribute) {
	e, ok := a.Expr.(*hclsyntax.TemplateWrapExpr)
	if !ok {
		return
	}
	inside := strings.TrimSpace(string(b.d.files.slice(e.Wrapped.Range())))
	b.d.warnf(a.Expr.Range(), "Needless quotes", "A value alone stands without quotes and braces: write %s = %s.", a.Name, clip(inside))
}

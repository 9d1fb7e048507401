package schema

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Format lays a scenario file out canonically: indentation, spaces, aligned
// equals signs. Comments and line breaks stay, and a second Format changes
// nothing. A text that does not parse is returned as it is, with the reason.
func Format(name string, text []byte) ([]byte, hcl.Diagnostics) {
	if _, _, diags := parse(name, text); diags.HasErrors() {
		return text, diags
	}
	return hclwrite.Format(text), nil
}

package main

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// diagnose prints what is wrong with a scenario.
func (a *app) diagnose(files *schema.Files, diags hcl.Diagnostics) {
	// Who cannot be told that something is wrong cannot be told that either.
	_ = schema.WriteDiagnostics(a.err, files, diags, a.color)
}

package main

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
)

// unbalanced is how many times the mean a partition may hold.
const unbalanced = 2

// balance warns of a topic whose records crowd in one partition: keys are
// hashed, so few devices spread unevenly, and one key does not spread at all.
func balance(p *engine.Plan) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, t := range view.Topics(p) {
		if t.Labels || float64(t.Max) <= unbalanced*t.Mean() {
			continue
		}
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagWarning,
			Summary:  "Partitions are unbalanced",
			Detail: fmt.Sprintf("Partition %d of %s gets %d records, %.1f times the mean of its %d partitions. "+
				"Lower partitions, or choose a key with more values.", t.Fullest, t.Name, t.Max, float64(t.Max)/t.Mean(), t.Partitions),
			Subject: p.Sinks[t.Sink].Range.Ptr(),
		})
	}
	return diags
}

package main

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
)

// unbalanced is how many times the mean a partition may hold.
const unbalanced = 2

// balance warns of topics whose records crowd in one partition: keys are hashed,
// so few devices spread unevenly, and one key does not spread at all. Of a sink's
// topics it names the worst.
func balance(p *engine.Plan) hcl.Diagnostics {
	worst := make([]*view.Topic, len(p.Sinks))
	others := make([]int, len(p.Sinks))
	topics := view.Topics(p)
	for i := range topics {
		t := &topics[i]
		if t.Labels || t.Crowding() <= unbalanced {
			continue
		}
		if w := worst[t.Sink]; w == nil || t.Crowding() > w.Crowding() {
			worst[t.Sink] = t
		}
		others[t.Sink]++
	}
	var diags hcl.Diagnostics
	for i, t := range worst {
		if t == nil {
			continue
		}
		also := ""
		if n := int64(others[i] - 1); n > 0 {
			also = fmt.Sprintf(" So it is with %s.", view.Plural(n, "other topic", "other topics"))
		}
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagWarning,
			Summary:  "Partitions are unbalanced",
			Detail: fmt.Sprintf("Partition %d of %s gets %s, %.1f times the mean of its %d partitions.%s "+
				"Lower partitions, or choose a key with more values.", t.Fullest, t.Name, view.Plural(t.Max, "record", "records"), t.Crowding(), t.Partitions, also),
			Subject: p.Sinks[i].Range.Ptr(),
		})
	}
	return diags
}

package main

import (
	"slices"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

// explanations are those of all packages, by summary.
func explanations() []schema.Explanation {
	all := slices.Concat(schema.Explanations(), engine.Explanations(), expression.Explanations(), ours)
	slices.SortFunc(all, func(a, b schema.Explanation) int { return strings.Compare(a.Summary, b.Summary) })
	return all
}

var ours = []schema.Explanation{
	{Summary: "Expectation failed", Why: "The run came to an end, and what it measured is not what the scenario expects.", Example: `expect "nothing_lost" { that = "failed == 0 && unknown == 0" }`},
	{Summary: "Partitions are unbalanced", Why: "Records crowd in one partition: keys are hashed, so few devices spread unevenly, and one key does not spread at all.", Example: `sink "kafka" {
  partitions = 2
  key        = "{id}"
}`},
	{Summary: "Scenario takes too long", Why: "A scenario is read within ten seconds, or not at all.", Example: `locals { rooms = [for n in range(100) : "room-${n}"] }`},
	{Summary: "Scenario takes too much memory", Why: "A scenario is read within a gibibyte, or not at all.", Example: `locals { rooms = [for n in range(100) : "room-${n}"] }`},
}

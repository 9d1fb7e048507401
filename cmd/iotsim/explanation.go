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
	{Summary: "Compiling was interrupted", Why: "Counts are exact, and to count what faults do to each of many readings takes its time. A shorter --duration, fewer devices or a fault that happens to fewer of them take less.", Example: `$ iotsim plan factory.hcl --duration 1h`},
	{Summary: "Expectation failed", Why: "The run came to an end, and what it measured is not what the scenario expects.", Example: `expect "nothing_lost" { that = "failed == 0 && unknown == 0" }`},
	{Summary: "Partitions are unbalanced", Why: "Records crowd in one partition: keys are hashed, so few devices spread unevenly, and one key does not spread at all.", Example: `sink "kafka" {
  partitions = 2
  key        = "{id}"
}`},
	{Summary: "Saved plan does not match", Why: "A saved plan is made again from what it holds. Another version of iotsim, another variable in the environment or another sensitive value may make another plan of that, which is not the one that was looked at.", Example: `$ iotsim plan factory.hcl --out factory.plan`},
	{Summary: "Saved plan is damaged", Why: "The file was changed after it was saved, or is not whole. Plans are made from scenarios: change those.", Example: `$ iotsim plan factory.hcl --out factory.plan`},
	{Summary: "Saved plan takes no flags", Why: "Flags that shape a plan were given when it was saved. To see what others change, compare with diff.", Example: `$ iotsim diff factory.plan factory.hcl --seed 7`},
	{Summary: "Scenario takes too long", Why: "A scenario is read within ten seconds, or not at all.", Example: `locals { rooms = [for n in range(100) : "room-${n}"] }`},
	{Summary: "Sensitive value is missing", Why: "What is sensitive is kept in no file, so whoever uses a saved plan gives it again.", Example: `$ iotsim apply factory.plan --var token="$TOKEN"`},
	{Summary: "Scenario takes too much memory", Why: "A scenario is read within a gibibyte, or not at all.", Example: `locals { rooms = [for n in range(100) : "room-${n}"] }`},
}

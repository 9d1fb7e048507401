package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A row is what came of all the times that a scene was played.
type row struct {
	scene
	trials  []*trial
	skipped string // why it was not played
}

// add takes a trial in, unless it failed.
func (r *row) add(t *testing.T, x *trial) {
	switch {
	case t.Failed():
	case x.skipped != "":
		r.skipped = x.skipped
	default:
		r.trials = append(r.trials, x)
	}
}

const tableHead = `# Faults survived

Written by ` + "`make chaos`" + `, which makes each fault again and again while iotsim sends to
three nodes of Apache Kafka. Each time shows that the fault was felt, or the run of
the matrix fails. Columns of three numbers are records missing, duplicate and
reordered: as ` + "`iotsim verify`" + ` finds them, then as kcat's output has them when it is
held against the oracle (internal/oracle), a second implementation of the plan. Numbers
are sums over all the times, the evidence is of the last one. Events are of last March
where a row does not say otherwise, so Kafka takes the producer for one that it may
forget (doc.go beside this file).

`

// tableOf is the matrix in Markdown.
func tableOf(rows []row) string {
	var b strings.Builder
	b.WriteString("| Fault | Evidence | Retries | Records | Acked | verify | Outside reader | Exit | Ends | Times |\n")
	b.WriteString("|---|---|---:|---:|---:|---|---|---|---|---:|\n")
	for _, r := range rows {
		if len(r.trials) == 0 {
			fmt.Fprintf(&b, "| %s | not played: %s | | | | | | | %s | 0 |\n", r.name, r.skipped, r.ends)
			continue
		}
		var retries, records, acked int64
		var codes []string
		var verified, outside tally
		for _, x := range r.trials {
			retries += x.last.Broker.Retries
			records += x.last.Data.Planned
			acked += x.last.Data.Acked
			verified.add(x.verified)
			outside.add(x.outside)
			if all := strings.Join(x.codes, ", then "); !slices.Contains(codes, all) {
				codes = append(codes, all)
			}
		}
		x := r.trials[len(r.trials)-1]
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %s | %s | %s | %s | %d |\n", r.name, strings.Join(x.felt, ", "),
			retries, records, acked, counted(verified), counted(outside), strings.Join(codes, " or "), r.ends, len(r.trials))
	}
	return b.String()
}

// counted is a tally, or that nobody had anything to read.
func counted(a tally) string {
	if a.Planned == 0 {
		return "nothing to read"
	}
	return a.String()
}

package view

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// mostTopics is how many topics an announcement names.
const mostTopics = 8

// Announcement says what is about to be sent, and where.
func Announcement(p *engine.Plan, speed schema.Ratio, where string) string {
	var topics []string
	data, labels := int64(0), int64(0)
	for _, t := range Topics(p) {
		if !slices.Contains(topics, t.Name) {
			topics = append(topics, t.Name)
		}
		if t.Labels {
			labels += t.Published
		} else {
			data += t.Published
		}
	}
	if n := len(topics); n > mostTopics {
		topics = append(topics[:mostTopics-1:mostTopics-1], count(int64(n-mostTopics+1))+" others")
	}
	word := "topics"
	if len(topics) == 1 {
		word = "topic"
	}
	return fmt.Sprintf("%s: %s to %s, %s %s, %s\n", p.Scenario, upToHour(p, data, labels),
		where, word, strings.Join(topics, " and "), pace(p, speed))
}

// Records is how many a plan sends to one sink of each kind, data and labels.
func Records(p *engine.Plan) string { return upToHour(p, p.Totals.Published, labelsOf(p).Published) }

// labelsOf counts the labels of a plan: what every sink of labels gets.
func labelsOf(p *engine.Plan) engine.Count {
	for i, s := range p.Streams {
		if s.Labels {
			return labelsTo(p, p.Streams[i].Sink)
		}
	}
	return engine.Count{}
}

// labelsTo counts the labels that a sink gets.
func labelsTo(p *engine.Plan, sink int) engine.Count {
	var c engine.Count
	for i, s := range p.Streams {
		if s.Labels && s.Sink == sink {
			c.Planned, c.Published = c.Planned+p.Counts[i].Planned, c.Published+p.Counts[i].Published
		}
	}
	return c
}

// upToHour says of a plan that lasts forever what its counts are of.
func upToHour(p *engine.Plan, records, labels int64) string {
	s := Plural(records, "record", "records")
	if labels > 0 {
		s += " and " + Plural(labels, "label", "labels")
	}
	if p.Forever {
		s += " up to the first hour of " + p.Phases[len(p.Phases)-1].Name
	}
	return s
}

// pace is how fast a run goes, and so how long it takes.
func pace(p *engine.Plan, speed schema.Ratio) string {
	if speed.Num == 0 {
		if p.Forever {
			return "until Ctrl-C as fast as they go"
		}
		return "as fast as they go"
	}
	if p.Forever {
		return fmt.Sprintf("until Ctrl-C at %s, peak %s records/s", Speed(speed), Rate(float64(p.Peak)*float64(speed.Num)/float64(speed.Den)))
	}
	factor := float64(speed.Num) / float64(speed.Den)
	each := ""
	if len(p.Sinks) > 1 {
		each = " for each sink"
	}
	return fmt.Sprintf("in %s at %s, peak %s records/s%s",
		Duration(time.Duration(float64(max(p.Duration, p.End))/factor)), Speed(speed), Rate(float64(p.Peak)*factor), each)
}

// Progress prints a line about a run under way. trouble is what it waits out at
// the moment, empty when nothing.
func Progress(w io.Writer, p *engine.Plan, g engine.Progress, trouble string) {
	a := g.Account
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", stopwatch(time.Duration(g.Time)), p.Phases[g.Phase].Name)
	fmt.Fprintf(&b, " · %s devices", count(g.Online))
	fmt.Fprintf(&b, " · %s/s", Rate(float64(g.Rate)))
	if g.Target > 0 {
		fmt.Fprintf(&b, " of %s/s", Rate(float64(g.Target)))
	}
	fmt.Fprintf(&b, " · acked %s failed %s unknown %s", count(a.Acked), count(a.Failed), count(a.Unknown))
	if len(g.Sinks) > 0 {
		b.WriteString(" (" + bySink(p, g.Sinks) + ")")
	}
	if g.Ack.Count > 0 {
		fmt.Fprintf(&b, " · ack p50 %s p99 %s ms", millis(g.Ack.P50), millis(g.Ack.P99))
	}
	if g.Lag.Count > 0 {
		fmt.Fprintf(&b, " · lag p50 %s p99 %s ms", millis(g.Lag.P50), millis(g.Lag.P99))
	}
	if g.Done {
		b.WriteString(" · done")
	} else if g.ETA > 0 {
		fmt.Fprintf(&b, " · %s left", Duration(g.ETA.Round(time.Second)))
	}
	if trouble != "" && !g.Done {
		b.WriteString(" · waits: " + trouble)
	}
	fmt.Fprintln(w, b.String())
}

// bySink is what each sink has acked.
func bySink(p *engine.Plan, accounts []engine.Account) string {
	var acked []string
	for i, a := range accounts {
		acked = append(acked, p.Sinks[i].Name()+" "+count(a.Acked))
	}
	return strings.Join(acked, ", ")
}

package view

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// A Result is how a run went and, where it was read back, what was found.
type Result struct {
	*engine.Summary
	Broker       *Broker       `json:"broker,omitempty"`
	Verification *Verification `json:"verification,omitempty"`
}

// NewResult puts a summary and a report, which may be nil, together.
func NewResult(s *engine.Summary, r *verify.Report) Result {
	if r == nil {
		return Result{Summary: s}
	}
	return Result{Summary: s, Verification: NewVerification(r)}
}

// Summary prints a result as text.
func Summary(w io.Writer, r Result) {
	s := r.Summary
	fmt.Fprintf(w, "\n%s\n\n", Headline(s))
	t := newTable("ll")
	t.row("run", s.Run)
	t.row("plan", s.Plan)
	if n := s.Total().Resumed; n > 0 {
		t.row("resumed", "behind "+Plural(n, "record", "records")+" that were there")
	}
	t.row("took", Duration(s.Duration)+" at "+Speed(s.Speed))
	t.row("rate", Rate(float64(s.Rate))+" records/s, "+Rate(float64(s.Peak))+" in the fastest second")
	t.row("ack", quantiles(s.Ack))
	t.row("lag", quantiles(s.Lag))
	if r.Broker != nil {
		t.row("broker", r.Broker.String())
	}
	remarks(t, s)
	t.print(w)
	fmt.Fprintln(w)
	accounts(s).print(w)
	if len(s.Expectations) > 0 {
		fmt.Fprintln(w)
		expectations(s).print(w)
	}
	if r.Verification != nil {
		fmt.Fprintln(w)
		Report(w, &r.Verification.Report, false)
	}
}

// remarks are the rows that only some runs have.
func remarks(t *table, s *engine.Summary) {
	if s.Nulls > 0 {
		t.row("nulls", count(s.Nulls)+" values were sent as null: their formulas gave no finite number")
	}
	if s.Reason != "" {
		t.row("reason", s.Reason)
	}
}

// Headline is a summary in a sentence.
func Headline(s *engine.Summary) string {
	all, records := s.Total(), "records"
	if s.Labels != nil {
		records = "records and labels"
	}
	switch {
	case s.Interrupted:
		return fmt.Sprintf("%s was interrupted: %s of %s %s are acked.", s.Scenario, count(all.Acked), count(all.Planned), records)
	case s.Aborted != "":
		return fmt.Sprintf("%s was ended by its expectation %q: %s of %s %s are acked.", s.Scenario, s.Aborted, count(all.Acked), count(all.Planned), records)
	case s.Forever && all.Acked == all.Planned:
		return fmt.Sprintf("%s was stopped: all %s %s so far are acked.", s.Scenario, count(all.Acked), records)
	case all.Acked < all.Planned:
		return fmt.Sprintf("%s broke off: %s of %s %s are acked.", s.Scenario, count(all.Acked), count(all.Planned), records)
	}
	if n := failed(s); n > 0 {
		return fmt.Sprintf("%s failed %s of its %s: all %s %s are acked.", s.Scenario, count(n), Plural(int64(len(s.Expectations)), "expectation", "expectations"), count(all.Acked), records)
	}
	return fmt.Sprintf("%s is done: all %s %s are acked.", s.Scenario, count(all.Acked), records)
}

// failed is how many expectations did not hold.
func failed(s *engine.Summary) int64 {
	n := int64(0)
	for i := range s.Expectations {
		if s.Expectations[i].Verdict == engine.Failed {
			n++
		}
	}
	return n
}

// expectations are the verdicts, with what they rest on.
func expectations(s *engine.Summary) *table {
	t := newTable("llll", "Expectations", "", "measured", "that")
	for i := range s.Expectations {
		f := &s.Expectations[i]
		measured := Measured(f)
		if f.Reason != "" {
			measured = f.Reason
		}
		t.row(f.Name, string(f.Verdict), measured, oneLine(f.That)+during(f))
	}
	return t
}

// Measured is what was measured of the names in an expectation's expression.
func Measured(f *engine.Finding) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		value := f.Values[name]
		switch {
		case strings.Contains(name, "."):
			parts = append(parts, fmt.Sprintf("%s %s ms", name, exactly(value)))
		case name == "rate":
			parts = append(parts, fmt.Sprintf("%s %s/s", name, Rate(value)))
		default:
			parts = append(parts, name+" "+count(int64(value)))
		}
	}
	return strings.Join(parts, ", ")
}

// during is what an expectation is about, where that is not the whole run.
func during(f *engine.Finding) string {
	s := ""
	if len(f.During) > 0 {
		s = ", during " + strings.Join(f.During, " and ")
	}
	if f.Settle > 0 {
		s += ", after " + Duration(f.Settle)
	}
	return s
}

// quantiles of a histogram; nothing when it is empty.
func quantiles(h *engine.Histogram) string {
	if h == nil || h.Count() == 0 {
		return "nothing measured"
	}
	return fmt.Sprintf("p50 %s ms, p90 %s ms, p99 %s ms, p99.9 %s ms, max %s ms",
		millis(h.Quantile(0.5)), millis(h.Quantile(0.9)), millis(h.Quantile(0.99)), millis(h.Quantile(0.999)), millis(h.Max()))
}

// accounts are what was planned and what became of it, by topic.
func accounts(s *engine.Summary) *table {
	t := newTable("lrrrrrr", "Topics", "partitions", "planned", "acked", "failed", "unknown", "unsent")
	var names []string
	topics := map[string]engine.Account{}
	partitions := map[string]int64{}
	for _, st := range s.Streams {
		name := st.Topic
		for _, sink := range s.Sinks {
			if sink.Sink == st.Sink && sink.Kind != schema.SinkKafka {
				name += " → " + sink.Name
			}
		}
		if partitions[name] == 0 {
			names = append(names, name)
		}
		partitions[name]++
		topics[name] = topics[name].Plus(st.Account)
	}
	for _, name := range names {
		a := topics[name]
		t.row(name, count(partitions[name]), count(a.Planned), count(a.Acked), count(a.Failed), count(a.Unknown), count(a.Unsent()))
	}
	return t
}

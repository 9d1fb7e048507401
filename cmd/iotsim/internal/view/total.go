package view

import (
	"fmt"
	"io"
	"time"

	"github.com/iotsim/iotsim/engine"
)

// totalFormat names the form of report --json.
const totalFormat = "iotsim/report/1"

// A Total is the report of a run, or of several shards of one.
type Total struct {
	Format   string    `json:"format"`
	Start    int64     `json:"start"` // event time of the first instant, Unix milliseconds
	Began    time.Time `json:"began"`
	Ended    time.Time `json:"ended"`
	Streams  int       `json:"streams"`  // of the whole plan
	Missing  int       `json:"missing"`  // of them, that no run had
	Expected int64     `json:"expected"` // records of the whole plan
	Parts    []PartRow `json:"runs"`
	// Peak of several runs is the most that it can have been: theirs summed.
	*engine.Summary
}

// A PartRow is one of the runs that a report sums.
type PartRow struct {
	Run      string            `json:"run"`
	Began    time.Time         `json:"began"`
	Ended    time.Time         `json:"ended"`
	Streams  int               `json:"streams"`
	Duration time.Duration     `json:"duration"`
	Account  engine.Account    `json:"records"`
	Rate     engine.Rate       `json:"rate"`
	Ack      *engine.Histogram `json:"-"`
	Lag      *engine.Histogram `json:"-"`
}

// NewTotal is the report of parts and their sum.
func NewTotal(total *engine.Part, parts []engine.Part) Total {
	t := Total{
		Format: totalFormat, Start: total.Start, Began: total.Began, Ended: total.Ended,
		Streams: total.Streams, Missing: total.Missing(), Summary: total.Run,
	}
	all := t.Summary.Total()
	t.Expected = max(total.Planned, all.Planned)
	for i := range parts {
		s := parts[i].Run
		t.Parts = append(t.Parts, PartRow{
			Run: s.Run, Began: parts[i].Began, Ended: parts[i].Ended, Streams: len(s.Streams),
			Duration: s.Duration, Account: s.Total(), Rate: s.Rate, Ack: s.Ack, Lag: s.Lag,
		})
	}
	return t
}

// PrintTotal prints a report as text.
func PrintTotal(w io.Writer, x Total) {
	fmt.Fprintf(w, "%s\n\n", x.Headline())
	x.facts().print(w)
	for _, t := range x.tables() {
		fmt.Fprintln(w)
		t.print(w)
	}
}

// Facts are what holds of the run as a whole.
func (x *Total) Facts() Table { return x.facts().public() }

// Tables are what PrintTotal prints below that.
func (x *Total) Tables() []Table {
	var all []Table
	for _, t := range x.tables() {
		all = append(all, t.titled())
	}
	return all
}

func (x *Total) facts() *table {
	s := x.Summary
	t := newTable("ll")
	if len(x.Parts) == 1 {
		t.row("run", s.Run)
	} else {
		t.row("runs", x.runs())
	}
	t.row("plan", s.Plan)
	t.row("start", Instant(x.Start, "UTC"))
	t.row("began", x.Began.Local().Format("2006-01-02 15:04:05 -07:00"))
	t.row("took", Duration(s.Duration)+" at "+Speed(s.Speed))
	t.row("rate", x.rate())
	t.row("ack", quantiles(s.Ack))
	t.row("lag", quantiles(s.Lag))
	remarks(t, s)
	return t
}

func (x *Total) tables() []*table {
	all := []*table{accounts(x.Summary)}
	if len(x.Parts) > 1 {
		all = append(all, x.parts())
	}
	if len(x.Expectations) > 0 {
		all = append(all, expectations(x.Summary))
	}
	return all
}

// Headline says it in a sentence; missing partitions come first, for then nothing
// else is the whole.
func (x *Total) Headline() string {
	if x.Missing > 0 {
		acked := x.Summary.Total().Acked
		return fmt.Sprintf("%s: %s of %s partitions are in none of these runs; %s of %s records are acked.",
			x.Scenario, count(int64(x.Missing)), count(int64(x.Streams)), count(acked), count(x.Expected))
	}
	return Headline(x.Summary)
}

func (x *Total) runs() string {
	var names []string
	seen := map[string]bool{}
	for _, p := range x.Parts {
		if !seen[p.Run] {
			seen[p.Run] = true
			names = append(names, p.Run)
		}
	}
	return count(int64(len(x.Parts))) + " shards: " + sentenceOf(names)
}

func (x *Total) rate() string {
	if len(x.Parts) == 1 {
		return Rate(float64(x.Rate)) + " records/s, " + Rate(float64(x.Peak)) + " in the fastest second"
	}
	return Rate(float64(x.Rate)) + " records/s over the longest shard, at most " + Rate(float64(x.Peak)) + " in the fastest second"
}

// parts are the runs, each alone: where one is slower than the others, it shows.
func (x *Total) parts() *table {
	t := newTable("lrrrrrrrrr", "Shards", "partitions", "acked", "failed", "unknown", "unsent", "took", "records/s", "ack p99", "lag p99")
	for _, p := range x.Parts {
		t.row(p.Run, count(int64(p.Streams)), count(p.Account.Acked), count(p.Account.Failed), count(p.Account.Unknown), count(p.Account.Unsent()),
			Duration(p.Duration), Rate(float64(p.Rate)), p99(p.Ack), p99(p.Lag))
	}
	return t
}

func p99(h *engine.Histogram) string {
	if h == nil || h.Count() == 0 {
		return ""
	}
	return millis(h.Quantile(0.99)) + " ms"
}

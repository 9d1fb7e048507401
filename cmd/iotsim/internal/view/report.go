package view

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/iotsim/iotsim/internal/verify"
)

// A Verification is a report as JSON.
type Verification struct {
	Verdict verify.Verdict `json:"verdict"`
	verify.Sum
	verify.Report
}

// NewVerification adds to a report what follows from it.
func NewVerification(r *verify.Report) *Verification {
	return &Verification{Verdict: r.Verdict(), Sum: r.Sum(), Report: *r}
}

// Report prints a verification as text: the verdict with the counts it rests
// on, then the partitions in which something is wrong, or all of them.
func Report(w io.Writer, r *verify.Report, all bool) {
	s := r.Sum()
	mixed := len(r.Runs) > 0 && r.Verdict() == verify.Bad
	if mixed {
		fmt.Fprintf(w, "The topics hold records of other runs than the one to be verified: %s.\nverify RUN looks at one of them, where .iotsim/runs knows it; a topic of its own keeps a run apart.\n\n", runsOf(r.Runs))
	}
	fmt.Fprintf(w, "%s: %s of %s records read back, %s equal, %s missing, %s extra.\n",
		words[r.Verdict()], count(s.Read), count(s.Planned), count(s.Equal), count(s.Missing), count(s.Extra))
	if mixed && !all {
		explainFirst(w, r)
		return
	}
	t := newTable("lrrrrrl", "Partitions", "", "base", "end", "planned", "read", "")
	for i := range r.Partitions {
		p := &r.Partitions[i]
		if all || p.First != nil || p.Unread != "" {
			t.row(p.Topic, strconv.Itoa(int(p.Partition)), count(p.Base), count(p.End), count(p.Planned), count(p.Read), state(p))
		}
	}
	if len(t.rows) > 1 {
		fmt.Fprintln(w)
		t.print(w)
	}
	for i := range r.Partitions {
		explain(w, &r.Partitions[i])
	}
}

// runsOf lists runs with how many of their records were read.
func runsOf(all []verify.Run) string {
	var parts []string
	for _, r := range all {
		parts = append(parts, fmt.Sprintf("%s (%s)", r.Run, Plural(r.Records, "record", "records")))
	}
	return strings.Join(parts, ", ")
}

// explainFirst says what is wrong with the first partition that differs: where
// runs are mixed, the others say the same.
func explainFirst(w io.Writer, r *verify.Report) {
	for i := range r.Partitions {
		if r.Partitions[i].First != nil {
			explain(w, &r.Partitions[i])
			return
		}
	}
}

var words = map[verify.Verdict]string{
	verify.Good:         "Verified",
	verify.Bad:          "Not as planned",
	verify.Inconclusive: "Inconclusive",
}

func state(p *verify.Partition) string {
	switch {
	case p.First != nil:
		return p.First.What
	case p.Unread != "":
		return "unread"
	}
	return "equal"
}

// explain says what is wrong with a partition.
func explain(w io.Writer, p *verify.Partition) {
	if p.First != nil {
		fmt.Fprintf(w, "\n  %s, offset %s, planned record %s: %s\n", p.Stream, count(p.First.Offset), count(p.First.Rank), phrases[p.First.What])
		explainSides(w, p.First)
	}
	if p.Unread != "" {
		fmt.Fprintf(w, "\n  %s: not all could be read. %s\n", p.Stream, p.Unread)
	}
}

func explainSides(w io.Writer, d *verify.Difference) {
	if d.Planned != "" || d.What != verify.Extra {
		fmt.Fprintf(w, "    planned %s\n", excerpt(d.Planned, d.At))
	}
	if d.Found != "" || d.What != verify.Missing {
		fmt.Fprintf(w, "    found   %s\n", excerpt(d.Found, d.At))
	}
	if d.What == verify.Value || d.What == verify.Key || d.What == verify.Headers {
		fmt.Fprintf(w, "    they differ from byte %d on\n", d.At)
	}
}

var phrases = map[string]string{
	verify.Missing:   "the topic ends before the plan does",
	verify.Extra:     "the topic goes on after the plan's last record",
	verify.Gap:       "offsets are missing",
	verify.Key:       "the key differs",
	verify.Headers:   "the headers differ",
	verify.Timestamp: "the record's timestamp differs",
	verify.Value:     "the value differs",
}

// excerpt is a piece of a text around a byte, quoted: enough to see what differs.
// Characters are not cut in two.
func excerpt(text string, at int) string {
	const before, after = 24, 40
	from, to := max(0, at-before), min(len(text), at+after)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	s := strings.ReplaceAll(fmt.Sprintf("%q", text[from:to]), `\"`, `"`)
	if from > 0 {
		s = "…" + s
	}
	if to < len(text) {
		s += "…"
	}
	return s
}

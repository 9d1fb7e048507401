package view

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
)

// verificationFormat names the form of a Verification.
const verificationFormat = "iotsim/verification/1"

// A Verification is a report as JSON.
type Verification struct {
	Format  string         `json:"format"`
	Verdict verify.Verdict `json:"verdict"`
	verify.Sum
	verify.Report
}

// NewVerification adds to a report what follows from it.
func NewVerification(r *verify.Report) *Verification {
	return &Verification{Format: verificationFormat, Verdict: r.Verdict(), Sum: r.Sum(), Report: *r}
}

// Report prints a verification as text: the verdict with the counts it rests
// on, then the partitions in which something is wrong, or all of them, and the
// first examples of each kind.
func Report(w io.Writer, r *verify.Report, all bool) {
	s := r.Sum()
	mixed := r.Copy == nil && len(r.Runs) > 0 && r.Verdict() == verify.Bad
	switch {
	case r.Copy != nil:
		fmt.Fprintln(w, copyLine(r))
	case mixed:
		fmt.Fprintf(w, "The topics hold records of other runs than the one to be verified: %s.\nverify RUN looks at one of them, where .iotsim/runs knows it; a topic of its own keeps a run apart.\n\n", runsOf(r.Runs))
	}
	fmt.Fprintln(w, verdictLine(r, &s))
	if s.After > 0 {
		fmt.Fprintln(w, afterLine(r, s.After))
	}
	if t := partitions(r, &s, all); len(t.rows) > 1 && (all || !mixed) { // where runs are mixed, all of them differ
		fmt.Fprintln(w)
		t.print(w)
	}
	doubts(w, r)
	for _, k := range verify.Kinds() {
		showExamples(w, r, k)
	}
}

// afterLine is about what came when the run had ended.
func afterLine(r *verify.Report, n int64) string {
	whose, are := "not its own", "are"
	if n == 1 {
		are = "is"
	}
	if r.Level == verify.Count {
		whose = "not looked at"
	}
	return fmt.Sprintf("%s more came after the run's own end, and %s %s.", Plural(n, "record", "records"), are, whose)
}

var words = map[verify.Verdict]string{
	verify.Good:         "Verified",
	verify.Bad:          "Not as planned",
	verify.Inconclusive: "Inconclusive",
}

// copyLine says how a copy was compared.
func copyLine(r *verify.Report) string {
	line := fmt.Sprintf("A copy, whose records are known by their %s.", r.Copy.By)
	if len(r.Copy.Allowed) > 0 {
		var names []string
		for _, k := range r.Copy.Allowed {
			names = append(names, k.String())
		}
		line += " Allowed: " + strings.Join(names, ", ") + "."
	}
	if r.Copy.Labels > 0 {
		line += " Passed over: " + Plural(r.Copy.Labels, "label", "labels") + "."
	}
	if len(r.Runs) > 0 {
		line += " Passed over, of other runs: " + runsOf(r.Runs) + "."
	}
	if s := r.Sum(); r.Copy.By == verify.ByKeyTime && s.Equal == 0 && s.Read > 0 {
		line += "\nNone of the timestamps is of the plan: the pipeline makes its own. Write the values alone to a file, a line each (kcat -C -e): --file FILE knows them by what they hold."
	}
	return line
}

// verdictLine is a report in a line.
func verdictLine(r *verify.Report, s *verify.Sum) string {
	return inALine(r.Verdict(), r.Level.String(), s.Planned, s.Read, s.Equal, Findings(s))
}

// KeptVerdict is what is kept of a verification, in the same line.
func KeptVerdict(v *runs.Verification) string {
	var found []string
	for _, k := range verify.Kinds() {
		if n := v.Found[k.String()]; n > 0 {
			found = append(found, count(n)+" "+k.String())
		}
	}
	return inALine(verify.Verdict(v.Verdict), v.Level, v.Planned, v.Read, v.Equal, strings.Join(found, ", "))
}

func inALine(verdict verify.Verdict, level string, planned, read, equal int64, found string) string {
	line := fmt.Sprintf("%s: %s of %s records ", words[verdict], count(read), count(planned))
	switch level {
	case verify.Count.String():
		line += "counted"
	case verify.IDs.String():
		line += "read back, " + count(equal) + " equal in key and headers"
	default:
		line += "read back, " + count(equal) + " equal"
	}
	if found != "" {
		return line + ", " + found + "."
	}
	return line + ", 0 missing, 0 extra."
}

// Findings is how much of each kind was found; nothing where all is as planned.
func Findings(s *verify.Sum) string {
	var parts []string
	for _, k := range verify.Kinds() {
		if n := s.Found.Of(k); n > 0 {
			parts = append(parts, count(n)+" "+k.String())
		}
	}
	return strings.Join(parts, ", ")
}

// NewExamples shows the examples that were not shown yet, at most a few of a kind.
func NewExamples(w io.Writer, r *verify.Report, shown map[string]bool) {
	seen := map[verify.Kind]int{}
	for i := range r.Partitions {
		p := &r.Partitions[i]
		for j := range p.Examples {
			d := &p.Examples[j]
			seen[d.Kind]++
			id := fmt.Sprintf("%s %s %d %d", p.Stream, d.Kind, d.Rank, d.Offset)
			if seen[d.Kind] <= mostExamples && !shown[id] {
				shown[id] = true
				explain(w, p, d, r.Copy != nil && r.Copy.Files)
			}
		}
	}
}

// partitions is a table of those that are not as planned, or of all, with a column
// for each kind that was found. What a copy lacks is of none of its partitions.
func partitions(r *verify.Report, s *verify.Sum, all bool) *table {
	titles := []string{"Partitions", "", "base", "end", "planned", "read", "equal"}
	if r.Copy != nil {
		titles = []string{"Copy", "", "planned", "read", "equal"}
	}
	var kinds []verify.Kind
	for _, k := range verify.Kinds() {
		if s.Found.Of(k) > 0 {
			kinds = append(kinds, k)
			titles = append(titles, k.String())
		}
	}
	t := newTable("l"+strings.Repeat("r", len(titles)-1)+"l", append(titles, "")...)
	for i := range r.Partitions {
		p := &r.Partitions[i]
		if !all && p.IsGood() {
			continue
		}
		row := []string{p.Topic, strconv.Itoa(int(p.Partition))}
		if r.Copy != nil && r.Copy.Files {
			row[1] = ""
		}
		switch {
		case r.Copy == nil:
			row = append(row, count(p.Base), count(p.End), count(p.Planned), count(p.Read), count(p.Equal))
		case p.Partition < 0 && len(t.rows) == 1:
			continue
		case p.Partition < 0:
			row = []string{"in none", "", count(p.Planned), "", ""}
		default:
			row = append(row, "", count(p.Read), count(p.Equal))
		}
		for _, k := range kinds {
			cell := ""
			if n := p.Found.Of(k); n > 0 {
				cell = count(n)
			}
			row = append(row, cell)
		}
		t.row(append(row, state(p))...)
	}
	return t
}

func state(p *verify.Partition) string {
	switch {
	case p.Unread != "":
		return "unread"
	case p.Doubt != "":
		return "in doubt"
	case p.IsGood():
		return "as planned"
	}
	return ""
}

// doubts say why nothing can be said of partitions, once for all that share it.
func doubts(w io.Writer, r *verify.Report) {
	said := map[string]bool{}
	for i := range r.Partitions {
		p := &r.Partitions[i]
		if p.Unread != "" {
			fmt.Fprintf(w, "\n  %s: not all could be read. %s\n", p.Stream, p.Unread)
		}
		if why := p.Topic + ": " + p.Doubt; p.Doubt != "" && !said[why] {
			said[why] = true
			fmt.Fprintf(w, "\n  Nothing can be proved of %s.\n", why)
		}
	}
}

// mostExamples is how many examples of a kind are shown; JSON has them all.
const mostExamples = 2

func showExamples(w io.Writer, r *verify.Report, k verify.Kind) {
	shown := 0
	for i := range r.Partitions {
		p := &r.Partitions[i]
		for j := range p.Examples {
			if d := &p.Examples[j]; d.Kind == k && shown < mostExamples {
				shown++
				explain(w, p, d, r.Copy != nil && r.Copy.Files)
			}
		}
	}
}

// phrases say what a kind is, to be followed by a number of records.
var phrases = map[verify.Kind]string{
	verify.Missing:      "missing",
	verify.Truncated:    "truncated: the partition ends, and the plan goes on with",
	verify.Duplicate:    "duplicate",
	verify.Reordered:    "reordered: it does not belong here",
	verify.Misplaced:    "misplaced: it belongs into another partition",
	verify.Alien:        "alien: no record of this plan and run",
	verify.DataLoss:     "data-loss: acknowledged by the brokers, and gone:",
	verify.Unverifiable: "unverifiable: gone:",
}

// explain shows one example with both sides.
func explain(w io.Writer, p *verify.Partition, d *verify.Difference, files bool) {
	place, at := p.Stream.String(), "offset"
	if files {
		at = "line"
	}
	if p.Partition < 0 || files {
		place = p.Topic
	}
	if d.Offset >= 0 {
		place += ", " + at + " " + count(d.Offset)
	}
	if d.Rank >= 0 {
		place += ", planned record " + count(d.Rank)
	}
	fmt.Fprintf(w, "\n  %s: %s\n", place, phrase(d))
	planned, found := side(d, d.Planned), side(d, d.Found)
	if d.Planned != "" {
		fmt.Fprintf(w, "    planned %s\n", planned)
	}
	if d.Found != "" {
		fmt.Fprintf(w, "    found   %s\n", found)
	}
	if d.Kind == verify.Corrupt {
		fmt.Fprintf(w, "            %s^ byte %d\n", strings.Repeat(" ", pointer(planned, found)), d.At)
	}
}

// widest is how much of a record's name is shown.
const widest = 100

// side is what is shown of one side: a name from its beginning, bytes from a little
// before the first that differs.
func side(d *verify.Difference, text string) string {
	switch {
	case d.Kind == verify.Corrupt:
		return excerpt(text, d.At-d.From)
	case len(text) > widest:
		return escaped(strings.ToValidUTF8(text[:widest], "")) + "…"
	}
	return escaped(text)
}

// escaped makes what is no text visible.
func escaped(text string) string {
	q := strconv.Quote(text)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

// phrase says in words what an example is of.
func phrase(d *verify.Difference) string {
	switch {
	case d.Kind == verify.Corrupt && d.Path != "":
		return "corrupt: " + d.Path + " differs"
	case d.Kind == verify.Corrupt && d.What == verify.Headers:
		return "corrupt: the headers differ"
	case d.Kind == verify.Corrupt && d.What == verify.Timestamp:
		return "corrupt: the record's timestamp differs"
	case d.Kind == verify.Corrupt:
		return "corrupt: the " + d.What + " differs"
	case d.Kind == verify.OffsetGap:
		return "offset-gap: " + Plural(d.Records, "offset that no record has", "offsets that no record has")
	}
	words := phrases[d.Kind]
	if slices.Contains([]verify.Kind{verify.Missing, verify.Truncated, verify.DataLoss, verify.Unverifiable}, d.Kind) {
		words += " " + Plural(d.Records, "record", "records")
	}
	return words
}

// runsOf lists runs with how many of their records were read.
func runsOf(all []verify.Run) string {
	var parts []string
	for _, r := range all {
		parts = append(parts, fmt.Sprintf("%s (%s)", r.Run, Plural(r.Records, "record", "records")))
	}
	return strings.Join(parts, ", ")
}

// pointer is the column at which two excerpts begin to differ.
func pointer(planned, found string) int {
	n := 0
	for n < min(len(planned), len(found)) && planned[n] == found[n] {
		n++
	}
	for n > 0 && n < len(planned) && !utf8.RuneStart(planned[n]) {
		n--
	}
	return columns(planned[:n])
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
	s := escaped(text[from:to])
	if from > 0 {
		s = "…" + s
	}
	if to < len(text) {
		s += "…"
	}
	return s
}

package bench

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Markdown is the tables.
func (r *Report) Markdown() string {
	var b strings.Builder
	b.WriteString("Written by `make bench`; what it says is in [performance.md](performance.md). A figure is the median over rounds in which all contenders take part, " +
		"the spread its least and its most; ratios are taken within a round. Everything ran on the same machine, brokers too.\n\n")
	b.WriteString("| measure | median | spread | goal |\n|---|---:|---:|---|\n")
	for _, l := range r.Lines {
		b.WriteString(l.row())
	}
	for _, l := range r.OfPoints() {
		b.WriteString(l.row())
	}
	if len(r.Points) > 0 {
		b.WriteString("\nFleets of the factory's sensors on one node of Kafka, each held for eight seconds, as `make curves` found them. Lag and acknowledgement are 99th percentiles; " +
			"making one message is processor time, the look at the clock (about 0.3 µs) included.\n\n" +
			"| devices | every | planned msg/s | reached | cores | memory MB | lag ms | acknowledged ms | making p99 µs | longest µs |\n" +
			"|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
		for i := range r.Points {
			b.WriteString(r.Points[i].row())
		}
		b.WriteString("\n![Rate and processor time of fleets from a hundred to a million devices](load.svg)\n\n![Memory, lag, acknowledgement and making of a message](curves.svg)\n")
	}
	b.WriteString("\n| part | measured | commit | machine | again by |\n|---|---|---|---|---|\n")
	for _, p := range r.Parts {
		fmt.Fprintf(&b, "| %s | %s%s | %s | %s | `%s` |\n", p.Name, p.Date, turns(p.Rounds), p.Commit, p.Machine, p.Command)
	}
	b.WriteString("\n| line | is |\n|---|---|\n")
	for _, l := range r.Lines {
		if l.Command != "" {
			fmt.Fprintf(&b, "| %s | `%s` |\n", l.What, l.Command)
		}
	}
	return b.String()
}

func turns(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(", %d rounds", n)
}

// String is the machine in a cell of a table.
func (m Machine) String() string {
	s := fmt.Sprintf("%s, %d cores, %.1f GB, %s, %s", m.Processor, m.Cores, m.Memory, m.System, m.Go)
	if m.Kafka != "" {
		s += ", Kafka " + m.Kafka
	}
	return s
}

func (l *Line) row() string {
	m := Median(l.Samples)
	spread := ""
	if least, most := extremes(l.Samples); Figure(least, l.Unit) != Figure(most, l.Unit) {
		spread = Figure(least, "") + " – " + Figure(most, l.Unit)
	}
	what := l.What
	if l.Page != "" {
		what = l.Page + ": " + what
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", what, Figure(m, l.Unit), spread, l.Goal.verdict(m, l.Unit))
}

func (g *Goal) verdict(v float64, unit string) string {
	if g == nil {
		return ""
	}
	sign, verdict := "≥ ", "met"
	if g.Most {
		sign = "≤ "
	}
	if !g.Met(v) {
		verdict = "missed"
	}
	return sign + bound(g.Bound, unit) + ", " + verdict
}

// bound is a goal as somebody wrote it, without digits that nobody meant.
func bound(v float64, unit string) string {
	text := grouped(strconv.FormatFloat(v, 'f', -1, 64))
	return joined(text, unit)
}

func extremes(samples []float64) (least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for _, v := range samples {
		least, most = min(least, v), max(most, v)
	}
	return least, most
}

// Figure is a quantity with the digits that a measurement carries: three, or what
// stands before the point. A ratio has its x behind it, and a count of allocations nothing.
func Figure(v float64, unit string) string {
	digits := 0
	switch a := math.Abs(v); {
	case a == 0 || a >= 100:
	case a >= 10:
		digits = 1
	case a >= 1:
		digits = 2
	case a >= 0.01:
		digits = 3
	default:
		digits = 4
	}
	return joined(grouped(strconv.FormatFloat(v, 'f', digits, 64)), unit)
}

func joined(text, unit string) string {
	switch unit {
	case "":
		return text
	case "x":
		return text + "x"
	}
	return text + " " + unit
}

// grouped has a comma behind each three digits.
func grouped(text string) string {
	whole, fraction, dotted := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		return whole + "." + fraction
	}
	return whole
}

func (p *Point) row() string {
	reached := Figure(p.Rate, "")
	if !p.Held() {
		reached += ", not held"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", grouped(strconv.FormatInt(p.Devices, 10)), p.Interval, Figure(p.Wanted, ""), reached,
		Figure(p.Cores, ""), Figure(p.Resident, ""), Figure(p.Lag, ""), Figure(p.Ack, ""), Figure(p.Making, ""), Figure(p.Longest, ""))
}

// OfPoints are the lines that the curves answer.
func (r *Report) OfPoints() []Line {
	var lines []Line
	if p := r.Of(10_000, "3s"); p != nil {
		lines = append(lines, Line{Page: "P6", What: "10,000 devices every 3 s on Kafka, processor", Unit: "cores", Samples: []float64{p.Cores}, Goal: AtMost(0.02)})
	}
	if p := r.Of(1_000_000, "3s"); p != nil {
		lines = append(lines,
			Line{Page: "P7", What: "1,000,000 devices every 3 s on Kafka, of 333,333 msg/s", Unit: "msg/s", Samples: []float64{p.Rate}, Goal: AtLeast(323_000)},
			Line{Page: "P7", What: "the same, memory", Unit: "MB", Samples: []float64{p.Resident}, Goal: AtMost(1000)})
	}
	return lines
}

package view

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
)

// A Panel is a run under way as one picture: the plan's curve with a cursor, the fleet,
// rates and latencies with their recent course. It is drawn again and again over itself.
type Panel struct {
	program *engine.Program
	color   bool

	curve []float64 // planned rate, a value a column; of another width it is made anew
	trail map[string][]float64
}

// A Glance is what a Panel shows.
type Glance struct {
	engine.Progress
	Judged  []engine.Finding // expectations, by what was measured so far
	Trouble string           // what the run waits out at the moment, empty when nothing
}

// The widest and the narrowest panel, in columns.
const (
	widestPanel    = 110
	NarrowestPanel = 60
)

// trailed is how many glances back the courses go.
const trailed = 24

// NewPanel is the panel of a run that is about to begin.
func NewPanel(program *engine.Program, color bool) *Panel {
	return &Panel{program: program, color: color, trail: map[string][]float64{}}
}

// Draw is the lines of a panel, none longer than width.
func (p *Panel) Draw(g Glance, width int) []string {
	width = min(width, widestPanel)
	plan := p.program.Plan()
	var lines []string
	if !plan.Forever {
		lines = append(lines, p.timeline(&g, width)...)
	} else {
		lines = append(lines, fmt.Sprintf("  %s  %s, until Ctrl-C", stopwatch(time.Duration(g.Time)), plan.Phases[g.Phase].Name))
	}
	lines = append(lines, "")
	lines = append(lines, p.measures(&g)...)
	for i, line := range lines {
		lines[i] = cut(line, width)
	}
	return lines
}

// timeline is the planned rate over the whole plan, where the phases begin, and how
// far the run is.
func (p *Panel) timeline(g *Glance, width int) []string {
	plan := p.program.Plan()
	n := width - len(margin)
	if len(p.curve) != n {
		p.curve = make([]float64, n)
		for i := range p.curve {
			p.curve[i] = p.program.At(plan.Duration / int64(2*n) * int64(2*i+1)).Rate
		}
	}
	top := 0.0
	for _, v := range p.curve {
		top = max(top, v)
	}
	at := min(n-1, int(float64(g.Time)/float64(plan.Duration)*float64(n)))
	high, low := tall(p.curve, top)
	upper, lower := p.shade(high, low, at)
	clock := stopwatch(time.Duration(g.Time)) + " of " + stopwatch(time.Duration(plan.Duration))
	if g.ETA > 0 {
		clock += ", " + Duration(g.ETA.Round(time.Second)) + " left"
	}
	cursor := strings.Repeat(" ", at) + "▲ " + clock
	if at > n-columns(clock)-2 {
		cursor = strings.Repeat(" ", max(0, at-columns(clock)-1)) + clock + " ▲"
	}
	return []string{
		strings.TrimRight(margin+upper, " "),
		margin + lower,
		margin + p.names(plan, n, g.Phase),
		margin + cursor,
	}
}

// shade parts two rows into what is behind the run and what is before it.
func (p *Panel) shade(upper, lower []rune, at int) (string, string) {
	row := func(r []rune) string { return p.paint(bold, string(r[:at+1])) + p.paint(faint, string(r[at+1:])) }
	return row(upper), row(lower)
}

// names are the phases where they begin; those that have no room are left out.
func (p *Panel) names(plan *engine.Plan, n, present int) string {
	line := strings.Builder{}
	used := 0
	for turn := range p.program.Turns(0, plan.Duration) {
		from := int(float64(turn.Start) / float64(plan.Duration) * float64(n))
		name := plan.Phases[turn.Phase].Name
		if from < used || from+columns(name) > n {
			continue
		}
		line.WriteString(strings.Repeat(" ", from-used))
		if used = from + columns(name) + 1; turn.Phase == present {
			name = p.paint(bold, name)
		}
		line.WriteString(name + " ")
	}
	return strings.TrimRight(line.String(), " ")
}

// measures are the figures.
func (p *Panel) measures(g *Glance) []string {
	plan := p.program.Plan()
	a := g.Account
	lines := []string{
		p.line("devices", count(g.Online)+" of "+count(plan.Devices)+" online", ""),
		p.line("rate", p.rate(g), p.course("rate", float64(g.Rate))),
		p.line("acked", count(a.Acked)+" of "+count(a.Planned), p.bar(a.Acked, a.Planned)),
		p.line("", fmt.Sprintf("failed %s, unknown %s, on their way %s", count(a.Failed), count(a.Unknown), count(a.Buffered())), ""),
	}
	if a.Failed+a.Unknown > 0 {
		lines[3] = p.paint(red, lines[3])
	}
	for _, l := range []struct {
		name string
		of   engine.Latency
	}{{"ack", g.Ack}, {"lag", g.Lag}} {
		if l.of.Count > 0 {
			lines = append(lines, p.line(l.name, "p50 "+millis(l.of.P50)+"  p99 "+millis(l.of.P99)+" ms", p.course(l.name, float64(l.of.P99))))
		}
	}
	if names := active(plan, g.Time); len(names) > 0 {
		lines = append(lines, p.line("faults", strings.Join(names, ", "), ""))
	}
	for i := range g.Judged {
		if f := &g.Judged[i]; f.Verdict == engine.Failed {
			lines = append(lines, p.paint(red, p.line("fails", f.Name+": "+Measured(f), "")))
		}
	}
	if g.Trouble != "" {
		lines = append(lines, p.paint(red, p.line("waits", g.Trouble, "")))
	}
	return lines
}

// rate is what is sent, and what is wanted where there is a target.
func (p *Panel) rate(g *Glance) string {
	s := Rate(float64(g.Rate)) + "/s"
	if g.Target > 0 {
		s += " of " + Rate(float64(g.Target)) + "/s"
	}
	return s
}

// line is a name, a figure and what is drawn beside it.
func (p *Panel) line(name, figure, drawn string) string {
	return strings.TrimRight(margin+pad(name, 9, 'l')+pad(figure, max(38, columns(figure)), 'l')+gap+drawn, " ")
}

// course is the figure over the last glances, this one with them.
func (p *Panel) course(name string, v float64) string {
	t := append(p.trail[name], v)
	t = t[max(0, len(t)-trailed):]
	p.trail[name] = t
	top := 0.0
	for _, v := range t {
		top = max(top, v)
	}
	return spark(t, top)
}

// bar is how much of something is done.
func (p *Panel) bar(done, of int64) string {
	if of <= 0 {
		return ""
	}
	share := min(1, float64(done)/float64(of))
	full := int(math.Floor(share * trailed))
	return strings.Repeat("█", full) + strings.Repeat("░", trailed-full) + fmt.Sprintf(" %.0f%%", math.Floor(share*100))
}

// active are the faults that may happen at a plan time.
func active(plan *engine.Plan, t int64) []string {
	var names []string
	for i := range plan.Faults {
		for _, w := range plan.Faults[i].Windows {
			if w.Start <= t && t < w.End {
				names = append(names, plan.Faults[i].Name)
				break
			}
		}
	}
	return names
}

const red = "\x1b[31m"

func (p *Panel) paint(how, text string) string {
	if !p.color || text == "" {
		return text
	}
	return how + text + plain
}

// cut cuts a line to so many columns; sequences that paint take none.
func cut(line string, width int) string {
	var b strings.Builder
	painting, painted := false, false
	for _, r := range line {
		if r == '\x1b' {
			painting, painted = true, true
		}
		if !painting {
			if width -= columns(string(r)); width < 0 {
				if painted {
					b.WriteString(plain)
				}
				return b.String()
			}
		}
		if painting && r == 'm' {
			painting = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

package engine

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

// CompileOptions say what a scenario leaves to the moment of apply.
type CompileOptions struct {
	// Start, in Unix milliseconds, replaces a start that the scenario leaves
	// open ("now", or no start at all), before the scenario's own offset.
	Start *int64
}

// Compile lays a scenario on one time line and counts it exactly. The plan is
// nil when the diagnostics hold an error. Two compiles of one scenario are equal
// byte for byte.
func Compile(s *schema.Scenario, o CompileOptions) (*Plan, hcl.Diagnostics) {
	p, diags, _ := CompileContext(context.Background(), s, o) // which never ends
	return p, diags
}

// CompileContext is Compile until ctx ends: counts are exact, and to count what
// faults do to every reading of a large plan may take hours. The error is why ctx
// ended; then there is no plan.
func CompileContext(ctx context.Context, s *schema.Scenario, o CompileOptions) (*Plan, hcl.Diagnostics, error) {
	p, diags := layOut(ctx, s, o)
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx) // what was counted is not all
	}
	return p, diags, nil
}

func layOut(ctx context.Context, s *schema.Scenario, o CompileOptions) (*Plan, hcl.Diagnostics) {
	diags := Check(s)
	p := newPlan(s, o)
	places, _ := newPlaces(p)
	c := &compiler{scenario: s, plan: p, fleet: places.fleet}
	c.phases()
	c.faults()
	c.expectations()
	diags = append(diags, c.diags...)
	if diags.HasErrors() {
		return nil, diags
	}
	program, _ := newProgram(p) // whatever it finds, Check has found
	if diags = append(diags, program.checkRepeats()...); diags.HasErrors() {
		return nil, diags
	}
	if program.count(ctx); context.Cause(ctx) != nil {
		return nil, diags
	}
	diags = append(diags, program.check(ctx)...)
	diags = append(diags, program.checkPublished()...)
	if diags.HasErrors() {
		return nil, diags
	}
	program.forecast()
	p.Bytes = program.size()
	if diags = append(diags, program.checkSizes()...); diags.HasErrors() {
		return nil, diags
	}
	p.Digest = p.digest()
	return p, diags
}

// Check holds a scenario's expressions against what they may name. It needs the
// models, faults and expectations only, and for advice the groups, so it has its say where the rest of a scenario is in
// error: then the author reads of everything at once.
func Check(s *schema.Scenario) hcl.Diagnostics {
	var diags hcl.Diagnostics
	words := &expression.Vocabulary{Tags: tagNames(s.Groups)}
	for i := range s.Models {
		_, more := newModel(&s.Models[i], i)
		diags = append(diags, more...)
		words.Models = append(words.Models, s.Models[i].Name)
	}
	if s.ModelsUnread {
		words.Models = nil
	}
	for i := range s.Faults {
		if where := s.Faults[i].Where; where != nil {
			known := words
			if strings.Contains(s.Faults[i].Name, ".") {
				known = &expression.Vocabulary{Tags: words.Tags} // a library's: it names models that other scenarios have
			}
			_, more := expression.CompileSelector(where, known)
			diags = append(diags, more...)
		}
		if when := s.Faults[i].When; when != nil {
			_, more := expression.CompileMoment(when)
			diags = append(diags, more...)
		}
	}
	for i := range s.Expectations {
		if that := s.Expectations[i].That; that != nil {
			_, more := expression.CompileVerdict(that)
			diags = append(diags, more...)
		}
	}
	return diags
}

func newPlan(s *schema.Scenario, o CompileOptions) *Plan {
	p := &Plan{
		Scenario: s.Name, Description: s.Description, Seed: s.Seed,
		Timezone: "UTC", Speed: s.Speed,
		Models: s.Models, Groups: s.Groups, Sinks: sinksOf(s), Labels: s.Labels,
	}
	if s.Timezone != nil {
		p.Timezone = s.Timezone.String()
	}
	switch offset := s.Start.Offset.Milliseconds(); {
	case !s.Start.Now:
		p.Start = &s.Start.UnixMillis
	case o.Start != nil:
		start := *o.Start + offset
		p.Start = &start
	default:
		p.StartOffset = offset
	}
	for i := range p.Groups {
		p.Devices += p.Groups[i].Count
	}
	p.Streams = streamsOf(p, s)
	return p
}

// A compiler turns phases and faults into curves and windows.
type compiler struct {
	scenario *schema.Scenario
	plan     *Plan
	fleet    *fleet
	diags    hcl.Diagnostics
}

func (c *compiler) fault(subject hcl.Range, summary, detail string, args ...any) {
	c.diags = append(c.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(detail, args...), Subject: subject.Ptr(),
	})
}

// maxRecords keeps counts, and sums of lengths, far from the end of 64 bits.
const maxRecords = 100e12

// checkTotal refuses a plan that nobody could ever send.
func (c *compiler) checkTotal(area *big.Rat) {
	stretched, _ := area.Float64()
	total := 0.0
	for i := range c.plan.Groups {
		total += float64(float64(c.plan.Groups[i].Count) * (stretched / float64(c.plan.Groups[i].Interval)))
	}
	if total > maxRecords {
		c.fault(c.scenario.Range, "Too many records", "This plan is about %.2g readings; the most is %.0e. Shorten the phases, lower the rate, or use fewer devices.", total, float64(maxRecords))
	}
}

const (
	yearNanos = 365 * dayNanos
	maxArea   = 100 * yearNanos // of interval-time: far below what an int64 holds
)

// share draws the curve of a phase's devices and returns where it ends.
func (c *compiler) share(ph *Phase, src *schema.Phase, level Share) Share {
	curve := src.Devices
	if curve == nil {
		ph.Share = []SharePiece{{ph.Start, ph.End, level, level}}
		return level
	}
	from := c.devices(curve.From, curve.Range)
	to := from
	if curve.Ramp {
		to = c.devices(curve.To, curve.Range)
	}
	end := ph.Start + written(curve, src)
	if !curve.Ease || from == to {
		ph.Share = []SharePiece{{ph.Start, end, from, to}}
		return to
	}
	ease(ph.Start, end, from.rat(), to.rat(), func(start, end int64, a, b *big.Rat) {
		ph.Share = append(ph.Share, SharePiece{start, end, newShare(a), newShare(b)})
	})
	return to
}

// devices is a level of a fleet: a share, or the share that admits a number.
func (c *compiler) devices(l schema.Level, r hcl.Range) Share {
	if !l.Absolute {
		return newShare(rat(l.Value))
	}
	n := l.Value.Num / l.Value.Den
	if n > c.plan.Devices {
		c.fault(r, "More devices than exist", "This asks for %d devices; the buildings hold %d. Write at most %[2]d, or a percentage such as \"100%%\".", n, c.plan.Devices)
		return wholeFleet
	}
	return c.fleet.shareOf(n)
}

// rate draws the curve of a phase's rate.
func (c *compiler) rate(ph *Phase, src *schema.Phase) {
	one := schema.Ratio{Num: 1, Den: 1}
	if src.Rate == nil {
		ph.Rate = []Piece{{ph.Start, ph.End, one, one}}
		return
	}
	unit := big.NewRat(1, 1)
	if src.Rate.From.Absolute {
		unit = c.perMultiple(ph)
		if unit.Sign() == 0 {
			c.fault(src.Rate.Range, "No device to share the rate", "In phase %q no device is online, so nothing can be sent at a fleet's total. Let devices be above 0, or leave rate out.", ph.Name)
			ph.Rate = []Piece{{ph.Start, ph.End, one, one}}
			return
		}
	}
	from := new(big.Rat).Quo(rat(src.Rate.From.Value), unit)
	to := from
	if src.Rate.Ramp {
		to = new(big.Rat).Quo(rat(src.Rate.To.Value), unit)
	}
	emit := func(start, end int64, a, b *big.Rat) {
		ph.Rate = append(ph.Rate, c.piece(start, end, a, b, src))
	}
	end := ph.Start + written(src.Rate, src)
	if src.Rate.Ease && from.Cmp(to) != 0 {
		ease(ph.Start, end, from, to, emit)
		return
	}
	emit(ph.Start, end, from, to)
}

// written is how long a curve was written: a phase that --duration cuts short ends
// in the middle of its ramps, it does not squeeze them.
func written(c *schema.Curve, src *schema.Phase) int64 {
	return int64(max(c.Span, src.Duration))
}

// perMultiple is the records a second that the phase's fleet sends at rate 1,
// when it is at its largest.
func (c *compiler) perMultiple(ph *Phase) *big.Rat {
	largest := Share(0)
	for _, piece := range ph.Share {
		largest = max(largest, piece.From, piece.To)
	}
	sum := new(big.Rat)
	for i := range c.fleet.groups {
		g := &c.fleet.groups[i]
		sum.Add(sum, big.NewRat(g.online(largest)*1e9, int64(g.Interval)))
	}
	return sum
}

// maxRatio bounds the rates of a piece over their common denominator, so that
// they and their products with a time fit the time line's arithmetic.
var maxRatio = new(big.Int).Lsh(big.NewInt(1), 62)

// piece is a stretch of rate as integers. Only a fleet of very many different
// intervals under "R/s" gives fractions that are longer; they are refused, not
// rounded.
func (c *compiler) piece(start, end int64, from, to *big.Rat, src *schema.Phase) Piece {
	common := new(big.Int).GCD(nil, nil, from.Denom(), to.Denom())
	common.Div(new(big.Int).Mul(from.Denom(), to.Denom()), common)
	for _, r := range []*big.Rat{from, to, big.NewRat(1, 1)} {
		scaled := new(big.Int).Mul(r.Num(), common)
		if scaled.Div(scaled, r.Denom()).Cmp(maxRatio) > 0 {
			c.fault(src.Rate.Range, "Rate is too fine", "In phase %q the rate becomes the fraction %s, too long to be exact. Write a rounder total, or a multiple such as \"2x\".", src.Name, from)
			return Piece{start, end, schema.Ratio{Num: 1, Den: 1}, schema.Ratio{Num: 1, Den: 1}}
		}
	}
	return Piece{start, end, newRatio(from), newRatio(to)}
}

func newRatio(r *big.Rat) schema.Ratio {
	return schema.Ratio{Num: r.Num().Int64(), Den: r.Denom().Int64()}
}

// forecast fills in what a reader wants to know of each phase: who is online
// and what the plan sends at its start and end, and the highest rate of all.
func (p *Program) forecast() {
	for i := range p.plan.Phases {
		ph := &p.plan.Phases[i]
		variants := ph.variants()
		for j, t := range []int64{ph.Start, ph.End} {
			state := p.during(i, variants[0], t)
			ph.Online[j], ph.Target[j] = state.Online, Rate(state.Rate)
		}
		for time, c := range variants {
			start := int64(time) * ph.Every
			for _, t := range c.borders(ph.Start+start, ph.End+start) {
				p.plan.Peak = max(p.plan.Peak, Rate(p.during(i, c, t).Rate))
			}
		}
	}
}

// borders are the instants of a phase between which its curves are straight.
func (c *Curves) borders(start, end int64) []int64 {
	var at []int64
	for _, piece := range c.Share {
		at = append(at, piece.Start, min(piece.End, end))
	}
	for _, piece := range c.Rate {
		at = append(at, piece.Start, min(piece.End, end))
	}
	for _, share := range c.Share {
		for _, rate := range c.Rate {
			if t := share.vertex(rate); t > start && t < end {
				at = append(at, t)
			}
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// vertex is where the product of two straight curves turns; 0 where it does not
// in the time that both hold.
func (p SharePiece) vertex(r Piece) int64 {
	perNano := func(from, to float64, start, end int64) (slope, zero float64) {
		slope = (to - from) / float64(end-start)
		return slope, from - float64(slope*float64(start)) // the line at t = 0
	}
	a, b := perNano(float64(p.From), float64(p.To), p.Start, p.End)
	c, d := perNano(toFloat(r.From), toFloat(r.To), r.Start, r.End)
	if a == 0 || c == 0 {
		return 0
	}
	t := int64(-(float64(a*d) + float64(b*c)) / float64(2*float64(a*c)))
	if t < max(p.Start, r.Start) || t >= min(p.End, r.End) {
		return 0
	}
	return t
}

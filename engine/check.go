package engine

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

// check looks for what only the whole plan shows: faults that never happen, and
// effects that cannot work on the devices they select. Once ctx ends, it stops looking.
func (p *Program) check(ctx context.Context) hcl.Diagnostics {
	var diags hcl.Diagnostics
	where := whereCheck{program: p, names: map[string]*placeNames{}}
	for _, f := range p.faults {
		misplaced := where.check(f)
		diags = append(diags, misplaced...)
		if len(misplaced) == 0 || f.Selected > 0 || len(f.Windows) == 0 {
			diags = append(diags, p.checkHits(f)...)
		}
		diags = append(diags, p.checkHour(f)...)
		for i := range f.effects {
			e := &f.effects[i]
			if e.layer <= layerReplace {
				diags = append(diags, p.checkSensors(e)...)
			}
			if e.Kind == schema.Battery {
				diags = append(diags, p.checkBattery(e)...)
			}
			if e.Kind == schema.Offline {
				diags = append(diags, p.checkDrain(ctx, f, e)...)
			}
		}
	}
	return append(diags, p.checkRates()...)
}

// admitsSome says whether a fault would happen to devices if it had something to
// change in them.
func (p *Program) admitsSome(f *fault) bool {
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		for d := g.first; d < g.first+g.Group.Count; d++ {
			if f.admits(g, i, d) {
				return true
			}
			if f.selector == nil || !f.selector.PerDevice() {
				break // nor does it admit another one of the group
			}
		}
	}
	return false
}

// matter is what the effects of a fault are about.
func (f *fault) matter() string {
	var names []string
	for i := range f.effects {
		e := &f.effects[i]
		switch {
		case e.Sensor != "":
			names = append(names, fmt.Sprintf("the value of sensor %q", e.Sensor))
		case e.Kind == schema.Swap:
			names = append(names, fmt.Sprintf("the values of sensors %q and %q", e.Sensors[0], e.Sensors[1]))
		case e.Field != "":
			names = append(names, fmt.Sprintf("the field %q", e.Field))
		default:
			names = append(names, fmt.Sprintf("what effect %q changes", e.Kind))
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// checkRates warns of expectations of a rate in scenarios that do not run at their
// own speed: what is measured is records a second of wall time.
func (p *Program) checkRates() hcl.Diagnostics {
	var diags hcl.Diagnostics
	speed := p.plan.Speed
	if speed.Num == 0 || speed.Num == speed.Den {
		return nil // max: it is a load test
	}
	factor := float64(speed.Num) / float64(speed.Den)
	for i, v := range p.verdicts {
		if v != nil && slices.Contains(v.Names(), "rate") {
			e := &p.plan.Expectations[i]
			diags = append(diags, diagnostic(hcl.DiagWarning, e.That.Range, "Rate is of wall time",
				"The scenario runs at %gx: where plan says 1 record a second, rate is measured as %g. For the scenario's own rate divide, rate / %g.", factor, factor, factor)...)
		}
	}
	return diags
}

func diagnostic(severity hcl.DiagnosticSeverity, subject hcl.Range, summary, detail string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{{
		Severity: severity, Summary: summary, Detail: fmt.Sprintf(detail, args...), Subject: subject.Ptr(),
	}}
}

// checkHits warns of faults that cannot be seen.
func (p *Program) checkHits(f *fault) hcl.Diagnostics {
	switch {
	case len(f.Windows) == 0 && f.Listed:
		return nil // its phases were cut off, on purpose
	case len(f.Windows) == 0:
		return diagnostic(hcl.DiagWarning, f.Range, "Fault is never active", "No phase lists it. Write faults = [fault.%s] in the phase where it may happen.", f.Name)
	case f.Selected == 0 && p.admitsSome(f):
		return diagnostic(hcl.DiagWarning, f.Range, "Fault has nothing to change", "The messages of the devices that fault %q may happen to do not hold %s.", f.Name, f.matter())
	case f.Selected == 0 && f.Where != nil:
		return diagnostic(hcl.DiagWarning, f.Where.Range, "Fault selects no device", "No device of this scenario meets the condition of fault %q.%s", f.Name, p.nearID(f))
	case f.Hit == 0:
		return diagnostic(hcl.DiagWarning, f.Range, "Fault hits no device", "Fault %q may happen to %d devices, but the draw picks none of them. Raise probability, or write count.", f.Name, f.Selected)
	}
	return append(f.checkCount(), f.checkAfter()...)
}

// checkCount warns of a fault that is to happen to more than there are.
func (f *fault) checkCount() hcl.Diagnostics {
	if f.Count == nil {
		return nil
	}
	selected, kind := f.Selected, "devices"
	if f.Places != nil {
		selected, kind = f.Places.Selected, f.Scope+"s"
	}
	if *f.Count <= selected {
		return nil
	}
	return diagnostic(hcl.DiagWarning, f.Range, "Count is more than all", "Fault %q is to happen to %d %s and may happen to %d: it happens to all of these. Lower count, or let where admit more.", f.Name, *f.Count, kind, selected)
}

// checkAfter warns of a fault that is over before it begins.
func (f *fault) checkAfter() hcl.Diagnostics {
	if f.after == nil {
		return nil
	}
	longest := int64(0)
	for _, w := range f.Windows {
		longest = max(longest, w.End-w.Start)
	}
	what := "the longest time in which phases list it"
	if f.Repeat > 0 && int64(f.Repeat) <= longest {
		longest, what = int64(f.Repeat), "the time after which it repeats"
	}
	if earliest := f.after.Quantile(0); earliest < float64(longest) {
		return nil
	}
	return diagnostic(hcl.DiagWarning, f.Range, "Fault never begins", "Fault %q begins after %v at the earliest, and %s is %v. Shorten after.", f.Name, time.Duration(f.after.Quantile(0)), what, time.Duration(longest))
}

// maxActivations is how often faults may happen to devices where each time is told
// or looked at: minutes of counting.
const maxActivations = 1e9

// checkRepeats refuses a fault that repeats so fast over so many devices that its
// times are more than readings ever are. Without labels nobody looks at single ones.
func (p *Program) checkRepeats() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, f := range p.faults {
		times := f.slotAt(p.plan.Counted()-1) + 1
		if times <= maxActivations/max(p.plan.Devices, 1) || p.plan.Labels == nil && !f.has[layerOffline] {
			continue
		}
		hit := int64(0)
		for i := range p.fleet.groups {
			g := &p.fleet.groups[i]
			for d := g.first; d < g.first+g.Count; d++ {
				if f.hits(g, i, d, g.device(g.ordinal(d))) {
					hit++
				}
			}
		}
		if times > maxActivations/max(hit, 1) {
			diags = append(diags, diagnostic(hcl.DiagError, f.Range, "Fault repeats too often", "Fault %q happens %d times to each of %d devices; the most is %.0e in all. Lengthen repeat, or let it happen to fewer devices.", f.Name, times, hit, float64(maxActivations))...)
		}
	}
	return diags
}

// checkPublished refuses copies that nobody could ever send.
func (p *Program) checkPublished() hcl.Diagnostics {
	if n := p.plan.Totals.Published; n > maxRecords {
		for _, f := range p.faults {
			if f.has[layerDuplicate] {
				return diagnostic(hcl.DiagError, f.Range, "Too many records", "With the copies that faults make, this plan is %d records; the most is %.0e. Make fewer copies, or let the fault happen to fewer devices.", n, float64(maxRecords))
			}
		}
	}
	return nil
}

// checkHour warns that counts depend on an hour that is not known yet.
func (p *Program) checkHour(f *fault) hcl.Diagnostics {
	if f.when == nil || !f.when.UsesHour || p.plan.Start != nil {
		return nil
	}
	return diagnostic(hcl.DiagWarning, f.When.Range, "Hour is not known yet", "The scenario leaves its start to the moment of apply, so what fault %q touches is counted as if it began at midnight UTC. Write start in the scenario, or --start.", f.Name)
}

// checkSensors refuses arithmetic on sensors that do not say numbers, and a swap
// of what is not alike.
func (p *Program) checkSensors(e *effect) hcl.Diagnostics {
	for _, m := range p.models {
		i := e.sensors[m.index]
		if i < 0 {
			continue
		}
		s := &m.sensors[i]
		if e.Kind == schema.Swap {
			if other := &m.sensors[e.others[m.index]]; s.kind() != other.kind() {
				return diagnostic(hcl.DiagError, e.Range, "Swapped sensors differ", "Sensor %q of model %q says %s and sensor %q says %s: neither can say the other's. Name two sensors that are alike.", s.Name, m.Name, s.kind(), other.Name, other.kind())
			}
		}
		if needsNumber(e.Effect) && s.kind() != expression.Number {
			return p.notNumber(e, m, s)
		}
	}
	return nil
}

func (p *Program) notNumber(e *effect, m *model, s *sensor) hcl.Diagnostics {
	if e.Grow > 0 || e.Recover > 0 {
		return diagnostic(hcl.DiagError, e.Range, "Sensor is not a number", "Effect %q works on numbers where it grows or recovers; sensor %q of model %q says %s. Leave grow and recover out, or choose another sensor.", e.Kind, s.Name, m.Name, s.kind())
	}
	return diagnostic(hcl.DiagError, e.Range, "Sensor is not a number", "Effect %q works on numbers; sensor %q of model %q says %s.", e.Kind, s.Name, m.Name, s.kind())
}

// checkDrain refuses a backlog that would never drain, and one that is still
// there when the fault may strike again: then two backlogs would mix.
func (p *Program) checkDrain(ctx context.Context, f *fault, e *effect) hcl.Diagnostics {
	if e.Backfill != nil {
		if fastest := p.fastest(f); fastest != nil && rat(*e.Backfill).Cmp(fastest) <= 0 {
			rate, _ := fastest.Float64()
			return diagnostic(hcl.DiagError, e.Range, "Backfill is too slow", "Devices that fault %q selects make up to %.4g readings a second, so a backlog that drains at %s a second never ends. Write a higher rate.", f.Name, rate, rat(*e.Backfill).RatString())
		}
	}
	if f.slotCount() < 2 {
		return nil
	}
	return p.checkBacklogs(ctx, f, e)
}

// fastest is the highest rate at which a device that the fault selects makes
// readings, per second; nil when it selects none.
func (p *Program) fastest(f *fault) *big.Rat {
	interval := int64(0)
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		if g.Group.Count > 0 && f.selectsSome(g, i) && (interval == 0 || int64(g.Interval) < interval) {
			interval = int64(g.Interval)
		}
	}
	if interval == 0 {
		return nil
	}
	highest := new(big.Rat)
	for i := range p.plan.Phases {
		for _, c := range p.plan.Phases[i].variants() {
			for _, piece := range c.Rate {
				for _, r := range []schema.Ratio{piece.From, piece.To} {
					if rat(r).Cmp(highest) > 0 {
						highest = rat(r)
					}
				}
			}
		}
	}
	return highest.Mul(highest, big.NewRat(1e9, interval))
}

func (f *fault) selectsSome(g *group, index int) bool {
	for d := g.first; d < g.first+g.Group.Count; d++ {
		if f.selects(g, index, d) {
			return true
		}
	}
	return false
}

// checkBacklogs finds a device whose backlog of one slot reaches into the next.
func (p *Program) checkBacklogs(ctx context.Context, f *fault, e *effect) hcl.Diagnostics {
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		for d := g.first; d < g.first+g.Group.Count; d++ {
			key := g.device(g.ordinal(d))
			if ctx.Err() != nil || !f.hits(g, i, d, key) {
				continue
			}
			if h := newHit(p, i, d, key); h.overlaps(ctx, f, e) {
				return diagnostic(hcl.DiagError, e.Range, "Backlog reaches the next outage", "Device %s is still offline, or still sends what it held back, when fault %q may happen to it again. Shorten lasts or reconnect, raise backfill, or lengthen repeat.", g.appendID(nil, d), f.Name)
			}
		}
	}
	return nil
}

func (h *hit) overlaps(ctx context.Context, f *fault, e *effect) bool {
	for s, last := int64(0), f.slotAt(h.program.plan.Counted()-1); s < last && ctx.Err() == nil; s++ {
		a, ok := f.activate(h.anchor(f), f.slot(s))
		if !ok {
			continue
		}
		if _, over := h.drained(e, &a); over > f.slot(s+1).start {
			return true
		}
	}
	return false
}

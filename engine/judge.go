package engine

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/expression"
)

// A Verdict is what an expectation comes to.
type Verdict string

// The verdicts.
const (
	Met           Verdict = "met"
	Failed        Verdict = "failed"
	NotEvaluated  Verdict = "not evaluated"  // there was nothing to judge by, or not all of it
	NotApplicable Verdict = "not applicable" // a run like this does not measure it
)

// A Finding is an expectation held against a run.
type Finding struct {
	Name    string        `json:"name"`
	That    string        `json:"that"`
	During  []string      `json:"during,omitempty"` // names of phases; none: the whole run
	Settle  time.Duration `json:"settle,omitempty"`
	Verdict Verdict       `json:"verdict"`
	Reason  string        `json:"reason,omitempty"` // why there is no other verdict
	// Values are what was measured of each name in the expression; latencies in
	// milliseconds.
	Values map[string]float64 `json:"values,omitempty"`
	At     string             `json:"at,omitempty"` // file:line:column of the expression
	Range  hcl.Range          `json:"-"`            // of the expression
}

// endedEarly is why what is only half known is not judged.
const endedEarly = "the run ended before all that it is about was sent"

// A judge holds a run's expectations against its gauges.
type judge struct {
	run     *run
	early   []*Finding // by expectation: what ended the run
	aborted string
}

// expect prepares what the plan's expectations ask for.
func (r *run) expect(p *Program) {
	if len(p.plan.Expectations) == 0 {
		return
	}
	r.gauges = newGauges(p, r.pacer, r.lags)
	r.ledger.gauges = r.gauges
	r.judge = &judge{run: r, early: make([]*Finding, len(p.plan.Expectations))}
	for _, l := range r.lanes {
		l.segments = r.gauges.segments
		if l.confirmed = confirms(r.sink, l.streams[0]); l.confirmed {
			r.gauges.confirmed = true
		}
	}
}

// gather enters in the book what the workers have recorded.
func (r *run) gather() {
	for _, w := range r.workers {
		w.lag.empty()
	}
}

// fails says whether an expectation that may end the run does not hold.
func (j *judge) fails(now time.Duration) bool {
	if j == nil || j.aborted != "" || j.run.shard() {
		return false
	}
	gathered := false
	for i := range j.run.plan.Expectations {
		e := &j.run.plan.Expectations[i]
		if !e.Abort || len(e.Windows) > 0 && e.Windows[0].Start <= j.run.resumed {
			continue
		}
		if !gathered {
			j.run.gather()
			gathered = true
		}
		if f := j.find(i, now); f.Verdict == Failed {
			j.early[i], j.aborted = f, e.Name
			return true
		}
	}
	return false
}

// conclude judges everything when the run has ended.
func (j *judge) conclude(now time.Duration) (aborted string, findings []Finding) {
	if j == nil {
		return "", nil
	}
	for i := range j.run.plan.Expectations {
		f := j.early[i]
		if f == nil {
			f = j.find(i, now)
			if why := j.partial(i); why != "" && f.Verdict != NotApplicable {
				f.Verdict, f.Values, f.Reason = NotEvaluated, nil, why
			}
		}
		findings = append(findings, *f)
	}
	return j.aborted, findings
}

// partial is why a run does not know all that an expectation is about; empty where it
// does.
func (j *judge) partial(i int) string {
	windows := j.run.plan.Expectations[i].Windows
	switch {
	case !j.complete(i):
		return endedEarly
	case len(windows) > 0 && windows[0].Start <= j.run.resumed:
		return "a part of what it is about was sent before the run was resumed"
	case j.run.shard():
		return "one shard measures its own part: report judges all of them together"
	}
	return ""
}

// complete says that every record of an expectation's windows was sent.
func (j *judge) complete(i int) bool {
	windows := j.run.plan.Expectations[i].Windows
	if len(windows) == 0 {
		return true
	}
	last := windows[len(windows)-1]
	switch {
	case last.End < j.run.plan.Duration:
		return j.run.reached() >= last.End
	case j.run.plan.Forever: // it may be left anywhere in its last phase
		phases := j.run.plan.Phases
		return j.run.reached() >= max(last.Start, phases[len(phases)-1].Start)
	}
	return j.run.reached() >= never
}

// find judges an expectation by what was measured so far.
func (j *judge) find(i int, now time.Duration) *Finding {
	e, v, g := &j.run.plan.Expectations[i], j.run.gauges.program.verdicts[i], j.run.gauges
	f := &Finding{Name: e.Name, That: e.That.Source, During: e.During, Settle: e.Settle, Range: e.That.Range}
	if at := f.Range; at.Filename != "" {
		f.At = fmt.Sprintf("%s:%d:%d", at.Filename, at.Start.Line, at.Start.Column)
	}
	switch {
	case v.UsesLag && j.run.pacer.max():
		f.Verdict, f.Reason = NotApplicable, "at speed max there is no moment to be late for"
		return f
	case v.UsesAckLatency && j.run.pacer.max():
		// By Little's law it is what we buffer over what the destination takes, and
		// neither a phase nor what settles in it has a length in wall time.
		f.Verdict, f.Reason = NotApplicable, "at speed max it tells how much is buffered, not how fast acknowledgements are"
		return f
	case v.UsesAckLatency && !g.confirmed:
		f.Verdict, f.Reason = NotApplicable, "the sink gives no acknowledgements"
		return f
	case len(e.Windows) == 0:
		f.Verdict, f.Reason = NotEvaluated, "--duration has cut off what it is about"
		return f
	}
	m, acks, lags := j.run.measure(i, now)
	f.judge(v, m, acks, lags)
	return f
}

// judge holds an expectation against what was measured, of which so many were
// latencies.
func (f *Finding) judge(v *expression.Verdict, m *expression.Measures, acks, lags int64) {
	switch {
	case m.Sent == 0:
		f.Verdict, f.Reason = NotEvaluated, "nothing was sent in its time"
	case v.UsesAckLatency && acks == 0:
		f.Verdict, f.Reason = NotEvaluated, "nothing was acknowledged in its time"
	case v.UsesLag && lags == 0:
		f.Verdict, f.Reason = NotEvaluated, "nothing was sent in its time"
	case v.Judge(m):
		f.Verdict, f.Values = Met, v.Values(m)
	default:
		f.Verdict, f.Values = Failed, v.Values(m)
	}
}

package engine

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/internal/zone"
	"github.com/iotsim/iotsim/schema"
)

// A Program is a plan made executable: tables, layouts and checked expressions.
// Any number of sequences may read it: after Open nothing is written to it but what
// all of them would find out again.
type Program struct {
	plan     *Plan
	runBytes []byte
	calendar *calendar
	timeline *timeline
	presence *presence
	turns    []turn
	fleet    *fleet
	models   []*model
	faults   []*fault
	verdicts []*expression.Verdict // of the expectations
	paths    int                   // that effects on messages follow
	suffered []int64               // by fault: readings that it may pad; once they are counted

	routes  []route       // of each sink
	indexes []sharedIndex // of each stream
}

// Open makes a plan executable. Its start must be resolved. run is the name
// that records carry in the header iotsim-run.
func Open(p *Plan, run string) (*Program, error) {
	if p.Start == nil {
		return nil, errors.New("the plan's start is unresolved: compile it with the moment of apply")
	}
	if len(run) > longestRun {
		return nil, tooLong(run)
	}
	program, diags := newProgram(p)
	if diags.HasErrors() {
		return nil, fmt.Errorf("the plan does not compile: %w", diags)
	}
	program.runBytes, program.indexes = []byte(run), make([]sharedIndex, len(p.Streams))
	return program, nil
}

// Named is the same program for another run, whose name is known only now.
func (p *Program) Named(run string) (*Program, error) {
	if len(run) > longestRun {
		return nil, tooLong(run)
	}
	named := *p
	named.runBytes = []byte(run)
	return &named, nil
}

func tooLong(run string) error {
	return fmt.Errorf("the name of a run has at most %d bytes, this one has %d", longestRun, len(run))
}

// longestRun is room for a name in every record; the plan's bytes count on it.
const longestRun = 100

// newProgram is Open for a plan whose counts may still be missing and whose
// start may be unresolved: then it is taken as the Unix epoch.
func newProgram(p *Plan) (*Program, hcl.Diagnostics) {
	program, diags := newPlaces(p)
	if diags.HasErrors() {
		return nil, diags
	}
	program.schedule()
	if !program.presence.constant() {
		program.fleet.rank()
	}
	program.place()
	return program, append(diags, program.arm()...)
}

// newPlaces is the first half of newProgram: models and fleet, no time line yet.
func newPlaces(p *Plan) (*Program, hcl.Diagnostics) {
	program := &Program{plan: p}
	var diags hcl.Diagnostics
	for i := range p.Models {
		m, more := newModel(&p.Models[i], i)
		program.models = append(program.models, m)
		diags = append(diags, more...)
	}
	program.fleet = newFleet(p, program.models)
	for i := range p.Sinks {
		program.routes = append(program.routes, newRoute(p, i))
	}
	return program, diags
}

// isID says whether a record key is the device's id, and nothing else.
func isID(key schema.Pattern) bool {
	return len(key.Parts) == 1 && key.Parts[0].Field == "id"
}

// schedule lays the phases' curves and the calendar on one time line.
func (p *Program) schedule() {
	p.turns = p.plan.turns()
	curves := p.plan.unfold(p.turns)
	p.timeline = newTimeline(curves.Rate, p.plan.Duration)
	p.presence = &presence{pieces: curves.Share}
	for _, piece := range curves.Share {
		p.presence.reached = append(p.presence.reached, span{p.timeline.reach(piece.Start), p.timeline.reach(piece.End)})
	}
	start := int64(0)
	if p.plan.Start != nil {
		start = *p.plan.Start
	}
	local, err := zone.Load(p.plan.Timezone)
	if err != nil {
		local = time.UTC // schema has looked the name up in the same table
	}
	p.calendar = newCalendar(start, p.plan.Duration, local)
}

// parallel visits every group, or a stretch [from, to) of its devices, from as
// many goroutines as there are processors. Visits must not depend on each other.
func (f *fleet) parallel(visit func(g *group, index int, from, to int64)) {
	const chunk = 4096 // devices: some hundred microseconds of work
	workers := int64(runtime.GOMAXPROCS(0))
	share := max((f.devices+workers-1)/workers, chunk)
	var visitors crew
	for from := int64(0); from < f.devices; from += share {
		to := min(from+share, f.devices)
		visitors.start(func() {
			for i := f.groupOf(from); i < len(f.groups) && f.groups[i].first < to; i++ {
				g := &f.groups[i]
				visit(g, i, max(from, g.first), min(to, g.first+g.Count))
			}
		})
	}
	visitors.wait()
}

// arm checks what runs with the records: the faults' selectors, to find whom each
// may hit, and the expectations.
func (p *Program) arm() hcl.Diagnostics {
	var diags hcl.Diagnostics
	names := p.modelNames()
	for i := range p.plan.Faults {
		f := newFault(p.plan, i)
		p.faults = append(p.faults, f)
		if f.When != nil {
			when, more := expression.CompileMoment(f.When)
			diags = append(diags, more...)
			f.when = when
		}
		if f.Where == nil {
			continue
		}
		s, more := expression.CompileSelector(f.Where, &expression.Vocabulary{Models: names})
		diags = append(diags, more...)
		if s != nil {
			f.admit(s, p.fleet)
		}
	}
	p.aim()
	for i := range p.plan.Expectations {
		v, more := expression.CompileVerdict(p.plan.Expectations[i].That)
		p.verdicts = append(p.verdicts, v)
		diags = append(diags, more...)
	}
	p.newScopes()
	if !diags.HasErrors() {
		for _, f := range p.faults {
			f.limitTo(p.fleet)
			f.widen(p.models)
		}
	}
	return diags
}

// Run is the name of the run that it was opened for.
func (p *Program) Run() string { return string(p.runBytes) }

// Plan is what was opened.
func (p *Program) Plan() *Plan { return p.plan }

// modelNames are the names of the models, in their order.
func (p *Program) modelNames() []string {
	names := make([]string, len(p.models))
	for i, m := range p.models {
		names[i] = m.Name
	}
	return names
}

// A State is what the plan wants at an instant.
type State struct {
	Phase  int     // index in Plan.Phases
	Online int64   // devices
	Rate   float64 // data records a second due, all devices
}

// At says what the plan wants t nanoseconds after start.
func (p *Program) At(t int64) State {
	t = max(0, min(t, p.plan.Duration-1))
	turn := p.turnAt(t)
	curves, shift := p.plan.Phases[turn.phase].curves(turn.time)
	return p.during(turn.phase, curves, t-shift)
}

// during is At by the curves of one phase; its end is what they reach.
func (p *Program) during(phase int, c Curves, t int64) State {
	state := State{Phase: phase}
	share := (&presence{pieces: c.Share}).at(t)
	multiple := rateAt(c.Rate, t)
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		n := g.online(share)
		state.Online += n
		state.Rate += float64(float64(n)*multiple) / g.Interval.Seconds()
	}
	return state
}

func rateAt(pieces []Piece, t int64) float64 {
	for _, piece := range pieces {
		if t < piece.End {
			from, to := toFloat(piece.From), toFloat(piece.To)
			return from + float64((to-from)*float64(t-piece.Start))/float64(piece.End-piece.Start)
		}
	}
	return toFloat(pieces[len(pieces)-1].To)
}

func toFloat(r schema.Ratio) float64 { return float64(r.Num) / float64(r.Den) }

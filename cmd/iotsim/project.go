package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// A project is a scenario that compiles: its files, and the plan they make.
type project struct {
	path     string
	sources  []schema.Source
	options  schema.Options
	files    *schema.Files
	scenario *schema.Scenario
	plan     *engine.Plan
	digest   string // of the plan, with its start left open where the scenario leaves it
	stuck    bool   // decoding it was given up, and still goes on
	stopped  error  // why compiling it was given up: somebody did not want to wait
	warnings hcl.Diagnostics
	now      *int64 // the moment that an open start was resolved with, Unix milliseconds
}

// open loads and compiles a scenario, and says everything that is wrong with it.
func (a *app) open(ctx context.Context, path string, o schema.Options) (*project, error) {
	p, diags := a.load(ctx, path, o)
	a.keepSecrets(p.files)
	if p.stopped != nil {
		return nil, p.stopped
	}
	a.diagnose(p.files, diags)
	if diags.HasErrors() {
		return nil, said(exitUsage)
	}
	p.warnings = diags
	return p, nil
}

// longCompile is how long a scenario may take until something is said about it.
const longCompile = time.Second

// load is loadProject, which on a terminal says what takes so long.
func (a *app) load(ctx context.Context, path string, o schema.Options) (*project, hcl.Diagnostics) {
	if isTerminal(a.err) {
		late := time.AfterFunc(longCompile, func() {
			fmt.Fprintf(a.err, "Counting exactly what %s sends, reading by reading where faults touch them. Ctrl-C stops it.\n", path)
		})
		defer late.Stop()
	}
	return loadProject(ctx, path, o)
}

// loadProject is open without words. files is set in any case.
func loadProject(ctx context.Context, path string, o schema.Options) (*project, hcl.Diagnostics) {
	return load(ctx, path, o, engine.CompileOptions{})
}

func load(ctx context.Context, path string, o schema.Options, c engine.CompileOptions) (*project, hcl.Diagnostics) {
	switch saved, err := runs.ReadPlan(path); {
	case err != nil:
		return &project{path: path, files: schema.NewFiles()}, about(path, "Saved plan is damaged", "It cannot be used: %v. Plan again.", err)
	case saved != nil:
		return reopen(ctx, path, saved, o, c)
	}
	fsys := openFolders(slices.Concat([]string{path}, o.Overlays, o.VarFiles)...)
	defer fsys.Close()
	sources, diags := schema.Read(fsys, []string{path}, o)
	if diags.HasErrors() {
		return &project{files: schema.NewFiles(sources...)}, diags
	}
	return compileProject(ctx, path, schema.ReadSeries(fsys, sources, o), o, c)
}

// newProject decodes and compiles sources that were read already.
func newProject(ctx context.Context, path string, sources []schema.Source, o schema.Options) (*project, hcl.Diagnostics) {
	return compileProject(ctx, path, sources, o, engine.CompileOptions{})
}

func compileProject(ctx context.Context, path string, sources []schema.Source, o schema.Options, c engine.CompileOptions) (*project, hcl.Diagnostics) {
	d := usual.decode(ctx, sources, o)
	p := &project{path: path, sources: sources, options: o, scenario: d.scenario, files: d.files, stuck: d.stuck}
	diags := d.diags
	if d.stopped != nil {
		return p.stop(d.stopped)
	}
	if diags.HasErrors() {
		return p, diags
	}
	plan, more, err := engine.CompileContext(ctx, p.scenario, c)
	if err != nil {
		return p.stop(err)
	}
	diags = append(diags, more...)
	if diags.HasErrors() {
		return p, schema.Sort(diags)
	}
	p.plan, p.digest = plan, plan.Digest
	return p, schema.Sort(append(diags, balance(plan)...))
}

// stop gives a project up. Whoever looks at its diagnostics only finds no plan to
// go on with.
func (p *project) stop(why error) (*project, hcl.Diagnostics) {
	p.stopped = why
	return p, about(p.path, "Compiling was interrupted", "Nothing was decided about it: %v.", why)
}

// print writes what show makes, sensitive values aside.
func (p *project) print(w io.Writer, show func(io.Writer) error) error {
	var text bytes.Buffer
	if err := show(&text); err != nil {
		return err
	}
	_, err := w.Write(p.files.Redact(text.Bytes()))
	return err
}

// resolve decides a start that the scenario leaves to the moment of apply.
// Whatever can be wrong with the plan was said when it was compiled first.
func (p *project) resolve(ctx context.Context, now time.Time) error {
	ms := now.UnixMilli()
	diags := p.resolveAt(ctx, &ms)
	switch {
	case p.stopped != nil:
		return p.stopped
	case diags.HasErrors():
		return diags
	}
	return nil
}

func (p *project) resolveAt(ctx context.Context, now *int64) hcl.Diagnostics {
	if p.plan.Start != nil || now == nil {
		return nil
	}
	plan, diags, err := engine.CompileContext(ctx, p.scenario, engine.CompileOptions{Start: now})
	if err != nil {
		_, diags = p.stop(err)
		return diags
	}
	if !diags.HasErrors() {
		p.plan, p.now = plan, now
		return nil
	}
	return diags
}

// unresolve leaves the start open again, if the scenario does.
func (p *project) unresolve() bool {
	if p.now == nil {
		return false
	}
	open := *p.plan
	open.Start = nil
	p.plan, p.now = &open, nil
	return true
}

// startLayout is how a run's name tells its start.
const startLayout = "-20060102T150405.000Z"

// runName is the name that a run has when none is given: from the digest, and
// from the start where only that tells two runs apart.
func (p *project) runName() string {
	name := p.digest[:12]
	if p.now != nil {
		name += time.UnixMilli(*p.plan.Start).UTC().Format(startLayout)
	}
	return name
}

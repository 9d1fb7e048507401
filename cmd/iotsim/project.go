package main

import (
	"bytes"
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
	now      *int64 // the moment that an open start was resolved with, Unix milliseconds
}

// open loads and compiles a scenario, and says everything that is wrong with it.
func (a *app) open(path string, o schema.Options) (*project, error) {
	p, diags := loadProject(path, o)
	a.keepSecrets(p.files)
	a.diagnose(p.files, diags)
	if diags.HasErrors() {
		return nil, said(exitUsage)
	}
	return p, nil
}

// loadProject is open without words. files is set in any case.
func loadProject(path string, o schema.Options) (*project, hcl.Diagnostics) {
	return load(path, o, engine.CompileOptions{})
}

func load(path string, o schema.Options, c engine.CompileOptions) (*project, hcl.Diagnostics) {
	switch saved, err := runs.ReadPlan(path); {
	case err != nil:
		return &project{path: path, files: schema.NewFiles()}, about(path, "Saved plan is damaged", "It cannot be used: %v. Plan again.", err)
	case saved != nil:
		return reopen(path, saved, o, c)
	}
	fsys := openFolders(slices.Concat([]string{path}, o.Overlays, o.VarFiles)...)
	defer fsys.Close()
	sources, diags := schema.Read(fsys, []string{path}, o)
	if diags.HasErrors() {
		return &project{files: schema.NewFiles(sources...)}, diags
	}
	return compileProject(path, schema.ReadSeries(fsys, sources, o), o, c)
}

// newProject decodes and compiles sources that were read already.
func newProject(path string, sources []schema.Source, o schema.Options) (*project, hcl.Diagnostics) {
	return compileProject(path, sources, o, engine.CompileOptions{})
}

func compileProject(path string, sources []schema.Source, o schema.Options, c engine.CompileOptions) (*project, hcl.Diagnostics) {
	d := usual.decode(sources, o)
	p := &project{path: path, sources: sources, options: o, scenario: d.scenario, files: d.files, stuck: d.stuck}
	diags := d.diags
	if diags.HasErrors() {
		return p, diags
	}
	plan, more := engine.Compile(p.scenario, c)
	diags = append(diags, more...)
	if diags.HasErrors() {
		return p, schema.Sort(diags)
	}
	p.plan, p.digest = plan, plan.Digest
	return p, schema.Sort(append(diags, balance(plan)...))
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
func (p *project) resolve(now time.Time) error {
	ms := now.UnixMilli()
	if diags := p.resolveAt(&ms); diags.HasErrors() {
		return diags
	}
	return nil
}

func (p *project) resolveAt(now *int64) hcl.Diagnostics {
	if p.plan.Start != nil || now == nil {
		return nil
	}
	plan, diags := engine.Compile(p.scenario, engine.CompileOptions{Start: now})
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

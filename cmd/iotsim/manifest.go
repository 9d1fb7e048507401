package main

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// variables are what was given beside the files, as a manifest keeps it: without
// the values of sensitive variables, which must be given again.
func variables(p *project) runs.Variables {
	return runs.Variables{
		Flags: p.public(p.options.Vars), Environment: p.public(p.options.Env), Sensitive: p.scenario.Sensitive,
		Seed: p.options.Seed, Start: p.options.Start, Duration: p.options.Duration, Sink: p.options.Sink, Now: p.now,
	}
}

// public are the values of variables that are not sensitive.
func (p *project) public(values map[string]string) map[string]string {
	kept := maps.Clone(values)
	for _, name := range p.scenario.Sensitive {
		delete(kept, name)
	}
	return kept
}

// kept are the project's sources as a manifest keeps them.
func (p *project) kept() []runs.Source {
	var all []runs.Source
	for _, s := range p.sources {
		all = append(all, runs.Source{
			Name: s.Name, Text: string(p.files.Concealed(s)), Variables: s.Variables, Series: s.Series, Overlay: s.Overlay, Library: s.Library,
		})
	}
	return all
}

// source is what was kept of a source.
func source(s runs.Source) schema.Source {
	return schema.Source{
		Name: s.Name, Text: []byte(s.Text), Variables: s.Variables, Series: s.Series, Overlay: s.Overlay, Library: s.Library,
	}
}

// options are what was given beside the files, as it was kept; given are the values
// of sensitive variables, which were not.
func options(v runs.Variables, given schema.Options) schema.Options {
	for _, name := range v.Sensitive {
		put(&v.Flags, name, given.Vars)
		put(&v.Environment, name, given.Env)
	}
	return schema.Options{
		Vars: v.Flags, Env: v.Environment, Seed: v.Seed, Start: v.Start, Duration: v.Duration, Sink: v.Sink,
	}
}

// replan compiles what a manifest kept, with the start that the run had. given
// are the values of sensitive variables, which it did not keep.
func replan(ctx context.Context, m *runs.Manifest, given schema.Options) (*project, hcl.Diagnostics) {
	var sources []schema.Source
	for _, s := range m.Sources {
		sources = append(sources, source(s))
	}
	p, diags := newProject(ctx, m.Run, sources, options(m.Variables, given))
	if diags.HasErrors() {
		return p, diags
	}
	return p, append(diags, p.resolveAt(ctx, m.Variables.Now)...)
}

// put adds a value to those that a manifest kept, if there is one.
func put(to *map[string]string, name string, from map[string]string) {
	if value, ok := from[name]; ok {
		kept := maps.Clone(*to)
		if kept == nil {
			kept = map[string]string{}
		}
		kept[name] = value
		*to = kept
	}
}

// mustBe refuses a plan that is not the run's: another version of iotsim may
// make another plan of the same words.
func (p *project) mustBe(m *runs.Manifest) error {
	if p.digest == m.Digest && p.plan.Start != nil && *p.plan.Start == m.Start {
		return nil
	}
	return &failure{code: exitInconclusive, err: fmt.Errorf("the run %s was made by %s; %s makes another plan of its scenario, so there is nothing to compare with",
		m.Run, m.Version, version())}
}

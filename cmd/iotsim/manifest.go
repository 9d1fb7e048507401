package main

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// variables are what was given beside the files, as a manifest keeps it.
func variables(p *project) runs.Variables {
	return runs.Variables{
		Flags: p.options.Vars, Environment: p.options.Env,
		Seed: p.options.Seed, Start: p.options.Start, Duration: p.options.Duration, Sink: p.options.Sink, Now: p.now,
	}
}

// replan compiles what a manifest kept, with the start that the run had.
func replan(m *runs.Manifest) (*project, hcl.Diagnostics) {
	var sources []schema.Source
	for _, s := range m.Sources {
		sources = append(sources, schema.Source{Name: s.Name, Text: []byte(s.Text), Variables: s.Variables, Overlay: s.Overlay, Library: s.Library})
	}
	v := m.Variables
	p, diags := newProject(m.Run, sources, schema.Options{
		Vars: v.Flags, Env: v.Environment, Seed: v.Seed, Start: v.Start, Duration: v.Duration, Sink: v.Sink,
	})
	if diags.HasErrors() {
		return p, diags
	}
	return p, append(diags, p.resolveAt(v.Now)...)
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

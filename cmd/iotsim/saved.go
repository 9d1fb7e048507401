package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// save writes the plan to a file, from which any command can make it again.
func (p *project) save(name string) error {
	s := runs.Plan{
		Version: version(), Scenario: p.plan.Scenario, Digest: p.digest, Seed: p.plan.Seed, Start: p.plan.Start,
		Variables: variables(p),
	}
	for _, text := range p.kept() {
		s.Sources = append(s.Sources, runs.SummedText{Source: text})
	}
	err := runs.WritePlan(name, s)
	if errors.Is(err, runs.ErrOccupied) {
		return usage("--out %s: %w. Name another file, or remove this one.", name, err)
	}
	if err != nil {
		return destination(fmt.Errorf("the plan cannot be saved: %w", err))
	}
	return nil
}

// reopen compiles a saved plan again. Everything that could make another plan of
// it is refused: what the command line or the environment say otherwise, another
// version of iotsim, and whatever else shows in the digest. Where records go is no
// part of a plan, so --sink may say it.
func reopen(ctx context.Context, name string, s *runs.Plan, o schema.Options, c engine.CompileOptions) (*project, hcl.Diagnostics) {
	empty := &project{path: name, files: schema.NewFiles()}
	if diags := admits(name, s, o); diags.HasErrors() {
		return empty, diags
	}
	sources, kept := restore(s, o)
	p, diags := compileProject(ctx, name, sources, kept, c)
	if diags.HasErrors() {
		return p, diags
	}
	if p.digest != s.Digest || p.plan.Seed != s.Seed {
		return p, about(name, "Saved plan does not match", "Compiled again, it has the digest %.12s and not %.12s.%s",
			p.digest, s.Digest, secretly(s.Variables.Sensitive))
	}
	if o.Sink != "" && o.Sink != kept.Sink {
		kept.Sink = o.Sink
		return compileProject(ctx, name, sources, kept, c)
	}
	return p, diags
}

// secretly says what else may have made another plan.
func secretly(sensitive []string) string {
	if len(sensitive) == 0 {
		return " Plan again."
	}
	return fmt.Sprintf(" It keeps no sensitive values: what is given now of %s is not what it was saved with. Give the same, or plan again.", strings.Join(sensitive, ", "))
}

// restore are the sources and options of a saved plan, with the sensitive values
// that are given again.
func restore(s *runs.Plan, given schema.Options) ([]schema.Source, schema.Options) {
	var sources []schema.Source
	for _, t := range s.Sources {
		sources = append(sources, source(t.Source))
	}
	return sources, options(s.Variables, given)
}

// admits says what of a command line cannot be held against a saved plan.
func admits(name string, s *runs.Plan, o schema.Options) hcl.Diagnostics {
	if s.Version != version() {
		return about(name, "Saved plan does not match", "%s saved it and this is %s: the same words may make other records. Use that version, or plan again.", s.Version, version())
	}
	if flags := shaping(s, o); len(flags) > 0 {
		return about(name, "Saved plan takes no flags", "It is as it was planned, so %s would make another plan. Leave that out, or plan the scenario again with it.", strings.Join(flags, ", "))
	}
	kept := s.Variables
	for _, v := range slices.Sorted(maps.Keys(o.Env)) {
		_, byFlag := kept.Flags[v]
		was, ok := kept.Environment[v]
		if byFlag || slices.Contains(kept.Sensitive, v) || ok && was == o.Env[v] || !declares(s, v) {
			continue
		}
		then := "and was not when it was saved"
		if ok {
			then = fmt.Sprintf("and was %q when it was saved", was)
		}
		return about(name, "Saved plan does not match", "The variable %s%s is %q in the environment, %s. Unset it, or plan again.", variablePrefix, v, o.Env[v], then)
	}
	for _, v := range kept.Sensitive {
		_, flag := o.Vars[v]
		if _, env := o.Env[v]; !flag && !env {
			return about(name, "Sensitive value is missing", "The plan was made with a value of %q, which it does not keep. Give it again: --var %[1]s=…, or %[2]s%[1]s in the environment.", v, variablePrefix)
		}
	}
	return nil
}

// shaping are the flags that would make another plan.
func shaping(s *runs.Plan, o schema.Options) []string {
	var flags []string
	for _, v := range slices.Sorted(maps.Keys(o.Vars)) {
		if !slices.Contains(s.Variables.Sensitive, v) {
			flags = append(flags, "--var "+v)
		}
	}
	for _, f := range []struct {
		name  string
		given bool
	}{
		{"--var-file", len(o.VarFiles) > 0},
		{"--overlay", len(o.Overlays) > 0},
		{"--seed", o.Seed != nil},
		{"--start", o.Start != ""},
		{"--duration", o.Duration != ""},
	} {
		if f.given {
			flags = append(flags, f.name)
		}
	}
	return flags
}

// declares says whether the plan's scenario has a variable: the environment may
// hold those of others.
func declares(s *runs.Plan, variable string) bool {
	sources, _ := restore(s, schema.Options{})
	return slices.Contains(schema.Declared(sources, "variable"), variable)
}

// about is an error about a file as a whole.
func about(name, summary, format string, args ...any) hcl.Diagnostics {
	at := hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: &at}}
}

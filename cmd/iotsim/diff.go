package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/difference"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// diffFlags are what diff takes beside the scenario's.
type diffFlags struct {
	json     bool
	exitCode bool
	words    string // the scenario's flags, as they were given
}

func (a *app) diffCommand() *cobra.Command {
	var f scenarioFlags
	var d diffFlags
	cmd := &cobra.Command{
		Use:   "diff A [B]",
		Short: "Show what changes between two scenarios, saved plans, seeds or variables",
		Long: `Diff compiles A and B, scenario files, folders or saved plans, and shows what
changes: blocks that came, went or say something else, each with where it is written
on both sides, what that does to the counts, and what moves with it because it
depends on the position of devices in the fleet.

With B, the flags hold for both, so that two scenarios are compared under the same
conditions; a saved plan is as it was saved. Without B, A as it is written is compared
with A under the flags: what does this seed, variable or overlay change? Variables in
the environment hold for both in either case.`,
		Example: `  iotsim diff old.hcl new.hcl
  iotsim diff factory.plan scenarios/factory.hcl            # what changed since it was planned?
  iotsim diff scenarios/factory.hcl --var devices=500       # what does the variable change?
  iotsim diff scenarios/factory.hcl --overlay night.overlay.hcl --exit-code`,
		Args:              twoSides,
		ValidArgsFunction: completeFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			d.words = flagWords(cmd)
			return a.diff(cmd.Context(), args, o, d)
		},
	}
	f.registerPlan(cmd)
	cmd.Flags().BoolVar(&d.json, "json", false, "print the difference as JSON")
	cmd.Flags().BoolVar(&d.exitCode, "exit-code", false, "exit with 1 when there is a difference")
	return cmd
}

// twoSides admits A, and B.
func twoSides(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return usage("diff compares two: write iotsim diff old.hcl new.hcl, or one scenario and flags that change it")
	case len(args) > 2:
		return usage("diff compares two, and %q is one more", args[2])
	}
	return nil
}

// flagWords are the flags of a scenario as they stand on the command line.
func flagWords(cmd *cobra.Command) string {
	var parts []string
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Name == "json" || f.Name == "exit-code" {
			return
		}
		if many, ok := f.Value.(pflag.SliceValue); ok {
			for _, v := range many.GetSlice() {
				parts = append(parts, "--"+f.Name+" "+v)
			}
			return
		}
		parts = append(parts, "--"+f.Name+" "+f.Value.String())
	})
	return strings.Join(parts, " ")
}

func (a *app) diff(ctx context.Context, paths []string, o schema.Options, f diffFlags) error {
	p, q, err := a.sides(ctx, paths, o, f)
	if err != nil {
		return err
	}
	d := difference.Compare(difference.Side{Plan: p.plan, Scenario: p.scenario}, difference.Side{Plan: q.plan, Scenario: q.scenario})
	v := view.Difference{A: view.NewDiffSide(paths[0], p.plan), B: view.NewDiffSide(paths[len(paths)-1], q.plan), Difference: d}
	if f.words != "" {
		v.B.Flags = f.words
	}
	if f.json {
		err = view.JSON(a.out, v.Document())
	} else {
		err = a.showDifference(v, p, q)
	}
	if err == nil && f.exitCode && !d.Equal {
		err = said(exitFailed)
	}
	return err
}

func (a *app) showDifference(v view.Difference, p, q *project) (err error) {
	v.Color = isTerminal(a.out) && a.colors()
	if v.AtA, err = statesOf(p.plan); err != nil {
		return err
	}
	if v.AtB, err = statesOf(q.plan); err != nil {
		return err
	}
	view.PrintDifference(a.out, v)
	return nil
}

// sides are both projects. What is wrong with either is said.
func (a *app) sides(ctx context.Context, paths []string, o schema.Options, f diffFlags) (p, q *project, err error) {
	if len(paths) == 1 {
		if f.words == "" {
			return nil, nil, usage("diff compares two: write B, or flags such as --seed 7 or --var NAME=VALUE that change A")
		}
		if p, err = a.openToCompare(ctx, paths[0], plain(paths[0], o)); err != nil {
			return nil, nil, err
		}
		q, err = a.openToCompare(ctx, paths[0], o)
		return p, q, err
	}
	first, err1 := runs.ReadPlan(paths[0])
	second, err2 := runs.ReadPlan(paths[1])
	mine, others := o, o
	if saved := first != nil || err1 != nil; saved && second == nil && err2 == nil {
		mine = plain(paths[0], o)
	}
	if saved := second != nil || err2 != nil; saved && first == nil && err1 == nil {
		others = plain(paths[1], o)
	}
	if p, err = a.openToCompare(ctx, paths[0], mine); err != nil {
		return nil, nil, err
	}
	q, err = a.openToCompare(ctx, paths[1], others)
	return p, q, err
}

// openToCompare is open, without the warnings: plan says those.
func (a *app) openToCompare(ctx context.Context, path string, o schema.Options) (*project, error) {
	p, diags := a.load(ctx, path, o)
	a.keepSecrets(p.files)
	if p.stopped != nil {
		return nil, p.stopped
	}
	if diags.HasErrors() {
		a.diagnose(p.files, diags)
		return nil, said(exitUsage)
	}
	return p, nil
}

// plain are the options that leave a scenario as it is written, or a plan as it was
// saved: values that it does not keep are still given.
func plain(path string, o schema.Options) schema.Options {
	saved, err := runs.ReadPlan(path)
	if saved == nil || err != nil {
		return schema.Options{Env: o.Env}
	}
	secret := func(values map[string]string) map[string]string {
		kept := maps.Clone(values)
		maps.DeleteFunc(kept, func(name, _ string) bool { return !slices.Contains(saved.Variables.Sensitive, name) })
		return kept
	}
	return schema.Options{Vars: secret(o.Vars), Env: secret(o.Env)}
}

package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// scenarioFlags are the flags of every command that takes a PATH.
type scenarioFlags struct {
	vars     []string
	varFiles []string
	overlays []string
	seed     uint64
	start    string
	duration string
	run      string
}

func (f *scenarioFlags) register(cmd *cobra.Command) {
	f.registerPlan(cmd)
	cmd.Flags().StringVar(&f.run, "run", "", "`NAME` of the run; omitted: from the plan's digest")
}

// registerPlan is without what is about a run.
func (f *scenarioFlags) registerPlan(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.vars, "var", nil, "set a variable, `NAME=VALUE`; repeatable")
	flags.StringArrayVar(&f.varFiles, "var-file", nil, "set the variables of a `FILE`; repeatable")
	flags.StringArrayVar(&f.overlays, "overlay", nil, "merge the blocks of a `FILE` over the scenario's; repeatable")
	flags.Uint64Var(&f.seed, "seed", 0, "use this seed instead of the scenario's")
	flags.StringVar(&f.start, "start", "", "event time of the first `INSTANT`, RFC 3339 or \"now-3d\", instead of the scenario's")
	flags.StringVar(&f.duration, "duration", "", "cut the time line after this `DURATION`")
}

// options are the flags as the language takes them.
func (f *scenarioFlags) options(cmd *cobra.Command) (schema.Options, error) {
	o := schema.Options{
		Vars: map[string]string{}, VarFiles: f.varFiles, Overlays: f.overlays, Env: variablesOf(os.Environ()),
		Start: f.start, Duration: f.duration,
	}
	for _, v := range f.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return o, usage("--var %q: write NAME=VALUE", v)
		}
		o.Vars[name] = value
	}
	if cmd.Flags().Changed("seed") {
		o.Seed = &f.seed
	}
	if f.run != "" {
		if err := runs.CheckName(f.run); err != nil {
			return o, usage("--run: %w", err)
		}
	}
	return o, nil
}

// variablePrefix begins the names of variables in the environment.
const variablePrefix = "IOTSIM_VAR_"

// variablesOf picks the scenario's variables out of an environment.
func variablesOf(environ []string) map[string]string {
	vars := map[string]string{}
	for _, e := range environ {
		if rest, ok := strings.CutPrefix(e, variablePrefix); ok {
			if name, value, ok := strings.Cut(rest, "="); ok && name != "" {
				vars[name] = value
			}
		}
	}
	return vars
}

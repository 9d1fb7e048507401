package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

func (a *app) validateCommand() *cobra.Command {
	var f scenarioFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "validate PATH...",
		Short: "Say everything that is wrong with scenarios",
		Long: `Validate checks each PATH, a scenario file or a folder of them, as a scenario of
its own and reports all faults at once. It exits with 0 when all are valid, warnings
or not, and with 2 when one is not. Effects of the language that do not run yet are
checked and warned of; every other command refuses them.`,
		Example: "  iotsim validate scenarios/*.hcl\n  iotsim validate --json scenarios/factory.hcl",
		Args:    paths("PATH", 1, -1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return a.validateJSON(cmd.Context(), paths, o)
			}
			return a.validate(cmd.Context(), paths, o)
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print diagnostics as JSON, in the shape of terraform validate -json")
	return cmd
}

func (a *app) validate(ctx context.Context, paths []string, o schema.Options) error {
	valid := true
	for _, path := range paths {
		p, diags := a.load(ctx, path, o)
		a.keepSecrets(p.files)
		if p.stopped != nil {
			return p.stopped
		}
		a.diagnose(p.files, diags)
		if diags.HasErrors() {
			valid = false
			if p.stuck {
				break
			}
			continue
		}
		fmt.Fprintf(a.out, "%s: scenario %q is valid: %s\n", path, p.plan.Scenario, extent(p.plan))
	}
	if !valid {
		return said(exitUsage)
	}
	return nil
}

// extent is how much a plan is.
func extent(p *engine.Plan) string {
	devices, phases := view.Plural(p.Devices, "device", "devices"), view.Plural(int64(len(p.Phases)), "phase", "phases")
	return fmt.Sprintf("%s, %s in %s", devices, view.Records(p), phases)
}

// validateJSON prints a document for each path: each is a scenario of its own.
func (a *app) validateJSON(ctx context.Context, paths []string, o schema.Options) error {
	valid := true
	for _, path := range paths {
		p, diags := a.load(ctx, path, o)
		a.keepSecrets(p.files)
		if p.stopped != nil {
			return p.stopped
		}
		valid = valid && !diags.HasErrors()
		text, err := schema.DiagnosticsJSON(p.files, diags)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.out, "%s\n", text); err != nil {
			return err
		}
		if p.stuck {
			break
		}
	}
	if !valid {
		return said(exitUsage)
	}
	return nil
}

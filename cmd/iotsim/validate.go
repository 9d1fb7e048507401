package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
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
or not, and with 2 when one is not.`,
		Example: "  iotsim validate scenarios/*.hcl\n  iotsim validate --json scenarios/factory.hcl",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return a.validateJSON(paths, o)
			}
			return a.validate(paths, o)
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print diagnostics as JSON, in the shape of terraform validate -json")
	return cmd
}

func (a *app) validate(paths []string, o schema.Options) error {
	valid := true
	for _, path := range paths {
		p, diags := loadProject(path, o)
		a.diagnose(p.files, diags)
		if diags.HasErrors() {
			valid = false
			continue
		}
		fmt.Fprintf(a.out, "%s: scenario %q is valid: %s, %s in %s\n", path, p.plan.Scenario,
			view.Plural(p.plan.Devices, "device", "devices"), view.Plural(p.plan.Totals.Published, "record", "records"),
			view.Plural(int64(len(p.plan.Phases)), "phase", "phases"))
	}
	if !valid {
		return said(exitUsage)
	}
	return nil
}

// validateJSON prints a document for each path: each is a scenario of its own.
func (a *app) validateJSON(paths []string, o schema.Options) error {
	valid := true
	for _, path := range paths {
		p, diags := loadProject(path, o)
		valid = valid && !diags.HasErrors()
		text, err := schema.DiagnosticsJSON(p.files, diags)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.out, "%s\n", text); err != nil {
			return err
		}
	}
	if !valid {
		return said(exitUsage)
	}
	return nil
}

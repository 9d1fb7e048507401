package main

import (
	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/runs"
)

func (a *app) runsCommand() *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "runs",
		Short: "List past runs: of which plan, when, how they ended, and what verify found",
		Long: `Runs lists the runs that .iotsim/runs knows, the newest first: those that wrote to
Kafka, and what verify found when it read one back the last time. What is damaged
there is listed with the reason. report tells all that is known of a run.`,
		Example: "  iotsim runs\n  iotsim runs --json | jq -r '.runs[] | select(.ended == \"incomplete\") | .run'",
		Args:    paths("", 0, 0),
		RunE: func(*cobra.Command, []string) error {
			entries, err := runs.Open(".").List()
			if err != nil {
				return err
			}
			list := view.NewRuns(entries)
			if asJSON {
				return view.JSON(a.out, list)
			}
			view.Runs(a.out, list, all)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print all of them as JSON")
	cmd.Flags().BoolVar(&all, "all", false, "list all, instead of the newest twenty")
	return cmd
}

// completeRuns proposes the names of past runs.
func completeRuns(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	entries, _ := runs.Open(".").List() // whoever is typing wants no errors
	var names []string
	for _, e := range entries {
		if e.Run != nil {
			names = append(names, e.Name)
		}
	}
	return words(names...)(nil, nil, typed)
}

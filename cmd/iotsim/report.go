package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
)

func (a *app) reportCommand() *cobra.Command {
	var asJSON bool
	var html string
	cmd := &cobra.Command{
		Use:   "report RUN...",
		Short: "Tell how a run went, or several shards of one together",
		Long: `Report tells how a run went that .iotsim/runs knows. A RUN may also be the folder of
one that was copied from another machine. Of several, the shards of one run, it
makes one report, as it does of a RUN whose shards are all kept here: counts are added, latencies by the buckets of their histograms, and
expectations judged anew by these sums. Runs of different plans, starts or speeds do
not add up and are refused, as are two that sent the same partition.

It exits with 0 when everything that was planned is acked and no expectation failed,
with 1 when one did, and with 6 when records or partitions are missing.`,
		Example:           "  iotsim report b0b7a936b862\n  iotsim report b0b7a936b862 --html run.html\n  iotsim report shard-0 shard-1 shard-2 --json",
		Args:              someRuns,
		ValidArgsFunction: completeRuns,
		RunE:              func(_ *cobra.Command, names []string) error { return a.reportOn(names, asJSON, html) },
	}
	cmd.Flags().StringVar(&html, "html", "", "write it to a `FILE.html` as well, with the curves of the run")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

// someRuns admits one run or more.
func someRuns(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("report needs a RUN: iotsim runs lists them")
	}
	return nil
}

// reportOn is the command; report is for panics.
func (a *app) reportOn(names []string, asJSON bool, html string) error {
	if err := checkPage("--html", html); err != nil {
		return err
	}
	store := runs.Open(".")
	var parts []engine.Part
	var all []string
	for _, name := range names {
		all = append(all, store.Parts(name)...)
	}
	for _, name := range all {
		s, err := store.Summary(name)
		if errors.Is(err, fs.ErrNotExist) {
			return usage("%s is no folder of a run, and %s knows no run of that name", name, runs.Folder)
		}
		if err != nil {
			return &failure{code: exitInconclusive, err: err}
		}
		parts = append(parts, s.Part)
	}
	total, err := engine.Sum(parts)
	if err != nil {
		return usage("%w", err)
	}
	t := view.NewTotal(total, parts)
	if html != "" {
		if err := writePage(html, runPage(store, t, names, all)); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "%s: the report as a page.\n", html)
	}
	if asJSON {
		err = view.JSON(a.out, t)
	} else {
		view.PrintTotal(a.out, t)
	}
	if err != nil {
		return err
	}
	return totalVerdict(total)
}

// totalVerdict is a report as an exit code, the worst first.
func totalVerdict(p *engine.Part) error {
	s := p.Run
	if slices.ContainsFunc(s.Expectations, func(f engine.Finding) bool { return f.Verdict == engine.Failed }) {
		return said(exitFailed)
	}
	if all := s.Total(); p.Missing() > 0 || all.Acked < max(all.Planned, p.Planned) {
		return &failure{code: exitInconclusive, err: fmt.Errorf("%s of %s records are acked", view.Count(all.Acked), view.Count(max(all.Planned, p.Planned)))}
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// planFlags are what plan takes beside the scenario's.
type planFlags struct {
	json       bool
	partitions bool
	content    bool
	out        string
	html       string
}

func (a *app) planCommand() *cobra.Command {
	var f scenarioFlags
	var p planFlags
	cmd := &cobra.Command{
		Use:   "plan PATH",
		Short: "Show exactly what a scenario will send, without sending it",
		Long: `Plan compiles a scenario and shows what apply would do: the fleet, the phases with
their curves, whom each fault hits, and how many records each phase, topic and
partition gets, and each effect touches. The counts are exact. Which readings a fault
changes takes measuring them: that is done for labels, and with --content-digest.
Nothing is sent and no broker is asked. Last comes what it takes of machines, about:
processors, memory, network, disks.

With --out the plan is saved with all the files and values that it was made of,
sensitive ones aside. Every command takes it in the place of a scenario, makes the
plan again and refuses it where that comes to anything else: apply sends what was
looked at, whatever has become of the files since.`,
		Example: `  iotsim plan scenarios/factory.hcl
  iotsim plan scenarios/factory.hcl --var devices=500 --json
  iotsim plan scenarios/factory.hcl --content-digest
  iotsim plan scenarios/factory.hcl --html factory.html
  iotsim plan scenarios/factory.hcl --out factory.plan && iotsim apply factory.plan`,
		Args: paths("PATH", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			return a.plan(cmd.Context(), args[0], o, p)
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&p.json, "json", false, "print the plan as JSON; docs --plan says what its members mean")
	cmd.Flags().StringVar(&p.out, "out", "", "save the plan to a `FILE`, which every command takes as PATH")
	cmd.Flags().StringVar(&p.html, "html", "", "write the plan to a `FILE.html` as well: its curves, its fleet, what sensors say")
	cmd.Flags().BoolVar(&p.partitions, "partitions", false, "list every partition")
	cmd.Flags().BoolVar(&p.content, "content-digest", false,
		"generate everything and print the digest of its content; with --json, nothing else")
	return cmd
}

func (a *app) plan(ctx context.Context, path string, o schema.Options, f planFlags) error {
	if err := checkPage("--html", f.html); err != nil {
		return err
	}
	p, err := a.open(ctx, path, o)
	if err != nil {
		return err
	}
	v := view.PlanOptions{Partitions: f.partitions}
	if f.content {
		if v.Content, v.Bytes, err = contentOf(ctx, p.plan); err != nil {
			return err
		}
	}
	if f.out != "" {
		if err := p.save(f.out); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "Saved to %s; iotsim apply %[1]s sends exactly this.\n", f.out)
	}
	program, err := anyStart(p.plan)
	if err != nil {
		return err
	}
	if v.Needs, err = program.Needs(kafka.Packing); err != nil {
		return err
	}
	if f.html != "" {
		if err := a.planPage(ctx, f.html, p, program, v); err != nil {
			return err
		}
	}
	switch {
	case f.json && f.content:
		return view.JSON(a.out, contentDigest{p.plan.Digest, v.Content, v.Bytes})
	case f.json:
		return p.print(a.out, func(w io.Writer) error {
			return view.JSON(w, engine.PlanDocument{Format: engine.PlanFormat, Plan: p.plan, Needs: v.Needs})
		})
	}
	if f.content && p.plan.Labels == nil {
		if err := countTouched(ctx, p.plan); err != nil {
			return err
		}
	}
	v.At = program.At
	return p.print(a.out, func(w io.Writer) error {
		view.Plan(w, p.plan, v)
		return nil
	})
}

// A contentDigest is what plan --content-digest --json prints.
type contentDigest struct {
	Plan    string `json:"plan"`
	Content string `json:"content"`
	Bytes   int64  `json:"bytes"`
}

// contentOf generates everything that a plan sends, which may take as long as
// sending it: until ctx ends.
func contentOf(ctx context.Context, p *engine.Plan) (digest string, bytes int64, err error) {
	if p.Start == nil {
		return "", 0, usage("the content depends on the start, and the scenario leaves it to the moment of apply: write --start INSTANT")
	}
	if p.Forever {
		return "", 0, usage("the scenario goes on forever, so its content has no end: write --duration, as --duration 1h")
	}
	program, err := engine.Open(p, "plan")
	if err != nil {
		return "", 0, err
	}
	return program.ContentDigest(ctx, 0)
}

// countTouched counts what effects touch where the plan has left it open, having no
// labels.
func countTouched(ctx context.Context, p *engine.Plan) error {
	program, err := engine.Open(p, "plan")
	if err != nil {
		return err
	}
	all, err := program.Touched(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		p.Faults[i].Touched = all[i]
	}
	return nil
}

// statesOf is what a plan wants at each instant.
func statesOf(p *engine.Plan) (func(int64) engine.State, error) {
	program, err := anyStart(p)
	if err != nil {
		return nil, err
	}
	return program.At, nil
}

// anyStart opens a plan whose start may be left open, for what it changes nothing about.
// The name of the run is as long as most are.
func anyStart(p *engine.Plan) (*engine.Program, error) {
	started := *p
	if p.Start == nil {
		start := assumedStart
		started.Start = &start
	}
	return engine.Open(&started, p.Digest[:12])
}

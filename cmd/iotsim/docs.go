package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

func (a *app) docsCommand() *cobra.Command {
	var f scenarioFlags
	var message bool
	cmd := &cobra.Command{
		Use:   "docs [BLOCK...]",
		Short: "Print the reference of the language, or the schema of messages",
		Long: `Docs prints the reference of the scenario language as Markdown, from the tables that
decode it: all of it, or one block. With --message it prints the JSON Schema of the
messages: of any scenario, or exactly of the models of the one at PATH.`,
		Example:           "  iotsim docs\n  iotsim docs model sensor\n  iotsim docs effect offline\n  iotsim docs --message scenarios/factory.hcl",
		ValidArgsFunction: completeBlocks,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !message {
				return a.docs(args)
			}
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			return a.messageSchema(args, o)
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&message, "message", false, "print the JSON Schema of messages; takes a PATH")
	return cmd
}

// completeBlocks knows what may follow the names given so far.
func completeBlocks(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var next []string
	for _, name := range view.BlockNames() {
		if words := strings.Fields(name); len(words) == len(args)+1 && slices.Equal(words[:len(args)], args) {
			next = append(next, words[len(args)])
		}
	}
	return next, cobra.ShellCompDirectiveDefault // or a file, for --message
}

func (a *app) docs(path []string) error {
	if len(path) == 0 {
		view.Docs(a.out)
		return nil
	}
	if path[0] == "effect" { // faults hold them, but everybody looks for them here
		path = append([]string{"fault"}, path...)
	}
	if !view.DocsOf(a.out, path) {
		return usage("the language has no block %q. It has:\n  %s", strings.Join(path, " "), strings.Join(view.BlockNames(), "\n  "))
	}
	return nil
}

func (a *app) messageSchema(paths []string, o schema.Options) error {
	switch len(paths) {
	case 0:
		_, err := a.out.Write(codec.GeneralSchema())
		return err
	case 1:
	default:
		return usage("docs --message takes one PATH, not %d", len(paths))
	}
	p, err := a.open(paths[0], o)
	if err != nil {
		return err
	}
	anyStart := *p.plan
	anyStart.Start = new(int64) // no matter for the shape of messages
	program, err := engine.Open(&anyStart, "docs")
	if err != nil {
		return err
	}
	_, err = a.out.Write(program.MessageSchema())
	return err
}

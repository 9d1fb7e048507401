package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/trouble"
	"github.com/iotsim/iotsim/schema"
)

func (a *app) docsCommand() *cobra.Command {
	var f scenarioFlags
	var message, plan bool
	cmd := &cobra.Command{
		Use:   "docs [NAME...|errors [MESSAGE]|troubleshooting|all]",
		Short: "Print the reference of the language, or the schema of messages or plans",
		Long: `Docs prints the reference of the scenario language as Markdown, from the tables that
decode it: what has a NAME, which is a block, an argument, an effect, a kind of value, a
distribution, a function, or one of the topics values, distributions, patterns,
expressions, functions, labels, rules and connection. Without a NAME it lists them, and with all it
prints everything. After errors it prints what each diagnostic means with
a good example, or of one, named as it is in the message; so it explains what a run can meet,
too, all of which troubleshooting prints. With --message it prints the
JSON Schema of the messages: of any scenario, or exactly of the models of the one at PATH.
With --plan it prints that of plan --json, which says what each member means.`,
		Example:           "  iotsim docs\n  iotsim docs all | less\n  iotsim docs sensor\n  iotsim docs offline\n  iotsim docs expressions\n  iotsim docs labels\n  iotsim docs errors \"Duration needs a unit\"\n  iotsim docs --message scenarios/factory.hcl\n  iotsim docs --plan | jq '.\"$defs\".Phase'",
		ValidArgsFunction: completeBlocks,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case plan && (message || len(args) > 0):
				return usage("docs --plan stands alone: it describes the plans of all scenarios")
			case plan:
				_, err := a.out.Write(engine.PlanSchema())
				return err
			case !message:
				return a.docs(args)
			}
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			return a.messageSchema(cmd.Context(), args, o)
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&plan, "plan", false, "print the JSON Schema of plan --json")
	cmd.Flags().BoolVar(&message, "message", false, "print the JSON Schema of messages; takes a PATH")
	return cmd
}

// errorsWord stands where a block might: no block has that name.
const errorsWord = "errors"

// allWord asks for everything, troubleWord for what a run can meet.
const (
	allWord     = "all"
	troubleWord = "troubleshooting"
)

// completeBlocks knows what may follow the names given so far.
func completeBlocks(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var next []string
	switch {
	case len(args) == 0:
		next = append(view.DocNames(), errorsWord, troubleWord, allWord)
	case args[0] == errorsWord:
		for _, e := range explanations() {
			next = append(next, e.Summary)
		}
		return next, cobra.ShellCompDirectiveNoFileComp
	}
	for _, name := range view.BlockNames() {
		words := strings.Fields(name)
		if i := len(words) - 1 - len(args); len(args) > 0 && i >= 0 && slices.Equal(words[i:i+len(args)], args) {
			next = append(next, words[len(words)-1])
		}
	}
	return next, cobra.ShellCompDirectiveDefault // or a file, for --message
}

func (a *app) docs(path []string) error {
	switch {
	case len(path) == 0:
		view.Index(a.out)
		return nil
	case len(path) == 1 && path[0] == allWord:
		view.Docs(a.out)
		return nil
	case len(path) == 1 && path[0] == troubleWord:
		view.Troubles(a.out)
		return nil
	}
	if path[0] == errorsWord || path[0] == "error" {
		return a.explain(strings.Join(path[1:], " "))
	}
	name := strings.Join(path, " ")
	for _, e := range explanations() {
		if strings.EqualFold(e.Summary, name) {
			return a.explain(name)
		}
	}
	// As it stands in a scenario: sink "kafka", in one argument too.
	if path = strings.Fields(strings.ReplaceAll(name, `"`, "")); len(path) == 0 {
		return a.docs(nil)
	}
	if view.DocsOf(a.out, path) {
		return nil
	}
	if t, ok := trouble.Named(name); ok {
		view.Trouble(a.out, t)
		return nil
	}
	if kind, ok := schema.EffectCalled(path[len(path)-1]); ok {
		return usage("the reference has nothing under %q. Did you mean 'iotsim docs %s'?", name, kind)
	}
	if near, ok := schema.Nearest(path[len(path)-1], view.DocNames()); ok {
		return usage("the reference has nothing under %q. Did you mean 'iotsim docs %s'?", name, near)
	}
	return usage("the reference has nothing under %q.\n%s\n'iotsim docs all' prints everything.", name, view.Contents())
}

// explain prints what a message means, or all diagnostics.
func (a *app) explain(name string) error {
	all := explanations()
	if name == "" {
		view.Explanations(a.out, all)
		return nil
	}
	var known []string
	for _, e := range all {
		if strings.EqualFold(e.Summary, name) {
			view.Explanation(a.out, e)
			return nil
		}
		known = append(known, e.Summary)
	}
	if t, ok := trouble.Find(name); ok {
		view.Trouble(a.out, t)
		return nil
	}
	for _, s := range trouble.Sections() {
		for _, t := range s.Troubles {
			known = append(known, t.Message)
		}
	}
	if near, ok := schema.Nearest(name, known); ok {
		return usage("no message is called %q. Did you mean %q?", name, near)
	}
	return usage("no message is called %q. 'iotsim docs errors' prints those about scenarios, 'iotsim docs %s' those of a run.", name, troubleWord)
}

func (a *app) messageSchema(ctx context.Context, paths []string, o schema.Options) error {
	switch len(paths) {
	case 0:
		_, err := a.out.Write(codec.GeneralSchema())
		return err
	case 1:
	default:
		return usage("docs --message takes one PATH, not %d", len(paths))
	}
	p, err := a.open(ctx, paths[0], o)
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

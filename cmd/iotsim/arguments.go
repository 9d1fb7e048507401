package main

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/schema"
)

// paths admits from least to most arguments, any number when most is -1, and says
// in our words what is missing or too much. what names them.
func paths(what string, least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch n := len(args); {
		case n < least:
			return usage("%s needs a %s: write %s . for the scenario in this folder, or %s scenario.hcl", cmd.Name(), what, cmd.CommandPath(), cmd.CommandPath())
		case most == 0 && n > 0:
			return usage("%s takes no arguments, and %q is one", cmd.Name(), args[0])
		case most > 0 && n > most:
			return usage("%s takes one %s, and %q is one more%s", cmd.Name(), what, args[most], severalFiles(what))
		}
		return nil
	}
}

// severalFiles says how files are joined, to those who name several.
func severalFiles(what string) string {
	if !strings.HasSuffix(what, "PATH") {
		return ""
	}
	return ". Several files that are one scenario stand in a folder; overlays are --overlay FILE"
}

// foreignFlags are flags of other tools, with what to write here.
var foreignFlags = map[string]string{
	"out":              "Only plan saves a plan, iotsim plan PATH --out FILE; every command then takes FILE as PATH.",
	"auto-approve":     "Write -y, or --yes: it does not ask then.",
	"dry-run":          "Write iotsim plan PATH: it shows what apply would send, and sends nothing.",
	"parallelism":      "Write --workers.",
	"bootstrap-server": "Write --brokers.",
	"broker":           "Write --brokers.",
	"target":           "What is sent is said by the scenario; --device of sample picks messages to look at.",
	"refresh":          noState,
	"refresh-only":     noState,
	"state":            noState,
	"lock":             noState,
	"input":            "Nothing is asked for: a variable without a default is set by --var NAME=VALUE.",
	"no-color":         "Write NO_COLOR=1 before the command.",
	"chdir":            "Write the folder as PATH.",
	"destroy":          nothingKept,
	"topic":            "The topic stands in the scenario: sink \"kafka\" { topic = \"…\" }. With --overlay FILE another one takes its place.",
	"rate":             "The rate stands in the phases of the scenario; --speed 2x runs all of it in half the time.",
	"vus":              "How many devices there are stands in the scenario: count, and devices of the phases.",
	"verbose":          "There is no more to say: progress is on standard error, results on standard output.",
	"at":               "Only sample begins at an offset.",
}

// foreignCommands are commands of other tools.
var foreignCommands = map[string]string{
	"destroy":   nothingKept,
	"show":      "iotsim plan PATH shows what will be sent, with --json for programs; iotsim sample PATH shows messages.",
	"console":   "Values cannot be tried out alone: iotsim plan PATH shows what they come to, iotsim docs functions what there is.",
	"output":    "There are no outputs: iotsim plan PATH --json prints what a scenario comes to.",
	"graph":     "Phases run in the order written; iotsim plan PATH shows them.",
	"refresh":   noState,
	"state":     noState,
	"import":    noState,
	"taint":     noState,
	"workspace": noState,
	"providers": "There are no providers: what a scenario needs is built in. iotsim get fetches libraries.",
	"modules":   "iotsim get fetches the libraries that a scenario names.",
	"run":       "iotsim apply PATH runs a scenario.",
	"start":     "iotsim apply PATH runs a scenario.",
	"up":        "iotsim apply PATH runs a scenario.",
	"down":      nothingKept,
	"check":     "iotsim validate PATH checks a scenario.",
	"lint":      "iotsim validate PATH checks a scenario; iotsim fmt --check its layout.",
	"format":    "Write iotsim fmt.",
	"test":      "What must hold of a run is an expect block: iotsim docs expect.",
	"preview":   "iotsim plan PATH shows what will be sent; iotsim sample PATH shows messages.",
	"reference": "Write iotsim docs.",
	"man":       "Write iotsim docs, or iotsim help COMMAND.",
}

const (
	noState     = "Nothing is kept between runs but their manifests in .iotsim/runs, so there is no state to look at or to change."
	nothingKept = "apply makes nothing but records, and its topics: there is nothing to take down. An embedded broker ends with its run; topics of a cluster are deleted with the cluster's own tools."
)

// flagError says in our words what is wrong with a flag, and which was meant.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		return unknownFlag(cmd, unknown)
	}
	if invalid := (*pflag.InvalidValueError)(nil); errors.As(err, &invalid) {
		f := invalid.GetFlag()
		return usage("--%s %s: %s", f.Name, invalid.GetValue(), valueProblem(f, invalid.Unwrap()))
	}
	return usage("%w\nRun '%s --help' for what it takes.", err, cmd.CommandPath())
}

// unknownFlag is for a flag that the command does not have.
func unknownFlag(cmd *cobra.Command, unknown *pflag.NotExistError) error {
	name := unknown.GetSpecifiedName()
	written := "--" + name
	if letters := unknown.GetSpecifiedShortnames(); letters != "" {
		name, _, _ = strings.Cut(letters, "=") // -var x=y, as some tools have it
		written = "-" + name
	}
	if f := cmd.Flags().Lookup(name); f != nil && !f.Hidden {
		return usage("unknown flag: %s\nNames of flags have two dashes: write --%s.", written, name)
	}
	if hint, ok := foreignFlags[name]; ok {
		return usage("unknown flag: %s\n%s", written, hint)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near, ok := schema.Nearest(name, names); ok {
		return usage("unknown flag: %s\nDid you mean --%s?", written, near)
	}
	return usage("unknown flag: %s\nRun '%s --help' for what it takes.", written, cmd.CommandPath())
}

// valueProblem is what is wrong with a flag's value: ours speak for themselves,
// numbers are read by the flags' library.
func valueProblem(f *pflag.Flag, err error) string {
	switch f.Value.Type() {
	case "uint64":
		return "write a whole number, 0 or more"
	case "int", "int64":
		return "write a whole number"
	}
	return err.Error()
}

// unknownCommand adds to an error about a command what there is instead.
func unknownCommand(err error) error {
	const before = "unknown command "
	if err == nil || !strings.HasPrefix(err.Error(), before) {
		return err
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), before+`"`), `"`)
	if hint, ok := foreignCommands[name]; ok {
		return usage("unknown command %q for \"iotsim\"\n%s", name, hint)
	}
	if strings.HasSuffix(name, ".hcl") {
		return usage("unknown command %q for \"iotsim\"\nThe command stands before the file: iotsim plan %s.", name, name)
	}
	if !strings.Contains(err.Error(), "Did you mean") {
		return usage("%w\nRun 'iotsim --help' for the commands that there are.", err)
	}
	return err
}

// A durationFlag is a duration as scenarios write it: 90s, 24h15m, 2d.
type durationFlag time.Duration

// Set reads a duration.
func (f *durationFlag) Set(text string) error {
	d, err := schema.ParseDuration(text)
	if err != nil && text != "0" {
		return err
	}
	*f = durationFlag(d)
	return nil
}

func (f *durationFlag) String() string {
	if *f == 0 {
		return ""
	}
	return view.Duration(time.Duration(*f))
}

// Type is what help calls the value.
func (f *durationFlag) Type() string { return "DURATION" }

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// An app is the program's border to the world outside. Commands hang on it.
type app struct {
	in    io.Reader
	out   *results
	err   io.Writer
	color bool // on err
	args  []string
}

func newApp(in io.Reader, out, err io.Writer) *app {
	a := &app{in: in, out: &results{w: out}, err: &talk{w: err}}
	a.color = isTerminal(err) && a.colors()
	return a
}

// colors says that nobody has asked for none.
func (a *app) colors() bool { return os.Getenv("NO_COLOR") == "" }

// keepSecrets keeps the sensitive values of a scenario out of all that is
// printed from here on, beside those of the scenarios before it. Records are no
// print: a sink gets them as they are.
func (a *app) keepSecrets(files *schema.Files) { a.redact(files.Redact) }

// redact leaves out of all that is printed what by does, beside what is left out
// already.
func (a *app) redact(by func([]byte) []byte) {
	redact := by
	if before := a.out.redact; before != nil {
		redact = func(text []byte) []byte { return by(before(text)) }
	}
	a.out.redact = redact
	if t, ok := a.err.(*talk); ok {
		t.redact = redact
	}
}

// A talk is standard error, without sensitive values. Several goroutines may write.
type talk struct {
	mu     sync.Mutex
	w      io.Writer
	redact func([]byte) []byte // nil: as it is
}

// Write writes the text, or what may be shown of it.
func (t *talk) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.redact == nil {
		return t.w.Write(p)
	}
	if _, err := t.w.Write(t.redact(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// by writes by way of a screen from now on, until back is called.
func (t *talk) by(s *screen) (back func()) {
	set := func(w io.Writer) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.w = w
	}
	set(s)
	return func() { set(s.w) }
}

func isTerminal(w any) bool {
	_, ok := terminal(w)
	return ok
}

// terminal is the terminal that something is written to, if it is one.
func terminal(w any) (fd int, ok bool) {
	switch t := w.(type) {
	case *talk:
		w = t.w
	case *results:
		w = t.w
	}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// execute runs one command line and says what its exit code is.
func (a *app) execute(args []string) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	a.args = args
	root := a.root()
	root.SetArgs(args)
	err := unknownCommand(root.ExecuteContext(ctx))
	if lost := a.out.err; lost != nil && (err == nil || errors.Is(err, lost)) {
		err = destination(fmt.Errorf("standard output cannot be written: %w", lost))
	}
	a.say(err)
	return codeOf(err)
}

// say prints an error that was not said yet.
func (a *app) say(err error) {
	var f *failure
	if err == nil || errors.As(err, &f) && f.err == nil {
		return
	}
	if errors.Is(err, errInterrupted) || errors.Is(err, context.Canceled) {
		fmt.Fprintln(a.err, "Interrupted.")
		return
	}
	words, detail := err.Error(), ""
	if k := (*kafka.Error)(nil); errors.As(err, &k) {
		words, detail = k.Summary, k.Detail
	}
	view.Error(a.err, words, detail, a.color)
}

// root is the command without a name. It is made anew for each command line.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "iotsim",
		Short: "Plan a simulated fleet, send what it measures to Kafka, prove that it arrived",
		Long: `iotsim replays a scenario of an industrial fleet: what its devices measure, when
they come and go, and how they fail. A scenario says it once, in HCL; the plan
says exactly what will be sent; apply sends it; verify reads it back and compares.`,
		Example: `  iotsim plan scenarios/factory.hcl
  iotsim apply scenarios/factory.hcl --speed 3x --verify`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(
		a.initCommand(), a.validateCommand(), a.getCommand(), a.fmtCommand(), a.planCommand(), a.diffCommand(), a.sampleCommand(), a.applyCommand(),
		a.verifyCommand(), a.runsCommand(), a.reportCommand(), a.brokerCommand(), a.healthcheckCommand(), a.docsCommand(), a.versionCommand(),
		&cobra.Command{Use: "exit-codes", Short: "What exit codes mean", Long: "Exit codes of iotsim:\n\n" + meanings()},
		&cobra.Command{Use: "verification", Short: "What verify finds, in words and as JSON", Long: verification},
	)
	complete(root)
	return root
}

// report turns a panic into words that help to mend it.
func (a *app) report(r any) int {
	stack := debug.Stack()
	if p, ok := r.(*panicked); ok {
		r, stack = p.value, p.stack
	}
	fmt.Fprintf(a.err, `error: a bug of iotsim

%v

This is never your fault. Please report it, with the command line, the scenario
and what stands below, at https://github.com/iotsim/iotsim/issues

%s
%s`, r, version(), stack)
	return exitBug
}

// results are what goes to standard output. They remember that it could not be
// written, so that no command needs to look after each line that it prints.
type results struct {
	w      io.Writer
	err    error
	redact func([]byte) []byte // leaves sensitive values out; nil: as it is
}

// Write writes on, or repeats why it cannot.
func (o *results) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	if o.redact == nil {
		var n int
		n, o.err = o.w.Write(p)
		return n, o.err
	}
	if _, o.err = o.w.Write(o.redact(p)); o.err != nil {
		return 0, o.err
	}
	return len(p), nil
}

// shown is a text as it would be written.
func (o *results) shown(p []byte) []byte {
	if o.redact == nil {
		return p
	}
	return o.redact(p)
}

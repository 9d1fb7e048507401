package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// applyFlags are what apply takes beside the scenario's.
type applyFlags struct {
	connectionFlags
	run     string
	sink    string
	speed   ratioFlag
	workers int
	resume  bool
	shard   runs.Shard
	claims  int       // of so many shards the first that is free; 0: shard says which
	startAt time.Time // of plan time zero; zero: as soon as everything is ready
	verify  bool
	yes     bool
	json    bool
	report  string

	waitFor       durationFlag // brokers, when they cannot be reached
	listen        string       // where metrics and health are answered; empty: nowhere
	keepListening durationFlag
}

func (a *app) applyCommand() *cobra.Command {
	var f scenarioFlags
	var p applyFlags
	var shard, startAt string
	cmd := &cobra.Command{
		Use:   "apply PATH",
		Short: "Run a scenario: send its records, each at its time",
		Long: `Apply sends what plan shows, of a scenario or of a plan that was saved with plan
--out; then exactly what was planned is sent, or nothing. Brokers are those of
--brokers, else of the environment variable IOTSIM_BROKERS, else of the file of
--config, which also says how to log in, else of the scenario ('iotsim docs connection'
has all of it); with none, an embedded broker runs for as long as apply does. The first Ctrl-C finishes what is on its way and says how far
the run came; a second one leaves at once. In a phase that lasts forever the first is
how a run ends well. Brokers that are still starting are waited for with --wait-for.
Expectations of the scenario are judged afterwards: one that failed is named with what
was measured, and the exit code is 1.

A run that broke off, however, goes on with --resume: where its topics stand is where
it came to, and nothing else is needed. --resume may be repeated at will: it begins a
run that never began, and of one that is complete it sends nothing. Files are cut to
their last whole line and continued.

Several processes share a run with --shard: 0/3, 1/3 and 2/3 each send every third
partition, and all together what one would. Without the flag, IOTSIM_SHARDS is how
many there are and JOB_COMPLETION_INDEX which of them this is, as an Indexed Job of
Kubernetes sets it. Processes that share a folder need not be counted: each of three
takes what is free with --shard any/3. --start-at lets them begin at one moment.

With --listen, or the environment variable IOTSIM_LISTEN, apply answers /metrics for
Prometheus, /readyz, which healthcheck asks, and /healthz. --keep-listening holds the
listener after the run until its last figures were read.`,
		Example: `  iotsim apply scenarios/factory.hcl --speed 3x --verify
  iotsim apply scenarios/factory.hcl --brokers broker-1:9092,broker-2:9092 -y
  iotsim apply scenarios/factory.hcl --brokers broker-1:9092 --resume
  iotsim apply scenarios/factory.hcl --brokers broker-1:9092 --shard 0/2 --start-at 2026-03-02T06:00:00Z
  iotsim apply scenarios/factory.hcl --sink file:readings.ndjson --speed max
  iotsim apply scenarios/factory.hcl --report run.html
  iotsim apply factory.plan`,
		Args: paths("PATH", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			p.run, o.Sink = f.run, p.sink
			if p.claims, err = parseAny(shard); err != nil {
				return err
			}
			if p.claims > 0 {
				shard = "0/1"
			}
			if p.shard, err = parseShard(shard, os.Getenv); err != nil {
				return err
			}
			if p.startAt, err = parseStartAt(startAt); err != nil {
				return err
			}
			return a.apply(cmd.Context(), args[0], o, p)
		},
	}
	f.register(cmd)
	p.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&shard, "shard", "", "send the partitions whose number modulo N is I, `I/N` with I from 0 or any; the rest is other processes'")
	flags.StringVar(&startAt, "start-at", "", "`WALLTIME` of the scenario's first instant, RFC 3339: wait for it, or catch up")
	return cmd
}

// register adds the flags that are taken as they are.
func (f *applyFlags) register(cmd *cobra.Command) {
	f.connectionFlags.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.sink, "sink", "", "`WHERE` instead of all of the scenario's sinks: kafka, stdout, file:PATH, records:PATH (whole records as JSON) or null")
	flags.Var(&f.speed, "speed", "plan seconds a second: 1x, 60x, 0.5x, or max")
	flags.IntVar(&f.workers, "workers", 0, "goroutines that make records; 0: one a processor")
	flags.BoolVar(&f.resume, "resume", false, "go on where the topics or files stand; from the beginning if they are empty")
	flags.Var(&f.waitFor, "wait-for", "ask brokers that cannot be reached again, for this `DURATION` at most")
	flags.StringVar(&f.listen, "listen", "", "`HOST:PORT` for metrics and health, as 127.0.0.1:9464; port 0 is any free one")
	flags.Var(&f.keepListening, "keep-listening", "after the run listen on until the metrics were read once more, for this `DURATION` at most")
	flags.BoolVar(&f.verify, "verify", false, "read everything back afterwards and compare it with the plan")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask before sending to brokers on other machines")
	flags.BoolVar(&f.json, "json", false, "print the summary as JSON")
	flags.StringVar(&f.report, "report", "", "write how the run went to a `FILE.html` as well, with its curves, however it ends")
}

// apply is one run from its plan to its summary.
func (a *app) apply(ctx context.Context, path string, o schema.Options, f applyFlags) (err error) {
	if f.workers < 0 {
		return usage("--workers %d: write 0 or more", f.workers)
	}
	if err := checkPage("--report", f.report); err != nil {
		return err
	}
	p, err := a.open(ctx, path, o)
	if err != nil {
		return err
	}
	if err := a.gather(&f.connectionFlags); err != nil {
		return err
	}
	release, err := f.claim(p.digest)
	if err != nil {
		return err
	}
	defer func() { release(err) }()
	t, err := a.newTargets(f, p.plan)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	m, err := a.newMonitor(p, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	m.watch(t)
	if err := a.reach(ctx, t, time.Duration(f.waitFor)); err != nil {
		return err
	}
	if err := a.announce(ctx, p, t, f); err != nil {
		return err
	}
	j, err := a.start(ctx, p, t, m, f)
	if err != nil {
		return err
	}
	defer frugal()()
	return a.drive(ctx, j)
}

// speedOf is the speed of the run.
func (f *applyFlags) speedOf(p *engine.Plan) schema.Ratio {
	if f.speed.set {
		return f.speed.ratio
	}
	return p.Speed
}

// moment is when the run begins, by the wall clock.
func (f *applyFlags) moment() time.Time {
	if f.startAt.IsZero() {
		return time.Now()
	}
	return f.startAt
}

// parseStartAt reads a moment; none is the zero time.
func parseStartAt(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, usage(`--start-at %q: write a moment with its zone, such as "2026-03-02T06:00:00+08:00"`, text)
	}
	return at, nil
}

// announce says what is about to happen and, where it would reach other
// machines, asks. Without a terminal nobody can answer: then the command line
// is the answer.
func (a *app) announce(ctx context.Context, p *project, t *targets, f applyFlags) error {
	speed := f.speedOf(p.plan)
	fmt.Fprint(a.err, view.Announcement(p.plan, speed, t.String()))
	if f.yes || !t.far() || !isTerminal(a.in) || !isTerminal(a.err) {
		return nil
	}
	return a.ask(ctx)
}

// ask waits for a yes.
func (a *app) ask(ctx context.Context) error {
	fmt.Fprint(a.err, "Send it? Only yes goes on: ")
	answer := make(chan string, 1) // one line: a reader that is left behind can always leave it
	go func() {
		line, _ := bufio.NewReader(a.in).ReadString('\n') // nothing read is no yes
		answer <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case line := <-answer:
		if line == "yes" || line == "y" {
			return nil
		}
	}
	return usage("nothing was sent")
}

// A job is a run that is ready to go.
type job struct {
	program *engine.Program
	digest  string // of the plan, as plan shows it
	files   *schema.Files
	targets *targets
	monitor *monitor
	screen  *screen // nil: none
	diary   *diary
	flags   applyFlags
	sink    engine.Sink
	options engine.Options
	proof   *proof // nil: nothing is read back
}

// start prepares everything up to the first record.
func (a *app) start(ctx context.Context, p *project, t *targets, m *monitor, f applyFlags) (*job, error) {
	m.Stage("finding where the run begins")
	to, err := a.place(ctx, p, t, f)
	if err != nil {
		return nil, err
	}
	program := to.program
	w := &watch{w: a.err, program: program, speed: f.speedOf(p.plan), share: shareOf(p.plan, f.shard), kafka: t.kafka, live: m.Live()}
	if w.screen = newScreen(a.err); w.screen != nil {
		w.panel = view.NewPanel(program, a.color)
	}
	j := &job{program: program, digest: p.digest, files: p.files, targets: t, monitor: m, screen: w.screen, diary: a.newDiary(w, t.String()), flags: f, sink: engine.Join(p.plan, to.sinks)}
	m.begin(program.Plan(), to.run, w, t, f)
	j.options = engine.Options{
		Lanes: slices.Concat(to.lanes...), From: slices.Concat(to.from...), StartAt: f.startAt,
		Workers: f.workers, Speed: w.speed, Interval: w.interval(), Observe: w.look, Second: j.diary.second, Live: m.Live(),
	}
	if f.verify {
		j.proof = newProof(program, t.kafka)
	}
	return j, nil
}

// place finds where the run begins, or is gone on with, and says so.
func (a *app) place(ctx context.Context, p *project, t *targets, f applyFlags) (*opened, error) {
	var o *opened
	var err error
	if f.resume {
		o, err = t.goOn(ctx, p, f)
	} else if err = p.resolve(ctx, f.moment()); err == nil {
		o, err = t.prepare(ctx, p, f)
	}
	if err != nil {
		return nil, err
	}
	part := ""
	if !f.shard.Whole() {
		part = ", shard " + f.shard.String()
	}
	if f.run != "" && o.run != f.run {
		fmt.Fprintf(a.err, "%s keeps a run %s already: this one is %s.\n", runs.Folder, f.run, o.run)
	}
	fmt.Fprintf(a.err, "Run %s%s, event times from %s.\n", o.run, part, view.Instant(*p.plan.Start, p.plan.Timezone))
	if f.resume {
		a.sayPlace(p.plan, o)
	}
	return o, nil
}

// drive runs the job and says how it went.
func (a *app) drive(ctx context.Context, j *job) error {
	quiet := context.AfterFunc(ctx, func() {
		fmt.Fprintf(a.err, "Interrupted: what is on its way is finished first, for %s at most. Once more leaves at once.\n", view.Duration(engine.Drain))
	})
	if t, ok := a.err.(*talk); ok && j.screen != nil {
		defer t.by(j.screen)()
	}
	stop := j.proof.follow(ctx)
	s, err := engine.Run(ctx, j.program, j.sink, j.options)
	quiet()
	stop()
	if s == nil {
		return err
	}
	s.Plan = j.digest
	err = j.targets.autopsy(ctx, err)
	err = errors.Join(err, j.targets.finish(ctx, s))
	if j.proof != nil && err == nil && !s.Interrupted && s.Aborted == "" {
		fmt.Fprintln(a.err, j.targets.readingBack())
		if s.Forever {
			ctx = context.WithoutCancel(ctx) // being told to stop is how such a run ends
		}
		j.proof.conclude(ctx, s)
		err = j.targets.record.verified(j.proof.report())
	}
	if more := a.summarise(j, s); more != nil {
		err = errors.Join(err, more)
	}
	a.complain(j, s)
	err = errors.Join(err, j.targets.keepMetrics(j.monitor), a.keep(j, s))
	if s.Interrupted && j.resumable() {
		fmt.Fprintf(a.err, "To go on with it: %s\n", a.again("--resume"))
	}
	j.monitor.hold(ctx, a)
	return outcome(ctx, j, s, err)
}

// complain shows the expectations that failed, where they are written.
func (a *app) complain(j *job, s *engine.Summary) {
	var diags hcl.Diagnostics
	for i := range s.Expectations {
		f := &s.Expectations[i]
		if f.Verdict != engine.Failed {
			continue
		}
		detail := fmt.Sprintf("%q does not hold: measured were %s.", f.Name, view.Measured(f))
		if f.Name == s.Aborted {
			detail += " It has ended the run."
		}
		diags = append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Expectation failed", Detail: detail, Subject: &f.Range})
	}
	a.diagnose(j.files, diags)
}

// failed says that an expectation was not met.
func failed(s *engine.Summary) bool {
	return slices.ContainsFunc(s.Expectations, func(f engine.Finding) bool { return f.Verdict == engine.Failed })
}

// summarise prints the summary: on standard output, unless that is the sink.
func (a *app) summarise(j *job, s *engine.Summary) error {
	var w io.Writer = a.out
	if j.targets.toStdout() {
		w = a.err
	}
	r := view.NewResult(s, j.proof.report())
	if len(j.targets.kafka) > 0 {
		r.Broker = view.NewBroker(statsOf(j.targets.kafka))
	}
	if j.flags.json {
		return view.JSON(w, r)
	}
	view.Summary(w, r)
	return nil
}

// outcome is what the run comes to, the worst first.
func outcome(ctx context.Context, j *job, s *engine.Summary, err error) error {
	switch all := s.Total(); {
	case err != nil && !s.Interrupted:
		return runError(err)
	case s.Interrupted:
		return said(exitInterrupted)
	case failed(s):
		return said(exitFailed)
	case j.proof != nil && ctx.Err() != nil && j.proof.report().Verdict() == verify.Inconclusive:
		return said(exitInterrupted)
	case j.proof != nil:
		return verdict(j.proof.report())
	case all.Failed > 0:
		return destination(fmt.Errorf("%s records failed: %s", view.Count(all.Failed), s.Reason))
	case all.Unknown > 0:
		return &failure{code: exitInconclusive, err: fmt.Errorf("%s records are unknown, verify says whether they arrived: %s", view.Count(all.Unknown), s.Reason)}
	}
	return nil
}

// runError gives errors of a run their exit code. What comes from the sink is
// about the destination.
func runError(err error) error {
	if code := codeOf(err); code != exitUsage {
		return err
	}
	return destination(err)
}

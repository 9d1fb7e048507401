package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// verifyFlags are what verify takes beside the scenario's.
type verifyFlags struct {
	connectionFlags
	run        string
	json       bool
	partitions bool
	level      verify.Level
	follow     bool

	topic string   // a topic that a pipeline copied into, instead of the plan's own
	files []string // instead of topics
	allow []string
}

func (a *app) verifyCommand() *cobra.Command {
	var f scenarioFlags
	var v verifyFlags
	cmd := &cobra.Command{
		Use:   "verify RUN|PATH",
		Short: "Read a run back from its topics and compare it with the plan",
		Long: `Verify reads every partition back and compares it with what the plan publishes to
it: key, value, headers, timestamp and order, byte for byte. It names what is
missing, truncated, duplicate, reordered, corrupt, misplaced or alien, with
examples. Of a PATH it takes the newest run that .iotsim/runs knows; where none is
known, everything that the topics hold. --follow reads along while the run goes on.

With --topic or --file it checks what a pipeline made of the records: a topic with
any number of partitions, or files of a record or value a line. Order is then that
of each key. Records are known by their headers; where those are gone, by key and
timestamp; values alone, by all of their bytes.

It exits with 0 only if all was read and is equal, with 1 when something differs,
and with 6 when something could not be read. 'iotsim help verification' says what
each finding means, and how --json spells it.`,
		Example: `  iotsim verify scenarios/factory.hcl
  iotsim verify 4be1c99d02a7 --json
  iotsim verify scenarios/factory.hcl --follow
  iotsim verify scenarios/factory.hcl --topic enriched --allow duplicates
  iotsim verify scenarios/factory.hcl --file out.ndjson`,
		Args: paths("RUN or PATH", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			v.run = f.run
			return a.verify(cmd.Context(), args[0], o, v)
		},
	}
	f.register(cmd)
	v.connectionFlags.register(cmd)
	cmd.Flags().BoolVar(&v.json, "json", false, "print the report as JSON")
	cmd.Flags().BoolVar(&v.partitions, "partitions", false, "list every partition")
	cmd.Flags().TextVar(&v.level, "level", verify.Bytes, "how closely to look: `count`, ids (key and headers) or bytes")
	cmd.Flags().BoolVar(&v.follow, "follow", false, "read along while the run goes on, and say at once what is lost")
	cmd.Flags().StringVar(&v.topic, "topic", "", "check this `TOPIC`, into which a pipeline copied the run's data")
	cmd.Flags().StringArrayVar(&v.files, "file", nil, "check the records or values in this `FILE`, one a line")
	cmd.Flags().StringSliceVar(&v.allow, "allow", nil, "with --topic or --file, let `duplicates` or reorder pass")
	return cmd
}

// check refuses flags that contradict each other.
func (f *verifyFlags) check() error {
	copied := f.topic != "" || len(f.files) > 0
	switch {
	case f.topic != "" && len(f.files) > 0:
		return usage("--topic and --file are two places: name one")
	case copied && f.follow:
		return usage("--follow reads the run's own topics: a pipeline's copy is checked when it is done")
	case copied && f.level != verify.Bytes:
		return usage("--level is of the run's own topics: a copy is compared in all that a pipeline should keep")
	case !copied && len(f.allow) > 0:
		return usage("--allow is for what a pipeline made: write --topic or --file. The run's own topics hold the plan exactly")
	}
	return nil
}

func (a *app) verify(ctx context.Context, name string, o schema.Options, f verifyFlags) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	if err := a.gather(&f.connectionFlags); err != nil {
		return err
	}
	c, err := a.findClaim(ctx, name, o, f)
	if err != nil {
		return err
	}
	if f.topic != "" || len(f.files) > 0 {
		return a.verifyCopy(ctx, c, f)
	}
	program, err := engine.Open(c.project.plan, c.run)
	if err != nil {
		return err
	}
	clusters := newClusters(c.project.plan, c.brokers, f.connection)
	a.naked(f.connection, clusters)
	defer func() { err = errors.Join(err, closeAll(clusters)) }()
	reader, topics, err := c.find(ctx, clusters)
	if err != nil {
		return err
	}
	bases, ends, held, err := c.spans(topics)
	if err != nil {
		return err
	}
	v := verify.New(program, bases, verify.Options{AnyRun: c.run == "", Streams: readable(c.project.plan, reader), Level: f.level})
	v.Topics(held)
	if c.project.plan.Forever {
		v.Sent(c.sent(topics, bases))
	}
	if f.follow && !c.ended() {
		return a.followRun(ctx, c, v, clusters, reader, f)
	}
	v.Read(ctx, reader, ends)
	v.Behind(ctx, reader)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	r := v.Report()
	a.keepVerdict(c, &r)
	if err := a.showReport(&r, f); err != nil {
		return err
	}
	return verdict(&r)
}

// keepVerdict keeps what was found where the run is known. That it cannot be kept
// changes nothing of what was found.
func (a *app) keepVerdict(c *claim, r *verify.Report) {
	if c.kept == nil {
		return
	}
	if err := runs.Open(".").Verified(c.kept.Run, keepsake(r)); err != nil {
		fmt.Fprintf(a.err, "The verdict could not be kept: %v\n", err)
	}
}

func (a *app) showReport(r *verify.Report, f verifyFlags) error {
	if f.json {
		return view.JSON(a.out, view.NewVerification(r))
	}
	view.Report(a.out, r, f.partitions)
	return nil
}

// verdict is a report as an exit code.
func verdict(r *verify.Report) error {
	switch r.Verdict() {
	case verify.Good:
		return nil
	case verify.Bad:
		return said(exitFailed)
	}
	return said(exitInconclusive)
}

// A claim is what a run says that its topics hold.
type claim struct {
	project *project
	run     string     // empty: not known
	kept    *runs.Run  // nil: nothing is known of the run but its plan
	newest  bool       // it is the newest of its plan that is kept, and was not named
	brokers [][]string // of each sink that is Kafka
}

// findClaim looks for what to verify: a scenario, or a run by its name.
func (a *app) findClaim(ctx context.Context, name string, o schema.Options, f verifyFlags) (*claim, error) {
	store := runs.Open(".")
	if _, err := os.Stat(name); err != nil {
		kept, err := store.Load(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usage("%s is no scenario, and %s knows no run of that name", name, runs.Folder)
		}
		if err != nil {
			return nil, err
		}
		p, diags := replan(ctx, &kept.Manifest, o)
		a.keepSecrets(p.files)
		if p.stopped != nil {
			return nil, p.stopped
		}
		if diags.HasErrors() {
			a.diagnose(p.files, diags)
			return nil, said(exitInconclusive)
		}
		return claimOf(kept, p, f)
	}
	p, err := a.open(ctx, name, o)
	if err != nil {
		return nil, err
	}
	kept, err := findRun(store, p, f.run)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		diags := p.resolveAt(ctx, kept.Variables.Now)
		if p.stopped != nil {
			return nil, p.stopped
		}
		if diags.HasErrors() {
			a.diagnose(p.files, diags)
			return nil, said(exitInconclusive)
		}
		c, err := claimOf(kept, p, f)
		if c != nil {
			c.newest = f.run == ""
		}
		return c, err
	}
	if p.plan.Start == nil {
		return nil, usage("the scenario leaves its start to the moment of apply, and %s knows no run of it: write --start INSTANT, or RUN instead of PATH%s", runs.Folder, otherRuns(store, p))
	}
	c := &claim{project: p, run: f.run, brokers: brokersOf(f.connection, p.plan)}
	switch {
	case len(f.files) > 0:
	case !slices.ContainsFunc(p.plan.Sinks, func(s schema.Sink) bool { return s.Kind == schema.SinkKafka }):
		return nil, usage("no sink is Kafka, and what a file or a terminal was given is not read again")
	case !c.named():
		return nil, usage("no brokers are named, and %s knows no run of this plan: write --brokers%s", runs.Folder, otherRuns(store, p))
	}
	return c, nil
}

// otherRuns names the runs of a scenario that are of other plans: it was edited
// since, or has another seed or other variables.
func otherRuns(store *runs.Store, p *project) string {
	const most = 5
	names := store.OfScenario(p.plan.Scenario)
	if len(names) == 0 {
		return ""
	}
	rest := ""
	if n := len(names) - most; n > 0 {
		rest = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("\nRuns of scenario %q are of other plans (it was changed since, or seed, start or variables are others): %s%s.\n'iotsim verify %s' looks at the newest.",
		p.plan.Scenario, strings.Join(names[:min(len(names), most)], ", "), rest, names[0])
}

// findRun is the run of that name, or else the newest of the plan; nil when the
// store knows none.
func findRun(store *runs.Store, p *project, name string) (*runs.Run, error) {
	if name == "" {
		return store.Newest(p.digest)
	}
	kept, err := store.Load(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && kept.Digest != p.digest:
		return nil, usage("the run %s is of another plan: of scenario %q, digest %.12s", name, kept.Scenario, kept.Digest)
	}
	return kept, err
}

// claimOf is what a run that is known says; p is its plan.
func claimOf(kept *runs.Run, p *project, f verifyFlags) (*claim, error) {
	if kept.Embedded && len(f.brokers) == 0 && len(f.files) == 0 {
		return nil, &failure{code: exitInconclusive, err: fmt.Errorf("the run %s went to an embedded broker, which ended with it: its topics are gone. apply --verify reads them in time", kept.Run)}
	}
	if err := p.mustBe(&kept.Manifest); err != nil {
		return nil, err
	}
	c := &claim{project: p, run: kept.Run, kept: kept, brokers: brokersOf(f.connection, p.plan)}
	if len(f.connection.Brokers()) == 0 {
		for i := range c.brokers {
			if topics := c.topics(i); len(topics) > 0 {
				c.brokers[i] = kept.BrokersOf(topics[0])
			}
		}
	}
	return c, nil
}

// named says that there are brokers to ask.
func (c *claim) named() bool {
	return slices.ContainsFunc(c.brokers, func(b []string) bool { return len(b) > 0 })
}

// topics are those that a Kafka sink of the plan writes.
func (c *claim) topics(sink int) []string {
	var names []string
	for _, t := range view.Topics(c.project.plan) {
		if t.Sink == sink && c.project.plan.Sinks[sink].Kind == schema.SinkKafka {
			names = append(names, t.Name)
		}
	}
	return names
}

// find reaches the clusters and looks at the topics, both by sink.
func (c *claim) find(ctx context.Context, clusters []*cluster) (topicReader, [][]kafka.TopicState, error) {
	reader, topics := make(topicReader, len(clusters)), make([][]kafka.TopicState, len(clusters))
	for i, k := range clusters {
		if k == nil {
			continue
		}
		if len(k.brokers) == 0 {
			return nil, nil, usage("no brokers are named for the sink of topic %s: write --brokers", c.project.plan.Sinks[i].Topic)
		}
		if err := k.connect(ctx); err != nil {
			return nil, nil, err
		}
		reader[i] = k.client
		var err error
		if topics[i], err = k.client.Describe(ctx, c.topics(i)...); err != nil {
			return nil, nil, err
		}
	}
	return reader, topics, nil
}

// spans are the offsets between which the run's records must lie, one a stream, and
// what is known of their topics. Without a manifest that is all that the topics
// hold; what came after a run has ended is hardly its own.
func (c *claim) spans(topics [][]kafka.TopicState) (bases, ends []int64, held []verify.Topic, err error) {
	plan := c.project.plan
	ends = endsOf(plan, topics)
	bases, held = make([]int64, len(plan.Streams)), make([]verify.Topic, len(plan.Streams))
	for i, s := range plan.Streams {
		held[i].Acked = -1
		if plan.Sinks[s.Sink].Kind != schema.SinkKafka {
			continue
		}
		state := stateOf(topics[s.Sink], s.Topic)
		if int(s.Partition) >= len(state.Spans) {
			return nil, nil, nil, &failure{code: exitInconclusive, err: fmt.Errorf("%s has %d partitions, the plan more: it is not the topic of this plan", s.Topic, len(state.Spans))}
		}
		start := state.Spans[s.Partition].Start
		bases[i] = start
		held[i].Start, held[i].Compacted, held[i].AppendTime = start, state.Compacted, state.AppendTime
		if c.kept == nil {
			continue
		}
		base, end, err := c.kept.Span(state.Name, state.ID, int(s.Partition))
		if err != nil {
			return nil, nil, nil, &failure{code: exitInconclusive, err: err}
		}
		bases[i] = base
		if end >= 0 {
			held[i].Acked, held[i].After = end, max(0, ends[i]-end)
			ends[i] = min(ends[i], end)
		}
	}
	return bases, ends, held, nil
}

// sent is how many records the run is known to have sent, by stream: up to where
// the topics stood when it had ended.
func (c *claim) sent(topics [][]kafka.TopicState, bases []int64) []int64 {
	sent := make([]int64, len(bases))
	for i, s := range c.project.plan.Streams {
		if c.kept == nil {
			continue
		}
		state := stateOf(topics[s.Sink], s.Topic)
		if _, end, err := c.kept.Span(state.Name, state.ID, int(s.Partition)); err == nil && end >= 0 {
			sent[i] = end - bases[i]
		}
	}
	return sent
}

func stateOf(topics []kafka.TopicState, name string) kafka.TopicState {
	for _, t := range topics {
		if t.Name == name {
			return t
		}
	}
	return kafka.TopicState{Name: name}
}

package main

import (
	"context"
	"fmt"
	"math"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// sampleFlags are what sample takes beside the scenario's.
type sampleFlags struct {
	count    int64 // negative: left out
	device   deviceFlag
	from     momentFlag
	at, span time.Duration // at is from, once the plan is known
	labels   bool
	json     bool
	plot     []string
	plotFile string
}

func (a *app) sampleCommand() *cobra.Command {
	var f scenarioFlags
	var s sampleFlags
	cmd := &cobra.Command{
		Use:   "sample PATH",
		Short: "Print some of the messages that a scenario sends, or draw what sensors say",
		Long: `Sample prints messages, one a line, in the order in which apply sends them. They
are the very bytes: of a scenario whose start is open, those of an apply at this moment.

With --labels it prints readings in the order in which they are due, each beside what
faults did to it: the value without faults and the one that is sent, by how much it is
late, whether it is dropped. With --json a line is an object with the messages of the
reading and its labels, as they stand in the topics.

With --plot it draws sensors over a span of time, in the terminal or with --plot-file as
a picture: what is sent and what would be without faults, phases, limits, when faults
happen and which readings they touch. Every reading of the span counts, however many.`,
		Example: `  iotsim sample scenarios/factory.hcl
  iotsim sample scenarios/factory.hcl --device device_00042 --at 1m50s --count 20 | jq .sensors.current
  iotsim sample scenarios/factory.hcl --device device_00019 --at 1m50s --for 20s --labels
  iotsim sample scenarios/factory.hcl --device device_00019 --plot temperature,current
  iotsim sample scenarios/factory.hcl --device 'device_07*' --count 6 --plot current --plot-file current.svg`,
		Args: paths("PATH", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			if err := s.check(cmd.Flags().Changed("count")); err != nil {
				return err
			}
			return a.sample(cmd.Context(), args[0], o, s)
		},
	}
	f.register(cmd)
	flags := cmd.Flags()
	flags.Int64Var(&s.count, "count", 0, "how many messages; with --labels, readings; with --plot, devices\n(10, or all with --for; with --plot 1)")
	flags.Var(&s.device, "device", "only of the device with this id, of those that match, as device_00*, or of those\nof which it holds, as \"device.building == 'A' && device.floor > 2\"")
	flags.Var(&s.from, "at", "from this `MOMENT` on: how long after the start, as plan prints it: 90s, 24h15m;\nthe first such local time, 06:00; or an instant, 2026-03-02T06:00:00Z")
	flags.Var((*durationFlag)(&s.span), "for", "no longer than this `DURATION`")
	flags.BoolVar(&s.labels, "labels", false, "readings with what faults did to them")
	flags.BoolVar(&s.json, "json", false, "with --labels, a JSON object a line")
	flags.StringSliceVar(&s.plot, "plot", nil, "draw this `SENSOR`, or several: temperature,current")
	flags.StringVar(&s.plotFile, "plot-file", "", "draw into this `FILE.svg`")
	cmd.MarkFlagsMutuallyExclusive("labels", "plot")
	return cmd
}

// check refuses flags that mean nothing, and decides what count is where it is
// left out.
func (f *sampleFlags) check(counted bool) error {
	switch {
	case f.count < 0:
		return usage("--count is not negative")
	case f.json && !f.labels:
		return usage("--json goes with --labels: messages are JSON as they are")
	case f.plotFile != "" && len(f.plot) == 0:
		return usage("--plot-file needs --plot SENSOR: what is drawn")
	case f.plotFile != "" && path.Ext(f.plotFile) != ".svg":
		return usage("--plot-file %q: only .svg is written. Browsers show it, and rsvg-convert makes a PNG of it", f.plotFile)
	}
	switch {
	case counted:
	case len(f.plot) > 0:
		f.count = 1
	case f.span > 0:
		f.count = math.MaxInt64
	default:
		f.count = 10
	}
	return nil
}

// until is the end of what is asked for, in nanoseconds after the start.
func (f *sampleFlags) until() int64 {
	if f.span == 0 {
		return math.MaxInt64
	}
	return int64(f.at) + int64(f.span) // of at most the longest time line each
}

func (a *app) sample(ctx context.Context, name string, o schema.Options, f sampleFlags) error {
	p, err := a.open(ctx, name, o)
	if err != nil {
		return err
	}
	if f.at, err = f.from.offset(p.plan); err != nil {
		return err
	}
	if p.plan.Forever && f.at > 0 && !f.labels && len(f.plot) == 0 {
		if p, err = upTo(ctx, p, f.at+time.Hour); err != nil {
			return err
		}
	}
	if err := p.resolve(ctx, time.Now()); err != nil {
		return err
	}
	program, err := engine.Open(p.plan, "sample")
	if err != nil {
		return err
	}
	if err := a.choose(program, &f.device); err != nil {
		return err
	}
	if len(f.plot) > 0 {
		return a.plot(ctx, p, program, f)
	}
	show := a.print
	if f.labels {
		show = a.printLabels
	}
	found, err := show(ctx, program, f)
	if err == nil && found == 0 && f.count > 0 {
		err = nothingFound(program, f)
	}
	return err
}

// upTo is a scenario that goes on forever, with an end: up to there it sends the
// same, and what has an end can be searched.
func upTo(ctx context.Context, forever *project, end time.Duration) (*project, error) {
	o := forever.options
	o.Duration = fmt.Sprintf("%dms", end.Milliseconds())
	p, diags := newProject(ctx, forever.path, forever.sources, o)
	if p.stopped != nil {
		return nil, p.stopped
	}
	if diags.HasErrors() {
		return nil, usage("--at %v: %w", end-time.Hour, diags)
	}
	return p, nil
}

// nothingFound says why there is no message: the device may be misspelt, or silent.
func nothingFound(program *engine.Program, f sampleFlags) error {
	after := ""
	switch {
	case f.span > 0:
		after = " at " + view.Duration(f.at) + " or within " + view.Duration(f.span) + " from there"
	case f.at > 0:
		after = " at " + view.Duration(f.at) + " or later"
	}
	if f.device.all() {
		return usage("no message is sent%s", after)
	}
	ids := program.SomeIDs(maxComparedIDs)
	if slices.ContainsFunc(ids, f.device.has) || program.Plan().Devices > maxComparedIDs {
		return usage("no message is sent by a device %q%s", f.device.text, after)
	}
	return noDevice(program, f.device.text)
}

// noDevice says that no id matches, and which are near.
func noDevice(program *engine.Program, pattern string) error {
	ids := program.SomeIDs(maxComparedIDs)
	if part := strings.Trim(pattern, "*?"); len(part) > 2 {
		if i := slices.IndexFunc(ids, func(id string) bool { return strings.Contains(id, part) }); i >= 0 {
			return usage("there is no device %q. Did you mean '*%s*', as %s?", pattern, part, ids[i])
		}
	}
	if near, ok := schema.Nearest(pattern, ids); ok {
		return usage("there is no device %q. Did you mean %s?", pattern, near)
	}
	return usage("there is no device %q. Ids are such as %s", pattern, strings.Join(onePerModel(program), ", "))
}

// maxComparedIDs is how many ids a misspelt one is compared with.
const maxComparedIDs = 10_000

// onePerModel are ids, one of each of the first models that have devices.
func onePerModel(program *engine.Program) []string {
	const most = 4
	var ids []string
	seen := map[int]bool{}
	p := program.Plan()
	for i := range p.Groups {
		if g := &p.Groups[i]; !seen[g.Model] && len(ids) < most {
			seen[g.Model] = true
			ids = append(ids, program.ID(g.First-1))
		}
	}
	return ids
}

// sampleBatch is how many messages are rendered at a time.
const sampleBatch = 256

// print prints messages until there are enough, and says how many they were.
func (a *app) print(ctx context.Context, program *engine.Program, f sampleFlags) (found int64, err error) {
	sequence := program.Sequence(dataStreams(program.Plan())...)
	seek(ctx, sequence, int64(f.at))
	var b engine.Batch
	for found < f.count && ctx.Err() == nil {
		b.Reset()
		limit := int64(program.Plan().Bytes.Together(sampleBatch))
		if f.device.all() {
			limit = min(limit, f.count-found)
		}
		if sequence.Append(&b, f.until(), int(limit)) == 0 {
			if send, more := sequence.Next(); !more || send >= f.until() {
				return found, nil
			}
		}
		for i := range b.Records {
			if r := &b.Records[i]; found < f.count && f.device.of(r) {
				found++
				if _, err := fmt.Fprintf(a.out, "%s\n", r.Value); err != nil {
					return found, err
				}
			}
		}
	}
	return found, context.Cause(ctx)
}

// seek goes to the first record that is sent at t or later. When ctx ends, it
// stays wherever it is.
func seek(ctx context.Context, s *engine.Sequence, t int64) {
	if t == 0 {
		return
	}
	s.Heed(ctx)
	rank := sort.Search(int(s.Len()), func(k int) bool {
		if ctx.Err() != nil {
			return true
		}
		s.MoveTo(int64(k))
		send, ok := s.Next()
		return !ok || send >= t
	})
	if ctx.Err() == nil {
		s.MoveTo(int64(rank))
	}
}

// dataStreams are those of the first sink: what the others get is the same.
func dataStreams(p *engine.Plan) []int {
	var streams []int
	for i, s := range p.Streams {
		if !s.Labels && s.Sink == 0 {
			streams = append(streams, i)
		}
	}
	return streams
}

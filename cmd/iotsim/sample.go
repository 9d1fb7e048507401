package main

import (
	"context"
	"fmt"
	"math"
	"path"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// sampleFlags are what sample takes beside the scenario's.
type sampleFlags struct {
	count  int64
	device string
	at     time.Duration
	run    string
}

func (a *app) sampleCommand() *cobra.Command {
	var f scenarioFlags
	var s sampleFlags
	cmd := &cobra.Command{
		Use:   "sample PATH",
		Short: "Print some of the messages that a scenario sends",
		Long: `Sample prints messages, one a line, in the order in which apply sends them. They
are the very bytes: of a scenario whose start is open, those of an apply at this moment.`,
		Example: `  iotsim sample scenarios/factory.hcl
  iotsim sample scenarios/factory.hcl --device device_00042 --at 1m50s --count 20 | jq .sensors.current`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			s.run = f.run
			return a.sample(cmd.Context(), args[0], o, s)
		},
	}
	f.register(cmd)
	cmd.Flags().Int64Var(&s.count, "count", 10, "how many messages")
	cmd.Flags().StringVar(&s.device, "device", "", "only of the device with this `ID`, or of those that match, as device_00*")
	cmd.Flags().DurationVar(&s.at, "at", 0, "from this `OFFSET` after the start on")
	return cmd
}

func (a *app) sample(ctx context.Context, name string, o schema.Options, f sampleFlags) error {
	if _, err := path.Match(f.device, ""); err != nil {
		return usage("--device %q: %w", f.device, err)
	}
	if f.count < 0 || f.at < 0 {
		return usage("--count and --at are not negative")
	}
	p, err := a.open(name, o)
	if err != nil {
		return err
	}
	if p.plan.Forever && f.at > 0 {
		if p, err = upTo(name, o, f.at+time.Hour); err != nil {
			return err
		}
	}
	if err := p.resolve(time.Now()); err != nil {
		return err
	}
	program, err := engine.Open(p.plan, "sample")
	if err != nil {
		return err
	}
	found, err := a.print(ctx, program, f)
	if err == nil && found == 0 && f.count > 0 {
		err = usage("no message is sent%s at %v or later", ofDevice(f.device), f.at)
	}
	return err
}

// upTo is a scenario that goes on forever, with an end: up to there it sends the
// same, and what has an end can be searched.
func upTo(name string, o schema.Options, end time.Duration) (*project, error) {
	o.Duration = fmt.Sprintf("%dms", end.Milliseconds())
	p, diags := loadProject(name, o)
	if diags.HasErrors() {
		return nil, usage("--at %v: %w", end-time.Hour, diags)
	}
	return p, nil
}

func ofDevice(pattern string) string {
	if pattern == "" {
		return ""
	}
	return fmt.Sprintf(" by a device %q", pattern)
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
		if f.device == "" {
			limit = min(limit, f.count-found)
		}
		if sequence.Append(&b, math.MaxInt64, int(limit)) == 0 {
			if _, more := sequence.Next(); !more {
				return found, nil
			}
		}
		for i := range b.Records {
			if r := &b.Records[i]; found < f.count && isOf(r, f.device) {
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

// isOf says whether a record is of a device whose id matches. The id is the key,
// unless a header says otherwise.
func isOf(r *engine.Record, pattern string) bool {
	if pattern == "" {
		return true
	}
	id := string(r.Key)
	for _, h := range r.Headers {
		if h.Key == engine.HeaderDevice {
			id = string(h.Value)
		}
	}
	if id == pattern {
		return true
	}
	ok, err := path.Match(pattern, id)
	return ok && err == nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/output"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

// A copied is what a pipeline made: partitions of a topic, or files.
type copied struct {
	places []string // of each, the topic or file
	read   func(ctx context.Context, place int, do func(*readback.Record) error) error
	stamps bool   // timestamps are the brokers' own
	values bool   // there is nothing but values
	run    string // that the first record with a name is of
}

// verifyCopy checks what a pipeline made of a run's data.
func (a *app) verifyCopy(ctx context.Context, c *claim, f verifyFlags) (err error) {
	allowed, err := allowances(f.allow)
	if err != nil {
		return err
	}
	program, err := engine.Open(c.project.plan, c.run)
	if err != nil {
		return err
	}
	from, sink := filesOf(f.files), 0
	if f.topic != "" {
		sink = slices.IndexFunc(c.project.plan.Sinks, func(s schema.Sink) bool { return s.Kind == schema.SinkKafka })
		cluster := newClusters(c.project.plan, c.brokers, f.connection)[sink]
		if len(cluster.brokers) == 0 {
			return usage("no brokers are named for the topic %s: write --brokers", f.topic)
		}
		if err := cluster.connect(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, cluster.close()) }()
		if from, err = topicOf(ctx, cluster.client, f.topic); err != nil {
			return err
		}
	}
	by, err := from.identity(ctx)
	switch {
	case err != nil:
		return &failure{code: exitInconclusive, err: err}
	case by == verify.ByKeyTime && from.stamps:
		return &failure{code: exitInconclusive, err: fmt.Errorf("%s has no headers to know records by, and LogAppendTime: the brokers replaced the timestamps. Let the pipeline keep the headers", f.topic)}
	}
	if f.topic == "" && c.isAnother(from.run) {
		fmt.Fprintf(a.err, "The records are of run %s. The newest of the plan that %s knows is %s.\n", from.run, runs.Folder, c.run)
		c.run = from.run
		if program, err = program.Named(c.run); err != nil {
			return err
		}
	}
	v, err := verify.NewCopy(ctx, program, from.places, verify.CopyOptions{Sink: sink, By: by, Files: f.topic == "", AnyRun: c.run == "", Allowed: allowed})
	if err != nil {
		return &failure{code: exitInconclusive, err: err}
	}
	for i := range from.places {
		err := from.read(ctx, i, func(r *readback.Record) error { v.Take(i, r); return nil })
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			v.Unread(i, err.Error())
		}
	}
	r := v.Report()
	if err := a.showReport(&r, f); err != nil {
		return err
	}
	return verdict(&r)
}

// isAnother says that records of a run are not of the newest that is kept, which was
// taken since none was named, but of one that is not kept: it went to files. An earlier
// one that is kept is not what was asked for.
func (c *claim) isAnother(run string) bool {
	if !c.newest || run == c.run || runs.CheckName(run) != nil {
		return false
	}
	_, err := runs.Open(".").Load(run)
	return errors.Is(err, fs.ErrNotExist)
}

// allowances are the differences that a pipeline is allowed.
func allowances(names []string) ([]verify.Kind, error) {
	var all []verify.Kind
	for _, name := range names {
		switch name {
		case "duplicates":
			all = append(all, verify.Duplicate)
		case "reorder":
			all = append(all, verify.Reordered, verify.Misplaced)
		default:
			return nil, usage("--allow %s: write duplicates or reorder", name)
		}
	}
	return all, nil
}

// topicOf reads a topic from its beginning to where it ends now.
func topicOf(ctx context.Context, client *kafka.Client, topic string) (*copied, error) {
	states, err := client.Describe(ctx, topic)
	if err != nil {
		return nil, err
	}
	spans := states[0].Spans
	return &copied{
		places: slices.Repeat([]string{topic}, len(spans)), stamps: states[0].AppendTime,
		read: func(ctx context.Context, i int, do func(*readback.Record) error) error {
			return client.Read(ctx, topic, int32(i), spans[i].Start, spans[i].End, do)
		},
	}, nil
}

// filesOf reads files, a record or value a line.
func filesOf(names []string) *copied {
	c := &copied{places: names}
	c.read = func(_ context.Context, i int, do func(*readback.Record) error) (err error) {
		file, err := os.Open(names[i])
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		text, err := output.Unpack(file)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, text.Close()) }()
		return output.Read(text, func(l *output.Line) error {
			c.values = c.values || !l.Whole
			return do(&readback.Record{Offset: l.Number, Timestamp: l.Timestamp, Key: l.Key, Value: l.Value, Headers: l.Headers})
		})
	}
	return c
}

// sampled is how many records of each place are looked at to find what they can be
// known by.
const sampled = 100

// errEnough ends a look at a place.
var errEnough = errors.New("enough was seen")

// identity is by what the records can be known: headers, if any has them.
func (c *copied) identity(ctx context.Context) (verify.Identity, error) {
	by, seen := verify.ByKeyTime, 0
	for i := range c.places {
		n := 0
		err := c.read(ctx, i, func(r *readback.Record) error {
			if _, ok := engine.NameOf(r.Key, r.Headers); ok {
				run, _ := r.Run()
				by, c.run = verify.ByHeaders, string(run)
				return errEnough
			}
			if n++; n == sampled {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return by, err
		}
		if by == verify.ByHeaders {
			return by, nil
		}
		seen += n
	}
	if c.values && seen > 0 {
		return verify.ByValue, nil
	}
	return by, nil
}

package main

import (
	"context"
	"errors"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
)

// A topicReader is Kafka as verify sees it: the client of each sink.
type topicReader []*kafka.Client

var _ readback.Source = topicReader{}

// Read reads a partition.
func (t topicReader) Read(ctx context.Context, s engine.Stream, from, to int64, do func(*readback.Record) error) error {
	err := t[s.Sink].Read(ctx, s.Topic, s.Partition, from, to, do)
	if k := (*kafka.Error)(nil); errors.As(err, &k) && k.Gone > 0 {
		return &verify.LostError{Records: k.Gone, Err: err}
	}
	return err
}

// A proof is the verification of a run that this process makes.
type proof struct {
	plan         *engine.Plan
	targets      []*kafkaTarget
	reader       topicReader
	verification *verify.Verification
	along        bool           // read while the run goes on
	result       *verify.Report // nil: not concluded
}

// newProof begins where the run did in its topics. What may outgrow the
// embedded broker, which lets go of its oldest records, is read along.
func newProof(program *engine.Program, targets []*kafkaTarget) *proof {
	plan := program.Plan()
	p := &proof{plan: plan, targets: targets, reader: make(topicReader, len(plan.Sinks))}
	bases, streams := make([]int64, len(plan.Streams)), []int{}
	outgrows := plan.Forever || 2*plan.Bytes.Estimate > kafka.DefaultRetention
	for _, t := range targets {
		p.reader[t.index] = t.cluster.client
		for _, place := range t.places {
			bases[place.Stream], streams = place.Base, append(streams, place.Stream)
		}
		p.along = p.along || t.cluster.embedded != nil && outgrows
	}
	p.verification = verify.New(program, bases, verify.Options{Streams: streams})
	return p
}

// readable are the streams of sinks that can be read back.
func readable(p *engine.Plan, reader topicReader) []int {
	streams := []int{}
	for i, s := range p.Streams {
		if reader[s.Sink] != nil {
			streams = append(streams, i)
		}
	}
	return streams
}

// followPause is the time between two looks at how far the topic has come.
const followPause = time.Second

// follow reads along, where that is needed, until stop, which waits for it.
func (p *proof) follow(ctx context.Context) (stop func()) {
	if p == nil || !p.along {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(followPause):
			}
			if now, err := p.look(ctx); err == nil {
				// To the end, also when the run ends: half a read would look like a fault.
				p.verification.Read(context.WithoutCancel(ctx), p.reader, endsOf(p.plan, now))
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// look is where the topics stand, by sink.
func (p *proof) look(ctx context.Context) ([][]kafka.TopicState, error) {
	now := make([][]kafka.TopicState, len(p.plan.Sinks))
	for _, t := range p.targets {
		states, err := t.cluster.client.Describe(ctx, topicNames(t.topics)...)
		if err != nil {
			return nil, err
		}
		now[t.index] = states
	}
	return now, nil
}

// conclude reads what is left, up to where the topics ended after the run.
func (p *proof) conclude(ctx context.Context, s *engine.Summary) {
	if p.plan.Forever {
		p.verification.Sent(sentOf(p.plan, s))
	}
	after := make([][]kafka.TopicState, len(p.plan.Sinks))
	for _, t := range p.targets {
		after[t.index] = t.ends
	}
	p.verification.Read(ctx, p.reader, endsOf(p.plan, after))
	r := p.verification.Report()
	p.result = &r
}

// sentOf is how many records a run sent, by stream of its plan.
func sentOf(p *engine.Plan, s *engine.Summary) []int64 {
	sent := make([]int64, len(p.Streams))
	for i, stream := range p.Streams {
		for _, account := range s.Streams {
			if account.Stream == stream {
				sent[i] = account.Acked
			}
		}
	}
	return sent
}

// keepsake is a report as the run's folder keeps it.
func keepsake(r *verify.Report) runs.Verification {
	sum := r.Sum()
	v := runs.Verification{
		Verified: time.Now(), Version: version(), Level: r.Level.String(), Verdict: string(r.Verdict()),
		Planned: sum.Planned, Read: sum.Read, Equal: sum.Equal, Found: map[string]int64{},
	}
	for _, k := range verify.Kinds() {
		if n := sum.Found.Of(k); n > 0 {
			v.Found[k.String()] = n
		}
	}
	return v
}

// report is what was found, nil before it was concluded.
func (p *proof) report() *verify.Report {
	if p == nil {
		return nil
	}
	return p.result
}

// endsOf are the end offsets of a plan's streams. topics are by sink; where one is
// not known, the end is 0, and nothing is read.
func endsOf(p *engine.Plan, topics [][]kafka.TopicState) []int64 {
	ends := make([]int64, len(p.Streams))
	for i, s := range p.Streams {
		for _, t := range topics[s.Sink] {
			if t.Name == s.Topic && int(s.Partition) < len(t.Spans) {
				ends[i] = t.Spans[s.Partition].End
			}
		}
	}
	return ends
}

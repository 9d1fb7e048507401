package main

import (
	"context"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/verify"
)

// A topicReader is Kafka as verify sees it.
type topicReader struct{ client *kafka.Client }

var _ verify.Source = topicReader{}

// Read reads a partition.
func (t topicReader) Read(ctx context.Context, s engine.Stream, from, to int64, do func(*verify.Record) error) error {
	return t.client.Read(ctx, s.Topic, s.Partition, from, to, func(r *kafka.Record) error {
		return do((*verify.Record)(r))
	})
}

// A proof is the verification of a run that this process makes.
type proof struct {
	plan         *engine.Plan
	target       *kafkaTarget
	verification *verify.Verification
	along        bool           // read while the run goes on
	result       *verify.Report // nil: not concluded
}

// newProof begins where the topics ended before the run. What may outgrow the
// embedded broker, which lets go of its oldest records, is read along.
func newProof(program *engine.Program, t *kafkaTarget) *proof {
	plan := program.Plan()
	return &proof{
		plan: plan, target: t, along: t.embedded != nil && (plan.Forever || 2*plan.Bytes.Estimate > kafka.DefaultRetention),
		verification: verify.New(program, endsOf(plan, t.topics), verify.Options{}),
	}
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
			if states, err := p.target.client.Describe(ctx, topicNames(p.target.topics)...); err == nil {
				// To the end, also when the run ends: half a read would look like a fault.
				p.verification.Read(context.WithoutCancel(ctx), topicReader{p.target.client}, endsOf(p.plan, states))
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// conclude reads what is left, up to where the topic ended after the run.
func (p *proof) conclude(ctx context.Context, s *engine.Summary) {
	if p.plan.Forever {
		p.verification.Sent(sentOf(p.plan, s))
	}
	if p.target.ends != nil {
		p.verification.Read(ctx, topicReader{p.target.client}, endsOf(p.plan, p.target.ends))
	}
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

// report is what was found, nil before it was concluded.
func (p *proof) report() *verify.Report {
	if p == nil {
		return nil
	}
	return p.result
}

// endsOf are the end offsets of a plan's streams.
func endsOf(p *engine.Plan, topics []kafka.TopicState) []int64 {
	ends := make([]int64, len(p.Streams))
	for i, s := range p.Streams {
		for _, t := range topics {
			if t.Name == s.Topic && int(s.Partition) < len(t.Spans) {
				ends[i] = t.Spans[s.Partition].End
			}
		}
	}
	return ends
}

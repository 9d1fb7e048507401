package main

import (
	"context"
	"fmt"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
)

// stride is how many records of a partition are read between two looks: what was
// found in them is said before the next are read.
const stride = 100_000

// A follower reads along while a run goes on.
type follower struct {
	app          *app
	claim        *claim
	clusters     []*cluster
	reader       topicReader
	verification *verify.Verification
	ends         []int64 // up to which all was read
	said         verify.Counts
	shown        map[string]bool // examples
	troubled     bool            // the last read failed, and that was said
}

// followRun verifies a run that goes on: until it has ended, or all of its plan is
// there, or Ctrl-C.
func (a *app) followRun(ctx context.Context, c *claim, v *verify.Verification, clusters []*cluster, reader topicReader, f verifyFlags) error {
	t := &follower{app: a, claim: c, clusters: clusters, reader: reader, verification: v, ends: make([]int64, len(c.project.plan.Streams)), shown: map[string]bool{}}
	last := time.Now()
	fmt.Fprintln(a.err, "Reading along. Ctrl-C ends it.")
	for {
		done, behind := t.look(ctx)
		if done || ctx.Err() != nil {
			break
		}
		if time.Since(last) >= glances {
			last = time.Now()
			t.glance()
		}
		if behind {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(followPause):
		}
	}
	if ctx.Err() == nil {
		if v.Behind(ctx, reader); ctx.Err() != nil {
			v.Retry() // that it was cut off is no finding
		}
	}
	if ctx.Err() == nil {
		r := v.Report()
		a.keepVerdict(c, &r)
		if err := a.showReport(&r, f); err != nil {
			return err
		}
		return verdict(&r)
	}
	r := v.Along()
	if err := a.showReport(&r, f); err != nil {
		return err
	}
	if r.Verdict() == verify.Bad {
		return said(exitFailed)
	}
	return context.Cause(ctx)
}

// look reads what is new. done says that there will be no more, behind that there
// is more already.
func (t *follower) look(ctx context.Context) (done, behind bool) {
	c := t.claim
	ended := c.ended() || c.refresh()
	_, topics, err := c.find(ctx, t.clusters)
	if err != nil {
		t.trouble(ctx, err.Error())
		return false, false
	}
	bases, ends, held, err := c.spans(topics)
	if err != nil { // the topic was made anew: nothing more can be said of the run
		t.trouble(ctx, err.Error())
		return true, false
	}
	if ended && c.project.plan.Forever {
		t.verification.Sent(c.sent(topics, bases))
	}
	for i := range ends {
		t.ends[i] = max(t.ends[i], bases[i])
		if t.ends[i]+stride < ends[i] {
			ends[i], behind = t.ends[i]+stride, true
		}
	}
	if behind { // what the run acknowledged is not read to its end yet
		for i := range held {
			held[i].Acked = -1
		}
	}
	t.verification.Topics(held)
	// To the end, also when the run ends: half a read would look like a fault.
	t.verification.Read(context.WithoutCancel(ctx), t.reader, ends)
	t.ends = ends
	t.tell(ctx)
	return (ended || t.verification.Complete()) && !behind && !t.troubled, behind && !t.troubled
}

// tell says what was found since the last look.
func (t *follower) tell(ctx context.Context) {
	r := t.verification.Along()
	troubled := false
	for i := range r.Partitions {
		p := &r.Partitions[i]
		if p.Unread != "" {
			t.trouble(ctx, fmt.Sprintf("%s: %s", p.Stream, p.Unread))
			troubled = true
		}
	}
	t.troubled = troubled
	if troubled {
		t.verification.Retry()
	}
	sum := r.Sum()
	if sum.Found == t.said {
		return
	}
	t.said = sum.Found
	fmt.Fprintf(t.app.err, "%s  %s\n", time.Now().Format(time.TimeOnly), view.Findings(&sum))
	view.NewExamples(t.app.err, &r, t.shown)
}

// trouble says once that something cannot be read at the moment.
func (t *follower) trouble(ctx context.Context, what string) {
	if !t.troubled && ctx.Err() == nil {
		fmt.Fprintf(t.app.err, "%s  Cannot be read now, and is tried again: %s\n", time.Now().Format(time.TimeOnly), what)
	}
	t.troubled = true
}

// glance says how far it is.
func (t *follower) glance() {
	r := t.verification.Along()
	sum := r.Sum()
	fmt.Fprintf(t.app.err, "%s  %s of %s records read back, %s equal\n", time.Now().Format(time.TimeOnly), view.Count(sum.Read), view.Count(sum.Planned), view.Count(sum.Equal))
}

// ended says that the run is known to have ended.
func (c *claim) ended() bool { return c.kept != nil && c.kept.Result != nil }

// refresh looks whether the run has ended since.
func (c *claim) refresh() bool {
	if c.kept == nil {
		return false
	}
	if kept, err := runs.Open(".").Load(c.kept.Run); err == nil && kept.Result != nil {
		c.kept.Result = kept.Result
	}
	return c.ended()
}

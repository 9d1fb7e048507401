package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/telemetry"
)

// listenVariable is --listen in the environment, for apply and for healthcheck: an
// image sets it once.
const listenVariable = "IOTSIM_LISTEN"

// A monitor is what others may see of a run while it goes on.
type monitor struct {
	*telemetry.Telemetry
	server *telemetry.Server // nil: nobody can ask
	keep   time.Duration     // how long it answers after the run
}

// newMonitor listens, where that is asked for: before anything else happens, as an
// address that cannot be had is a mistake of the command line.
func (a *app) newMonitor(p *project, f applyFlags) (*monitor, error) {
	b := buildInfo()
	m := &monitor{keep: time.Duration(f.keepListening)}
	m.Telemetry = telemetry.New(telemetry.Build{Version: b.Version, Commit: b.Commit, Go: b.Go}, p.plan, a.shownText)
	address := f.listen
	if address == "" {
		address = os.Getenv(listenVariable)
	}
	if address == "" {
		if m.keep > 0 {
			return nil, usage("--keep-listening is about --listen, and there is none")
		}
		return m, nil
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, usage("--listen %q: write HOST:PORT, as 127.0.0.1:9464, or :9464 to be reached from other machines", address)
	}
	var err error
	if m.server, err = m.Listen(address); errors.Is(err, syscall.EADDRINUSE) {
		return nil, usage("--listen %s: the address is taken. Choose another port, or stop what listens there", address)
	} else if err != nil {
		return nil, usage("--listen %s: %w", address, err)
	}
	fmt.Fprintf(a.err, "Listening at http://%s: /metrics, /healthz, /readyz.\n", m.server.Addr())
	return m, nil
}

// shownText is a text as it may be shown.
func (a *app) shownText(text string) string { return string(a.out.shown([]byte(text))) }

// watch is told what producers do, once there are any.
func (m *monitor) watch(t *targets) {
	m.Stage("looking for the destinations")
	for _, k := range t.kafka {
		k.cluster.producer = m.Producer
	}
}

// begin says that the run does.
func (m *monitor) begin(p *engine.Plan, run string, w *watch, t *targets, f applyFlags) {
	shard := ""
	if !f.shard.Whole() {
		shard = f.shard.String()
	}
	m.Begin(telemetry.Run{
		Plan: p, Name: run, Shard: shard, Share: w.share, Felt: t.felt,
		Speed: view.Speed(w.speed), Ratio: float64(w.speed.Num) / float64(w.speed.Den),
	})
}

// felt is what a sink has met with.
func (t *targets) felt(sink int) telemetry.Felt {
	for _, k := range t.kafka {
		if k.index == sink {
			s := k.stats()
			return telemetry.Felt{Failures: s.Failures, Retries: s.Retries, Moves: s.LeaderMoves, Trouble: s.Trouble}
		}
	}
	return telemetry.Felt{}
}

// keepMetrics keeps what the run counted beside its summary.
func (t *targets) keepMetrics(m *monitor) error {
	if t.record == nil || t.record.finished {
		return nil // there is no place for it, or the run stays as it ended
	}
	var text bytes.Buffer
	if err := m.WriteText(&text); err != nil {
		return err
	}
	return destination(t.record.store.KeepMetrics(t.record.place, text.Bytes()))
}

// hold answers on after the run until it was asked once more, or for as long as it
// is told to.
func (m *monitor) hold(ctx context.Context, a *app) {
	if m.server == nil || m.keep <= 0 || ctx.Err() != nil {
		return
	}
	fmt.Fprintf(a.err, "Listening on until the metrics are read, for %s at most. Ctrl-C ends it.\n", view.Duration(m.keep))
	if m.server.Hold(ctx, m.keep) {
		fmt.Fprintln(a.err, "The metrics were read.")
	}
}

// close ends the listener.
func (m *monitor) close() error {
	if m.server == nil {
		return nil
	}
	return m.server.Close()
}

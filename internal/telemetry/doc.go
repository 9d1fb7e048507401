// Package telemetry shows a run to whoever watches over it: metrics for Prometheus,
// and whether the process lives and is ready, for those who start and stop it.
//
// It keeps no books. What a run has counted is read from the run itself, by
// engine.Live, when somebody asks; while nobody does, nothing is done. What a run
// is named is bounded: there is no label by device, and of topics, phases, faults
// and expectations beyond the first hundred or so the rest are one, "other".
//
//	t := telemetry.New(telemetry.Build{Version: "v1.0.0"}, plan, nil)
//	s, err := t.Listen("127.0.0.1:9464") // an error is the address's
//	defer s.Close()
//	t.Begin(telemetry.Run{Name: "night", Plan: plan, Share: 1})
//	summary, err := engine.Run(ctx, program, sink, engine.Options{Live: t.Live()})
//	s.Hold(ctx, time.Minute) // until it was scraped once more
//
// Ready means that the destinations were found fit and take what is sent. Alive
// means that the process is not stuck in itself: a broker that is down makes it
// unready, and no restart of ours would help it up.
package telemetry

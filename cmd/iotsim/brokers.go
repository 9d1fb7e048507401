package main

import (
	"slices"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/connection"
	"github.com/iotsim/iotsim/schema"
)

// brokersOf are the brokers of each Kafka sink of a plan: those of the connection,
// which are for all sinks, else the sink's own, else those of the first sink that
// names any. None anywhere means the embedded broker.
func brokersOf(c *connection.Connection, p *engine.Plan) [][]string {
	named := c.Brokers()
	var first []string
	for i := range p.Sinks {
		if s := &p.Sinks[i]; s.Kind == schema.SinkKafka && len(first) == 0 {
			first = s.Brokers
		}
	}
	brokers := make([][]string, len(p.Sinks))
	for i := range p.Sinks {
		s := &p.Sinks[i]
		switch {
		case s.Kind != schema.SinkKafka:
		case len(named) > 0:
			brokers[i] = named
		case len(s.Brokers) > 0:
			brokers[i] = s.Brokers
		default:
			brokers[i] = first
		}
	}
	return brokers
}

// unnamed refuses to start a broker of our own where somebody said how to log in: it
// was meant for another.
func unnamed(c *connection.Connection, clusters []*cluster) error {
	by, ok := c.Secured()
	if ok && slices.ContainsFunc(clusters, func(k *cluster) bool { return k != nil && len(k.brokers) == 0 }) {
		return usage("%s says how to connect, and nothing names brokers: write --brokers", by)
	}
	return nil
}

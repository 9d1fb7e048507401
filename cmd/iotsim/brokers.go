package main

import (
	"os"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// brokersVariable names brokers in the environment, HOST:PORT with commas between.
const brokersVariable = "IOTSIM_BROKERS"

// namedBrokers are those of the flag, else of the environment: they are for all
// sinks. None means that the scenario decides.
func namedBrokers(flag []string) []string {
	if len(flag) > 0 {
		return flag
	}
	var named []string
	for name := range strings.SplitSeq(os.Getenv(brokersVariable), ",") {
		if name = strings.TrimSpace(name); name != "" {
			named = append(named, name)
		}
	}
	return named
}

// brokersOf are the brokers of each Kafka sink of a plan: those of the flag, else
// of the environment, else the sink's own, else those of the first sink that
// names any. None anywhere means the embedded broker.
func brokersOf(flag []string, p *engine.Plan) [][]string {
	named := namedBrokers(flag)
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

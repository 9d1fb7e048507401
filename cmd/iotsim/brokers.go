package main

import (
	"os"
	"strings"

	"github.com/iotsim/iotsim/schema"
)

// brokersVariable names brokers in the environment, HOST:PORT with commas between.
const brokersVariable = "IOTSIM_BROKERS"

// brokersOf are the brokers to use: those of the flag, else of the environment,
// else of the scenario. None means the embedded broker.
func brokersOf(flag []string, block schema.Sink) []string {
	if len(flag) > 0 {
		return flag
	}
	var named []string
	for name := range strings.SplitSeq(os.Getenv(brokersVariable), ",") {
		if name = strings.TrimSpace(name); name != "" {
			named = append(named, name)
		}
	}
	if len(named) > 0 {
		return named
	}
	return block.Brokers
}

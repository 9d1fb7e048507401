package telemetry

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/twmb/franz-go/plugin/kprom"
)

// Producer makes the hooks of a franz-go client that writes for a sink, by its
// index, as the client'th of the sink's.
func (t *Telemetry) Producer(sink, client int) any {
	return kprom.NewMetrics(namespace,
		kprom.Subsystem("kafka"),
		kprom.Registerer(keeper{t.registry}),
		kprom.WithStaticLabel(prometheus.Labels{"sink": t.sinks[sink], "client": strconv.Itoa(client)}),
		kprom.FetchAndProduceDetail(kprom.ByNode, kprom.Batches, kprom.Records, kprom.CompressedBytes, kprom.UncompressedBytes, kprom.ConsistentNaming),
	)
}

// A keeper keeps what it was given: a client is closed when its run ends, and
// what it counted is read after that. Gauges of what is buffered are left out: two
// of their names say that they are counters, and ours tell the same.
type keeper struct{ prometheus.Registerer }

func (k keeper) MustRegister(all ...prometheus.Collector) {
	for _, c := range all {
		if _, gauge := c.(prometheus.GaugeFunc); !gauge {
			k.Registerer.MustRegister(c)
		}
	}
}

// Register registers all but those gauges.
func (k keeper) Register(c prometheus.Collector) error {
	if _, gauge := c.(prometheus.GaugeFunc); gauge {
		return nil
	}
	return k.Registerer.Register(c)
}

// Unregister keeps it.
func (k keeper) Unregister(prometheus.Collector) bool { return true }

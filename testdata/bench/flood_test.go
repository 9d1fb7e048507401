package bench

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// A contender sends to a topic until it is stopped.
type contender struct {
	name    string
	command string // as somebody else would type it
	start   func(c *topics, compression string) (*Process, error)
}

// fleet never ends: who sends it is interrupted.
func fleet() Fleet {
	return Fleet{Devices: 10_000, Interval: "3s", Warm: time.Second, Hold: 1000 * time.Hour}
}

func (b *bed) iotsim() contender {
	return contender{"iotsim apply --speed max", fleet().shown("apply", "--brokers", "$BROKERS", "--speed", "max"), func(c *topics, compression string) (*Process, error) {
		f := fleet()
		f.Topic = c.topic
		return Start(b.Context(), b.Folder, nil, b.Program, f.arguments("apply", "--brokers", c.brokers, "--json", "-y", "--speed", "max", "--var", "compression="+compression)...)
	}}
}

// bare is franz-go alone: with keys and headers as iotsim's records have them, or with
// values alone as kafka-producer-perf-test's.
func (b *bed) bare(alone bool) contender {
	name := "bare franz-go loop"
	if alone {
		name += ", values alone"
	}
	return contender{name, "", func(c *topics, compression string) (*Process, error) {
		return b.job(Job{Brokers: c.brokers, Topic: c.topic, Compression: compression, Messages: b.Folder, Alone: alone})
	}}
}

// job starts ourselves in another role.
func (b *bed) job(j Job) (*Process, error) {
	text, err := json.Marshal(j)
	b.must(err)
	exe, err := os.Executable()
	b.must(err)
	return Start(b.Context(), b.Folder, []string{jobVariable + "=" + string(text)}, exe)
}

// perfTest is Kafka's own, which draws from a file of ready messages. Its batches and
// buffer are as large as ours.
func (b *bed) perfTest() contender {
	b.Helper()
	records, err := Ready(b.Folder)
	b.must(err)
	var lines strings.Builder
	for i := range records {
		lines.Write(records[i].Value)
		lines.WriteByte('\n')
	}
	file := filepath.Join(b.Folder, "messages.ndjson")
	b.must(os.WriteFile(file, []byte(lines.String()), 0o600))
	settings := "acks=all enable.idempotence=true compression.type=lz4 linger.ms=5 batch.size=1000012 buffer.memory=67108864"
	tool := func(topic, brokers, file string) []string {
		args := []string{"--topic", topic, "--num-records", "2000000000", "--throughput", "-1", "--payload-file", file,
			"--producer-props", "bootstrap.servers=" + brokers}
		return append(args, strings.Fields(settings)...)
	}
	return contender{"kafka-producer-perf-test, values alone", strings.Join(append([]string{"kafka-producer-perf-test.sh"}, tool("bench", "$BROKERS", "messages.ndjson")...), " "),
		func(c *topics, _ string) (*Process, error) {
			argv := kafkatest.Tool(b, "org.apache.kafka.tools.ProducerPerformance", tool(c.topic, c.brokers, file)...)
			return Start(b.Context(), b.Folder, nil, argv[0], argv[1:]...)
		}}
}

// floods lets contenders take turns.
func (b *bed) floods(c *topics, broker int, compression string, all []contender) []flooded {
	found := make([]flooded, len(all))
	for round := range b.rounds {
		for i, who := range all {
			c.next()
			p, err := who.start(c, compression)
			b.must(err)
			f, err := Flooded(b.Context(), p, broker, c.ends, *warm, b.hold)
			if err != nil {
				_ = p.Kill()
				b.Fatalf("%s: %v", who.name, err)
			}
			b.must(p.Kill())
			b.Logf("round %d, %s: %s: %.0f records/s, %.2f µs each and %.2f of the broker, %.0f MB", round+1, compression, who.name, f.Rate, f.Processor, f.Broker, f.Memory)
			to := &found[i]
			to.rate, to.cost = append(to.rate, f.Rate), append(to.cost, f.Processor)
			to.memory, to.broker = append(to.memory, f.Memory), append(to.broker, f.Broker)
		}
	}
	return found
}

// A flooded is what a contender reached, round by round.
type flooded struct{ rate, cost, memory, broker []float64 }

// acknowledged is against a broker that keeps nothing, with lz4 and without.
func (b *bed) acknowledged() ([]Line, []Point) {
	broker, err := b.job(Job{Broker: true})
	b.must(err)
	b.Cleanup(func() { _ = broker.Kill() })
	for !strings.Contains(broker.Out.String(), "\n") {
		time.Sleep(10 * time.Millisecond)
	}
	c := newTopics(b, []string{strings.TrimSpace(broker.Out.String())})
	all := []contender{b.iotsim(), b.bare(false)}
	b.hold /= 2 // nothing has to settle
	var lines []Line
	for _, codec := range []string{"lz4", "none"} {
		found := b.floods(c, 0, codec, all)
		page, goal := "P4", AtLeast(0.8)
		if codec == "none" {
			page, goal = "", nil
		}
		to := " to a broker that only acknowledges, " + codec
		lines = append(lines,
			Line{What: all[0].name + to, Unit: "msg/s", Samples: found[0].rate},
			Line{What: "its processor time a record, " + codec, Unit: "µs", Samples: found[0].cost},
			Line{What: all[1].name + to, Unit: "msg/s", Samples: found[1].rate},
			Line{What: "that one's processor time a record, " + codec, Unit: "µs", Samples: found[1].cost},
			Line{Page: page, What: "iotsim against the bare loop," + to[len(" to"):], Unit: "x", Samples: Ratios(found[0].rate, found[1].rate), Goal: goal})
	}
	return lines, nil
}

// kafka is against one node of the real one.
func (b *bed) kafka() ([]Line, []Point) {
	cluster := kafkatest.Start(b, 1)
	all := []contender{b.iotsim(), b.bare(false), b.bare(true), b.perfTest()}
	found := b.floods(newTopics(b, cluster.Brokers()), cluster.Process(b, 1), "lz4", all)
	var lines []Line
	for i, who := range all {
		lines = append(lines,
			Line{What: who.name + ", to Kafka", Unit: "msg/s", Samples: found[i].rate, Command: who.command},
			Line{What: "its processor time a record", Unit: "µs", Samples: found[i].cost},
			Line{What: "what Kafka takes for it", Unit: "µs", Samples: found[i].broker},
			Line{What: "its memory", Unit: "MB", Samples: found[i].memory})
	}
	return append(lines,
		Line{Page: "P9", What: "iotsim against kafka-producer-perf-test, to Kafka", Unit: "x", Samples: Ratios(found[0].rate, found[3].rate), Goal: AtLeast(1.1)},
		Line{What: "iotsim against the bare loop, to Kafka", Unit: "x", Samples: Ratios(found[0].rate, found[1].rate), Goal: AtLeast(0.8)},
		Line{What: "the bare loop's values alone against the bare loop, to Kafka", Unit: "x", Samples: Ratios(found[2].rate, found[1].rate)},
	), nil
}

// verify is against a consumer that reads the same records and does nothing with them.
func (b *bed) verify() ([]Line, []Point) {
	c := newTopics(b, kafkatest.Start(b, 1).Brokers())
	s := Suite{"cmd/iotsim", "BenchmarkVerify", "1x"}
	b.must(s.Build(b.Context(), b.Root, b.Folder))
	embedded, kafka := Found{}, Found{}
	for range b.rounds {
		b.must(s.Run(b.Context(), b.Root, b.Folder, nil, embedded))
		c.topic = "iot.device.data"
		b.must(s.Run(b.Context(), b.Root, b.Folder, []string{"IOTSIM_TEST_BROKERS=" + c.brokers}, kafka))
		c.remove("iot.device.data", "iot.device.labels")
	}
	return []Line{
		{What: "verify of the factory's records on Kafka", Unit: "msg/s", Samples: kafka.Of("Verify", "records/s", 1)},
		{Page: "P10", What: "verify against a bare consumer, on Kafka", Unit: "x", Samples: kafka.Of("Verify", "ratio", 1), Goal: AtLeast(0.8)},
		{Page: "P10", What: "the same on the embedded broker", Unit: "x", Samples: embedded.Of("Verify", "ratio", 1), Goal: AtLeast(0.8)},
	}, nil
}

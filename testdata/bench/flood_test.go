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

func (b *bed) bare() contender {
	return contender{"bare franz-go loop, ready messages", "", func(c *topics, compression string) (*Process, error) {
		return b.job(Job{Brokers: c.brokers, Topic: c.topic, Compression: compression, Messages: b.Folder})
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
// buffer are as large as ours: with its defaults it is slower.
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
	return contender{"kafka-producer-perf-test, ready messages", strings.Join(append([]string{"kafka-producer-perf-test.sh"}, tool("bench", "$BROKERS", "messages.ndjson")...), " "),
		func(c *topics, _ string) (*Process, error) {
			argv := kafkatest.Tool(b, "org.apache.kafka.tools.ProducerPerformance", tool(c.topic, c.brokers, file)...)
			return Start(b.Context(), b.Folder, nil, argv[0], argv[1:]...)
		}}
}

// floods lets contenders take turns.
func (b *bed) floods(c *topics, compression string, all []contender) (rate, cost, memory [][]float64) {
	rate, cost, memory = make([][]float64, len(all)), make([][]float64, len(all)), make([][]float64, len(all))
	for round := range b.rounds {
		for i, who := range all {
			c.next()
			p, err := who.start(c, compression)
			b.must(err)
			f, err := Flooded(b.Context(), p, c.ends, *warm, b.hold)
			if err != nil {
				_ = p.Kill()
				b.Fatalf("%s: %v", who.name, err)
			}
			b.must(p.Kill())
			b.Logf("round %d, %s: %s: %.0f records/s, %.2f µs each, %.0f MB", round+1, compression, who.name, f.Rate, f.Processor, f.Memory)
			rate[i], cost[i], memory[i] = append(rate[i], f.Rate), append(cost[i], f.Processor), append(memory[i], f.Memory)
		}
	}
	return rate, cost, memory
}

// acknowledged is against a broker that keeps nothing, with lz4 and without.
func (b *bed) acknowledged() ([]Line, []Point) {
	broker, err := b.job(Job{Broker: true})
	b.must(err)
	b.Cleanup(func() { _ = broker.Kill() })
	for !strings.Contains(broker.Out.String(), "\n") {
		time.Sleep(10 * time.Millisecond)
	}
	c := newTopics(b, []string{strings.TrimSpace(broker.Out.String())})
	all := []contender{b.iotsim(), b.bare()}
	b.hold /= 2 // nothing has to settle
	var lines []Line
	for _, codec := range []string{"lz4", "none"} {
		rate, cost, _ := b.floods(c, codec, all)
		page, goal := "P4", AtLeast(0.8)
		if codec == "none" {
			page, goal = "", nil
		}
		to := " to a broker that only acknowledges, " + codec
		lines = append(lines,
			Line{What: all[0].name + to, Unit: "msg/s", Samples: rate[0]},
			Line{What: "its processor time a record, " + codec, Unit: "µs", Samples: cost[0]},
			Line{What: all[1].name + to, Unit: "msg/s", Samples: rate[1]},
			Line{What: "that one's processor time a record, " + codec, Unit: "µs", Samples: cost[1]},
			Line{Page: page, What: "iotsim against the bare loop," + to[len(" to"):], Unit: "x", Samples: Ratios(rate[0], rate[1]), Goal: goal})
	}
	return lines, nil
}

// kafka is against one node of the real one.
func (b *bed) kafka() ([]Line, []Point) {
	c := newTopics(b, kafkatest.Start(b, 1).Brokers())
	all := []contender{b.iotsim(), b.bare(), b.perfTest()}
	rate, cost, memory := b.floods(c, "lz4", all)
	var lines []Line
	for i, who := range all {
		lines = append(lines,
			Line{What: who.name + ", to Kafka", Unit: "msg/s", Samples: rate[i], Command: who.command},
			Line{What: "its processor time a record, to Kafka", Unit: "µs", Samples: cost[i]},
			Line{What: "its memory, to Kafka", Unit: "MB", Samples: memory[i]})
	}
	return append(lines,
		Line{Page: "P9", What: "iotsim against kafka-producer-perf-test, to Kafka", Unit: "x", Samples: Ratios(rate[0], rate[2]), Goal: AtLeast(1.1)},
		Line{What: "iotsim against the bare loop, to Kafka", Unit: "x", Samples: Ratios(rate[0], rate[1]), Goal: AtLeast(0.8)},
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

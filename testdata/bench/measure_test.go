package bench

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

var (
	write  = flag.String("write", "", "measure, and keep it in benchmark.json, benchmark.md and charts of this folder")
	rounds = flag.Int("rounds", 0, "how often contenders take turns; 0: as often as each part needs")
	warm   = flag.Duration("warm", 3*time.Second, "what a sender sends before it is measured")
	hold   = flag.Duration("hold", 15*time.Second, "how long it is then measured")
)

const root = "../.."

// jobVariable holds the job of a process that this one starts.
const jobVariable = "BENCH_JOB"

func TestMain(m *testing.M) {
	if text := os.Getenv(jobVariable); text != "" {
		if err := work(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	os.Exit(kafkatest.Main(m))
}

// work does a job until it is interrupted.
func work(text string) error {
	var j Job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if !j.Broker {
		return j.Sends(ctx)
	}
	broker, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.BlackholeProduce())
	if err != nil {
		return err
	}
	defer broker.Close()
	fmt.Println(broker.ListenAddrs()[0])
	<-ctx.Done()
	return nil
}

// A part is what TestMeasure does under a name.
type part struct {
	name    string
	kafka   bool // needs a real one
	rounds  int
	measure func(*bed) ([]Line, []Point)
}

var measured = []part{
	{"making", false, 5, (*bed).making},
	{"planning", false, 5, (*bed).planning},
	{"null", false, 5, (*bed).null},
	{"acknowledged", false, 3, (*bed).acknowledged},
	{"kafka", true, 3, (*bed).kafka},
	{"verify", true, 3, (*bed).verify},
	{"paced", true, 3, (*bed).paced},
	{"curves-3s", true, 1, func(b *bed) ([]Line, []Point) { return b.curves("3s") }},
	{"curves-5s", true, 1, func(b *bed) ([]Line, []Point) { return b.curves("5s") }},
	{"curves-10s", true, 1, func(b *bed) ([]Line, []Point) { return b.curves("10s") }},
}

// A bed is what a measurement stands on.
type bed struct {
	*testing.T
	*Bench
	rounds int
	hold   time.Duration
}

// TestMeasure measures what it is told to with -run 'TestMeasure/part' and -args -write,
// and puts it in the place of what the folder has of it. The rest stays.
func TestMeasure(t *testing.T) {
	if *write == "" {
		t.Skip("measures only with -write FOLDER: make bench")
	}
	b, err := Build(t.Context(), root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range measured {
		names = append(names, p.name)
	}
	for _, p := range measured {
		t.Run(p.name, func(t *testing.T) {
			if p.kafka {
				kafkatest.NeedJars(t)
				kafkatest.Start(t, 1) // or the part is skipped
			}
			if *rounds > 0 {
				p.rounds = *rounds
			}
			lines, points := p.measure(&bed{t, b, p.rounds, *hold})
			keep(t, names, about(t, p), lines, points)
		})
	}
}

// about is what is said of a part beside its figures.
func about(t *testing.T, p part) Part {
	about := Part{
		Name: p.name, Command: "make bench PART=" + p.name, Commit: commit(t),
		Date: time.Now().UTC().Format(time.DateOnly), Rounds: p.rounds, Machine: ThisMachine(),
	}
	if p.kafka {
		about.Machine.Kafka = kafkatest.Version()
	}
	return about
}

// keep puts a part into the folder, and draws what depends on it.
func keep(t *testing.T, names []string, p Part, lines []Line, points []Point) {
	file := func(name string) string { return filepath.Join(*write, name) }
	r, err := ReadReport(file("benchmark.json"))
	if err != nil {
		t.Fatal(err)
	}
	r.Replace(names, p, lines, points)
	for _, l := range lines {
		t.Log(strings.TrimSpace(l.row()))
	}
	for i := range points {
		t.Log(strings.TrimSpace(points[i].row()))
	}
	for _, err := range []error{r.Write(file("benchmark.json")), r.Show(*write)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// commit is what is measured; with a plus where the tree has other code than it.
func commit(t *testing.T) string {
	git := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", root}, args...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	name := git("rev-parse", "--short=10", "HEAD")
	if git("status", "--porcelain", "--untracked-files=no", "--", ":(glob)**/*.go", ":(glob)**/*.hcl", ":(glob)**/go.mod") != "" {
		name += "+"
	}
	return name
}

func (b *bed) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// making is Go's own benchmarks.
func (b *bed) making() ([]Line, []Point) {
	for _, s := range suites {
		b.must(s.Build(b.Context(), b.Root, b.Folder))
	}
	found := Found{}
	for range b.rounds {
		for _, s := range suites {
			b.must(s.Run(b.Context(), b.Root, b.Folder, nil, found))
		}
	}
	return found.lines(), nil
}

// planning is the whole process, from its start to the last line that it prints.
func (b *bed) planning() ([]Line, []Point) {
	small, large := Fleet{Devices: 10_000, Interval: "3s", Hold: time.Hour}, Fleet{Devices: 1_000_000, Interval: "3s", Hold: time.Hour}
	small.Warm, large.Warm = time.Second, time.Second
	var took, memory [2][]float64
	for range b.rounds {
		for i, f := range []Fleet{small, large} {
			began := time.Now()
			p, err := b.Once(b.Context(), f.arguments("plan")...)
			b.must(err)
			took[i] = append(took[i], time.Since(began).Seconds())
			_, mb := p.Took()
			memory[i] = append(memory[i], mb)
		}
	}
	return []Line{
		{What: "iotsim plan of an hour of 10,000 devices, whole process", Unit: "s", Samples: took[0], Command: small.shown("plan")},
		{What: "its memory", Unit: "MB", Samples: memory[0]},
		{Page: "P7", What: "iotsim plan of an hour of 1,000,000 devices", Unit: "s", Samples: took[1], Goal: AtMost(1), Command: large.shown("plan")},
		{Page: "P7", What: "its memory", Unit: "MB", Samples: memory[1], Goal: AtMost(100)},
	}, nil
}

// null is how fast records are made and thrown away, by two fleets.
func (b *bed) null() ([]Line, []Point) {
	const records = 60_000_000 // so many that planning and sorting the fleet are little of it
	small, large := Fleet{Devices: 10_000, Interval: "3s", Warm: time.Second}, Fleet{Devices: 1_000_000, Interval: "3s", Warm: time.Second}
	flags := []string{"--sink", "null", "--speed", "max", "--json"}
	var rate, cost, memory [2][]float64
	for range b.rounds {
		for i, f := range []*Fleet{&small, &large} {
			f.Hold = time.Duration(records/f.Devices) * 3 * time.Second
			p, err := b.Once(b.Context(), f.arguments("apply", flags...)...)
			b.must(err)
			s, err := summaryOf(p)
			b.must(err)
			cpu, mb := p.Took()
			rate[i] = append(rate[i], float64(s.Data.Acked)/s.Duration.Seconds())
			cost[i] = append(cost[i], float64(cpu.Nanoseconds())/float64(s.Data.Acked))
			memory[i] = append(memory[i], mb)
		}
	}
	return []Line{
		{What: "apply --sink null --speed max, 10,000 devices", Unit: "msg/s", Samples: rate[0], Goal: AtLeast(2e6), Command: small.shown("apply", flags...)},
		{What: "its processor time a record, whole process", Unit: "ns", Samples: cost[0]},
		{What: "its memory", Unit: "MB", Samples: memory[0]},
		{What: "the same, 1,000,000 devices", Unit: "msg/s", Samples: rate[1], Command: large.shown("apply", flags...)},
		{What: "its processor time a record", Unit: "ns", Samples: cost[1]},
		{Page: "P8", What: "cost of a record, 1,000,000 devices against 10,000", Unit: "x", Samples: Ratios(cost[1], cost[0]), Goal: AtMost(1.5)},
		{What: "memory at 1,000,000 devices", Unit: "MB", Samples: memory[1]},
	}, nil
}

// paced is a hundred thousand records a second on real Kafka.
func (b *bed) paced() ([]Line, []Point) {
	c := newTopics(b, kafkatest.Start(b, 1).Brokers())
	f := Fleet{Devices: 10_000, Interval: "100ms", Warm: *warm, Hold: b.hold}
	var rate, cores, memory, lag, ack []float64
	for range b.rounds {
		f.Topic = c.next()
		p, err := b.Hold(b.Context(), f, c.brokers, c.ends)
		b.must(err)
		rate, cores, memory = append(rate, p.Rate), append(cores, p.Cores), append(memory, p.Resident)
		lag, ack = append(lag, p.Lag), append(ack, p.Ack)
	}
	return []Line{
		{Page: "P5", What: "100,000 msg/s of 10,000 devices to Kafka", Unit: "msg/s", Samples: rate, Goal: AtLeast(99_500), Command: f.shown("apply", "--brokers", "$BROKERS")},
		{Page: "P5", What: "its processor", Unit: "cores", Samples: cores, Goal: AtMost(0.35)},
		{Page: "P5", What: "its memory", Unit: "MB", Samples: memory, Goal: AtMost(150)},
		{Page: "P5", What: "its schedule lag, 99th percentile", Unit: "ms", Samples: lag, Goal: AtMost(10)},
		{What: "its acknowledgements, 99th percentile", Unit: "ms", Samples: ack},
	}, nil
}

// curves are the fleets of one interval.
func (b *bed) curves(interval string) ([]Line, []Point) {
	const messages = 120_000
	c := newTopics(b, kafkatest.Start(b, 1).Brokers())
	var points []Point
	for _, devices := range Devices {
		f := Fleet{Devices: devices, Interval: interval, Topic: c.next(), Warm: 2 * time.Second, Hold: 8 * time.Second}
		p, err := b.Hold(b.Context(), f, c.brokers, c.ends)
		b.must(err)
		f.Hold = time.Duration(4*messages/devices+40) * 10 * time.Second // enough for any interval
		program, err := f.Open(b.Folder)
		b.must(err)
		p99, longest, err := Making(program, messages)
		b.must(err)
		p.Making, p.Longest = float64(p99.Nanoseconds())/1e3, float64(longest.Nanoseconds())/1e3
		points = append(points, *p)
	}
	return nil, points
}

// topics are made one after the other, each gone before the next: a disk is not endless.
type topics struct {
	*bed
	brokers string
	admin   *kadm.Client
	topic   string
	n       int
}

func newTopics(b *bed, brokers []string) *topics {
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.DisableClientMetrics())
	b.must(err)
	c := &topics{bed: b, brokers: strings.Join(brokers, ","), admin: kadm.NewClient(client)}
	b.Cleanup(func() {
		c.remove(c.topic, c.topic+".labels")
		client.Close()
	})
	return c
}

// next is another topic of twelve partitions, empty, that keeps records whatever their time is.
func (c *topics) next() string {
	c.Helper()
	c.remove(c.topic, c.topic+".labels")
	c.n++
	c.topic = fmt.Sprintf("bench-%d-%d", time.Now().UnixNano(), c.n)
	forever := "-1"
	made, err := c.admin.CreateTopic(c.Context(), partitions, 1, map[string]*string{"retention.ms": &forever}, c.topic)
	c.must(err)
	c.must(made.Err)
	for { // a broker makes it known before it hosts it
		if _, err := c.ends(); err == nil {
			return c.topic
		}
		c.must(c.Context().Err())
		time.Sleep(20 * time.Millisecond)
	}
}

// remove deletes topics, where they are.
func (c *topics) remove(topics ...string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, _ = c.admin.DeleteTopics(ctx, topics...)
}

// ends counts the records of the topic.
func (c *topics) ends() (int64, error) {
	offsets, err := c.admin.ListEndOffsets(c.Context(), c.topic)
	if err != nil {
		return 0, err
	}
	var n int64
	offsets.Each(func(o kadm.ListedOffset) { n += o.Offset })
	return n, offsets.Error()
}

package kafka_test

import (
	"context"
	"fmt"
	"math"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kadm"
)

// made creates a topic by other means than ours.
func made(t *testing.T, p place, partitions int32, config map[string]string) string {
	t.Helper()
	topic := p.topic(t)
	settings := make(map[string]*string)
	for k, v := range config {
		settings[k] = &v
	}
	admin := kadm.NewClient(raw(t, p.options.Brokers))
	r, err := admin.CreateTopics(t.Context(), partitions, 1, settings, topic)
	if err == nil {
		err = r[topic].Err
	}
	if err != nil {
		t.Fatal(err)
	}
	// A topic is there before every broker knows of it.
	c := p.connect(t)
	for deadline := time.Now().Add(10 * time.Second); ; {
		_, err := c.Describe(t.Context(), topic)
		if err == nil {
			return topic
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// configs are a topic's settings.
func configs(t *testing.T, p place, topic string) map[string]string {
	t.Helper()
	r, err := kadm.NewClient(raw(t, p.options.Brokers)).DescribeTopicConfigs(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, c := range r[0].Configs {
		all[c.Key] = c.MaybeValue()
	}
	return all
}

func unfitTopicsAreRefused(t *testing.T, p place) {
	for _, test := range []struct {
		summary string
		config  map[string]string
		want    kafka.Topic
	}{
		{"Topic is compacted", map[string]string{"cleanup.policy": "compact"}, kafka.Topic{}},
		{"Topic is compacted", map[string]string{"cleanup.policy": "compact,delete"}, kafka.Topic{}},
		{"Topic replaces timestamps", map[string]string{"message.timestamp.type": "LogAppendTime"}, kafka.Topic{}},
		{"Topic accepts no writes", map[string]string{"min.insync.replicas": "2"}, kafka.Topic{}},
		{"Records exceed the topic's limit", map[string]string{"max.message.bytes": "10000"}, kafka.Topic{Largest: 10_000}},
		{"Topic forgets too early", map[string]string{"retention.ms": "3600000"}, kafka.Topic{Age: 61 * time.Minute}},
		{"Topic has other partitions", nil, kafka.Topic{Partitions: 4}},
	} {
		name := made(t, p, 3, test.config)
		if test.want.Name = name; test.want.Partitions == 0 {
			test.want.Partitions = 3
		}
		_, err := p.connect(t).Prepare(t.Context(), []kafka.Topic{test.want})
		wantKind(t, err, kafka.Unfit, test.summary)
	}
	// What the sink's own config would make unfit is refused before it is made.
	name := p.topic(t)
	_, err := p.connect(t).Prepare(t.Context(), []kafka.Topic{{Name: name, Partitions: 1, Replication: 1, Config: map[string]string{"cleanup.policy": "compact"}}})
	wantKind(t, err, kafka.Unfit, "Topic is compacted")
	_, err = p.connect(t).Describe(t.Context(), name)
	wantKind(t, err, kafka.Unfit, "Topic does not exist")
	// None is made unless all will do.
	compacted := made(t, p, 1, map[string]string{"cleanup.policy": "compact"})
	_, err = p.connect(t).Prepare(t.Context(), []kafka.Topic{
		{Name: name, Partitions: 1, Replication: 1}, {Name: compacted, Partitions: 1},
	})
	wantKind(t, err, kafka.Unfit, "Topic is compacted")
	_, err = p.connect(t).Describe(t.Context(), name)
	wantKind(t, err, kafka.Unfit, "Topic does not exist")
	_, err = p.connect(t).Prepare(t.Context(), []kafka.Topic{{Name: "__consumer_offsets", Partitions: 1}})
	wantKind(t, err, kafka.Unfit, "Topic belongs to Kafka")
}

func TestTimestampLimitsAreChecked(t *testing.T) {
	_, p := broker(t)
	for i, test := range []struct {
		summary string
		config  map[string]string
		want    kafka.Topic
	}{
		{"Topic refuses old events", map[string]string{"message.timestamp.before.max.ms": "3600000"}, kafka.Topic{Age: 2 * time.Hour}},
		{"Topic refuses future events", map[string]string{"message.timestamp.after.max.ms": "3600000"}, kafka.Topic{Ahead: 2 * time.Hour}},
	} {
		p.topic = func(testing.TB) string { return fmt.Sprint("t", i) }
		test.want.Name, test.want.Partitions = made(t, p, 1, test.config), 1
		_, err := p.connect(t).Prepare(t.Context(), []kafka.Topic{test.want})
		wantKind(t, err, kafka.Unfit, test.summary)
		test.want.Age, test.want.Ahead = test.want.Age/2, test.want.Ahead/2
		if _, err := p.connect(t).Prepare(t.Context(), []kafka.Topic{test.want}); err != nil {
			t.Errorf("exactly at the limit: %v", err)
		}
	}
}

func fitTopicsAreLeftAsTheyAre(t *testing.T, p place) {
	topic := made(t, p, 3, map[string]string{"retention.ms": "7200000", "max.message.bytes": "20000"})
	before := configs(t, p, topic)
	states, err := p.connect(t).Prepare(t.Context(), []kafka.Topic{{
		Name: topic, Partitions: 3, Replication: 3, Config: map[string]string{"retention.ms": "1"},
		Largest: 10_000, Age: time.Hour, Ahead: 30 * time.Minute,
	}})
	if err != nil {
		t.Fatal(err)
	}
	if states[0].Created || len(states[0].Spans) != 3 {
		t.Errorf("state %+v, want three partitions that were there", states[0])
	}
	if diff := cmp.Diff(before, configs(t, p, topic)); diff != "" {
		t.Errorf("its settings changed (-before +after):\n%s", diff)
	}
}

func createdTopicsSuitThePlan(t *testing.T, p place) {
	topic, kept := p.topic(t), p.topic(t)
	c := p.connect(t)
	states, err := c.Prepare(t.Context(), []kafka.Topic{
		{Name: topic, Partitions: 5, Replication: 1, Age: 48 * time.Hour, Config: map[string]string{"max.message.bytes": "50000"}},
		{Name: kept, Partitions: 1, Replication: -1, Keep: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !states[0].Created || len(states[0].Spans) != 5 {
		t.Errorf("state %+v, want five new partitions", states[0])
	}
	got := configs(t, p, topic)
	// The events' age at the end, and a week: 2 d + 7 d.
	if want := fmt.Sprint((9 * 24 * time.Hour).Milliseconds()); got["retention.ms"] != want {
		t.Errorf("retention.ms is %s, want %s", got["retention.ms"], want)
	}
	if got["max.message.bytes"] != "50000" {
		t.Errorf("max.message.bytes is %s, want what the sink says", got["max.message.bytes"])
	}
	for _, limit := range []string{"message.timestamp.before.max.ms", "message.timestamp.after.max.ms"} {
		if v, known := got[limit]; known && v != "9223372036854775807" {
			t.Errorf("%s is %s, want it open", limit, v)
		}
	}
	if v := configs(t, p, kept)["retention.ms"]; v != "-1" {
		t.Errorf("retention.ms is %s, want -1", v)
	}
	again, err := c.Prepare(t.Context(), []kafka.Topic{{Name: topic, Partitions: 5, Age: 48 * time.Hour}})
	if err != nil {
		t.Fatal(err)
	}
	if again[0].Created || again[0].ID != states[0].ID {
		t.Errorf("prepared again: %+v, want the topic of before (%s)", again[0], states[0].ID)
	}
	_, err = c.Prepare(t.Context(), []kafka.Topic{{Name: p.topic(t), Partitions: 1, Replication: 99}})
	wantKind(t, err, kafka.Unfit, "Topic cannot be created")
}

func aMissingTopicIsNamed(t *testing.T, p place) {
	topic := p.topic(t)
	_, err := p.connect(t).Describe(t.Context(), topic)
	wantKind(t, err, kafka.Unfit, "Topic does not exist")
	if err != nil && !strings.Contains(err.Error(), topic) {
		t.Errorf("%v does not name %s", err, topic)
	}
}

// The first connection works and the address that the broker then gives for its
// partitions does not: the usual mistake with advertised.listeners.
func unreachablePartitionsAreNamed(t *testing.T, p place) {
	net := newNetwork()
	advertised := p.options.Brokers[0]
	seed := strings.Replace(advertised, "127.0.0.1", "localhost", 1)
	if seed == advertised {
		t.Skip("needs a broker at 127.0.0.1")
	}
	name := made(t, p, 1, nil)
	p.options.Brokers = []string{seed}
	net.refused[advertised] = true
	c := place{options: p.options.Through(net.Dial)}.connect(t)
	start := time.Now()
	_, err := c.Describe(t.Context(), name)
	wantKind(t, err, kafka.Unreachable, "Advertised broker cannot be reached")
	if err != nil && !strings.Contains(err.Error(), advertised) {
		t.Errorf("%v does not name %s", err, advertised)
	}
	if took := time.Since(start); took > seen {
		t.Errorf("it took %v", took)
	}
}

func TestUnreachableBrokersAreNamedInFiveSeconds(t *testing.T) {
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	closed := listen()
	_ = closed.Close()
	silent := listen()  // takes connections into its backlog and never answers
	hanging := listen() // hangs up
	go func() {
		for {
			c, err := hanging.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
	for _, test := range []struct {
		broker  string
		kind    kafka.Kind
		summary string
	}{
		{closed.Addr().String(), kafka.Unreachable, "Broker refuses connections"},
		{"no-such-host.invalid:9092", kafka.Unreachable, "Broker name is not known"},
		{silent.Addr().String(), kafka.Unreachable, "Broker does not answer"},
		{hanging.Addr().String(), kafka.Unreachable, "Broker hangs up"},
		{"127.0.0.1:not-a-port", kafka.Misconfigured, "Kafka settings are not valid"},
		{"", kafka.Misconfigured, "Kafka settings are not valid"},
	} {
		t.Run(test.summary, func(t *testing.T) {
			start := time.Now()
			_, err := kafka.Connect(t.Context(), kafka.Options{Brokers: []string{test.broker}})
			wantKind(t, err, test.kind, test.summary)
			if took := time.Since(start); took > seen {
				t.Errorf("it took %v", took)
			}
			if err != nil && !strings.Contains(err.Error(), test.broker) {
				t.Errorf("%v does not name %s", err, test.broker)
			}
		})
	}
	_, err := kafka.Connect(t.Context(), kafka.Options{})
	wantKind(t, err, kafka.Misconfigured, "Kafka settings are not valid")
}

func TestConnectEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := kafka.Connect(ctx, kafka.Options{Brokers: []string{"127.0.0.1:1"}}); err != context.Canceled {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestOneLivingBrokerIsEnough(t *testing.T) {
	_, p := broker(t)
	p.options.Brokers = append([]string{"127.0.0.1:1"}, p.options.Brokers...)
	p.connect(t)
}

func TestAPlansTopicsAreWanted(t *testing.T) {
	start := int64(eventTime)
	hour := time.Hour.Nanoseconds()
	plan := &engine.Plan{
		Start: &start, Duration: hour, End: hour, Speed: schema.Ratio{Num: 1, Den: 1},
		Sinks: engine.Sinks{{}, {Replication: 3, Config: map[string]string{"retention.ms": "1"}}},
		Streams: []engine.Stream{
			{Topic: "of the other sink"},
			{Sink: 1, Topic: "data", Partition: 0}, {Sink: 1, Topic: "data", Partition: 1}, {Sink: 1, Topic: "labels", Partition: 0, Labels: true},
		},
	}
	at := time.UnixMilli(eventTime).Add(24 * time.Hour)
	for _, test := range []struct {
		speed      schema.Ratio
		age, ahead time.Duration
	}{
		// At 1x event time stays a day behind; the first event is a day and an
		// hour old at the end. At max the clock stands still. At 60x the hour
		// takes a minute.
		{schema.Ratio{Num: 1, Den: 1}, 25 * time.Hour, -24 * time.Hour},
		{schema.Ratio{Num: 0, Den: 1}, 24 * time.Hour, -23 * time.Hour},
		{schema.Ratio{Num: 60, Den: 1}, 24*time.Hour + time.Minute, -23*time.Hour - time.Minute},
	} {
		plan.Speed = test.speed
		template := kafka.Topic{Replication: 3, Config: plan.Sinks[1].Config, Largest: 600, Age: test.age, Ahead: test.ahead}
		data, labels := template, template
		data.Name, data.Partitions = "data", 2
		labels.Name, labels.Partitions = "labels", 1
		if diff := cmp.Diff([]kafka.Topic{data, labels}, kafka.Wanted(plan, 1, at, 600)); diff != "" {
			t.Errorf("speed %v (-want +got):\n%s", test.speed, diff)
		}
	}
}

func TestTimesCenturiesAwayDoNotWrap(t *testing.T) {
	const longest = (math.MaxInt64 / time.Millisecond) * time.Millisecond // some 292 years
	hour := time.Hour.Nanoseconds()
	at := time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)
	plan := &engine.Plan{
		Start: new(int64), Duration: hour, End: hour,
		Sinks:   engine.Sinks{{}},
		Streams: []engine.Stream{{Topic: "data", Partition: 0}},
	}
	for _, test := range []struct {
		start      time.Time
		speed      schema.Ratio
		age, ahead time.Duration
	}{
		// 374 years in the future, and an hour that takes 1000 years.
		{at.AddDate(374, 0, 0), schema.Ratio{Num: 0, Den: 1}, -longest, longest},
		{at, schema.Ratio{Num: 1, Den: 1000 * 365 * 24}, longest, 0},
		{time.UnixMilli(0), schema.Ratio{Num: 0, Den: 1}, at.Sub(time.UnixMilli(0)), time.Hour - at.Sub(time.UnixMilli(0))},
	} {
		*plan.Start, plan.Speed = test.start.UnixMilli(), test.speed
		topic := kafka.Wanted(plan, 0, at, 0)[0]
		if topic.Age != test.age || topic.Ahead != test.ahead {
			t.Errorf("start %v: age %v, ahead %v", test.start, topic.Age, topic.Ahead)
		}
	}
}

func TestEventsOfAnyAgeAreKept(t *testing.T) {
	c := kafka.Topic{Age: math.MaxInt64}
	if ms := c.Retention(); ms <= c.Age.Milliseconds() {
		t.Errorf("events %v old are kept for %d ms", c.Age, ms)
	}
}

// Package kafkatest gives tests a Kafka to talk to. One suite runs on any of
// three kinds, chosen by the environment:
//
//	(nothing)                     the embedded broker
//	IOTSIM_TEST_KAFKA=jars        Apache Kafka itself, started on loopback from jars
//	IOTSIM_TEST_BROKERS=HOST:PORT brokers that run already
//
// With jars, KAFKA_VERSION chooses the release (default 4.1.1). Where java or mvn
// is missing the tests are skipped with the reason, unless IOTSIM_REQUIRE_KAFKA=1.
//
// A package that uses it hands its TestMain over:
//
//	func TestMain(m *testing.M) { os.Exit(kafkatest.Main(m)) }
package kafkatest

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A Backend is a kind of Kafka.
type Backend string

// The backends.
const (
	Embedded Backend = "embedded"
	Jars     Backend = "jars"
	External Backend = "external"
)

// Chosen is the backend that the environment asks for.
func Chosen() Backend {
	switch {
	case os.Getenv("IOTSIM_TEST_BROKERS") != "":
		return External
	case os.Getenv("IOTSIM_TEST_KAFKA") == string(Jars):
		return Jars
	}
	return Embedded
}

// A Cluster is a running Kafka. It is shared by the tests of a binary, so each
// uses topics of its own.
type Cluster struct {
	Backend Backend
	brokers []string
	nodes   []*node         // of jars
	inside  *kafka.Embedded // of embedded
	folder  string
}

// clusters are those of this binary, by number of nodes.
var clusters struct {
	sync.Mutex
	inMain  bool
	started map[int]*Cluster
	secured *Secured
}

// Main runs the tests and stops the clusters after them. When a test failed the
// brokers' logs stay, and their folder is printed.
func Main(m *testing.M) int {
	clusters.inMain, clusters.started = true, make(map[int]*Cluster)
	code := m.Run()
	clusters.Lock()
	defer clusters.Unlock()
	for _, c := range clusters.started {
		c.stop(code != 0)
	}
	if clusters.secured != nil {
		clusters.secured.stop(code != 0)
	}
	return code
}

// Start gives the cluster of so many nodes, which the first caller waits for.
func Start(t testing.TB, nodes int) *Cluster {
	t.Helper()
	clusters.Lock()
	defer clusters.Unlock()
	if !clusters.inMain {
		t.Fatal("kafkatest.Start needs TestMain to call kafkatest.Main")
	}
	if c := clusters.started[nodes]; c != nil {
		return c
	}
	c, err := start(Chosen(), nodes)
	if err != nil {
		absent(t, err)
	}
	clusters.started[nodes] = c
	return c
}

// absent skips the test, or fails it where a Kafka is required.
func absent(t testing.TB, err error) {
	t.Helper()
	if missing(err) && os.Getenv("IOTSIM_REQUIRE_KAFKA") != "1" {
		t.Skipf("no Kafka to test with: %v (IOTSIM_REQUIRE_KAFKA=1 makes this a failure)", err)
	}
	t.Fatalf("no Kafka to test with: %v", err)
}

func start(b Backend, nodes int) (*Cluster, error) {
	switch b {
	case External:
		return &Cluster{Backend: b, brokers: strings.Split(os.Getenv("IOTSIM_TEST_BROKERS"), ",")}, nil
	case Jars:
		return startJars(nodes, func(int) string { return "" })
	}
	inside, err := kafka.StartEmbedded(kafka.EmbeddedOptions{Nodes: nodes})
	if err != nil {
		return nil, err
	}
	return &Cluster{Backend: b, brokers: []string{inside.Addr()}, inside: inside}, nil
}

// Brokers is where to connect to.
func (c *Cluster) Brokers() []string { return c.brokers }

var topics atomic.Int64

// Topic is a name that no other test uses, nor another run against the same brokers.
func (c *Cluster) Topic(t testing.TB) string {
	clean := strings.Map(func(r rune) rune {
		if r == '-' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' {
			return r
		}
		return '-'
	}, t.Name())
	return fmt.Sprintf("%s-%d-%d-%d", clean, os.Getpid(), time.Now().UnixNano(), topics.Add(1))
}

// Kill ends a node at once, as a power cut would. Nodes count from 1. Tests that
// use it are skipped where nodes are not ours to kill.
func (c *Cluster) Kill(t testing.TB, node int) {
	t.Helper()
	c.needNodes(t)
	c.nodes[node-1].kill()
}

// Restart starts a killed node again and returns when all nodes are there.
func (c *Cluster) Restart(t testing.TB, node int) {
	t.Helper()
	c.needNodes(t)
	if err := c.nodes[node-1].start(); err != nil {
		t.Fatal(err)
	}
	if err := c.ready(); err != nil {
		t.Fatal(err)
	}
}

func (c *Cluster) needNodes(t testing.TB) {
	t.Helper()
	if c.nodes == nil {
		t.Skipf("needs nodes of its own (IOTSIM_TEST_KAFKA=jars), has %s", c.Backend)
	}
}

const (
	startPatience = 90 * time.Second
	lookPause     = 100 * time.Millisecond
)

// ready waits until every node has an open port and is listed by one of them: the
// port is there long before the brokers know each other, and one that died stays
// listed for a while.
func (c *Cluster) ready() error {
	client, err := kgo.NewClient(kgo.SeedBrokers(c.brokers...), kgo.DisableClientMetrics(), kgo.MetadataMinAge(lookPause))
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	for {
		listed := c.listed(ctx, client)
		if listed == len(c.nodes) {
			return nil
		}
		if n := c.dead(); n != nil {
			return fmt.Errorf("node %d ended while starting:\n%s", n.id, n.tail())
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d of %d nodes after %v; logs in %s", listed, len(c.nodes), startPatience, c.folder)
		case <-time.After(lookPause):
		}
	}
}

func (c *Cluster) listed(ctx context.Context, client *kgo.Client) int {
	for i, n := range c.nodes {
		if n.process != nil && !listens(c.brokers[i]) {
			return 0
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if client.Ping(ctx) != nil {
		return 0
	}
	m, err := kadm.NewClient(client).BrokerMetadata(ctx)
	if err != nil {
		return 0
	}
	return len(m.Brokers)
}

func listens(address string) bool {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func (c *Cluster) dead() *node {
	for _, n := range c.nodes {
		if n.process != nil && n.ended() {
			return n
		}
	}
	return nil
}

func (c *Cluster) stop(keep bool) {
	for _, n := range c.nodes {
		n.kill()
		n.proxy.close()
	}
	if c.inside != nil {
		_ = c.inside.Close()
	}
	switch {
	case c.folder == "":
	case keep:
		fmt.Fprintf(os.Stderr, "kafkatest: the brokers' logs are in %s\n", c.folder)
	default:
		_ = os.RemoveAll(c.folder)
	}
}

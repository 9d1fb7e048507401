package main

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/connection"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// A cluster is brokers that some of a run's sinks write to.
type cluster struct {
	brokers    []string
	partitions int // of all data topics, which share what the embedded broker keeps
	connection *connection.Connection
	embedded   *kafka.Embedded // nil: somebody else's brokers
	client     *kafka.Client
	producer   func(sink, client int) any // hooks of each producer; nil: none
}

// newClusters are the clusters of a plan's Kafka sinks, by sink: those with the
// same brokers share one. In each, other sinks have nil.
func newClusters(p *engine.Plan, brokers [][]string, c *connection.Connection) []*cluster {
	of := make([]*cluster, len(p.Sinks))
	for i := range p.Sinks {
		if p.Sinks[i].Kind != schema.SinkKafka {
			continue
		}
		like := slices.IndexFunc(of[:i], func(c *cluster) bool { return c != nil && slices.Equal(c.brokers, brokers[i]) })
		if like >= 0 {
			of[i] = of[like]
		} else {
			of[i] = &cluster{brokers: brokers[i], connection: c}
		}
	}
	for _, s := range p.Streams {
		if c := of[s.Sink]; c != nil && !s.Labels {
			c.partitions++
		}
	}
	return of
}

// connect reaches the brokers, or starts the embedded one when none is named. It
// may be called by each sink of the cluster.
func (c *cluster) connect(ctx context.Context) (err error) {
	if c.client != nil {
		return nil
	}
	if len(c.brokers) == 0 {
		c.embedded, err = kafka.StartEmbedded(kafka.EmbeddedOptions{Partitions: c.partitions})
		if err != nil {
			return err
		}
		c.brokers = []string{c.embedded.Addr()}
	}
	var o kafka.Options
	if c.embedded == nil {
		if o, err = c.connection.Options(ctx); err != nil {
			return err
		}
	}
	o.Brokers, o.Producer = c.brokers, c.producer
	c.client, err = kafka.Connect(ctx, o)
	return err
}

func (c *cluster) String() string {
	if c.embedded != nil {
		return "the embedded broker at " + c.embedded.Addr() + " (no brokers are named; it ends with the run)"
	}
	return strings.Join(c.brokers, ", ")
}

// far is true when a broker has a name or address of another machine.
func (c *cluster) far() bool {
	return c.embedded == nil && slices.ContainsFunc(c.brokers, func(b string) bool {
		host, _, err := net.SplitHostPort(b)
		ip := net.ParseIP(host)
		return err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback())
	})
}

// close may be called by each sink of the cluster.
func (c *cluster) close() error {
	var err error
	if c.client != nil {
		c.client.Close()
	}
	if c.embedded != nil {
		err = c.embedded.Close()
	}
	c.client, c.embedded = nil, nil
	return err
}

// closeAll closes each cluster once.
func closeAll(clusters []*cluster) error {
	var errs []error
	for _, c := range clusters {
		if c != nil {
			errs = append(errs, c.close())
		}
	}
	return errors.Join(errs...)
}

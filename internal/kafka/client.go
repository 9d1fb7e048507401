package kafka

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	// connectPatience is how long Connect looks for a broker: a person is
	// waiting, and the promise is a named cause in under five seconds, in which
	// there must be time for a second look.
	connectPatience = 4500*time.Millisecond - probePatience

	// dialPatience is for the network, answerPatience for the first answer on a
	// new connection, which no context cuts short. Both fit into connectPatience.
	dialPatience   = 1800 * time.Millisecond
	answerPatience = 1800 * time.Millisecond

	// doubt is how long a silent broker is taken for one that thinks.
	doubt = 1200 * time.Millisecond

	// metadataAge is how soon the client may ask again who leads a partition.
	// At the library's five seconds, three leader errors in a row cost fifteen
	// seconds; at this they cost a third of one.
	metadataAge = 250 * time.Millisecond
)

// Options say how to reach a cluster.
type Options struct {
	Brokers  []string     // host:port, at least one
	ClientID string       // what brokers log; default "iotsim"
	Logger   *slog.Logger // warnings of the client; nil is silent
	TLS      *tls.Config  // nil: without TLS. The server's name is filled in
	Login    *Login       // nil: nobody asks who we are

	// Producer, which may be nil, makes what is told of each client that writes: a
	// kgo.Hook for the client'th of a sink.
	Producer func(sink, client int) any

	extra []kgo.Opt // of tests: capped protocol versions
}

// A Client is a connection to a cluster. It serves preflight and reading; each
// Sink has a producer of its own.
type Client struct {
	options Options
	kafka   *kgo.Client
	admin   *kadm.Client
	meter   *meter
}

// Connect reaches one of the brokers, or says in under five seconds why none
// can be reached. The error is an *Error.
func Connect(ctx context.Context, o Options) (*Client, error) {
	if o.ClientID == "" {
		o.ClientID = "iotsim"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if len(o.Brokers) == 0 || slices.Contains(o.Brokers, "") {
		return nil, misconfigured("No broker is named.", nil)
	}
	c := &Client{options: o, meter: &meter{log: o.Logger}}
	var err error
	if c.kafka, err = c.open(c.meter, kgo.RequestTimeoutOverhead(answerPatience)); err != nil {
		return nil, err
	}
	c.admin = kadm.NewClient(c.kafka)
	if err := c.ping(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// open makes a franz-go client with the settings that all of ours share.
func (c *Client) open(m *meter, opts ...kgo.Opt) (*kgo.Client, error) {
	all := []kgo.Opt{
		kgo.SeedBrokers(c.options.Brokers...),
		kgo.ClientID(c.options.ClientID),
		kgo.DialTimeout(dialPatience),
		kgo.MetadataMinAge(metadataAge),
		kgo.DisableClientMetrics(), // their last push delays Close
		kgo.WithHooks(m),
		kgo.WithLogger(m),
	}
	if c.options.TLS != nil {
		all = append(all, kgo.DialTLSConfig(c.options.TLS))
	}
	if c.options.Login != nil {
		mechanism, err := c.options.Login.mechanism()
		if err != nil {
			return nil, err
		}
		all = append(all, kgo.SASL(mechanism))
	}
	client, err := kgo.NewClient(append(append(all, opts...), c.options.extra...)...)
	if err != nil {
		return nil, misconfigured(fmt.Sprintf("Brokers %s: %v.", strings.Join(c.options.Brokers, ", "), err), err)
	}
	return client, nil
}

func misconfigured(detail string, cause error) *Error {
	return &Error{Kind: Misconfigured, Summary: "Kafka settings are not valid",
		Detail: detail + ` Write brokers as "host:port".`, Cause: cause}
}

// ping asks any broker for anything. Unlike producing, which waits for ever, it
// returns the network's own words. A broker that says nothing for a while is looked
// at from another side: one that waits for the rest of what it takes for a message
// would say nothing until the end.
func (c *Client) ping(ctx context.Context) error {
	var asking sync.WaitGroup
	defer asking.Wait() // after cancel
	limited, cancel := context.WithTimeout(ctx, connectPatience)
	defer cancel()
	answer := make(chan error, 1)
	asking.Go(func() { answer <- c.kafka.Ping(limited) })
	var err error
	select {
	case err = <-answer:
	case <-time.After(doubt):
		if e := c.misheard(look(limited, c.options.Brokers[0])); e != nil {
			return e // what the other would answer is no more than that we gave up
		}
		err = <-answer
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if vague(err) {
		if e := c.unheard(look(ctx, c.options.Brokers[0]), err); e != nil {
			return e
		}
	}
	return c.unreachable(err)
}

// Close ends the connection. Sinks have their own and stay open.
func (c *Client) Close() { c.kafka.Close() }

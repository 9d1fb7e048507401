package kafka

import (
	"context"
	"net"

	"github.com/iotsim/iotsim/internal/readback"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kversion"
)

// Capped speaks no protocol newer than v.
func (o Options) Capped(v *kversion.Versions) Options {
	o.extra = append(o.extra, kgo.MaxVersions(v))
	return o
}

// Capped knows no protocol newer than v.
func (o EmbeddedOptions) Capped(v *kversion.Versions) EmbeddedOptions {
	o.versions = v
	return o
}

// Through connects by way of dial.
func (o Options) Through(dial func(ctx context.Context, network, address string) (net.Conn, error)) Options {
	o.extra = append(o.extra, kgo.Dialer(dial))
	return o
}

// LongestWait is how long a connection that fails, or one question of the preflight,
// waits at most for others.
const LongestWait = max(connectPatience+probePatience, askPatience)

// Folder is where an embedded broker keeps its records.
func (e *Embedded) Folder() string { return e.folder }

// Retain removes now what the next tick would remove.
func (e *Embedded) Retain() { e.cluster.ApplyRetention() }

// Retention is the retention.ms with which the topic is created.
func (t *Topic) Retention() int64 { return t.retention() }

// Stream reads as Read does while all is plain, and says how far that went.
func (c *Client) Stream(ctx context.Context, topic string, partition int32, from, to int64, do func(*readback.Record) error) (next int64, err error) {
	r := reader{topic: topic, partition: partition, next: from, to: to, do: do, epoch: -1}
	err = r.stream(ctx, c)
	return r.next, err
}

// Consume reads as Read does where something is not plain.
func (c *Client) Consume(ctx context.Context, topic string, partition int32, from, to int64, do func(*readback.Record) error) error {
	r := reader{topic: topic, partition: partition, next: from, to: to, do: do, epoch: -1}
	return r.consume(ctx, c)
}

// Unpack hands out the records that are stored, and says up to which offset they are
// whole.
func Unpack(stored []byte, from int64, do func(*readback.Record) error) (next int64) {
	r := reader{next: from, to: 1 << 62, do: do, epoch: -1}
	_, _ = r.unpack(newUnpacker(), stored) // where it stops says enough
	return r.next
}

package kafka

import (
	"context"
	"net"

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

// Folder is where an embedded broker keeps its records.
func (e *Embedded) Folder() string { return e.folder }

// Retain removes now what the next tick would remove.
func (e *Embedded) Retain() { e.cluster.ApplyRetention() }

// Retention is the retention.ms with which the topic is created.
func (t *Topic) Retention() int64 { return t.retention() }

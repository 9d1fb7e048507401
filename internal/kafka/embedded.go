package kafka

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kversion"
)

const (
	// DefaultRetention bounds what the embedded broker keeps, in bytes as stored.
	DefaultRetention = 1 << 30

	// DefaultPartitions is how many a topic gets that is created without a number.
	DefaultPartitions = 12

	// smallestSegment is the least that is worth a file of its own. Only whole
	// segments are removed, four to a partition.
	smallestSegment = 1 << 20

	retentionPause = 500 * time.Millisecond
)

// EmbeddedOptions shape an embedded broker. The zero value is good.
type EmbeddedOptions struct {
	Port       int   // on 127.0.0.1; 0: any free one
	Partitions int   // of a topic that is created without a number, and how many share Retention; default DefaultPartitions
	Retention  int64 // bytes as stored, of so many partitions together; default DefaultRetention
	Nodes      int   // default 1; Port is for one alone

	versions *kversion.Versions // of tests: an old broker
}

// An Embedded is a broker inside this process, for trying things out and for
// tests: one node's protocol without replication. It listens on loopback only.
// Its records lie in a temporary folder, which Close removes, and the oldest go
// when there are more than the retention.
type Embedded struct {
	cluster *kfake.Cluster
	folder  string
	stop    chan struct{}
	done    sync.WaitGroup
}

// StartEmbedded starts a broker.
//
// The broker's own defaults would not do: it keeps everything for ever in
// memory, or else looks once an hour and removes what is older than a week by
// its event time, which back-dated records always are. So records go to disk,
// only size counts, and retention is applied here twice a second. The limits are
// the broker's own, hence those of every topic that does not set others.
func StartEmbedded(o EmbeddedOptions) (*Embedded, error) {
	if o.Partitions <= 0 {
		o.Partitions = DefaultPartitions
	}
	if o.Retention <= 0 {
		o.Retention = DefaultRetention
	}
	if o.Nodes <= 0 {
		o.Nodes = 1
	}
	folder, err := os.MkdirTemp("", "iotsim-broker-")
	if err != nil {
		return nil, &Error{Kind: Misconfigured, Summary: "No folder for the broker", Detail: err.Error() + ".", Cause: err}
	}
	cluster, err := kfake.NewCluster(o.settings(folder)...)
	if err != nil {
		return nil, errors.Join(notStarted(o, err), os.RemoveAll(folder))
	}
	e := &Embedded{cluster: cluster, folder: folder, stop: make(chan struct{})}
	e.done.Go(e.retain)
	return e, nil
}

func (o EmbeddedOptions) settings(folder string) []kfake.Opt {
	share := max(o.Retention/int64(o.Partitions), 4*smallestSegment)
	opts := []kfake.Opt{
		kfake.NumBrokers(o.Nodes),
		kfake.DefaultNumPartitions(o.Partitions),
		kfake.DataDir(folder),
		kfake.BrokerConfigs(map[string]string{
			"log.retention.ms":    "-1",
			"log.retention.bytes": strconv.FormatInt(share, 10),
			"log.segment.bytes":   strconv.FormatInt(share/4, 10),
		}),
	}
	if o.Port != 0 {
		opts = append(opts, kfake.Ports(o.Port))
	}
	if o.versions != nil {
		opts = append(opts, kfake.MaxVersions(o.versions))
	}
	return opts
}

func notStarted(o EmbeddedOptions, err error) *Error {
	e := &Error{Kind: Misconfigured, Summary: "Embedded broker cannot start", Detail: err.Error() + ".", Cause: err}
	if errors.Is(err, syscall.EADDRINUSE) {
		e.Detail = fmt.Sprintf("Port %d on 127.0.0.1 is taken. Choose another, or stop what listens there.", o.Port)
	}
	return e
}

// retain removes the oldest records until Close.
func (e *Embedded) retain() {
	tick := time.NewTicker(retentionPause)
	defer tick.Stop()
	for {
		select {
		case <-e.stop:
			return
		case <-tick.C:
			e.cluster.ApplyRetention()
		}
	}
}

// Addr is where it listens, host:port.
func (e *Embedded) Addr() string { return e.cluster.ListenAddrs()[0] }

// Close stops the broker and removes its records.
func (e *Embedded) Close() error {
	close(e.stop)
	e.done.Wait()
	e.cluster.Close()
	return os.RemoveAll(e.folder)
}

package kafka

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Stats is what a sink felt of its cluster so far.
type Stats struct {
	Requests    int64  // produce requests that were answered
	Batches     int64  // record batches that were acked
	Bytes       int64  // of those, before compression
	WireBytes   int64  // of those, after compression
	Failures    int64  // connections refused, cut or silent
	Retries     int64  // rounds in which batches had to be sent again
	LeaderMoves int64  // partitions that were seen to change their leader
	Trouble     string // what the sink is waiting out; empty when brokers answer
}

// Plus is what two sinks felt together; of two troubles, the first.
func (s Stats) Plus(t Stats) Stats {
	return Stats{
		Requests: s.Requests + t.Requests, Batches: s.Batches + t.Batches,
		Bytes: s.Bytes + t.Bytes, WireBytes: s.WireBytes + t.WireBytes,
		Failures: s.Failures + t.Failures, Retries: s.Retries + t.Retries,
		LeaderMoves: s.LeaderMoves + t.LeaderMoves, Trouble: cmp.Or(s.Trouble, t.Trouble),
	}
}

// A meter counts what a client feels. It is the client's hooks and its logger: a
// request that got no answer shows in a hook, an answer that is retried (no leader, too few replicas) shows nowhere but in
// the log.
type meter struct {
	log              *slog.Logger
	requests         atomic.Int64
	batches          atomic.Int64
	bytes, wireBytes atomic.Int64
	failures         atomic.Int64
	retries          atomic.Int64
	trouble          atomic.Pointer[string]
}

var _ interface {
	kgo.HookBrokerConnect
	kgo.HookBrokerE2E
	kgo.HookProduceBatchWritten
	kgo.Logger
} = (*meter)(nil)

// produceKey is the protocol's number for a produce request.
const produceKey = 0

// OnBrokerConnect notes connections that could not be made.
func (m *meter) OnBrokerConnect(b kgo.BrokerMetadata, _ time.Duration, _ net.Conn, err error) {
	if err != nil {
		m.fail(b, err)
	}
}

// OnBrokerE2E counts produce requests and notes those that got no answer, whose
// batches are sent again without a word of it in the log.
func (m *meter) OnBrokerE2E(b kgo.BrokerMetadata, key int16, e kgo.BrokerE2E) {
	if err := e.Err(); err != nil {
		m.fail(b, err)
		if key == produceKey {
			m.retries.Add(1)
		}
	} else if key == produceKey {
		m.requests.Add(1)
	}
}

// OnProduceBatchWritten counts batches that are safely in a topic.
func (m *meter) OnProduceBatchWritten(_ kgo.BrokerMetadata, _ string, _ int32, b kgo.ProduceBatchMetrics) {
	m.batches.Add(1)
	m.bytes.Add(int64(b.UncompressedBytes))
	m.wireBytes.Add(int64(b.CompressedBytes))
	if m.trouble.Load() != nil {
		m.trouble.Store(nil)
	}
}

func (m *meter) fail(b kgo.BrokerMetadata, err error) {
	m.failures.Add(1)
	text := fmt.Sprintf("%s:%d: %v", b.Host, b.Port, err)
	m.trouble.Store(&text)
}

// Level asks for as much as tells of retries; the level below formats every
// answer as text.
func (m *meter) Level() kgo.LogLevel { return kgo.LogLevelInfo }

// Log counts retries and hands warnings on.
func (m *meter) Log(level kgo.LogLevel, message string, keyvals ...any) {
	if level <= kgo.LogLevelWarn {
		m.log.Warn(message, keyvals...)
		return
	}
	if why, ok := updateCause(message, keyvals); ok && strings.Contains(why, "produce request") {
		m.retries.Add(1)
		if m.trouble.Load() == nil {
			m.trouble.Store(&why)
		}
	}
}

// updateCause is why the client looks for the partitions' leaders again.
func updateCause(message string, keyvals []any) (string, bool) {
	if !strings.Contains(message, "metadata update triggered") || len(keyvals) < 2 {
		return "", false
	}
	why, ok := keyvals[1].(string)
	return why, ok
}

// read copies the counts, without those that only the sink knows.
func (m *meter) read() Stats {
	s := Stats{
		Requests:  m.requests.Load(),
		Batches:   m.batches.Load(),
		Bytes:     m.bytes.Load(),
		WireBytes: m.wireBytes.Load(),
		Failures:  m.failures.Load(),
		Retries:   m.retries.Load(),
	}
	if t := m.trouble.Load(); t != nil {
		s.Trouble = *t
	}
	return s
}

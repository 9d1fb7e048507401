package kafka_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

func embedded(t *testing.T, o kafka.EmbeddedOptions) (*kafka.Embedded, place) {
	t.Helper()
	e, err := kafka.StartEmbedded(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e, place{options: kafka.Options{Brokers: []string{e.Addr()}}, topic: func(testing.TB) string { return "t" }}
}

func TestTheEmbeddedBrokerKeepsAsMuchAsItShould(t *testing.T) {
	// A partition's share is 4 MiB in four segments; 24,000 records of random-ish
	// 400 bytes, uncompressed, are over 9 MB.
	const share, records = 4 << 20, 24_000
	e, p := embedded(t, kafka.EmbeddedOptions{Partitions: 2, Retention: 2 * share})
	c, s := p.prepare(t, kafka.Topic{Name: "t", Partitions: 2, Replication: -1}, schema.Sink{Compression: "none"})
	w := newWriter(s)
	for k := range int64(records) {
		r := record(int(k%2), k)
		r.Value = append(r.Value, make([]byte, 400)...)
		if err := s.Write(t.Context(), w.batch([]engine.Record{r})); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.Retain()
	states, err := c.Describe(t.Context(), "t")
	if err != nil {
		t.Fatal(err)
	}
	for i, span := range states[0].Spans {
		if span.Start == 0 || span.Start == span.End || span.End != records/2 {
			t.Errorf("partition %d holds %v, want the newest of %d", i, span, records/2)
		}
	}
	// Whole segments go, so each partition may keep one beyond its share, and its
	// indexes.
	if kept, most := size(t, e.Folder()), int64(2*(share+share/4+share/8)); kept > most {
		t.Errorf("%d bytes are kept, want at most %d", kept, most)
	}
}

// size is the bytes of all files below a folder.
func size(t *testing.T, folder string) int64 {
	t.Helper()
	var n int64
	err := filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		n += info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Event times may lie years back: they must not count as the record's age. The
// topic is made by somebody who sets nothing.
func TestTheEmbeddedBrokerKeepsBackDatedRecords(t *testing.T) {
	e, p := embedded(t, kafka.EmbeddedOptions{})
	k := raw(t, p.options.Brokers)
	if _, err := kadm.NewClient(k).CreateTopic(t.Context(), -1, -1, nil, "t"); err != nil {
		t.Fatal(err)
	}
	r := record(0, 0)
	if err := k.ProduceSync(t.Context(), &kgo.Record{Topic: "t", Value: r.Value, Timestamp: time.UnixMilli(r.Timestamp)}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	e.Retain()
	states, err := p.connect(t).Describe(t.Context(), "t")
	if err != nil {
		t.Fatal(err)
	}
	if len(states[0].Spans) != kafka.DefaultPartitions {
		t.Errorf("%d partitions, want %d", len(states[0].Spans), kafka.DefaultPartitions)
	}
	var kept int64
	for _, span := range states[0].Spans {
		kept += span.End - span.Start
	}
	if kept != 1 {
		t.Errorf("%d records are kept, want 1", kept)
	}
}

func TestTheEmbeddedBrokerLeavesNothingBehind(t *testing.T) {
	e, err := kafka.StartEmbedded(kafka.EmbeddedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if host, _, _ := net.SplitHostPort(e.Addr()); host != "127.0.0.1" {
		t.Errorf("it listens on %s, want loopback", host)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(e.Folder()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its folder is still there (%v)", err)
	}
}

func TestATakenPortIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = kafka.StartEmbedded(kafka.EmbeddedOptions{Port: l.Addr().(*net.TCPAddr).Port})
	wantKind(t, err, kafka.Misconfigured, "Embedded broker cannot start")
}

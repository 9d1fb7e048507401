package kafka_test

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// kept are the records that a read lends, copied.
func kept(into *[]readback.Record) func(*readback.Record) error {
	return func(r *readback.Record) error {
		c := *r
		c.Key, c.Value, c.Headers = slices.Clone(r.Key), slices.Clone(r.Value), slices.Clone(r.Headers)
		for i := range c.Headers {
			c.Headers[i].Value = slices.Clone(c.Headers[i].Value)
		}
		*into = append(*into, c)
		return nil
	}
}

// Records of every kind that a producer can make, packed by every codec: what is
// taken out of the stored batches is what a consumer hands out, from any offset.
func whatIsStoredIsWhatAConsumerSees(t *testing.T, p place) {
	topic := p.topic(t)
	c := p.connect(t)
	if _, err := c.Prepare(t.Context(), []kafka.Topic{{
		Name: topic, Partitions: 1, Replication: -1,
		Config: map[string]string{"retention.ms": "-1"}, // the records are of long ago
	}}); err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for _, codec := range []kgo.CompressionCodec{kgo.NoCompression(), kgo.GzipCompression(), kgo.SnappyCompression(), kgo.Lz4Compression(), kgo.ZstdCompression()} {
		k := raw(t, p.options.Brokers, kgo.DefaultProduceTopic(topic), kgo.ProducerBatchCompression(codec), kgo.ProducerLinger(20*time.Millisecond))
		var records []*kgo.Record
		for i := range 60 {
			r := &kgo.Record{Timestamp: time.UnixMilli(1772402400000 + int64(i*i)), Value: []byte(strings.Repeat("v", 17*i))}
			switch i % 4 {
			case 1:
				r.Key = fmt.Appendf(nil, "key %d", i)
			case 2:
				r.Key, r.Value = []byte{}, nil // a tombstone
			case 3:
				for j := range i % 7 {
					r.Headers = append(r.Headers, kgo.RecordHeader{Key: fmt.Sprint("header ", j*i%3), Value: fmt.Append(nil, i)})
				}
			}
			records = append(records, r)
		}
		if err := k.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
			t.Fatal(err)
		}
		n += int64(len(records))
	}
	for _, from := range []int64{0, 1, 59, 60, 100, n - 1} {
		var want, got []readback.Record
		if err := c.Consume(t.Context(), topic, 0, from, n, kept(&want)); err != nil {
			t.Fatal(err)
		}
		next, err := c.Stream(t.Context(), topic, 0, from, n, kept(&got))
		if err != nil || next != n {
			t.Fatalf("from %d: %v, the end is %d, not %d", from, err, next, n)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b readback.Record) bool { return equal(&a, &b) && (a.Key == nil) == (b.Key == nil) })); diff != "" {
			t.Errorf("from %d (-consumer +stored):\n%.2000s", from, diff)
		}
	}
}

// Answers that are lost on their way, with their connections: a consumer goes on
// where the reading broke off.
func readSurvivesLostAnswers(t *testing.T, p place) {
	n := newNetwork()
	p.options = p.options.Through(n.Dial)
	c, topic := filled(t, p, 5000)
	for lost := range 6 {
		n.lose(lost)
		got, err := offsets(t.Context(), c, topic, 0, 5000)
		if err != nil || len(got) != 5000 || !slices.IsSorted(got) {
			t.Errorf("%d answers lost: %d records were read: %v", lost, len(got), err)
		}
		n.lose(0)
	}
}

// stored is a batch of records as a broker has it.
func stored(first int64, attributes int16, records ...string) []byte {
	var packed []byte
	for i, value := range records {
		r := kmsg.Record{OffsetDelta: int32(i), TimestampDelta64: int64(i), Key: []byte("k"), Value: []byte(value)}
		r.Length = int32(len(r.AppendTo(nil)) - 1)
		packed = r.AppendTo(packed)
	}
	b := kmsg.RecordBatch{
		FirstOffset: first, Magic: 2, Attributes: attributes, LastOffsetDelta: int32(len(records) - 1), FirstTimestamp: 1000, MaxTimestamp: 2000,
		ProducerID: -1, ProducerEpoch: -1, FirstSequence: -1, NumRecords: int32(len(records)), Records: packed,
	}
	out := b.AppendTo(nil)
	binary.BigEndian.PutUint32(out[8:], uint32(len(out)-12))
	binary.BigEndian.PutUint32(out[17:], crc32.Checksum(out[21:], crc32.MakeTable(crc32.Castagnoli)))
	return out
}

// What is damaged or torn is not guessed at: reading stops before it.
func TestStoredBatchesAreReadUpToWhatIsNotPlain(t *testing.T) {
	one, two := stored(10, 0, "a", "b"), stored(12, 0, "c", "d", "e")
	damaged := slices.Clone(two)
	damaged[len(damaged)-2] ^= 1
	old := slices.Clone(two)
	old[16] = 1
	for _, c := range []struct {
		name   string
		stored []byte
		from   int64
		next   int64
		values string
	}{
		{"two batches", append(slices.Clone(one), two...), 10, 15, "abcde"},
		{"from the middle of one", append(slices.Clone(one), two...), 13, 15, "de"},
		{"a torn batch", append(slices.Clone(one), two[:len(two)-1]...), 10, 12, "ab"},
		{"a torn head", append(slices.Clone(one), two[:15]...), 10, 12, "ab"},
		{"a damaged batch", append(slices.Clone(one), damaged...), 10, 12, "ab"},
		{"a batch of an old form", append(slices.Clone(one), old...), 10, 12, "ab"},
		{"a marker between", slices.Concat(one, stored(12, 0x20, "m"), stored(13, 0, "c")), 10, 14, "abc"},
		{"nothing", nil, 10, 10, ""},
	} {
		var values string
		next := kafka.Unpack(c.stored, c.from, func(r *readback.Record) error { values += string(r.Value); return nil })
		if next != c.next || values != c.values {
			t.Errorf("%s: %q up to %d, want %q up to %d", c.name, values, next, c.values, c.next)
		}
	}
	var when int64
	kafka.Unpack(stored(0, 0x08, "x"), 0, func(r *readback.Record) error { when = r.Timestamp; return nil })
	if when != 2000 {
		t.Errorf("the broker's own timestamp is read as %d", when)
	}
}

// Whatever a broker sends, it is read to its end, or up to what is not plain.
func FuzzStoredBatches(f *testing.F) {
	f.Add(stored(10, 0, "a", "b"))
	f.Add(stored(10, 3, "a", "b"))
	f.Add(append(stored(0, 0x20, "m"), stored(1, 4, "c")...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 21 { // or else nothing gets past the checksum
			b = slices.Clone(b)
			binary.BigEndian.PutUint32(b[17:], crc32.Checksum(b[21:], crc32.MakeTable(crc32.Castagnoli)))
		}
		last := int64(-1)
		next := kafka.Unpack(b, 0, func(r *readback.Record) error {
			if r.Offset <= last {
				t.Errorf("offset %d follows %d", r.Offset, last)
			}
			last = r.Offset
			return nil
		})
		if next <= last {
			t.Errorf("%d is next after %d", next, last)
		}
	})
}

package kafka

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Where a stored batch has what is read before all of it is there.
const (
	lengthAt = 8  // of what follows it
	prefix   = 12 // bytes before what the length counts
	magicAt  = 16
	sumAt    = 21 // what the checksum covers
)

// What the attributes of a batch say.
const (
	codecBits     = 0x07
	appendTimeBit = 0x08
	controlBit    = 0x20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// cut splits the first batch off what is stored; false where it is not all there, or
// of an older form than brokers write since 0.11.
func cut(stored []byte) (batch, rest []byte, ok bool) {
	if len(stored) <= magicAt || stored[magicAt] != 2 {
		return nil, stored, false
	}
	n := int64(int32(binary.BigEndian.Uint32(stored[lengthAt:]))) + prefix
	if n <= sumAt || n > int64(len(stored)) {
		return nil, stored, false
	}
	return stored[:n], stored[n:], true
}

// behind is the offset that follows the last whole batch of what is stored; -1 where
// there is none.
func behind(stored []byte) int64 {
	next := int64(-1)
	for {
		batch, rest, ok := cut(stored)
		var head kmsg.RecordBatch
		if !ok || head.ReadFrom(batch) != nil {
			return next
		}
		next, stored = head.FirstOffset+int64(head.LastOffsetDelta)+1, rest
	}
}

// An unpacker reads records out of stored batches, into memory that it uses again and
// again.
type unpacker struct {
	codecs kgo.Decompressor
	room   []byte
	record readback.Record // lent again and again
}

func newUnpacker() *unpacker {
	u := &unpacker{}
	u.codecs = kgo.DefaultDecompressor(u)
	return u
}

// GetDecompressBytes lends the room to the codecs, which give a larger one back where
// it does not do.
func (u *unpacker) GetDecompressBytes([]byte, kgo.CompressionCodecType) []byte { return u.room }

// PutDecompressBytes is for those who would lend it to several.
func (u *unpacker) PutDecompressBytes([]byte) {}

// unpack calls do with the records of a batch from an offset on. epoch is its leader's,
// and next the offset that follows what do was called with, or all of the batch. ok is
// false where the batch is not what its checksum and its own numbers say.
func (u *unpacker) unpack(batch []byte, from int64, do func(*readback.Record) error) (next int64, epoch int32, ok bool, err error) {
	var head kmsg.RecordBatch
	whole := head.ReadFrom(batch) == nil && int32(crc32.Checksum(batch[sumAt:], castagnoli)) == head.CRC
	if !whole {
		return from, -1, false, nil
	}
	epoch, next = head.PartitionLeaderEpoch, max(from, head.FirstOffset+int64(head.LastOffsetDelta)+1)
	if head.Attributes&controlBit != 0 {
		return next, epoch, true, nil
	}
	packed := head.Records
	if codec := kgo.CompressionCodecType(head.Attributes & codecBits); codec != kgo.CodecNone {
		if packed, err = u.codecs.Decompress(packed, codec); err != nil {
			return from, epoch, false, nil //nolint:nilerr // a consumer reads it again and says it
		}
		u.room = packed[:0]
	}
	for range head.NumRecords {
		if packed, ok = u.load(packed, &head); !ok {
			return from, epoch, false, nil
		}
		if u.record.Offset < from {
			continue // the batch begins before what was asked for
		}
		from = u.record.Offset + 1
		if err := do(&u.record); err != nil {
			return from, epoch, true, err
		}
	}
	return next, epoch, true, nil
}

// load reads one record and gives what follows it.
func (u *unpacker) load(packed []byte, head *kmsg.RecordBatch) (rest []byte, ok bool) {
	length, used := kbin.Varint(packed)
	if used <= 0 || length < 0 || int64(len(packed)) < int64(used)+int64(length) {
		return nil, false
	}
	b := kbin.Reader{Src: packed[used : used+int(length)]}
	r := &u.record
	b.Int8() // attributes: none are in use
	r.Timestamp = head.FirstTimestamp + b.Varlong()
	if head.Attributes&appendTimeBit != 0 {
		r.Timestamp = head.MaxTimestamp
	}
	r.Offset = head.FirstOffset + int64(b.Varint())
	r.Key, r.Value = b.VarintBytes(), b.VarintBytes()
	n := int(b.VarintArrayLen())
	was := r.Headers[:cap(r.Headers)]
	r.Headers = r.Headers[:0]
	for i := range n {
		h := engine.Header{}
		if name := b.VarintBytes(); i < len(was) && was[i].Key == string(name) {
			h.Key = was[i].Key // as in the record before: no memory for it
		} else {
			h.Key = string(name)
		}
		h.Value = b.VarintBytes()
		if !b.Ok() {
			return nil, false
		}
		r.Headers = append(r.Headers, h)
	}
	return packed[used+int(length):], b.Ok()
}

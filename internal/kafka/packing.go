package kafka

import (
	"bytes"
	"cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kbin"
)

// Packing says how a sink with this block makes batches: with its defaults, and with
// the codec that its producers compress with.
func Packing(block *schema.Sink) (engine.Packing, error) {
	p := engine.Packing{
		Compression:   cmp.Or(block.Compression, "lz4"),
		Level:         block.CompressionLevel,
		Linger:        or(block.Linger, DefaultLinger),
		BatchBytes:    or(block.BatchBytes, DefaultBatchBytes),
		BufferRecords: or(block.BufferRecords, DefaultBufferRecords),
		BufferBytes:   or(block.BufferBytes, DefaultBufferBytes),
	}
	compressor, err := codec(block.Compression, block.CompressionLevel)
	if err != nil {
		return p, err
	}
	var plain []byte
	var packed bytes.Buffer
	p.Stored = func(records []engine.Record) int64 {
		plain = appendRecords(plain[:0], records)
		size := len(plain)
		if compressor != nil {
			packed.Reset()
			// As the client does: what does not get shorter stays as it is.
			if text, _ := compressor.Compress(&packed, plain); text != nil {
				size = min(size, len(text))
			}
		}
		return int64(batchHeader + size)
	}
	return p, nil
}

// batchHeader is what a batch has before its records.
const batchHeader = 61

// appendRecords writes records as they stand in a batch.
func appendRecords(dst []byte, records []engine.Record) []byte {
	var body []byte
	for i := range records {
		r := &records[i]
		body = append(body[:0], 0) // attributes: none are in use
		body = kbin.AppendVarlong(body, r.Timestamp-records[0].Timestamp)
		body = kbin.AppendVarint(body, int32(i))
		body = kbin.AppendVarintBytes(body, r.Key)
		body = kbin.AppendVarintBytes(body, r.Value)
		body = kbin.AppendVarint(body, int32(len(r.Headers)))
		for _, h := range r.Headers {
			body = kbin.AppendVarintString(body, h.Key)
			body = kbin.AppendVarintBytes(body, h.Value)
		}
		dst = kbin.AppendVarint(dst, int32(len(body)))
		dst = append(dst, body...)
	}
	return dst
}

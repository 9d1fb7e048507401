package output

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/codec"
)

// A Format is what a line says of a record.
type Format int

const (
	// Values writes the value as it is.
	Values Format = iota

	// Records writes all of the record as one JSON object, keys in this order:
	//
	//	{"topic":"iotsim","partition":3,"timestamp":1640995200000,"key":"device_001",
	//	 "headers":[["iotsim-run","demo"],["iotsim-seq","1"]],"value":"{…}"}
	//
	// Bytes that are no UTF-8 are null there and follow in base64: "key_base64"
	// right after "key", "value_base64" after "value", and a header has a third
	// member. null alone is a key or value that is absent.
	Records
)

// appendLine appends a record and a newline.
func (f Format) appendLine(dst []byte, s engine.Stream, r *engine.Record) []byte {
	if f == Records {
		return append(appendRecord(dst, s, r), '\n')
	}
	return append(append(dst, r.Value...), '\n')
}

func appendRecord(dst []byte, s engine.Stream, r *engine.Record) []byte {
	dst = append(dst, `{"topic":`...)
	dst = codec.AppendString(dst, []byte(s.Topic))
	dst = append(dst, `,"partition":`...)
	dst = strconv.AppendInt(dst, int64(s.Partition), 10)
	dst = append(dst, `,"timestamp":`...)
	dst = strconv.AppendInt(dst, r.Timestamp, 10)
	dst = append(dst, `,"key":`...)
	dst = appendBytes(dst, r.Key, `,"key_base64":`)
	dst = append(dst, `,"headers":[`...)
	for i, h := range r.Headers {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '[')
		dst = codec.AppendString(dst, []byte(h.Key))
		dst = append(dst, ',')
		dst = appendBytes(dst, h.Value, `,`)
		dst = append(dst, ']')
	}
	dst = append(dst, `],"value":`...)
	dst = appendBytes(dst, r.Value, `,"value_base64":`)
	return append(dst, '}')
}

// appendBytes appends bytes as a string, or null and, after other, base64.
func appendBytes(dst, b []byte, other string) []byte {
	switch {
	case b == nil:
		return append(dst, "null"...)
	case utf8.Valid(b):
		return codec.AppendString(dst, b)
	}
	dst = append(append(dst, "null"...), other...)
	dst = base64.StdEncoding.AppendEncode(append(dst, '"'), b)
	return append(dst, '"')
}

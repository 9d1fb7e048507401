package verify

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/engine"
)

// What differs.
const (
	Missing   = "missing" // the plan goes on and the topic does not
	Extra     = "extra"   // the topic goes on and the plan does not
	Gap       = "offset"  // offsets that no record has
	Key       = "key"
	Timestamp = "timestamp" // of the record; the one in its value is part of value
	Headers   = "headers"   // names, values or order
	Value     = "value"
)

// A Difference is the first place at which a partition is not what is planned.
// Planned and Found are both sides of what differs, and At is the first byte in
// which they do. Of a record that is missing or extra, one side is empty and the
// other names it: its key and headers.
type Difference struct {
	Rank    int64  `json:"rank"`   // of the planned record, from 0
	Offset  int64  `json:"offset"` // at which it was found, or should be
	What    string `json:"what"`
	Planned string `json:"planned"`
	Found   string `json:"found"`
	At      int    `json:"at"`
}

// compare is the difference between a planned record, nil behind the last, and
// the one that was found in its place; nil when there is none.
func (c *check) compare(planned *engine.Record, found *Record) *Difference {
	d := &Difference{Rank: c.rank, Offset: found.Offset}
	switch want := c.result.Base + c.rank; {
	case planned == nil:
		d.What, d.Found = Extra, describe(found.Key, found.Headers)
		return d
	case found.Offset != want:
		return d.between(Gap, number(want), number(found.Offset))
	case !bytes.Equal(planned.Key, found.Key):
		return d.between(Key, planned.Key, found.Key)
	case !c.sameHeaders(planned.Headers, found.Headers):
		return d.between(Headers, text(planned.Headers), text(found.Headers))
	case planned.Timestamp != found.Timestamp:
		return d.between(Timestamp, number(planned.Timestamp), number(found.Timestamp))
	case !bytes.Equal(planned.Value, found.Value):
		return d.between(Value, planned.Value, found.Value)
	}
	return nil
}

// between fills in both sides. They are copied: found bytes are only lent.
func (d *Difference) between(what string, planned, found []byte) *Difference {
	d.What, d.Planned, d.Found = what, string(planned), string(found)
	for d.At < min(len(planned), len(found)) && planned[d.At] == found[d.At] {
		d.At++
	}
	return d
}

func (c *check) sameHeaders(planned, found []engine.Header) bool {
	if len(planned) != len(found) {
		return false
	}
	for i, h := range planned {
		anyValue := c.anyRun && h.Key == engine.HeaderRun
		if h.Key != found[i].Key || !anyValue && !bytes.Equal(h.Value, found[i].Value) {
			return false
		}
	}
	return true
}

func number(n int64) []byte { return strconv.AppendInt(nil, n, 10) }

// text is headers as one reads them.
func text(headers []engine.Header) []byte {
	var b []byte
	for i, h := range headers {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(append(append(b, h.Key...), '='), h.Value...)
	}
	return b
}

// describe names a record by its identity.
func describe(key []byte, headers []engine.Header) string {
	return strings.TrimSpace(string(key) + " " + string(text(headers)))
}

package verify

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// What differs in a corrupt record.
const (
	Key       = "key"
	Timestamp = "timestamp" // of the record; the one in its value is part of value
	Headers   = "headers"   // names, values or order
	Value     = "value"
)

// A Difference is an example of what is not as planned. Planned and Found are both
// sides: of a corrupt record of what differs in it, else of what names the record,
// its key and headers. Of a record that is on one side only, the other is empty.
type Difference struct {
	Kind    Kind   `json:"kind"`
	Rank    int64  `json:"rank"`    // of the planned record, from 0; -1: not known
	Offset  int64  `json:"offset"`  // at which it was found, or should be
	Records int64  `json:"records"` // of that kind that follow each other, this the first
	What    string `json:"what,omitempty"`
	Planned string `json:"planned"`
	Found   string `json:"found"`
	At      int    `json:"at"`             // of what differs, the first byte that does
	Path    string `json:"path,omitempty"` // of a value that is JSON: the member that does
	From    int    `json:"from,omitempty"` // bytes left out before Planned and Found, which are long
}

// longest is how much of each side is shown; what is longer is cut around the
// first byte that differs.
const longest = 4096

// A compared record is what is looked at, and how.
type comparison struct {
	level      Level
	anyRun     bool
	appendTime bool // the broker has put its own timestamps
}

// equal says that a record is the planned one.
func (c *comparison) equal(planned *engine.Record, found *readback.Record) bool {
	if !bytes.Equal(planned.Key, found.Key) || !c.sameHeaders(planned.Headers, found.Headers) {
		return false
	}
	return c.level == IDs || (planned.Timestamp == found.Timestamp || c.appendTime) && bytes.Equal(planned.Value, found.Value)
}

// difference is the first thing in which a record is not the planned one; nil when
// there is none.
func (c *comparison) difference(planned *engine.Record, found *readback.Record) *Difference {
	d := &Difference{Kind: Corrupt, Offset: found.Offset, Records: 1}
	switch {
	case !bytes.Equal(planned.Key, found.Key):
		return d.between(Key, planned.Key, found.Key)
	case !c.sameHeaders(planned.Headers, found.Headers):
		return d.between(Headers, text(planned.Headers), text(found.Headers))
	case c.level == IDs:
		return nil
	case planned.Timestamp != found.Timestamp && !c.appendTime:
		return d.between(Timestamp, number(planned.Timestamp), number(found.Timestamp))
	case !bytes.Equal(planned.Value, found.Value):
		return d.between(Value, planned.Value, found.Value)
	}
	return nil
}

// near says that a record is the planned one but for one thing: three of key,
// headers, timestamp and value are equal. So what has lost its name is known.
func (c *comparison) near(planned *engine.Record, found *readback.Record) bool {
	differ := 0
	if planned.Timestamp != found.Timestamp && !c.appendTime {
		differ++
	}
	if !bytes.Equal(planned.Key, found.Key) {
		differ++
	}
	if differ < 2 && !bytes.Equal(planned.Value, found.Value) {
		differ++
	}
	if differ < 2 && !c.sameHeaders(planned.Headers, found.Headers) {
		differ++
	}
	return differ < 2
}

func (c *comparison) sameHeaders(planned, found []engine.Header) bool {
	if len(planned) != len(found) {
		return false
	}
	for i := range planned {
		p, f := &planned[i], &found[i]
		anyValue := c.anyRun && p.Key == engine.HeaderRun
		if p.Key != f.Key || !anyValue && !bytes.Equal(p.Value, f.Value) {
			return false
		}
	}
	return true
}

// between fills in both sides. They are copied: found bytes are only lent.
func (d *Difference) between(what string, planned, found []byte) *Difference {
	d.What = what
	for d.At < min(len(planned), len(found)) && planned[d.At] == found[d.At] {
		d.At++
	}
	if what == Value && json.Valid(planned) {
		d.Path = pathAt(planned, d.At)
	}
	if max(len(planned), len(found)) > longest {
		d.From = max(0, d.At-longest/2)
	}
	d.Planned, d.Found = stretch(planned, d.From), stretch(found, d.From)
	return d
}

// stretch is what is shown of a side.
func stretch(side []byte, from int) string {
	from = min(from, len(side))
	return string(side[from:min(len(side), from+longest)])
}

func number(n int64) []byte { return strconv.AppendInt(nil, n, 10) }

// text is headers as one reads them, but for the run's where its name is not known.
func text(headers []engine.Header) []byte {
	var b []byte
	for _, h := range headers {
		if h.Key == engine.HeaderRun && len(h.Value) == 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(append(append(b, h.Key...), '='), h.Value...)
	}
	return b
}

// describe names a record by its identity.
func describe(key []byte, headers []engine.Header) string {
	name := strings.TrimSpace(string(key) + " " + string(text(headers)))
	return name[:min(len(name), longest)]
}

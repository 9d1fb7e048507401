package engine

import (
	"github.com/iotsim/iotsim/internal/codec"
)

// Headers of records.
const (
	HeaderRun        = "iotsim-run"        // name of the run: the only bytes that another run of the plan changes
	HeaderSequence   = "iotsim-seq"        // number of the reading of its device, from 1
	HeaderCopy       = "iotsim-copy"       // of an extra copy, from 1
	HeaderDevice     = "iotsim-device"     // id, where the key is something else
	HeaderLabel      = "iotsim-label"      // of a label: its ordinal within the reading or activation, from 1
	HeaderActivation = "iotsim-activation" // of begin and end: fault/effect/slot
)

// renderReading appends the message of a reading whose values are measured.
func (s *Sequence) renderReading(b *Batch, g *group, it *item, key []byte, f *frame, values []codec.Value) {
	id := key
	if !s.route.keyIsID {
		s.scratch = g.appendID(s.scratch[:0], it.device)
		id = s.scratch
	}
	s.fill(g, it, id, f, values)
	if it.hit != nil && it.hit.wounds != nil && !it.cloned() {
		b.buffer = s.damage(b.buffer, it, f)
		return
	}
	b.buffer = g.model.layout.Append(b.buffer, &s.message)
}

// fill says what the message of an item holds.
func (s *Sequence) fill(g *group, it *item, id []byte, f *frame, values []codec.Value) {
	m := &s.message
	m.ID, m.Timestamp, m.Sequence, m.Place = id, s.program.calendar.millis(it.made()), uint64(it.counted()), g.place
	m.Ordinal, m.Index = g.ordinal(it.device), it.device+1
	m.Values, m.Statuses, m.Info = values, f.statuses, f.info
}

// hidden counts the values that are no finite number and that an effect replaced.
func hidden(f *frame) int64 {
	n := int64(0)
	for i := range f.model.sensors {
		if f.clear[i].Kind == codec.Null && f.sent[i].Kind != codec.Null {
			n++
		}
	}
	return n
}

// renderHeaders appends the record's headers to the batch.
func (s *Sequence) renderHeaders(b *Batch, g *group, it *item, r *Record) {
	first := len(b.headers)
	b.headers = append(b.headers, Header{HeaderRun, s.program.runBytes})
	if it.kind < recordBegin {
		b.number(HeaderSequence, it.seq)
	}
	switch {
	case it.kind == recordReading && it.sub > 0:
		b.number(HeaderCopy, int64(it.sub))
	case it.kind == recordBegin, it.kind == recordEnd:
		start := len(b.buffer)
		b.buffer = s.program.faults[it.fault].label(b.buffer, int(it.effect), it.amount)
		b.header(HeaderActivation, start)
		b.number(HeaderLabel, int64(it.kind-recordBegin)+1)
	case it.kind != recordReading:
		b.number(HeaderLabel, int64(it.sub))
	}
	if !s.route.keyIsID {
		start := len(b.buffer)
		b.buffer = g.appendID(b.buffer, it.device)
		b.header(HeaderDevice, start)
	}
	s.route.appendOwn(b, g, it.group, it.device)
	r.Headers = b.headers[first:len(b.headers):len(b.headers)]
}

// number adds a header whose value is a decimal, not negative.
func (b *Batch) number(key string, n int64) {
	start := len(b.buffer)
	b.buffer = codec.AppendUint(b.buffer, uint64(n))
	b.header(key, start)
}

// header adds a header whose value is the buffer from start on.
func (b *Batch) header(key string, start int) {
	b.headers = append(b.headers, Header{key, b.buffer[start:len(b.buffer):len(b.buffer)]})
}

// Reset empties a batch for reuse where no Run lends it: a digest, a sample, a verify.
func (b *Batch) Reset() {
	b.Records, b.buffer, b.headers, b.nulls = b.Records[:0], b.buffer[:0], b.headers[:0], 0
}

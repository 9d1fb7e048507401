package main

import (
	"context"
	"encoding/json"
	"unicode/utf8"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
)

// printLabels prints readings with what faults did to them until there are enough,
// and says how many they were.
func (a *app) printLabels(ctx context.Context, program *engine.Program, f sampleFlags) (found int64, err error) {
	devices, err := indicesOf(program, &f.device)
	if err != nil {
		return 0, err
	}
	clock, err := clockOf(program.Plan())
	if err != nil {
		return 0, err
	}
	table := view.NewReadings(a.out, program, clock.Zone)
	show := func(r *engine.Traced) error { table.Add(r); return a.out.err }
	if f.json {
		out := json.NewEncoder(a.out)
		out.SetEscapeHTML(false)
		show = func(r *engine.Traced) error { return out.Encode(labelledOf(program, r, a.out.shown)) }
	}
	for r := range program.Trace(devices...).Since(int64(f.at)) {
		if found == f.count || r.Due >= f.until() || ctx.Err() != nil {
			break
		}
		found++
		if err := show(r); err != nil {
			return found, err
		}
	}
	table.Flush()
	return found, context.Cause(ctx)
}

// indicesOf are the devices that are meant; none: the whole fleet is meant.
func indicesOf(program *engine.Program, f *deviceFlag) ([]int64, error) {
	if f.all() {
		return nil, nil
	}
	var indices []int64
	for d := range program.Devices() {
		if f.has(d.ID) {
			indices = append(indices, d.Index)
		}
	}
	if indices == nil {
		return nil, noDevice(program, f.text)
	}
	return indices, nil
}

// A labelled is a reading as a line of JSON: everything that is sent of it, and
// its labels as they stand in their topic.
type labelled struct {
	Device    string            `json:"device_id"`
	Sequence  int64             `json:"sequence"`
	Timestamp int64             `json:"timestamp"` // event time, Unix milliseconds
	Sent      []int64           `json:"sent"`      // when each message is, Unix milliseconds; none: dropped
	Messages  []message         `json:"messages"`
	Labels    []json.RawMessage `json:"labels"`
}

// A message is JSON as it is sent. What is damaged may be none: then it is a text,
// or an object of base64 where it is no text either.
type message []byte

// MarshalJSON writes the message.
func (m message) MarshalJSON() ([]byte, error) {
	switch {
	case json.Valid(m):
		return m, nil
	case utf8.Valid(m):
		return json.Marshal(string(m))
	}
	return json.Marshal(map[string][]byte{"base64": m})
}

// labelledOf is a reading with its messages as they may be shown: in base64 nothing
// is found that should not be.
func labelledOf(program *engine.Program, r *engine.Traced, shown func([]byte) []byte) labelled {
	start := *program.Plan().Start
	l := labelled{
		Device: program.Device(r.Device).ID, Sequence: r.Sequence, Timestamp: start + r.Due/1e6,
		Sent: []int64{}, Messages: []message{}, Labels: []json.RawMessage{},
	}
	var records, labels engine.Batch
	r.AppendRecords(&records)
	for i := range records.Records {
		l.Sent = append(l.Sent, start+records.Records[i].Send/1e6)
		l.Messages = append(l.Messages, shown(records.Records[i].Value))
	}
	r.AppendLabels(&labels)
	for i := range labels.Records {
		l.Labels = append(l.Labels, labels.Records[i].Value)
	}
	return l
}

package kafka

import (
	"fmt"
	"testing"

	"github.com/iotsim/iotsim/engine"
)

func TestAReusedFlightAllocatesNothing(t *testing.T) {
	s := &Sink{streams: []stream{{topic: "t"}}}
	records := make([]engine.Record, 256)
	for i := range records {
		records[i] = engine.Record{Value: []byte("value"), Headers: make([]engine.Header, i%4)}
	}
	b := engine.NewBatch(records, nil)
	f := newFlight(s)
	if n := testing.AllocsPerRun(10, func() { f.load(b, records, 0) }); n != 0 {
		t.Errorf("%v allocations for %d records, want none", n, len(records))
	}
}

func TestEachRecordHasItsOwnHeaders(t *testing.T) {
	s := &Sink{streams: []stream{{topic: "t"}}}
	var records []engine.Record
	for i := range 5 {
		r := engine.Record{}
		for h := range i {
			r.Headers = append(r.Headers, engine.Header{Key: fmt.Sprint(i, h)})
		}
		records = append(records, r)
	}
	f := newFlight(s)
	f.load(engine.NewBatch(records, nil), records, 0)
	for i, r := range f.records {
		if len(r.Headers) != i || cap(r.Headers) != i {
			t.Errorf("record %d has %d headers and room for %d, want %d", i, len(r.Headers), cap(r.Headers), i)
		}
		for h, header := range r.Headers {
			if want := fmt.Sprint(i, h); header.Key != want {
				t.Errorf("record %d: header %q, want %q", i, header.Key, want)
			}
		}
	}
}

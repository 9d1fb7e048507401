package kafka

import (
	"errors"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/twmb/franz-go/pkg/kerr"
)

func TestAcksAreCountedByWhereTheyLand(t *testing.T) {
	const none = -1
	for _, test := range []struct {
		rule    string
		offsets []int64 // acks that come; the first should say 100
		want    engine.Outcome
		stops   Kind // 0: it goes on
	}{
		{"in a row", []int64{100, 101, 102}, engine.Outcome{Acked: 3}, 0},
		{"somebody wrote between", []int64{100, 102, 103}, engine.Outcome{Acked: 3}, AnotherWriter},
		{"somebody wrote before", []int64{101, 102}, engine.Outcome{Acked: 2}, AnotherWriter},
		{"the topic was made again", []int64{0, 1}, engine.Outcome{Acked: 2}, Lost},
		// The client counts up from the -1 of an answer without an offset.
		{"an answer without an offset", []int64{100, none, 0, 1, 104}, engine.Outcome{Acked: 2, Unknown: 3}, 0},
	} {
		t.Run(test.rule, func(t *testing.T) {
			s := stream{topic: "t", next: 100}
			var got engine.Outcome
			var stops Kind
			for _, offset := range test.offsets {
				var stop *Error
				if errors.As(s.check(offset, nil, &got), &stop) {
					stops = stop.Kind
				}
			}
			if (got.Err == nil) != (got.Unknown == 0) {
				t.Errorf("reason %v for %d unknown records", got.Err, got.Unknown)
			}
			got.Err = nil
			if got != test.want || stops != test.stops {
				t.Errorf("outcome %+v, stop of kind %d, want %+v and %d", got, stops, test.want, test.stops)
			}
		})
	}
}

func TestOnlyARefusalIsAFailure(t *testing.T) {
	for _, test := range []struct {
		err  error
		want engine.Outcome
	}{
		{kerr.MessageTooLarge, engine.Outcome{Failed: 1}},
		{kerr.InvalidTimestamp, engine.Outcome{Failed: 1}},
		{kerr.OutOfOrderSequenceNumber, engine.Outcome{Unknown: 1}},
		{kerr.RequestTimedOut, engine.Outcome{Unknown: 1}},
	} {
		s := stream{topic: "t"}
		var got engine.Outcome
		if stop := s.check(0, test.err, &got); !errors.Is(stop, test.err) || !errors.Is(got.Err, test.err) {
			t.Errorf("%v: stops with %v, reason %v", test.err, stop, got.Err)
		}
		if got.Err = nil; got != test.want {
			t.Errorf("%v: outcome %+v, want %+v", test.err, got, test.want)
		}
	}
}

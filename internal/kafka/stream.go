package kafka

import (
	"errors"
	"fmt"

	"github.com/iotsim/iotsim/engine"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A stream is one partition as the sink writes it: where the next ack must say
// that its record landed. Only the client's promise goroutine touches next and
// blind.
type stream struct {
	client    *kgo.Client // that produces it, nil of another sink's
	topic     string
	partition int32
	next      int64
	blind     bool // an ack without an offset came: the ones after it prove nothing
}

// Why records are unknown although nothing refused them.
var (
	errBlind       = errors.New("acknowledged without an offset: its first acknowledgement was lost")
	errUnconfirmed = errors.New("not acknowledged when the sink was closed")
)

// check counts one record's end in o and returns an error when the run must stop.
//
// An ack for a record whose earlier ack was lost may come without an offset
// (DUPLICATE_SEQUENCE_NUMBER, which the client takes for success). Where that
// record lies is then not known, nor are those of the same answer; reading the
// topic back settles it.
func (s *stream) check(offset int64, err error, o *engine.Outcome) error {
	want := s.next
	s.next++
	if err != nil {
		return s.fail(err, want, o)
	}
	if offset < 0 || s.blind && offset != want {
		s.blind = true
		o.Unknown++
		o.Err = errBlind
		return nil
	}
	s.blind = false
	o.Acked++
	if offset != want {
		s.next = offset + 1
		return s.elsewhere(offset, want)
	}
	return nil
}

// elsewhere is an ack for another offset than the one that was due.
func (s *stream) elsewhere(got, want int64) *Error {
	if got < want {
		return &Error{Kind: Lost, Summary: "Topic lost its records",
			Detail: fmt.Sprintf("A record of %s/%d landed at offset %d, which was taken already: the topic was made again, or its newest records were lost with a broker. "+
				"The run cannot be completed there; start another.", s.topic, s.partition, got)}
	}
	return &Error{Kind: AnotherWriter, Summary: "Another writer on the topic",
		Topic: s.topic, Partition: s.partition, Due: want, Landed: got,
		Detail: fmt.Sprintf("A record of %s/%d landed at offset %d instead of %d, so somebody else wrote there since the run began. "+
			"Stop the other writer; verify names what is foreign. Then run again with a topic of its own.", s.topic, s.partition, got, want)}
}

// fail counts a record that was not acked: failed only where the broker's answer
// or the client's own limit excludes that it was written, else unknown.
func (s *stream) fail(err error, due int64, o *engine.Outcome) error {
	if errors.Is(err, kgo.ErrClientClosed) {
		o.Unknown++
		o.Err = errUnconfirmed
		return nil // it was us, and the gate is shut
	}
	if isRefusal(err) {
		o.Failed++
	} else {
		o.Unknown++
	}
	o.Err = s.describe(err, due)
	return o.Err
}

func (s *stream) describe(err error, due int64) *Error {
	e := &Error{Kind: Refused, Summary: "Broker refuses a record", Cause: err,
		Topic: s.topic, Partition: s.partition, Due: due,
		Detail: fmt.Sprintf("%s/%d: %s.", s.topic, s.partition, words(err))}
	switch {
	case isAuthorisation(err):
		e.Kind, e.Summary = Unauthorised, "Not authorised to write"
	case errors.Is(err, kerr.OutOfOrderSequenceNumber), errors.Is(err, kerr.UnknownProducerID):
		e.Kind, e.Summary = Lost, "Broker lost acknowledged records"
	case errors.Is(err, kerr.UnknownTopicOrPartition), errors.Is(err, kerr.UnknownTopicID):
		e.Kind, e.Summary = Lost, "Topic is gone"
	}
	return e
}

// isRefusal is true of answers that a broker gives instead of writing.
func isRefusal(err error) bool {
	for _, refusal := range []*kerr.Error{
		kerr.MessageTooLarge, kerr.RecordListTooLarge, kerr.InvalidRecord, kerr.InvalidTimestamp,
		kerr.TopicAuthorizationFailed, kerr.ClusterAuthorizationFailed, kerr.InvalidTopicException,
		kerr.PolicyViolation, kerr.UnsupportedForMessageFormat, kerr.UnsupportedCompressionType,
	} {
		if errors.Is(err, refusal) {
			return true
		}
	}
	return false
}

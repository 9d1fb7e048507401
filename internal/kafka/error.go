package kafka

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/twmb/franz-go/pkg/kerr"
)

// A Kind says what sort of trouble an Error is.
type Kind int

// The kinds.
const (
	Unreachable   Kind = 1 + iota // no broker answers
	Unauthorised                  // a broker answers and refuses us
	Misconfigured                 // what we were told to connect to makes no sense
	Unfit                         // a topic cannot hold the plan's records as they are
	AnotherWriter                 // somebody else writes to the topic
	Refused                       // a broker refused records in the middle of the run
	Lost                          // the topic does not hold what it should
)

// An Error is trouble with a cluster or a topic.
type Error struct {
	Kind    Kind
	Summary string // at most six words, stable
	Detail  string // what is wrong, what is allowed, what to do
	Cause   error  // what the network or the broker said; may be nil
	Gone    int64  // records that the brokers had and have no more; 0: not known to be any

	// Where an ack or a refusal of a record broke the run off.
	Topic     string
	Partition int32
	Due       int64 // offset at which the record was due
	Landed    int64 // offset at which it landed; 0: nowhere
}

func (e *Error) Error() string { return e.Summary + ": " + e.Detail }

// Unwrap is what the network or the broker said.
func (e *Error) Unwrap() error { return e.Cause }

// words is what err says, to be followed by a full stop.
func words(err error) string { return strings.TrimRight(err.Error(), ".") }

func isAuthentication(err error) bool {
	return errors.Is(err, kerr.SaslAuthenticationFailed) ||
		errors.Is(err, kerr.UnsupportedSaslMechanism) ||
		errors.Is(err, kerr.IllegalSaslState)
}

func isAuthorisation(err error) bool {
	return errors.Is(err, kerr.TopicAuthorizationFailed) ||
		errors.Is(err, kerr.ClusterAuthorizationFailed)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

// unfit is a topic that cannot hold the plan.
func unfit(summary, format string, args ...any) *Error {
	return &Error{Kind: Unfit, Summary: summary, Detail: fmt.Sprintf(format, args...)}
}

package acceptance

import (
	"testing"
	"time"
)

// An account is what became of records.
type account struct{ Planned, Resumed, Sent, Acked, Failed, Unknown int64 }

// A summary is what `iotsim apply --json` says of a run.
type summary struct {
	Run         string
	Interrupted bool
	Reason      string
	Data        account
	Labels      account
	Streams     []struct {
		Topic     string
		Partition int32
		account
	}
	Ack    struct{ P50, Max time.Duration }
	Broker struct {
		Failures    int64
		Retries     int64
		LeaderMoves int64 `json:"leader_moves"`
	}
	Verification verification
}

// A verification is what was read back, and what came of it.
type verification struct {
	Verdict                              string
	Planned, Read, Equal, Missing, Extra int64
}

// whole fails the test unless all that was planned was sent and acked.
func (a account) whole(t *testing.T) {
	t.Helper()
	if a.Planned == 0 || a != (account{Planned: a.Planned, Resumed: a.Resumed, Sent: a.Planned, Acked: a.Planned}) {
		t.Errorf("not all that was planned was acked: %+v", a)
	}
}

// proved fails the test unless all was read back and found equal.
func (s summary) proved(t *testing.T) {
	t.Helper()
	all := s.Data.Planned + s.Labels.Planned
	v := s.Verification
	if v.Verdict != "good" || v.Planned != all || v.Read != all || v.Equal != all || v.Missing+v.Extra != 0 {
		t.Errorf("of %d records: %+v", all, v)
	}
}

func (a *account) add(b account) {
	a.Planned += b.Planned
	a.Resumed += b.Resumed
	a.Sent += b.Sent
	a.Acked += b.Acked
	a.Failed += b.Failed
	a.Unknown += b.Unknown
}

package telemetry

import (
	"fmt"
	"time"
)

const (
	// readyPatience is how long a sink may have records and resolve none of them.
	// A broker's election takes a few seconds, and a busy one answers in less.
	readyPatience = 10 * time.Second

	// stuckPatience is how long a run may be behind and give no sink anything, though
	// none has anything in hand. Nothing outside of us explains that.
	stuckPatience = time.Minute
)

// A Health is an answer to whether all is well.
type Health struct {
	OK     bool   `json:"ok"`
	Reason string `json:"reason"` // why, in words
}

// Ready says whether the destinations were found fit and take what is sent.
func (t *Telemetry) Ready() Health {
	r, s, stage := t.now()
	switch {
	case r == nil:
		return Health{Reason: stage}
	case s == nil:
		return Health{Reason: "the run begins"}
	case s.Done:
		return Health{Reason: "the run has ended"}
	case !s.Active:
		return Health{Reason: "the run waits for its moment"}
	}
	for i, state := range s.Sinks {
		if state.Quiet < t.patience {
			continue
		}
		reason := fmt.Sprintf("%s has confirmed nothing for %s", t.sinks[i], state.Quiet.Round(time.Second))
		if trouble := r.felt(i).Trouble; trouble != "" {
			reason += ": " + t.show(trouble)
		}
		return Health{Reason: reason}
	}
	return Health{OK: true, Reason: "sending"}
}

// Alive says whether the process is not stuck in itself.
func (t *Telemetry) Alive() Health {
	_, s, _ := t.now()
	if s == nil || !s.Active {
		return Health{OK: true, Reason: "alive"}
	}
	waiting := int64(0)
	for _, state := range s.Sinks {
		waiting += state.Records
	}
	if idle := min(s.Starved.Behind, s.Starved.Sent); waiting == 0 && idle > stuckPatience {
		return Health{Reason: fmt.Sprintf("the run is behind and has sent nothing for %s", idle.Round(time.Second))}
	}
	return Health{OK: true, Reason: "alive"}
}

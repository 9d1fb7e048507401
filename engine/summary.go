package engine

import (
	"time"

	"github.com/iotsim/iotsim/schema"
)

// A Summary is how a run went. Durations are in nanoseconds, rates in data
// records a second of wall time and of one sink: each gets everything. Sum adds those of shards.
type Summary struct {
	Scenario    string       `json:"scenario"`
	Plan        string       `json:"plan"` // digest
	Run         string       `json:"run"`
	Speed       schema.Ratio `json:"speed"` // {0, 1} is max
	Workers     int          `json:"workers"`
	Interrupted bool         `json:"interrupted"`       // told to stop before all was sent and resolved
	Forever     bool         `json:"forever,omitempty"` // the plan has no end: being told to stop is how the run ends
	Reason      string       `json:"reason,omitempty"`  // why the first record that was not acked was not
	Aborted     string       `json:"aborted,omitempty"` // the expectation that ended the run

	Duration time.Duration   `json:"duration"`         // wall time until the last record was resolved
	Data     Account         `json:"data"`             // all data streams
	Labels   *Account        `json:"labels,omitempty"` // all label streams, where the run has any
	Sinks    []SinkSummary   `json:"sinks,omitempty"`  // where the run has several, each alone
	Streams  []StreamSummary `json:"streams"`          // those that the run was to send
	Nulls    int64           `json:"nulls,omitempty"`  // values sent as null: formulas that gave no finite number

	Rate Rate       `json:"rate"`          // achieved, over the whole run
	Peak Rate       `json:"peak"`          // highest over a second; of a shorter run, Rate
	Ack  *Histogram `json:"ack"`           // from handing over to the destination's confirmation
	Lag  *Histogram `json:"lag,omitempty"` // from planned to actual sending; nil at max speed

	Expectations []Finding `json:"expectations,omitempty"` // in the order of the plan
	// Bases are what they rest on, in the same order, for Sum.
	Bases []Basis `json:"-"`
}

// A StreamSummary is the account of one stream.
type StreamSummary struct {
	Stream
	Account
}

// A SinkSummary is the accounts of one sink.
type SinkSummary struct {
	Sink   int             `json:"sink"` // index in Plan.Sinks
	Kind   schema.SinkKind `json:"kind"`
	Name   string          `json:"name"` // where it writes, for people
	Data   Account         `json:"data"`
	Labels *Account        `json:"labels,omitempty"`
}

// summary closes the books of a run that has ended.
func (r *run) summary(o *observer) *Summary {
	accounts := r.ledger.read()
	data, labels := r.totals(accounts)
	s := &Summary{
		Scenario: r.plan.Scenario, Plan: r.plan.Digest, Run: r.name, Forever: r.plan.Forever,
		Speed: r.options.Speed, Workers: len(r.workers),
		Duration: o.glanced.at, Data: data,
		Rate: mark{o.glanced.at, data.Sent / r.sinks}.rate(o.begun), Peak: o.peak,
		Ack: o.ack, Nulls: r.nulls.Load(),
	}
	if r.ledger.reason != nil {
		s.Reason = r.ledger.reason.Error()
	}
	if !r.pacer.max() {
		s.Lag = o.lag
	}
	s.Aborted, s.Expectations = r.judge.conclude(o.glanced.at)
	s.Bases = r.judge.bases(o.glanced.at)
	for _, l := range r.lanes {
		for _, stream := range l.streams {
			st := r.plan.Streams[stream]
			s.Streams = append(s.Streams, StreamSummary{st, accounts[stream]})
			if st.Labels {
				s.Labels = &labels
			}
		}
	}
	s.Sinks = sinkSummaries(r.plan, s.Streams)
	return s
}

// Total is the account of data and labels together.
func (s *Summary) Total() Account { return together(s.Data, s.Labels) }

// Total is the account of data and labels together.
func (s *SinkSummary) Total() Account { return together(s.Data, s.Labels) }

func together(data Account, labels *Account) Account {
	if labels == nil {
		return data
	}
	return data.Plus(*labels)
}

// sinkSummaries are the accounts of a run's streams by sink, nil of one alone.
func sinkSummaries(p *Plan, streams []StreamSummary) []SinkSummary {
	var sinks []SinkSummary
	for i := range p.Sinks {
		s := SinkSummary{Sink: i, Kind: p.Sinks[i].Kind, Name: p.Sinks[i].Name()}
		sent := false
		for _, st := range streams {
			switch {
			case st.Sink != i:
				continue
			case !st.Labels:
				s.Data = s.Data.Plus(st.Account)
			case s.Labels == nil:
				s.Labels = &st.Account
			default:
				*s.Labels = s.Labels.Plus(st.Account)
			}
			sent = true
		}
		if sent {
			sinks = append(sinks, s)
		}
	}
	if len(sinks) < 2 {
		return nil
	}
	return sinks
}

// totals sums the accounts of data and of labels.
func (r *run) totals(accounts []Account) (data, labels Account) {
	for i, a := range accounts {
		if r.plan.Streams[i].Labels {
			labels = labels.Plus(a)
		} else {
			data = data.Plus(a)
		}
	}
	return data, labels
}

package engine

import (
	"time"

	"github.com/iotsim/iotsim/internal/expression"
	"github.com/iotsim/iotsim/schema"
)

// A Basis is what a run measured for one of its expectations, in a form that
// adds up: counts and buckets. Verdicts do not add up, and percentiles even less.
type Basis struct {
	Name string            `json:"name"`
	That schema.Expression `json:"that"`
	Account
	Data     int64         `json:"data"`    // records of Sent that are no labels, of one sink
	Devices  int64         `json:"devices"` // most that were online at once, in the whole fleet
	Took     time.Duration `json:"took"`    // wall time of its windows
	Ack      *Histogram    `json:"ack,omitempty"`
	Lag      *Histogram    `json:"lag,omitempty"`
	Complete bool          `json:"complete"` // all that it is about was sent
}

// bases are what the findings of a run that has ended rest on.
func (j *judge) bases(now time.Duration) []Basis {
	if j == nil {
		return nil
	}
	var all []Basis
	for i := range j.run.plan.Expectations {
		all = append(all, j.basis(i, now))
	}
	return all
}

func (j *judge) basis(i int, now time.Duration) Basis {
	e, r := &j.run.plan.Expectations[i], j.run
	m, acks, lags := r.measure(i, now)
	r.ledger.mu.Lock()
	defer r.ledger.mu.Unlock()
	g := &r.gauges.of[i]
	x := Basis{
		Name: e.Name, That: *e.That, Account: g.Account,
		Data: g.data / r.sinks, Devices: m.Devices, Took: r.gauges.took(i, now), Complete: j.complete(i),
	}
	if acks > 0 {
		x.Ack = NewHistogram()
		x.Ack.Merge(g.acks)
	}
	if lags > 0 {
		x.Lag = r.lags.copy(i)
	}
	return x
}

// copy is the lags of an expectation, which asks for them.
func (b *lagBook) copy(i int) *Histogram {
	b.mu.Lock()
	defer b.mu.Unlock()
	h := NewHistogram()
	h.Merge(b.of[i])
	return h
}

// plus adds what another shard measured for the same expectation, at the same
// time.
func (m Basis) plus(o Basis) Basis {
	m.Account = m.Account.Plus(o.Account)
	m.Data += o.Data
	m.Devices = max(m.Devices, o.Devices)
	m.Took = max(m.Took, o.Took)
	m.Ack, m.Lag = merged(m.Ack, o.Ack), merged(m.Lag, o.Lag)
	m.Complete = m.Complete && o.Complete
	return m
}

// merged is a histogram of both; nil where there is none.
func merged(a, b *Histogram) *Histogram {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	h := NewHistogram()
	h.Merge(a)
	h.Merge(b)
	return h
}

// judge holds the expectation against it.
func (m *Basis) judge(f *Finding) {
	v, diags := expression.CompileVerdict(&m.That)
	if diags.HasErrors() { // what a sensitive value was left out of
		f.Verdict, f.Reason = NotEvaluated, "it reads values that are not kept"
		return
	}
	x := &expression.Measures{Sent: m.Sent, Acked: m.Acked, Failed: m.Failed, Unknown: m.Unknown, Devices: m.Devices}
	if m.Took > 0 {
		x.Rate = float64(m.Data) / m.Took.Seconds()
	}
	var acks, lags int64
	if m.Ack != nil {
		x.AckLatency, acks = milliseconds(m.Ack), m.Ack.Count()
	}
	if m.Lag != nil {
		x.Lag, lags = milliseconds(m.Lag), m.Lag.Count()
	}
	f.judge(v, x, acks, lags)
}

package engine

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Part is what one process tells of a run that several may share: its summary,
// what its findings rest on, and how much the whole plan is.
type Part struct {
	Start   int64     `json:"start"`   // event time of the first instant, Unix milliseconds
	Streams int       `json:"streams"` // of the whole plan
	Planned int64     `json:"planned"` // records of the whole plan, in all streams; 0 where it has no end
	Began   time.Time `json:"began"`
	Ended   time.Time `json:"ended"`

	Run   *Summary `json:"summary"`
	Bases []Basis  `json:"bases,omitempty"`
}

// NewPart is what a run tells of its plan.
func NewPart(p *Plan, s *Summary, began, ended time.Time) Part {
	part := Part{Start: *p.Start, Streams: len(p.Streams), Began: began, Ended: ended, Run: s, Bases: s.Bases}
	if !p.Forever {
		for _, c := range p.Counts {
			part.Planned += c.Published
		}
	}
	return part
}

// Missing is how many streams of the plan the part knows nothing of.
func (p *Part) Missing() int { return p.Streams - len(p.Run.Streams) }

// Sum puts the parts of a run together: counts are added, histograms by their
// buckets, and expectations judged by these sums. Its rate is over the longest
// part, and its Peak is the most that it can have been: the parts' own need not
// have come in the same second. The error says why they are no parts of one run.
func Sum(parts []Part) (*Part, error) {
	if len(parts) == 0 {
		return nil, errors.New("there is nothing to sum")
	}
	for i := range parts {
		if s := parts[i].Run; s == nil || s.Ack == nil {
			return nil, errors.New("a part has no summary")
		}
	}
	total := parts[0]
	s := *parts[0].Run
	s.Streams = slices.Clone(s.Streams)
	total.Run, total.Bases = &s, slices.Clone(total.Bases)
	owners := map[Stream]string{}
	if err := own(owners, &parts[0]); err != nil {
		return nil, err
	}
	for i := range parts[1:] {
		p := &parts[i+1]
		if err := sameRun(&total, p); err != nil {
			return nil, err
		}
		if err := own(owners, p); err != nil {
			return nil, err
		}
		total.add(p)
	}
	total.conclude(parts)
	return &total, nil
}

// own notes whose the streams of a part are: no two processes send one.
func own(owners map[Stream]string, p *Part) error {
	for _, st := range p.Run.Streams {
		if other, ok := owners[st.Stream]; ok {
			return fmt.Errorf("%s and %s both sent %s/%d: they are not parts of one run", other, p.Run.Run, st.Topic, st.Partition)
		}
		owners[st.Stream] = p.Run.Run
	}
	return nil
}

// sameRun says why two parts are not of one run.
func sameRun(a, b *Part) error {
	x, y := a.Run, b.Run
	differ := ""
	switch {
	case x.Plan != y.Plan:
		differ = fmt.Sprintf("their plans are %.12s and %.12s", x.Plan, y.Plan)
	case a.Start != b.Start:
		differ = fmt.Sprintf("their events begin at %s and %s", eventTime(a.Start), eventTime(b.Start))
	case x.Speed != y.Speed:
		differ = fmt.Sprintf("their speeds are %d/%d and %d/%d", x.Speed.Num, x.Speed.Den, y.Speed.Num, y.Speed.Den)
	case a.Streams != b.Streams || len(a.Bases) != len(b.Bases):
		differ = "their plans are not the same"
	default:
		return nil
	}
	return fmt.Errorf("%s and %s are not parts of one run: %s", x.Run, y.Run, differ)
}

func eventTime(millis int64) string { return time.UnixMilli(millis).UTC().Format(time.RFC3339Nano) }

// add takes another part of the same run in.
func (p *Part) add(o *Part) {
	if o.Began.Before(p.Began) {
		p.Began = o.Began
	}
	if o.Ended.After(p.Ended) {
		p.Ended = o.Ended
	}
	for i := range p.Bases {
		p.Bases[i] = p.Bases[i].plus(o.Bases[i])
	}
	s, t := p.Run, o.Run
	if s.Run != t.Run {
		s.Run += ", " + t.Run
	}
	s.Workers += t.Workers
	s.Interrupted = s.Interrupted || t.Interrupted
	s.Reason, s.Aborted = first(s.Reason, t.Reason), first(s.Aborted, t.Aborted)
	s.Duration = max(s.Duration, t.Duration)
	s.Data = s.Data.Plus(t.Data)
	s.Labels = bothAccounts(s.Labels, t.Labels)
	s.Sinks = bothSinks(s.Sinks, t.Sinks)
	s.Streams = append(s.Streams, t.Streams...)
	s.Nulls += t.Nulls
	s.Peak += t.Peak
	s.Ack = merged(s.Ack, t.Ack)
	s.Lag = merged(s.Lag, t.Lag)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func bothAccounts(a, b *Account) *Account {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	sum := a.Plus(*b)
	return &sum
}

// bothSinks are the accounts of sinks by index.
func bothSinks(a, b []SinkSummary) []SinkSummary {
	all := slices.Clone(a)
	for _, o := range b {
		i := slices.IndexFunc(all, func(s SinkSummary) bool { return s.Sink == o.Sink })
		if i < 0 {
			all = append(all, o)
			continue
		}
		all[i].Data = all[i].Data.Plus(o.Data)
		all[i].Labels = bothAccounts(all[i].Labels, o.Labels)
	}
	slices.SortFunc(all, func(a, b SinkSummary) int { return a.Sink - b.Sink })
	return all
}

// conclude works out what follows from the sums.
func (p *Part) conclude(parts []Part) {
	s := p.Run
	if len(parts) > 1 {
		sinks := map[int]bool{}
		for _, st := range s.Streams {
			if !st.Labels {
				sinks[st.Sink] = true
			}
		}
		if n := int64(len(sinks)); n > 0 {
			s.Rate = mark{s.Duration, s.Data.Sent / n}.rate(mark{})
		}
	}
	slices.SortFunc(s.Streams, func(a, b StreamSummary) int { return order(a.Stream, b.Stream) })
	var findings []Finding
	for i := range s.Expectations {
		findings = append(findings, p.find(i, parts))
	}
	s.Expectations = findings
}

// order is that of a plan's streams: by sink, data before labels, by topic.
func order(a, b Stream) int {
	labels := 0
	switch {
	case a.Labels && !b.Labels:
		labels = 1
	case b.Labels && !a.Labels:
		labels = -1
	}
	return cmp.Or(cmp.Compare(a.Sink, b.Sink), labels, cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
}

// find judges an expectation over all parts.
func (p *Part) find(i int, parts []Part) Finding {
	f := p.Run.Expectations[i]
	if len(parts) == 1 && p.Missing() == 0 {
		return f
	}
	for k := range parts {
		switch own := parts[k].Run.Expectations; {
		case i >= len(own):
		case own[i].Verdict == NotApplicable, own[i].Verdict == Failed && parts[k].Run.Aborted == f.Name:
			return own[i]
		}
	}
	f.Reason, f.Values = "", nil
	if i >= len(p.Bases) {
		f.Verdict, f.Reason = NotEvaluated, "what it rests on is not kept"
		return f
	}
	m := &p.Bases[i]
	m.judge(&f)
	switch {
	case p.Missing() > 0:
		f.Verdict, f.Values, f.Reason = NotEvaluated, nil, fmt.Sprintf("%d of %d partitions are in none of these runs", p.Missing(), p.Streams)
	case !m.Complete:
		f.Verdict, f.Values, f.Reason = NotEvaluated, nil, endedEarly
	}
	return f
}

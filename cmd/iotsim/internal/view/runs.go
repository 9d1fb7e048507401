package view

import (
	"fmt"
	"io"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/internal/verify"
)

// runsFormat names the form of runs --json.
const runsFormat = "iotsim/runs/1"

// A RunList is past runs, the newest first.
type RunList struct {
	Format string    `json:"format"`
	Runs   []PastRun `json:"runs"`
}

// A PastRun is what a list tells of a run.
type PastRun struct {
	Run      string     `json:"run"`
	Scenario string     `json:"scenario,omitempty"`
	Plan     string     `json:"plan,omitempty"` // digest
	Version  string     `json:"version,omitempty"`
	Began    *time.Time `json:"began,omitempty"`
	Finished *time.Time `json:"finished,omitempty"`
	Embedded bool       `json:"embedded,omitempty"` // its topics ended with it
	Ended    string     `json:"ended"`              // done, failed, aborted, incomplete, unknown or damaged
	Acked    int64      `json:"acked"`
	Failed   int64      `json:"failed"`
	Unknown  int64      `json:"unknown"`
	// Expectations are the names of those that failed.
	Expectations []string `json:"failed_expectations,omitempty"`
	// Verification is what was found when it was read back the last time.
	Verification *runs.Verification `json:"verification,omitempty"`
	Problem      string             `json:"problem,omitempty"` // of a damaged one
}

// How a run ended, in a word.
const (
	endedDone       = "done"       // everything is acked, and every expectation held or was not judged
	endedFailed     = "failed"     // everything is acked, and an expectation failed
	endedAborted    = "aborted"    // an expectation ended it
	endedIncomplete = "incomplete" // it was interrupted or broke off
	endedUnknown    = "unknown"    // it still goes on, or was killed
	endedDamaged    = "damaged"    // what is kept of it cannot be read
)

// NewRuns is the list of a store's runs.
func NewRuns(entries []runs.Entry) RunList {
	list := RunList{Format: runsFormat, Runs: []PastRun{}}
	for _, e := range entries {
		list.Runs = append(list.Runs, newPastRun(e))
	}
	return list
}

func newPastRun(e runs.Entry) PastRun {
	if e.Run == nil {
		return PastRun{Run: e.Name, Ended: endedDamaged, Problem: e.Err.Error()}
	}
	m, r := &e.Run.Manifest, e.Run.Result
	p := PastRun{
		Run: e.Name, Scenario: m.Scenario, Plan: m.Digest, Version: m.Version, Began: &m.Created, Embedded: m.Embedded,
		Ended: endedUnknown, Verification: e.Run.Verification,
	}
	if r == nil {
		return p
	}
	p.Finished, p.Acked, p.Failed, p.Unknown = &r.Ended, r.Acked, r.Failed, r.Unknown
	for _, f := range r.Expectations {
		if f.Verdict == engine.Failed {
			p.Expectations = append(p.Expectations, f.Name)
		}
	}
	switch {
	case r.Aborted != "":
		p.Ended = endedAborted
	case !r.Finished:
		p.Ended = endedIncomplete
	case len(p.Expectations) > 0:
		p.Ended = endedFailed
	default:
		p.Ended = endedDone
	}
	return p
}

// shownRuns is how many runs are listed unless all are wanted.
const shownRuns = 20

// Runs prints a list of runs as text.
func Runs(w io.Writer, list RunList, all bool) {
	if len(list.Runs) == 0 {
		fmt.Fprintf(w, "%s knows no runs: apply writes one for each that goes to Kafka.\n", runs.Folder)
		return
	}
	t := newTable("llllrlll", "Runs", "scenario", "plan", "began", "took", "", "verified", "acked")
	for i := range list.Runs {
		if i == shownRuns && !all {
			break
		}
		list.Runs[i].row(t)
	}
	t.print(w)
	if n := len(list.Runs) - shownRuns; n > 0 && !all {
		fmt.Fprintf(w, "\n  %s more: --all lists them.\n", count(int64(n)))
	}
}

func (p *PastRun) row(t *table) {
	if p.Ended == endedDamaged {
		t.row(p.Run, "", "", "", "", p.Ended, oneLine(p.Problem), "")
		return
	}
	took, acked := "", ""
	if p.Finished != nil {
		took, acked = Duration(p.Finished.Sub(*p.Began)), count(p.Acked)
	}
	ended := p.Ended
	if len(p.Expectations) > 0 {
		ended += ": " + sentenceOf(p.Expectations)
	}
	if p.Failed > 0 {
		acked += ", " + count(p.Failed) + " failed"
	}
	if p.Unknown > 0 {
		acked += ", " + count(p.Unknown) + " unknown"
	}
	t.row(p.Run, p.Scenario, p.Plan[:min(12, len(p.Plan))], p.Began.Local().Format("2006-01-02 15:04:05"), took, ended, p.verified(), acked)
}

// verified is what was found when the run was read back, in a few words.
func (p *PastRun) verified() string {
	v := p.Verification
	if v == nil {
		return ""
	}
	var found []string
	for _, k := range verify.Kinds() {
		if n := v.Found[k.String()]; n > 0 {
			found = append(found, count(n)+" "+k.String())
		}
	}
	if len(found) == 0 {
		return v.Verdict
	}
	return v.Verdict + ": " + sentenceOf(found)
}

// sentenceOf is a few names, and how many more there are.
func sentenceOf(names []string) string {
	const most = 3
	s := ""
	for i, name := range names[:min(most, len(names))] {
		if i > 0 {
			s += ", "
		}
		s += name
	}
	if n := len(names) - most; n > 0 {
		s += fmt.Sprintf(" and %s more", count(int64(n)))
	}
	return s
}

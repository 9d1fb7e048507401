package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/page"
	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
)

// checkPage refuses a file that a page cannot be written to: before anything else
// happens, and not when ten minutes have gone by.
func checkPage(flag, name string) error {
	if name == "" {
		return nil
	}
	if ext := strings.ToLower(filepath.Ext(name)); ext != ".html" && ext != ".htm" {
		return usage("%s %q: write a FILE.html, which any browser shows", flag, name)
	}
	folder := filepath.Dir(name)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usage("%s %s: there is no folder %s. Make it first, or name another", flag, name, folder)
	case err != nil:
		return usage("%s %s: %w", flag, name, err)
	case !info.IsDir():
		return usage("%s %s: %s is no folder", flag, name, folder)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return usage("%s %s: that is no regular file. Name another", flag, name)
	}
	f, err := os.CreateTemp(folder, "."+filepath.Base(name)+"-*")
	if err != nil {
		return usage("%s %s: nothing can be written to the folder %s: %w", flag, name, folder, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// writePage makes a page appear whole or not at all.
func writePage(name string, d *page.Document) error {
	var text bytes.Buffer
	if err := page.Write(&text, d); err != nil {
		return err
	}
	if err := placeFile(name, text.Bytes(), 0o644); err != nil {
		return fmt.Errorf("the page cannot be written: %w", err)
	}
	return nil
}

// assumedStart is from when previews are drawn where a plan leaves its start open: any
// midnight will do, and the same one each time.
var assumedStart = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).UnixMilli()

// planPage writes a plan as a page.
func (a *app) planPage(ctx context.Context, name string, p *project, program *engine.Program, v view.PlanOptions) error {
	o := page.PlanOf{Plan: p.plan, Program: program, View: v, Command: a.commandLine(), Version: version()}
	for _, d := range p.warnings {
		o.Warnings = append(o.Warnings, d.Summary+": "+d.Detail)
	}
	if o.Assumed = p.plan.Start == nil; o.Assumed { // what sensors say depends on when it is
		started, err := startedAt(ctx, p, assumedStart)
		if err != nil {
			return err
		}
		if o.Program, err = engine.Open(started, program.Run()); err != nil {
			return err
		}
	}
	d, err := page.Plan(ctx, o)
	if err != nil {
		return err
	}
	d.Redact(p.files.Redact)
	if err := writePage(name, d); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "%s: the plan as a page.\n", name)
	return nil
}

// startedAt is a plan with the start that it leaves open.
func startedAt(ctx context.Context, p *project, start int64) (*engine.Plan, error) {
	plan, diags, err := engine.CompileContext(ctx, p.scenario, engine.CompileOptions{Start: &start})
	if err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return plan, nil
}

// A diary keeps what a run does from second to second.
type diary struct {
	course runs.Course
	watch  *watch
	began  time.Time
	last   engine.Progress
}

// newDiary begins with what of the plan is told beside a run.
func (a *app) newDiary(w *watch, where string) *diary {
	return &diary{watch: w, began: time.Now(), course: runs.Course{
		Version: version(), Command: a.commandLine(), Where: where, Outline: page.Outline(w.program),
	}}
}

// second adds what was done since the one before.
func (d *diary) second(g engine.Progress) {
	took := g.Elapsed - d.last.Elapsed
	p := runs.Point{
		End: g.Elapsed, Time: g.Time, Sent: float64(g.Rate) * took.Seconds(), Online: g.Online,
		Failed: g.Account.Failed - d.last.Account.Failed, Ack: g.Ack.P99, Lag: g.Lag.P99,
	}
	if from := d.from(g); d.watch.speed.Num > 0 && g.Due > from {
		p.Wanted = d.watch.mean(from, g.Due) * time.Duration(g.Due-from).Seconds()
	}
	if g.Done && took < time.Second/2 {
		d.course.Finish(p)
	} else {
		d.course.Add(p)
	}
	d.last = g
}

// from is the plan time since which a second has gone by. A run that goes on where
// another stopped begins in the middle of its plan.
func (d *diary) from(g engine.Progress) int64 {
	if len(d.course.Points) > 0 {
		return d.last.Due
	}
	s := d.watch.speed
	return max(0, g.Due-int64(float64(g.Elapsed)*float64(s.Num)/float64(max(s.Den, 1))))
}

// public is the course without sensitive values.
func (d *diary) public(redact func([]byte) []byte) (*runs.Course, error) {
	text, err := json.Marshal(&d.course)
	if err != nil {
		return nil, err
	}
	var c runs.Course
	return &c, json.Unmarshal(redact(text), &c)
}

// keep keeps the course beside the summary, and writes the page that was asked for.
func (a *app) keep(j *job, s *engine.Summary) error {
	course, err := j.diary.public(j.files.Redact)
	if err != nil {
		return err
	}
	if r := j.targets.record; r != nil && !r.finished {
		err = destination(r.store.KeepCourse(r.place, *course))
	}
	if j.flags.report == "" {
		return err
	}
	part := engine.NewPart(j.program.Plan(), s, j.diary.began, time.Now())
	if r := j.targets.record; r != nil && r.told.Run != nil {
		part = r.told
	}
	p := page.RunOf{
		Total: view.NewTotal(&part, []engine.Part{part}), Headline: view.Headline(s), Course: course, Version: version(),
	}
	if found := j.proof.report(); found != nil {
		v := keepsake(found)
		p.Verification = &v
	}
	d := page.Run(p)
	d.Redact(j.files.Redact)
	if more := writePage(j.flags.report, d); more != nil {
		return errors.Join(err, more)
	}
	fmt.Fprintf(a.err, "%s: the run as a page.\n", j.flags.report)
	return err
}

// runPage is the page of a report on what was named, which are these parts.
func runPage(store *runs.Store, t view.Total, names, parts []string) *page.Document {
	p := page.RunOf{Total: t, Version: version()}
	if len(names) == 1 && runs.CheckName(names[0]) == nil {
		if r, err := store.Load(names[0]); err == nil { // what is wrong with it was said
			p.Verification = r.Verification
		}
	}
	if len(parts) > 1 {
		p.Lack = fmt.Sprintf("Curves are of one process, and %s sent this run: the page of each shard has its own.", view.Plural(int64(len(parts)), "process", "processes"))
		return page.Run(p)
	}
	var err error
	switch p.Course, err = store.Course(parts[0]); {
	case errors.Is(err, fs.ErrNotExist):
		p.Lack = "There are no curves: an older iotsim, which kept none, sent this run."
	case err != nil:
		p.Lack = "There are no curves: " + err.Error() + "."
	}
	return page.Run(p)
}

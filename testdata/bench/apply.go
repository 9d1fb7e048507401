package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
)

// A Bench is where measurements happen: a folder of their own, with the program.
type Bench struct {
	Root    string // of the repository
	Folder  string
	Program string
}

// Build makes the program in a folder.
func Build(ctx context.Context, root, folder string) (*Bench, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	b := &Bench{Root: root, Folder: folder, Program: filepath.Join(folder, "iotsim")}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", b.Program, "./cmd/iotsim")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	return b, b.copyScenario(root)
}

// copyScenario copies what is measured: the factory as it is shipped, and one overlay.
func (b *Bench) copyScenario(root string) error {
	for _, file := range []string{"scenarios/factory.hcl", "testdata/bench/fleet.hcl"} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(b.Folder, filepath.Base(file)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// A Fleet is the factory's sensors, all there from the first moment.
type Fleet struct {
	Devices    int64
	Interval   string
	Topic      string
	Warm, Hold time.Duration // of plan time
}

// arguments are a command of iotsim on a fleet.
func (f Fleet) arguments(command string, more ...string) []string {
	args := []string{command, "factory.hcl", "--overlay", "fleet.hcl",
		"--var", fmt.Sprint("devices=", f.Devices), "--var", "interval=" + f.Interval,
		"--var", "warm=" + f.Warm.String(), "--var", "hold=" + f.Hold.String(),
		"--duration", (f.Warm + f.Hold).String()}
	if f.Topic != "" {
		args = append(args, "--var", "topic="+f.Topic)
	}
	return append(args, more...)
}

// shown is a command line as somebody else would type it, in the repository.
func (f Fleet) shown(command string, more ...string) string {
	f.Topic = ""
	line := strings.Join(append([]string{"iotsim"}, f.arguments(command, more...)...), " ")
	return strings.NewReplacer("factory.hcl", "scenarios/factory.hcl", "fleet.hcl", "testdata/bench/fleet.hcl").Replace(line)
}

// Once runs a command to its good end.
func (b *Bench) Once(ctx context.Context, args ...string) (*Process, error) {
	p, err := Start(ctx, b.Folder, nil, b.Program, args...)
	if err != nil {
		return nil, err
	}
	return p, p.Ends()
}

// summaryOf is what apply --json printed, of which everything must be acknowledged.
func summaryOf(p *Process) (*engine.Summary, error) {
	var s engine.Summary
	if err := json.Unmarshal([]byte(p.Out.String()), &s); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", p.Command(), err, p.Err.String())
	}
	if s.Data.Acked != s.Data.Planned || s.Data.Acked == 0 {
		return nil, fmt.Errorf("%s: of %d records %d are acknowledged", p.Command(), s.Data.Planned, s.Data.Acked)
	}
	return &s, nil
}

// Hold runs a fleet at its own pace into a topic, and measures while it holds: from when
// it is warm until just before its end. ends counts the records of the topic.
func (b *Bench) Hold(ctx context.Context, f Fleet, brokers string, ends func() (int64, error)) (*Point, error) {
	const before, margin = 4 * time.Second, 300 * time.Millisecond // what plan and preflight take at the most; what is left at the end
	start := time.Now().Add(before)
	p, err := Start(ctx, b.Folder, nil, b.Program, f.arguments("apply", "--brokers", brokers, "--json", "-y", "--start-at", start.Format(time.RFC3339Nano))...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = p.Kill() }() // where it has ended, nothing happens
	from, err := p.lookAt(ctx, start.Add(f.Warm), ends)
	if err != nil {
		return nil, err
	}
	to, err := p.lookAt(ctx, start.Add(f.Warm+f.Hold-margin), ends)
	if err != nil {
		return nil, err
	}
	if err := p.Ends(); err != nil {
		return nil, err
	}
	s, err := summaryOf(p)
	if err != nil {
		return nil, err
	}
	interval, err := time.ParseDuration(f.Interval)
	if err != nil {
		return nil, err
	}
	span := to.at.Sub(from.at)
	point := &Point{
		Devices: f.Devices, Interval: f.Interval, Wanted: float64(f.Devices) / interval.Seconds(),
		Rate:  float64(to.records-from.records) / span.Seconds(),
		Cores: (to.processor - from.processor).Seconds() / span.Seconds(), Resident: to.largest,
	}
	for _, e := range s.Expectations { // of the overlay: they say what was measured in hold alone
		if v, ok := e.Values["ack_latency.p99"]; ok {
			point.Ack = v
		}
		if v, ok := e.Values["lag.p99"]; ok {
			point.Lag = v
		}
	}
	return point, nil
}

// A look is how far a process and its topic are.
type look struct {
	at        time.Time
	records   int64
	processor time.Duration
	largest   float64 // MB
}

// lookAt waits for a moment.
func (p *Process) lookAt(ctx context.Context, moment time.Time, ends func() (int64, error)) (l look, err error) {
	select {
	case <-ctx.Done():
		return l, ctx.Err()
	case <-time.After(time.Until(moment)):
	}
	if l.processor, err = p.Processor(); err != nil {
		return l, fmt.Errorf("%s has ended: %w\n%s", p.Command(), err, p.Err.String())
	}
	if l.records, err = ends(); err != nil {
		return l, err
	}
	l.at = time.Now()
	l.largest, err = p.Largest()
	return l, err
}

package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A Report is everything that was measured, by parts that may be of different days.
type Report struct {
	Parts  []Part  `json:"parts"`
	Lines  []Line  `json:"lines"`
	Points []Point `json:"points"` // of the curves
}

// A Part is lines or points that were measured together.
type Part struct {
	Name    string  `json:"name"`
	Command string  `json:"command"` // repeats it
	Commit  string  `json:"commit"`
	Date    string  `json:"date"`
	Rounds  int     `json:"rounds,omitempty"`
	Machine Machine `json:"machine"`
}

// A Machine is what a part was measured on.
type Machine struct {
	Processor string  `json:"processor"`
	Cores     int     `json:"cores"`
	Memory    float64 `json:"memory_gb"`
	System    string  `json:"system"`
	Go        string  `json:"go"`
	Kafka     string  `json:"kafka,omitempty"` // where the part has one
}

// A Line is one quantity, once a round.
type Line struct {
	Part    string    `json:"part"`
	Page    string    `json:"page,omitempty"` // of what was to be reached: P1 to P10
	What    string    `json:"what"`
	Unit    string    `json:"unit"`
	Samples []float64 `json:"samples"`
	Goal    *Goal     `json:"goal,omitempty"`
	Command string    `json:"command,omitempty"` // the program that was measured, where it was one
}

// A Goal is a bound that the median keeps.
type Goal struct {
	Most  bool    `json:"most,omitempty"` // at most Bound; else at least
	Bound float64 `json:"bound"`
}

// AtMost is a goal for what should be small.
func AtMost(bound float64) *Goal { return &Goal{Most: true, Bound: bound} }

// AtLeast is a goal for what should be large.
func AtLeast(bound float64) *Goal { return &Goal{Bound: bound} }

// Met says whether a figure is as wanted.
func (g *Goal) Met(v float64) bool {
	if g.Most {
		return v <= g.Bound
	}
	return v >= g.Bound
}

// A Point is a fleet that was held for some seconds on a real Kafka.
type Point struct {
	Devices  int64   `json:"devices"`
	Interval string  `json:"interval"`
	Wanted   float64 `json:"wanted"`    // records a second
	Rate     float64 `json:"rate"`      // records a second, by end offsets
	Cores    float64 `json:"cores"`     // of iotsim
	Resident float64 `json:"mb"`        // of iotsim, at its largest
	Lag      float64 `json:"lag_ms"`    // p99, from the planned moment to sending
	Ack      float64 `json:"ack_ms"`    // p99, from sending to the acknowledgement
	Making   float64 `json:"making_us"` // p99 of making one message, processor time
	Longest  float64 `json:"longest_us"`
}

// Held says that the fleet was as fast as planned.
func (p *Point) Held() bool { return p.Rate >= 0.97*p.Wanted && p.Lag < 1000 }

// Median of some figures; of an even number the lower of the two in the middle.
func Median(samples []float64) float64 {
	s := slices.Sorted(slices.Values(samples))
	return s[(len(s)-1)/2]
}

// Ratios are a by b, round by round.
func Ratios(a, b []float64) []float64 {
	all := make([]float64, min(len(a), len(b)))
	for i := range all {
		all[i] = a[i] / b[i]
	}
	return all
}

// ReadReport reads one; of a file that is not there it is empty.
func ReadReport(file string) (*Report, error) {
	r := &Report{}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	return r, json.Unmarshal(text, r)
}

// Write keeps it.
func (r *Report) Write(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// Show writes the tables, and the charts where there are curves.
func (r *Report) Show(folder string) error {
	file := func(name string) string { return filepath.Join(folder, name) }
	if err := os.WriteFile(file("benchmark.md"), []byte(r.Markdown()), 0o644); err != nil || len(r.Points) == 0 {
		return err
	}
	return errors.Join(r.Load(file("load.svg")), r.Curves(file("curves.svg")))
}

// Replace puts a part in the place of the one of its name, in the order of names.
func (r *Report) Replace(names []string, p Part, lines []Line, points []Point) {
	r.Parts = slices.DeleteFunc(r.Parts, func(old Part) bool { return old.Name == p.Name })
	r.Lines = slices.DeleteFunc(r.Lines, func(old Line) bool { return old.Part == p.Name })
	r.Points = slices.DeleteFunc(r.Points, func(old Point) bool { return len(points) > 0 && old.Interval == points[0].Interval })
	for i := range lines {
		lines[i].Part = p.Name
	}
	r.Parts, r.Lines, r.Points = append(r.Parts, p), append(r.Lines, lines...), append(r.Points, points...)
	place := func(name string) int { return slices.Index(names, name) }
	slices.SortStableFunc(r.Parts, func(a, b Part) int { return place(a.Name) - place(b.Name) })
	slices.SortStableFunc(r.Lines, func(a, b Line) int { return place(a.Part) - place(b.Part) })
	slices.SortStableFunc(r.Points, func(a, b Point) int {
		return slices.Index(Intervals, a.Interval) - slices.Index(Intervals, b.Interval)
	})
}

// Of is the point of a fleet; nil where it was not measured.
func (r *Report) Of(devices int64, interval string) *Point {
	for i := range r.Points {
		if p := &r.Points[i]; p.Devices == devices && p.Interval == interval {
			return p
		}
	}
	return nil
}

// ThisMachine is what the measurement runs on, without Kafka.
func ThisMachine() Machine {
	m := Machine{Processor: runtime.GOARCH, Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(text), "model name\t: "); ok {
			m.Processor, _, _ = strings.Cut(rest, "\n")
		}
	}
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kB float64
		if _, err := fmt.Sscanf(string(text), "MemTotal: %f kB", &kB); err == nil {
			m.Memory = float64(int64(kB/1e5)) / 10
		}
	}
	return m
}

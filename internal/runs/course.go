package runs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/iotsim/iotsim/engine"
)

const (
	courseFile   = "course.json"
	courseFormat = "iotsim/course/1"
)

// mostPoints bounds a course: a week takes no more of them than ten minutes.
const mostPoints = 600

// A Course is how a run went from second to second, and what of its plan one needs to
// see beside that. It is of one process: those of shards are not summed.
type Course struct {
	Format  string  `json:"format"`
	Version string  `json:"version"` // of iotsim
	Command string  `json:"command"` // that made the run
	Where   string  `json:"where"`   // its records went
	Outline Outline `json:"outline"`

	Every  time.Duration `json:"every"` // wall time of a point; the last may be shorter, or longer by less than a second
	Points []Point       `json:"points"`

	seconds int64 // how many were added
}

// A Point is a stretch of a run, from the end of the one before.
type Point struct {
	End    time.Duration `json:"end"`  // wall time since the run began
	Time   int64         `json:"time"` // plan time that it had reached then
	Sent   float64       `json:"sent"` // data records of one sink
	Wanted float64       `json:"wanted"`
	Failed int64         `json:"failed,omitempty"` // records of all streams that failed in it
	Online int64         `json:"online"`           // most devices that the plan wanted at once
	// Ack and Lag are the p99 of the worst second of the stretch, 0 where nothing was
	// measured: percentiles have no mean, but they have a maximum.
	Ack time.Duration `json:"ack,omitempty"`
	Lag time.Duration `json:"lag,omitempty"`
}

// An Outline is what of a plan is told beside a run.
type Outline struct {
	Description string   `json:"description,omitempty"`
	Timezone    string   `json:"timezone"`
	Devices     int64    `json:"devices"`
	Duration    int64    `json:"duration"` // plan time; 0: it has no end
	Turns       []Turn   `json:"turns"`
	Faults      []Fault  `json:"faults,omitempty"`
	Sinks       []string `json:"sinks"`
}

// A Turn is one time that a phase runs, over [Start, End) of plan time.
type Turn struct {
	Name  string `json:"name"`
	Start int64  `json:"start"`
	End   int64  `json:"end"`
}

// A Fault is what a plan says of one.
type Fault struct {
	Name     string          `json:"name"`
	Effects  []string        `json:"effects"`
	Selected int64           `json:"selected"`
	Hit      int64           `json:"hit"`
	Windows  []engine.Window `json:"windows,omitempty"`
}

// Add puts a second behind the others. Where there would be too many points, each two
// neighbours become one, and what comes then is gathered in points of that length.
//
//	a b c d e f, full at six   →  ab cd ef   →  ab cd ef g   →  ab cd ef gh
func (c *Course) Add(p Point) {
	if c.Every == 0 {
		c.Every = time.Second
	}
	wide := int64(c.Every / time.Second)
	if c.seconds%wide != 0 {
		last := &c.Points[len(c.Points)-1]
		*last = last.and(p)
		c.seconds++
		return
	}
	if len(c.Points) == mostPoints {
		for i := range mostPoints / 2 {
			c.Points[i] = c.Points[2*i].and(c.Points[2*i+1])
		}
		c.Points = c.Points[:mostPoints/2]
		c.Every *= 2
	}
	c.Points = append(c.Points, p)
	c.seconds++
}

// Finish adds what is left of a second: to the last point, since alone it would be a
// stroke and no stretch.
func (c *Course) Finish(p Point) {
	if len(c.Points) == 0 {
		c.Add(p)
		return
	}
	last := &c.Points[len(c.Points)-1]
	*last = last.and(p)
}

// and is a stretch and the one behind it.
func (p Point) and(next Point) Point {
	return Point{
		End: next.End, Time: next.Time,
		Sent: p.Sent + next.Sent, Wanted: p.Wanted + next.Wanted, Failed: p.Failed + next.Failed,
		Online: max(p.Online, next.Online), Ack: max(p.Ack, next.Ack), Lag: max(p.Lag, next.Lag),
	}
}

// KeepCourse writes how a run went from second to second.
func (s *Store) KeepCourse(place string, c Course) error {
	c.Format = courseFormat
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return writeFile(s.path(place, courseFile), append(text, '\n'))
}

// Course reads it, of what Parts or a folder names. The error is fs.ErrNotExist where
// an older iotsim kept none.
func (s *Store) Course(run string) (*Course, error) {
	folder := run
	if CheckName(run) == nil {
		if _, err := s.Load(run); !errors.Is(err, fs.ErrNotExist) {
			folder = s.path(run)
		}
	}
	name := filepath.Join(folder, courseFile)
	text, err := readFile(name, maxFileBytes)
	if err != nil {
		return nil, err
	}
	var c Course
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", name, err)
	}
	if c.Format != courseFormat {
		return nil, fmt.Errorf("%s is of the form %q, and this iotsim reads %q", name, c.Format, courseFormat)
	}
	if len(c.Points) > mostPoints {
		return nil, fmt.Errorf("%s is damaged: it has %d points, and %d are the most", name, len(c.Points), mostPoints)
	}
	for i, p := range c.Points {
		if i > 0 && p.End < c.Points[i-1].End || p.End < 0 {
			return nil, fmt.Errorf("%s is damaged: its points are not in the order of time", name)
		}
	}
	return &c, nil
}

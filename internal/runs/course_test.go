package runs_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/iotsim/iotsim/internal/runs"
)

// second is the i-th of a run: one in a hundred is slow, one in a thousand fails.
func second(i int) runs.Point {
	p := runs.Point{
		End: time.Duration(i+1) * time.Second, Time: int64(i+1) * 10e9,
		Sent: 100, Wanted: 101, Online: int64(i), Ack: 2 * time.Millisecond, Lag: time.Millisecond,
	}
	if i%100 == 37 {
		p.Ack = time.Duration(i) * time.Millisecond
	}
	if i%1000 == 999 {
		p.Failed = 3
	}
	return p
}

// However long a run takes, its course is a few hundred points of equal length that
// together are all of its seconds; and no second that was slow is lost among others.
func TestACourseIsBoundedAndLosesNothing(t *testing.T) {
	for _, c := range []struct {
		seconds, points int
		every           time.Duration
	}{
		{1, 1, time.Second},
		{600, 600, time.Second},
		{601, 301, 2 * time.Second},
		{1200, 600, 2 * time.Second},
		{1201, 301, 4 * time.Second},
		{1203, 301, 4 * time.Second},
		{7 * 86400, 591, 1024 * time.Second},
	} {
		var course runs.Course
		slowest := time.Duration(0)
		for i := range c.seconds {
			course.Add(second(i))
			slowest = max(slowest, second(i).Ack)
			if len(course.Points) > 600 {
				t.Fatalf("%d points after %d seconds", len(course.Points), i+1)
			}
		}
		var sum runs.Point
		last := time.Duration(0)
		for i, p := range course.Points {
			if took := p.End - last; took != course.Every && i < len(course.Points)-1 {
				t.Errorf("%d seconds: point %d takes %s, and the others %s", c.seconds, i, took, course.Every)
			}
			last = p.End
			sum.Sent, sum.Wanted, sum.Failed = sum.Sent+p.Sent, sum.Wanted+p.Wanted, sum.Failed+p.Failed
			sum.Ack, sum.Lag, sum.Online = max(sum.Ack, p.Ack), max(sum.Lag, p.Lag), max(sum.Online, p.Online)
			sum.End, sum.Time = p.End, p.Time
		}
		n := float64(c.seconds)
		want := runs.Point{
			End: time.Duration(c.seconds) * time.Second, Time: int64(c.seconds) * 10e9, Sent: 100 * n, Wanted: 101 * n,
			Failed: int64(c.seconds / 1000 * 3), Online: int64(c.seconds - 1), Ack: slowest, Lag: time.Millisecond,
		}
		if diff := cmp.Diff(want, sum); diff != "" || len(course.Points) != c.points || course.Every != c.every {
			t.Errorf("%d seconds are %d points of %s, want %d of %s (-want +got):\n%s", c.seconds, len(course.Points), course.Every, c.points, c.every, diff)
		}
	}
}

// What is kept of a run is what was seen of it; what a run of an older iotsim lacks is
// told from what is damaged.
func TestACourseIsKept(t *testing.T) {
	folder := t.TempDir()
	s := runs.Open(folder)
	create(t, s, "trial", 0)
	if _, err := s.Course("trial"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none is kept: %v", err)
	}
	c := runs.Course{Version: "iotsim v1", Command: "iotsim apply s.hcl", Outline: runs.Outline{Turns: []runs.Turn{{Name: "all", End: 9e9}}}}
	for i := range 3 {
		c.Add(second(i))
	}
	if err := s.KeepCourse("trial", c); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, runs.Folder, "trial", "course.json")
	for _, name := range []string{"trial", filepath.Dir(file)} {
		got, err := s.Course(name)
		if err != nil {
			t.Fatal(err)
		}
		c.Format = "iotsim/course/1"
		if diff := cmp.Diff(&c, got, cmpopts.IgnoreUnexported(runs.Course{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for text, want := range map[string]string{
		`{`:                            "damaged",
		`{"format":"iotsim/course/2"}`: `reads "iotsim/course/1"`,
		`{"format":"iotsim/course/1","points":[{"end":2},{"end":1}]}`:                                  "order of time",
		`{"format":"iotsim/course/1","points":[` + strings.Repeat(`{"end":1},`, 9_999) + `{"end":1}]}`: "are the most",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Course("trial"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

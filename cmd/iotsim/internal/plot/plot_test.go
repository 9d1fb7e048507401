package plot

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

func factory(t testing.TB) *engine.Program {
	t.Helper()
	s, _, diags := schema.Load(os.DirFS("../../../../scenarios"), []string{"factory.hcl"}, schema.Options{Vars: map[string]string{"devices": "500"}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	p, err := engine.Open(plan, "plot")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whatever the columns, nothing is lost: each has the least and the largest of its
// readings, the first and the last, and all are counted.
func TestColumnsKeepEveryReading(t *testing.T) {
	p := factory(t)
	const sensor = 4 // current
	from, to := int64(100*time.Second), int64(165*time.Second)
	for _, device := range []int64{3, 260, 499} {
		for _, columns := range []int{1, 7, 64, 1000} {
			s := Subject{Device: p.Device(device), Sensor: sensor, From: from, To: to}
			c, err := Gather(t.Context(), p, s, columns)
			if err != nil {
				t.Fatal(err)
			}
			want := make([]Column, columns)
			var total Count
			for r := range p.Trace(device).Since(from) {
				if r.Due >= to {
					break
				}
				x := &want[int(float64(r.Due-from)/float64(to-from)*float64(columns))]
				clear, sent := r.Values(sensor)
				y, _ := clear.Number()
				x.Clear.add(Point{r.Due, y, r.Tick})
				one := Count{Readings: 1}
				if len(r.Sends) == 0 {
					one.Dropped = 1
				} else {
					v, _ := sent.Number()
					x.Sent.add(Point{r.Due, v, r.Tick})
					if v != y {
						one.Changed = 1
					}
					if r.Sends[0] > r.Due {
						one.Late, x.Until = 1, max(x.Until, r.Sends[0])
					}
				}
				x.Count.add(one)
				total.add(one)
			}
			if c.Count != total || total.Readings == 0 {
				t.Errorf("device %d in %d columns: %+v, want %+v", device, columns, c.Count, total)
			}
			for i := range want {
				if c.Columns[i] != want[i] {
					t.Errorf("device %d, column %d of %d:\n%+v, want\n%+v", device, i, columns, c.Columns[i], want[i])
				}
			}
		}
	}
}

// A line is broken where a reading is missing, and goes on over empty columns.
func TestLinesBreakWhereReadingsAreMissing(t *testing.T) {
	c := &Chart{From: 0, To: 8, Columns: make([]Column, 8)}
	for _, tick := range []int64{0, 2, 6} { // 4 is dropped: ticks 0, 1, (2), 3
		c.Columns[tick].Sent.add(Point{T: tick, Y: 1, tick: tick / 2})
		c.Columns[tick].Clear.add(Point{T: tick, Y: 1, tick: tick / 2})
		c.Columns[tick].Readings = 1
	}
	c.Columns[4].Clear.add(Point{T: 4, Y: 1, tick: 2})
	c.Columns[4].Count = Count{Readings: 1, Dropped: 1}
	if got := c.lines(true); len(got) != 2 || len(got[0]) != 2 || len(got[1]) != 1 {
		t.Errorf("sent: %v", got)
	}
	if got := c.lines(false); len(got) != 1 || got[0][0].T != 2 || got[0][len(got[0])-1].T != 6 {
		t.Errorf("without faults: %v", got)
	}
}

// Who interrupts does not wait for a span of many years.
func TestGatherEndsWithItsContext(t *testing.T) {
	p := factory(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	s := Subject{Device: p.Device(0), From: 0, To: p.Plan().Duration}
	if _, err := Gather(ctx, p, s, 10); !errors.Is(err, why) {
		t.Errorf("error %v", err)
	}
}

// awkward is a chart of all that is hard to draw.
func awkward() *Chart {
	c := &Chart{
		Title: `<device> & "其他" ` + strings.Repeat("长", 200), Place: "a/b", Sensor: "x<y>", Unit: "µ</text>", Interval: time.Second,
		From: 0, To: 1000, Columns: make([]Column, 10),
		Phases: []Band{{"", 0, 1}, {strings.Repeat("phase", 40), 1, 999}, {"late\x00", 999, 1000}},
		Limits: []Limit{{"warning", math.Inf(1)}, {"critical", -3}},
		Count:  Count{Readings: 5, Changed: 1, Null: 1, Dropped: 1, Late: 1, Doubled: 1, Altered: 1},
	}
	for i, y := range []float64{1, -5, 1e300, -1e300, 0} {
		x := &c.Columns[2*i]
		x.Readings = 1
		x.Clear.add(Point{T: int64(200 * i), Y: y, tick: int64(i)})
		x.Sent.add(Point{T: int64(200 * i), Y: -y, tick: int64(i)})
	}
	c.Columns[0].Changed, c.Columns[2].Late, c.Columns[2].Until, c.Columns[4].Doubled = 1, 1, math.MaxInt64, 1
	c.Columns[6].Dropped, c.Columns[8].Null, c.Columns[8].Altered = 1, 1, 1
	c.Faults = []Lane{{Name: "停电<b>", Effects: "offline", Bands: []Band{{"", 0, 3}, {"", 990, 1000}}, Touched: make([]int32, 10)}}
	return c
}

// A picture is well-formed XML, with nothing in it that could run or load.
func TestPicturesAreHarmless(t *testing.T) {
	for name, charts := range map[string][]*Chart{
		"none": nil, "one": {awkward()}, "many": {awkward(), awkward(), awkward(), awkward(), awkward()},
		"empty": {{To: 1, Columns: make([]Column, 3)}},
	} {
		var out bytes.Buffer
		if err := SVG(&out, Clock{Zone: time.UTC}, charts); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out.Bytes(), []byte("NaN")) {
			t.Errorf("%s: coordinates that are no numbers", name)
		}
		for d := xml.NewDecoder(&out); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				switch e.Name.Local {
				case "svg", "title", "rect", "path", "text":
				default:
					t.Errorf("%s: an element %s", name, e.Name.Local)
				}
				for _, a := range e.Attr {
					if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
						t.Errorf("%s: an attribute %s", name, a.Name.Local)
					}
				}
			}
		}
	}
}

// What is drawn is as wide as the terminal, or less, whatever is written in it.
func TestTerminalsAreNotOverrun(t *testing.T) {
	for _, width := range []int{-1, 0, 40, 41, 100, 1000} {
		for _, color := range []bool{false, true} {
			s := Screen{Width: width, Rows: 5, Color: color}
			charts := []*Chart{awkward(), awkward()}
			for _, c := range charts {
				columns := make([]Column, s.Columns())
				copy(columns, c.Columns)
				c.Columns, c.Faults[0].Touched = columns, make([]int32, len(columns))
			}
			var out bytes.Buffer
			if err := Terminal(&out, Clock{Zone: time.UTC}, charts, s); err != nil {
				t.Fatal(err)
			}
			if colored := strings.Contains(out.String(), "\x1b["); colored != color {
				t.Errorf("escape sequences: %t, want %t", colored, color)
			}
			for line := range strings.Lines(out.String()) {
				for _, e := range escapes {
					if e != "" {
						line = strings.ReplaceAll(line, e, "")
					}
				}
				line = strings.TrimSuffix(strings.ReplaceAll(line, "\x1b[0m", ""), "\n")
				if n := view.Columns(line); n > s.width() {
					t.Errorf("%d columns in a terminal of %d: %s", n, width, line)
				}
			}
		}
	}
}

func BenchmarkGather(b *testing.B) {
	p := factory(b)
	s := Subject{Device: p.Device(3), Sensor: 4, From: 0, To: p.Plan().Duration}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Gather(b.Context(), p, s, 200); err != nil {
			b.Fatal(err)
		}
	}
}

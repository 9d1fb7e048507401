package bench

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFigures(t *testing.T) {
	for _, c := range []struct {
		v    float64
		unit string
		want string
	}{
		{5_720_123.4, "msg/s", "5,720,123 msg/s"}, {99.96, "x", "100.0x"}, {160.4, "ns", "160 ns"}, {25.31, "ms", "25.3 ms"},
		{6.412, "x", "6.41x"}, {0.0612, "ms", "0.061 ms"}, {0.0042, "cores", "0.0042 cores"}, {0, "", "0"}, {1000, "", "1,000"},
	} {
		if got := Figure(c.v, c.unit); got != c.want {
			t.Errorf("%v %s: %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}

func TestMedianAndRatios(t *testing.T) {
	if got := Median([]float64{3, 1, 2}); got != 2 {
		t.Errorf("the median of three is %v", got)
	}
	if got := Median([]float64{4, 1, 3, 2}); got != 2 {
		t.Errorf("the median of four is %v", got)
	}
	if got := Ratios([]float64{6, 9, 1}, []float64{2, 3}); !slices.Equal(got, []float64{3, 3}) {
		t.Errorf("ratios are %v", got)
	}
	if least, most := extremes([]float64{2, 1, 3}); least != 1 || most != 3 {
		t.Errorf("they span %v to %v", least, most)
	}
}

func TestGoals(t *testing.T) {
	met := Line{Page: "P1", What: "a", Unit: "x", Samples: []float64{12.1, 13, 14}, Goal: AtLeast(12)}
	if got, want := met.row(), "| P1: a | 13.0x | 12.1 – 14.0x | ≥ 12x, met |\n"; got != want {
		t.Errorf("%q", got)
	}
	missed := Line{What: "b", Unit: "MB", Samples: []float64{150.2}, Goal: AtMost(150)}
	if got, want := missed.row(), "| b | 150 MB |  | ≤ 150 MB, missed |\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestGoBenchmarksAreRead(t *testing.T) {
	found := Found{}
	for _, out := range []string{
		"goos: linux\nBenchmarkFactoryMessage/iotsim-2   \t 100\t 160.5 ns/op\t 150 cpu-ns/op\t 0 B/op\t 0 allocs/op\nPASS\n",
		"BenchmarkFactoryMessage/iotsim \t 100\t 161 ns/op\t 152 cpu-ns/op\nBenchmarkCountDelivery/drop_1%-2 \t 3 \t 5 cpu-ns/op\n",
	} {
		if err := found.add(out); err != nil {
			t.Fatal(err)
		}
	}
	want := Found{
		"FactoryMessage/iotsim ns/op": {160.5, 161}, "FactoryMessage/iotsim cpu-ns/op": {150, 152},
		"FactoryMessage/iotsim B/op": {0}, "FactoryMessage/iotsim allocs/op": {0}, "CountDelivery/drop_1% cpu-ns/op": {5},
	}
	if !reflect.DeepEqual(found, want) {
		t.Errorf("%v", found)
	}
	if got := found.Of("FactoryMessage/iotsim", "cpu-ns/op", 10); !slices.Equal(got, []float64{15, 15.2}) {
		t.Errorf("%v", got)
	}
}

// some is a report with a part, a line, and curves of which one point was not held.
func some() *Report {
	r := &Report{}
	r.Replace([]string{"making", "curves-3s"}, Part{Name: "making", Rounds: 3, Machine: ThisMachine()}, []Line{{What: "a", Unit: "ns", Samples: []float64{1, 2, 3}}}, nil)
	var points []Point
	for _, devices := range Devices {
		rate := float64(devices) / 3
		p := Point{Devices: devices, Interval: "3s", Wanted: rate, Rate: rate, Cores: 0.01 + rate/1e6, Resident: 30 + rate/1e3, Lag: 2, Ack: 6, Making: 0.8, Longest: 40}
		if devices == 1_000_000 {
			p.Rate /= 2
		}
		points = append(points, p)
	}
	r.Replace([]string{"making", "curves-3s"}, Part{Name: "curves-3s"}, nil, points)
	return r
}

func TestAReportIsReadAsItWasWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "benchmark.json")
	if r, err := ReadReport(file); err != nil || len(r.Parts) > 0 {
		t.Fatalf("of no file: %v, %v", r, err)
	}
	r := some()
	if err := r.Write(file); err != nil {
		t.Fatal(err)
	}
	if again, err := ReadReport(file); err != nil || !reflect.DeepEqual(again, r) {
		t.Errorf("%v: %+v", err, again)
	}
}

// A part that is measured again takes its own place, and leaves others alone.
func TestAPartIsReplaced(t *testing.T) {
	names := []string{"making", "null", "curves-3s"}
	r := some()
	r.Replace(names, Part{Name: "null"}, []Line{{What: "b", Samples: []float64{1}}}, nil)
	r.Replace(names, Part{Name: "making", Commit: "c"}, []Line{{What: "a", Samples: []float64{7}}}, nil)
	r.Replace(names, Part{Name: "curves-3s"}, nil, []Point{{Devices: 100, Interval: "3s", Rate: 5}})
	var parts, lines []string
	for _, p := range r.Parts {
		parts = append(parts, p.Name+p.Commit)
	}
	for _, l := range r.Lines {
		lines = append(lines, l.Part+" "+l.What)
	}
	if !slices.Equal(parts, []string{"makingc", "null", "curves-3s"}) || !slices.Equal(lines, []string{"making a", "null b"}) || len(r.Points) != 1 {
		t.Errorf("%v %v %v", parts, lines, r.Points)
	}
}

func TestTheTableSaysWhatWasNotHeld(t *testing.T) {
	text := some().Markdown()
	for _, want := range []string{"| a | 2.00 ns | 1.00 – 3.00 ns |  |\n", "| 100 | 3s | 33.3 | 33.3 |", "| 1,000,000 | 3s | 333,333 | 166,667, not held |", "P7: 1,000,000 devices", "missed |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// The tables and charts that are here are those of the figures that are here.
func TestTablesAndChartsAreOfTheFigures(t *testing.T) {
	r, err := ReadReport("benchmark.json")
	if err != nil {
		t.Fatal(err)
	}
	folder := *write
	if folder == "" {
		folder = t.TempDir()
	}
	if err := r.Show(folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"benchmark.md", "load.svg", "curves.svg"} {
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is of other figures (%v): go test -run Tables . -args -write .", name, err)
		}
	}
}

func TestChartsAreWellFormed(t *testing.T) {
	r := some()
	for name, draw := range map[string]func(string) error{"load.svg": r.Load, "curves.svg": r.Curves} {
		file := filepath.Join(t.TempDir(), name)
		if err := draw(file); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		d := xml.NewDecoder(strings.NewReader(string(text)))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if s, ok := token.(xml.CharData); ok {
				words = append(words, strings.TrimSpace(string(s)))
			}
		}
		for _, want := range []string{"devices", "every 3 s", "1M", "10k", "not held"} {
			if !slices.Contains(words, want) && !slices.Contains(words, want+", p99") {
				t.Errorf("%s does not say %q: %q", name, want, words)
			}
		}
	}
}

// What the measurements rest on: the overlay fits the factory, and messages are of it.
func TestTheFleetIsTheFactorys(t *testing.T) {
	b := &Bench{Folder: t.TempDir()}
	if err := b.copyScenario(root); err != nil {
		t.Fatal(err)
	}
	records, err := Ready(b.Folder)
	if err != nil {
		t.Fatal(err)
	}
	devices := map[string]bool{}
	for _, r := range records {
		devices[string(r.Key)] = true
	}
	if len(records) != 10_000 || len(devices) != len(records) {
		t.Errorf("%d messages of %d devices", len(records), len(devices))
	}
	program, err := Fleet{Devices: 100, Interval: "3s", Warm: time.Second, Hold: time.Hour}.Open(b.Folder)
	if err != nil {
		t.Fatal(err)
	}
	p99, longest, err := Making(program, 1200)
	if errors.Is(err, errNoClock) {
		t.Skip(err)
	}
	if err != nil || p99 <= 0 || longest < p99 {
		t.Errorf("a message takes %v, the longest %v: %v", p99, longest, err)
	}
}

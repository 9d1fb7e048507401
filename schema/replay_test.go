package schema

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recordedPlant is a scenario around the sensor arguments of one model.
func recordedPlant(sensor string) string {
	return `
scenario "recordedPlant" {}
model "meter" {
  interval = "5s"
  sensor "power" {
` + sensor + `
  }
}
building "A" {
  devices "meter" {}
}
phase "run" { duration = "1m" }
`
}

// replays loads a scenario that replays a file under a call's arguments.
func replays(csv, arguments string) (*Series, []string) {
	fsys := fstest.MapFS{
		"recordedPlant/a.hcl":        {Data: []byte(recordedPlant("    value = replay(" + arguments + ")"))},
		"recordedPlant/readings.csv": {Data: []byte(csv)},
	}
	s, _, diags := Load(fsys, []string{"recordedPlant/a.hcl"}, Options{})
	var said []string
	for _, d := range diags {
		r := subject(d)
		said = append(said, fmt.Sprintf("%s:%d:%d %s: %s", r.Filename, r.Start.Line, r.Start.Column, d.Summary, d.Detail))
	}
	if diags.HasErrors() {
		return nil, said
	}
	return s.Models[0].Sensors[0].Value.Series, said
}

func TestRecordingsAreShiftedToTheStart(t *testing.T) {
	const second = int64(time.Second)
	for name, c := range map[string]struct {
		csv, arguments string
		want           Series
	}{
		"dates": {
			"time,p\n2026-03-02T06:00:00+01:00,1\n2026-03-02T05:00:10Z,2.5\n2026-03-02T05:00:30.25Z,-3\n", `"readings.csv", "p"`,
			Series{Period: 45_375_000_000, At: []int64{0, 10 * second, 30_250_000_000}, Values: []float64{1, 2.5, -3}},
		},
		"dates without a zone": {
			"time,p\n2026-03-02 06:00:00,1\n2026-03-02 06:00,2\n", `"readings.csv", "p"`,
			Series{},
		},
		"seconds": {
			"s,p\n1000.5,1\n1001.25,2\n", `"readings.csv", "p", "loop", "linear"`,
			Series{Period: 1_500_000_000, At: []int64{0, 750_000_000}, Values: []float64{1, 2}},
		},
		"seconds before and after zero": {
			"s,p\n-1.5,1\n0,2\n2,3\n", `"readings.csv", "p", "clamp"`,
			Series{At: []int64{0, 1_500_000_000, 3_500_000_000}, Values: []float64{1, 2, 3}},
		},
		"Unix milliseconds": {
			"timestamp,p\n1640995200000,1\n1640995203000,2\n", `"readings.csv", "p", "hold", "clamp"`,
			Series{Hold: true, At: []int64{0, 3 * second}, Values: []float64{1, 2}},
		},
		"more digits than a nanosecond has": {
			"s,p\n0.1,1\n0.30000000000000004,2\n", `"readings.csv", "p", "clamp"`,
			Series{At: []int64{0, second / 5}, Values: []float64{1, 2}},
		},
		"gaps": {
			"s,q,p\n0,1,\n1,2,7\n2,,\n3,4,8\n", `"readings.csv", "p"`,
			Series{Period: 4 * second, At: []int64{second, 3 * second}, Values: []float64{7, 8}},
		},
		"a single reading": {
			"s,p\n9,7\n", `"readings.csv", "p"`, Series{At: []int64{0}, Values: []float64{7}},
		},
		"quotes, comments, a byte order mark, carriage returns": {
			"\ufeff\"time\", \"p, kW\"\r\n# noon\r\n0, 1e2\r\n\r\n1,\"+2.5E-1\"\r\n", `"readings.csv", "p, kW", "clamp"`,
			Series{At: []int64{0, second}, Values: []float64{100, 0.25}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, said := replays(c.csv, c.arguments)
			if c.want.At == nil {
				if len(said) != 1 || !strings.Contains(said[0], "readings.csv:3:1 Times out of order") {
					t.Errorf("said %q", said)
				}
				return
			}
			if len(said) > 0 {
				t.Fatal(said)
			}
			if got.File != "readings.csv" || got.Count != len(got.At) || len(got.Digest) != 64 {
				t.Errorf("%+v", got)
			}
			got.File, got.Column, got.Count, got.Digest = "", "", 0, ""
			if diff := cmp.Diff(&c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBrokenRecordings(t *testing.T) {
	for name, c := range map[string]struct {
		csv, want string
	}{
		"empty":                {"", "recordedPlant/readings.csv:1:1 Series without readings"},
		"names only":           {"time,p\n", "recordedPlant/readings.csv:1:1 Series without readings"},
		"an empty column":      {"time,p\n1,\n2,\n", "recordedPlant/readings.csv:2:3 Series without readings"},
		"one column":           {"time;p\n1;2\n", "recordedPlant/readings.csv:1:1 Broken CSV"},
		"too many columns":     {"time,p\n1" + strings.Repeat(",", 1001) + "\n", "recordedPlant/readings.csv:2:1 Broken CSV"},
		"too many values":      {"time,p\n1,2\n2,3,4\n", "recordedPlant/readings.csv:3:1 Broken CSV"},
		"a lost quote":         {"time,p\n1,\"2\n2,3\n", "recordedPlant/readings.csv:4:1 Broken CSV"},
		"a quote inside":       {"time,p\n1,2\"3\n", "recordedPlant/readings.csv:2:4 Broken CSV"},
		"no UTF-8":             {"time,p\n1,\xff\n", "recordedPlant/readings.csv:2:3 Invalid UTF-8"},
		"a NUL":                {"time,p\n1,\x00\n", "recordedPlant/readings.csv:2:3 Invisible character"},
		"no time":              {"time,p\nnoon,2\n", "recordedPlant/readings.csv:2:1 Time expected"},
		"an empty time":        {"time,p\n1,2\n,3\n", "recordedPlant/readings.csv:3:1 Time expected"},
		"dates among seconds":  {"time,p\n1,2\n2026-03-02T06:00:00Z,3\n", "recordedPlant/readings.csv:3:1 Time expected"},
		"seconds among dates":  {"time,p\n2026-03-02T06:00:00Z,3\n2,3\n", "recordedPlant/readings.csv:3:1 Time expected"},
		"a time with exponent": {"time,p\n1e3,2\n", "recordedPlant/readings.csv:2:1 Time expected"},
		"microseconds":         {"time,p\n1640995200000000,2\n", "recordedPlant/readings.csv:2:1 Time expected"},
		"far too late":         {"time,p\n99999999999999999999999,2\n", "recordedPlant/readings.csv:2:1 Time expected"},
		"eleven years":         {"time,p\n0,2\n346896000,2\n", "recordedPlant/readings.csv:3:1 Time out of range"},
		"out of order":         {"time,p\n1,2\n3,2\n2,2\n", "recordedPlant/readings.csv:4:1 Times out of order"},
		"a time twice":         {"time,p\n1,2\n1,2\n", "recordedPlant/readings.csv:3:1 Times out of order"},
		"text":                 {"time,p\n1,2\n# two\n2,on\n", "recordedPlant/readings.csv:4:3 Reading expected"},
		"not a number":         {"time,p\n1,NaN\n", "recordedPlant/readings.csv:2:3 Reading expected"},
		"hexadecimal":          {"time,p\n1,0x10\n", "recordedPlant/readings.csv:2:3 Reading expected"},
		"infinite":             {"time,p\n1,1e999\n", "recordedPlant/readings.csv:2:3 Reading expected"},
		"too large":            {"time,p\n1,1e16\n", "recordedPlant/readings.csv:2:3 Reading expected"},
		"after a mark":         {"\ufefftime,p\n1,x\n", "recordedPlant/readings.csv:2:3 Reading expected"},
		"another column":       {"time,power\n1,2\n", `recordedPlant/a.hcl:6:37 Invalid function argument: Invalid value for "column" parameter: recordedPlant/readings.csv has no column "p".`},
		"two of them":          {"time,p,p\n1,2,3\n", `recordedPlant/a.hcl:6:37 Invalid function argument: Invalid value for "column" parameter: recordedPlant/readings.csv has two columns "p".`},
		"the time itself":      {"p,power\n1,2\n", `recordedPlant/a.hcl:6:37 Invalid function argument: Invalid value for "column" parameter: the first column`},
	} {
		t.Run(name, func(t *testing.T) {
			series, said := replays(c.csv, `"readings.csv", "p"`)
			if series != nil || len(said) != 1 || !strings.HasPrefix(said[0], c.want) {
				t.Errorf("said %q, want %q", said, c.want)
			}
		})
	}
}

// Every bad reading is reported, up to a number that nobody would read through.
func TestBadReadingsAreReportedTogether(t *testing.T) {
	_, said := replays("time,p\n1,a\n2,5\n3,b\n", `"readings.csv", "p"`)
	if len(said) != 2 {
		t.Errorf("said %q", said)
	}
	_, said = replays("time,p\n"+strings.Join(strings.Fields(strings.Repeat("x ", 5)), "\n"), `"readings.csv", "p"`)
	if len(said) != 1 {
		t.Errorf("said %q", said)
	}
	var many strings.Builder
	many.WriteString("time,p\n")
	for i := range 100 {
		fmt.Fprintf(&many, "%d,bad\n", i)
	}
	if _, said = replays(many.String(), `"readings.csv", "p"`); len(said) != maxBadCells {
		t.Errorf("%d diagnostics", len(said))
	}
}

func TestRecordingsThatCannotBeRead(t *testing.T) {
	long := strings.Repeat("0,1\n", maxSeriesBytes/4) + "00"
	fsys := fstest.MapFS{
		"recordedPlant/pipe.csv": {Mode: fs.ModeNamedPipe},
		"recordedPlant/folder":   {Mode: fs.ModeDir},
		"recordedPlant/long.csv": {Data: []byte(long)},
		"else/there.csv":         {Data: []byte("time,p\n0,1\n")},
	}
	for named, want := range map[string]string{
		"nowhere.csv":         "There is no file or folder recordedPlant/nowhere.csv",
		"pipe.csv":            "recordedPlant/pipe.csv is no regular file",
		"folder":              "recordedPlant/folder is no regular file",
		"long.csv":            "recordedPlant/long.csv has more than 8,388,608 bytes",
		"../../etc/passwd":    "There is no file or folder ../etc/passwd",
		"/etc/passwd":         "relative to the file that names it",
		"":                    "relative to the file that names it",
		"../else/there.csv":   "",
		"./../else/there.csv": "",
	} {
		fsys["recordedPlant/a.hcl"] = &fstest.MapFile{Data: []byte(recordedPlant(fmt.Sprintf("    value = replay(%q, \"p\")", named)))}
		_, _, diags := Load(fsys, []string{"recordedPlant/a.hcl"}, Options{})
		switch {
		case want == "" && len(diags) == 0:
		case want == "" || len(diags) != 1 || !strings.Contains(diags[0].Detail, want):
			t.Errorf("%q: %v, want %q", named, diags, want)
		case subject(diags[0]).Filename != "recordedPlant/a.hcl" || subject(diags[0]).Start.Line != 6:
			t.Errorf("%q: reported at %v", named, subject(diags[0]))
		}
	}
}

func TestSeriesAreBoundedTogether(t *testing.T) {
	half := "time,p\n" + strings.Repeat("# "+strings.Repeat("x", 997)+"\n", 6_500)
	fsys := fstest.MapFS{"recordedPlant/a.hcl": {Data: []byte(recordedPlant(`    value = replay("1.csv", "p")
    spread = fixed(normal(0, 1))
  }
  sensor "two" {
    value = replay("2.csv", "p")
  }
  sensor "three" {
    value = replay("3.csv", "p")`))}}
	for i := range 3 {
		fsys[fmt.Sprintf("recordedPlant/%d.csv", i+1)] = &fstest.MapFile{Data: []byte(half + "0,1\n")}
	}
	_, _, diags := Load(fsys, []string{"recordedPlant/a.hcl"}, Options{})
	if len(diags) != 1 || !strings.Contains(diags[0].Detail, "All series together") || subject(diags[0]).Start.Line != 13 {
		t.Errorf("%v", diags)
	}
}

// A path is relative to the file that names it, wherever the value is used.
func TestRecordingsLieBesideWhoNamesThem(t *testing.T) {
	series := func(v string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("time,p\n0," + v + "\n")} }
	fsys := fstest.MapFS{
		"recordedPlant/a.hcl": {Data: []byte(`
variable "given" { type = distribution }
variable "usual" { default = "night" }
locals { other = replay("${var.usual}/r.csv", "p") }
` + strings.Replace(recordedPlant("    value = var.given"), "  sensor", "  sensor \"o\" { value = local.other }\n  sensor", 1))},
		"recordedPlant/r.csv":       series("1"),
		"recordedPlant/night/r.csv": series("2"),
		"site/r.csv":                series("3"),
		"site/vars.hcl":             {Data: []byte(`given = replay("r.csv", "p")`)},
	}
	for name, c := range map[string]struct {
		opts Options
		want float64
	}{
		"a flag":              {Options{Vars: map[string]string{"given": `replay("r.csv", "p")`}}, 1},
		"the environment":     {Options{Env: map[string]string{"given": `replay("night/r.csv", "p")`}}, 2},
		"a file of variables": {Options{VarFiles: []string{"site/vars.hcl"}}, 3},
	} {
		s, files, diags := Load(fsys, []string{"recordedPlant/a.hcl"}, c.opts)
		if len(diags) > 0 {
			t.Errorf("%s:\n%s", name, rendered(files, diags))
			continue
		}
		sensors := s.Models[0].Sensors
		if got := sensors[0].Value.Series.Values[0]; got != 2 {
			t.Errorf("%s: the local is %v", name, got)
		}
		if got := sensors[1].Value.Series.Values[0]; got != c.want {
			t.Errorf("%s: the variable is %v, want %v", name, got, c.want)
		}
	}
}

// What the file holds is what the digest is of; calls that are equal share it.
func TestSeriesAreSharedAndTellThemselvesApart(t *testing.T) {
	digest := func(csv string) string {
		s, said := replays(csv, `"readings.csv", "p"`)
		if len(said) > 0 {
			t.Fatal(said)
		}
		return s.Digest
	}
	one := digest("time,p\n0,1\n1,2\n")
	if digest("s,q,p\n100,,1.0\n101,9,2\n") != one {
		t.Error("the same readings have two digests")
	}
	for _, other := range []string{"time,p\n0,1\n1,2.5\n", "time,p\n0,1\n1.5,2\n", "time,p\n0,1\n"} {
		if digest(other) == one {
			t.Errorf("%q has the digest of another series", other)
		}
	}
	fsys := fstest.MapFS{"readings.csv": {Data: []byte("time,p\n0,1\n")}}
	text := recordedPlant(`    value = replay("readings.csv", "p")
  }
  sensor "same" {
    value = replay("./readings.csv", "p", "loop")
  }
  sensor "held" {
    value = replay("readings.csv", "p", "hold")`)
	fsys["a.hcl"] = &fstest.MapFile{Data: []byte(text)}
	s, _, diags := Load(fsys, []string{"a.hcl"}, Options{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	sensors := s.Models[0].Sensors
	if sensors[0].Value.Series != sensors[1].Value.Series || sensors[0].Value.Series == sensors[2].Value.Series {
		t.Error("equal calls have series of their own, or unequal ones share one")
	}
}

func TestStepsAreLimited(t *testing.T) {
	text := recordedPlant("    value = normal(1, 1)" + strings.Repeat("\n    step {\n at = \"1s\"\n add = 1\n }", maxSensorSteps+1))
	_, _, diags := Decode([]Source{{Name: "a.hcl", Text: []byte(text)}}, Options{})
	if len(diags) != 1 || diags[0].Summary != "Too many steps" {
		t.Errorf("%v", diags)
	}
}

// FuzzRecording looks for texts that make a table panic, or a series that breaks
// its word: ascending, finite, from 0 on.
func FuzzRecording(f *testing.F) {
	for _, csv := range []string{
		"time,p\n2026-03-02T06:00:00+01:00,1\n2026-03-02T05:00:10Z,2.5\n", "s,p\n-1.5,1\n0,\n2,3\n", "time,p\n1,\"2\n", "\ufefft,p\n#\n1,2\"3\n", "time;p\n1;2\n",
	} {
		f.Add([]byte(csv))
	}
	text := []byte(recordedPlant(`    value = replay("r.csv", "p")`))
	f.Fuzz(func(t *testing.T, csv []byte) {
		s, files, diags := Decode([]Source{{Name: "a.hcl", Text: text}, {Name: "r.csv", Text: csv, Series: true}}, Options{})
		rendered(files, diags)
		if diags.HasErrors() {
			return
		}
		series := s.Models[0].Sensors[0].Value.Series
		for i, at := range series.At {
			if at < 0 || i > 0 && at <= series.At[i-1] || !(series.Values[i]-series.Values[i] == 0) || series.Period > 0 && at >= series.Period {
				t.Fatalf("reading %d of %+v", i, series)
			}
		}
		if len(series.At) == 0 {
			t.Error("a series without readings")
		}
	})
}

func TestWordsOfAReplayAgree(t *testing.T) {
	const csv = "time,p\n0,1\n1,2\n"
	for words, want := range map[string]string{
		`"clamp", "clamp"`:         "",
		`"clamp", "hold"`:          "",
		`"loop", "clamp"`:          `"clamp" says otherwise than "loop" before it; write one of both.`,
		`"hold", "clamp", "loop"`:  `"loop" says otherwise than "clamp" before it; write one of both.`,
		`"hold", "loop", "linear"`: `"linear" says otherwise than "hold" before it; write one of both.`,
		`"clmap"`:                  `"clmap" is none of them, but near "clamp".`,
		`"twice"`:                  `"twice" is none of them.`,
	} {
		_, said := replays(csv, `"readings.csv", "p", `+words)
		if want == "" && len(said) == 0 {
			continue
		}
		if want == "" || len(said) != 1 || !strings.HasSuffix(said[0], want) {
			t.Errorf("%s: said %q, want %q", words, said, want)
		}
	}
}

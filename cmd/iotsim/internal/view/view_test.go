package view

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/schema"
)

func TestNumbersAreAsPeopleWriteThem(t *testing.T) {
	for got, want := range map[string]string{
		count(0): "0", count(999): "999", count(1000): "1,000", count(-1234567): "-1,234,567",
		Rate(0): "0", Rate(0.5): "0.50", Rate(33.333): "33.3", Rate(99999.6): "100,000",
		Bytes(1023): "1023 B", Bytes(1536): "1.5 KiB", Bytes(622 << 20): "622 MiB", Bytes(1 << 62): "4.0 EiB",
		Duration(time.Minute): "1m", Duration(time.Hour): "1h", Duration(90 * time.Second): "1m30s",
		Duration(1500 * time.Millisecond): "1.5s", Duration(10 * time.Minute): "10m", Duration(123456): "123.456µs",
		Duration(62*time.Minute + 400*time.Millisecond): "1h2m", Duration(0): "0s",
		clock(0): "0s", clock(65 * time.Second): "1m5s", clock(26*time.Hour + 65*time.Second): "26h1m5s",
		stopwatch(65 * time.Second): "1:05", stopwatch(26*time.Hour + 65*time.Second): "26:01:05",
		millis(1234 * time.Microsecond): "1.2", millis(12345 * time.Microsecond): "12",
		Speed(schema.Ratio{Num: 1, Den: 2}): "0.5x", Speed(schema.Ratio{Num: 0, Den: 1}): "max",
	} {
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestInstantIsOfItsPlace(t *testing.T) {
	const millis = 1772402400123
	if got, want := Instant(millis, "UTC"), "2026-03-01 22:00:00.123 UTC"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
	if got, want := Instant(millis, "Asia/Shanghai"), "2026-03-02 06:00:00.123 +08:00 Asia/Shanghai"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

func TestSparkRisesAndMarksNothing(t *testing.T) {
	if got, want := spark([]float64{0, 0.01, 12, 50, 88, 100}, 100), "·▁▁▄██"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
	if got, want := spark([]float64{0, 0}, 0), "··"; got != want {
		t.Errorf("of nothing %q, not %q", got, want)
	}
}

func TestColumnsLineUpWhereCharactersAreWide(t *testing.T) {
	table := newTable("lr", "place", "devices")
	table.row("A栋", "5")
	table.row("Hall", "1,000")
	var w strings.Builder
	table.print(&w)
	want := "  place  devices\n  A栋          5\n  Hall     1,000\n"
	if diff := cmp.Diff(want, w.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEmptyColumnsAreLeftOut(t *testing.T) {
	table := newTable("lll")
	table.row("a", "", "b")
	table.row("c", "", "d")
	var w strings.Builder
	table.print(&w)
	if got, want := w.String(), "  a  b\n  c  d\n"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

// TestDiffIsAPatch gives what Diff prints to patch, which must make the one text
// of the other.
func TestDiffIsAPatch(t *testing.T) {
	if _, err := exec.LookPath("patch"); err != nil {
		t.Skip("there is no patch to try it with")
	}
	numbered := func(n int, change func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(change(i))
		}
		return b.String()
	}
	same := func(i int) string { return strings.Repeat("x", i%7) + "\n" }
	for name, texts := range map[string][2]string{
		"first line":     {"a\nb\nc\n", "z\nb\nc\n"},
		"last line":      {"a\nb\nc\n", "a\nb\nz\n"},
		"all":            {"a\n", "b\nc\n"},
		"lines come":     {"a\nb\n", "a\n1\n2\n3\nb\n"},
		"lines go":       {"a\n1\n2\n3\nb\n", "a\nb\n"},
		"far apart":      {numbered(60, same), numbered(60, func(i int) string { return map[bool]string{true: "new\n", false: same(i)}[i == 5 || i == 50] })},
		"near together":  {numbered(30, same), numbered(30, func(i int) string { return map[bool]string{true: "new\n", false: same(i)}[i%6 == 0] })},
		"past the table": {numbered(3000, func(int) string { return "a\n" }), numbered(3000, func(int) string { return "b\n" })},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			var d strings.Builder
			if err := Diff(&d, "file", []byte(texts[0]), []byte(texts[1])); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, "file"), []byte(texts[0]), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("patch", "-s", "-p0")
			cmd.Dir, cmd.Stdin = folder, strings.NewReader(d.String())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s\n%s", err, out, d.String())
			}
			got, err := os.ReadFile(filepath.Join(folder, "file"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(texts[1], string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestReportShowsWhereSidesDiffer(t *testing.T) {
	planned := `{"device_id":"device_001","timestamp":1640995200000,"value":25.6,"unit":"°C","status":"normal"}`
	found := strings.Replace(planned, "25.6", "25.7", 1)
	r := &verify.Report{Partitions: []verify.Partition{
		{Stream: engine.Stream{Topic: "data", Partition: 0}, Base: 5, End: 1005, Planned: 1000, Read: 1000, Equal: 1000},
		{
			Stream: engine.Stream{Topic: "data", Partition: 1}, Base: 7, End: 1006, Planned: 1000, Read: 999, Equal: 998,
			Found: verify.Counts{Corrupt: 1, Missing: 1},
			Examples: []verify.Difference{
				{Kind: verify.Missing, Rank: 2, Offset: 9, Records: 1, Planned: "device_001 iotsim-run=r iotsim-seq=7"},
				{
					Kind: verify.Corrupt, Rank: 41, Offset: 48, Records: 1, What: verify.Value,
					Planned: planned, Found: found, At: strings.Index(planned, "25.6") + 3, Path: "value",
				},
			},
		},
		{Stream: engine.Stream{Topic: "data", Partition: 2}, Base: 0, End: 0, Planned: 10, Unread: "Nothing came for 30s."},
	}}
	var w strings.Builder
	Report(&w, r, false)
	want := `Not as planned: 1,999 of 2,010 records read back, 1,998 equal, 1 missing, 1 corrupt.

  Partitions     base    end  planned  read  equal  missing  corrupt
  data        1     7  1,006    1,000   999    998        1        1
  data        2     0      0       10     0      0                    unread

  data [2]: not all could be read. Nothing came for 30s.

  data [1], offset 9, planned record 2: missing 1 record
    planned device_001 iotsim-run=r iotsim-seq=7

  data [1], offset 48, planned record 41: corrupt: value differs
    planned …640995200000,"value":25.6,"unit":"°C","status":"normal"}
    found   …640995200000,"value":25.7,"unit":"°C","status":"normal"}
                                     ^ byte 63
`
	if diff := cmp.Diff(want, w.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTopicsKnowTheirFullestPartition(t *testing.T) {
	p := &engine.Plan{
		Streams: []engine.Stream{{Topic: "a"}, {Topic: "a", Partition: 1}, {Topic: "b", Labels: true}},
		Counts: []engine.StreamCount{
			{Count: engine.Count{Planned: 5, Published: 4, Dropped: 1}},
			{Count: engine.Count{Planned: 8, Published: 9, Duplicated: 1}},
			{Count: engine.Count{Planned: 2, Published: 2}},
		},
	}
	want := []Topic{
		{Name: "a", Partitions: 2, Count: engine.Count{Planned: 13, Published: 13, Dropped: 1, Duplicated: 1}, Streams: []int{0, 1}, Min: 4, Max: 9, Fullest: 1},
		{Name: "b", Labels: true, Partitions: 1, Count: engine.Count{Planned: 2, Published: 2}, Streams: []int{2}, Min: 2, Max: 2},
	}
	if diff := cmp.Diff(want, Topics(p)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSummarySaysWhatWasExpectedAndMeasured(t *testing.T) {
	s := &engine.Summary{Expectations: []engine.Finding{
		{Name: "nothing_lost", That: "failed + unknown == 0", Verdict: engine.Met, Values: map[string]float64{"unknown": 0, "failed": 0}},
		{Name: "fast", That: "ack_latency.p99 < 250 && rate > 1e4", During: []string{"steady", "spike"}, Settle: 10 * time.Second,
			Verdict: engine.Failed, Values: map[string]float64{"ack_latency.p99": 250.03, "rate": 12345.6}},
		{Name: "on_time", That: "lag.p99\n  < 100\n", Verdict: engine.NotApplicable, Reason: "at speed max there is no moment to be late for"},
	}}
	var w strings.Builder
	expectations(s).print(&w)
	want := `  Expectations                  measured                                        that
  nothing_lost  met             failed 0, unknown 0                             failed + unknown == 0
  fast          failed          ack_latency.p99 250.03 ms, rate 12,346/s        ack_latency.p99 < 250 && rate > 1e4, during steady and spike, after 10s
  on_time       not applicable  at speed max there is no moment to be late for  lag.p99 < 100
`
	if diff := cmp.Diff(want, w.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestLimitsAreNotRoundedAway(t *testing.T) {
	for ms, want := range map[float64]string{0: "0", 5.5: "5.5", 99.97: "99.97", 250: "250", 12345.678: "12345.68"} {
		if got := exactly(ms); got != want {
			t.Errorf("%v ms is written %s, want %s", ms, got, want)
		}
	}
}

func TestLongCyclesOnlyBeginToBeListed(t *testing.T) {
	var all []engine.Window
	for i := range int64(2000) {
		all = append(all, engine.Window{Start: i * 60e9, End: i*60e9 + 30e9})
	}
	v := &planView{plan: &engine.Plan{Duration: 2000 * 60e9}}
	if got, want := v.windows(all), "0s–30s, 1m–1m30s, 2m–2m30s, 3m–3m30s, … 2,000 in all"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAnEndlessWindowHasNoEnd(t *testing.T) {
	v := &planView{plan: &engine.Plan{Duration: 1e18, Forever: true}}
	if got, want := v.windows([]engine.Window{{Start: 0, End: 30e9}, {Start: 60e9, End: 1e18}}), "0s–30s, 1m–"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAnErrorMovesNoCursor(t *testing.T) {
	var out strings.Builder
	Error(&out, "gone\x1b[2J\r\nand \u009bmore", "a\x07b\u202ec", false)
	if want := "error: gone\ufffd[2J\ufffd\n  and \ufffdmore\n  a\ufffdb\ufffdc\n"; out.String() != want {
		t.Errorf("%q, not %q", out.String(), want)
	}
}

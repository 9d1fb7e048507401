package acceptance

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/schema"
)

var (
	settingRounds = flag.Int("setting-rounds", 0, "how often each setting of the Kafka sink sends as fast as it can, 3; 0: nothing is measured")
	settingNames  = flag.String("settings", ".", "which arguments are measured, as a regular expression; the others keep their rows")
)

// What each setting sends: as fast as it goes, for the rate and what a record costs,
// and paced, for how long an acknowledgement takes while nothing queues.
const (
	settingRecords = 600_000
	settingPace    = 20_000
	settingPaced   = 3 * time.Second
	settingsFile   = "testdata/settings"
)

// A setting is a value of an argument of sink "kafka", and what it does.
type setting struct {
	Argument string
	Value    string
	Default  bool
	Block    string `json:"-"` // what stands in the sink block for it
	Nodes    int
	Full     []effort // as fast as it goes, a round each
	Paced    effort
}

// An effort is what one run took.
type effort struct {
	Records  int64
	Rate     float64       // records a second
	CPU      time.Duration // of the process, without what it takes to begin
	Bytes    int64         // sent, before compression
	Wire     int64         // and after
	Batches  int64
	Requests int64
	Memory   int64         // bytes, the process at its largest
	Ack      time.Duration // 99th percentile, behind the first second; of paced runs
}

// settings are the values that are tried, those of one argument side by side.
func settings() []setting {
	var all []setting
	values := func(argument, usual string, values ...string) {
		for _, v := range values {
			all = append(all, setting{Argument: argument, Value: v, Default: v == usual, Block: argument + " = " + v, Nodes: 1})
		}
	}
	values("compression", `"lz4"`, `"none"`, `"gzip"`, `"snappy"`, `"lz4"`, `"zstd"`)
	for _, v := range []string{"lz4", "lz4 9", "gzip 1", "gzip 9", "zstd 1", "zstd 19"} {
		codec, level, leveled := strings.Cut(v, " ")
		s := setting{Argument: "compression_level", Value: v, Default: !leveled, Block: fmt.Sprintf("compression = %q", codec), Nodes: 1}
		if leveled {
			s.Block += "\n  compression_level = " + level
		}
		all = append(all, s)
	}
	values("linger", `"5ms"`, `"1ms"`, `"5ms"`, `"20ms"`, `"100ms"`)
	values("batch_bytes", "1000012", "16384", "131072", "1000012")
	values("buffer_records", "50000", "1000", "10000", "50000", "200000")
	values("buffer_bytes", "67108864", "1048576", "8388608", "67108864")
	values("clients", "1", "1", "2", "4")
	values("partitions", "12", "3", "12", "48")
	for _, v := range []string{"1", "3, min.insync.replicas 1", "3, min.insync.replicas 2"} {
		replicas, minimum, _ := strings.Cut(v, ", min.insync.replicas ")
		all = append(all, setting{Argument: "replication", Value: v, Nodes: 3,
			Block: fmt.Sprintf("replication = %s\n  config = { \"min.insync.replicas\" = %q }", replicas, cmp.Or(minimum, "1"))})
	}
	return all
}

// TestCompareSettings measures what each argument of sink "kafka" that tunes it does,
// and writes testdata/settings.md and .json. Without -setting-rounds nothing is sent.
func TestCompareSettings(t *testing.T) {
	if *settingRounds == 0 {
		t.Skip("measures for minutes: make compare-settings")
	}
	kafkatest.NeedJars(t)
	wanted, err := regexp.Compile("^(" + *settingNames + ")$")
	if err != nil {
		t.Fatal(err)
	}
	all := settings()
	keepMeasured(t, all)
	for _, argument := range arguments(all) {
		if wanted.MatchString(argument) || *settingNames == "." {
			compareSettings(t, slices.DeleteFunc(pointers(all), func(s *setting) bool { return s.Argument != argument }))
		}
	}
	text := settingsTable(all)
	t.Logf("\n%s", text)
	object, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{settingsFile + ".md": text, settingsFile + ".json": string(object) + "\n"} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// compareSettings measures the values of one argument, in rounds, so that what the
// machine does meanwhile happens to all of them.
func compareSettings(t *testing.T, values []*setting) {
	t.Helper()
	cluster := kafkatest.Start(t, values[0].Nodes)
	send(t, cluster, values[0], "--speed", "max") // warms the brokers
	for _, s := range values {
		s.Full = nil
	}
	for range *settingRounds {
		for _, s := range values {
			e := send(t, cluster, s, "--speed", "max")
			s.Full = append(s.Full, e)
			t.Logf("%s = %s: %.0f records/s, %.2f µs", s.Argument, s.Value, e.Rate, e.each(float64(e.CPU.Nanoseconds())/1000))
		}
	}
	for _, s := range values {
		s.Paced = send(t, cluster, s, "--var", fmt.Sprintf("rate=%d/s", settingPace))
	}
}

// send runs the throughput scenario with a setting into topics that go again.
func send(t *testing.T, cluster *kafkatest.Cluster, s *setting, flags ...string) effort {
	t.Helper()
	length, overlay := settingPaced, "sink \"kafka\" {\n  "+s.Block+"\n}\n"
	if slices.Contains(flags, "max") {
		length = settingRecords * time.Second / 100_000
	} else {
		overlay += settled
	}
	st := prepare(t, cluster, shipped("throughput.hcl"), overlaid(t, overlay)...)
	begin := st.effort("--duration", "1ms", "--speed", "max", "--run", "begin")
	e := st.effort(append(flags, "--duration", length.String())...)
	e.CPU -= begin.CPU
	if _, err := st.admin.DeleteTopics(t.Context(), st.topics...); err != nil {
		t.Fatal(err)
	}
	return e
}

// settled has acknowledgements measured without those of the beginning, when neither
// side is warm. It holds of any run.
const settled = `
expect "measured" {
  that   = "ack_latency.p99 >= 0"
  settle = "1s"
}
`

// effort applies the scenario and says what that took.
func (s *stage) effort(flags ...string) effort {
	s.t.Helper()
	return effortOf(s.apply(flags...))
}

// effortOf waits for a run.
func effortOf(p *process) effort {
	p.t.Helper()
	v := vitalsOf(p.t, p, glance)
	got := read[struct {
		Data   account
		Rate   float64
		Broker struct {
			Requests, Batches, Bytes int64
			Wire                     int64 `json:"wire_bytes"`
		}
		Expectations []engine.Finding
	}](p.ends(exitGood))
	if a := got.Data; a.Acked != a.Planned {
		p.t.Fatalf("not all is acked: %+v", a)
	}
	e := effort{
		Records: got.Data.Acked, Rate: got.Rate,
		CPU:   p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime(),
		Bytes: got.Broker.Bytes, Wire: got.Broker.Wire, Batches: got.Broker.Batches, Requests: got.Broker.Requests,
		Memory: v.peak << 10,
	}
	for _, x := range got.Expectations {
		e.Ack = time.Duration(x.Values["ack_latency.p99"] * float64(time.Millisecond))
	}
	return e
}

func (e *effort) each(total float64) float64 { return total / float64(max(1, e.Records)) }

// keepMeasured fills in what the file has of settings that are not measured again.
func keepMeasured(t *testing.T, all []setting) {
	t.Helper()
	for _, old := range measuredSettings(t) {
		for i := range all {
			if all[i].Argument == old.Argument && all[i].Value == old.Value {
				all[i].Full, all[i].Paced = old.Full, old.Paced
			}
		}
	}
}

func measuredSettings(t *testing.T) (all []setting) {
	t.Helper()
	text, err := os.ReadFile(settingsFile + ".json")
	if os.IsNotExist(err) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func pointers(all []setting) (each []*setting) {
	for i := range all {
		each = append(each, &all[i])
	}
	return each
}

// arguments are those of settings, in their order.
func arguments(all []setting) []string {
	var names []string
	for i := range all {
		names = append(names, all[i].Argument)
	}
	return slices.Compact(names)
}

// middle is the median over the rounds of one figure.
func (s *setting) middle(of func(*effort) float64) float64 {
	var values []float64
	for i := range s.Full {
		values = append(values, of(&s.Full[i]))
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// settingsTable is what was measured, in Markdown. The default of each argument is
// bold.
func settingsTable(all []setting) string {
	var b strings.Builder
	rounds := 0
	for i := range all {
		rounds = max(rounds, len(all[i].Full))
	}
	fmt.Fprintf(&b, "What each argument of `sink \"kafka\"` does, by `make compare-settings`: scenarios/throughput.hcl into Kafka 4.1.1 on the same %d cores, "+
		"one node, for `replication` three. %d records as fast as they go, medians of %d rounds in which the values of an argument take turns; then %d a second "+
		"for %v, of which the last two columns are. Defaults are bold; compare values of one argument, for each is measured at a time of its own.\n\n",
		runtime.NumCPU(), settingRecords, rounds, settingPace, settingPaced)
	b.WriteString("| argument | value | records/s | CPU µs a record | bytes a record | records a batch | memory MiB | paced: bytes a record | ack p99 ms |\n")
	b.WriteString("|---|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for i := range all {
		s := &all[i]
		value := "`" + s.Value + "`"
		if s.Default {
			value = "**" + value + "**"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %.0f | %.2f | %.0f | %.0f | %.0f | %.0f | %.1f |\n", s.Argument, value,
			s.middle(func(e *effort) float64 { return e.Rate }),
			s.middle(func(e *effort) float64 { return e.each(float64(e.CPU.Nanoseconds()) / 1000) }),
			s.middle(func(e *effort) float64 { return e.each(float64(e.Wire)) }),
			s.middle(func(e *effort) float64 { return float64(e.Records) / float64(max(1, e.Batches)) }),
			s.middle(func(e *effort) float64 { return float64(e.Memory) / (1 << 20) }),
			s.Paced.each(float64(s.Paced.Wire)), float64(s.Paced.Ack.Microseconds())/1000)
	}
	return b.String()
}

// What is measured is all that tunes: an argument of sink "kafka" is compared, or says
// what is sent and where.
func TestEverySettingIsCompared(t *testing.T) {
	content := []string{"brokers", "config", "format", "topic", "key", "headers"}
	compared := arguments(settings())
	for _, kind := range schema.SinkTypes() {
		if kind.Name != string(schema.SinkKafka) {
			continue
		}
		for _, a := range kind.Arguments {
			if !slices.Contains(content, a.Name) && !slices.Contains(compared, a.Name) {
				t.Errorf("nobody knows what %s does: add values of it to settings()", a.Name)
			}
			for _, s := range settings() {
				if s.Argument == a.Name && a.Default == s.Value != s.Default && a.Name != "compression_level" && a.Default != "" {
					t.Errorf("%s = %s: the reference says that %s is the default", s.Argument, s.Value, a.Default)
				}
			}
		}
	}
}

// The table is that of the figures beside it, of every setting that there is.
func TestSettingsTableIsOfItsFigures(t *testing.T) {
	measured := measuredSettings(t)
	text, err := os.ReadFile(settingsFile + ".md")
	if err != nil {
		t.Fatal(err)
	}
	rows := func(text string) []string {
		_, table, _ := strings.Cut(text, "\n\n")
		return strings.Split(table, "\n")
	}
	if got, want := rows(string(text)), rows(settingsTable(measured)); !slices.Equal(got, want) {
		t.Errorf("the table is\n%s\nand its figures are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	known := settings()
	if len(measured) != len(known) {
		t.Fatalf("%d settings were measured, there are %d", len(measured), len(known))
	}
	for i := range known {
		if m := &measured[i]; m.Argument != known[i].Argument || m.Value != known[i].Value || len(m.Full) == 0 || m.Paced.Records == 0 {
			t.Errorf("%s = %s was not measured", known[i].Argument, known[i].Value)
		}
	}
}

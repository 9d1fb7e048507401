package telemetry

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"go.uber.org/goleak"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open compiles a scenario.
func open(t *testing.T, text string) *engine.Program {
	t.Helper()
	scenario, _, diags := schema.Decode([]schema.Source{{Name: "test.hcl", Text: []byte(text)}}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	program, err := engine.Open(plan, "test")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// steady is ten devices that say something each second, with a fault in the second
// phase.
const steady = `
scenario "steady" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 10 }

fault "hot" {
  effect "bias" {
    sensor = "x"
    add    = 5
  }
}

phase "calm" { duration = "60s" }
phase "storm" {
  duration = "60s"
  faults   = [fault.hot]
}

expect "some" { that = "sent > 1000" }
expect "late" { that = "lag.p99 < 0" }

sink "kafka" {
  topic      = "steady"
  partitions = 3
}
`

// A desk acks what it gets, or keeps it while it is shut.
type desk struct {
	mu   sync.Mutex
	shut bool
	held []*engine.Batch
}

func (d *desk) Write(_ context.Context, b *engine.Batch) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shut {
		d.held = append(d.held, b)
		return nil
	}
	b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	return nil
}

func (d *desk) Flush(context.Context) error { d.close(false); return nil }

func (d *desk) close(shut bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shut = shut; shut {
		return
	}
	for _, b := range d.held {
		b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	}
	d.held = nil
}

// text is all metrics.
func text(t *testing.T, from *Telemetry) string {
	t.Helper()
	var b strings.Builder
	if err := from.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func wantLines(t *testing.T, text string, lines ...string) {
	t.Helper()
	all := strings.Split(text, "\n")
	for _, want := range lines {
		if !slices.Contains(all, want) {
			name, _, _ := strings.Cut(strings.Fields(want)[0], "{")
			var near []string
			for _, line := range all {
				if strings.HasPrefix(line, name) {
					near = append(near, line)
				}
			}
			t.Errorf("not said: %s\nbut:\n%s", want, strings.Join(near, "\n"))
		}
	}
}

func TestMetricsFollowTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		program, d := open(t, steady), &desk{}
		tele := New(Build{"v1", "c", "go"}, program.Plan(), nil)
		wantLines(t, text(t, tele), "iotsim_ready 0", "iotsim_run_active 0")
		tele.Begin(Run{Plan: program.Plan(), Name: "test", Speed: "1x", Ratio: 1, Share: 1})
		ended := make(chan error)
		go func() {
			_, err := engine.Run(t.Context(), program, d, engine.Options{Live: tele.Live()})
			ended <- err
		}()

		time.Sleep(30*time.Second + 500*time.Millisecond)
		where := `{content="data",sink="kafka steady",topic="steady"}`
		wantLines(t, text(t, tele), "iotsim_ready 1", "iotsim_run_active 1",
			`iotsim_build_info{commit="c",goversion="go",version="v1"} 1`,
			"iotsim_records_sent_total"+where+" 307", "iotsim_records_acked_total"+where+" 307", "iotsim_planned_records"+where+" 1200",
			"iotsim_target_records_per_second 10", "iotsim_speed_ratio 1", "iotsim_devices_online 10", "iotsim_devices 10",
			`iotsim_phase{phase="calm"} 1`, `iotsim_phase{phase="storm"} 0`, `iotsim_fault_active{fault="hot"} 0`, `iotsim_fault_devices{fault="hot"} 10`,
			"iotsim_ack_latency_seconds_count 307", "iotsim_schedule_lag_seconds_count 307",
			`iotsim_expectation_failing{expectation="late"} 1`, `iotsim_expectation_failing{expectation="some"} 0`,
		)

		d.close(true)
		time.Sleep(5 * time.Second)
		wantLines(t, text(t, tele), `iotsim_buffered_records{sink="kafka steady"} 50`, "iotsim_ready 1")
		if text := text(t, tele); strings.Contains(text, "iotsim_buffered_bytes{sink=\"kafka steady\"} 0\n") {
			t.Error("fifty records have no bytes")
		}
		time.Sleep(10 * time.Second)
		wantLines(t, text(t, tele), "iotsim_ready 0")
		if h := tele.Ready(); h.OK || !strings.Contains(h.Reason, "kafka steady has confirmed nothing for 15s") {
			t.Errorf("%+v", h)
		}
		if h := tele.Alive(); !h.OK {
			t.Errorf("a destination that is silent is no reason to be restarted: %+v", h)
		}
		d.close(false)
		if h := tele.Ready(); !h.OK {
			t.Errorf("all was confirmed: %+v", h)
		}

		time.Sleep(time.Minute) // into the storm
		wantLines(t, text(t, tele), `iotsim_phase{phase="storm"} 1`, `iotsim_fault_active{fault="hot"} 1`)

		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		wantLines(t, text(t, tele), "iotsim_ready 0", "iotsim_run_active 0", "iotsim_target_records_per_second 0", "iotsim_speed_ratio 0", "iotsim_devices_online 0",
			"iotsim_records_acked_total"+where+" 1200", `iotsim_phase{phase="storm"} 0`, `iotsim_fault_active{fault="hot"} 0`)
	})
}

// A worker that never comes back, with nothing in any sink's hands, is ours.
func TestARunThatIsStuckIsNotAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		program, ctx := open(t, steady), t.Context()
		d := &stuck{free: make(chan struct{})}
		tele := New(Build{}, program.Plan(), nil)
		tele.Begin(Run{Plan: program.Plan()})
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = engine.Run(ctx, program, d, engine.Options{Live: tele.Live(), Workers: 1})
		}()
		time.Sleep(50 * time.Second)
		if h := tele.Alive(); !h.OK {
			t.Errorf("after less than a minute: %+v", h)
		}
		time.Sleep(20 * time.Second)
		if h := tele.Alive(); h.OK {
			t.Errorf("after more than a minute: %+v", h)
		}
		close(d.free)
		<-ended
	})
}

// wantMetrics says that a page has these metrics, and that Prometheus' own linter finds
// nothing in it.
func wantMetrics(t *testing.T, page string, names ...string) {
	t.Helper()
	problems, err := promlint.New(strings.NewReader(page)).Lint()
	if err != nil {
		t.Errorf("%v in:\n%s", err, page)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	for _, name := range names {
		if !strings.Contains(page, name) {
			t.Errorf("no %s in:\n%s", name, page)
		}
	}
}

// stuck acks, and then does not come back from Write.
type stuck struct{ free chan struct{} }

func (s *stuck) Write(_ context.Context, b *engine.Batch) error {
	b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	<-s.free
	return nil
}

func (s *stuck) Flush(context.Context) error { return nil }

// A stopped broker is seen at /readyz and not at /healthz; Prometheus' own linter
// finds nothing in what is answered.
func TestABrokerThatStopsMakesTheRunUnready(t *testing.T) {
	broker, err := kafka.StartEmbedded(kafka.EmbeddedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	program := open(t, steady)
	tele := New(Build{}, program.Plan(), nil)
	tele.patience = 500 * time.Millisecond
	server, err := tele.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	tele.Stage("looking for the broker")
	wantStatus(t, server, "/readyz", http.StatusServiceUnavailable, "looking for the broker")
	wantStatus(t, server, "/healthz", http.StatusOK, "alive")

	ctx, cancel := context.WithCancel(t.Context())
	client, err := kafka.Connect(ctx, kafka.Options{Brokers: []string{broker.Addr()}, Producer: tele.Producer})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	topics, err := client.Prepare(ctx, kafka.Wanted(program.Plan(), 0, time.Now(), 1000))
	if err != nil {
		t.Fatal(err)
	}
	sink, err := client.Sink(program.Plan().Streams, 0, topics, program.Plan().Sinks[0])
	if err != nil {
		t.Fatal(err)
	}
	tele.Begin(Run{Plan: program.Plan(), Felt: func(int) Felt { return Felt{Trouble: sink.Stats().Trouble} }})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = engine.Run(ctx, program, sink, engine.Options{Live: tele.Live(), Drain: time.Millisecond})
	}()
	awaitStatus(t, server, "/readyz", http.StatusOK, "sending")

	const counted = "iotsim_kafka_produce_records_total{"
	page := ""
	for limit := time.Now().Add(time.Minute); !strings.Contains(page, counted) && time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		page = get(t, server, "/metrics", http.StatusOK)
	}
	wantMetrics(t, page, counted, "process_cpu_seconds_total", "go_goroutines")

	if err := broker.Close(); err != nil {
		t.Fatal(err)
	}
	awaitStatus(t, server, "/readyz", http.StatusServiceUnavailable, "refused")
	wantStatus(t, server, "/healthz", http.StatusOK, "alive")
	if server.Hold(canceled(), time.Hour) {
		t.Error("it was read before the end")
	}

	cancel()
	<-ended
	sink.Close()
	wantStatus(t, server, "/readyz", http.StatusServiceUnavailable, "ended")
	if server.Hold(t.Context(), time.Nanosecond) {
		t.Error("nobody has read it")
	}
	if page = get(t, server, "/metrics", http.StatusOK); !strings.Contains(page, counted) {
		t.Error("what the closed clients counted is gone")
	}
	if !server.Hold(t.Context(), time.Hour) {
		t.Error("it was read")
	}
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func get(t *testing.T, s *Server, path string, status int) string {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + s.Addr() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != status {
		return ""
	}
	return string(body)
}

func wantStatus(t *testing.T, s *Server, path string, status int, reason string) {
	t.Helper()
	if !hasStatus(t, s, path, status, reason) {
		t.Errorf("%s is not %d with %q", path, status, reason)
	}
}

func hasStatus(t *testing.T, s *Server, path string, status int, reason string) bool {
	t.Helper()
	var h Health
	body := get(t, s, path, status)
	return json.Unmarshal([]byte(body), &h) == nil && h.OK == (status == http.StatusOK) && strings.Contains(h.Reason, reason)
}

// awaitStatus waits for an answer.
func awaitStatus(t *testing.T, s *Server, path string, status int, reason string) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); !hasStatus(t, s, path, status, reason); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%s never was %d with %q", path, status, reason)
		}
	}
}

func TestAnAddressThatIsTakenIsAnError(t *testing.T) {
	tele := New(Build{}, open(t, steady).Plan(), nil)
	first, err := tele.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := tele.Listen(first.Addr()); err == nil {
		t.Error("two listen at one address")
	}
}

// Whatever a scenario is, its series are bounded, and none is lost in the sums.
func TestSeriesAreBounded(t *testing.T) {
	const many = mostTopics + 20
	var b strings.Builder
	b.WriteString("scenario \"many\" { start = \"2026-03-02T06:00:00Z\" }\nmodel \"m\" {\n  interval = \"1s\"\n  sensor \"x\" { value = normal(0, 1) }\n}\n")
	for i := range many {
		fmt.Fprintf(&b, "building \"b%d\" {\n  devices \"m\" { count = 2 }\n}\n", i)
		fmt.Fprintf(&b, "fault \"f%d\" {\n  effect \"bias\" {\n    sensor = \"x\"\n    add = 5\n  }\n}\n", i)
		fmt.Fprintf(&b, "phase \"p%d\" {\n  duration = \"1s\"\n  faults   = [fault.f%d]\n}\n", i, i)
		if i < 20 {
			fmt.Fprintf(&b, "expect \"e%d\" { that = \"failed == 0\" }\n", i)
		}
	}
	b.WriteString("sink \"kafka\" {\n  topic      = \"t-{building}\"\n  partitions = 1\n}\nsink \"null\" {}\n")
	program := open(t, b.String())
	tele := New(Build{}, program.Plan(), nil)
	tele.Begin(Run{Plan: program.Plan(), Share: 1})
	sink := engine.Join(program.Plan(), []engine.Sink{&desk{}, &desk{}})
	if _, err := engine.Run(t.Context(), program, sink, engine.Options{Live: tele.Live(), Speed: schema.Ratio{Num: 0, Den: 1}}); err != nil {
		t.Fatal(err)
	}
	for name, most := range map[string]int{
		"iotsim_phase": mostPhases, "iotsim_fault_active": mostFaults, "iotsim_fault_devices": mostFaults,
		"iotsim_records_acked_total": mostTopics + 1,
	} {
		n, err := testutil.GatherAndCount(tele.registry, name)
		if err != nil || n > most || n < mostPhases {
			t.Errorf("%s: %d series, %v", name, n, err)
		}
	}
	families, err := tele.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]float64{}
	for _, f := range families {
		for _, m := range f.Metric {
			sums[f.GetName()] += m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	if got, want := sums["iotsim_records_acked_total"], float64(2*program.Plan().Totals.Published); got != want {
		t.Errorf("%v records are acked of %v", got, want)
	}
	if got := sums["iotsim_fault_devices"]; got != 2*many*many {
		t.Errorf("%v devices have faults, not %d", got, 2*many*many)
	}
}

// What nobody is to see is in no label and no reason.
func TestWhatIsSecretIsNotShown(t *testing.T) {
	program := open(t, strings.ReplaceAll(steady, `"steady"`, `"canary"`))
	show := func(text string) string { return strings.ReplaceAll(text, "canary", "(sensitive)") }
	tele := New(Build{}, program.Plan(), show)
	tele.Stage("looking for canary")
	tele.Begin(Run{Plan: program.Plan(), Name: "canary", Felt: func(int) Felt { return Felt{Trouble: "canary"} }})
	_ = tele.Producer(0, 0)
	if _, err := engine.Run(t.Context(), program, &desk{}, engine.Options{Live: tele.Live(), Speed: schema.Ratio{Num: 0, Den: 1}}); err != nil {
		t.Fatal(err)
	}
	if text := text(t, tele); strings.Contains(text, "canary") || !strings.Contains(text, "(sensitive)") {
		t.Error(text)
	}
	if h := tele.Ready(); strings.Contains(h.Reason, "canary") {
		t.Error(h)
	}
}

package monitoring

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// rateInterval is what Grafana makes of $__rate_interval, at a scrape a second.
	rateInterval = "5s"
	step         = time.Second
)

// A watched run is one that a Prometheus and an Alertmanager look at.
type watched struct {
	program, folder string
	broker          *process
	iotsim          string // address of its listener
	prometheus      string // address, with scheme
	alertmanager    string
	began           time.Time
}

// One run is watched: while all is well, each query of the dashboard has an answer;
// when its broker is killed, an alert arrives; and in the end all of it is drawn.
func TestARunIsWatched(t *testing.T) {
	need(t, "prometheus", "promtool", "prometheus-alertmanager", "amtool")
	w := startWatched(t)
	t.Run("metrics are well named", func(t *testing.T) { w.checkMetrics(t) })
	w.awaitStorm(t)
	t.Run("each panel shows data", func(t *testing.T) { w.checkPanels(t) })
	t.Run("phases and faults are noted", func(t *testing.T) { w.checkAnnotations(t) })
	t.Run("a failing expectation is an alert", func(t *testing.T) { w.awaitAlert(t, "IotsimExpectationFailing", "instant does not hold") })
	t.Run("nothing else is", func(t *testing.T) { w.checkQuiet(t) })
	w.broker.signal(syscall.SIGKILL)
	t.Run("a killed broker is an alert", func(t *testing.T) { w.awaitAlert(t, "IotsimNoAcks", "kafka watched confirms nothing") })
	t.Run("all of it is drawn", func(t *testing.T) { w.draw(t) })
}

// startWatched starts everything.
func startWatched(t *testing.T) *watched {
	t.Helper()
	w := &watched{folder: t.TempDir(), began: time.Now()}
	w.program = filepath.Join(w.folder, "iotsim")
	if out, err := exec.Command("go", "build", "-C", "../..", "-o", w.program, "./cmd/iotsim").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	scenario, err := filepath.Abs("watch.hcl")
	if err != nil {
		t.Fatal(err)
	}
	manager := freeAddress(t)
	w.alertmanager = "http://" + manager
	start(t, w.folder, "prometheus-alertmanager", "--config.file="+absolute(t, alertmanagerFile), "--storage.path="+t.TempDir(),
		"--web.listen-address="+manager, "--cluster.listen-address=")
	answers(t, w.alertmanager+"/-/ready")

	w.broker = start(t, w.folder, w.program, "broker", "--listen", "127.0.0.1:0")
	brokers := w.broker.after(t, "listens on ")
	w.began = time.Now()
	run := start(t, w.folder, w.program, "apply", scenario, "--brokers", brokers, "--listen", "127.0.0.1:0")
	w.iotsim = strings.TrimPrefix(run.after(t, "Listening at "), "http://")

	address := freeAddress(t)
	w.prometheus = "http://" + address
	start(t, w.folder, "prometheus", "--config.file="+w.config(t, manager), "--storage.tsdb.path="+t.TempDir(), "--web.listen-address="+address)
	answers(t, w.prometheus+"/-/ready")
	return w
}

func absolute(t *testing.T, name string) string {
	t.Helper()
	name, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// config is the shipped configuration with the addresses of this machine: without a
// DNS of our own, the run is named.
func (w *watched) config(t *testing.T, manager string) string {
	t.Helper()
	text := read(t, prometheusFile)
	for _, change := range [][2]string{
		{"scrape_interval: 5s", "scrape_interval: 1s"},
		{"evaluation_interval: 5s", "evaluation_interval: 1s"},
		{"alerts.yml", absolute(t, alertsFile)},
		{`"alertmanager:9093"`, `"` + manager + `"`},
		{"    dns_sd_configs:\n      - names: [iotsim]\n        type: A\n        port: 9464\n        refresh_interval: 5s\n",
			"    static_configs:\n      - targets: [\"" + w.iotsim + "\"]\n"},
	} {
		if strings.Count(text, change[0]) != 1 {
			t.Fatalf("%s does not say %q once", prometheusFile, change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	name := filepath.Join(w.folder, "prometheus.yml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// checkMetrics has promtool read the page.
func (w *watched) checkMetrics(t *testing.T) {
	answer, err := http.Get("http://" + w.iotsim + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	check := exec.Command("promtool", "check", "metrics")
	check.Stdin = io.LimitReader(answer.Body, 16<<20)
	if out, err := check.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// awaitStorm waits until the fault was seen for some seconds.
func (w *watched) awaitStorm(t *testing.T) {
	t.Helper()
	await(t, "the storm", func() bool {
		found, err := query(w.prometheus, `min_over_time(iotsim_fault_active{fault="noisy_line"}[5s]) == 1`, time.Now(), time.Now(), step)
		return err == nil && len(found) > 0
	})
}

func (w *watched) checkPanels(t *testing.T) {
	for _, p := range readDashboard(t).Panels {
		for _, q := range p.Targets {
			found, err := query(w.prometheus, filled(q.Expr), w.began, time.Now(), step)
			if err != nil {
				t.Errorf("%s %s: %v\n%s", p.Title, q.RefID, err, q.Expr)
			} else if !slices.ContainsFunc(found, series.shown) {
				t.Errorf("%s %s has no data: %s", p.Title, q.RefID, q.Expr)
			}
		}
	}
}

// shown says that a series has a number to show.
func (s series) shown() bool {
	return slices.ContainsFunc(s.Values, func(v [2]any) bool { return v[1] != "NaN" })
}

func (w *watched) checkAnnotations(t *testing.T) {
	want := map[string][]string{"Phases": {"ramp", "steady", "storm"}, "Faults": {"noisy_line"}}
	for _, a := range readDashboard(t).Annotations.List {
		label := strings.Trim(a.TitleFormat, "{}")
		found, err := query(w.prometheus, filled(a.Expr), w.began, time.Now(), step)
		if err != nil {
			t.Errorf("%s: %v", a.Name, err)
		}
		var names []string
		for _, s := range found {
			names = append(names, s.Metric[label])
		}
		if slices.Sort(names); !slices.Equal(names, want[a.Name]) {
			t.Errorf("%s are %q, not %q", a.Name, names, want[a.Name])
		}
		delete(want, a.Name)
	}
	if len(want) > 0 {
		t.Errorf("nothing notes %v", want)
	}
}

// An alert is one that Alertmanager has.
type alert struct{ Labels, Annotations map[string]string }

func (w *watched) alerts(t *testing.T) (all []alert) {
	t.Helper()
	if err := getJSON(w.alertmanager+"/api/v2/alerts?active=true", &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// awaitAlert waits until Alertmanager has an alert.
func (w *watched) awaitAlert(t *testing.T, name, summary string) {
	await(t, name+" at Alertmanager", func() bool {
		for _, a := range w.alerts(t) {
			if a.Labels["alertname"] == name {
				if a.Labels["instance"] != w.iotsim || a.Annotations["summary"] != summary || !strings.Contains(a.Annotations["runbook_url"], strings.ToLower(name)) {
					t.Errorf("the alert says %+v", a)
				}
				return true
			}
		}
		return false
	})
}

// checkQuiet finds no alert but that of the expectation.
func (w *watched) checkQuiet(t *testing.T) {
	for _, a := range w.alerts(t) {
		if a.Labels["alertname"] != "IotsimExpectationFailing" {
			t.Errorf("nothing is wrong, and yet: %+v", a)
		}
	}
}

// at is the moment and the value of a sample.
func at(v [2]any) (seconds, value float64) {
	seconds, _ = v[0].(float64)
	text, _ := v[1].(string)
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return seconds, 0
	}
	return seconds, value
}

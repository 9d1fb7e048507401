package monitoring

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

const (
	prometheusFile   = "../prometheus/prometheus.yml"
	alertsFile       = "../prometheus/alerts.yml"
	alertsTestFile   = "../prometheus/alerts_test.yml"
	alertmanagerFile = "../alertmanager/alertmanager.yml"
	runbookFile      = "../runbook.md"
)

// need skips a test where a program is missing, unless it must not.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("IOTSIM_REQUIRE_MONITORING") != "" {
			t.Fatalf("%s is missing, and IOTSIM_REQUIRE_MONITORING is set", p)
		}
		t.Skipf("%s is missing: Debian has it in prometheus or prometheus-alertmanager", p)
	}
}

func TestPrometheusAcceptsItsFiles(t *testing.T) {
	need(t, "promtool")
	for _, args := range [][]string{
		{"check", "config", "--lint=all", "--lint-fatal", prometheusFile},
		{"check", "rules", "--lint=all", "--lint-fatal", alertsFile},
		{"test", "rules", alertsTestFile},
	} {
		if out, err := exec.Command("promtool", args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

func TestAlertmanagerAcceptsItsFile(t *testing.T) {
	need(t, "amtool")
	if out, err := exec.Command("amtool", "check-config", alertmanagerFile).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Each alert is tested both ways, and the runbook has a place for it.
func TestEachAlertIsTestedAndExplained(t *testing.T) {
	alerts := regexp.MustCompile(`(?m)^      - alert: (\w+)$`).FindAllStringSubmatch(read(t, alertsFile), -1)
	cases, runbook := read(t, alertsTestFile), read(t, runbookFile)
	if len(alerts) == 0 {
		t.Fatal("no alerts")
	}
	for _, a := range alerts {
		name := a[1]
		if !strings.Contains(read(t, alertsFile), "/deployments/runbook.md#"+strings.ToLower(name)+"\n") || !strings.Contains(runbook, "\n## "+name+"\n") {
			t.Errorf("%s has no place in the runbook", name)
		}
		for _, outcome := range []string{"[]", "\n"} {
			if !strings.Contains(cases, "alertname: "+name+"\n        exp_alerts:"+strings.TrimSuffix(" "+outcome, " \n")+"\n") {
				t.Errorf("%s has no case in which it ends as %q", name, outcome)
			}
		}
	}
	if n := strings.Count(runbook, "\n## "); n != len(alerts) {
		t.Errorf("the runbook explains %d alerts of %d", n, len(alerts))
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

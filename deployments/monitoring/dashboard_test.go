package monitoring

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

const dashboardFile = "../grafana/dashboards/iotsim.json"

// A dashboard is what a test reads of Grafana's.
type dashboard struct {
	UID         string
	Editable    bool
	Annotations struct{ List []annotation }
	Templating  struct {
		List []struct {
			Name, Type, AllValue string
		}
	}
	Panels []panel
}

type annotation struct {
	Name, Expr, TitleFormat string
	Datasource              source
}

type source struct{ Type, UID string }

type panel struct {
	ID                       int
	Type, Title, Description string
	Datasource               source
	GridPos                  struct{ H, W, X, Y int }
	FieldConfig              struct{ Defaults struct{ Unit string } }
	Targets                  []struct {
		RefID        string
		Expr         string
		LegendFormat string
		Datasource   source
	}
}

func readDashboard(t *testing.T) *dashboard {
	t.Helper()
	text, err := os.ReadFile(dashboardFile)
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Panels) == 0 || len(d.Annotations.List) == 0 {
		t.Fatal("no panels, or no annotations")
	}
	return &d
}

// filled is a query with what Grafana puts into it.
func filled(query string) string {
	return strings.NewReplacer("$__rate_interval", rateInterval, "$instance", ".+").Replace(query)
}

const gridWidth = 24

func TestPanelsStandInAGridAndSayWhatTheyShow(t *testing.T) {
	d := readDashboard(t)
	if d.UID == "" || d.Editable {
		t.Error("a dashboard that is provisioned has a uid and is edited in its file")
	}
	ids, cells, bottom := map[int]string{}, map[[2]int]string{}, 0
	for _, p := range d.Panels {
		if was, ok := ids[p.ID]; ok {
			t.Errorf("%q and %q share the id %d", was, p.Title, p.ID)
		}
		ids[p.ID] = p.Title
		at := p.GridPos
		if at.W < 1 || at.H < 1 || at.X < 0 || at.X+at.W > gridWidth {
			t.Errorf("%q leaves the grid: %+v", p.Title, at)
		}
		for x := at.X; x < at.X+at.W; x++ {
			for y := at.Y; y < at.Y+at.H; y++ {
				if other, ok := cells[[2]int{x, y}]; ok {
					t.Fatalf("%q lies over %q", p.Title, other)
				}
				cells[[2]int{x, y}] = p.Title
			}
		}
		bottom = max(bottom, at.Y+at.H)
		p.check(t)
	}
	if holes := bottom*gridWidth - len(cells); holes > 0 {
		t.Errorf("%d cells of the grid are empty", holes)
	}
}

// check looks for what a reader needs.
func (p *panel) check(t *testing.T) {
	t.Helper()
	if p.Type == "row" {
		return
	}
	if p.Title == "" || p.Description == "" || p.FieldConfig.Defaults.Unit == "" || len(p.Targets) == 0 {
		t.Errorf("panel %d has no title, description, unit or query: %+v", p.ID, p)
	}
	refs := map[string]bool{}
	for _, q := range p.Targets {
		if refs[q.RefID] || q.RefID == "" || q.LegendFormat == "" {
			t.Errorf("%q: its queries need a name each, and a legend: %+v", p.Title, q)
		}
		refs[q.RefID] = true
		if q.Datasource.UID != "${datasource}" || p.Datasource.UID != "${datasource}" {
			t.Errorf("%q asks another data source than the one that is chosen", p.Title)
		}
		if !strings.Contains(q.Expr, `job="iotsim"`) || !strings.Contains(q.Expr, "$instance") {
			t.Errorf("%q is not of the instances that are chosen: %s", p.Title, q.Expr)
		}
		if strings.Contains(q.Expr, "rate(") && !strings.Contains(q.Expr, "[$__rate_interval]") {
			t.Errorf("%q: a rate is over $__rate_interval: %s", p.Title, q.Expr)
		}
		if left := filled(q.Expr); strings.Contains(left, "$") {
			t.Errorf("%q has a variable that nobody sets: %s", p.Title, left)
		}
	}
}

// Grafana finds what its provisioning says.
func TestProvisioningNamesWhatIsThere(t *testing.T) {
	for file, wants := range map[string][]string{
		"../grafana/provisioning/datasources/prometheus.yml": {"type: prometheus", "url: http://prometheus:9090", "isDefault: true"},
		"../grafana/provisioning/dashboards/iotsim.yml":      {"type: file", "path: /var/lib/grafana/dashboards"},
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range append(wants, "apiVersion: 1") {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s does not say %q", file, want)
			}
		}
	}
}

func (p *panel) String() string { return fmt.Sprintf("%d %q", p.ID, p.Title) }

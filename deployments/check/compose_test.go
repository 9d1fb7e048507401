package check

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// compose loads the file as docker compose does, with these variables set.
func compose(t *testing.T, environment ...string) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join(deployments, "compose.yaml")}, cli.WithEnv(environment), cli.WithResolvedPaths(true))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestComposeHasTheWholeWayToADashboard(t *testing.T) {
	project := compose(t)
	want := []string{"alertmanager", "grafana", "iotsim", "kafka", "prometheus"}
	if got := project.ServiceNames(); !slices.Equal(got, want) {
		t.Errorf("services %v, want %v", got, want)
	}
	for service, waits := range map[string]map[string]string{
		"iotsim":     {"kafka": types.ServiceConditionHealthy},
		"prometheus": {"alertmanager": types.ServiceConditionStarted},
		"grafana":    {"prometheus": types.ServiceConditionHealthy},
	} {
		for on, condition := range waits {
			if got := project.Services[service].DependsOn[on].Condition; got != condition {
				t.Errorf("%s waits for %s with %q, want %q", service, on, got, condition)
			}
			if condition == types.ServiceConditionHealthy && project.Services[on].HealthCheck == nil {
				t.Errorf("%s waits until %s is healthy, which nobody checks", service, on)
			}
		}
	}
}

func TestComposeServicesAreBounded(t *testing.T) {
	for name, s := range compose(t).Services {
		if _, tag, _ := strings.Cut(s.Image, ":"); (tag == "" || tag == "latest") && s.Build == nil {
			t.Errorf("%s: image %s is not the same tomorrow", name, s.Image)
		}
		if s.MemLimit == 0 {
			t.Errorf("%s may take all memory", name)
		}
		if s.Restart == "" {
			t.Errorf("%s says nothing of its end", name)
		}
		for _, p := range s.Ports {
			if p.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes %s at %q, not on this machine alone", name, p.Published, p.HostIP)
			}
		}
		for _, v := range s.Volumes {
			if v.Type != types.VolumeTypeBind {
				continue
			}
			if _, err := os.Stat(v.Source); err != nil || !v.ReadOnly {
				t.Errorf("%s mounts %s, read-only: %t: %v", name, v.Source, v.ReadOnly, err)
			}
		}
	}
}

func TestComposeRunsIotsimWithNothingItDoesNotNeed(t *testing.T) {
	s := compose(t).Services["iotsim"]
	if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") || s.Privileged {
		t.Errorf("read-only %t, dropped %v, options %v", s.ReadOnly, s.CapDrop, s.SecurityOpt)
	}
	if grace := s.StopGracePeriod; grace == nil || time.Duration(*grace) < 35*time.Second {
		t.Errorf("it is killed %v after SIGTERM, its drain takes 30s", grace)
	}
	if s.ContainerName != "" || len(s.Ports) > 0 {
		t.Errorf("it cannot be scaled: its name is %q, its ports are %v", s.ContainerName, s.Ports)
	}
	if _, err := os.Stat(s.Build.Dockerfile); err != nil {
		if _, err := os.Stat(filepath.Join(s.Build.Context, s.Build.Dockerfile)); err != nil {
			t.Error(err)
		}
	}
}

// One variable says how many processes there are and what each is told.
func TestComposeScalesByShards(t *testing.T) {
	for shards, environment := range map[int][]string{1: nil, 3: {"IOTSIM_SHARDS=3"}} {
		s := compose(t, environment...).Services["iotsim"]
		if s.Deploy == nil || s.Deploy.Replicas == nil || *s.Deploy.Replicas != shards {
			t.Errorf("%v: not %d replicas: %+v", environment, shards, s.Deploy)
		}
		if want := fmt.Sprintf("--shard=any/%d", shards); !slices.Contains(s.Command, want) {
			t.Errorf("%v: no %s in %v", environment, want, s.Command)
		}
	}
}

// What it is told is understood, and lasts long enough to look at.
func TestComposeRunsAScenario(t *testing.T) {
	s := compose(t).Services["iotsim"]
	args := []string{"plan"}
	for _, a := range s.Command[1:] {
		switch {
		case strings.HasPrefix(a, "/scenarios/"):
			args = append(args, "scenarios/"+filepath.Base(a))
		case strings.HasPrefix(a, "--overlay="):
			args = append(args, "--overlay=deployments/"+filepath.Base(a))
		}
	}
	for name, value := range s.Environment {
		if variable, ok := strings.CutPrefix(name, "IOTSIM_VAR_"); ok {
			args = append(args, "--var", variable+"="+*value)
		}
	}
	if out := string(iotsim(t, args...)); !strings.Contains(out, "lasts   24h") {
		t.Errorf("iotsim %v:\n%s", args, out)
	}
}

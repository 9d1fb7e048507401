package check

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// manifest decodes a file into its type, and takes nothing that the type does not have.
func manifest[T any](t *testing.T, name string) *T {
	t.Helper()
	v := new(T)
	if err := yaml.UnmarshalStrict(read(t, filepath.Join(deployments, "kubernetes", name)), v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

func TestStrictDecodingFindsMisspelling(t *testing.T) {
	text := strings.Replace(string(read(t, filepath.Join(deployments, "kubernetes/job.yaml"))), "completionMode:", "completionsMode:", 1)
	if err := yaml.UnmarshalStrict([]byte(text), new(batch.Job)); err == nil {
		t.Error("a misspelt field is taken")
	}
}

func TestKustomizationNamesEveryManifest(t *testing.T) {
	named := manifest[struct {
		APIVersion string   `json:"apiVersion"`
		Kind       string   `json:"kind"`
		Resources  []string `json:"resources"`
	}](t, "kustomization.yaml").Resources
	files, err := filepath.Glob(filepath.Join(deployments, "kubernetes", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, f := range files {
		if name := filepath.Base(f); name != "kustomization.yaml" {
			there = append(there, name)
		}
	}
	slices.Sort(named)
	if !slices.Equal(named, there) {
		t.Errorf("named %v, there are %v", named, there)
	}
}

func TestJobIsOneShardAPod(t *testing.T) {
	job := manifest[batch.Job](t, "job.yaml").Spec
	if job.CompletionMode == nil || *job.CompletionMode != batch.IndexedCompletion {
		t.Error("pods have no index")
	}
	shards := *job.Completions
	if *job.Parallelism != shards {
		t.Errorf("%d of %d shards run at once: the rest of the fleet would be silent", *job.Parallelism, shards)
	}
	c := job.Template.Spec.Containers[0]
	if got := variable(c, "IOTSIM_SHARDS"); got != strconv.Itoa(int(shards)) {
		t.Errorf("IOTSIM_SHARDS is %q of %d", got, shards)
	}
	for _, want := range []string{"--resume", "--yes"} {
		if !slices.Contains(c.Args, want) {
			t.Errorf("no %s in %v", want, c.Args)
		}
	}
	if grace := *job.Template.Spec.TerminationGracePeriodSeconds; grace < 35 {
		t.Errorf("%d seconds between SIGTERM and SIGKILL, the drain takes 30", grace)
	}
	if job.Template.Spec.RestartPolicy != core.RestartPolicyNever {
		t.Error("a podFailurePolicy wants restartPolicy Never")
	}
	for _, rule := range job.PodFailurePolicy.Rules {
		if on := rule.OnExitCodes; on != nil && (!slices.IsSorted(on.Values) || slices.Contains(on.Values, 0)) {
			t.Errorf("exit codes %v: sorted and without 0, or the API refuses them", on.Values)
		}
	}
}

func variable(c core.Container, name string) string {
	for _, e := range c.Env {
		if e.Name == name {
			return e.Value
		}
	}
	return ""
}

func TestPodsAreBoundedAndHaveNothingTheyDoNotNeed(t *testing.T) {
	pod := manifest[batch.Job](t, "job.yaml").Spec.Template.Spec
	if s := pod.SecurityContext; !*s.RunAsNonRoot || *s.RunAsUser == 0 || s.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault {
		t.Errorf("%+v", s)
	}
	if *pod.AutomountServiceAccountToken || *pod.EnableServiceLinks {
		t.Error("a pod has a token, or variables of services")
	}
	for _, c := range pod.Containers {
		s := c.SecurityContext
		if *s.AllowPrivilegeEscalation || !*s.ReadOnlyRootFilesystem || !slices.Equal(s.Capabilities.Drop, []core.Capability{"ALL"}) {
			t.Errorf("%s: %+v", c.Name, s)
		}
		if c.Resources.Limits.Memory().IsZero() || c.Resources.Requests.Cpu().IsZero() {
			t.Errorf("%s: %+v", c.Name, c.Resources)
		}
		if c.LivenessProbe.HTTPGet.Path != "/healthz" || c.ReadinessProbe.HTTPGet.Path != "/readyz" {
			t.Errorf("%s is asked elsewhere", c.Name)
		}
	}
}

// What a pod mounts and is told to read is there.
func TestJobFindsItsFiles(t *testing.T) {
	pod := manifest[batch.Job](t, "job.yaml").Spec.Template.Spec
	scenarios, secret := manifest[core.ConfigMap](t, "configmap.yaml"), manifest[core.Secret](t, "secret.yaml")
	files := map[string]bool{} // that pods have
	for _, m := range pod.Containers[0].VolumeMounts {
		i := slices.IndexFunc(pod.Volumes, func(v core.Volume) bool { return v.Name == m.Name })
		if i < 0 {
			t.Fatalf("no volume %s", m.Name)
		}
		switch v := pod.Volumes[i]; {
		case v.ConfigMap != nil && v.ConfigMap.Name == scenarios.Name:
			for key := range scenarios.Data {
				files[path.Join(m.MountPath, key)] = true
			}
		case v.Secret != nil && v.Secret.SecretName == secret.Name:
			for key := range secret.StringData {
				files[path.Join(m.MountPath, key)] = true
			}
		case v.EmptyDir == nil:
			t.Errorf("volume %s is nothing that stands here", v.Name)
		}
	}
	args := pod.Containers[0].Args
	if !files[args[1]] {
		t.Errorf("%s is not mounted: %v", args[1], files)
	}
	for _, a := range args {
		if file, ok := strings.CutPrefix(a, "--config="); ok && !files[file] {
			t.Errorf("%s is not mounted: %v", file, files)
		}
	}
}

// Every shard has partitions, and all know one start.
func TestScenarioOfTheJobCanBeShared(t *testing.T) {
	shards := *manifest[batch.Job](t, "job.yaml").Spec.Completions
	file := filepath.Join(t.TempDir(), "scenario.hcl")
	if err := os.WriteFile(file, []byte(manifest[core.ConfigMap](t, "configmap.yaml").Data["scenario.hcl"]), 0o600); err != nil {
		t.Fatal(err)
	}
	iotsim(t, "fmt", "--check", file)
	var plan struct {
		Start   *int64
		Streams []struct{ Partition int32 }
	}
	if err := json.Unmarshal(iotsim(t, "plan", file, "--json"), &plan); err != nil {
		t.Fatal(err)
	}
	if plan.Start == nil {
		t.Error("its start is the moment of apply, which is another one in each pod")
	}
	most := int32(0)
	for _, s := range plan.Streams {
		most = max(most, s.Partition+1)
	}
	if most%shards != 0 {
		t.Errorf("%d partitions for %d shards are not shared evenly", most, shards)
	}
}

func TestPodMonitorFindsThePods(t *testing.T) {
	job, monitor := manifest[batch.Job](t, "job.yaml"), manifest[monitoring.PodMonitor](t, "podmonitor.yaml").Spec
	labels := job.Spec.Template.Labels
	for name, value := range monitor.Selector.MatchLabels {
		if labels[name] != value {
			t.Errorf("it looks for %s=%s, pods have %v", name, value, labels)
		}
	}
	if labels[monitor.JobLabel] != "iotsim" {
		t.Errorf("the job would be called %q, rules and dashboard know iotsim", labels[monitor.JobLabel])
	}
	for _, e := range monitor.PodMetricsEndpoints {
		if !slices.ContainsFunc(job.Spec.Template.Spec.Containers[0].Ports, func(p core.ContainerPort) bool { return p.Name == *e.Port }) {
			t.Errorf("no port is called %s", *e.Port)
		}
	}
}

// What the Job and Compose pass to iotsim is what it takes: with --help it reads its
// flags and does nothing.
func TestArgumentsAreThoseOfIotsim(t *testing.T) {
	for where, args := range map[string][]string{
		"job.yaml":     manifest[batch.Job](t, "job.yaml").Spec.Template.Spec.Containers[0].Args,
		"compose.yaml": compose(t).Services["iotsim"].Command,
	} {
		if len(args) == 0 || args[0] != "apply" {
			t.Errorf("%s runs %q, not apply", where, args)
			continue
		}
		iotsim(t, append(slices.Clone(args), "--help")...)
	}
}

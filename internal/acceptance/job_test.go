package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// grace is terminationGracePeriodSeconds in deployments/kubernetes/job.yaml.
const grace = 45 * time.Second

// A job is the Indexed Job of deployments/kubernetes, without Kubernetes: a process for
// each pod, told by its environment which one it is, in a folder that is always empty.
type job struct {
	*stage
	shards int
}

// pod starts a shard with the arguments that the manifest has.
func (j *job) pod(index int) *process {
	j.t.Helper()
	disk := j.t.TempDir()
	scenario, err := os.ReadFile(j.path("scenario.hcl"))
	if err != nil {
		j.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(disk, "scenario.hcl"), scenario, 0o600); err != nil {
		j.t.Fatal(err)
	}
	args := append([]string{"apply", "scenario.hcl"}, j.flags...)
	args = append(args, "--brokers", j.brokers, "--run", "shift", "--resume", "--yes", "--json")
	environment := []string{fmt.Sprint("IOTSIM_SHARDS=", j.shards), fmt.Sprint("JOB_COMPLETION_INDEX=", index)}
	return startWith(j.t, disk, environment, args...)
}

// held is how many records there are of a shard.
func (j *job) held(index int) (n int64) {
	j.t.Helper()
	for p, end := range j.ends() {
		if int(p.number)%j.shards == index {
			n += end
		}
	}
	return n
}

// grows waits until a shard has sent more than so many records.
func (j *job) grows(index int, than int64) int64 {
	j.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(glance) {
		if n := j.held(index); n > than {
			return n
		} else if time.Now().After(deadline) {
			j.t.Fatalf("shard %d has %d records after %v", index, n, patience)
		}
	}
}

// Of a Job of four a pod is asked to go, and goes in time; another is killed five times.
// Each time the next one finds nothing on its disk. The topics hold the plan, once.
func TestAJobSurvivesItsPods(t *testing.T) {
	const shards, killed, evicted, kills = 4, 1, 2, 5
	rate, duration := "1500/s", "8s"
	if full() {
		needTools(t, "kcat", "python3")
		rate, duration = "6000/s", "20s"
	}
	flags := []string{"--var", "rate=" + rate, "--var", "partitions=10", "--duration", duration}
	j := &job{prepare(t, kafkatest.Start(t, 1), "testdata/steady.hcl", flags...), shards}
	plan := j.plan()
	var pods []*process
	for i := range shards {
		pods = append(pods, j.pod(i))
	}
	step := sum(plan.published()) / shards / (4 * kills)
	j.grows(evicted, step)
	asked := time.Now()
	pods[evicted].signal(syscall.SIGTERM)
	before := read[summary](pods[evicted].ends(exitInterrupted))
	if took := time.Since(asked); took > grace {
		t.Errorf("a pod that was asked to go took %v, it has %v", took, grace)
	}
	if before.Data.Acked == 0 || before.Data.Failed+before.Data.Unknown != 0 || before.Data.Acked != j.held(evicted) {
		t.Errorf("its topics hold %d records, and it says %+v", j.held(evicted), before.Data)
	}
	pods[evicted] = j.pod(evicted)
	was := int64(0)
	for range kills {
		was = j.grows(killed, was+step)
		pods[killed].signal(syscall.SIGKILL)
		if code := pods[killed].code(); code != -1 {
			t.Fatalf("it ended by itself with %d:\n%s", code, &pods[killed].err)
		}
		pods[killed] = j.pod(killed)
	}
	total := int64(0)
	for i, p := range pods {
		got := read[summary](p.ends(exitGood))
		got.Data.whole(t)
		total += got.Data.Planned
		t.Logf("shard %d: %d records, %d of them by other pods before", i, got.Data.Planned, got.Data.Resumed)
		if again := i == killed || i == evicted; again != (got.Data.Resumed > 0) {
			t.Errorf("shard %d found %d records that it had not sent", i, got.Data.Resumed)
		}
	}
	if n := sum(plan.published()); total != n {
		t.Errorf("the pods account for %d records of %d", total, n)
	}
	j.forget()
	j.wantExactly("shift", plan)
}

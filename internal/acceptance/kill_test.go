package acceptance

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/twmb/franz-go/pkg/kadm"
)

// A moment is where in its life a process is killed.
type moment string

const (
	before   moment = "before it sends" // in the preflight, or while it finds out where it is
	manifest moment = "with its manifest half written"
	sending  moment = "while it sends"
)

// Killed as often as one likes, at any moment, a run that is resumed ends with every
// record once and in its place: with what was kept of it, and where nothing is left of
// it but its topics.
func TestARunSurvivesBeingKilled(t *testing.T) {
	for _, c := range []struct {
		name   string
		forget bool // what was kept, before each resume
	}{{"with what was kept", false}, {"with its topics alone", true}} {
		t.Run(c.name, func(t *testing.T) { survive(t, c.forget) })
	}
}

func survive(t *testing.T, forget bool) {
	kills, rate := 6, "2000/s"
	if full() {
		needTools(t, "kcat", "python3")
		kills, rate = 40, "8000/s"
	}
	s := prepare(t, kafkatest.Start(t, 1), "testdata/killed.hcl", "--var", "rate="+rate)
	plan := s.plan()
	n := sum(plan.published())
	random := rand.New(rand.NewPCG(42, 1))
	counts := map[moment]int{}
	was, torn := int64(0), 0
	for i := range kills {
		when := []moment{sending, before, manifest, sending, before}[i%5]
		if forget || when == manifest {
			s.forget()
		}
		word := s.kill(when, was, random)
		if kept, err := filepath.Glob(s.path(".iotsim/runs/*/manifest.json")); err == nil && when == manifest && len(kept) == 0 {
			torn++
		}
		counts[when]++
		k := sum(s.ends())
		t.Logf("kill %2d %s, its last word %.60q: k = %d of %d", i+1, when, word, k, n)
		if k <= 0 || k >= n || k < was {
			t.Fatalf("%d of %d records are there after %d", k, n, was)
		}
		was = k
	}
	t.Logf("%d kills; %d of %d manifests had not come to be", kills, torn, counts[manifest])
	if counts[before] == 0 || counts[manifest] == 0 || counts[sending] == 0 {
		t.Errorf("kills by moment: %v", counts)
	}
	if forget {
		s.forget()
	}
	got := read[summary](s.apply("--resume", "--speed", "max", "--verify").ends(exitGood))
	got.Data.whole(t)
	got.Labels.whole(t)
	got.proved(t)
	s.wantExactly(got.Run, plan)
	again := read[summary](s.apply("--resume", "--verify").ends(exitGood))
	again.proved(t)
	if held := sum(s.ends()); held != n {
		t.Errorf("a resume of what is complete made %d records of %d", held, n)
	}
}

// forget removes all that is kept of runs.
func (s *stage) forget() {
	s.t.Helper()
	if err := os.RemoveAll(s.path(".iotsim")); err != nil {
		s.t.Fatal(err)
	}
}

// kill resumes the run, of which so many records are there, and kills it. It gives the
// last that it said.
func (s *stage) kill(when moment, there int64, random *rand.Rand) (word string) {
	s.t.Helper()
	p := s.apply("--resume")
	switch when {
	case before:
		time.Sleep(time.Duration(random.Int64N(int64(time.Second)))) // it watches its topics for a second
	case manifest:
		for folder := s.path(".iotsim/runs"); !s.begins(folder) && time.Since(p.began) < patience; {
			time.Sleep(100 * time.Microsecond)
		}
	case sending:
		p.await(&p.err, "It goes on behind")
		s.await(there + 1)
		time.Sleep(time.Duration(random.Int64N(int64(500 * time.Millisecond))))
	}
	p.signal(syscall.SIGKILL)
	if code := p.code(); code != -1 {
		s.t.Fatalf("it ended by itself with %d:\n%s", code, &p.err)
	}
	if said := strings.Contains(p.err.String(), "acked"); said && when == before {
		s.t.Errorf("it was sending when it should not have been:\n%s", &p.err)
	}
	lines := strings.Split(strings.TrimSpace(p.err.String()), "\n")
	return lines[len(lines)-1]
}

// begins says whether a run has its folder: next it writes its manifest.
func (s *stage) begins(folder string) bool {
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.t.Fatal(err)
	}
	return len(entries) > 0
}

// wantExactly says by two more readings that the topics hold the plan and nothing
// else: by our own by the run's name, and by one that shares no code with us.
func (s *stage) wantExactly(run string, plan plan) {
	s.t.Helper()
	v := read[verification](s.start("verify", "--run", run, "--brokers", s.brokers, "--json").ends(exitGood))
	if n := sum(plan.published()); v.Verdict != "good" || v.Read != n || v.Equal != n || v.Planned != n {
		s.t.Errorf("verify: of %d records %+v", n, v)
	}
	ends := s.ends()
	for p, want := range plan.published() {
		if ends[p] != want {
			s.t.Errorf("%s [%d] ends at %d, the plan at %d", p.topic, p.number, ends[p], want)
		}
	}
	if !full() {
		return // what follows needs kcat
	}
	if n := s.compare(s.expect("--run", run), s.dump()); n != sum(plan.published()) {
		s.t.Errorf("%d records were compared, want %d", n, sum(plan.published()))
	}
}

// Of two or five processes each sends its part, and together they send what one does.
// One of them is killed and resumed while the others go on.
func TestShardsAreTogetherOneRun(t *testing.T) {
	rate := "1000/s"
	if full() {
		needTools(t, "kcat", "python3")
		rate = "4000/s"
	}
	for _, count := range []int{2, 5} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			flags := []string{"--var", "rate=" + rate, "--var", "partitions=7", "--duration", "8s"}
			s := prepare(t, kafkatest.Start(t, 1), "testdata/steady.hcl", flags...)
			plan := s.plan()
			start := time.Now().Add(time.Second).UTC().Format(time.RFC3339Nano)
			shard := func(i int, more ...string) *process {
				return s.apply(append([]string{"--run", "parts", "--start-at", start, "--shard", fmt.Sprintf("%d/%d", i, count)}, more...)...)
			}
			var all []*process
			for i := range count {
				all = append(all, shard(i))
			}
			all[1].await(&all[1].err, "Run parts")
			s.await(sum(plan.published()) / 3)
			all[1].signal(syscall.SIGKILL)
			all[1].code()
			held := s.ends()
			all[1] = shard(1, "--resume")
			total := int64(0)
			for i, p := range all {
				got := read[summary](p.ends(exitGood))
				got.Data.whole(t)
				total += got.Data.Acked
				for _, st := range got.Streams {
					if int(st.Partition)%count != i {
						t.Errorf("shard %d sent partition %d", i, st.Partition)
					}
				}
			}
			if n := sum(plan.published()); total != n || sum(held) >= n {
				t.Errorf("the shards sent %d records of %d; %d were there when one was killed", total, n, sum(held))
			}
			s.wantExactly("parts", plan)
			if places, err := filepath.Glob(s.path(".iotsim/runs/parts/shard-*/result.json")); err != nil || len(places) != count {
				t.Errorf("%d of %d shards have a record of their own, %v", len(places), count, err)
			}
		})
	}
}

// The broker and the run die at the same moment; both come back.
func TestARunSurvivesDyingWithItsBroker(t *testing.T) {
	const deaths = 10
	cluster := kafkatest.Start(t, 3)
	if cluster.Backend != kafkatest.Jars {
		t.Skipf("needs nodes of its own (IOTSIM_TEST_KAFKA=jars), has %s", cluster.Backend)
	}
	needTools(t, "kcat", "python3")
	s := prepare(t, cluster, "testdata/steady.hcl", "--var", "replication=3", "--duration", "50s")
	plan := s.plan()
	n := sum(plan.published())
	random := rand.New(rand.NewPCG(9, 9))
	k := int64(0)
	for i := range deaths {
		p := s.apply("--resume")
		p.await(&p.err, "It goes on behind")
		s.await(k + 1)
		time.Sleep(time.Duration(random.Int64N(int64(time.Second))))
		leader := int(s.leaders()[partition{s.topics[0], 0}])
		p.signal(syscall.SIGKILL)
		cluster.Kill(t, leader)
		p.code()
		cluster.Restart(t, leader)
		k = s.recovered(len(plan.published()))
		t.Logf("death %2d, with node %d: %d of %d records are there", i+1, leader, k, n)
		if k <= 0 || k >= n {
			t.Fatalf("%d of %d records are there", k, n)
		}
	}
	got := read[summary](s.apply("--resume", "--speed", "max", "--verify").ends(exitGood))
	got.Data.whole(t)
	got.proved(t)
	s.wantExactly(got.Run, plan)
}

// recovered waits until all of so many partitions answer again, and counts what they
// hold.
func (s *stage) recovered(partitions int) int64 {
	s.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(glance) {
		listed, err := s.admin.ListEndOffsets(s.t.Context(), s.topics...)
		if err != nil || listed.Error() != nil {
			continue
		}
		k, n := int64(0), 0
		listed.Each(func(o kadm.ListedOffset) { k, n = k+o.Offset, n+1 })
		if n == partitions {
			return k
		}
	}
	s.t.Fatalf("%v do not answer after %v", s.topics, patience)
	return 0
}

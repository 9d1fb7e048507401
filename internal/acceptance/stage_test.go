package acceptance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A stage is a scenario in a folder of its own that writes topics of its own.
type stage struct {
	t       *testing.T
	brokers string   // with commas between
	folder  string   // with scenario.hcl, and what commands leave there
	flags   []string // that every command gets
	topics  []string // in the order of the file
	admin   *kadm.Client
}

// topicLine is where a scenario names a topic.
var topicLine = regexp.MustCompile(`\btopic(\s*)= "([^"]+)"`)

// prepare copies a scenario for a cluster.
func prepare(t *testing.T, c *kafkatest.Cluster, file string, flags ...string) *stage {
	t.Helper()
	return prepareFor(t, strings.Join(c.Brokers(), ","), c.Topic(t), file, flags...)
}

// prepareFor copies a scenario for any brokers. Its topics get a prefix.
func prepareFor(t *testing.T, brokers, prefix, file string, flags ...string) *stage {
	t.Helper()
	s := &stage{t: t, brokers: brokers, folder: t.TempDir(), flags: flags}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ours := topicLine.ReplaceAllStringFunc(string(text), func(line string) string {
		found := topicLine.FindStringSubmatch(line)
		s.topics = append(s.topics, prefix+"."+found[2])
		return "topic" + found[1] + `= "` + prefix + "." + found[2] + `"`
	})
	if len(s.topics) == 0 {
		t.Fatalf("%s names no topic", file)
	}
	if err := os.WriteFile(s.path("scenario.hcl"), []byte(ours), 0o600); err != nil {
		t.Fatal(err)
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(brokers, ",")...), kgo.MetadataMinAge(glance))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	s.admin = kadm.NewClient(client)
	return s
}

// shipped is the path of one of the scenarios that come with iotsim.
func shipped(name string) string { return filepath.Join(root, "scenarios", name) }

func (s *stage) path(name string) string { return filepath.Join(s.folder, name) }

// start runs a command on the scenario.
func (s *stage) start(command string, flags ...string) *process {
	s.t.Helper()
	return s.startFor(patience, command, flags...)
}

func (s *stage) startFor(most time.Duration, command string, flags ...string) *process {
	s.t.Helper()
	return startFor(s.t, most, s.folder, append(append([]string{command, "scenario.hcl"}, s.flags...), flags...)...)
}

// apply sends the scenario to the cluster.
func (s *stage) apply(flags ...string) *process {
	s.t.Helper()
	return s.start("apply", append([]string{"--brokers", s.brokers, "--json"}, flags...)...)
}

// expect writes the records that the plan publishes into a file of the folder.
func (s *stage) expect(flags ...string) string {
	s.t.Helper()
	s.start("apply", append([]string{"--sink", "records:expected.ndjson", "--speed", "max"}, flags...)...).ends(exitGood)
	return s.path("expected.ndjson")
}

// A partition is where records are: what plans and end offsets are compared by.
type partition struct {
	topic  string
	number int32
}

// A plan is what `iotsim plan --json` says of counts.
type plan struct {
	Start   int64
	Digest  string
	Streams []struct {
		Topic     string
		Partition int32
	}
	Counts []struct{ Published int64 }
	Totals struct{ Planned, Published, Dropped, Duplicated int64 }
	Faults []struct {
		Touched []struct{ Dropped, Delayed int64 }
	}
}

func (s *stage) plan() plan {
	s.t.Helper()
	return read[plan](s.start("plan", "--json").ends(exitGood))
}

// published is how many records the plan has for each partition.
func (p plan) published() map[partition]int64 {
	all := make(map[partition]int64)
	for i, stream := range p.Streams {
		all[partition{stream.Topic, stream.Partition}] = p.Counts[i].Published
	}
	return all
}

// ends is where the topics' partitions end. Topics that are not there yet have
// none.
func (s *stage) ends() map[partition]int64 {
	s.t.Helper()
	listed, err := s.admin.ListEndOffsets(s.t.Context(), s.topics...)
	if err != nil {
		s.t.Fatal(err)
	}
	all := make(map[partition]int64)
	listed.Each(func(o kadm.ListedOffset) {
		if o.Err == nil {
			all[partition{o.Topic, o.Partition}] = o.Offset
		}
	})
	return all
}

// await waits until the topics hold so many records.
func (s *stage) await(records int64) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		if held := sum(s.ends()); held >= records {
			return
		} else if time.Now().After(deadline) {
			s.t.Fatalf("the topics hold %d records after %v, %d are waited for", held, patience, records)
		}
		time.Sleep(glance)
	}
}

func sum(counts map[partition]int64) (total int64) {
	for _, n := range counts {
		total += n
	}
	return total
}

// full is true where the tests run as large as they get.
func full() bool { return kafkatest.Chosen() != kafkatest.Embedded }

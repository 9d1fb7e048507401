package acceptance

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// needTools skips a test where a program is missing that it reads topics with.
func needTools(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			continue
		} else if os.Getenv("IOTSIM_REQUIRE_KAFKA") == "1" {
			t.Fatalf("needs %s: %v", name, err)
		}
		t.Skipf("needs %s, which is not installed (IOTSIM_REQUIRE_KAFKA=1 makes this a failure)", name)
	}
}

// outside runs a program that is not ours and gives what it prints.
func outside(t *testing.T, in []byte, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = bytes.NewReader(in)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, errs.Bytes())
	}
	return out.Bytes()
}

// script is a program of testdata/outside.
func script(name string) string { return filepath.Join(root, "testdata", "outside", name) }

// dump has kcat read the topics, each into a file of its own.
func (s *stage) dump() []string {
	s.t.Helper()
	var files []string
	for i, topic := range s.topics {
		file := s.path(fmt.Sprintf("topic%d.ndjson", i))
		text := outside(s.t, nil, "kcat", "-C", "-b", s.brokers, "-t", topic, "-o", "beginning", "-e", "-q", "-J")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			s.t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// ask has kcat say where the partitions end.
func (s *stage) ask(wanted map[partition]int64) map[partition]int64 {
	s.t.Helper()
	args := []string{"-Q", "-b", s.brokers}
	for p := range wanted {
		args = append(args, "-t", fmt.Sprintf("%s:%d:-1", p.topic, p.number))
	}
	found := make(map[partition]int64)
	for line := range bytes.Lines(outside(s.t, nil, "kcat", args...)) {
		var topic string
		var number int32
		var offset int64
		if _, err := fmt.Sscanf(string(line), "%s [%d] offset %d", &topic, &number, &offset); err != nil {
			s.t.Fatalf("%v in %q", err, line)
		}
		found[partition{topic, number}] = offset
	}
	return found
}

// compare holds what kcat read against the expected records and says how many
// were equal.
func (s *stage) compare(expected string, topics []string, flags ...string) (records int64) {
	s.t.Helper()
	args := append(append([]string{script("compare_topic.py")}, flags...), append([]string{expected}, topics...)...)
	said := outside(s.t, nil, "python3", args...)
	if _, err := fmt.Sscan(string(said), &records); err != nil {
		s.t.Fatalf("%v in %q", err, said)
	}
	return records
}

// What the plan promises is what a reader finds that shares no code with us:
// counts by end offsets, then every key, value, header and timestamp in its
// partition and order, and the digest of it all.
func TestOutsideReaderFindsThePlan(t *testing.T) {
	needTools(t, "kcat", "python3")
	fleet := "200"
	if full() {
		fleet = "1000"
	}
	s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"), "--var", "devices="+fleet)
	wanted := s.plan().published()
	if len(wanted) != 24 || len(s.topics) != 2 {
		t.Fatalf("%d partitions in topics %v, want 12 of data and 12 of labels", len(wanted), s.topics)
	}
	sent := read[summary](s.apply("--speed", "max").ends(exitGood))
	sent.Data.whole(t)
	sent.Labels.whole(t)
	if diff := cmp.Diff(wanted, s.ask(wanted), cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("end offsets (-plan +kcat):\n%s", diff)
	}
	topics := s.dump()
	if n := s.compare(s.expect(), topics); n != sum(wanted) {
		t.Errorf("%d records were compared, want %d", n, sum(wanted))
	}
	content := read[struct{ Content string }](s.start("plan", "--content-digest", "--json").ends(exitGood)).Content
	if got := digestOf(t, topics); got != content {
		t.Errorf("digest of the topics is %s, the plan announces %s", got, content)
	}
}

// digestOf is the content digest of what kcat read, by a script.
func digestOf(t *testing.T, files []string) string {
	t.Helper()
	var all []byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return strings.TrimSpace(string(outside(t, all, "python3", script("content_digest.py"))))
}

// kcat's library is not Kafka's: what both find is what is there.
func TestKafkasOwnConsumerFindsThePlan(t *testing.T) {
	kafkatest.NeedJars(t)
	cluster := kafkatest.Start(t, 1)
	s := prepare(t, cluster, shipped("factory.hcl"), "--var", "devices=100")
	s.apply("--speed", "max").ends(exitGood)
	wanted := s.expected(s.expect())
	found := make(map[partition][]kafkaRecord)
	for _, topic := range s.topics {
		for number, records := range cluster.Dump(t, topic) {
			for k, r := range records {
				if r.Offset != int64(k) {
					t.Fatalf("%s [%d]: record %d is at offset %d", topic, number, k, r.Offset)
				}
				p := partition{topic, number}
				found[p] = append(found[p], recordOf(r))
			}
		}
	}
	if len(wanted) == 0 {
		t.Fatal("no record is expected: this test would show nothing")
	}
	if diff := cmp.Diff(wanted, found, cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("(-plan +kafka-clients):\n%.2000s", diff)
	}
}

// Where each of ten thousand devices publishes is where Kafka's own producer
// would put its key.
func TestPartitionsAreThoseOfKafkasOwnProducer(t *testing.T) {
	kafkatest.NeedJars(t)
	const devices = 10_000
	s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"), "--duration", "34s") // the ramp, and more than an interval
	planned := make(map[string]int32)
	for p, records := range s.expected(s.expect()) {
		for _, r := range records {
			if was, known := planned[r.Key]; known && was != p.number {
				t.Fatalf("%s publishes to partitions %d and %d", r.Key, was, p.number)
			}
			planned[r.Key] = p.number
		}
	}
	if len(planned) != devices {
		t.Fatalf("%d devices publish, want %d", len(planned), devices)
	}
	var keys [][]byte
	var want []int32
	for key, number := range planned {
		keys, want = append(keys, []byte(key)), append(want, number)
	}
	if diff := cmp.Diff(want, kafkatest.Partitions(t, keys, 12)); diff != "" {
		t.Errorf("(-plan +kafka-clients):\n%.2000s", diff)
	}
}

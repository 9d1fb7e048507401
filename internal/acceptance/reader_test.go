package acceptance

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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

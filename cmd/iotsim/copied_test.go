package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/iotsim/iotsim/internal/kafka"
)

// command runs one command line in the working directory.
func command(t *testing.T, args ...string) (code int, out, talk string) {
	t.Helper()
	var o, e bytes.Buffer
	code = newApp(strings.NewReader(""), &o, &e).execute(args)
	return code, o.String(), e.String()
}

// A pipeline is a consumer that copies a topic into another one, of other partitions
// and without headers.
func pipeline(t *testing.T, brokers, from, to string, change func([]*kgo.Record) []*kgo.Record) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers), kgo.ConsumeTopics(from),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.ProducerLinger(0))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := kadm.NewClient(client).CreateTopic(t.Context(), 5, 1, nil, to); err != nil {
		t.Fatal(err)
	}
	var read []*kgo.Record
	for len(read) < 1000 {
		read = append(read, client.PollFetches(t.Context()).Records()...)
	}
	// The broker answers for its partitions in any order; what is spoilt is the same in every run.
	slices.SortFunc(read, func(a, b *kgo.Record) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Partition, b.Partition))
	})
	records := make([]*kgo.Record, len(read))
	for i, r := range read {
		records[i] = &kgo.Record{Topic: to, Key: r.Key, Value: r.Value, Timestamp: r.Timestamp}
	}
	for _, r := range change(records) {
		if err := client.ProduceSync(context.Background(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

// next is the index of the following record with the key of record i.
func next(records []*kgo.Record, i int) int {
	for j := i + 1; ; j++ {
		if bytes.Equal(records[j].Key, records[i].Key) {
			return j
		}
	}
}

// spoil loses three records, doubles two and swaps two of a key.
func spoil(records []*kgo.Record) []*kgo.Record {
	j := next(records, 700)
	records[700], records[j] = records[j], records[700]
	var out []*kgo.Record
	for i, r := range records {
		switch i {
		case 100, 300, 500:
			continue
		case 200, 400:
			again := *r
			out = append(out, &again)
		}
		out = append(out, r)
	}
	return out
}

func TestWhatAPipelineDidIsFound(t *testing.T) {
	broker, err := kafka.StartEmbedded(kafka.EmbeddedOptions{Partitions: 20})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	}()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("short.hcl", []byte(shortScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, talk := command(t, "apply", "short.hcl", "--brokers", broker.Addr(), "--speed", "max"); code != exitGood {
		t.Fatal(talk)
	}
	pipeline(t, broker.Addr(), "short", "faithful", func(r []*kgo.Record) []*kgo.Record { return r })
	pipeline(t, broker.Addr(), "short", "spoilt", spoil)
	pipeline(t, broker.Addr(), "short", "stamped", func(r []*kgo.Record) []*kgo.Record {
		for i := range r {
			r[i].Timestamp = r[i].Timestamp.AddDate(1, 0, 0)
		}
		return r
	})
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--topic", "faithful"}, exitGood, "Verified: 1,000 of 1,000 records read back, 1,000 equal, 0 missing, 0 extra.\n"},
		{[]string{"--topic", "spoilt"}, exitFailed, "Not as planned: 999 of 1,000 records read back, 996 equal, 3 missing, 2 duplicate, 1 reordered.\n"},
		{[]string{"--topic", "spoilt", "--allow", "duplicates,reorder"}, exitFailed, "3 missing"},
		{[]string{"--topic", "stamped"}, exitFailed, "None of the timestamps is of the plan: the pipeline makes its own. Write the values alone to a file"},
		{[]string{"--topic", "nowhere"}, exitDestination, ""},
		{[]string{"--topic", "spoilt", "--allow", "loss"}, exitUsage, ""},
		{[]string{"--topic", "spoilt", "--follow"}, exitUsage, ""},
		{[]string{"--allow", "reorder"}, exitUsage, ""},
	} {
		code, out, talk := command(t, append([]string{"verify", "short.hcl"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%v: exit code %d, not %d\n%s%s", c.args, code, c.code, out, talk)
		}
	}
}

// Files are known by what is in them: records, or values alone.
func TestFilesAreVerified(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("short.hcl", []byte(shortScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"records:whole.ndjson", "file:values.ndjson"} {
		if code, _, talk := command(t, "apply", "short.hcl", "--sink", form, "--speed", "max"); code != exitGood {
			t.Fatal(talk)
		}
		_, name, _ := strings.Cut(form, ":")
		code, out, talk := command(t, "verify", "short.hcl", "--file", name)
		if code != exitGood || !strings.Contains(out, "Verified: 1,000 of 1,000") {
			t.Errorf("%s: exit code %d\n%s%s", form, code, out, talk)
		}
	}
	for _, name := range []string{"whole.ndjson", "values.ndjson"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(text), "\n")
		parts := map[string]string{
			"first": strings.Join(lines[:500], ""), "second": strings.Join(lines[500:], ""),
			"less": strings.Join(lines[1:], ""), "more": string(text) + lines[3], "other": string(text) + "{}\n",
		}
		for part, text := range parts {
			if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			files []string
			code  int
			want  string
		}{
			{[]string{"less"}, exitFailed, "999 equal, 1 missing."},
			{[]string{"more"}, exitFailed, "1,000 equal, 1 duplicate."},
			{[]string{"other"}, exitFailed, "1,000 equal, 1 alien."},
			{[]string{"first", "second", "second"}, exitFailed, "1,000 equal, 500 duplicate."},
			{[]string{filepath.Join("no", "where")}, exitInconclusive, ""},
		} {
			args := []string{"verify", "short.hcl"}
			for _, f := range c.files {
				args = append(args, "--file", f)
			}
			if code, out, talk := command(t, args...); code != c.code || !strings.Contains(out, c.want) {
				t.Errorf("%s, %v: exit code %d, not %d\n%s%s", name, c.files, code, c.code, out, talk)
			}
		}
	}
}

// Records that have one identity cannot be told apart, and that is said.
func TestCopiesThatCannotBeToldApartAreRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	constant := strings.Replace(shortScenario, "sensor", "payload = { one = 1 }\n  sensor", 1)
	if err := os.WriteFile("short.hcl", []byte(constant), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, talk := command(t, "apply", "short.hcl", "--sink", "file:values.ndjson", "--speed", "max"); code != exitGood {
		t.Fatal(talk)
	}
	code, _, talk := command(t, "verify", "short.hcl", "--file", "values.ndjson")
	if want := `two planned records have the value "{\"one\":1}"`; code != exitInconclusive || !strings.Contains(talk, want) {
		t.Errorf("exit code %d: %s", code, fmt.Sprint(talk))
	}
}

package kafkatest

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// Programs on Kafka's own client, which shares no code with ours. The JDK runs
// them from source.
var (
	//go:embed Partition.java
	partitionSource []byte
	//go:embed Dump.java
	dumpSource []byte
)

// NeedJars skips a test that wants Kafka's own client where the jars are not
// asked for.
func NeedJars(t testing.TB) {
	t.Helper()
	if Chosen() != Jars {
		t.Skip("needs Kafka's own client (IOTSIM_TEST_KAFKA=jars)")
	}
}

// Tool is the command line of one of Kafka's own tools, a class, with the memory and the
// collector that Kafka's scripts give it.
func Tool(t testing.TB, class string, args ...string) []string {
	t.Helper()
	NeedJars(t)
	var folders []string
	for _, get := range []func() (string, error){tools, libs} {
		folder, err := get()
		if err != nil {
			absent(t, err)
		}
		folders = append(folders, filepath.Join(folder, "*"))
	}
	java, err := exec.LookPath("java")
	if err != nil {
		absent(t, fmt.Errorf("%w: java", errMissing))
	}
	return append([]string{
		java, "-Xmx512M", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35",
		"-XX:+ExplicitGCInvokesConcurrent", "-Dorg.apache.logging.log4j.level=ERROR",
		"-cp", strings.Join(folders, string(filepath.ListSeparator)), class,
	}, args...)
}

// Partitions is where Kafka's own producer would put the keys, none of which may
// be empty.
func Partitions(t testing.TB, keys [][]byte, partitions int32) []int32 {
	t.Helper()
	var in bytes.Buffer
	for _, key := range keys {
		fmt.Fprintln(&in, base64.StdEncoding.EncodeToString(key))
	}
	var chosen []int32
	for line := range bytes.Lines(run(t, "Partition.java", partitionSource, in.Bytes(), fmt.Sprint(partitions))) {
		p, err := strconv.ParseInt(strings.TrimSpace(string(line)), 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		chosen = append(chosen, int32(p))
	}
	return chosen
}

// Dump is what Kafka's own consumer finds in a topic, by partition and in its order.
func (c *Cluster) Dump(t testing.TB, topic string) map[int32][]readback.Record {
	t.Helper()
	found := make(map[int32][]readback.Record)
	out := run(t, "Dump.java", dumpSource, nil, strings.Join(c.brokers, ","), topic)
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		partition, r, err := parse(strings.Fields(lines.Text()))
		if err != nil {
			t.Fatal(err)
		}
		found[partition] = append(found[partition], r)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// parse reads a line of Dump.java.
func parse(fields []string) (int32, readback.Record, error) {
	var partition int32
	var r readback.Record
	if len(fields) < 5 || len(fields)%2 == 0 {
		return 0, r, fmt.Errorf("a line of %d fields", len(fields))
	}
	if _, err := fmt.Sscan(strings.Join(fields[:3], " "), &partition, &r.Offset, &r.Timestamp); err != nil {
		return 0, r, err
	}
	values := make([][]byte, len(fields)-3)
	for i, f := range fields[3:] {
		var err error
		if values[i], err = decode(f); err != nil {
			return 0, r, err
		}
	}
	r.Key, r.Value = values[0], values[1]
	for i := 2; i < len(values); i += 2 {
		r.Headers = append(r.Headers, engine.Header{Key: string(values[i]), Value: values[i+1]})
	}
	return partition, r, nil
}

func decode(field string) ([]byte, error) {
	switch field {
	case "-":
		return nil, nil
	case "=":
		return []byte{}, nil
	}
	return base64.StdEncoding.DecodeString(field)
}

// run runs a program from source and gives its output.
func run(t testing.TB, name string, source, in []byte, args ...string) []byte {
	t.Helper()
	NeedJars(t)
	libs, err := libs()
	if err != nil {
		absent(t, err)
	}
	java, err := exec.LookPath("java")
	if err != nil {
		absent(t, fmt.Errorf("%w: java", errMissing))
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, source, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), java, append([]string{
		"-Dorg.apache.logging.log4j.level=ERROR", "-cp", filepath.Join(libs, "*"), file}, args...)...)
	cmd.Stdin = bytes.NewReader(in)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, errs.Bytes())
	}
	return out.Bytes()
}

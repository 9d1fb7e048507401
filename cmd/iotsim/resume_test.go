package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/kafka"
)

// filedScenario sends to files, labels among the data or beside it.
const filedScenario = `
scenario "filed" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 60 }

fault "lossy" {
  effect "drop" { share = "20%" }
  effect "delay" {
    share = "30%"
    by    = uniform("0s", "3s")
  }
}

phase "run" {
  duration = "20s"
  faults   = [fault.lossy]
}

sink "kafka" { partitions = 3 }

labels { topic = "truth" }
`

// Wherever files are cut, each at a place of its own, they become what they are when
// nothing was cut.
func TestFilesGoOnWhereverTheyAreCut(t *testing.T) {
	for _, sink := range []string{"records:all.ndjson", "file:values.ndjson", "file:{topic}-{partition}.ndjson", "records:some-{partition}.ndjson"} {
		t.Run(sink, func(t *testing.T) {
			t.Chdir(t.TempDir())
			write(t, "s.hcl", filedScenario)
			apply := "apply s.hcl --speed max --run cut --sink " + sink
			wantRun(t, apply)
			whole := lineFiles(t)
			if len(whole) == 0 {
				t.Fatal("nothing was written")
			}
			random := rand.New(rand.NewPCG(1, uint64(len(sink))))
			for range 6 {
				for name, text := range whole {
					switch cut := random.IntN(len(text) + len(text)/5); {
					case cut < len(text):
						write(t, name, text[:cut])
					case cut%2 == 0:
						if err := os.Remove(name); err != nil {
							t.Fatal(err)
						}
					}
				}
				wantRun(t, apply+" --resume")
				if diff := cmp.Diff(whole, lineFiles(t)); diff != "" {
					t.Fatalf("(-whole +gone on with)\n%.1000s", diff)
				}
			}
		})
	}
}

// A compressed file goes on too; its pieces need not be the same.
func TestACompressedFileGoesOn(t *testing.T) {
	t.Chdir(t.TempDir())
	const sink = "\nsink \"file\" {\n  path        = \"all.ndjson.gz\"\n  compression = \"gzip\"\n  records     = true\n}\n"
	write(t, "s.hcl", strings.Replace(filedScenario, "sink \"kafka\" { partitions = 3 }", sink, 1))
	const apply = "apply s.hcl --speed max --run cut"
	wantRun(t, apply)
	packed := readFile(t, "all.ndjson.gz")
	want := unzipped(t, packed)
	for _, cut := range []int{0, 5, len(packed) / 3, len(packed) / 2, len(packed) - 1, len(packed)} {
		write(t, "all.ndjson.gz", packed[:cut])
		wantRun(t, apply+" --resume")
		if diff := cmp.Diff(want, unzipped(t, readFile(t, "all.ndjson.gz"))); diff != "" {
			t.Fatalf("cut at %d of %d (-whole +gone on with)\n%.1000s", cut, len(packed), diff)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func unzipped(t *testing.T, packed string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// lineFiles are the files that hold lines.
func lineFiles(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range names {
		files[name] = readFile(t, name)
	}
	return files
}

// wantRun runs a command line that must go well.
func wantRun(t *testing.T, line string) (talk string) {
	t.Helper()
	var out, said bytes.Buffer
	if code := run(strings.Fields(line), nil, &out, &said); code != exitGood {
		t.Fatalf("%s: exit code %d\n%s%s", line, code, out.String(), said.String())
	}
	return said.String()
}

// Who interrupts a run is told how to go on with it, word by word, where that is
// possible.
func TestAnInterruptedRunSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	folder, broker := t.TempDir(), startBroker(t)
	text := strings.Replace(filedScenario, `"20s"`, `var.long`, 1) + "variable \"long\" {\n  type    = duration\n  default = \"1h\"\n}\n"
	if err := os.WriteFile(filepath.Join(folder, "a scenario.hcl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startProcess(t, folder, "apply", "a scenario.hcl", "--brokers", broker, "--speed", "6x", "--var", "long=10m")
	awaitRecords(t, broker, 1)
	p.signal(syscall.SIGINT)
	if code := p.code(); code != exitInterrupted {
		t.Fatalf("exit code %d:\n%s", code, p.said.String())
	}
	want := "To go on with it: iotsim apply 'a scenario.hcl' --brokers " + broker + " --speed 6x --var long=10m --resume\n"
	if !strings.Contains(p.said.String(), want) {
		t.Fatalf("it does not say %q:\n%s", want, p.said.String())
	}
	again := startProcess(t, folder, "apply", "a scenario.hcl", "--brokers", broker, "--speed", "max", "--var", "long=10m", "--resume", "--verify")
	if code := again.code(); code != exitGood || !strings.Contains(again.out.String(), "Verified: ") {
		t.Errorf("exit code %d\n%s%s", code, again.said.String(), again.out.String())
	}
	for _, sink := range []string{"null", "kafka"} { // nowhere, and the embedded broker
		p := startProcess(t, folder, "apply", "a scenario.hcl", "--sink", sink)
		p.await("Run ")
		p.signal(syscall.SIGINT)
		if code := p.code(); code != exitInterrupted || strings.Contains(p.said.String(), "To go on") {
			t.Errorf("exit code %d:\n%s", code, p.said.String())
		}
	}
}

// A writer that was thought dead and was not is noticed by itself and by the one that
// went on for it.
func TestTwoWritersOfARunNoticeEachOther(t *testing.T) {
	t.Parallel()
	folder, broker := t.TempDir(), startBroker(t)
	if err := os.WriteFile(filepath.Join(folder, "s.hcl"), []byte(strings.Replace(filedScenario, `"20s"`, `"1h"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	first := startProcess(t, folder, "apply", "s.hcl", "--brokers", broker)
	awaitRecords(t, broker, 30)
	first.signal(syscall.SIGSTOP)
	second := startProcess(t, folder, "apply", "s.hcl", "--brokers", broker, "--resume")
	second.await("It goes on behind")
	awaitRecords(t, broker, 90)
	first.signal(syscall.SIGCONT)
	for name, p := range map[string]*process{"first": first, "second": second} {
		if code := p.code(); code != exitOtherWriter || !strings.Contains(p.said.String(), "Another writer on the topic") {
			t.Errorf("the %s ends with %d:\n%s", name, code, p.said.String())
		}
	}
}

// awaitRecords waits until the topic of data holds so many more records.
func awaitRecords(t *testing.T, broker string, more int64) {
	t.Helper()
	c, err := kafka.Connect(t.Context(), kafka.Options{Brokers: []string{broker}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	first := int64(-1)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		states, err := c.Describe(t.Context(), "iotsim")
		if err != nil {
			continue // it is not there yet
		}
		sum := int64(0)
		for _, span := range states[0].Spans {
			sum += span.End
		}
		if first < 0 {
			first = sum
		}
		if sum >= first+more {
			return
		}
	}
	t.Fatalf("no %d records came", more)
}

// Nobody is disturbed by a resume of a run that is still going on.
func TestARunThatGoesOnIsNotGoneOnWith(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it watches a topic for as long as a dead writer's records may take")
	}
	folder, broker := t.TempDir(), startBroker(t)
	if err := os.WriteFile(filepath.Join(folder, "s.hcl"), []byte(strings.Replace(filedScenario, `"20s"`, `"1h"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	first := startProcess(t, folder, "apply", "s.hcl", "--brokers", broker, "--speed", "2x")
	awaitRecords(t, broker, 30)
	second := startProcess(t, folder, "apply", "s.hcl", "--brokers", broker, "--resume")
	if code := second.code(); code != exitOtherWriter || !strings.Contains(second.said.String(), "still being written") {
		t.Errorf("exit code %d:\n%s", code, second.said.String())
	}
	first.signal(syscall.SIGINT)
	if code := first.code(); code != exitInterrupted {
		t.Errorf("the run that was going on ends with %d:\n%s", code, first.said.String())
	}
}

// A run without an end goes on from wherever it was left, and all of it is verified.
func TestARunWithoutAnEndGoesOn(t *testing.T) {
	t.Parallel()
	folder, broker := t.TempDir(), startBroker(t)
	if err := os.WriteFile(filepath.Join(folder, "s.hcl"), []byte(strings.Replace(filedScenario, `"20s"`, `"forever"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		p := startProcess(t, folder, "apply", "s.hcl", "--brokers", broker, "--speed", "60x", "--resume", "--run", "ever")
		p.await("It goes on behind")
		awaitRecords(t, broker, 2000)
		p.signal(syscall.SIGINT)
		if code := p.code(); code != exitGood {
			t.Fatalf("exit code %d:\n%s", code, p.said.String())
		}
	}
	v := startProcess(t, folder, "verify", "ever", "--json")
	if code := v.code(); code != exitGood {
		t.Fatalf("exit code %d:\n%s%s", code, v.said.String(), v.out.String())
	}
	var report struct{ Read, Equal int64 }
	if err := json.Unmarshal(v.out.Bytes(), &report); err != nil || report.Equal < 6000 || report.Equal != report.Read {
		t.Errorf("%+v, %v", report, err)
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A rewrite makes one scenario of another.
type rewrite struct{ old, new string }

// rewrites are all kinds of change to testdata/diff/plant.hcl; what diff says of
// each is in the file of that name.
var rewrites = map[string][]rewrite{
	"layout":                {{"start = ", "start      = "}, {"locals { limit = 80 }", "locals {\n  limit = 40 * 2 # as before\n}"}},
	"scenario":              {{"seed  = 7", "seed = 8\n  description = \"Louder.\"\n  timezone = \"Asia/Shanghai\"\n  speed = 60"}, {`"plant" {`, `"works" {`}, {"06:00:00Z", "07:00:00Z"}},
	"start_open":            {{`"2026-03-02T06:00:00Z"`, `"now-3d"`}},
	"constant":              {{"limit = 80", "limit = 70"}},
	"model_added":           {{`model "meter" {`, "model \"valve\" {\n  interval = \"5s\"\n  jitter = \"20%\"\n  sensor \"open\" { value = switch(\"45m\", \"15m\") }\n}\n\nmodel \"meter\" {"}},
	"model_removed":         {{"model \"meter\" {\n  interval = \"2s\"\n  sensor \"power\" { value = replay(\"past.csv\", \"kw\") }\n  payload = {\n    id = \"{id}\"\n    at = timestamp.ms\n    kw = sensor.power.value\n    no = \"{index}\"\n  }\n}\n", ""}, {"    devices \"meter\" {}\n", ""}},
	"model_interval":        {{`interval = "1s"`, `interval = "1500ms"`}},
	"sensor_value":          {{"normal(60, 2)", "normal(61, 2)"}, {"[0, 90]", "[-5, 95]"}, {`"°C"`, `"K"`}},
	"sensor_rhythm":         {{"amplitude = 4", "amplitude = 5"}},
	"sensor_added":          {{"  device_info {", "  sensor \"hum\" { value = constant(50) }\n  device_info {"}},
	"sensor_removed":        {{"  sensor \"current\" {\n    formula = \"temperature > local.limit ? 3 : 2 + noise\"\n    noise   = normal(0, 0.1)\n  }\n", ""}, {"  effect \"bias\" {\n    sensor = \"current\"\n    add    = 1.5\n  }\n", ""}},
	"sensor_order":          {{"  sensor \"current\" {\n    formula = \"temperature > local.limit ? 3 : 2 + noise\"\n    noise   = normal(0, 0.1)\n  }\n", ""}, {"  sensor \"temperature\" {", "  sensor \"current\" {\n    formula = \"2 + noise\"\n    noise   = normal(0, 0.1)\n  }\n  sensor \"temperature\" {"}},
	"device_info":           {{`"1.2.3"`, `"1.3.0"`}, {`"0.4/h"`, `"0.5/h"`}, {"    serial   = \"SN-{index}\"\n    battery ", "    room     = \"{room}\"\n    battery "}},
	"payload":               {{"at = timestamp.ms", "at = timestamp.rfc3339\n    tags = [\"a\", 2]"}},
	"recording":             {{"60,2", "60,3"}},
	"devices_count":         {{"count = 5\n      id    = \"m-{index:03}\"\n    }\n    devices \"meter\" {}", "count = 6\n      id    = \"m-{index:03}\"\n    }\n    devices \"meter\" {}"}},
	"devices_added":         {{"    count = 4", "    count = 5"}},
	"devices_removed":       {{"    devices \"meter\" {}\n", ""}, {"model \"meter\"", "model \"spare\""}},
	"devices_words":         {{"    devices \"meter\" {}", "    devices \"meter\" {\n      interval = \"4s\"\n      id       = \"x-{room}-{n}\"\n    }"}, {`"north" }` + "\n  room", `"south" }` + "\n  room"}},
	"places_order":          {{"building \"B\" {\n  room \"1\" {\n    devices \"motor\" {\n      count = 5\n      id    = \"m-{index:03}\"\n    }\n  }\n}\n", ""}, {"building \"A\" {", "building \"B\" {\n  room \"1\" {\n    devices \"motor\" {\n      count = 5\n      id    = \"m-{index:03}\"\n    }\n  }\n}\n\nbuilding \"A\" {"}},
	"fault_words":           {{`"50%"`, `"25%"`}, {"count = 3", "count = 4"}, {"== 'A'", "== 'B'"}, {`lasts = "5s"`, `lasts = uniform("1s", "4s")`}},
	"fault_added":           {{"phase \"ramp\"", "fault \"late\" {\n  effect \"delay\" { by = \"2s\" }\n}\n\nphase \"ramp\""}, {"[fault.wear]", "[fault.wear, fault.late]"}},
	"fault_removed":         {{"fault \"dark\" {\n  count = 3\n  where = \"device.building == 'A'\"\n  lasts = \"5s\"\n  effect \"offline\" {}\n}\n", ""}, {"    faults   = [fault.dark]\n", ""}},
	"effect_words":          {{"add    = 1.5", "add    = 2\n    grow = \"2s\""}, {`"10%"`, `"20%"`}},
	"effect_added":          {{"  effect \"drop\"", "  effect \"bias\" {\n    sensor = \"temperature\"\n    add = -3\n  }\n  effect \"drop\""}},
	"effect_removed":        {{"  effect \"drop\" { share = \"10%\" }\n", ""}},
	"phase_words":           {{"ramp(0, 20)", "ramp(0, \"80%\", \"ease\")"}, {`"50/s"`, "3"}, {"faults   = [fault.wear]", "faults   = [fault.wear, fault.dark]"}, {"duration = \"10s\"\n  devices  = \"100%\"", "duration = \"20s\"\n  devices  = \"100%\""}},
	"phase_added":           {{"cycle \"shift\"", "phase \"rest\" {\n  duration = \"3s\"\n  rate = 0\n}\n\ncycle \"shift\""}},
	"phase_removed":         {{"phase \"ramp\" {\n  duration = \"10s\"\n  devices  = ramp(0, 20)\n}\n", ""}},
	"phase_order":           {{"phase \"ramp\" {\n  duration = \"10s\"\n  devices  = ramp(0, 20)\n}\n", ""}, {"cycle \"shift\"", "phase \"ramp\" {\n  duration = \"10s\"\n  devices  = ramp(0, 20)\n}\n\ncycle \"shift\""}},
	"cycle":                 {{"times = 2", "times = 3"}},
	"sink_words":            {{"plant.data", "plant.raw"}, {"partitions = 3", "partitions = 4\n  key = \"{building}\"\n  compression = \"zstd\""}, {`site = "north"`, `site = "south", unit = "{n}"`}, {`, seat = "{index}"`, ``}, {`"60000"`, `"90000"`}},
	"sink_added":            {{"labels {", "sink \"file\" { path = \"out.ndjson\" }\n\nlabels {"}},
	"sink_delivery":         {{"topic      =", "linger = \"5ms\"\n  topic      ="}},
	"labels":                {{"labels { topic = \"plant.labels\" }\n", ""}},
	"expectation":           {{"failed == 0", "failed + unknown == 0"}},
	"expectation_added":     {{"expect \"lossless\"", "expect \"fast\" {\n  that = \"ack_latency.p99 < 250\"\n  during = phase.busy\n  settle = \"1s\"\n}\n\nexpect \"lossless\""}},
	"everything_is_another": {{"plant.data", "x"}, {"building \"A\"", "building \"C\""}, {"building \"B\"", "building \"D\""}, {`fault "wear"`, `fault "worn"`}, {"[fault.wear]", "[fault.worn]"}},
}

// rewritten is a scenario with rewrites, each of which must apply.
func rewritten(t *testing.T, texts map[string]string, all []rewrite) {
	t.Helper()
	for _, r := range all {
		done := false
		for name, text := range texts {
			if strings.Contains(text, r.old) {
				texts[name], done = strings.ReplaceAll(text, r.old, r.new), true
			}
		}
		if !done {
			t.Fatalf("there is no %q to rewrite", r.old)
		}
	}
}

// plants are the two scenarios of a rewrite, in folders a and b.
func plants(t *testing.T, all []rewrite) {
	t.Helper()
	texts := map[string]string{}
	for _, name := range []string{"plant.hcl", "past.csv"} {
		text, err := os.ReadFile(filepath.Join("../../testdata/diff", name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	t.Chdir(t.TempDir())
	for _, folder := range []string{"a", "b"} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		for name, text := range texts {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		rewritten(t, texts, all)
		all = nil
	}
}

func TestDiffNamesEveryKindOfChange(t *testing.T) {
	goldens, err := filepath.Abs("../../testdata/diff")
	if err != nil {
		t.Fatal(err)
	}
	for name, all := range rewrites {
		t.Run(name, func(t *testing.T) {
			plants(t, all)
			var out, errs bytes.Buffer
			want := exitFailed
			if name == "layout" {
				want = exitGood
			}
			if code := run([]string{"diff", "a/plant.hcl", "b/plant.hcl", "--exit-code"}, nil, &out, &errs); code != want {
				t.Fatalf("exit code %d: %s", code, &errs)
			}
			golden := filepath.Join(goldens, name+".txt")
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			text, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(text), out.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			checkMirror(t, out.String())
		})
	}
}

// checkMirror holds that the other way round as much changes, and that JSON says so.
func checkMirror(t *testing.T, text string) {
	t.Helper()
	var changes [2]int
	for i, args := range [][]string{{"diff", "a/plant.hcl", "b/plant.hcl", "--json"}, {"diff", "b/plant.hcl", "a/plant.hcl", "--json"}} {
		var out, errs bytes.Buffer
		if code := run(args, nil, &out, &errs); code != exitGood {
			t.Fatalf("exit code %d: %s", code, &errs)
		}
		var d struct {
			Format  string
			Equal   bool
			Changes []struct{ Kind, Name, A, B string }
		}
		if err := json.Unmarshal(out.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		if d.Format != "iotsim/diff/1" || d.Equal != (len(d.Changes) == 0) {
			t.Errorf("%s", &out)
		}
		for _, c := range d.Changes {
			if c.A == "" && c.B == "" {
				t.Errorf("%s %s is written nowhere", c.Kind, c.Name)
			}
			if i == 0 && !strings.Contains(text, strings.TrimSpace(c.Kind+" "+c.Name)) {
				t.Errorf("the text has no %s %s", c.Kind, c.Name)
			}
		}
		changes[i] = len(d.Changes)
	}
	if changes[0] != changes[1] {
		t.Errorf("%d changes there, %d back", changes[0], changes[1])
	}
}

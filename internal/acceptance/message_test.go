package acceptance

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// seedMessage is the message that the project began with, in compact form.
const seedMessage = `{"device_id":"device_001","timestamp":1640995200000,` +
	`"location":{"building":"A栋","floor":3,"room":"301"},` +
	`"sensors":{"temperature":{"value":25.6,"unit":"°C","status":"normal"},` +
	`"humidity":{"value":65.2,"unit":"%","status":"normal"},` +
	`"pressure":{"value":1013.25,"unit":"hPa","status":"normal"},` +
	`"switch_status":{"value":true,"status":"on"},` +
	`"current":{"value":2.5,"unit":"A","status":"normal"}},` +
	`"device_info":{"model":"IOT-SENSOR-V2","firmware":"1.2.3","battery":85,"signal_strength":-45}}`

func TestConstantsReproduceTheSeedsMessage(t *testing.T) {
	p := start(t, "testdata", "sample", "seed.hcl", "--count", "1").ends(exitGood)
	if got := p.out.String(); got != seedMessage+"\n" {
		t.Errorf("the message is\n%swant\n%s", got, seedMessage)
	}
}

// messageSchema is the JSON Schema that `iotsim docs --message` prints, as a
// consumer reads it.
func messageSchema(t *testing.T, scenario ...string) *jsonschema.Schema {
	t.Helper()
	p := start(t, ".", append([]string{"docs", "--message"}, scenario...)...).ends(exitGood)
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(p.out.String()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("message.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("message.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// judge says what a schema thinks of a message.
func judge(t *testing.T, schema *jsonschema.Schema, message string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(message))
	if err != nil {
		t.Fatalf("no JSON: %v in %s", err, message)
	}
	return schema.Validate(document)
}

func TestSchemaAcceptsShippedScenarios(t *testing.T) {
	files, err := filepath.Glob(shipped("*.hcl"))
	if err != nil || len(files) < 3 {
		t.Fatalf("found %d scenarios (%v): this test would show nothing", len(files), err)
	}
	general := messageSchema(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			exact := messageSchema(t, file)
			for _, message := range append(sample(t, file, 0), sample(t, file, 0.7)...) { // of the factory: when all its faults are at work
				if err := judge(t, exact, message); err != nil {
					t.Fatalf("%v: %s", err, message)
				}
				if !strings.Contains(message, `"device_info":`) {
					continue // a payload of the author's own, which only the scenario's schema knows
				}
				if err := judge(t, general, message); err != nil {
					t.Fatalf("%v: %s", err, message)
				}
			}
		})
	}
}

// sample is what five hundred readings of a scenario send, from a share of its
// duration on, aside from messages that a fault damages: labels say which.
func sample(t *testing.T, file string, from float64) []string {
	t.Helper()
	flags := []string{file}
	if filepath.Base(file) == "smart_metering.hcl" {
		flags = append(flags, "--var", "meters=20000") // a million say nothing else
	}
	plan := read[struct{ Duration time.Duration }](start(t, ".", append([]string{"plan", "--json"}, flags...)...).ends(exitGood))
	at := time.Duration(from * float64(plan.Duration)).Truncate(time.Millisecond)
	p := start(t, ".", append([]string{"sample", "--labels", "--json", "--count", "500", "--at", at.String()}, flags...)...).ends(exitGood)
	var whole []string
	for line := range strings.Lines(p.out.String()) {
		var reading struct {
			Messages []json.RawMessage
			Labels   []struct{ Kind string }
		}
		if err := json.Unmarshal([]byte(line), &reading); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		damaged := false
		for _, l := range reading.Labels {
			damaged = damaged || l.Kind == "message"
		}
		for _, message := range reading.Messages {
			if !damaged {
				whole = append(whole, string(message))
			}
		}
	}
	if len(whole) < 100 {
		t.Fatalf("%d messages are whole: this test would show little", len(whole))
	}
	return whole
}

// Each of these breaks the seed's message in one place. internal/codec tries
// many more; here the printed schema must refuse them.
func TestSchemaRefusesBrokenMessages(t *testing.T) {
	general, exact := messageSchema(t), messageSchema(t, filepath.Join("testdata", "seed.hcl"))
	for _, schema := range []*jsonschema.Schema{general, exact} {
		if err := judge(t, schema, seedMessage); err != nil {
			t.Fatalf("the whole message is refused: %v", err)
		}
	}
	type breach struct{ name, old, new string }
	exactly := []breach{ // statuses may be an author's own words: only the scenario's schema knows which
		{"unknown status", `2.5,"unit":"A","status":"normal"`, `2.5,"unit":"A","status":"fine"`},
		{"number that is on", `2.5,"unit":"A","status":"normal"`, `2.5,"unit":"A","status":"on"`},
		{"true that is off", `"status":"on"`, `"status":"off"`},
	}
	generally := []breach{
		{"no device_id", `"device_id":"device_001",`, ``},
		{"number as device_id", `"device_001"`, `1`},
		{"no timestamp", `"timestamp":1640995200000,`, ``},
		{"text as timestamp", `1640995200000`, `"2022-01-01T00:00:00Z"`},
		{"fraction in timestamp", `1640995200000`, `1640995200000.5`},
		{"no location", `"location":{"building":"A栋","floor":3,"room":"301"},`, ``},
		{"null as building", `"A栋"`, `null`},
		{"text as floor", `"floor":3`, `"floor":"3"`},
		{"fraction of a floor", `"floor":3`, `"floor":3.5`},
		{"unknown level", `"room":"301"`, `"room":"301","desk":"4"`},
		{"sensor that is only a number", `{"value":2.5,"unit":"A","status":"normal"}`, `2.5`},
		{"no value", `"value":25.6,`, ``},
		{"list as value", `25.6`, `[25.6]`},
		{"empty unit", `"°C"`, `""`},
		{"no status", `25.6,"unit":"°C","status":"normal"`, `25.6,"unit":"°C"`},
		{"empty status", `"status":"on"`, `"status":""`},
		{"number as status", `"status":"on"`, `"status":1`},
		{"unknown member of a sensor", `"value":2.5`, `"value":2.5,"quality":1`},
		{"no device_info", `,"device_info":{"model":"IOT-SENSOR-V2","firmware":"1.2.3","battery":85,"signal_strength":-45}`, ``},
		{"no model", `"model":"IOT-SENSOR-V2",`, ``},
		{"unknown member", `"timestamp"`, `"version":1,"timestamp"`},
	}
	for i, broken := range append(generally, exactly...) {
		t.Run(broken.name, func(t *testing.T) {
			if strings.Count(seedMessage, broken.old) != 1 {
				t.Fatalf("%q must break the message in one place", broken.old)
			}
			message := strings.Replace(seedMessage, broken.old, broken.new, 1)
			if i < len(generally) && judge(t, general, message) == nil {
				t.Errorf("the general schema accepts %s", message)
			}
			if judge(t, exact, message) == nil {
				t.Errorf("the scenario's schema accepts %s", message)
			}
		})
	}
}

package codec

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// compileSchema reads a schema as a consumer would.
func compileSchema(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
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

// validate says what a schema thinks of a message.
func validate(t *testing.T, schema *jsonschema.Schema, message string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(message))
	if err != nil {
		t.Fatalf("no JSON: %v in %s", err, message)
	}
	return schema.Validate(document)
}

func TestSchemasAcceptWhatTheLayoutWrites(t *testing.T) {
	general := compileSchema(t, GeneralSchema())
	exact := compileSchema(t, Schema([]Model{seedModel()}, seedReading().Place))
	levelless := compileSchema(t, Schema([]Model{seedModel()}))
	layout := Default(seedModel())
	null := seedReading()
	null.Values[4] = Value{}
	null.Statuses[4] = Critical
	for _, reading := range []*Reading{seedReading(), variedSeed(1), variedSeed(2), variedSeed(3), null} {
		message := string(layout.Append(nil, reading))
		for _, schema := range []*jsonschema.Schema{general, exact, levelless} {
			if err := validate(t, schema, message); err != nil {
				t.Errorf("%s: %v", message, err)
			}
		}
	}
}

// TestSchemasRefuseBrokenMessages breaks the seed's message in one place each.
// Some faults only a schema that knows the model can see.
func TestSchemasRefuseBrokenMessages(t *testing.T) {
	general := compileSchema(t, GeneralSchema())
	exact := compileSchema(t, Schema([]Model{seedModel()}, seedReading().Place))
	seen := map[string]bool{}
	refused := 0
	for _, c := range []struct {
		name     string
		old, new string
		model    bool // only the exact schema refuses it
	}{
		{"no device_id", `"device_id":"device_001",`, ``, false},
		{"empty device_id", `"device_001"`, `""`, false},
		{"number as device_id", `"device_001"`, `1`, false},
		{"no timestamp", `"timestamp":1640995200000,`, ``, false},
		{"text as timestamp", `1640995200000`, `"2022-01-01T00:00:00Z"`, false},
		{"fraction in timestamp", `1640995200000`, `1640995200000.5`, false},
		{"no location", `"location":{"building":"A栋","floor":3,"room":"301"},`, ``, false},
		{"null as building", `"A栋"`, `null`, false},
		{"text as floor", `"floor":3`, `"floor":"3"`, false},
		{"fraction of a floor", `"floor":3`, `"floor":3.5`, false},
		{"number as room", `"room":"301"`, `"room":301`, false},
		{"unknown level", `"room":"301"`, `"room":"301","desk":"4"`, false},
		{"missing level", `,"room":"301"`, ``, true},
		{"no sensors", seedMessage[strings.Index(seedMessage, `"sensors"`):strings.Index(seedMessage, `"device_info"`)], ``, false},
		{"list of sensors", seedMessage[strings.Index(seedMessage, `{"temp`):strings.Index(seedMessage, `,"device_info"`)], `[]`, false},
		{"sensor missing", `,"current":{"value":2.5,"unit":"A","status":"normal"}`, ``, true},
		{"unknown sensor", `"current":`, `"currant":`, true},
		{"sensor that is only a number", `{"value":2.5,"unit":"A","status":"normal"}`, `2.5`, false},
		{"no value", `"value":25.6,`, ``, false},
		{"object as value", `25.6`, `{"v":25.6}`, false},
		{"list as value", `25.6`, `[25.6]`, false},
		{"text as value of a number", `25.6`, `"25.6"`, true},
		{"null where the sensor never says it", `25.6`, `null`, true},
		{"other unit", `"°C"`, `"°F"`, true},
		{"empty unit", `"°C"`, `""`, false},
		{"null as unit", `"°C"`, `null`, false},
		{"no unit", `"unit":"°C",`, ``, true},
		{"unit of a switch", `true,`, `true,"unit":"A",`, true},
		{"no status", `25.6,"unit":"°C","status":"normal"`, `25.6,"unit":"°C"`, false},
		{"unknown status", `2.5,"unit":"A","status":"normal"`, `2.5,"unit":"A","status":"fine"`, true},
		{"status in capitals", `2.5,"unit":"A","status":"normal"`, `2.5,"unit":"A","status":"NORMAL"`, true},
		{"number that is on", `2.5,"unit":"A","status":"normal"`, `2.5,"unit":"A","status":"on"`, true},
		{"true that is off", `"status":"on"`, `"status":"off"`, true},
		{"false that is on", `true`, `false`, true},
		{"switch in a band", `"status":"on"`, `"status":"normal"`, true},
		{"number as switch", `true`, `1`, true},
		{"unknown member of a sensor", `"value":2.5`, `"value":2.5,"quality":1`, false},
		{"no device_info", `,"device_info":{"model":"IOT-SENSOR-V2","firmware":"1.2.3","battery":85,"signal_strength":-45}`, ``, false},
		{"no model", `"model":"IOT-SENSOR-V2",`, ``, false},
		{"number as model", `"IOT-SENSOR-V2"`, `2`, false},
		{"other model", `V2`, `V3`, true},
		{"other constant", `1.2.3`, `1.2.4`, true},
		{"info missing", `"battery":85,`, ``, true},
		{"unknown info", `"battery":`, `"batery":`, true},
		{"text as number in device_info", `85`, `"85"`, true},
		{"object in device_info", `85`, `{"level":85}`, false},
		{"unknown member", `"timestamp"`, `"version":1,"timestamp"`, false},
		{"member in capitals", `"device_id"`, `"Device_ID"`, false},
		{"a list of messages", seedMessage, `[` + seedMessage + `]`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(seedMessage, c.old) != 1 || seen[c.name] {
				t.Fatalf("%q must break the message in one place, and once", c.name)
			}
			seen[c.name] = true
			broken := strings.Replace(seedMessage, c.old, c.new, 1)
			if validate(t, exact, broken) == nil {
				t.Errorf("exact schema accepts %s", broken)
			}
			if err := validate(t, general, broken); (err == nil) != c.model {
				t.Errorf("general schema says %v to %s", err, broken)
			}
			if !c.model {
				refused++
			}
		})
	}
	if refused < 20 {
		t.Errorf("the general schema was shown %d broken messages, want 20", refused)
	}
}

func otherModel() Model {
	return Model{
		Name: "PLC <&>",
		Sensors: []Sensor{
			{Name: "mode", Kind: Text},
			{Name: "valve", Kind: Bool, Null: true},
			{Name: "raw", Unit: "\"", Kind: Null},
		},
		Info: []Info{{Name: "serial", Kind: Text}},
	}
}

func otherReading(raw Value, status Status) *Reading {
	return &Reading{
		ID:       []byte("plc-1"),
		Place:    NewPlace("", false, nil, "hall", true),
		Values:   []Value{{Kind: Text, Text: []byte("auto")}, {}, raw},
		Statuses: []Status{Normal, Critical, status},
		Info:     []Value{{Kind: Text, Text: []byte("SN-1")}},
	}
}

func TestSchemaOfSeveralModelsKeepsThemApart(t *testing.T) {
	places := []*Place{seedReading().Place, otherReading(Value{}, Normal).Place}
	schema := compileSchema(t, Schema([]Model{seedModel(), otherModel()}, places...))
	other := Default(otherModel())
	for _, good := range []string{
		seedMessage,
		string(other.Append(nil, otherReading(Value{}, Warning))),
		string(other.Append(nil, otherReading(Value{Kind: Bool, Fixed: 1}, On))),
		string(other.Append(nil, otherReading(Value{Kind: Number, Fixed: 1}, Critical))),
	} {
		if err := validate(t, schema, good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for name, bad := range map[string]string{
		"sensors of one with the name of the other": strings.Replace(seedMessage, "IOT-SENSOR-V2", `PLC <&>`, 1),
		"a model that is neither":                   strings.Replace(seedMessage, "V2", `V3`, 1),
		"levels that no place has":                  strings.Replace(seedMessage, `"building":"A栋",`, ``, 1),
		"a boolean in a band":                       string(other.Append(nil, otherReading(Value{Kind: Bool}, Normal))),
	} {
		if validate(t, schema, bad) == nil {
			t.Errorf("%s is accepted: %s", name, bad)
		}
	}
}

// worded is the seed's model with words of its own for a number and a switch.
func worded() Model {
	m := seedModel()
	m.Sensors[0].Words = []string{"hot \"spot\"", "cold", "warning"}
	m.Sensors[3].Words = []string{"idle"}
	return m
}

func TestSchemasKnowOwnWords(t *testing.T) {
	exact, general := compileSchema(t, Schema([]Model{worded()}, seedReading().Place)), compileSchema(t, GeneralSchema())
	layout := Default(worded())
	for _, c := range []struct {
		sensor int
		status Status
		want   string
	}{
		{0, Own(0), `"value":25.6,"unit":"°C","status":"hot \"spot\""}`},
		{0, Own(2), `"value":25.6,"unit":"°C","status":"warning"}`},
		{0, Critical, `"value":25.6,"unit":"°C","status":"critical"}`},
		{3, Own(0), `"value":true,"status":"idle"}`},
		{3, On, `"value":true,"status":"on"}`},
	} {
		r := seedReading()
		r.Statuses[c.sensor] = c.status
		message := string(layout.Append(nil, r))
		if !strings.Contains(message, c.want) {
			t.Errorf("status %d of sensor %d: no %s in %s", c.status, c.sensor, c.want, message)
		}
		for name, schema := range map[string]*jsonschema.Schema{"exact": exact, "general": general} {
			if err := validate(t, schema, message); err != nil {
				t.Errorf("the %s schema refuses %s: %v", name, message, err)
			}
		}
	}
	message := string(layout.Append(nil, seedReading()))
	for _, c := range []struct{ old, new string }{
		{`"status":"normal"`, `"status":"hot"`}, {`"status":"normal"`, `"status":"on"`}, {`"status":"normal"`, `"status":"idle"`},
		{`"status":"on"`, `"status":"cold"`}, {`"status":"on"`, `"status":"normal"`},
	} {
		if broken := strings.Replace(message, c.old, c.new, 1); validate(t, exact, broken) == nil {
			t.Errorf("accepted: %s", broken)
		}
	}
	if broken := strings.Replace(message, `"status":"normal"`, `"status":""`, 1); validate(t, general, broken) == nil {
		t.Errorf("the general schema accepts an empty status")
	}
}

func TestSchemasAreReadable(t *testing.T) {
	text := string(Schema([]Model{seedModel(), otherModel()}))
	at := 0
	for _, next := range []string{
		"{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n",
		`"device_id": {`, `"timestamp": {`, `"location": {`, `"anyOf": [`,
		`"temperature": {`, `"const": "°C"`, `"humidity": {`, `"switch_status": {`, `"current": {`,
		`"const": "IOT-SENSOR-V2"`, `"battery": {`, `"mode": {`, `"const": "PLC <&>"`,
	} {
		i := strings.Index(text[at:], next)
		if i < 0 {
			t.Fatalf("no %s, or not in its place, in\n%s", next, text)
		}
		at += i
	}
}

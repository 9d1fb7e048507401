package engine

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/iotsim/iotsim/schema"
)

// authored decodes and compiles a scenario's text.
func authored(t testing.TB, text []byte) *Program {
	t.Helper()
	s, _, diags := schema.Decode([]schema.Source{{Name: "a.hcl", Text: text}}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return compile(t, s)
}

// everyPayload is the fixture that has everything a payload can hold.
func everyPayload(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("../testdata/valid/payload.hcl")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// messages are the values of all data records, in the order of the streams.
func messages(p *Program) [][]byte {
	var values [][]byte
	for i, s := range p.plan.Streams {
		if s.Labels {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			values = append(values, bytes.Clone(r.Value))
		}
	}
	return values
}

func TestPayloadsAreSentAsWritten(t *testing.T) {
	var got []string
	for _, m := range messages(authored(t, everyPayload(t))) {
		if bytes.Contains(m, []byte(`"seq":1,`)) {
			got = append(got, string(m))
		}
	}
	slices.Sort(got)
	wanted, err := os.ReadFile("../testdata/valid/payload.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(wanted)), strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// defaultPayload is the default message of a model, written as a payload.
func defaultPayload(m *schema.Model) *schema.Payload {
	object := func(members ...schema.PayloadMember) schema.Payload {
		return schema.Payload{Kind: schema.PayloadObject, Members: members}
	}
	reference := func(name string, names ...string) schema.PayloadMember {
		return schema.PayloadMember{Name: name, Value: schema.Payload{Kind: schema.PayloadReference, Reference: names}}
	}
	var sensors []schema.PayloadMember
	for _, s := range m.Sensors {
		said := []schema.PayloadMember{reference("value", "sensor", s.Name, "value")}
		if s.Unit != "" {
			said = append(said, reference("unit", "sensor", s.Name, "unit"))
		}
		sensors = append(sensors, schema.PayloadMember{Name: s.Name, Value: object(append(said, reference("status", "sensor", s.Name, "status"))...)})
	}
	info := []schema.PayloadMember{reference("model", "device", "model")}
	for _, in := range m.Info {
		info = append(info, reference(in.Name, "info", in.Name))
	}
	p := object(
		reference("device_id", "device", "id"),
		reference("timestamp", "timestamp", "ms"),
		schema.PayloadMember{Name: "location", Value: object(
			reference("building", "device", "building"), reference("floor", "device", "floor"), reference("room", "device", "room"))},
		schema.PayloadMember{Name: "sensors", Value: object(sensors...)},
		schema.PayloadMember{Name: "device_info", Value: object(info...)},
	)
	return &p
}

// Faults, labels and delivery know nothing of a message's shape: all records of
// a payload of the default's shape are the default's, to the last byte.
func TestAPayloadChangesNothingButTheShape(t *testing.T) {
	want, own := trial(100), trial(100)
	own.Models[0].Payload = defaultPayload(&own.Models[0])
	a, b := compile(t, want), compile(t, own)
	n := 0
	for i := range a.plan.Streams {
		ours, its := all(b.Sequence(i)), all(a.Sequence(i))
		if len(ours) != len(its) {
			t.Fatalf("stream %d has %d records, want %d", i, len(ours), len(its))
		}
		for j := range its {
			if line(ours[j]) != line(its[j]) {
				t.Fatalf("\n got %s\nwant %s", line(ours[j]), line(its[j]))
			}
			n++
		}
	}
	if n < 1000 {
		t.Errorf("only %d records were compared", n)
	}
	if a.plan.Digest == b.plan.Digest {
		t.Error("the payload is no part of the plan's digest")
	}
}

func TestPayloadsFitTheirSchemaAndTheirBound(t *testing.T) {
	hostile := strings.NewReplacer(`"A"`, `"A\u0001\"栋"`, `"101"`, `"\u0001\u0002"`, `"plc-{index:03}"`, `"\u0001{index}"`).Replace(string(everyPayload(t)))
	for _, text := range []string{string(everyPayload(t)), hostile} {
		p := authored(t, []byte(text))
		longest := fitsSchema(t, p)
		if b := p.plan.Bytes; longest > b.Largest || b.Largest > 6*longest {
			t.Errorf("the longest message has %d bytes, the plan allows %d", longest, b.Largest)
		}
	}
}

// fitsSchema holds all messages of a program against its schema, and is the length
// of the longest.
func fitsSchema(t *testing.T, p *Program) int64 {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(p.MessageSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("message.json", document); err != nil {
		t.Fatal(err)
	}
	accepted, err := compiler.Compile("message.json")
	if err != nil {
		t.Fatal(err)
	}
	longest := 0
	for _, m := range messages(p) {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(m))
		if err != nil {
			t.Fatalf("%v: %s", err, m)
		}
		if err := accepted.Validate(value); err != nil {
			t.Fatalf("%v: %s", err, m)
		}
		longest = max(longest, len(m))
	}
	return int64(longest)
}

// around is a scenario whose first model has the payload that is put in.
const around = `
scenario "s" {
  start = "2026-03-02T06:00:00Z"
}
variable "v" { default = "x" }
locals {
  l = [1, "two", { three = null }]
}
model "m" {
  interval = "1s"
  sensor "x" {
    unit  = "u"
    value = normal(0, 1)
  }
  sensor "on" { value = switch("1m", "1m") }
  sensor "bad" { formula = "1 / (x - x)" }
  device_info {
    serial = "SN{index}"
    level  = uniform(0, 9)
  }
  payload = PAYLOAD
}
building "B\"" {
  floor {
    number = -1
    devices "m" { count = 2 }
  }
}
devices "m" { count = 2 }
phase "p" { duration = "3s" }
sink "null" { partitions = 2 }
`

// Whatever stands behind payload =, nothing panics; and what is accepted makes
// valid JSON, no longer than the plan says.
func FuzzPayload(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{ a = sensor.x.value, b = [sensor.on.status, info.level, info.serial, sensor.bad.value, sensor.bad.status] }`,
		`{ a = timestamp.rfc3339, b = timestamp.ms, c = timestamp.us, d = timestamp.s, e = device.sequence }`,
		`{ a = device.id, b = device.n, c = device.index, d = device.model, e = device.devices, f = device.address }`,
		`{ a = device.building, b = device.floor, c = device.room, d = [device.floor, { e = device.room }] }`,
		`{ a = "{building}{floor:03}{room}{devices}{model}{n:20}{index}{id}", "\"" = "\u0000\\" }`,
		`{ a = local.l, (var.v) = var.v, b = [for i in range(3) : i], c = null, d = true, e = -0, f = 1e15, g = 0.1 }`,
		`{ a = sensor.x, b = sensor["on"].unit, c = sensor.x.value + 1, d = "${device.id}" }`,
		`[sensor.x.value]`, `local.l`, `{ a = { a = { a = [[[[]]]] } } }`, `{ a = 1, a = 2 }`, "{\n  a = 1\n  b = 2\n}", `{ a : 1 }`,
		`{ a = sensor.x[*], b = info[0], c = device["id"], timestamp = timestamp }`, `{`, `}`, `{ a = "{" }`, `{ a = "%{if true}x%{endif}" }`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		text := strings.Replace(around, "PAYLOAD", payload, 1)
		s, _, diags := schema.Decode([]schema.Source{{Name: "fuzz.hcl", Text: []byte(text)}}, schema.Options{})
		if diags.HasErrors() {
			if s != nil {
				Check(s)
			}
			return
		}
		plan, diags := Compile(s, CompileOptions{})
		if diags.HasErrors() || plan.Start == nil || plan.Totals.Published > 10_000 || plan.Bytes.Largest > 1<<20 {
			return
		}
		p, err := Open(plan, "fuzz")
		if err != nil {
			t.Fatal(err)
		}
		if schema := p.MessageSchema(); !json.Valid(schema) {
			t.Errorf("the schema is no JSON: %s", schema)
		}
		for i := range plan.Streams {
			var b Batch
			p.Sequence(i).Append(&b, math.MaxInt64, 8)
			for j := range b.Records {
				if r := &b.Records[j]; !json.Valid(r.Value) || r.size() > plan.Bytes.Largest {
					t.Errorf("no JSON, or more than %d bytes: %s", plan.Bytes.Largest, r.Value)
				}
			}
		}
	})
}

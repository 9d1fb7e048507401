package engine_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/codec"
)

const seedMessage = `{"device_id":"device_001","timestamp":1640995200000,` +
	`"location":{"building":"A栋","floor":3,"room":"301"},` +
	`"sensors":{"temperature":{"value":25.6,"unit":"°C","status":"normal"},` +
	`"humidity":{"value":65.2,"unit":"%","status":"normal"},` +
	`"pressure":{"value":1013.25,"unit":"hPa","status":"normal"},` +
	`"switch_status":{"value":true,"status":"on"},` +
	`"current":{"value":2.5,"unit":"A","status":"normal"}},` +
	`"device_info":{"model":"IOT-SENSOR-V2","firmware":"1.2.3","battery":85,"signal_strength":-45}}`

func decodeMessage(t *testing.T, text string) engine.Message {
	t.Helper()
	var m engine.Message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return m
}

// encodeMessage writes a message without escapes for HTML.
func encodeMessage(t *testing.T, m engine.Message) string {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(m); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func TestMessageOfTheSeedIsReadAndWrittenByteForByte(t *testing.T) {
	m := decodeMessage(t, seedMessage)
	want := engine.Message{
		DeviceID:  "device_001",
		Timestamp: 1640995200000,
		Location:  engine.Location{Building: new("A栋"), Floor: new(int64(3)), Room: new("301")},
		Sensors: engine.Members[engine.Measurement]{
			{"temperature", engine.Measurement{Value: "25.6", Unit: "°C", Status: "normal"}},
			{"humidity", engine.Measurement{Value: "65.2", Unit: "%", Status: "normal"}},
			{"pressure", engine.Measurement{Value: "1013.25", Unit: "hPa", Status: "normal"}},
			{"switch_status", engine.Measurement{Value: "true", Status: "on"}},
			{"current", engine.Measurement{Value: "2.5", Unit: "A", Status: "normal"}},
		},
		DeviceInfo: engine.Members[engine.Scalar]{
			{"model", `"IOT-SENSOR-V2"`}, {"firmware", `"1.2.3"`}, {"battery", "85"}, {"signal_strength", "-45"},
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
	got, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(seedMessage, string(got)); diff != "" {
		t.Error(diff)
	}
	if want := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC); m.Time() != want {
		t.Errorf("event time is %v", m.Time())
	}
}

// TestMessagesAreWrittenAsTheyWereRead takes what the layout writes, with all
// that is unusual: null, text, awkward names, missing levels, long numbers.
func TestMessagesAreWrittenAsTheyWereRead(t *testing.T) {
	model := codec.Model{
		Name:    `<b> "PLC" & co`,
		Sensors: []codec.Sensor{{Name: "z"}, {Name: `a"<栋>`, Unit: "<&>"}, {Name: "m"}, {Name: "n"}, {Name: "b"}},
		Info:    []codec.Info{{Name: "zeta"}, {Name: "alpha"}},
	}
	layout := codec.Default(model)
	places := []*codec.Place{
		codec.NewPlace("", false, nil, "", false),
		codec.NewPlace("", true, new(int64(0)), "", true),
		codec.NewPlace("A<B", true, new(int64(math.MinInt64)), "\x00\t\x7f", true),
	}
	for _, place := range places {
		text := string(layout.Append(nil, &codec.Reading{
			ID:        []byte("device\\<1>\n"),
			Timestamp: math.MinInt64,
			Place:     place,
			Values: []codec.Value{
				{},
				{Kind: codec.Number, Fixed: math.MaxInt64, Digits: 15},
				{Kind: codec.Float, Float: 1e300},
				{Kind: codec.Text, Text: []byte(`say "<hi>"`)},
				{Kind: codec.Bool},
			},
			Statuses: []codec.Status{codec.Critical, codec.Warning, codec.Normal, codec.Normal, codec.Off},
			Info:     []codec.Value{{Kind: codec.Text}, {Kind: codec.Bool, Fixed: 1}},
		}))
		if diff := cmp.Diff(text, encodeMessage(t, decodeMessage(t, text))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestLevelsLeftOutAreNil(t *testing.T) {
	m := decodeMessage(t, `{"location":{"building":"","floor":0}}`)
	if m.Location.Building == nil || m.Location.Floor == nil || m.Location.Room != nil {
		t.Errorf("%+v", m.Location)
	}
}

func TestScalarsSayWhatTheyAre(t *testing.T) {
	type answer struct {
		Number     float64
		IsNumber   bool
		Bool       bool
		IsBool     bool
		Text       string
		IsText     bool
		IsNull     bool
		Marshalled string
	}
	for scalar, want := range map[engine.Scalar]answer{
		"":            {IsNull: true, Marshalled: "null"},
		"null":        {IsNull: true, Marshalled: "null"},
		"true":        {Bool: true, IsBool: true, Marshalled: "true"},
		"false":       {IsBool: true, Marshalled: "false"},
		"0":           {IsNumber: true, Marshalled: "0"},
		"-45.50":      {Number: -45.5, IsNumber: true, Marshalled: "-45.50"},
		"1e999":       {Number: math.Inf(1), Marshalled: "1e999"},
		`""`:          {IsText: true, Marshalled: `""`},
		`"25"`:        {Text: "25", IsText: true, Marshalled: `"25"`},
		`"\u680b\n栋"`: {Text: "栋\n栋", IsText: true, Marshalled: `"\u680b\n栋"`},
		`"true"`:      {Text: "true", IsText: true, Marshalled: `"true"`},
	} {
		var got answer
		got.Number, got.IsNumber = scalar.Number()
		got.Bool, got.IsBool = scalar.Bool()
		got.Text, got.IsText = scalar.Text()
		got.IsNull = scalar.IsNull()
		text, err := json.Marshal(scalar)
		if err != nil {
			t.Errorf("%s: %v", scalar, err)
		}
		got.Marshalled = string(text)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", scalar, diff)
		}
	}
}

func TestMessagesOfAnotherShapeAreErrors(t *testing.T) {
	for _, text := range []string{
		`{"device_id":1}`,
		`{"timestamp":"1640995200000"}`,
		`{"timestamp":1.5}`,
		`{"location":{"floor":"3"}}`,
		`{"sensors":[]}`,
		`{"sensors":{"t":25.6}}`,
		`{"sensors":{"t":{"value":{"v":1}}}}`,
		`{"sensors":{"t":{"value":[1]}}}`,
		`{"device_info":{"battery":{"level":85}}}`,
		`{"device_info":"IOT-SENSOR-V2"}`,
		seedMessage[:len(seedMessage)-1],
	} {
		var m engine.Message
		if err := json.Unmarshal([]byte(text), &m); err == nil {
			t.Errorf("%s is read as %+v", text, m)
		}
	}
}

func TestDecodingAgainForgetsTheMessageBefore(t *testing.T) {
	m := decodeMessage(t, seedMessage)
	if err := json.Unmarshal([]byte(`{"sensors":{"co2":{"value":620,"status":"normal"}},"device_info":null}`), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Sensors) != 1 || m.Sensors[0].Name != "co2" || len(m.DeviceInfo) != 0 {
		t.Errorf("sensors %v, device_info %v", m.Sensors, m.DeviceInfo)
	}
	if _, ok := m.Sensors.Lookup("temperature"); ok {
		t.Error("temperature is still there")
	}
}

func TestMembersOfANameThatIsTwiceTheFirstIsFound(t *testing.T) {
	m := decodeMessage(t, `{"device_info":{"a":1,"b":2,"a":3}}`)
	if first, ok := m.DeviceInfo.Lookup("a"); !ok || first != "1" {
		t.Errorf("found %s, %v", first, ok)
	}
	var names []string
	for name := range m.DeviceInfo.All() {
		if names = append(names, name); len(names) == 2 {
			break
		}
	}
	if diff := cmp.Diff([]string{"a", "b"}, names); diff != "" {
		t.Error(diff)
	}
}

// FuzzMessageIsStableAfterOneRound says that what was read once is written and
// read for ever the same.
func FuzzMessageIsStableAfterOneRound(f *testing.F) {
	f.Add(seedMessage)
	f.Add(`{"device_id":"\ud800","sensors":{"\u003c":{"value":"\/","unit":"\u2028"}},"device_info":{"":-0.0e1}}`)
	f.Fuzz(func(t *testing.T, text string) {
		var m engine.Message
		if json.Unmarshal([]byte(text), &m) != nil {
			return
		}
		once := encodeMessage(t, m)
		if again := encodeMessage(t, decodeMessage(t, once)); again != once {
			t.Errorf("%s\nthen %s", once, again)
		}
	})
}

func BenchmarkDecodeMessage(b *testing.B) {
	b.ReportAllocs()
	var m engine.Message
	for b.Loop() {
		if err := json.Unmarshal([]byte(seedMessage), &m); err != nil {
			b.Fatal(err)
		}
	}
}

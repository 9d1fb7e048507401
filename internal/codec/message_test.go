package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const seedMessage = `{"device_id":"device_001","timestamp":1640995200000,` +
	`"location":{"building":"A栋","floor":3,"room":"301"},` +
	`"sensors":{"temperature":{"value":25.6,"unit":"°C","status":"normal"},` +
	`"humidity":{"value":65.2,"unit":"%","status":"normal"},` +
	`"pressure":{"value":1013.25,"unit":"hPa","status":"normal"},` +
	`"switch_status":{"value":true,"status":"on"},` +
	`"current":{"value":2.5,"unit":"A","status":"normal"}},` +
	`"device_info":{"model":"IOT-SENSOR-V2","firmware":"1.2.3","battery":85,"signal_strength":-45}}`

func seedModel() Model {
	return Model{
		Name: "IOT-SENSOR-V2",
		Sensors: []Sensor{
			{Name: "temperature", Unit: "°C", Kind: Number},
			{Name: "humidity", Unit: "%", Kind: Number},
			{Name: "pressure", Unit: "hPa", Kind: Number},
			{Name: "switch_status", Kind: Bool},
			{Name: "current", Unit: "A", Kind: Number, Null: true},
		},
		Info: []Info{
			{Name: "firmware", Constant: &Value{Kind: Text, Text: []byte("1.2.3")}},
			{Name: "battery", Kind: Number},
			{Name: "signal_strength", Kind: Number},
		},
	}
}

func seedReading() *Reading {
	return &Reading{
		ID:        []byte("device_001"),
		Timestamp: 1640995200000,
		Sequence:  1,
		Place:     NewPlace("A栋", true, new(int64(3)), "301", true),
		Values: []Value{
			{Kind: Number, Digits: 1, Fixed: 256},
			{Kind: Number, Digits: 1, Fixed: 652},
			{Kind: Number, Digits: 2, Fixed: 101325},
			{Kind: Bool, Fixed: 1},
			{Kind: Number, Digits: 2, Fixed: 250},
		},
		Statuses: []Status{Normal, Normal, Normal, On, Normal},
		Info:     []Value{{}, {Kind: Number, Fixed: 85}, {Kind: Number, Fixed: -45}},
	}
}

func TestDefaultIsTheSeedsMessageByteForByte(t *testing.T) {
	got := Default(seedModel()).Append(nil, seedReading())
	if diff := cmp.Diff(seedMessage, string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestBenchmarkEncodesTheSameMessage keeps the comparison honest: both sides of
// BenchmarkEncode write the same bytes.
func TestBenchmarkEncodesTheSameMessage(t *testing.T) {
	layout := Default(seedModel())
	for i := range variations {
		want, err := json.Marshal(typedSeed(i))
		if err != nil {
			t.Fatal(err)
		}
		if got := layout.Append(nil, variedSeed(i)); !bytes.Equal(got, want) {
			t.Fatalf("variation %d\n got %s\nwant %s", i, got, want)
		}
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	layout, reading, buffer := Default(seedModel()), seedReading(), make([]byte, 0, 1024)
	allocs := testing.AllocsPerRun(100, func() { buffer = layout.Append(buffer[:0], reading) })
	if allocs != 0 {
		t.Errorf("%v allocations a message, want 0", allocs)
	}
}

func TestLevelsLeftOutAreAbsent(t *testing.T) {
	floor := int64(-1)
	for want, place := range map[string]*Place{
		`{}`:                         NewPlace("", false, nil, "", false),
		`{"building":"A\"栋"}`:        NewPlace(`A"栋`, true, nil, "", false),
		`{"building":"","room":"1"}`: NewPlace("", true, nil, "1", true),
		`{"floor":-1}`:               NewPlace("x", false, &floor, "y", false),
		`{"floor":-1,"room":""}`:     NewPlace("", false, &floor, "", true),
	} {
		room := make([]byte, place.room)
		if got := string(room[:place.text.put(room, 0)]); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestModelWithoutSensorsOrInfo(t *testing.T) {
	reading := &Reading{ID: []byte("x"), Place: NewPlace("", false, nil, "", false)}
	got := string(Default(Model{Name: "bare"}).Append(nil, reading))
	want := `{"device_id":"x","timestamp":0,"location":{},"sensors":{},"device_info":{"model":"bare"}}`
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestInfoNamedModelReplacesTheModelsName(t *testing.T) {
	model := Model{Name: "generic", Info: []Info{
		{Name: "firmware", Constant: &Value{Kind: Text, Text: []byte("1")}},
		{Name: "model", Kind: Text},
	}}
	reading := &Reading{
		ID:    []byte("x"),
		Place: NewPlace("", false, nil, "", false),
		Info:  []Value{{}, {Kind: Text, Text: []byte("PM-7")}},
	}
	got := string(Default(model).Append(nil, reading))
	want := `{"device_id":"x","timestamp":0,"location":{},"sensors":{},"device_info":{"firmware":"1","model":"PM-7"}}`
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestNamesAndUnitsAreEscapedOnce(t *testing.T) {
	model := Model{Name: `a"b`, Sensors: []Sensor{{Name: "t\n", Unit: `\u`, Kind: Number}}}
	reading := &Reading{
		ID:       []byte(`"`),
		Place:    NewPlace("", false, nil, "", false),
		Values:   []Value{{}},
		Statuses: []Status{Critical},
	}
	got := string(Default(model).Append(nil, reading))
	want := `{"device_id":"\"","timestamp":0,"location":{},` +
		`"sensors":{"t\n":{"value":null,"unit":"\\u","status":"critical"}},"device_info":{"model":"a\"b"}}`
	if got != want {
		t.Errorf("got %s", got)
	}
}

// TestSlotsStandInAnyOrder composes a shape that is not the default's: statuses
// that touch, a slot at the very end, a sequence.
func TestSlotsStandInAnyOrder(t *testing.T) {
	c := &composer{}
	c.writeStatus(3)
	c.writeStatus(0)
	c.write(" ")
	c.writeSlot(slotSequence, 0)
	c.writeSlot(slotValue, 2)
	c.writeStatus(1)
	if got, want := string(c.layout().Append(nil, seedReading())), `"on""normal" 11013.25"normal"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	layout := Default(seedModel())
	for room := range len(seedMessage) + 2 {
		buffer := append(make([]byte, 0, 3+room), "old"...)
		if got := string(layout.Append(buffer, seedReading())); got != "old"+seedMessage {
			t.Fatalf("with room for %d bytes: %s", room, got)
		}
	}
}

func TestModelsWithHundredsOfSensors(t *testing.T) {
	const count = 500
	model, reading := Model{Name: "plc"}, &Reading{ID: []byte("x"), Place: NewPlace("", false, nil, "", false)}
	for i := range count {
		model.Sensors = append(model.Sensors, Sensor{Name: fmt.Sprintf("s%d", i), Kind: Number})
		reading.Values = append(reading.Values, Value{Kind: Number, Fixed: int64(i)})
		reading.Statuses = append(reading.Statuses, Status(i%3))
	}
	var got struct {
		Sensors map[string]struct {
			Value  int
			Status string
		}
	}
	if err := json.Unmarshal(Default(model).Append(nil, reading), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Sensors) != count {
		t.Fatalf("%d sensors, want %d", len(got.Sensors), count)
	}
	for i := range count {
		s := got.Sensors[fmt.Sprintf("s%d", i)]
		if s.Value != i || s.Status != Status(i%3).String() {
			t.Errorf("sensor %d says %v", i, s)
		}
	}
}

// FuzzMessageDecodesToItsReading lets encoding/json read back what the layout
// wrote, for any text, number and place.
func FuzzMessageDecodesToItsReading(f *testing.F) {
	f.Add([]byte("device_001"), int64(1640995200000), "A栋", int64(3), "301", uint8(7), int64(256), uint8(1), 2.5, []byte("idle"))
	f.Add([]byte("\"\\\xff\n"), int64(math.MinInt64), "", int64(math.MinInt64), "<\u2028>", uint8(5), int64(math.MinInt64), uint8(255), math.Inf(1), []byte{0})
	f.Fuzz(func(t *testing.T, id []byte, timestamp int64, building string, floor int64, room string,
		levels uint8, fixed int64, digits uint8, float float64, text []byte) {
		model := Model{
			Name: building,
			Sensors: []Sensor{
				{Name: "number" + room, Unit: building}, {Name: "float"}, {Name: "bool"}, {Name: "text", Unit: room},
			},
			Info: []Info{{Name: "n"}, {Name: "c", Constant: &Value{Kind: Text, Text: text}}},
		}
		levelFloor := &floor
		if levels&2 == 0 {
			levelFloor = nil
		}
		reading := &Reading{
			ID:        id,
			Timestamp: timestamp,
			Place:     NewPlace(building, levels&1 != 0, levelFloor, room, levels&4 != 0),
			Values: []Value{
				{Kind: Number, Fixed: fixed, Digits: digits},
				{Kind: Float, Float: float},
				{Kind: Bool, Fixed: fixed & 1},
				{Kind: Text, Text: text},
			},
			Statuses: []Status{Warning, Critical, Off, Normal},
			Info:     []Value{{Kind: Number, Fixed: floor, Digits: digits}, {}},
		}
		message := Default(model).Append(nil, reading)
		decoder := json.NewDecoder(bytes.NewReader(message))
		decoder.UseNumber()
		var got any
		if err := decoder.Decode(&got); err != nil {
			t.Fatalf("%v in %s", err, message)
		}
		checkMessage(t, got.(map[string]any), model, reading, levels, building, floor, room)
	})
}

// checkMessage compares a decoded message with the reading that it came from.
func checkMessage(t *testing.T, got map[string]any, m Model, r *Reading, levels uint8, building string, floor int64, room string) {
	t.Helper()
	measurement := func(value any, s Sensor, status string) map[string]any {
		members := map[string]any{"value": value, "status": status}
		if s.Unit != "" {
			members["unit"] = clean(s.Unit)
		}
		return members
	}
	location := map[string]any{}
	if levels&1 != 0 {
		location["building"] = clean(building)
	}
	if levels&2 != 0 {
		location["floor"] = json.Number(strconv.FormatInt(floor, 10))
	}
	if levels&4 != 0 {
		location["room"] = clean(room)
	}
	text := clean(string(r.Values[3].Text))
	want := map[string]any{
		"device_id": clean(string(r.ID)),
		"timestamp": json.Number(strconv.FormatInt(r.Timestamp, 10)),
		"location":  location,
		"sensors": map[string]any{
			clean(m.Sensors[0].Name): measurement(json.Number(exact(r.Values[0])), m.Sensors[0], "warning"),
			"float":                  measurement(plainFloat(r.Values[1].Float), m.Sensors[1], "critical"),
			"bool":                   measurement(r.Values[2].Fixed == 1, m.Sensors[2], "off"),
			"text":                   measurement(text, m.Sensors[3], "normal"),
		},
		"device_info": map[string]any{
			"model": clean(m.Name), "n": json.Number(exact(r.Info[0])), "c": text,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// clean is text as JSON can say it: every byte that is no UTF-8 is U+FFFD.
func clean(s string) string { return string([]rune(s)) }

// exact is a fixed-point number in its shortest decimal, by big numbers.
func exact(v Value) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(v.Digits)), nil)
	text := new(big.Rat).SetFrac(big.NewInt(v.Fixed), scale).FloatString(int(v.Digits))
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

func plainFloat(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	if f == 0 {
		return json.Number("0")
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
}

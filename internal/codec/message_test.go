package codec

import (
	"bytes"
	"encoding/json"
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

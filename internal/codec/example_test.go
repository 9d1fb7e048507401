package codec_test

import (
	"fmt"

	"github.com/iotsim/iotsim/internal/codec"
)

func ExampleLayout_Append() {
	layout := codec.Default(codec.Model{
		Name: "IOT-SENSOR-V2",
		Sensors: []codec.Sensor{
			{Name: "temperature", Unit: "°C", Kind: codec.Number},
			{Name: "switch_status", Kind: codec.Bool},
		},
		Info: []codec.Info{
			{Name: "firmware", Constant: &codec.Value{Kind: codec.Text, Text: []byte("1.2.3")}},
			{Name: "battery", Kind: codec.Number},
		},
	})
	var buffer []byte
	for tick := range int64(2) {
		buffer = layout.Append(buffer[:0], &codec.Reading{
			ID:        []byte("device_001"),
			Timestamp: 1640995200000 + 3000*tick,
			Place:     codec.NewPlace("A栋", true, new(int64(3)), "301", true),
			Values: []codec.Value{
				{Kind: codec.Number, Fixed: 256 + tick, Digits: 1},
				{Kind: codec.Bool, Fixed: tick},
			},
			Statuses: []codec.Status{codec.Normal, codec.Off - codec.Status(tick)},
			Info:     []codec.Value{{}, {Kind: codec.Number, Fixed: 85}},
		})
		fmt.Printf("%s\n", buffer)
	}
	// Output:
	// {"device_id":"device_001","timestamp":1640995200000,"location":{"building":"A栋","floor":3,"room":"301"},"sensors":{"temperature":{"value":25.6,"unit":"°C","status":"normal"},"switch_status":{"value":false,"status":"off"}},"device_info":{"model":"IOT-SENSOR-V2","firmware":"1.2.3","battery":85}}
	// {"device_id":"device_001","timestamp":1640995203000,"location":{"building":"A栋","floor":3,"room":"301"},"sensors":{"temperature":{"value":25.7,"unit":"°C","status":"normal"},"switch_status":{"value":true,"status":"on"}},"device_info":{"model":"IOT-SENSOR-V2","firmware":"1.2.3","battery":85}}
}

func ExampleAppendString() {
	label := []byte(`{"fault":`)
	label = codec.AppendString(label, []byte(`door "B" <open>`))
	label = append(label, `,"sent":`...)
	label = codec.AppendValue(label, codec.Value{Kind: codec.Number, Fixed: -4010, Digits: 3})
	fmt.Printf("%s}\n", label)
	// Output: {"fault":"door \"B\" <open>","sent":-4.01}
}

// A model with a payload sends that instead of the default.
func ExampleCompile() {
	layout := codec.Compile(codec.Model{
		Name:    "legacy-plc",
		Sensors: []codec.Sensor{{Name: "temperature", Unit: "°C", Kind: codec.Number}},
		Payload: &codec.Node{Kind: codec.NodeObject, Members: []codec.Member{
			{Name: "plc", Value: codec.Node{Kind: codec.NodeText, Text: []codec.TextPart{
				{Field: codec.FieldBuilding}, {Text: "/"}, {Field: codec.FieldOrdinal, Width: 3},
			}}},
			{Name: "at", Value: codec.Node{Kind: codec.NodeField, Field: codec.FieldRFC3339}},
			{Name: "t", Value: codec.Node{Kind: codec.NodeField, Field: codec.FieldValue}},
		}},
	})
	message := layout.Append(nil, &codec.Reading{
		Timestamp: 1640995200250,
		Ordinal:   7,
		Place:     layout.Place(codec.Location{Building: "A栋", HasBuilding: true}),
		Values:    []codec.Value{{Kind: codec.Number, Fixed: 256, Digits: 1}},
	})
	fmt.Printf("%s\n", message)
	// Output: {"plc":"A栋/007","at":"2022-01-01T00:00:00.250Z","t":25.6}
}

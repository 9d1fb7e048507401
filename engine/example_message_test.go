package engine_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/iotsim/iotsim/engine"
)

// A consumer decodes what it reads from the topic.
func ExampleMessage() {
	value := []byte(`{"device_id":"device_001","timestamp":1640995200000,` +
		`"location":{"building":"A栋","floor":3,"room":"301"},` +
		`"sensors":{"temperature":{"value":25.6,"unit":"°C","status":"normal"},` +
		`"switch_status":{"value":true,"status":"on"}},` +
		`"device_info":{"model":"IOT-SENSOR-V2","battery":85}}`)

	var message engine.Message
	if err := json.Unmarshal(value, &message); err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.DeviceID, message.Time().Format(time.RFC3339), *message.Location.Building, *message.Location.Floor)
	for name, sensor := range message.Sensors.All() {
		fmt.Println(name, sensor.Value, sensor.Unit, sensor.Status)
	}
	// Output:
	// device_001 2022-01-01T00:00:00Z A栋 3
	// temperature 25.6 °C normal
	// switch_status true  on
}

// Values are literals until they are asked for.
func ExampleScalar() {
	for _, value := range []engine.Scalar{`25.6`, `true`, `"auto"`, `null`} {
		if number, ok := value.Number(); ok {
			fmt.Println("number", number)
		}
		if on, ok := value.Bool(); ok {
			fmt.Println("boolean", on)
		}
		if text, ok := value.Text(); ok {
			fmt.Println("text", text)
		}
		if value.IsNull() {
			fmt.Println("null")
		}
	}
	// Output:
	// number 25.6
	// boolean true
	// text auto
	// null
}

// Sensors and device_info are looked up by name.
func ExampleMembers_Lookup() {
	var message engine.Message
	value := `{"sensors":{"current":{"value":2.5,"unit":"A","status":"normal"}},"device_info":{"battery":85}}`
	if err := json.Unmarshal([]byte(value), &message); err != nil {
		log.Fatal(err)
	}
	if current, ok := message.Sensors.Lookup("current"); ok {
		amperes, _ := current.Value.Number()
		fmt.Printf("%.2f %s\n", amperes, current.Unit)
	}
	battery, ok := message.DeviceInfo.Lookup("battery")
	fmt.Println(battery, ok)
	// Output:
	// 2.50 A
	// 85 true
}

package codec

import (
	"encoding/json"
	"testing"
)

// The seed's message as a typed struct without maps: what a careful Go program
// would hand to encoding/json.
type (
	typedMessage struct {
		DeviceID   string        `json:"device_id"`
		Timestamp  int64         `json:"timestamp"`
		Location   typedLocation `json:"location"`
		Sensors    typedSensors  `json:"sensors"`
		DeviceInfo typedInfo     `json:"device_info"`
	}
	typedLocation struct {
		Building string `json:"building"`
		Floor    int64  `json:"floor"`
		Room     string `json:"room"`
	}
	typedSensors struct {
		Temperature  typedNumber `json:"temperature"`
		Humidity     typedNumber `json:"humidity"`
		Pressure     typedNumber `json:"pressure"`
		SwitchStatus typedSwitch `json:"switch_status"`
		Current      typedNumber `json:"current"`
	}
	typedNumber struct {
		Value  float64 `json:"value"`
		Unit   string  `json:"unit"`
		Status string  `json:"status"`
	}
	typedSwitch struct {
		Value  bool   `json:"value"`
		Status string `json:"status"`
	}
	typedInfo struct {
		Model          string `json:"model"`
		Firmware       string `json:"firmware"`
		Battery        int    `json:"battery"`
		SignalStrength int    `json:"signal_strength"`
	}
)

// BenchmarkEncode compares making one message, the values being ready. Each
// iteration has other values, so that no branch is learnt by heart.
func BenchmarkEncode(b *testing.B) {
	b.Run("encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		messages := make([]typedMessage, variations)
		for i := range messages {
			messages[i] = typedSeed(i)
		}
		for i := 0; b.Loop(); i++ {
			if _, err := json.Marshal(&messages[i%variations]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("layout", func(b *testing.B) { benchmarkLayout(b, Default(seedModel())) })
	// The same bytes as a payload: it costs at most 1.1 times as much.
	b.Run("payload", func(b *testing.B) { benchmarkLayout(b, Compile(defaultShape())) })
}

func benchmarkLayout(b *testing.B, layout *Layout) {
	b.ReportAllocs()
	place := layout.Place(seedLocation())
	readings := make([]*Reading, variations)
	for i := range readings {
		readings[i] = variedSeed(i)
		readings[i].Place = place
	}
	buffer := make([]byte, 0, 1024)
	for i := 0; b.Loop(); i++ {
		buffer = layout.Append(buffer[:0], readings[i%variations])
	}
}

const variations = 64

// variedSeed is the seed's reading with the i-th of many plausible values.
func variedSeed(i int) *Reading {
	r := seedReading()
	n := int64(i)
	r.Timestamp += n * 37
	r.Values[0].Fixed = 180 + n*7%150
	r.Values[1].Fixed = 300 + n*31%500
	r.Values[2].Fixed = 98000 + n*131%6000
	r.Values[3].Fixed = n * 5 / 3 % 2
	r.Values[4].Fixed = n * 13 % 420
	r.Statuses[0] = Status(n * 7 % 3)
	r.Statuses[3] = On + Status(1-r.Values[3].Fixed)
	r.Info[1].Fixed = n * 3 % 101
	r.Info[2].Fixed = -40 - n%50
	return r
}

// typedSeed is the message of variedSeed(i).
func typedSeed(i int) typedMessage {
	r := variedSeed(i)
	number := func(i int, divisor float64, unit string) typedNumber {
		return typedNumber{float64(r.Values[i].Fixed) / divisor, unit, r.Statuses[i].String()}
	}
	return typedMessage{
		DeviceID:  string(r.ID),
		Timestamp: r.Timestamp,
		Location:  typedLocation{"A栋", 3, "301"},
		Sensors: typedSensors{
			Temperature:  number(0, 10, "°C"),
			Humidity:     number(1, 10, "%"),
			Pressure:     number(2, 100, "hPa"),
			SwitchStatus: typedSwitch{r.Values[3].Fixed == 1, r.Statuses[3].String()},
			Current:      number(4, 100, "A"),
		},
		DeviceInfo: typedInfo{"IOT-SENSOR-V2", "1.2.3", int(r.Info[1].Fixed), int(r.Info[2].Fixed)},
	}
}

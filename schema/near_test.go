package schema

import "testing"

func TestNearNameTakesTheNearest(t *testing.T) {
	known := []string{"temperature", "humidity", "hour", "t", "n", "floor", "room", "pressure_a", "pressure_b", "温度", "会议室一"}
	for name, want := range map[string]string{
		"temprature": "temperature",
		"Humidity":   "humidity",
		"huor":       "hour",
		"flor":       "floor",
		"temp":       "temperature", // by its beginning
		"x":          "",            // one letter is near every other
		"currents":   "",
		"presure_b":  "pressure_b",
		"湿":          "",     // letters count, not bytes
		"电压":         "",     // two others
		"会议":         "",     // too short for a beginning
		"会议室":        "会议室一", // by its beginning
		"温渡":         "温度",
	} {
		if got, ok := Nearest(name, known); got != want || ok != (want != "") {
			t.Errorf("%q is near %q, want %q", name, got, want)
		}
	}
}

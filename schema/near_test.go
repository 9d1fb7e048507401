package schema

import "testing"

func TestNearNameTakesTheNearest(t *testing.T) {
	known := []string{"temperature", "humidity", "hour", "t", "n", "floor", "room", "pressure_a", "pressure_b"}
	for name, want := range map[string]string{
		"temprature": "temperature",
		"Humidity":   "humidity",
		"huor":       "hour",
		"flor":       "floor",
		"temp":       "temperature", // by its beginning
		"x":          "",            // one letter is near every other
		"currents":   "",
		"presure_b":  "pressure_b",
	} {
		if got, ok := Nearest(name, known); got != want || ok != (want != "") {
			t.Errorf("%q is near %q, want %q", name, got, want)
		}
	}
}

package signal

import (
	"math"
	"testing"
)

func TestSeriesSaysWhatIsRecorded(t *testing.T) {
	at, values := []int64{10, 20, 40}, []float64{1, 3, -1}
	for _, c := range []struct {
		name   string
		series Series
		want   map[int64]float64
	}{
		{"lines that end", Series{At: at, Values: values}, map[int64]float64{
			math.MinInt64: 1, 0: 1, 9: 1, 10: 1, 15: 2, 20: 3, 25: 2, 30: 1, 39: -0.8, 40: -1, 41: -1, math.MaxInt64: -1,
		}},
		{"steps that end", Series{At: at, Values: values, Hold: true}, map[int64]float64{
			0: 1, 10: 1, 19: 1, 20: 3, 39: 3, 40: -1, 1000: -1,
		}},
		// Between 40 and 10 of the next round, 60, the way is from -1 to 1.
		{"lines again and again", Series{At: at, Values: values, Period: 50}, map[int64]float64{
			10: 1, 15: 2, 40: -1, 50: 0, 0: 0, -50: 0, 55: 0.5, 5: 0.5, 60: 1, 65: 2, -40: 1, -10: -1, -15: 0,
			50_000_020: 3,
		}},
		{"steps again and again", Series{At: at, Values: values, Period: 50, Hold: true}, map[int64]float64{
			0: -1, 9: -1, 10: 1, 19: 1, 49: -1, 59: -1, 60: 1, -31: 1, -30: 3, -1: -1,
		}},
		{"a single value", Series{At: []int64{7}, Values: []float64{4}}, map[int64]float64{0: 4, 7: 4, 99: 4}},
		{"a single value, again", Series{At: []int64{7}, Values: []float64{4}, Period: 10}, map[int64]float64{0: 4, 7: 4, 99: 4}},
	} {
		for t0, want := range c.want {
			if got := c.series.Value(t0); math.Abs(got-want) > 1e-12 {
				t.Errorf("%s: at %d %v, want %v", c.name, t0, got, want)
			}
		}
	}
}

// A day of hours by points is the day after, too, and passes every point.
func TestSeriesRepeatsExactly(t *testing.T) {
	const hour = day / 24
	var s Series
	for i := range int64(24) {
		s.At, s.Values = append(s.At, i*hour), append(s.Values, float64(i*i%7))
	}
	s.Period = day
	for i := range int64(10_000) {
		at := int64(Stream(1).Word(i)>>8) - 1<<54
		if s.Value(at) != s.Value(at%day) || s.Value(at) != s.Value(at+day) {
			t.Fatalf("at %d the days differ", at)
		}
	}
	for i := range int64(48) {
		if got, want := s.Value(i*hour), s.Values[i%24]; got != want {
			t.Errorf("at hour %d: %v, want %v", i, got, want)
		}
	}
}

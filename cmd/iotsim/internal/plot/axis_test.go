package plot

import (
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/zone"
)

func berlin(t *testing.T, start string) Clock {
	t.Helper()
	local, err := zone.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, start)
	if err != nil {
		t.Fatal(err)
	}
	return Clock{Start: at.UnixMilli(), Zone: local}
}

// Ticks stand at round times of the place, also where its clocks are changed and
// where months have other lengths.
func TestTicksAreAtRoundLocalTimes(t *testing.T) {
	for name, c := range map[string]struct {
		start string
		span  time.Duration
		most  int
		want  string
	}{
		"milliseconds": {"2026-03-02T06:00:00.003+01:00", 20 * time.Millisecond, 5, "06:00:00.005 06:00:00.010 06:00:00.015 06:00:00.020"},
		"seconds":      {"2026-03-02T06:00:07+01:00", 40 * time.Second, 4, "06:00:10 06:00:20 06:00:30 06:00:40"},
		"midnight":     {"2026-03-02T22:30:00+01:00", 3 * time.Hour, 3, "23:00 Mar 3 01:00"},
		"forward":      {"2026-03-29T00:30:00+01:00", 5 * time.Hour, 5, "01:00 03:00 04:00 05:00 06:00"},
		"back":         {"2026-10-25T00:30:00+02:00", 5 * time.Hour, 5, "01:00 02:00 02:00 03:00 04:00"},
		"back by six":  {"2026-10-24T22:00:00+02:00", 24 * time.Hour, 4, "Oct 25 06:00 12:00 18:00"},
		"days":         {"2026-02-27T12:00:00+01:00", 3 * day, 3, "Feb 28 Mar 1 Mar 2"},
		"two days":     {"2026-01-27T12:00:00+01:00", 8 * day, 4, "Jan 29 Feb 1 Feb 3"},
		"ten days":     {"2026-01-05T12:00:00+01:00", 60 * day, 6, "Jan 11 Jan 21 Feb 1 Feb 11 Feb 21 Mar 1"},
		"months":       {"2026-01-05T12:00:00+01:00", 300 * day, 4, "Apr 2026 Jul 2026 Oct 2026"},
		"years":        {"2026-01-05T12:00:00+01:00", 2000 * day, 6, "2027 2028 2029 2030 2031"},
		"ages":         {"2026-01-05T12:00:00+01:00", 100000 * day, 4, "2100 2200"},
	} {
		var labels []string
		for _, k := range berlin(t, c.start).times(0, int64(c.span), c.most) {
			labels = append(labels, k.label)
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Numbers stand at round values, within what the sensor can say.
func TestScaleHasRoundNumbers(t *testing.T) {
	chart := func(digits int, words []string, limits []Limit, values ...float64) *Chart {
		c := &Chart{Digits: digits, Words: words, Limits: limits, Columns: make([]Column, 1)}
		for _, v := range values {
			c.Columns[0].Sent.add(Point{Y: v})
		}
		return c
	}
	for name, c := range map[string]struct {
		chart  *Chart
		want   string
		limits int
	}{
		"tenths":     {chart(1, nil, nil, 20.5, 20.6), "20.2 20.4 20.6 20.8", 0},
		"constant":   {chart(0, nil, nil, 7), "4 6 8 10", 0},
		"nothing":    {chart(1, nil, nil), "0.0 0.5 1.0", 0},
		"wide":       {chart(2, nil, nil, -127, 25), "-100 -50 0", 0},
		"tiny":       {chart(6, nil, nil, 0.000010, 0.000042), "0.00001 0.00002 0.00003 0.00004", 0},
		"huge":       {chart(0, nil, nil, 1e12, 3e12), "1e+12 1.5e+12 2e+12 2.5e+12 3e+12", 0},
		"near limit": {chart(1, nil, []Limit{{"warning", 10}, {"warning", 30}, {"critical", 80}}, 12, 28), "10 15 20 25 30", 2},
		"words":      {chart(0, []string{"off", "on"}, nil, 1), "off on", 0},
	} {
		s := c.chart.scale(5)
		var labels []string
		for _, k := range s.ticks {
			labels = append(labels, k.label)
			if k.y < s.low || k.y > s.high {
				t.Errorf("%s: %s is off the axis", name, k.label)
			}
		}
		if got := strings.Join(labels, " "); got != c.want || len(s.limits) != c.limits {
			t.Errorf("%s: %s, %d limits, want %s, %d", name, got, len(s.limits), c.want, c.limits)
		}
	}
}

package schema

import (
	"strings"
	"testing"
	"time"
)

func TestDurationsAreExact(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"500ms":    500 * time.Millisecond,
		"30s":      30 * time.Second,
		"1h30m":    90 * time.Minute,
		"2d":       48 * time.Hour,
		"1w":       7 * 24 * time.Hour,
		"1.5s":     1500 * time.Millisecond,
		"0.1s":     100 * time.Millisecond,
		".5h":      30 * time.Minute,
		"3µs":      3 * time.Microsecond,
		"3us1ns":   3001,
		"0s":       0,
		"3650d":    maxTimeline,
		"1m1m":     2 * time.Minute,
		"0.001ms":  1000,
		"1d0.001s": 24*time.Hour + time.Millisecond,
	} {
		got, problem := parseDuration(text)
		if got != want || problem != "" {
			t.Errorf("%q is %v (%s), want %v", text, got, problem, want)
		}
	}
}

func TestDurationsInWordsAreShortened(t *testing.T) {
	for text, short := range map[string]string{
		"30min":                "30m",
		"10 seconds":           "10s",
		"1 hour and 30 min":    "1h30m",
		"2 Days, 3hrs":         "2d3h",
		"1.5 hours":            "1.5h",
		"3 fortnights":         "",
		"min 3":                "",
		"3 min sharp":          "",
		"1 h 9999999999 weeks": "",
	} {
		if got := shortDuration(text); got != short {
			t.Errorf("%q is %q, want %q", text, got, short)
		}
	}
}

func TestDurationsThatAreNone(t *testing.T) {
	for text, hint := range map[string]string{
		"":                             "empty",
		"30":                           `write "30s"`,
		"1h30":                         "needs a unit",
		"s":                            "no duration",
		"5min":                         "no duration",
		"5 s":                          "no duration",
		"1,5s":                         "no duration",
		"1..5s":                        "no duration",
		"-3s":                          "no duration",
		"1.5ns":                        "nanoseconds",
		"99999999999h":                 "3650d",
		"1e9s":                         "no duration",
		"３s":                           "no duration", // a full-width digit
		"0x10s":                        "no duration",
		strings.Repeat("9", 100) + "s": "no duration",
	} {
		if got, problem := parseDuration(text); !strings.Contains(problem, hint) || got != 0 {
			t.Errorf("%q is %v, %q; want a word on %q", text, got, problem, hint)
		}
	}
}

func TestDurationTextReadsBack(t *testing.T) {
	for _, d := range []time.Duration{0, 1, 999, time.Millisecond, 90 * time.Minute, 25*time.Hour + 3*time.Second + 7, maxTimeline} {
		got, problem := parseDuration(durationText(d))
		if got != d || problem != "" {
			t.Errorf("%v is written %q and read as %v (%s)", d, durationText(d), got, problem)
		}
	}
}

func TestInstants(t *testing.T) {
	for text, want := range map[string]Instant{
		"now":                       {Now: true},
		"now-3d":                    {Now: true, Offset: -72 * time.Hour},
		"now+90m":                   {Now: true, Offset: 90 * time.Minute},
		"2026-03-02T06:00:00+08:00": {UnixMillis: 1772402400000},
		"2026-03-01T22:00:00.250Z":  {UnixMillis: 1772402400250},
	} {
		if got, problem := parseInstant(text); got != want || problem != "" {
			t.Errorf("%q is %+v (%s), want %+v", text, got, problem, want)
		}
	}
	for _, text := range []string{"", "yesterday", "now3d", "now-", "now--3d", "now-1us", "2026-03-02", "2026-03-02T06:00:00", "1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z"} {
		if got, problem := parseInstant(text); problem == "" {
			t.Errorf("%q is %+v, want a refusal", text, got)
		}
	}
}

func FuzzDuration(f *testing.F) {
	for _, text := range []string{"30s", "1h30m", "2d", ".5h", "1..2s", "-3s", "30", "3µs"} {
		f.Add(text)
	}
	for _, text := range fixtureTexts(f, `[a-z]+ *= "([0-9.]+(?:ms|s|m|h|d)[0-9a-z]*)"`) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, problem := parseDuration(text)
		if d < 0 || d > maxTimeline || problem != "" && d != 0 {
			t.Fatalf("%q is %v (%s)", text, d, problem)
		}
		if problem != "" {
			return
		}
		if again, problem := parseDuration(durationText(d)); again != d || problem != "" {
			t.Errorf("%q is %v, written %q, read as %v (%s)", text, d, durationText(d), again, problem)
		}
	})
}

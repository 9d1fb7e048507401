package difference

import (
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

func TestValuesReadAsTheyAreWritten(t *testing.T) {
	number := func(args ...float64) []schema.Argument {
		var all []schema.Argument
		for _, a := range args {
			all = append(all, schema.Argument{Value: a})
		}
		return all
	}
	half := schema.Ratio{Num: 1, Den: 2}
	for want, v := range map[string]any{
		`normal(24, 0.8)`:                  schema.Distribution{Kind: schema.Normal, Args: number(24, 0.8)},
		`drain(100, "0.4/h")`:              schema.Distribution{Kind: schema.Drain, Args: number(100, 0.4)},
		`switch("45m", "15m")`:             schema.Distribution{Kind: schema.Switch, Args: number(45*60e9, 15*60e9), Durations: true},
		`lognormal("2s", 0.5)`:             schema.Distribution{Kind: schema.Lognormal, Args: number(2e9, 0.5), Durations: true},
		`choice({ "a" = 0.8, "b" = 0.2 })`: schema.Distribution{Kind: schema.Choice, Choices: []schema.ChoiceOption{{Text: "a", Weight: 0.8}, {Text: "b", Weight: 0.2}}},
		`fixed(uniform(1, 2))`:             schema.Distribution{Kind: schema.Fixed, Of: &schema.Distribution{Kind: schema.Uniform, Args: number(1, 2)}},
		`normal(fixed(uniform(1, 2)), 3)`:  schema.Distribution{Kind: schema.Normal, Args: []schema.Argument{{Fixed: &schema.Distribution{Kind: schema.Uniform, Args: number(1, 2)}}, {Value: 3}}},
		`replay("a.csv", "v") of 9 readings 0123abcd, again each 1m, held`: schema.Distribution{
			Kind: schema.Replay, Series: &schema.Series{File: "a.csv", Column: "v", Count: 9, Digest: "0123abcdef", Period: 60e9, Hold: true}},
		`"1h30m"`:                         90 * time.Minute,
		`"2d"`:                            48 * time.Hour,
		`"1.5s"`:                          1500 * time.Millisecond,
		`"+0.2/h"`:                        schema.Change{Amount: 0.2, Per: time.Hour},
		`"-3/10m"`:                        schema.Change{Amount: -3, Per: 10 * time.Minute},
		`[-40, 85]`:                       schema.Limits{Low: -40, High: 85},
		`"{building}-{n:03}"`:             schema.Pattern{Parts: []schema.PatternPart{{Field: "building"}, {Text: "-"}, {Field: "n", Width: 3}}},
		`0.5`:                             half,
		`1/3`:                             &schema.Ratio{Num: 1, Den: 3},
		`"a > var.b" with var.b = 5`:      schema.Expression{Source: "a >\n  var.b", Constants: map[string]map[string]any{"var": {"b": 5.0, "other": 1.0}}},
		`["x", "y"]`:                      []string{"x", "y"},
		`"now-3d"`:                        schema.Instant{Now: true, Offset: -72 * time.Hour},
		`{ amplitude = 4, peak = "15h" }`: schema.Rhythm{Amplitude: 4, Peak: 15 * time.Hour},
		``:                                (*schema.Ratio)(nil),
	} {
		if got := text(v); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	ramp := &schema.Curve{From: schema.Level{Value: schema.Ratio{Num: 0, Den: 1}, Absolute: true}, To: schema.Level{Value: half}, Ramp: true, Ease: true, Span: time.Minute}
	for want, got := range map[string]string{
		`ramp(0, "50%", "ease") cut from 1m`:   curve(ramp, devicesLevel),
		`ramp("0/s", 0.5, "ease") cut from 1m`: curve(ramp, rateLevel),
		``:                                     curve(nil, rateLevel),
	} {
		if got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

package schema

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// effectsOf are a scenario's effects by kind, of several the last.
func effectsOf(s *Scenario) map[EffectKind]Effect {
	all := map[EffectKind]Effect{}
	for _, f := range s.Faults {
		for _, e := range f.Effects {
			all[e.Kind] = e
		}
	}
	return all
}

func TestEffectsKeepWhatIsWritten(t *testing.T) {
	s := fixture(t, "effects.hcl")
	all := effectsOf(s)
	for _, kind := range EffectTypes() {
		if _, ok := all[EffectKind(kind.Name)]; !ok {
			t.Errorf("the fixture has no effect %q", kind.Name)
		}
	}
	drawn := func(kind DistributionKind, durations bool, args ...float64) *Distribution {
		d := &Distribution{Kind: kind, Durations: durations}
		for _, a := range args {
			d.Args = append(d.Args, Argument{Value: a})
		}
		return d
	}
	for _, want := range []Effect{
		{Kind: Bias, Sensor: "inlet", Add: 2, Grow: 5 * time.Second, Recover: 10 * time.Second, Shape: "exponential", Share: 0.5},
		{Kind: Drift, Sensor: "outlet", Rate: &Change{-0.5, time.Hour}, Reach: new(3.0), Share: 1},
		{Kind: Gain, Sensor: "inlet", Factor: -1.1, Grow: time.Minute, Shape: "linear", Share: 1},
		{Kind: Spike, Sensor: "outlet", Value: drawn(Uniform, false, 20, 30), Share: 0.01},
		{Kind: Noise, Sensor: "outlet", Value: drawn(Normal, false, 0, 3), Share: 1},
		{Kind: Stuck, Sensor: "fan", Share: 1},
		{Kind: Clip, Sensor: "inlet", Limits: &Limits{5, 7}, Share: 1},
		{Kind: Quantize, Sensor: "inlet", Step: 0.5, Share: 1},
		{Kind: Swap, Sensors: []string{"inlet", "outlet"}, Share: 1},
		{Kind: Sentinel, Sensor: "fan", Share: 1},
		{Kind: Silence, Share: 1},
		{Kind: Reboot, Gap: drawn(Exponential, true, 4e9), Share: 1},
		{Kind: Interval, Factor: 0.2, Share: 1},
		{Kind: Battery, Rate: &Change{5, time.Hour}, Share: 1},
		{Kind: Firmware, Version: "1.3.0", Share: 1},
		{Kind: Clone, Copies: 2, Shift: time.Second, Share: 1},
		{Kind: BurstLoss, Enter: 0.01, Leave: 0.2, Share: 0.9},
		{Kind: Reorder, Behind: 3, Share: 0.01},
		{Kind: Corrupt, Bytes: 4, Share: 0.001},
		{Kind: Truncate, Bytes: 120, Share: 0.001},
		{Kind: Oversize, Bytes: 2_000_000, Share: 0.001},
		{Kind: MissingField, Field: "sensors.inlet.unit", Share: 0.01},
		{Kind: TypeChange, Field: "sensors.outlet.value", To: "string", Share: 0.01},
		{Kind: ClockSkew, Clock: &ClockFault{Gains: &Gains{2 * time.Second, time.Hour}}, Share: 1},
		{Kind: ClockStep, Clock: &ClockFault{Unit: "s"}, Share: 1},
	} {
		ignored := cmpopts.IgnoreTypes(want.Range)
		if diff := cmp.Diff(want, all[want.Kind], ignored); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.Kind, diff)
		}
	}
	var scopes []string
	for _, f := range s.Faults {
		scopes = append(scopes, f.Scope)
	}
	if diff := cmp.Diff([]string{"room", "floor", "building", ""}, scopes); diff != "" {
		t.Errorf("scopes (-want +got):\n%s", diff)
	}
	if steps := s.Faults[3].Effects; steps[1].Clock.By != -time.Hour || steps[2].Clock.To.UnixMillis != 0 {
		t.Errorf("steps of a clock: %+v, %+v", steps[1].Clock, steps[2].Clock)
	}
}

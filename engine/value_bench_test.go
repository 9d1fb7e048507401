//go:build unix

package engine

import (
	"os"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// afflicted is the factory in which every effect on values is felt all the time by
// so many of a hundred devices.
func afflicted(t testing.TB, percent float64) *Program {
	t.Helper()
	s, _, diags := schema.Load(os.DirFS("../scenarios"), []string{"factory.hcl"}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	share, low := percent/100, -127.0
	s.Faults = []schema.Fault{{Name: "all", Probability: &share, Effects: []schema.Effect{
		{Kind: schema.Bias, Sensor: "temperature", Add: 1, Share: 1},
		{Kind: schema.Drift, Sensor: "humidity", Rate: &schema.Change{Amount: 1, Per: 3.6e12}, Share: 1},
		{Kind: schema.Gain, Sensor: "pressure", Factor: 1.1, Share: 1},
		{Kind: schema.Noise, Sensor: "temperature", Value: dist(schema.Normal, 0, 1), Share: 1},
		{Kind: schema.Clip, Sensor: "humidity", Limits: &schema.Limits{Low: 40, High: 60}, Share: 1},
		{Kind: schema.Quantize, Sensor: "pressure", Step: 0.5, Share: 1},
		{Kind: schema.Spike, Sensor: "current", Value: dist(schema.Uniform, 10, 20), Share: 0.01},
		{Kind: schema.Stuck, Sensor: "switch_status", Share: 1},
		{Kind: schema.Swap, Sensors: []string{"temperature", "humidity"}, Share: 0.01},
		{Kind: schema.Sentinel, Sensor: "temperature", At: &low, Share: 0.01},
	}}}
	s.Labels = nil
	for i := range s.Phases {
		s.Phases[i].Faults = []int{0}
	}
	return compile(t, s)
}

// BenchmarkValueFaults is a message of a fleet of which 5% feel each effect on
// values, beside one of the fleet without faults: at most 1.25 times as dear.
func BenchmarkValueFaults(b *testing.B) {
	plain, some, all := faultless(b), afflicted(b, 5), afflicted(b, 100)
	b.Run("none", func(b *testing.B) { benchmarkRecord(b, plain) })
	b.Run("on_5_percent", func(b *testing.B) { benchmarkRecord(b, some) })
	b.Run("on_all", func(b *testing.B) { benchmarkRecord(b, all) })
}

func TestValueFaultsDoNotAllocate(t *testing.T) {
	r := newRotation(afflicted(t, 50))
	for range 3 * len(r.sequences) {
		r.next() // grows the batch's memory, and remembers where sensors got stuck
	}
	if n := testing.AllocsPerRun(20*len(r.sequences), func() { r.next() }); n > 0 {
		t.Errorf("a batch of %d messages allocates %v times", rotationBatch, n)
	}
}

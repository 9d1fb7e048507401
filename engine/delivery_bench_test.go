//go:build unix

package engine

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// hundredMillion is the factory with one fault from the first instant to the last,
// and a hundred million readings.
func hundredMillion(tb testing.TB, e schema.Effect) *schema.Scenario {
	tb.Helper()
	s := factory(tb)
	s.Labels = nil
	s.Faults = []schema.Fault{{Name: "f", Effects: []schema.Effect{e}}}
	s.Phases = []schema.Phase{{Name: "run", Duration: 30_000 * time.Second, Faults: []int{0}}} // ten thousand devices at 3 s
	s.Expectations = nil
	s.Sinks[0].Partitions = 1
	return s
}

// deliveries are the effects that change which records there are, and when.
func deliveries() map[string]schema.Effect {
	return map[string]schema.Effect{
		"drop_1%":        {Kind: schema.Drop, Share: 0.01},
		"burst_loss":     {Kind: schema.BurstLoss, Enter: 0.002, Leave: 0.2, Share: 1},
		"delay_1%":       {Kind: schema.Delay, Share: 0.01, By: dist(schema.Exponential, 1e9), Max: 10 * time.Second},
		"delay":          {Kind: schema.Delay, Share: 1, By: dist(schema.Exponential, 1e9), Max: 10 * time.Second},
		"reorder_1%":     {Kind: schema.Reorder, Share: 0.01, Behind: 3},
		"reorder":        {Kind: schema.Reorder, Share: 1, Behind: 3},
		"duplicate_1%":   {Kind: schema.Duplicate, Share: 0.01, Copies: 1},
		"clone":          {Kind: schema.Clone, Share: 1, Copies: 1, Shift: time.Second},
		"interval_thin":  {Kind: schema.Interval, Share: 1, Factor: 3},
		"interval_dense": {Kind: schema.Interval, Share: 1, Factor: 0.5},
		"silence":        {Kind: schema.Silence, Share: 1},
		"offline":        {Kind: schema.Offline, Share: 1, Buffer: 50},
		"reboot_no_gap":  {Kind: schema.Reboot, Share: 1},
	}
}

// BenchmarkCountDelivery counts what an effect on all devices does to a hundred
// million readings, BenchmarkSeekDelivery goes to record 90,000,000 of them or
// the last.
func BenchmarkCountDelivery(b *testing.B) {
	for name, e := range deliveries() {
		s := hundredMillion(b, e)
		b.Run(name, func(b *testing.B) {
			defer reportCPU(b)()
			for b.Loop() {
				compile(b, s)
			}
		})
	}
}

func BenchmarkSeekDelivery(b *testing.B) {
	for name, e := range deliveries() {
		b.Run(name, func(b *testing.B) {
			p := compile(b, hundredMillion(b, e))
			var batch Batch
			b.ResetTimer()
			defer reportCPU(b)()
			for b.Loop() {
				sequence := p.Sequence(0)
				sequence.MoveTo(min(90_000_000, sequence.Len()-1))
				batch.Reset()
				if sequence.Append(&batch, math.MaxInt64, 1) != 1 && sequence.Len() > 0 {
					b.Fatal(fmt.Sprint("the stream ends before its end, at ", sequence.Len()))
				}
			}
		})
	}
}

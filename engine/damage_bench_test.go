//go:build unix

package engine

import (
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// BenchmarkDamagedMessage is a record of the factory, and one of a fleet of which
// one device in twenty has every effect on messages at all of its readings: at
// most 1.25 times as dear.
func BenchmarkDamagedMessage(b *testing.B) {
	level, chance := 5.0, 0.05
	s := factory(b)
	s.Labels = nil
	s.Faults = []schema.Fault{{Name: "f", Probability: &chance, Effects: []schema.Effect{
		{Kind: schema.ClockSkew, Clock: &schema.ClockFault{Gains: &schema.Gains{Amount: time.Second, Per: time.Hour}}, Share: 1},
		{Kind: schema.Firmware, Version: "3", Share: 1},
		{Kind: schema.Battery, Level: &level, Share: 1},
		{Kind: schema.TypeChange, Field: "sensors.current.value", To: "string", Share: 1},
		{Kind: schema.MissingField, Field: "sensors.humidity", Share: 1},
		{Kind: schema.Oversize, Bytes: 800, Share: 1},
		{Kind: schema.Truncate, Bytes: 400, Share: 1},
		{Kind: schema.Corrupt, Bytes: 3, Share: 1},
	}}}
	for i := range s.Phases {
		s.Phases[i].Faults = []int{0}
	}
	plain, damaged := faultless(b), compile(b, s)
	b.Run("plain", func(b *testing.B) { benchmarkRecord(b, plain) })
	b.Run("damaged", func(b *testing.B) { benchmarkRecord(b, damaged) })
}

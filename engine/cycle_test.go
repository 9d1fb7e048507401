package engine

import (
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// day is trial, its three minutes repeated.
func day(devices, times int64) *schema.Scenario {
	s := trial(devices)
	s.Cycles = []schema.Cycle{{Name: "day", First: 0, End: len(s.Phases), Times: times}}
	return s
}

func BenchmarkDay(b *testing.B) {
	s := day(10000, 480)
	s.Faults, s.Labels = nil, nil
	for i := range s.Phases {
		s.Phases[i].Faults = nil
	}
	for b.Loop() {
		Compile(s, CompileOptions{})
	}
}

func BenchmarkDayOfFaults(b *testing.B) {
	s := day(10000, 480)
	s.Faults = s.Faults[2:3]
	for i := range s.Phases {
		if s.Phases[i].Faults != nil {
			s.Phases[i].Faults = []int{0}
		}
	}
	for b.Loop() {
		Compile(s, CompileOptions{})
	}
}

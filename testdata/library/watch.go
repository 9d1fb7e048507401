// Package plant stands for a program that reads what a fleet sends: here, one
// that notices freezers which become too warm. Its tests replay a scenario into
// it, seeded and without a broker: this is how to use iotsim as a library.
package plant

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/iotsim/iotsim/engine"
)

// A Watch looks for freezers that are warmer than they may be.
type Watch struct {
	Limit float64 // °C

	mu   sync.Mutex
	warm map[string]bool
}

// Handle takes one message of a device. It may be called from several goroutines.
func (w *Watch) Handle(value []byte) error {
	var m engine.Message
	if err := json.Unmarshal(value, &m); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	temperature, _ := m.Sensors.Lookup("temperature")
	degrees, ok := temperature.Value.Number()
	if !ok {
		return fmt.Errorf("%s says no temperature", m.DeviceID)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if degrees > w.Limit {
		if w.warm == nil {
			w.warm = map[string]bool{}
		}
		w.warm[m.DeviceID] = true
	}
	return nil
}

// Warm lists the freezers that were too warm at any time, in order.
func (w *Watch) Warm() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var ids []string
	for id := range w.warm {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

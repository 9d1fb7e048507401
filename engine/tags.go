package engine

import (
	"strconv"

	"github.com/iotsim/iotsim/internal/signal"
)

// Tags that every device shares. Those of sensors and faults are hashed where
// their names are known; doc.go lists them all.
var (
	tagPhase  = signal.NewTag(signal.Phase)
	tagOrder  = signal.NewTag(signal.Order)
	tagJitter = signal.NewTag(signal.Jitter)
)

// effectTag is a tag of the effect-th effect of a fault.
func effectTag(p signal.Purpose, fault string, effect int) signal.Tag {
	return signal.NewTag(p, fault, strconv.Itoa(effect))
}

package engine

// An effect "burst_loss" is Gilbert and Elliott's channel: readings of a burst are
// lost, or a share of them. The channel goes its way on the axis of the device's
// ticks, whether or not the fault is active.

// A burst is a stretch [from, to) of ticks in which the channel stays as it is.
type burst struct {
	from, to int64
	bad      bool
}

// lost says whether the channel loses a reading.
func (h *hit) lost(f *faultHit, e *effect, tick int64) bool {
	b := &f.states[e.ordinal].burst
	if tick < b.from || tick >= b.to {
		b.bad, b.to = e.bursts.Hold(h.key.Stream(e.tagBurst), tick)
		b.from = tick
	}
	return b.bad && e.touches(h.key, tick)
}

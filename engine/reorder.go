package engine

import "sort"

// An effect "reorder" puts a reading directly after a later one of its device: it
// is sent a nanosecond behind it, as that was left by what acts before delays.

// overtaken is by how much a reading is late when the reading behind places after it goes
// first; 0 when there is none.
func (h *hit) overtaken(d *delivery, r reading, behind int64) int64 {
	other, ok := h.reading(r.entry, r.seq+behind)
	if !ok {
		return 0
	}
	send := other.due
	if h.has[layerOffline] {
		kept := delivery{send: other.due, acts: h.scratch[:0]}
		h.layer(&kept, layerOffline, other)
		if h.scratch = kept.acts; !kept.dropped {
			send = kept.send
		}
	}
	return max(0, later(send, 1)-d.left)
}

// reading is the one of a number; false when the device makes fewer.
func (h *hit) reading(e *entry, seq int64) (reading, bool) {
	i := sort.Search(len(h.stays), func(i int) bool { return h.stays[i].before >= seq }) - 1
	if i < 0 {
		return reading{}, false
	}
	tick := h.stays[i].first + seq - h.stays[i].before - 1
	if h.ticks.at(tick) >= h.stays[i].to {
		return reading{}, false
	}
	return reading{entry: e, tick: tick, seq: seq, due: h.due(tick)}, true
}

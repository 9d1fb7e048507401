package oracle

import "slices"

// A Sink is another way to spread the same records: over topics, and by a key of
// its own. A scenario's first sink is in the Scenario itself.
type Sink struct {
	Partitions int32               // of each topic
	Topic      func(Device) string // nil: one topic without a name
	Key        func(Device) string // nil: the id
}

// A Stream is one partition of a topic.
type Stream struct {
	Topic     string
	Partition int32
}

// stream is where a device's records go.
func (s Sink) stream(d Device) Stream {
	key, topic := d.ID, ""
	if s.Key != nil {
		key = s.Key(d)
	}
	if s.Topic != nil {
		topic = s.Topic(d)
	}
	return Stream{topic, partitionOf(key, s.Partitions)}
}

// Spread is what each stream of a sink holds, in canonical order, and its counts
// by phase.
func (e *Expectation) Spread(s Sink) (map[Stream][]Record, map[Stream][]Count) {
	records, counts := map[Stream][]Record{}, map[Stream][]Count{}
	for _, partition := range e.Partitions {
		for _, r := range partition {
			to := s.stream(e.Devices[r.Device-1])
			r.Partition = to.Partition
			records[to] = append(records[to], r)
		}
	}
	for _, all := range records {
		slices.SortFunc(all, canonical)
	}
	for i, phases := range e.byDevice {
		to := s.stream(e.Devices[i])
		if counts[to] == nil {
			counts[to] = make([]Count, len(phases))
		}
		for ph, c := range phases {
			counts[to][ph] = counts[to][ph].Plus(c)
		}
	}
	return records, counts
}

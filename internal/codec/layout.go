package codec

// A Layout is the compiled shape of a message: static text with slots between.
// It is never written to after it is compiled, so any number of goroutines may
// use it.
type Layout struct {
	segments []segment
}

// A segment is text and the slot after it:
//
//	{"device_id":  ⟨id⟩   ,"timestamp":  ⟨timestamp⟩   ,"location":  ⟨place⟩ …
//
// A status is no slot, because it has few outcomes: the text around it is
// rendered ahead for each, and the reading's status picks one.
type segment struct {
	text     string
	outcomes *outcomes // nil: text it is
	status   int       // index of the sensor whose status picks the outcome
	slot     slot
	index    int // of the sensor or info that fills the slot
}

// outcomes are the texts of a segment, by status.
type outcomes [len(statusNames)]string

// slot says what of a reading follows the text.
type slot uint8

const (
	slotNone slot = iota
	slotID
	slotTimestamp // Unix milliseconds
	slotSequence
	slotPlace
	slotValue
	slotInfo
)

// Append appends the message of r. It does not allocate while dst has room.
func (l *Layout) Append(dst []byte, r *Reading) []byte {
	for i := range l.segments {
		s := &l.segments[i]
		text := s.text
		if s.outcomes != nil {
			text = s.outcomes[r.Statuses[s.status]]
		}
		dst = append(dst, text...)
		switch s.slot {
		case slotValue:
			dst = appendValue(dst, &r.Values[s.index])
		case slotInfo:
			dst = appendValue(dst, &r.Info[s.index])
		case slotID:
			dst = AppendString(dst, r.ID)
		case slotTimestamp:
			dst = appendFixed(dst, r.Timestamp, 0)
		case slotSequence:
			dst = appendUint(dst, r.Sequence)
		case slotPlace:
			dst = append(dst, r.Place.json...)
		}
	}
	return dst
}

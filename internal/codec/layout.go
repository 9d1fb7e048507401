package codec

// A Layout is the compiled shape of a message: static text with slots between.
// It is never written to after it is compiled, so any number of goroutines may
// use it.
type Layout struct {
	segments []segment
}

// A segment is static text and the slot after it:
//
//	{"device_id":  ⟨id⟩   ,"timestamp":  ⟨timestamp⟩   ,"location":  ⟨place⟩ …
type segment struct {
	text string
	slot slot
	// index of the sensor or info that fills the slot.
	index int
	// outcomes of a status slot, each with the static text on both sides: one
	// copy instead of three.
	outcomes []string
}

// slot says what of a reading fills a gap.
type slot uint8

const (
	slotNone slot = iota // nothing: the text ends the message
	slotID
	slotTimestamp // Unix milliseconds
	slotSequence
	slotPlace
	slotValue
	slotStatus
	slotInfo
)

// Append appends the message of r. It does not allocate while dst has room.
func (l *Layout) Append(dst []byte, r *Reading) []byte {
	for i := range l.segments {
		s := &l.segments[i]
		dst = append(dst, s.text...)
		switch s.slot {
		case slotID:
			dst = AppendString(dst, r.ID)
		case slotTimestamp:
			dst = appendFixed(dst, r.Timestamp, 0)
		case slotSequence:
			dst = appendUint(dst, r.Sequence)
		case slotPlace:
			dst = append(dst, r.Place.json...)
		case slotValue:
			dst = appendValue(dst, &r.Values[s.index])
		case slotStatus:
			dst = append(dst, s.outcomes[r.Statuses[s.index]]...)
		case slotInfo:
			dst = appendValue(dst, &r.Info[s.index])
		}
	}
	return dst
}

// A composer builds a layout from left to right. Text gathers until a slot
// closes its segment.
type composer struct {
	segments []segment
	text     []byte
}

func (c *composer) write(text string) { c.text = append(c.text, text...) }

func (c *composer) slot(s slot, index int) {
	c.segments = append(c.segments, segment{text: string(c.text), slot: s, index: index})
	c.text = c.text[:0]
}

// layout closes the last segment and fuses the text around statuses into their
// outcomes.
func (c *composer) layout() *Layout {
	c.slot(slotNone, 0)
	l := &Layout{}
	for i := 0; i < len(c.segments); i++ {
		s := c.segments[i]
		if s.slot == slotStatus {
			next := &c.segments[i+1] // there is always the last one
			for _, name := range statusNames {
				s.outcomes = append(s.outcomes, s.text+quote(name)+next.text)
			}
			s.text, next.text = "", ""
		}
		l.segments = append(l.segments, s)
	}
	return l
}

package codec

// A Layout is the compiled shape of a message: static text with slots between.
// It is never written to after it is compiled, so any number of goroutines may
// use it.
type Layout struct {
	segments []segment
	room     int     // what all texts, numbers and times need at most
	own      bool    // of the author's own shape
	locals   []local // of a layout that is its own
	uses     []int   // how often each of them stands in a message
}

// A segment is text and the slot after it:
//
//	{"device_id":  ⟨id⟩   ,"timestamp":  ⟨timestamp⟩   ,"location":  ⟨place⟩ …
//
// A status is no slot, because it has few outcomes: the text around it is
// rendered ahead for each, and the reading's status picks one.
type segment struct {
	text     text
	outcomes []text // by status; nil: text it is
	status   int    // index of the sensor whose status picks the outcome
	slot     slot
	index    int // of the sensor or info that fills the slot
}

// A text is cut in chunks that are stored whole: what is behind the end of the
// last is overwritten by what comes next. That costs a quarter of asking for a
// copy of just so many bytes.
type text []chunk

type chunk struct {
	bytes [64]byte
	n     int // of bytes, what is text
}

// room is what the stores of a text take.
func (t text) room() int { return len(t) * len(chunk{}.bytes) }

func newText(s string) text {
	var t text
	for len(s) > 0 {
		var c chunk
		c.n = copy(c.bytes[:], s)
		t, s = append(t, c), s[c.n:]
	}
	return t
}

// put stores the text at dst[n:] and returns where it ends.
func (t text) put(dst []byte, n int) int {
	for i := range t {
		c := &t[i]
		*(*[len(c.bytes)]byte)(dst[n:]) = c.bytes
		n += c.n
	}
	return n
}

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
	slotLocal   // index: of the local
	slotIDText  // between quotes that are there already
	slotOrdinal // index: the digits that zeros fill
	slotIndex
	slotMicros
	slotSeconds
	slotRFC3339
)

// newLayout measures the segments' room.
func newLayout(segments []segment, locals []local) *Layout {
	l := &Layout{segments: segments, locals: locals, uses: make([]int, len(locals))}
	for i := range segments {
		s := &segments[i]
		longest := s.text.room()
		for _, t := range s.outcomes {
			longest = max(longest, t.room())
		}
		l.room += longest + slotRoom
		if s.slot == slotLocal {
			l.uses[s.index]++
		}
	}
	return l
}

// slotRoom is what the content of a slot that needs no look ahead takes at most:
// a time, or a sequence number and what its last store writes past it.
const slotRoom = 32

// Append appends the message of r. It does not allocate while dst has room.
//
// Room for the whole message is made once, so that what follows are plain stores
// at dst[n:]; only what has no bound known ahead is appended, and asks for room
// anew.
func (l *Layout) Append(dst []byte, r *Reading) []byte {
	n := len(dst)
	room := l.room + r.Place.room
	dst = extend(dst, room)
	for i := range l.segments {
		s := &l.segments[i]
		t := s.text
		if s.outcomes != nil {
			t = s.outcomes[r.Statuses[s.status]]
		}
		n = t.put(dst, n)
		switch s.slot {
		case slotValue, slotInfo:
			v := s.value(r)
			if end, ok := putShort(dst, n, v); ok {
				n = end
				continue
			}
			dst = appendValue(dst[:n], v)
		case slotPlace:
			n = r.Place.text.put(dst, n)
			continue
		case slotLocal:
			n = r.Place.locals[s.index].put(dst, n)
			continue
		case slotTimestamp:
			n = r.clock.put(dst, n, r.Timestamp)
			continue
		case slotSequence:
			n = putUint(dst, n, r.Sequence)
			continue
		case slotID:
			dst = AppendString(dst[:n], r.ID)
		case slotNone:
			continue
		default:
			dst = s.appendRare(dst[:n], r)
		}
		n = len(dst)
		dst = extend(dst, room)
	}
	return dst[:n]
}

// appendRare appends what only messages of the author's own shape hold.
func (s *segment) appendRare(dst []byte, r *Reading) []byte {
	switch s.slot {
	case slotIDText:
		return appendText(dst, r.ID)
	case slotOrdinal:
		return appendPadded(dst, r.Ordinal, s.index)
	case slotIndex:
		return appendPadded(dst, r.Index, s.index)
	case slotMicros:
		if dst = appendFixed(dst, r.Timestamp, 0); r.Timestamp != 0 {
			dst = append(dst, "000"...)
		}
		return dst
	case slotSeconds:
		second, _ := floorDivide(r.Timestamp, 1000)
		return appendFixed(dst, second, 0)
	default:
		return r.date.append(dst, r.Timestamp)
	}
}

// value is what the reading has for the segment's slot.
func (s *segment) value(r *Reading) *Value {
	if s.slot == slotInfo {
		return &r.Info[s.index]
	}
	return &r.Values[s.index]
}

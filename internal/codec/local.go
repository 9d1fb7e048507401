package codec

import "strconv"

// A Location is what a group of devices has in common.
type Location struct {
	Building    string
	HasBuilding bool
	Floor       *int64
	Room        string
	HasRoom     bool
	Devices     string // name of the group
}

// A local is text that is the same for all devices of a group and differs from
// group to group. It is rendered once a group, together with the constant text
// inside of it:
//
//	,"at":  ⟨"A栋","level":3,"room":"301"⟩  ,"t":  ⟨value⟩
type local []localPart

type localPart struct {
	text  string // where field is FieldNone, JSON already
	field Field
	width int  // of a floor in a text
	alone bool // a value of its own: with quotes, and null when left out
}

// Each group keeps its locals, so what is in them is bounded: past
// maxLocalFields a field stands alone, once for all its uses, and constant text
// past maxLocalBytes goes behind the local.
const (
	maxLocalFields = 8
	maxLocalBytes  = 256
)

// writeLocal adds a field of the place.
func (c *composer) writeLocal(p localPart) {
	if c.localFields++; c.localFields <= maxLocalFields {
		c.local = append(c.local, p)
		return
	}
	c.closeLocal()
	for i, l := range c.locals {
		if len(l) == 1 && l[0] == p {
			c.closeSegment(slotLocal, i)
			return
		}
	}
	c.local = local{p}
	c.closeLocal()
}

// closeLocal makes a slot of the open local.
func (c *composer) closeLocal() {
	if len(c.local) == 0 {
		return
	}
	c.locals, c.local, c.localBytes = append(c.locals, c.local), nil, 0
	c.closeSegment(slotLocal, len(c.locals)-1)
}

// Place renders what the layout's messages say of a place.
func (l *Layout) Place(at Location) *Place {
	p := NewPlace(at.Building, at.HasBuilding, at.Floor, at.Room, at.HasRoom)
	if !l.own {
		return p
	}
	own := &Place{levels: p.levels}
	for i, parts := range l.locals {
		var rendered []byte
		for _, part := range parts {
			rendered = part.append(rendered, &at)
		}
		t := newText(string(rendered))
		own.locals = append(own.locals, t)
		own.room += l.uses[i] * t.room()
	}
	return own
}

func (p localPart) append(dst []byte, at *Location) []byte {
	switch p.field {
	case FieldBuilding:
		return p.appendName(dst, at.Building, at.HasBuilding)
	case FieldRoom:
		return p.appendName(dst, at.Room, at.HasRoom)
	case FieldDevices:
		return p.appendName(dst, at.Devices, true)
	case FieldFloor:
		switch {
		case at.Floor != nil:
			return appendPadded(dst, *at.Floor, p.width)
		case p.alone:
			return append(dst, "null"...)
		}
		return dst
	case FieldAddress:
		return at.appendAddress(dst)
	}
	return append(dst, p.text...)
}

func (p localPart) appendName(dst []byte, name string, has bool) []byte {
	switch {
	case p.alone && !has:
		return append(dst, "null"...)
	case p.alone:
		return append(dst, quote(name)...)
	case has:
		return append(dst, escaped(name)...)
	}
	return dst
}

// appendAddress appends the address of the group's devices up to the ordinal.
func (at *Location) appendAddress(dst []byte) []byte {
	if at.HasBuilding {
		dst = append(append(dst, escaped(at.Building)...), '/')
	}
	if at.Floor != nil {
		dst = append(strconv.AppendInt(dst, *at.Floor, 10), '/')
	}
	if at.HasRoom {
		dst = append(append(dst, escaped(at.Room)...), '/')
	}
	return append(append(dst, escaped(at.Devices)...), '/')
}

// appendPadded appends a number with zeros in front, to at least width digits.
// The sign does not count.
func appendPadded(dst []byte, v int64, digits int) []byte {
	u := uint64(v)
	if v < 0 {
		dst = append(dst, '-')
		u = -u
	}
	for n := width(u); n < digits; n++ {
		dst = append(dst, '0')
	}
	return AppendUint(dst, u)
}

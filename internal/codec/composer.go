package codec

import "slices"

// A composer compiles a layout from left to right. Text gathers in the open
// segment, in one version or in one for each status, until a slot closes it.
type composer struct {
	segments []segment
	versions [][]byte // of the open segment's text: one, or one for each status
	status   int      // of what sensor, where there are several
	sensors  []Sensor // whose statuses may be words of their own

	locals      []local
	local       local // open, behind the open segment's text
	localBytes  int   // of constant text in it
	localFields int   // in all locals
}

// write adds static text.
func (c *composer) write(text string) {
	if len(c.local) > 0 && c.localBytes+len(text) <= maxLocalBytes {
		c.localBytes += len(text)
		c.local = append(c.local, localPart{text: text})
		return
	}
	c.closeLocal()
	if len(c.versions) > len(statusNames) {
		c.closeSegment(slotNone, 0)
	}
	if c.versions == nil {
		c.versions = make([][]byte, 1)
	}
	for i := range c.versions {
		c.versions[i] = append(c.versions[i], text...)
	}
}

// writeStatus adds the status of sensor i. A segment has room for one; where the
// sensor has words of its own, for nothing else, because text would be there once
// for each of them.
func (c *composer) writeStatus(i int) {
	c.closeLocal()
	var words []string
	if i < len(c.sensors) {
		words = c.sensors[i].Words
	}
	if len(c.versions) > 1 || len(c.versions) > 0 && words != nil {
		c.closeSegment(slotNone, 0)
	}
	var before []byte
	if len(c.versions) > 0 {
		before = c.versions[0]
	}
	c.status, c.versions = i, nil
	for _, name := range slices.Concat(statusNames[:], words) {
		c.versions = append(c.versions, append(slices.Clip(before), quote(name)...))
	}
}

// writeSlot closes the local, if one is open, and the segment with a slot.
func (c *composer) writeSlot(s slot, index int) {
	c.closeLocal()
	c.closeSegment(s, index)
}

func (c *composer) closeSegment(s slot, index int) {
	if c.versions == nil {
		c.versions = make([][]byte, 1)
	}
	closed := segment{slot: s, index: index, status: c.status}
	if len(c.versions) == 1 {
		closed.text = newText(string(c.versions[0]))
	} else {
		for _, version := range c.versions {
			closed.outcomes = append(closed.outcomes, newText(string(version)))
		}
	}
	c.segments, c.versions = append(c.segments, closed), nil
}

// layout closes the last segment and ends the composition.
func (c *composer) layout() *Layout {
	c.writeSlot(slotNone, 0)
	return newLayout(c.segments, c.locals)
}

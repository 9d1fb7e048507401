package codec

// A composer compiles a layout from left to right. Text gathers in the open
// segment, in one version or in one for each status, until a slot closes it.
type composer struct {
	segments []segment
	open     segment
}

// write adds static text.
func (c *composer) write(text string) {
	if c.open.outcomes == nil {
		c.open.text += text
		return
	}
	for i := range c.open.outcomes {
		c.open.outcomes[i] += text
	}
}

// writeStatus adds the status of sensor i. A segment has room for one.
func (c *composer) writeStatus(i int) {
	if c.open.outcomes != nil {
		c.writeSlot(slotNone, 0)
	}
	c.open.status, c.open.outcomes = i, &outcomes{}
	for s, name := range statusNames {
		c.open.outcomes[s] = c.open.text + quote(name)
	}
}

// writeSlot closes the segment with a slot.
func (c *composer) writeSlot(s slot, index int) {
	c.open.slot, c.open.index = s, index
	c.segments = append(c.segments, c.open)
	c.open = segment{}
}

// layout closes the last segment and ends the composition.
func (c *composer) layout() *Layout {
	c.writeSlot(slotNone, 0)
	return newLayout(c.segments)
}

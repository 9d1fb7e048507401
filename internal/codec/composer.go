package codec

// A composer compiles a layout from left to right. Text gathers in the open
// segment, in one version or in one for each status, until a slot closes it.
type composer struct {
	segments []segment
	versions []string // of the open segment's text: one, or one for each status
	status   int      // of what sensor, where there are several
}

// write adds static text.
func (c *composer) write(text string) {
	if c.versions == nil {
		c.versions = []string{""}
	}
	for i := range c.versions {
		c.versions[i] += text
	}
}

// writeStatus adds the status of sensor i. A segment has room for one.
func (c *composer) writeStatus(i int) {
	if len(c.versions) > 1 {
		c.writeSlot(slotNone, 0)
	}
	c.write("")
	before := c.versions[0]
	c.status, c.versions = i, nil
	for _, name := range statusNames {
		c.versions = append(c.versions, before+quote(name))
	}
}

// writeSlot closes the segment with a slot.
func (c *composer) writeSlot(s slot, index int) {
	c.write("")
	closed := segment{slot: s, index: index, status: c.status}
	if len(c.versions) == 1 {
		closed.text = newText(c.versions[0])
	} else {
		closed.outcomes = &outcomes{}
		for i, version := range c.versions {
			closed.outcomes[i] = newText(version)
		}
	}
	c.segments, c.versions = append(c.segments, closed), nil
}

// layout closes the last segment and ends the composition.
func (c *composer) layout() *Layout {
	c.writeSlot(slotNone, 0)
	return newLayout(c.segments)
}

package codec

// A composer compiles a layout from left to right. Text gathers, in one version
// or one for each status, until a slot closes the segment.
type composer struct {
	segments []segment
	texts    []string
	status   int
}

func newComposer() *composer { return &composer{texts: []string{""}, status: constant} }

// write adds static text.
func (c *composer) write(text string) {
	for i := range c.texts {
		c.texts[i] += text
	}
}

// writeStatus adds the status of sensor i. A segment has room for one.
func (c *composer) writeStatus(i int) {
	if c.status != constant {
		c.writeSlot(slotNone, 0)
	}
	before := c.texts[0]
	c.status, c.texts = i, nil
	for _, name := range statusNames {
		c.texts = append(c.texts, before+quote(name))
	}
}

// writeSlot closes the segment with a slot.
func (c *composer) writeSlot(s slot, index int) {
	closed := segment{status: c.status, slot: s, index: index}
	for _, text := range c.texts {
		closed.texts = append(closed.texts, newBlocks(text))
	}
	c.segments = append(c.segments, closed)
	c.status, c.texts = constant, []string{""}
}

// layout closes the last segment and ends the composition.
func (c *composer) layout() *Layout {
	c.writeSlot(slotNone, 0)
	return &Layout{segments: c.segments}
}

package codec

// Default compiles the message that a model sends when it does not describe a
// payload of its own:
//
//	{"device_id":…,"timestamp":…,"location":{…},"sensors":{…},"device_info":{…}}
func Default(m Model) *Layout {
	c := &composer{sensors: m.Sensors}
	c.write(`{"device_id":`)
	c.writeSlot(slotID, 0)
	c.write(`,"timestamp":`)
	c.writeSlot(slotTimestamp, 0)
	c.write(`,"location":`)
	c.writeSlot(slotPlace, 0)
	c.write(`,"sensors":{`)
	for i, sensor := range m.Sensors {
		c.separate(i)
		c.sensor(i, sensor)
	}
	c.write(`},"device_info":{`)
	c.info(m)
	c.write(`}}`)
	return c.layout()
}

func (c *composer) separate(i int) {
	if i > 0 {
		c.write(",")
	}
}

func (c *composer) sensor(i int, s Sensor) {
	c.write(quote(s.Name) + `:{"value":`)
	c.writeSlot(slotValue, i)
	if s.Unit != "" {
		c.write(`,"unit":` + quote(s.Unit))
	}
	c.write(`,"status":`)
	c.writeStatus(i)
	c.write(`}`)
}

func (c *composer) info(m Model) {
	first := 0
	if !m.namesItself() {
		c.write(quote(modelMember) + ":" + quote(m.Name))
		first = 1
	}
	for i, info := range m.Info {
		c.separate(first + i)
		c.write(quote(info.Name) + ":")
		if info.Constant != nil {
			c.write(string(AppendValue(nil, *info.Constant)))
		} else {
			c.writeSlot(slotInfo, i)
		}
	}
}

package plant

import (
	"encoding/json"
	"fmt"

	"github.com/iotsim/iotsim/engine"
)

// A Consumer keeps the newest message of each device: what a service holds that shows
// a fleet, and sends to a browser when it connects. Messages of a device may come late,
// or again: a late one does not replace a newer one, and one that comes again is no
// message at all. It takes a few bytes a device, whatever the topic holds. Its methods
// are called one at a time, for each partition.
type Consumer struct {
	Messages int64 // each counted once
	Again    int64 // that were taken before
	Late     int64 // of Messages, those behind a newer one of their device

	devices map[string]*device
}

// A device is what was taken of one. Bit i of seen says that reading newest-i was.
type device struct {
	message engine.Message
	newest  int64
	seen    uint64
}

// window is how far behind the newest reading a late one is told from one that comes
// again; what is further behind is taken for the latter.
const window = 64

// Take takes a record of the data topic.
func (c *Consumer) Take(key, value []byte, headers []engine.Header) error {
	name, ok := engine.NameOf(key, headers)
	if !ok {
		return fmt.Errorf("the record of key %q has no header %s", key, engine.HeaderSequence)
	}
	d := c.device(string(name.Device))
	ahead := name.Sequence - d.newest
	switch {
	case ahead > 0:
		if err := json.Unmarshal(value, &d.message); err != nil {
			return fmt.Errorf("reading %d of %s: %w", name.Sequence, name.Device, err)
		}
		d.newest, d.seen = name.Sequence, d.seen<<min(ahead, window)|1
	case -ahead >= window || d.seen&(1<<-ahead) != 0:
		c.Again++
		return nil
	default:
		d.seen |= 1 << -ahead
		c.Late++
	}
	c.Messages++
	return nil
}

func (c *Consumer) device(id string) *device {
	if c.devices == nil {
		c.devices = map[string]*device{}
	}
	d := c.devices[id]
	if d == nil {
		d = &device{}
		c.devices[id] = d
	}
	return d
}

// Newest is the newest message of a device.
func (c *Consumer) Newest(id string) (m engine.Message, ok bool) {
	d := c.devices[id]
	if d == nil {
		return m, false
	}
	return d.message, true
}

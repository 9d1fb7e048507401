package engine

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// Damage is what effects do to a message whose values are measured. Their order is
// that of their layers, whatever the order in the file: the device's clock comes
// first, because the message is made with it, then what device_info says; then
// fields change their type and go missing; at last the whole is padded, cut off and
// corrupted, and need not be JSON any more. Within a layer the order is that of the
// file, and each effect sees what the one before it left.
//
// Draws are those of the tick, so all copies of a reading have the same bytes.

// A damage is what an effect needs to do it.
type damage struct {
	tag    signal.Tag    // of what is drawn: bytes of corrupt, padding of oversize
	kind   codec.Kind    // of type_change
	says   codec.Value   // of firmware: the version; of battery: the level
	models []modelDamage // by model
}

// A modelDamage is what an effect damages in the messages of a model.
type modelDamage struct {
	field   field         // of missing_field and type_change
	info    int           // of battery and firmware: which member of device_info; -1: none
	paths   []*codec.Path // where messages say that
	padding []byte        // of oversize: the name of the member that pads, with its colon
}

// aim finds what the effects on messages damage in those of each model.
func (p *Program) aim() {
	var names []string
	p.eachDamage(func(f *fault, e *effect) {
		e.damage.models = make([]modelDamage, len(p.models))
		e.damage.draw(f, e)
		if e.Field != "" {
			names = append(names, e.Field)
		}
	})
	for i, m := range p.models {
		var s *survey // made when it is needed
		p.eachDamage(func(_ *fault, e *effect) {
			if s == nil {
				s = look(m.Model, names, &p.paths)
			}
			d := &e.damage.models[i]
			d.field, d.info, d.padding = s.fields[e.Field], -1, s.padding
			if e.layer == layerInfo {
				if d.info = infoOf(m.Model, e.Kind); d.info >= 0 {
					d.paths = s.infos[m.Info[d.info].Name]
				}
			}
		})
	}
}

// draw prepares what does not depend on models.
func (d *damage) draw(f *fault, e *effect) {
	switch e.Kind {
	case schema.Corrupt:
		d.tag = effectTag(signal.Corrupt, f.Name, e.ordinal)
	case schema.Oversize:
		d.tag = effectTag(signal.Padding, f.Name, e.ordinal)
	case schema.TypeChange:
		d.kind = map[string]codec.Kind{"string": codec.Text, "bool": codec.Bool, "number": codec.Number}[e.To]
	case schema.Firmware:
		d.says = codec.Value{Kind: codec.Text, Text: []byte(e.Version)}
	case schema.Battery:
		if e.Level != nil {
			number(&d.says, *e.Level, maxDigits)
		}
	}
}

// eachDamage visits the effects on messages.
func (p *Program) eachDamage(visit func(*fault, *effect)) {
	for _, f := range p.faults {
		for i := range f.effects {
			if e := &f.effects[i]; e.layer >= layerClock && e.layer <= layerCorrupt {
				visit(f, e)
			}
		}
	}
}

// A wound is an effect on the messages of a device.
type wound struct {
	fault  *faultHit
	effect *effect
}

// wound gathers the effects on the device's messages in their order.
func (h *hit) wound() {
	for l := layerClock; h != nil && l <= layerCorrupt; l++ {
		for i := 0; h.has[l] && i < len(h.faults); i++ {
			f := &h.faults[i]
			for j := range f.effects {
				if e := &f.effects[j]; e.layer == l {
					h.wounds = append(h.wounds, wound{f, e})
				}
			}
		}
	}
}

// suffers says whether a reading has the wound.
func (h *hit) suffers(w *wound, r *reading) (*activation, bool) {
	a, ok := h.during(w.fault, r.due)
	return a, ok && w.effect.touches(h.key, r.tick)
}

// damage appends the message of a reading that effects may change. s.message is
// filled as if there were none, and the frame is the reading's own.
func (s *Sequence) damage(dst []byte, it *item, f *frame) []byte {
	h, r := it.hit, &it.reading
	if h.has[layerClock] {
		c := h.clock(s.program.calendar, r)
		c.add(it.made() - it.due)
		s.message.Timestamp = c.says()
	}
	start := len(dst)
	dst = h.group.model.layout.Append(dst, &s.message)
	m := s.wounded(dst[start:], h, f)
	for i := range h.wounds {
		w := &h.wounds[i]
		if w.effect.layer == layerClock {
			continue
		}
		if a, ok := h.suffers(w, r); ok {
			m.suffer(w.effect, h, a, r)
		}
	}
	if !m.Changed {
		return dst
	}
	return append(dst[:start], m.Text...) // it may have grown out of the buffer
}

// A wounded is a message that is edited.
type wounded struct {
	codec.Edit
	info []codec.Value // what it says of device_info
}

// wounded is a message that effects on it may change.
func (s *Sequence) wounded(text []byte, h *hit, f *frame) wounded {
	if s.hints == nil {
		s.hints = make([]int, s.program.paths)
	}
	if h.has[layerInfo] {
		h.inform(f.info)
	}
	return wounded{codec.Edit{Text: text, Hints: s.hints}, f.info}
}

// suffer lets an effect change the message, and says whether it did.
func (m *wounded) suffer(e *effect, h *hit, a *activation, r *reading) (changed bool) {
	d := &e.damage.models[h.group.model.index]
	switch e.layer {
	case layerInfo:
		return m.misinform(e, h, a, r)
	case layerType:
		return d.field.path != nil && m.Retype(d.field.path, e.damage.kind)
	case layerMissing:
		return d.field.path != nil && m.Remove(d.field.path)
	case layerOversize:
		m.Text, changed = e.pad(m.Text, d.padding, h.key.Stream(e.damage.tag).Sub(r.tick))
	case layerTruncate:
		keep := min(e.Bytes, int64(len(m.Text)))
		changed = keep < int64(len(m.Text))
		m.Text = m.Text[:keep]
	case layerCorrupt:
		changed = e.corrupt(m.Text, h.key.Stream(e.damage.tag).Sub(r.tick))
	}
	m.Changed = m.Changed || changed
	return changed
}

// corrupt changes as many bytes as the effect says, or all: the message is cut into
// so many stretches, and in each of them one byte becomes any other. None becomes
// a line feed: a message is a line of a file.
func (e *effect) corrupt(message []byte, words signal.Stream) bool {
	length := uint64(len(message))
	n := min(uint64(e.Bytes), length)
	for i := range n {
		from, to := i*length/n, (i+1)*length/n
		b := &message[from+signal.Below(words.Word(int64(2*i)), to-from)]
		*b = otherByte(*b, words.Word(int64(2*i+1)))
	}
	return n > 0
}

// otherByte is one of the 254 bytes that are neither b nor a line feed. (Layouts
// write no line feed, so b is none.)
func otherByte(b byte, word uint64) byte {
	other := byte(signal.Below(word, 254))
	if low := min(b, '\n'); other >= low {
		other++
	}
	if high := max(b, '\n'); other >= high {
		other++
	}
	return other
}

// pad makes a message as long as the effect says, by a last member that holds eight
// characters a word. Where there is no room for one, spaces before the last brace
// do.
func (e *effect) pad(message, name []byte, words signal.Stream) ([]byte, bool) {
	missing := int(e.Bytes) - len(message)
	if missing <= 0 {
		return message, false
	}
	message = slices.Grow(message, missing+8)
	message = message[:len(message)-1]
	if missing < len(`,""`)+len(name) {
		for range missing {
			message = append(message, ' ')
		}
		return append(message, '}'), true
	}
	if message[len(message)-1] != '{' {
		message = append(message, ',')
	}
	message = append(append(message, name...), '"')
	end := int(e.Bytes) - len(`"}`)
	for i := int64(0); len(message) < end; i++ {
		message = binary.LittleEndian.AppendUint64(message, characters(words.Word(i)))
	}
	return append(message[:end], `"}`...), true
}

// characters are eight of the 32 from '0' to 'O', none of which JSON escapes, one
// for the lowest five bits of each byte.
func characters(word uint64) uint64 {
	const ones = 0x0101010101010101
	return word&(31*ones) + '0'*ones
}

// A damaged is a message on its way through the effects, for labels.
type damaged struct{ whole, now, next []byte }

// findDamage finds the effects that change the reading's message, for its labels:
// each that changes what the ones before it left, unless the message is in the end
// what it was.
func (s *Sequence) findDamage(d *delivery, r reading, measured bool) {
	h, before := r.hit, len(d.acts)
	var m wounded
	var c deviceClock
	for i := range h.wounds {
		w := &h.wounds[i]
		a, ok := h.suffers(w, &r)
		if !ok {
			continue
		}
		if m.Text == nil { // only now the message is needed
			m, c = s.make(r, measured), newDeviceClock(s.program.calendar, r.due)
		}
		changed := false
		if w.effect.layer == layerClock {
			c.mislead(w.effect, a, r.due)
			m.Text, changed = s.remake(m.Text, c.says())
		} else {
			changed = m.suffer(w.effect, h, a, &r)
		}
		if changed {
			d.acts = append(d.acts, act{w.fault.index, w.effect.ordinal, recordMessage, 0})
		}
	}
	if m.Text != nil {
		if s.damaged.now = m.Text; bytes.Equal(s.damaged.whole, m.Text) {
			d.acts = d.acts[:before]
		}
	}
}

// make is the message that a reading has before it is damaged.
func (s *Sequence) make(r reading, measured bool) wounded {
	g, f, d := r.hit.group, &s.block.frames[0], &s.damaged
	if !measured {
		s.measureHit(g, r)
	}
	s.block.inform()
	s.scratch = g.appendID(s.scratch[:0], r.device)
	s.fill(g, &item{reading: r}, s.scratch, f, f.sent)
	d.whole = g.model.layout.Append(d.whole[:0], &s.message)
	d.now = append(d.now[:0], d.whole...)
	return s.wounded(d.now, r.hit, f)
}

// remake is the message with another timestamp, and whether it is another message.
func (s *Sequence) remake(text []byte, millis int64) ([]byte, bool) {
	d := &s.damaged
	s.message.Timestamp = millis
	d.next = s.block.model.layout.Append(d.next[:0], &s.message)
	d.now, d.next = d.next, text
	return d.now, !bytes.Equal(d.now, d.next)
}

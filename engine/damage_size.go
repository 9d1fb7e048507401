package engine

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// swell is the most bytes that a message of the model has once effects have
// changed one of at most n. Padding is looked at apart.
func (p *Program) swell(m *model, n int64) int64 {
	const wider = int64(len("false") - len("0")) // no value gains more by its type
	p.eachDamage(func(f *fault, e *effect) {
		d := &e.damage.models[m.index]
		switch {
		case f.Hit == 0:
		case e.Kind == schema.Firmware:
			n += int64(len(d.paths) * len(codec.AppendValue(nil, e.damage.says)))
		case e.Kind == schema.Battery:
			n += int64(len(d.paths) * widestNumber)
		case e.layer != layerType || d.field.path == nil:
		case d.field.holds && e.damage.kind == codec.Text:
			n += n + 2 // all of it escapes, between quotes
		default:
			n += wider
		}
	})
	return n
}

// padded is the length of the longest message that a fault pads; 0: none does.
func (p *Program) padded() int64 {
	longest := int64(0)
	p.pads(func(_ *fault, e *effect) { longest = max(longest, e.Bytes) })
	return longest
}

// padding estimates the bytes that faults add to messages of a mean length.
func (p *Program) padding(mean float64) int64 {
	sum := 0.0
	p.pads(func(f *fault, e *effect) {
		sum += float64(float64(float64(p.suffered[f.index])*e.Share) * max(0, float64(e.Bytes)-mean))
	})
	return int64(sum)
}

// pads visits the effects that pad messages of some device.
func (p *Program) pads(visit func(*fault, *effect)) {
	for _, f := range p.faults {
		for i := range f.effects {
			if e := &f.effects[i]; e.layer == layerOversize && f.Hit > 0 {
				visit(f, e)
			}
		}
	}
}

// suffer counts the readings that a fault which pads may pad.
func (t *tally) suffer(h *hit) {
	reach, counted := t.program.timeline.reach, t.program.plan.Counted()
	for i := range h.faults {
		f := h.faults[i].fault
		if !f.has[layerOversize] {
			continue
		}
		for s, last := int64(0), f.slotAt(counted-1); s <= last; s++ {
			if a, ok := f.activate(h.anchor(f), f.slot(s)); ok {
				t.suffered[f.index] += h.readings(reach(a.begin), reach(min(a.end, counted)))
			}
		}
	}
}

const (
	// usualLimit is what a topic takes that says nothing of it.
	usualLimit = 1<<20 + 12

	// limitOverhead is what counts beside a record's own bytes, with room to spare.
	limitOverhead = 128

	limitSetting = "max.message.bytes"
)

// checkSizes says which padded messages a topic does not take: for certain where
// the scenario says what it takes, and else unless it takes more than usual.
func (p *Program) checkSizes() hcl.Diagnostics {
	var diags hcl.Diagnostics
	around := p.plan.Bytes.Largest - p.padded() + limitOverhead
	p.pads(func(_ *fault, e *effect) {
		for i := range p.plan.Sinks {
			sink := &p.plan.Sinks[i]
			limit, err := strconv.ParseInt(sink.Config[limitSetting], 10, 64)
			written := err == nil
			if !written {
				limit = usualLimit
			}
			switch need := e.Bytes + around; {
			case sink.Kind != schema.SinkKafka || need <= limit:
			case written:
				diags = append(diags, diagnostic(hcl.DiagError, e.Range, "Message exceeds the topic's limit", "A record with a message of %d bytes takes up to %d; the sink makes its topic for %d (%s). Write \"%[2]d\" there, or a smaller size.", e.Bytes, need, limit, limitSetting)...)
			default:
				diags = append(diags, diagnostic(hcl.DiagWarning, e.Range, "Message exceeds Kafka's usual limit", "A record with a message of %d bytes takes up to %d; a topic takes %d unless it says otherwise, and apply refuses it then. Write config = { %q = \"%[2]d\" } in the sink, or a smaller size.", e.Bytes, need, limit, limitSetting)...)
			}
		}
	})
	return diags
}

package engine

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// infoOf is the index of what an effect changes in device_info; -1: the model has
// no such member. A battery is what has that name, or else what drains first.
func infoOf(m *schema.Model, kind schema.EffectKind) int {
	name := "firmware"
	if kind == schema.Battery {
		name = "battery"
	}
	i := slices.IndexFunc(m.Info, func(in schema.Info) bool { return in.Name == name })
	if i < 0 && kind == schema.Battery {
		i = slices.IndexFunc(m.Info, func(in schema.Info) bool { return in.Value != nil && in.Value.Kind == schema.Drain })
	}
	return i
}

// inform lets the constants be said that effects may change: the layout says them
// itself.
func (h *hit) inform(info []codec.Value) {
	m := h.group.model
	for i := range h.wounds {
		if e := h.wounds[i].effect; e.layer == layerInfo {
			if at := e.damage.models[m.index].info; at >= 0 && m.shape.Info[at].Constant != nil {
				info[at] = *m.shape.Info[at].Constant
			}
		}
	}
}

// misinform lets an effect change what the message says of device_info.
func (m *wounded) misinform(e *effect, h *hit, a *activation, r *reading) (changed bool) {
	d := &e.damage.models[h.group.model.index]
	if !e.misinform(m.info, h, a, r.due) {
		return false
	}
	for _, path := range d.paths {
		changed = m.Replace(path, &m.info[d.info]) || changed
	}
	return changed
}

// misinform changes a member of device_info, and says whether it did.
func (e *effect) misinform(info []codec.Value, h *hit, a *activation, due int64) bool {
	m := h.group.model
	i := e.damage.models[m.index].info
	switch {
	case i < 0:
		return false
	case e.Kind == schema.Firmware:
		info[i] = e.damage.says
		return true
	}
	left := e.damage.says
	if e.Level == nil {
		left = e.left(&m.info[i], &info[i], h.key, a, due)
	}
	if numeric(&left) < numeric(&info[i]) {
		info[i] = left
		return true
	}
	return false
}

// left is what a battery has left once the rate of the effect has taken its share,
// rounded up as a drain is.
func (e *effect) left(in *info, says *codec.Value, device signal.Key, a *activation, due int64) codec.Value {
	x := numeric(says)
	if in.form == formDrain {
		var own signal.Distribution
		d := in.value.of(device, &own)
		x = min(x, d.A-float64(float64(due)/hourNanos*d.B))
	}
	lost := float64(e.Rate.Amount * (float64(due-a.begin) / float64(e.Rate.Per)))
	var left codec.Value
	drained(&left, max(x-lost, 0), 0)
	return left
}

// writeInfo says what device_info held, and what the message says it does.
func (s *Sequence) writeInfo(w *labelWriter, g *group, e *effect, it *item) {
	s.block.reset(g.model)
	s.block.add(&it.reading, g, s.program.calendar, nil)
	s.block.inform()
	h, info := it.hit, s.block.frames[0].info
	h.inform(info)
	says := &info[e.damage.models[g.model.index].info]
	w.name("true")
	w.buffer = codec.AppendValue(w.buffer, *says)
	for i := range h.wounds {
		if wound := &h.wounds[i]; wound.effect.layer == layerInfo {
			if a, ok := h.suffers(wound, &it.reading); ok {
				wound.effect.misinform(info, h, a, it.due)
			}
		}
	}
	w.name("sent")
	w.buffer = codec.AppendValue(w.buffer, *says)
}

// checkBattery refuses to discharge what says no number.
func (p *Program) checkBattery(e *effect) hcl.Diagnostics {
	for i, m := range p.models {
		at := e.damage.models[i].info
		if at < 0 {
			continue
		}
		constant, number := m.shape.Info[at].Constant, m.info[at].form.codec() == codec.Number
		if constant != nil {
			number = constant.Kind == codec.Number || constant.Kind == codec.Float
		}
		if !number {
			return diagnostic(hcl.DiagError, e.Range, "Battery is not a number", "Effect %q takes from a number; %q in device_info of model %q says something else. Write %[2]s = drain(100, \"0.4/h\").", e.Kind, m.Info[at].Name, m.Name)
		}
	}
	return nil
}

// mayVary is the shape of a model's messages in which no constant stands that a
// fault changes.
func (p *Program) mayVary(m *model) codec.Model {
	shape, own := m.shape, *m.Model
	shape.Info, own.Info = slices.Clone(shape.Info), slices.Clone(own.Info)
	p.eachDamage(func(f *fault, e *effect) {
		at := e.damage.models[m.index].info
		if at < 0 || len(f.Windows) == 0 {
			return
		}
		if in := &shape.Info[at]; in.Constant != nil {
			in.Kind, in.Constant = in.Constant.Kind, nil
		}
		own.Info[at].Text = nil // else a payload would hold it, written out
	})
	if own.Payload != nil {
		payload := newPayload(&own, own.Payload)
		shape.Payload = &payload
	}
	return shape
}

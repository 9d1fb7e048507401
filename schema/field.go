package schema

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A field of a message is named by the path to it, names joined by dots. The
// fields of all models are looked up in one table: true says that a field is an
// object, which holds others.
type messageFields map[string]bool

// messageFields are those of all models, made when an effect first names one.
func (d *decoder) messageFields() messageFields {
	if d.fields == nil {
		d.fields = messageFields{}
		for i := range d.scenario.Models {
			if m := &d.scenario.Models[i]; m.Payload != nil {
				d.fields.addPayload("", m.Payload)
			} else {
				d.fields.addDefault(m)
			}
		}
	}
	return d.fields
}

// addDefault adds the fields of the message that a model without a payload sends.
func (f messageFields) addDefault(m *Model) {
	for _, name := range []string{"device_id", "timestamp", "location.building", "location.floor", "location.room", "device_info.model"} {
		f[name] = false
	}
	for _, name := range []string{"location", "sensors", "device_info"} {
		f[name] = true
	}
	for i := range m.Sensors {
		s := &m.Sensors[i]
		path := "sensors." + s.Name
		f[path] = true
		f[path+".value"], f[path+".status"] = false, false
		if s.Unit != "" {
			f[path+".unit"] = false
		}
	}
	for i := range m.Info {
		f["device_info."+m.Info[i].Name] = false
	}
}

// addPayload adds the fields of an object or list of the author's own. A list is a
// value, and its items are fields in it, by their place from 0 on.
func (f messageFields) addPayload(path string, p *Payload) {
	for i := range p.Members {
		f.addValue(path+p.Members[i].Name, &p.Members[i].Value)
	}
	for i := range p.Items {
		f.addValue(path+strconv.Itoa(i), &p.Items[i])
	}
}

func (f messageFields) addValue(path string, p *Payload) {
	if len(path) <= maxFieldBytes {
		f[path] = p.Kind == PayloadObject
		f.addPayload(path+".", p)
	}
}

// field reads the path of a member that some model's message has; leaf demands
// one that is no object.
func (b *body) field(leaf bool) string {
	path, ok := b.text("field")
	if !ok || len(b.d.faultyModels) > 0 {
		return path
	}
	fields := b.d.messageFields()
	object, exists := fields[path]
	switch {
	case !exists:
		b.refuse("field", "Unknown field", "No model's message has a field %q. %s", clip(path), nearField(path, fields))
	case leaf && object:
		b.refuse("field", "Field is an object",
			"%q holds other fields. Name one that is a value, such as %q.", clip(path), firstInside(path, fields))
	}
	return path
}

// maxSuggested is how many fields are compared with a misspelt one.
const maxSuggested = 2_000

func nearField(path string, fields messageFields) string {
	known := slices.Sorted(maps.Keys(fields))
	if len(known) <= maxSuggested {
		if near, ok := Nearest(path, known); ok {
			return fmt.Sprintf("Did you mean %q?", near)
		}
	}
	return "Names are joined by dots, from the outside in: \"sensors.temperature.value\"."
}

// firstInside is the first value of an object, by name.
func firstInside(path string, fields messageFields) string {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if strings.HasPrefix(name, path+".") && !fields[name] {
			return name
		}
	}
	return path
}

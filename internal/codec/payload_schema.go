package codec

import "slices"

// ownRules are the rules of models with a payload of their own; the rest are the
// models without.
func ownRules(models []Model, places []*Place) (own []*rule, rest []Model) {
	for _, m := range models {
		if m.Payload == nil {
			rest = append(rest, m)
			continue
		}
		r := m.nodeRule(m.Payload, places)
		r.Title = "Messages of " + m.Name
		own = append(own, r)
	}
	return own, rest
}

// nodeRule is the rule of a value in a message of the author's own shape.
func (m Model) nodeRule(n *Node, places []*Place) *rule {
	switch n.Kind {
	case NodeObject:
		var members properties
		for i := range n.Members {
			members = append(members, property{n.Members[i].Name, m.nodeRule(&n.Members[i].Value, places)})
		}
		return closed(members)
	case NodeList:
		r := &rule{Type: "array", MinItems: len(n.Items), Items: false}
		for i := range n.Items {
			r.PrefixItems = append(r.PrefixItems, m.nodeRule(&n.Items[i], places))
		}
		return r
	case NodeText:
		if text, ok := constantOf(n.Text); ok {
			return constantText(text)
		}
		return &rule{Type: "string"}
	case NodeField:
		return m.fieldRule(n, places)
	}
	return &rule{Const: AppendValue(nil, n.Constant)}
}

// constantOf is the text of parts without fields.
func constantOf(parts []TextPart) (string, bool) {
	text := ""
	for _, p := range parts {
		if p.Field != FieldNone {
			return "", false
		}
		text += p.Text
	}
	return text, true
}

func (m Model) fieldRule(n *Node, places []*Place) *rule {
	switch n.Field {
	case FieldID:
		return &rule{Type: "string", MinLength: 1}
	case FieldBuilding:
		return levelRule("string", 0, places)
	case FieldFloor:
		return levelRule("integer", 1, places)
	case FieldRoom:
		return levelRule("string", 2, places)
	case FieldDevices, FieldAddress:
		return &rule{Type: "string", MinLength: 1}
	case FieldMillis:
		return &rule{Type: "integer", Description: "event time, Unix milliseconds"}
	case FieldMicros:
		return &rule{Type: "integer", Description: "event time, Unix microseconds"}
	case FieldSeconds:
		return &rule{Type: "integer", Description: "event time, Unix seconds"}
	case FieldRFC3339:
		return &rule{Type: "string", Format: "date-time", Description: "event time, UTC"}
	case FieldValue:
		return kindRule(m.Sensors[n.Index].Kind, m.Sensors[n.Index].Null)
	case FieldUnit:
		if unit := m.Sensors[n.Index].Unit; unit != "" {
			return constantText(unit)
		}
		return &rule{Type: "null"}
	case FieldStatus:
		return statusRule(m.Sensors[n.Index])
	case FieldInfo:
		if constant := m.Info[n.Index].Constant; constant != nil {
			return &rule{Const: AppendValue(nil, *constant)}
		}
		return kindRule(m.Info[n.Index].Kind, false)
	}
	return &rule{Type: "integer"}
}

// levelRule is what a level of the place may be: null where one leaves it out.
// Without places it may be either.
func levelRule(name string, level int, places []*Place) *rule {
	with, without := len(places) == 0, len(places) == 0
	for _, p := range places {
		with, without = with || p.levels[level], without || !p.levels[level]
	}
	switch {
	case with && without:
		return &rule{Type: []string{name, "null"}}
	case with:
		return &rule{Type: name}
	}
	return &rule{Type: "null"}
}

// statusRule is which words a sensor's status has: its own, and what everybody
// says where none of them holds.
func statusRule(s Sensor) *rule {
	words := slices.Clone(s.Words)
	add := func(statuses ...Status) {
		for _, status := range statuses {
			if word := status.String(); !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	if s.Kind != Bool || s.Null {
		add(Normal, Warning, Critical)
	}
	if s.Kind == Bool || s.Kind == Null {
		add(On, Off)
	}
	return &rule{Enum: words}
}

package codec

// Schema is the JSON Schema (draft 2020-12) of the messages of these models, as
// exact as their description: names, units, kinds of values,
// constants. The places say which levels a location has; without them any level
// may be missing.
func Schema(models []Model, places ...*Place) []byte {
	const several = "Messages of one scenario"
	rules, models := ownRules(models, places)
	title := several
	switch {
	case len(models) == 0 && len(rules) == 1:
		return document(rules[0].Title, rules[0])
	case len(models) == 0:
		return document(several, &rule{AnyOf: rules})
	case len(models) == 1:
		title = "Messages of " + models[0].Name
	}
	root := defaultRule(models, places)
	if len(rules) > 0 {
		root.Title = title
		return document(several, &rule{AnyOf: append(rules, root)})
	}
	return document(title, root)
}

// defaultRule is the rule of the default layout's messages of these models.
func defaultRule(models []Model, places []*Place) *rule {
	if len(models) == 1 {
		m := models[0]
		return messageRule(locationRule(places), m.sensorsRule(), m.infoRule())
	}
	anyObject := &rule{Type: "object"} // what the models have in common
	root := messageRule(locationRule(places), anyObject, anyObject)
	for _, m := range models {
		root.AnyOf = append(root.AnyOf, &rule{Properties: properties{
			{"sensors", m.sensorsRule()},
			{"device_info", m.infoRule()},
		}})
	}
	return root
}

// GeneralSchema is the JSON Schema (draft 2020-12) of every message of the
// default layout, whatever its model.
func GeneralSchema() []byte {
	measurement := closed(properties{
		{"value", anyValue()},
		{"unit", &rule{Type: "string", MinLength: 1, Description: "absent when the sensor has none"}},
		{"status", &rule{Type: "string", MinLength: 1, Description: "normal, warning or critical; of a switch on or off; or a word of the sensor's own"}},
	})
	measurement.Required = []string{"value", "status"}
	info := closed(properties{
		{modelMember, &rule{Type: "string", MinLength: 1}},
	})
	info.AdditionalProperties = anyValue()
	sensors := &rule{Type: "object", AdditionalProperties: measurement}
	return document("Messages of the default layout", messageRule(locationRule(nil), sensors, info))
}

func messageRule(location, sensors, info *rule) *rule {
	return closed(properties{
		{"device_id", &rule{Type: "string", MinLength: 1, Description: "key of the record, unless the sink says otherwise"}},
		{"timestamp", &rule{Type: "integer", Description: "event time, Unix milliseconds"}},
		{"location", location},
		{"sensors", sensors},
		{"device_info", info},
	})
}

// locationRule requires the levels that all places have, in the groups in which
// they have them.
func locationRule(places []*Place) *rule {
	if len(places) == 0 {
		location := closed(levelRules([3]bool{true, true, true}))
		location.Required = nil
		location.Description = "levels that the scenario leaves out are absent"
		return location
	}
	var shapes []*rule
	seen := map[[3]bool]bool{}
	for _, p := range places {
		if !seen[p.levels] {
			seen[p.levels] = true
			shapes = append(shapes, closed(levelRules(p.levels)))
		}
	}
	if len(shapes) == 1 {
		return shapes[0]
	}
	return &rule{Type: "object", AnyOf: shapes}
}

func levelRules(has [3]bool) properties {
	all := properties{
		{"building", &rule{Type: "string"}},
		{"floor", &rule{Type: "integer"}},
		{"room", &rule{Type: "string"}},
	}
	var levels properties
	for i, level := range all {
		if has[i] {
			levels = append(levels, level)
		}
	}
	return levels
}

func (m Model) sensorsRule() *rule {
	var sensors properties
	for _, s := range m.Sensors {
		sensors = append(sensors, property{s.Name, s.rule()})
	}
	return closed(sensors)
}

func (s Sensor) rule() *rule {
	members := properties{{"value", kindRule(s.Kind, s.Null)}}
	if s.Unit != "" {
		members = append(members, property{"unit", constantText(s.Unit)})
	}
	members = append(members, property{"status", &rule{Type: "string"}})
	if len(s.Words) > 0 {
		members[len(members)-1].rule = statusRule(s) // any may go with any value
		return closed(members)
	}
	return judged(closed(members), s.Kind, s.Null)
}

func (m Model) infoRule() *rule {
	var members properties
	if !m.namesItself() {
		members = append(members, property{modelMember, constantText(m.Name)})
	}
	for _, info := range m.Info {
		r := kindRule(info.Kind, false)
		if info.Constant != nil {
			r = &rule{Const: AppendValue(nil, *info.Constant)}
		}
		members = append(members, property{info.Name, r})
	}
	return closed(members)
}

func kindRule(k Kind, null bool) *rule {
	var name string
	switch k {
	case Number, Float:
		name = "number"
	case Bool:
		name = "boolean"
	case Text:
		name = "string"
	default:
		return anyValue()
	}
	if null {
		return &rule{Type: []string{name, "null"}}
	}
	return &rule{Type: name}
}

func anyValue() *rule {
	return &rule{Type: []string{"number", "boolean", "string", "null"}}
}

// judged adds to a measurement which status goes with which value: a switch is
// on or off as its value says, anything else is in a band.
func judged(measurement *rule, k Kind, null bool) *rule {
	on := &rule{Properties: properties{
		{"value", &rule{Const: []byte("true")}},
		{"status", constantText(On.String())},
	}}
	off := &rule{Properties: properties{
		{"value", &rule{Const: []byte("false")}},
		{"status", constantText(Off.String())},
	}}
	bands := &rule{Enum: []string{Normal.String(), Warning.String(), Critical.String()}}
	switch {
	case k == Null:
		banded := &rule{Type: []string{"number", "string", "null"}}
		measurement.AnyOf = []*rule{on, off, {Properties: properties{{"value", banded}, {"status", bands}}}}
	case k != Bool:
		measurement.Properties[len(measurement.Properties)-1].rule = bands
	case null:
		none := &rule{Type: "null"}
		measurement.AnyOf = []*rule{on, off, {Properties: properties{{"value", none}, {"status", bands}}}}
	default:
		measurement.AnyOf = []*rule{on, off}
	}
	return measurement
}

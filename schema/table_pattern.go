package schema

// A FieldType is one field of patterns, for `iotsim docs`.
type FieldType struct {
	Name  string
	Where string // the patterns that know it
	Doc   string
}

// FieldTypes are the fields that patterns may have, each with where it is known.
func FieldTypes() []FieldType {
	fields := make([]FieldType, len(patternFields))
	for i, name := range patternFields {
		fields[i] = FieldType{name, knownIn(name), fieldDocs[name]}
	}
	return fields
}

// patternPlaces are the places of patterns, with the fields that they know. A
// place's label knows the places around it; n and key.
var patternPlaces = []struct {
	name   string
	fields []string
}{
	{"labels of places", []string{"building", "floor", "n", "key"}},
	{"id", idFields},
	{"device_info, payload, key, headers", deviceFields},
	{"topic", topicFields},
}

// knownIn lists the places of patterns that know a field.
func knownIn(field string) string {
	known := ""
	for _, p := range patternPlaces {
		for _, f := range p.fields {
			if f == field {
				known += ", " + p.name
			}
		}
	}
	return known[len(", "):]
}

var fieldDocs = map[string]string{
	"building": "The building's name.",
	"floor":    "The floor's number.",
	"room":     "The room's name.",
	"devices":  "The label of the devices block.",
	"model":    "The model's name.",
	"n":        "The ordinal of the innermost block that repeats, from 1: of the device in its block, of a place in its label.",
	"index":    "The device's ordinal in the whole fleet, from 1. A device that is added before it changes it.",
	"key":      "The key of for_each: of the place itself in its label, of the innermost place that has one in an id.",
	"id":       "The device's id.",
}

// PatternRule is what there is to know of patterns beside their fields.
const PatternRule = "A pattern is a text in quotes with fields in braces, filled in for each device: \"{building}-{floor:02}-{room}-{n:03}\". " +
	"n, index and floor are padded with zeros to a width: {n:03} is 007. A brace itself is written twice, {{ and }}. " +
	"\"${var.site}\" may stand beside fields; \"%{\" is HCL's own and is written \"%%{\". " +
	"Labels of places are patterns: building \"greenhouse-{key}\" { for_each = [\"tomato\", \"herbs\"] }, room \"bed-{n:02}\" { count = 4 }. Without a field -1, -2 … is added."

package codec

import (
	"bytes"
	"encoding/json"
)

// A rule is a JSON Schema, with the keywords that ours need, in the order in
// which they are written.
type rule struct {
	Draft       string          `json:"$schema,omitempty"`
	Title       string          `json:"title,omitempty"`
	Description string          `json:"description,omitempty"`
	Type        any             `json:"type,omitempty"` // string or []string
	Const       json.RawMessage `json:"const,omitempty"`
	Enum        []string        `json:"enum,omitempty"`
	Format      string          `json:"format,omitempty"`
	MinLength   int             `json:"minLength,omitempty"`
	PrefixItems []*rule         `json:"prefixItems,omitempty"`
	MinItems    int             `json:"minItems,omitempty"`
	Items       any             `json:"items,omitempty"` // false: no more than those
	Properties  properties      `json:"properties,omitempty"`
	Required    []string        `json:"required,omitempty"`
	// AdditionalProperties is false or a *rule.
	AdditionalProperties any     `json:"additionalProperties,omitempty"`
	AnyOf                []*rule `json:"anyOf,omitempty"`
}

// properties are the members of an object, in the order of the message.
type properties []property

type property struct {
	name string
	rule *rule
}

// MarshalJSON keeps the order, which a map would lose.
func (p properties) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, member := range p {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, quote(member.name)+":"...)
		out = append(out, encode(member.rule)...)
	}
	return append(out, '}'), nil
}

// closed is an object of exactly these members.
func closed(members properties) *rule {
	r := &rule{Type: "object", Properties: members, AdditionalProperties: false}
	for _, member := range members {
		r.Required = append(r.Required, member.name)
	}
	return r
}

func constantText(s string) *rule { return &rule{Const: []byte(quote(s))} }

// document prints a schema.
func document(title string, root *rule) []byte {
	root.Draft = "https://json-schema.org/draft/2020-12/schema"
	root.Title = title
	var out bytes.Buffer
	if err := json.Indent(&out, encode(root), "", "  "); err != nil {
		panic(err) // encode wrote it
	}
	return out.Bytes()
}

// encode keeps < and > as they are: schemas are read by people.
func encode(r *rule) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		panic(err) // a rule holds nothing that JSON cannot
	}
	return out.Bytes()
}

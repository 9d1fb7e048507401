package engine

import "github.com/iotsim/iotsim/internal/codec"

// MessageSchema is the JSON Schema (draft 2020-12) of the messages that the plan
// sends: exactly its models and the levels of its places.
func (p *Program) MessageSchema() []byte {
	var models []codec.Model
	for _, m := range p.models {
		models = append(models, p.mayVary(m))
	}
	var places []*codec.Place
	for i := range p.fleet.groups {
		places = append(places, p.fleet.groups[i].place)
	}
	return codec.Schema(models, places...)
}

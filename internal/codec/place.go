package codec

import "strconv"

// A Place is a location, rendered once for all the devices that share it.
type Place struct {
	json   []byte
	levels [3]bool // has building, floor, room
}

// NewPlace renders a location. Levels that are left out are absent.
func NewPlace(building string, hasBuilding bool, floor *int64, room string, hasRoom bool) *Place {
	p := &Place{json: []byte{'{'}, levels: [3]bool{hasBuilding, floor != nil, hasRoom}}
	if hasBuilding {
		p.member("building", quote(building))
	}
	if floor != nil {
		p.member("floor", strconv.FormatInt(*floor, 10))
	}
	if hasRoom {
		p.member("room", quote(room))
	}
	p.json = append(p.json, '}')
	return p
}

func (p *Place) member(name, json string) {
	if len(p.json) > 1 {
		p.json = append(p.json, ',')
	}
	p.json = append(p.json, quote(name)+":"+json...)
}

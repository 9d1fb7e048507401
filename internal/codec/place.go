package codec

import (
	"strconv"
	"strings"
)

// A Place is a location, rendered once for all the devices that share it.
type Place struct {
	text   text    // of the default layout
	locals []text  // of a layout of the author's own
	room   int     // what they take in a message
	levels [3]bool // has building, floor, room
}

// NewPlace renders a location. Levels that are left out are absent.
func NewPlace(building string, hasBuilding bool, floor *int64, room string, hasRoom bool) *Place {
	var members []string
	if hasBuilding {
		members = append(members, `"building":`+quote(building))
	}
	if floor != nil {
		members = append(members, `"floor":`+strconv.FormatInt(*floor, 10))
	}
	if hasRoom {
		members = append(members, `"room":`+quote(room))
	}
	t := newText("{" + strings.Join(members, ",") + "}")
	return &Place{text: t, room: t.room(), levels: [3]bool{hasBuilding, floor != nil, hasRoom}}
}

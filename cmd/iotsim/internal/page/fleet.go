package page

import (
	"strconv"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/engine"
)

// mostPlaces bounds a fleet's tree: a file with more of it nobody opens.
const mostPlaces = 6000

// fleet is the tree of buildings, floors, rooms and blocks of devices. Levels that are
// left out are left out.
func fleet(p *engine.Plan) *Place {
	root := &Place{Name: "Fleet", Open: true}
	for i := range p.Groups {
		g := &p.Groups[i]
		at := root
		at.Devices += g.Count
		if g.HasBuilding {
			at = at.below(g.Building, g.Count)
		}
		if g.Floor != nil {
			at = at.below("floor "+strconv.FormatInt(*g.Floor, 10), g.Count)
		}
		if g.HasRoom {
			at = at.below("room "+g.Room, g.Count)
		}
		model := p.Models[g.Model].Name
		name := model
		if g.Label != "" && g.Label != model {
			name = g.Label + " · " + model
		}
		at.Below = append(at.Below, Place{Name: name, Devices: g.Count, Note: "every " + view.Duration(g.Interval)})
	}
	root.prune(mostPlaces)
	for i := range root.Below {
		root.Below[i].Open = len(root.Below) <= 4
	}
	return root
}

// below is the place of a name within another. Groups of one place follow each other.
func (p *Place) below(name string, devices int64) *Place {
	if n := len(p.Below); n == 0 || p.Below[n-1].Name != name || p.Below[n-1].Note != "" {
		p.Below = append(p.Below, Place{Name: name})
	}
	at := &p.Below[len(p.Below)-1]
	at.Devices += devices
	return at
}

// prune leaves about so many places below one, as many in each part as in the others,
// and says how many more there are.
func (p *Place) prune(most int) {
	n := p.places()
	if n <= most {
		return
	}
	kept := min(len(p.Below), max(most/2, 1))
	if left := p.Below[kept:]; len(left) > 0 {
		rest := Place{Name: "… " + view.Count(int64(len(left))) + " more", Note: "not shown"}
		for i := range left {
			rest.Devices += left[i].Devices
		}
		p.Below = append(p.Below[:kept:kept], rest)
	}
	for i := range kept {
		p.Below[i].prune(max(most/kept-1, 1))
	}
}

// places is how many there are below one.
func (p *Place) places() int {
	n := len(p.Below)
	for i := range p.Below {
		n += p.Below[i].places()
	}
	return n
}

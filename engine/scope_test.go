package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// campus is two buildings of two floors of three rooms of four devices, some
// devices in a hall that is no room, and one fault.
func campus(fault schema.Fault) *schema.Scenario {
	s := bare()
	model := s.Groups[0].Label
	s.Groups = nil
	first := int64(1)
	add := func(g schema.Group) {
		g.HasBuilding, g.Label, g.Count, g.Interval, g.First = true, model, 4, time.Second, first
		g.ID = schema.Pattern{Parts: []schema.PatternPart{{Field: "index"}}}
		s.Groups = append(s.Groups, g)
		first += g.Count
	}
	for _, b := range []string{"A", "B"} {
		for floor := int64(1); floor <= 2; floor++ {
			for room := range 3 {
				add(schema.Group{Building: b, Floor: &floor, HasRoom: true, Room: fmt.Sprint(room)})
			}
			add(schema.Group{Building: b, Floor: &floor})
		}
	}
	s.Labels = &schema.Labels{Topic: "labels"}
	fault.Name = "f"
	if fault.Effects == nil {
		fault.Effects = []schema.Effect{{Kind: schema.Bias, Sensor: "current", Add: 1, Share: 1}}
	}
	s.Faults = []schema.Fault{fault}
	s.Phases[0].Faults = []int{0}
	return s
}

// placeName is a group's place of a level.
func placeName(g *schema.Group, level string) string {
	name := g.Building
	if level != "building" {
		name += fmt.Sprint("/", *g.Floor)
	}
	if level == "room" {
		name += "/" + g.Room
	}
	return name
}

// All devices of a picked place are hit, at one moment, and none of any other.
func TestScopePicksWholePlaces(t *testing.T) {
	count := func(n int64) *int64 { return &n }
	half := 0.5
	odd := &schema.Expression{Source: "device.n % 2 == 1"}
	for _, c := range []struct {
		fault            schema.Fault
		places, picks    int64 // picks -1: by chance
		selected, inEach int64
	}{
		{schema.Fault{Scope: "room", Count: count(3)}, 12, 3, 48, 4},
		{schema.Fault{Scope: "room", Count: count(100)}, 12, 12, 48, 4},
		{schema.Fault{Scope: "room", Probability: &half}, 12, -1, 48, 4},
		{schema.Fault{Scope: "floor", Count: count(1)}, 4, 1, 64, 16},
		{schema.Fault{Scope: "floor"}, 4, 4, 64, 16},
		{schema.Fault{Scope: "building", Count: count(1)}, 2, 1, 64, 32},
		{schema.Fault{Scope: "room", Count: count(2), Where: odd}, 12, 2, 24, 2},
		{schema.Fault{Scope: "room", Count: count(9), Where: &schema.Expression{Source: "device.building == 'B'"}}, 6, 6, 24, 4},
	} {
		c.fault.After, c.fault.Lasts = dist(schema.Uniform, 0, 30e9), dist(schema.Uniform, 1e9, 20e9)
		program := compile(t, campus(c.fault))
		got := program.plan.Faults[0]
		if got.Places.Selected != c.places || got.Selected != c.selected || got.Hit != got.Places.Hit*c.inEach || c.picks >= 0 && got.Places.Hit != c.picks {
			t.Errorf("%+v: %d devices of %d, %+v", c.fault, got.Hit, got.Selected, *got.Places)
		}
		if c.picks < 0 && (got.Places.Hit == 0 || got.Places.Hit == c.places) {
			t.Errorf("by chance %d of %d places", got.Places.Hit, c.places)
		}
		moments, devices := map[string]map[string]bool{}, map[string]int64{}
		for _, l := range truths(t, program) {
			if l.Kind != "begin" && l.Kind != "end" {
				continue
			}
			var index int64
			if _, err := fmt.Sscan(l.DeviceID, &index); err != nil {
				t.Fatal(err)
			}
			place := placeName(program.fleet.groups[program.fleet.groupOf(index-1)].Group, c.fault.Scope)
			if moments[place] == nil {
				moments[place] = map[string]bool{}
			}
			moments[place][fmt.Sprint(l.Kind, l.Timestamp)] = true
			devices[place]++
		}
		if int64(len(moments)) != got.Places.Hit {
			t.Errorf("%+v: %d places are hit, planned %d", c.fault, len(moments), got.Places.Hit)
		}
		seen := map[string]bool{}
		for place, m := range moments {
			if len(m) != 2 || devices[place] != 2*c.inEach {
				t.Errorf("%s begins and ends at %v, in %d labels", place, m, devices[place])
			}
			for moment := range m {
				if seen[moment] {
					t.Errorf("two places have the moment %s", moment)
				}
				seen[moment] = true
			}
		}
	}
}

// A new room moves nobody else's chance, and whether a place is hit depends on its
// name and the fault's only.
func TestScopeDrawsByPlace(t *testing.T) {
	half := 0.5
	hit := func(s *schema.Scenario) map[string]bool {
		rooms := map[string]bool{}
		p := compile(t, s)
		for i := range p.fleet.groups {
			g := &p.fleet.groups[i]
			key := g.device(1)
			rooms[fmt.Sprint(placeName(g.Group, "room"), g.HasRoom)] = newHit(p, i, g.first, key) != nil
		}
		return rooms
	}
	before := campus(schema.Fault{Scope: "room", Probability: &half})
	after := campus(schema.Fault{Scope: "room", Probability: &half})
	after.Groups = append(after.Groups[1:], schema.Group{
		Building: "C", HasBuilding: true, Floor: after.Groups[0].Floor, HasRoom: true, Room: "new", Label: after.Groups[0].Label,
		Count: 2, Interval: time.Second, First: 65, ID: schema.Pattern{Parts: []schema.PatternPart{{Text: "new"}, {Field: "n"}}},
	})
	a, b := hit(before), hit(after)
	for room, was := range a {
		if now, still := b[room]; still && now != was {
			t.Errorf("room %s: hit %v, with another room %v", room, was, now)
		}
	}
}

package oracle

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// The scenarios below say what the files of the same names in testdata/oracle
// say. They are written twice so that decoding is tested too.

// Ramps is the time line: ramps up and down, with and without ease, numbers and
// shares of devices, fractional rates, a pause, totals of the fleet.
func Ramps() Scenario {
	return Scenario{
		Name:       "ramps",
		Seed:       7,
		Start:      time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC),
		Partitions: 5,
		Groups: numbered(
			Group{Building: "north", Floor: "1", Room: "101", Label: "meter", Count: 17, Interval: 3 * time.Second},
			Group{Building: "north", Floor: "1", Room: "102", Label: "meter", Count: 17, Interval: 3 * time.Second},
			Group{Building: "north", Floor: "2", Room: "201", Label: "meter", Count: 17, Interval: 3 * time.Second},
			Group{Building: "north", Floor: "2", Room: "202", Label: "meter", Count: 17, Interval: 3 * time.Second},
			Group{Building: "south", Floor: "-1", Room: "cellar", Label: "gauge", Count: 23, Interval: 7 * time.Second,
				ID: indexed("gauge_%03d")},
			Group{Building: "south", Floor: "-1", Room: "cellar", Label: "spare", Count: 5, Interval: 4500 * time.Millisecond},
			Group{Building: "yard", Room: "gate", Label: "gauge", Count: 11, Interval: 7 * time.Second},
		),
		Phases: []Phase{
			{Name: "fill", Duration: 40 * time.Second, Devices: Linear(Percent("0"), Percent("100"))},
			{Name: "rush", Duration: 20 * time.Second, Rate: Linear(Times("1"), Times("3.5"))},
			{Name: "settle", Duration: 30 * time.Second, Rate: Smooth(Times("3.5"), Times("0.3"))},
			{Name: "pause", Duration: 10 * time.Second, Rate: Hold(Times("0"))},
			{Name: "third", Duration: 30 * time.Second, Devices: Hold(Percent("33.3")), Rate: Hold(Times("0.7"))},
			{Name: "number", Duration: 30 * time.Second, Devices: Hold(Devices(41))},
			{Name: "grow", Duration: 40 * time.Second, Devices: Smooth(Devices(41), Devices(97)), Rate: Hold(Total("30"))},
			{Name: "surge", Duration: 30 * time.Second, Rate: Linear(Total("30"), Total("77.7"))},
			{Name: "leave", Duration: 40 * time.Second, Devices: Linear(Percent("90"), Percent("12.5")),
				Rate: Linear(Times("1"), Times("0"))},
			{Name: "nobody", Duration: 7 * time.Second, Devices: Hold(Devices(0))},
			{Name: "odd", Duration: 12345678 * time.Microsecond, Devices: Smooth(Percent("0"), Percent("100")),
				Rate: Smooth(Times("0"), Times("2"))},
			{Name: "ebb", Duration: 20 * time.Second, Devices: Smooth(Devices(100), Devices(3)),
				Rate: Smooth(Total("45"), Total("20"))},
		},
	}
}

// Faults of Offline, by their place in the file.
const (
	gateway = iota
	dark
	cable
	evening
)

// Offline is devices that fall silent and come back: buffers, backfill, moments
// of their own, slots, merged windows, a backlog that outlives the scenario, and
// carts whose batteries run out in the middle of it.
func Offline() Scenario {
	empty := &Drain{Start: rational("100"), PerHour: rational("1600")} // at 225 s
	return Scenario{
		Name:       "offline",
		Seed:       11,
		Start:      time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC),
		Partitions: 4,
		Groups: numbered(
			Group{Building: "plant", Floor: "1", Room: "101", Label: "press", Count: 15, Interval: 2 * time.Second},
			Group{Building: "plant", Floor: "1", Room: "102", Label: "press", Count: 15, Interval: 2 * time.Second},
			Group{Building: "plant", Floor: "2", Room: "201", Label: "press", Count: 15, Interval: 2 * time.Second},
			Group{Building: "plant", Floor: "2", Room: "202", Label: "press", Count: 15, Interval: 2 * time.Second},
			Group{Building: "annex", Floor: "1", Room: "hall", Label: "cart", Count: 24, Interval: 5 * time.Second,
				ID: indexed("cart_%d"), Drain: empty},
		),
		Faults: []Fault{
			gateway: {
				Name:   "gateway",
				Where:  func(d Device) bool { return d.Group.Floor == "2" },
				After:  Between(0, 10*time.Second),
				Lasts:  Between(5*time.Second, 20*time.Second),
				Repeat: 45 * time.Second,
				Effects: []Effect{{
					Kind:      OfflineEffect,
					Reconnect: Between(0, 4*time.Second),
					Backfill:  rational("3"),
					Buffer:    8,
				}},
			},
			dark: {
				Name:    "dark",
				Count:   number(9),
				After:   About(12 * time.Second),
				Effects: []Effect{{Kind: OfflineEffect}},
			},
			cable: {
				Name:        "cable",
				Where:       func(d Device) bool { return d.Group.Building == "annex" || d.Group.Room == "101" },
				Probability: share(0.45),
				After:       Always(15 * time.Second),
				Lasts:       Always(30 * time.Second),
				Effects:     []Effect{{Kind: OfflineEffect, Reconnect: Always(2500 * time.Millisecond), Buffer: 6}},
			},
			evening: {
				Name:        "evening",
				Where:       func(d Device) bool { return d.Group.Floor == "1" },
				Probability: share(0.5),
				After:       Between(35*time.Second, 55*time.Second),
				Lasts:       Always(40 * time.Second),
				Effects: []Effect{{
					Kind:      OfflineEffect,
					Reconnect: Between(time.Second, 9*time.Second),
					Backfill:  rational("1.25"),
					Buffer:    12,
				}},
			},
		},
		Phases: []Phase{
			{Name: "fill", Duration: 20 * time.Second, Devices: Linear(Percent("40"), Percent("100"))},
			{Name: "first", Duration: 40 * time.Second, Faults: []int{gateway, dark}},
			{Name: "second", Duration: 50 * time.Second, Rate: Hold(Times("2")), Faults: []int{gateway}},
			{Name: "calm", Duration: 30 * time.Second},
			{Name: "down", Duration: 40 * time.Second, Devices: Linear(Percent("100"), Percent("50")),
				Faults: []int{gateway, cable, dark}},
			{Name: "last", Duration: time.Minute, Devices: Smooth(Percent("50"), Percent("100")),
				Rate: Hold(Times("1.5")), Faults: []int{cable, evening}},
		},
	}
}

// Faults of Delivery, by their place in the file.
const (
	radio = iota
	echo
	jam
	outage
	uplink
	severed
)

// Delivery is drops, delays and copies, alone and behind an offline effect, from
// several faults on the same devices, on two models of different intervals.
func Delivery() Scenario {
	var groups []Group
	for _, floor := range []string{"1", "2", "3"} {
		groups = append(groups,
			Group{Building: "hub", Floor: floor, Room: "r" + floor, Label: "fast", Count: 14, Interval: 3 * time.Second},
			Group{Building: "hub", Floor: floor, Room: "r" + floor, Label: "slow", Count: 9, Interval: 7 * time.Second,
				ID: indexed("slow_%04d")})
	}
	return Scenario{
		Name:       "delivery",
		Seed:       13,
		Start:      time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC),
		Partitions: 3,
		Groups:     numbered(groups...),
		Faults:     deliveryFaults(),
		Phases: []Phase{
			{Name: "start", Duration: 30 * time.Second, Devices: Linear(Percent("50"), Percent("100"))},
			{Name: "busy", Duration: 40 * time.Second, Rate: Hold(Times("2.5")), Faults: []int{radio, echo, jam}},
			{Name: "break", Duration: 45 * time.Second, Faults: []int{outage, uplink, echo, severed}},
			{Name: "calm", Duration: 20 * time.Second},
			{Name: "again", Duration: 50 * time.Second, Rate: Linear(Times("3"), Times("0.5")),
				Faults: []int{jam, outage, uplink, radio, echo, severed}},
		},
	}
}

func deliveryFaults() []Fault {
	upstairs := func(d Device) bool { return d.Group.Floor >= "2" }
	return []Fault{
		radio: {
			Name: "radio", Where: upstairs, Probability: share(0.6),
			After: Between(0, 10*time.Second), Lasts: Between(20*time.Second, 40*time.Second),
			Effects: []Effect{
				{Kind: DropEffect, Share: 0.15},
				{Kind: DelayEffect, Share: 0.5, By: Between(0, 4*time.Second), Max: 4 * time.Second},
			},
		},
		echo: {
			Name: "echo", Count: number(30),
			Effects: []Effect{
				{Kind: DuplicateEffect, Share: 0.25, Copies: 2, After: 1500 * time.Millisecond},
				{Kind: DuplicateEffect, Share: 0.1, Copies: 1},
			},
		},
		jam: {
			Name: "jam", Where: func(d Device) bool { return d.Group.Floor != "2" },
			Effects: []Effect{{Kind: DelayEffect, Share: 1, By: About(2 * time.Second), Max: 10 * time.Second}},
		},
		outage: {
			Name: "outage", Where: upstairs, Probability: share(0.5), Lasts: Always(25 * time.Second),
			Effects: []Effect{
				{Kind: DelayEffect, Share: 1, By: Always(800 * time.Millisecond), Max: 800 * time.Millisecond},
				{Kind: OfflineEffect, Reconnect: Between(0, 3*time.Second), Backfill: rational("5"), Buffer: 4},
				{Kind: DropEffect, Share: 0.05},
			},
		},
		uplink: {
			Name: "uplink", Where: func(d Device) bool { return d.Group.Floor == "2" },
			After: Always(10 * time.Second), Lasts: Always(20 * time.Second),
			Effects: []Effect{{Kind: OfflineEffect, Backfill: rational("2.5"), Buffer: 6}},
		},
		severed: {
			Name: "severed", Count: number(3), Lasts: Always(5 * time.Second), Repeat: 20 * time.Second,
			Effects: []Effect{{Kind: DropEffect, Share: 1}},
		},
	}
}

// Factory is the example of the language: two buildings of five floors of ten
// rooms. devices is a multiple of 100.
func Factory(devices int, interval time.Duration) Scenario {
	const sticky, bearing, blackout = 0, 1, 2
	var groups []Group
	for _, building := range []string{"A栋", "B栋"} {
		for floor := 1; floor <= 5; floor++ {
			for room := 1; room <= 10; room++ {
				groups = append(groups, Group{
					Building: building, Floor: fmt.Sprint(floor), Room: fmt.Sprintf("%d%02d", floor, room),
					Label: "IOT-SENSOR-V2", Count: int64(devices / 100), Interval: interval,
					ID:    indexed("device_%05d"),
					Drain: &Drain{Start: rational("100"), PerHour: rational("0.4")},
				})
			}
		}
	}
	return Scenario{
		Name:       "factory",
		Seed:       42,
		Start:      time.Date(2026, 3, 2, 6, 0, 0, 0, time.FixedZone("", 8*3600)),
		Partitions: 12,
		Groups:     numbered(groups...),
		Faults: []Fault{
			sticky: {
				Name: "sticky_thermometers", Where: func(d Device) bool { return d.Group.Floor >= "3" },
				Probability: share(0.02), After: Between(0, 20*time.Second),
				Effects: []Effect{{Kind: ValueEffect}},
			},
			bearing: {
				Name: "bearing_wear", Probability: share(0.01),
				Effects: []Effect{{Kind: ValueEffect}},
			},
			blackout: {
				Name: "blackout", Where: func(d Device) bool { return d.Group.Building == "B栋" },
				Lasts: Always(20 * time.Second),
				Effects: []Effect{{
					Kind: OfflineEffect, Reconnect: Between(0, 5*time.Second), Backfill: big.NewRat(200, 1), Buffer: 50,
				}},
			},
		},
		Phases: []Phase{
			{Name: "ramp", Duration: 30 * time.Second, Devices: Linear(Devices(0), Percent("100"))},
			{Name: "steady", Duration: time.Minute},
			{Name: "spike", Duration: 20 * time.Second, Rate: Hold(Times("10"))},
			{Name: "failure", Duration: 40 * time.Second, Faults: []int{sticky, bearing, blackout}},
			{Name: "recovery", Duration: 30 * time.Second, Rate: Smooth(Times("3"), Times("1"))},
		},
	}
}

// numbered gives groups their places in the fleet, and the default id where
// they have none: the address joined by "-", n padded to three digits.
func numbered(groups ...Group) []Group {
	next := int64(1)
	for i := range groups {
		g := &groups[i]
		g.First = next
		next += g.Count
		if g.ID == nil {
			g.ID = byAddress(*g)
		}
	}
	return groups
}

func byAddress(g Group) func(n, index int64) string {
	var levels []string
	for _, level := range []string{g.Building, g.Floor, g.Room, g.Label} {
		if level != "" {
			levels = append(levels, level)
		}
	}
	address := strings.Join(levels, "-")
	return func(n, _ int64) string { return fmt.Sprintf("%s-%03d", address, n) }
}

// indexed is an id of the index over the fleet alone.
func indexed(format string) func(n, index int64) string {
	return func(_, index int64) string { return fmt.Sprintf(format, index) }
}

func number(n int64) *int64    { return &n }
func share(p float64) *float64 { return &p }

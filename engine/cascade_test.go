package engine

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"testing"
)

// tower is two buildings of three floors of two rooms with devices, of which every
// other room hangs on the gateway "odd", and one fault.
func tower(fault string) string {
	return `
scenario "tower" {
  seed  = 3
  start = "2026-03-02T06:00:00Z"
}
model "m" {
  interval = "1s"
  sensor "x" {
    value  = constant(20)
    digits = 6
  }
}
building "{key}" {
  for_each = ["A", "B"]
  floor {
    count = 3
    room "{floor}{n:02}" {
      count = 2
      tags  = { gateway = room.number % 2 == 1 ? "odd" : "even" }
      devices "m" { count = 20 }
    }
  }
}
fault "down" {
` + fault + `
}
phase "calm" { duration = "10s" }
phase "bad" {
  duration = "60s"
  faults   = [fault.down]
}
phase "after" { duration = "60s" }
labels { topic = "truth" }
`
}

// towerPlace is where a device of a tower stands, by its id.
func (p *Program) towerPlace(id string) (group *group, ok bool) {
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		for n := range g.Count {
			if string(g.appendID(nil, g.first+n)) == id {
				return g, true
			}
		}
	}
	return nil, false
}

const storm = `
  effect "offline" {
    reconnect = uniform("0s", "20s")
    backfill  = "4/s"
    buffer    = 15
  }
`

// One fault on a tag, a floor or a building takes all its devices at one moment,
// for as long as each other, and nobody else; they come back spread out over the
// time to reconnect, each with what its buffer holds.
func TestPlacesGoDownAtOnceAndComeBackSpreadOut(t *testing.T) {
	for name, c := range map[string]struct {
		fault string
		hit   int64
		in    func(g *group) string // the place that must be whole
	}{
		"tag":      {"where = \"device.tags.gateway == 'odd'\"\nlasts = \"30s\"", 120, func(g *group) string { return g.Tags["gateway"] }},
		"building": {"where = \"device.building == 'B'\"\nlasts = \"30s\"", 120, func(g *group) string { return g.Building }},
		"floor": {"scope = \"floor\"\ncount = 2\nafter = uniform(\"0s\", \"5s\")\nlasts = uniform(\"25s\", \"35s\")", 80,
			func(g *group) string { return g.Building + floorName(g.Floor) }},
	} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, tower(c.fault+storm), nil)
			if got := p.plan.Faults[0].Hit; got != c.hit {
				t.Fatalf("%d devices are hit, want %d", got, c.hit)
			}
			down, members := downtimes(t, p), map[string]map[string]downtime{}
			for id, d := range down {
				g, ok := p.towerPlace(id)
				if !ok {
					t.Fatalf("no device %s", id)
				}
				if members[c.in(g)] == nil {
					members[c.in(g)] = map[string]downtime{}
				}
				members[c.in(g)][id] = d
			}
			for place, of := range members {
				var spread []float64
				var first downtime
				for id, d := range of {
					if first == (downtime{}) {
						first = d
					}
					if d.begin != first.begin || d.end != first.end {
						t.Errorf("%s: %s is down from %d to %d, another from %d to %d", place, id, d.begin, d.end, first.begin, first.end)
					}
					if held := (d.back - d.begin) / 1000; d.lost < held-15 || d.lost > held+1-15 {
						t.Errorf("%s: %s lost %d readings of about %d", place, id, d.lost, held)
					}
					spread = append(spread, float64(d.back-d.end)/20_000)
				}
				if int64(len(of)) != c.hit/int64(len(members)) {
					t.Errorf("%s: %d devices are down", place, len(of))
				}
				// Kolmogorov and Smirnov: of n uniform draws the largest gap is beyond
				// 1.95/√n once in a thousand.
				if gap := fromUniform(spread); gap > 1.95/math.Sqrt(float64(len(spread))) {
					t.Errorf("%s: devices come back unevenly, by %.3f", place, gap)
				}
			}
		})
	}
}

// A downtime is what the labels tell of one device: when the fault begins and ends, when
// it is back, in milliseconds, and how many readings found no room.
type downtime struct{ begin, end, back, lost int64 }

// downtimes are those of all devices that a plan's only fault touches.
func downtimes(t *testing.T, p *Program) map[string]downtime {
	t.Helper()
	all := map[string]downtime{}
	for _, l := range truths(t, p) {
		d := all[l.DeviceID]
		switch {
		case l.Kind == "begin":
			d.begin = l.Timestamp
		case l.Kind == "end":
			d.end = l.Timestamp
		case l.Copies != nil:
			d.lost++
		case d.back == 0:
			d.back = l.Timestamp + *l.DelayMS
		}
		all[l.DeviceID] = d
	}
	return all
}

// fromUniform is the largest distance of a sample from the uniform law on [0, 1].
func fromUniform(x []float64) float64 {
	slices.Sort(x)
	gap, n := 0.0, float64(len(x))
	for i, v := range x {
		gap = max(gap, float64(i+1)/n-v, v-float64(i)/n)
	}
	return gap
}

// What a place suffers it recovers from together: at any instant all its devices
// are as far off, while it grows and while it shrinks.
func TestPlacesRecoverTogether(t *testing.T) {
	p := opened(t, tower(`
  scope = "floor"
  count = 2
  after = uniform("0s", "10s")
  lasts = uniform("20s", "30s")
  effect "bias" {
    sensor  = "x"
    add     = 8
    grow    = "15s"
    recover = "25s"
  }
`), nil)
	type moment struct{ t, x float64 }
	curves := map[string][]moment{}
	for i, s := range p.plan.Streams {
		if s.Labels {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			var m Message
			if err := json.Unmarshal(r.Value, &m); err != nil {
				t.Fatal(err)
			}
			of, _ := m.Sensors.Lookup("x")
			x, _ := of.Value.Number()
			floor := *m.Location.Building + floorName(m.Location.Floor)
			curves[floor] = append(curves[floor], moment{float64(m.Timestamp-*p.plan.Start) / 1000, x - 20})
		}
	}
	struck := 0
	for floor, curve := range curves {
		slices.SortFunc(curve, func(a, b moment) int { return cmp.Compare(a.t, b.t) })
		highest, late := 0.0, 0.0
		for i, m := range curve {
			highest = max(highest, m.x)
			if m.t > 75 { // past the phase
				late = max(late, m.x)
			}
			if i == 0 {
				continue
			}
			// The curve is as steep as 8 in 15 s; times are cut to milliseconds.
			if d, most := math.Abs(m.x-curve[i-1].x), 8.0/15*(m.t-curve[i-1].t+0.002)+1e-6; d > most {
				t.Fatalf("floor %s: %v seconds after the start a device is %v off, %v before that another %v", floor, m.t, m.x, m.t-curve[i-1].t, curve[i-1].x)
			}
		}
		if highest == 0 {
			continue
		}
		struck++
		if highest != 8 || late != 0 {
			t.Errorf("floor %s: at most %v off, at the end %v", floor, highest, late)
		}
	}
	if struck != 2 {
		t.Errorf("%d floors are struck, want two", struck)
	}
}

package engine

import (
	"slices"
	"testing"
)

// The devices that a plan names are the first of those that the fault hits,
// whichever workers counted them.
func TestThePlanNamesTheFirstDevicesOfAFault(t *testing.T) {
	p := opened(t, `
scenario "named" {
  start = "2026-03-02T06:00:00Z"
}
model "m" {
  interval = "10s"
  sensor "x" { value = normal(0, 1) }
}
building "{n}" {
  count = 7
  devices "m" {
    count = 3000
    id    = "d-{index:06}"
  }
}
fault "some" {
  where       = "device.building != '1'"
  probability = "3%"
  effect "drop" {}
}
fault "one" {
  count = 1
  effect "drop" {}
}
phase "run" {
  duration = "20s"
  faults   = [fault.some, fault.one]
}
`, nil)
	for i, f := range p.faults {
		var want []string
		for index := range p.fleet.groups {
			g := &p.fleet.groups[index]
			for d := g.first; d < g.first+g.Group.Count && len(want) < namedHits; d++ {
				if f.hits(g, index, d, g.device(g.ordinal(d))) {
					want = append(want, p.ID(d))
				}
			}
		}
		if got := p.plan.Faults[i].HitFirst; !slices.Equal(got, want) || len(got) == 0 {
			t.Errorf("fault %s: %v, not %v", f.Name, got, want)
		}
	}
}

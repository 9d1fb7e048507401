package engine

import (
	"cmp"
	"slices"

	"github.com/iotsim/iotsim/internal/signal"
)

// A scope is how a fault picks places instead of devices: a place is picked or
// not, and its devices share the moment and the length of every activation. What
// the selector refuses is not hit, in a picked place either.
type scope struct {
	*level
	picked []bool // by group
	chosen Places
}

// A level is the places of one kind. All faults of a scope share it.
type level struct {
	places []signal.Key // by group: of the place that it stands in
	stands []bool       // by group: it stands in one
}

// count is nil for a fault that picks devices.
func (s *scope) count() *Places {
	if s == nil {
		return nil
	}
	chosen := s.chosen
	return &chosen
}

// newScopes gives the faults that pick places their scopes; the others have none.
func (p *Program) newScopes() {
	levels := map[string]*level{}
	for _, f := range p.faults {
		if f.Scope == "" {
			continue
		}
		if levels[f.Scope] == nil {
			levels[f.Scope] = newLevel(p.plan, f.Scope)
		}
		f.scope = &scope{level: levels[f.Scope], picked: make([]bool, len(p.plan.Groups))}
	}
}

func newLevel(p *Plan, name string) *level {
	l := &level{}
	root := signal.NewKey(p.Seed)
	for i := range p.Groups {
		g := &p.Groups[i]
		stands := [...]bool{g.HasBuilding, g.Floor != nil, g.HasRoom}
		l.places = append(l.places, places(root, g)[levelOf(name)])
		l.stands = append(l.stands, stands[levelOf(name)])
	}
	return l
}

// A candidate is a place that a fault may pick.
type candidate struct {
	word   uint64
	order  int // of its first group
	groups []int
}

// choose picks among the places in which the fault selects a device.
func (f *fault) choose(fleet *fleet) {
	candidates := f.candidates(fleet)
	f.scope.chosen.Selected = int64(len(candidates))
	if f.Count != nil {
		slices.SortFunc(candidates, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.order, b.order))
		})
		candidates = candidates[:min(int64(len(candidates)), *f.Count)]
	}
	for _, c := range candidates {
		if f.Count == nil && !f.chanced(c.word) {
			continue
		}
		f.scope.chosen.Hit++
		for _, i := range c.groups {
			f.scope.picked[i] = true
		}
	}
}

// candidates are in the order of the file.
func (f *fault) candidates(fleet *fleet) []candidate {
	var all []candidate
	index := map[signal.Key]int{}
	for i := range fleet.groups {
		if !f.scope.stands[i] || !f.selectsSome(&fleet.groups[i], i) {
			continue
		}
		key := f.scope.places[i]
		k, known := index[key]
		if !known {
			k = len(all)
			index[key] = k
			all = append(all, candidate{word: key.Stream(f.pick).Word(0), order: i})
		}
		all[k].groups = append(all[k].groups, i)
	}
	return all
}

// chanced says whether a word is below the fault's probability.
func (f *fault) chanced(word uint64) bool { return f.chance >= 1 || signal.Unit(word) < f.chance }

// anchor is at whose key the moments of a fault are drawn: the device's own, or
// that of the place which it shares with others.
func (h *hit) anchor(f *fault) signal.Key {
	if f.scope == nil {
		return h.key
	}
	return f.scope.places[h.index]
}

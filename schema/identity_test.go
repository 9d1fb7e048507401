package schema

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// bruteDuplicate writes all ids out: the definition of what checkIDs reports.
func bruteDuplicate(groups []Group) bool {
	seen := map[string]bool{}
	for i := range groups {
		for n := int64(1); n <= groups[i].Count; n++ {
			id := string(groups[i].appendID(nil, n))
			if seen[id] {
				return true
			}
			seen[id] = true
		}
	}
	return false
}

// randomPattern is up to four parts over an alphabet so small that ids meet.
func randomPattern(r *rand.Rand) Pattern {
	texts := []string{"a", "1", "0", "-", "a1", "11", "b2"}
	var p Pattern
	for range 1 + r.IntN(4) {
		switch r.IntN(4) {
		case 0:
			p.Parts = append(p.Parts, PatternPart{Field: "n", Width: r.IntN(3)})
		case 1:
			p.Parts = append(p.Parts, PatternPart{Field: "index", Width: r.IntN(3)})
		default:
			p.Parts = append(p.Parts, PatternPart{Text: texts[r.IntN(len(texts))]})
		}
	}
	return p
}

func TestDuplicateIDsAreFoundAsIfAllWereWrittenOut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for round := range 20_000 {
		var groups []Group
		first := int64(1)
		shared := randomPattern(r)
		for range 1 + r.IntN(4) {
			g := Group{Count: 1 + r.Int64N(15), First: first, ID: shared}
			if r.IntN(3) > 0 {
				g.ID = randomPattern(r)
			}
			first += g.Count
			groups = append(groups, g)
		}
		d := &decoder{scenario: &Scenario{Groups: groups}}
		d.checkIDs()
		want := bruteDuplicate(groups)
		if d.hasErrors() != want {
			t.Fatalf("round %d: duplicate is %v, reported %v: %+v", round, want, d.diags, groups)
		}
		if want {
			found++
		}
	}
	if found < 2_000 || found > 18_000 {
		t.Errorf("%d of 20,000 cases have duplicates: the generator no longer tries both", found)
	}
}

// The usual patterns are told apart without writing ids out: each group alone,
// or all with an index of their own.
func TestUsualIDsNeedNoWritingOut(t *testing.T) {
	for _, id := range []string{`"device_{index:05}"`, `"{building}-{floor}-{room}-{n:03}"`, `"{room}/{devices}/{n}"`} {
		var groups []Group
		for i := range 1000 {
			place := &place{self: level{kind: "room", name: fmt.Sprintf("r%d", i)}}
			parts, _ := parsePattern(id[1:len(id)-1], idFields)
			folded := Pattern{Parts: parts}.fold(func(p PatternPart) (string, bool) {
				if p.Field == "room" {
					return place.self.name, true
				}
				return "x", p.Field != "n" && p.Field != "index"
			})
			groups = append(groups, Group{Count: 1 << 40, First: int64(i)<<40 + 1, ID: folded})
		}
		d := &decoder{scenario: &Scenario{Groups: groups}}
		if d.checkIDs(); d.hasErrors() { // a quadrillion ids: writing out would not end
			t.Errorf("%s: %v", id, d.diags)
		}
	}
}

func TestPatternsAreWrittenAsTheyAreRead(t *testing.T) {
	for _, text := range []string{"{n:01}", "{n:09}", "{index:010}", "{floor:020}-{n}", "a{{b}}-{id}"} {
		parts, faults := parsePattern(text, patternFields)
		if faults != nil {
			t.Fatalf("%s: %+v", text, faults)
		}
		if got, err := (Pattern{Parts: parts}).MarshalText(); err != nil || string(got) != text {
			t.Errorf("%s is written %s (%v)", text, got, err)
		}
	}
}

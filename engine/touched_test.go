package engine

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// touchedByLabels counts the labels of a plan's first sink by fault and effect,
// each reading once.
func touchedByLabels(t *testing.T, p *Program) map[[2]string]Touched {
	t.Helper()
	type reading struct {
		Kind     string
		DeviceID string `json:"device_id"`
		Sequence int64
		Fault    string
		Effect   string
		Copies   *int64
		DelayMS  *int64 `json:"delay_ms"`
	}
	seen := map[[4]any]bool{}
	counts := map[[2]string]Touched{}
	for i, s := range p.plan.Streams {
		if !s.Labels || s.Sink != 0 {
			continue
		}
		for _, r := range all(p.Sequence(i)) {
			var l reading
			if err := json.Unmarshal(r.Value, &l); err != nil {
				t.Fatal(err)
			}
			id := [4]any{l.Fault, l.Effect, l.DeviceID, l.Sequence}
			if l.Kind == "begin" || l.Kind == "end" || seen[id] {
				continue
			}
			seen[id] = true
			c := counts[[2]string{l.Fault, l.Effect}]
			switch {
			case l.Kind != "delivery":
				if c.Changed == nil {
					c.Changed = new(int64)
				}
				*c.Changed++
			case l.Copies == nil:
				c.Delayed++
			case *l.Copies == 0:
				c.Dropped++
			default:
				c.Doubled++
			}
			counts[[2]string{l.Fault, l.Effect}] = c
		}
	}
	return counts
}

// once keeps the first of each kind of effect of a fault: labels do not say which
// of several it was.
func once(effects []schema.Effect) []schema.Effect {
	var kept []schema.Effect
	for _, e := range effects {
		if !slices.ContainsFunc(kept, func(k schema.Effect) bool { return k.Kind == e.Kind }) {
			kept = append(kept, e)
		}
	}
	return kept
}

// A plan knows how many readings each effect touches: as many as have its label,
// and the same without labels, where what is changed takes asking.
func TestPlansCountWhatEffectsTouch(t *testing.T) {
	for _, name := range []string{"effects.hcl", "value_effects.hcl", "tags.hcl", "zones.hcl"} {
		s, _, diags := schema.Load(os.DirFS("../testdata/valid"), []string{name}, schema.Options{Start: "2026-03-02T06:00:00Z"})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		for i := range s.Faults {
			s.Faults[i].Effects = once(s.Faults[i].Effects)
		}
		s.Labels = &schema.Labels{Topic: "labels"}
		labelled := compile(t, s)
		want, touched := touchedByLabels(t, labelled), 0
		for _, f := range labelled.plan.Faults {
			for _, got := range f.Touched {
				w := want[[2]string{f.Name, string(got.Effect)}]
				if w.Effect, w.Changes = got.Effect, got.Changes; w.Changed == nil && got.Changed != nil {
					w.Changed = new(int64)
				}
				if w != (Touched{Effect: got.Effect, Changes: got.Changes}) {
					touched++
				}
				if diff := cmp.Diff(w, got); diff != "" {
					t.Errorf("%s, fault %s: labels and plan\n%s", name, f.Name, diff)
				}
			}
		}
		if touched == 0 {
			t.Errorf("%s: no effect touches anything", name)
		}
		s.Labels = nil
		plain := compile(t, s)
		measured, err := plain.Touched(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range plain.plan.Faults {
			if diff := cmp.Diff(labelled.plan.Faults[i].Touched, measured[i]); diff != "" {
				t.Errorf("%s, fault %s: with labels and asked\n%s", name, f.Name, diff)
			}
			for j := range f.Touched {
				if f.Touched[j].Changed != nil {
					t.Errorf("%s, fault %s: changed readings are counted without measuring them", name, f.Name)
				}
				f.Touched[j].Changed = measured[i][j].Changed
			}
			if diff := cmp.Diff(measured[i], f.Touched); diff != "" {
				t.Errorf("%s, fault %s: asked and not\n%s", name, f.Name, diff)
			}
		}
	}
}

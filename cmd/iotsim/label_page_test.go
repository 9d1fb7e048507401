package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// What docs labels says of labels is what they are: every effect is tried.
func TestReferenceOfLabelsIsWhatIsWritten(t *testing.T) {
	var order []string
	kinds := map[string][]string{} // by member
	for _, m := range engine.LabelMembers() {
		order = append(order, m.Name)
		kinds[m.Name] = m.Kinds
	}
	seen, written := map[[2]string]bool{}, map[string]bool{}
	for _, effect := range schema.EffectTypes() {
		for _, label := range labelsOfEffect(t, effect.Name) {
			written[string(label)] = true
			names := membersOf(t, label)
			var kind struct{ Kind string }
			if err := json.Unmarshal(label, &kind); err != nil {
				t.Fatal(err)
			}
			last := -1
			for _, name := range names {
				at := slices.Index(order, name)
				if at <= last {
					t.Errorf("%s: %q is not where the reference has it", label, name)
				}
				last = at
				if !slices.Contains(kinds[name], kind.Kind) {
					t.Errorf("%s: the reference has no %q in %q", label, name, kind.Kind)
				}
				seen[[2]string{name, kind.Kind}] = true
			}
		}
	}
	for name, in := range kinds {
		for _, kind := range in {
			if !seen[[2]string{name, kind}] {
				t.Errorf("the reference has %q in %q, which no label has", name, kind)
			}
		}
	}
	for _, k := range engine.LabelKinds() {
		if !written[k.Example] {
			t.Errorf("no label is %s", k.Example)
		}
	}
}

// labelsOfEffect are all labels of the scenario that tries an effect.
func labelsOfEffect(t *testing.T, effect string) [][]byte {
	t.Helper()
	overlays := []string{"../../testdata/effects/" + effect + ".overlay.hcl", "../../testdata/effects/truth.overlay.hcl"}
	p, diags := loadProject(t.Context(), "../../testdata/effects", schema.Options{Overlays: overlays})
	if diags.HasErrors() {
		t.Fatalf("effect %q: %v", effect, diags)
	}
	program, err := engine.Open(p.plan, "labels")
	if err != nil {
		t.Fatal(err)
	}
	var labels [][]byte
	for i, s := range p.plan.Streams {
		if !s.Labels {
			continue
		}
		var b engine.Batch
		for sequence := program.Sequence(i); sequence.Append(&b, p.plan.Duration*2, 1000) > 0; {
			for _, r := range b.Records {
				labels = append(labels, slices.Clone(r.Value))
			}
			b.Reset()
		}
	}
	return labels
}

// membersOf are the names in an object, in the order in which they stand.
func membersOf(t *testing.T, object []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		t.Fatalf("%s: %v", object, err)
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err := errors.Join(err, d.Decode(&value)); err != nil {
			t.Fatalf("%s: %v", object, err)
		}
		names = append(names, name.(string))
	}
	return names
}

package engine

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every effect on values has a scenario in testdata/effect that shows it, and
// beside it the messages and labels that come of it. UPDATE=1 writes them anew.
func TestValueEffectsKeepTheirMessagesAndLabels(t *testing.T) {
	const folder = "../testdata/effect"
	for kind, layer := range layerOf {
		if layer > layerReplace {
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			program := load(t, folder, string(kind)+".hcl", nil)
			if effects := program.plan.Faults[0].Effects; effects[0].Kind != kind {
				t.Fatalf("the fixture of %s shows %s", kind, effects[0].Kind)
			}
			var got bytes.Buffer
			for i := range program.plan.Streams {
				for _, r := range all(program.Sequence(i)) {
					got.Write(append(r.Value, '\n'))
				}
			}
			golden := filepath.Join(folder, string(kind)+".jsonl")
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if kinds := labelledKinds(t, program); !kinds[string(kind)] || len(kinds) != 1 {
				t.Errorf("labels are of %v", kinds)
			}
		})
	}
}

func labelledKinds(t *testing.T, p *Program) map[string]bool {
	kinds := map[string]bool{}
	for _, l := range valueTruths(t, p) {
		kinds[l.Effect] = true
	}
	return kinds
}

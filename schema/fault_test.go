package schema

import (
	"fmt"
	"strings"
	"testing"
)

func TestFaultsAndEffectsAreLimited(t *testing.T) {
	faults := func(n int) string {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "fault \"f%d\" {\n  effect \"drop\" {}\n}\n", i)
		}
		return text.String()
	}
	effects := func(n int) string {
		return "fault \"f\" {\n" + strings.Repeat("  effect \"drop\" {}\n", n) + "}\n"
	}
	for _, c := range []struct{ most, more, summary string }{
		{faults(maxFaults), faults(maxFaults + 2), "Too many faults"},
		{effects(maxEffects), effects(maxEffects + 2), "Too many effects"},
	} {
		if _, _, diags := Decode([]Source{{Name: "a.hcl", Text: []byte(minimal + c.most)}}, Options{}); diags.HasErrors() {
			t.Errorf("before %q: %v", c.summary, diags)
		}
		_, _, diags := Decode([]Source{{Name: "a.hcl", Text: []byte(minimal + c.more)}}, Options{})
		if got := strings.Count(fmt.Sprint(reported(diags)), c.summary); got != 1 {
			t.Errorf("%q is said %d times, want once: %v", c.summary, got, diags)
		}
	}
}

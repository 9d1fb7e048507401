package schema

import (
	"bytes"
	"os"
	"testing"
)

func TestShippedScenariosLoad(t *testing.T) {
	for _, name := range []string{"hello.hcl", "factory.hcl", "throughput.hcl"} {
		s, files, diags := Load(os.DirFS("../scenarios"), []string{name}, Options{})
		if len(diags) > 0 {
			var out bytes.Buffer
			WriteDiagnostics(&out, files, diags, false)
			t.Errorf("%s:\n%s", name, out.String())
			continue
		}
		t.Logf("%s: %d groups, %d models, %d faults, %d phases", name, len(s.Groups), len(s.Models), len(s.Faults), len(s.Phases))
	}
}

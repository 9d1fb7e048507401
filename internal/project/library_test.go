package project_test

import (
	"os/exec"
	"testing"
)

// Another module uses ours as a library, in its own tests: testdata/library shows
// how, and that it works.
func TestLibraryServesAnotherModule(t *testing.T) {
	cmd := exec.Command("go", "test", "-count=1", "./...")
	cmd.Dir = root + "/testdata/library"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go test: %v\n%s", err, out)
	}
}

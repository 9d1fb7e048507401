package project_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// A scenario with one model shows what it costs to open the library; one with a
// hundred what each model that extends another adds to that.
func BenchmarkLoadStandardLibrary(b *testing.B) {
	models := declared(b, "model")
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			text := []byte("scenario \"s\" {}\nlibrary \"std\" { source = \"./lib/std\" }\ndevices \"m0\" {}\nphase \"run\" { duration = \"1m\" }\n")
			for i := range n {
				text = fmt.Appendf(text, "model \"m%d\" { extends = lib.std.model.%s }\n", i, models[i%len(models)])
			}
			folder := b.TempDir()
			if err := os.CopyFS(filepath.Join(folder, "lib"), os.DirFS(filepath.Join(root, "scenarios/lib"))); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, "s.hcl"), text, 0o600); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, _, diags := schema.Load(os.DirFS(folder), []string{"s.hcl"}, schema.Options{}); len(diags) > 0 {
					b.Fatal(diags)
				}
			}
		})
	}
}

package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// Two thousand rooms in one file load and plan in less than a second.
func BenchmarkTwoThousandRooms(b *testing.B) {
	text := []byte("scenario \"s\" {}\nmodel \"m\" {\n  interval = \"5s\"\n  sensor \"x\" { value = normal(0, 1) }\n}\nphase \"run\" { duration = \"1h\" }\n")
	for building := range 20 {
		text = fmt.Appendf(text, "building \"B%d\" {\n", building)
		for room := range 100 {
			text = fmt.Appendf(text, "  room \"R%d\" {\n    devices \"m\" { count = %d }\n  }\n", room, 5+room%7)
		}
		text = append(text, "}\n"...)
	}
	b.ReportAllocs()
	for b.Loop() {
		if p, diags := newProject(context.Background(), "s.hcl", []schema.Source{{Name: "s.hcl", Text: text}}, schema.Options{}); diags.HasErrors() || p.plan.Devices == 0 {
			b.Fatal(diags)
		}
	}
}

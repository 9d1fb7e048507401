package schema

import (
	"fmt"
	"testing"
	"testing/fstest"
)

// rooms is a scenario of so many rooms, each written out.
func rooms(n int) string {
	text := []byte("scenario \"s\" {}\nlocals {\n a = 1\n}\nmodel \"m\" {\n interval = \"5s\"\n sensor \"x\" { value = normal(0, 1) }\n}\nphase \"run\" { duration = \"1m\" }\n")
	for b := range (n + 99) / 100 {
		text = fmt.Appendf(text, "building \"B%d\" {\n", b)
		for r := range min(100, n-b*100) {
			text = fmt.Appendf(text, "  room \"R%d\" {\n    devices \"m\" {\n      count = local.a + %d\n      id    = \"{building}-{room}-{n:03}\"\n    }\n  }\n", r, r%7)
		}
		text = append(text, "}\n"...)
	}
	return string(text)
}

func BenchmarkDecodeRooms(b *testing.B) {
	for _, n := range []int{500, 2000, 8000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			sources := []Source{{Name: "s.hcl", Text: []byte(rooms(n))}}
			b.ReportAllocs()
			for b.Loop() {
				if _, _, diags := Decode(sources, Options{}); len(diags) > 0 {
					b.Fatal(diags)
				}
			}
		})
	}
}

// extending is a scenario of so many models; with a library they extend its one,
// without they write it out.
func extending(n int, library bool) fstest.MapFS {
	const body = ` interval = "5s"
 sensor "temperature" {
   unit   = "C"
   value  = normal(21, 0.6)
   memory = "10m"
   clamp  = [-40, 85]
   daily {
     amplitude = 2
     peak      = "15:00"
   }
 }
 sensor "humidity" {
   formula = "62 - 1.8 * (temperature - 24) + noise"
   noise   = normal(0, 1.2)
 }
 device_info { firmware = "1.0" }
`
	text := []byte("scenario \"s\" {}\nphase \"run\" { duration = \"1m\" }\ndevices \"m0\" {}\n")
	if library {
		text = append(text, "library \"std\" { source = \"./std\" }\n"...)
	}
	for i := range n {
		inner := body
		if library {
			inner = " extends = lib.std.model.climate\n"
		}
		text = fmt.Appendf(text, "model \"m%d\" {\n%s sensor \"co2\" { value = lognormal(620, 0.2) }\n}\n", i, inner)
	}
	return fstest.MapFS{"s.hcl": {Data: text}, "std/m.hcl": {Data: []byte("model \"climate\" {\n" + body + "}\n")}}
}

// A library that a hundred models use adds less than 50 ms: it takes less time
// than to write them out.
func BenchmarkLoadLibrary(b *testing.B) {
	for name, library := range map[string]bool{"written": false, "library": true} {
		b.Run(name, func(b *testing.B) {
			fsys := extending(100, library)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, diags := Load(fsys, []string{"s.hcl"}, Options{}); len(diags) > 0 {
					b.Fatal(diags)
				}
			}
		})
	}
}

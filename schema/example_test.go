package schema_test

import (
	"fmt"
	"os"
	"testing/fstest"

	"github.com/iotsim/iotsim/schema"
)

func ExampleLoad() {
	fsys := fstest.MapFS{"hello.hcl": {Data: []byte(`
scenario "hello" {}

variable "devices" { default = 100 }

model "thermometer" {
  interval = "3s"
  sensor "temperature" { value = normal(24, 1.5) }
}

building "A" {
  floor {
    count = 2
    room "{floor}01" {
      devices "thermometer" { count = var.devices }
    }
  }
}

phase "run" { duration = "1m" }
`)}}
	s, files, diags := schema.Load(fsys, []string{"hello.hcl"}, schema.Options{Vars: map[string]string{"devices": "250"}})
	if diags.HasErrors() {
		schema.WriteDiagnostics(os.Stdout, files, diags, false)
		return
	}
	for _, g := range s.Groups {
		fmt.Printf("%s floor %d room %s: %d × %s every %s\n", g.Building, *g.Floor, g.Room, g.Count, g.Label, g.Interval)
	}
	// Output:
	// A floor 1 room 101: 250 × thermometer every 3s
	// A floor 2 room 201: 250 × thermometer every 3s
}

func ExampleWriteDiagnostics() {
	text := `model "meter" {
  interval = 30
}
`
	_, files, diags := schema.Decode([]schema.Source{{Name: "meter.hcl", Text: []byte(text)}}, schema.Options{})
	schema.WriteDiagnostics(os.Stdout, files, diags[len(diags)-1:], false)
	// Output:
	// error: Duration needs a unit
	//   --> meter.hcl:2:14
	//     2 |   interval = 30
	//       |              ^^
	//   A duration needs a unit: write "30s" for seconds, "30m" for minutes or "30h" for hours.
}

package schema

import (
	"strings"
	"testing"
)

// What a message says to write must help where it is said.
func TestAdviceCanBeFollowed(t *testing.T) {
	const empty = "empty list"
	for _, c := range []struct {
		old, text    string
		want, unlike string
	}{
		{`sensor "power" { value = normal(12, 3) }`, "sensor \"power\" {\n value = normal(12, 3)\n status = { hot = 5 }\n}", `write hot = "value > 5".`, `"5".`},
		{`scenario "test" {}`, "scenario \"test\" {\n seed = 18446744073709551616\n}", "more than 9,223,372,036,854,775,807", "e+19"},
		{`scenario "test" {}`, "scenario \"test\" {\n start = \"now+1000000d\"\n}", "is longer than", "no instant"},
		{`count = 10`, "count = 0", empty, ""},
		{`phase "run" { duration = "1m" }`, "fault \"f\" {\n count = 0\n effect \"drop\" {}\n}\nphase \"run\" {\n duration = \"1m\"\n faults = [fault.f]\n}", "this is 0.", empty},
		{`phase "run" {`, "sink \"kafka\" { partitions = 0 }\nphase \"run\" {", "this is 0.", empty},
	} {
		if !strings.Contains(minimal, c.old) {
			t.Fatalf("no %s in %s", c.old, minimal)
		}
		_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(strings.Replace(minimal, c.old, c.text, 1))}}, Options{})
		got := rendered(files, diags)
		if len(diags) != 1 || !strings.Contains(got, c.want) || c.unlike != "" && strings.Contains(got, c.unlike) {
			t.Errorf("%s:\n%s\nwant %q, not %q", c.text, got, c.want, c.unlike)
		}
	}
	_, files, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(`
scenario "s" {}
model "m" {
  interval = "5s"
  sensor "x" { value = normal(0, 1) }
}
building "A" {
  floor {
    devices "m" {}
  }
  floor {
    devices "m" {}
  }
}
phase "run" { duration = "1m" }
`)}}, Options{})
	if got := rendered(files, diags); len(diags) != 1 || !strings.Contains(got, "number = 2") || strings.Contains(got, "label") {
		t.Errorf("two floors:\n%s", got)
	}
}

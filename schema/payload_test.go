package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written is a payload in short, to compare.
func written(p *Payload) string {
	switch p.Kind {
	case PayloadObject:
		var all []string
		for i := range p.Members {
			all = append(all, p.Members[i].Name+": "+written(&p.Members[i].Value))
		}
		return "{" + strings.Join(all, ", ") + "}"
	case PayloadList:
		var all []string
		for i := range p.Items {
			all = append(all, written(&p.Items[i]))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case PayloadText:
		text, err := p.Text.MarshalText()
		if err != nil {
			panic(err) // patterns are always text
		}
		return fmt.Sprintf("%q", text)
	case PayloadNumber:
		return fmt.Sprint(p.Number)
	case PayloadBool:
		return fmt.Sprint(p.Bool)
	case PayloadReference:
		return strings.Join(p.Reference, ".")
	}
	return string(p.Kind)
}

func TestPayloadsKeepTheOrderWritten(t *testing.T) {
	s := loaded(t, `
scenario "s" {}
variable "n" { default = 3 }
locals {
  map = { z = 1, a = ["{n}", null] }
}
model "m" {
  interval = "1s"
  sensor "odd name" { value = normal(0, 1) }
  device_info { serial = "SN" }
  payload = {
    z           = sensor["odd name"].value
    a           = ((timestamp.ms))
    "with space" = { y = device.floor, b = info.serial }
    (var.n > 2 ? "many" : "few") = [for i in range(2) : "{room}${i}"]
    local       = local.map
    sum         = var.n + 0.5
    none        = var.n > 2 ? null : 1
    last        = [true, [], {}, "a{{b}}"]
  }
}
devices "m" {}
phase "p" { duration = "1s" }
`, Options{})
	want := `{z: sensor.odd name.value, a: timestamp.ms, with space: {y: device.floor, b: info.serial}, ` +
		`many: ["{room}0", "{room}1"], local: {a: ["{n}", null], z: 1}, sum: 3.5, none: null, last: [true, [], {}, "a{{b}}"]}`
	if diff := cmp.Diff(want, written(s.Models[0].Payload)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Locals multiply what is written: within a model, from model to model, in
// bytes and in values. Too much is said once.
func TestPayloadsAreLimitedTogether(t *testing.T) {
	scenario := func(models int, payload string) string {
		var text strings.Builder
		text.WriteString("scenario \"s\" {}\nlocals {\n  many = range(9000)\n  long = format(\"%0900000d\", 1)\n}\n")
		for i := range models {
			fmt.Fprintf(&text, "model \"m%d\" {\n  interval = \"1s\"\n  sensor \"x\" { value = normal(0, 1) }\n  payload = %s\n}\n", i, payload)
		}
		return text.String() + "devices \"m0\" {}\nphase \"p\" { duration = \"1s\" }\n"
	}
	for _, c := range []struct {
		models  int
		payload string
		faults  int
	}{
		{11, "{ a = local.many }", 0},
		{200, "{ a = local.many }", 1},
		{1, "{ a = [local.many, local.many, local.many, local.many, local.many, local.many], b = [local.many, local.many, local.many, local.many, local.many, local.many] }", 1},
		{4, "{ a = local.long }", 0},
		{200, "{ a = local.long }", 1},
	} {
		_, _, diags := Decode([]Source{{Name: "a.hcl", Text: []byte(scenario(c.models, c.payload))}}, Options{})
		said := reported(diags)
		if len(said) != c.faults || c.faults > 0 && !strings.HasSuffix(said[0], "Payload too large") {
			t.Errorf("%d models with %s: %v", c.models, c.payload, said)
		}
	}
}

// What a model's errors leave unknown is no second mistake.
func TestAReferenceToASensorInErrorIsNoMistake(t *testing.T) {
	text := minimal + `
model "broken" {
  interval = "1s"
  sensor {
    value = normal(0, 1)
  }
  device_info { a = [] }
  payload = { x = sensor.x.value, a = info.a }
}
`
	_, _, diags := Decode([]Source{{Name: "a.hcl", Text: []byte(text)}}, Options{})
	for _, d := range diags {
		if strings.HasPrefix(d.Summary, "Unknown") {
			t.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
	if len(diags) != 2 {
		t.Errorf("%d diagnostics: %v", len(diags), diags)
	}
}

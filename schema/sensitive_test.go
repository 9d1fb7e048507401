package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// leaks are the forms in which a canary might get out.
func leaks(text string) bool {
	return strings.Contains(strings.ToLower(text), "canary") || strings.Contains(text, "Y2FuYXJ5")
}

// Whatever is wrong with a scenario, and wherever a sensitive value went, no
// message holds it.
func TestNoDiagnosticShowsASensitiveValue(t *testing.T) {
	const declared = `
variable "secret" {
  type      = string
  default   = "canary \"one\" {n}"
  sensitive = true
}
variable "list" {
  type      = list(string)
  default   = [
    "canary-1",
    "canary-2",
  ]
  sensitive = true
}
locals {
  upper = upper(var.secret)
  deep  = { a = ["${var.list[0]}!"] }
}
`
	for _, use := range []string{
		`scenario "s" { timezone = var.secret }`,
		`scenario "s" { start = local.upper }`,
		`scenario "s" { seed = var.secret }`,
		`scenario "s" { seed = tonumber(local.upper) }`,
		`scenario "s" { description = var.secret.x }`,
		`scenario "s" { description = var.list[var.secret] }`,
		`scenario "s" { description = local.deep[var.secret] }`,
		`scenario "s" { speed = local.deep.a[0] }`,
		`sink "kafka" { brokers = ["http://${var.secret}"] }`,
		`sink "kafka" { compression = join("-", var.list) }`,
		`sink "kafka" { topic = "${local.upper} topic" }`,
		`sink "kafka" { key = "{n}${var.secret}{x}" }`,
		`sink "kafka" { config = { a = local.upper, b = [] } }`,
		`sink "stdout" { key = var.secret }`,
		`model "n" {
		   interval = var.list[1]
		   sensor "x" { value = normal(var.secret, 1) }
		   sensor "y" { formula = local.upper }
		   sensor "z" { unit = local.deep.a }
		   device_info { x = "{${var.list[0]}}" }
		 }`,
		`building "A" {
		   for_each = var.list
		   devices "m" { id = "${var.secret}-{q}" }
		 }`,
		`devices "k" { model = var.secret }`,
		`devices "k" { model = model[var.list[0]] }`,
		`fault "f" {
		   where = "device.room == '${var.secret}'"
		   effect "stuck" { sensor = var.secret }
		   effect "bias" { sensor = local.upper }
		 }`,
		`phase "p" { duration = var.secret }`,
		`phase "p" { duration = parseint(var.secret, 10) }`,
		`variable "v" {
		   default   = "canary-3"
		   sensitive = true
		   validation {
		     condition = var.v == ""
		     error     = "It is ${var.v}."
		   }
		 }`,
		`variable "v" {
		   type      = number
		   default   = "canary-3"
		   sensitive = true
		 }`,
		`variable "v" {
		   type      = duration
		   default   = "canary-3"
		   sensitive = true
		 }`,
		`library "l" {
		   source    = "./lib"
		   variables = { inner = var.secret, count = var.list[0] }
		 }`,
	} {
		sources := []Source{
			{Name: "s.hcl", Text: []byte(declared + use + "\nvariable \"given\" {\n  type = number\n  sensitive = true\n}\n")},
			{Name: "lib/l.hcl", Text: []byte("variable \"inner\" {\n  validation {\n    condition = false\n    error = \"it is ${var.inner}\"\n  }\n}\nvariable \"count\" { type = number }\n"), Library: "lib"},
			{Name: "v.hcl", Text: []byte("given = \"canary-4\"\n"), Variables: true},
		}
		_, files, diags := Decode(sources, Options{Vars: map[string]string{"list": `["canary-5", 6, "x" "y"]`}})
		asJSON, err := DiagnosticsJSON(files, diags)
		if err != nil || !diags.HasErrors() {
			t.Fatal(err, diags)
		}
		if out := rendered(files, diags); leaks(out) || leaks(string(asJSON)) {
			t.Errorf("%s\n\nsays\n\n%s", use, out)
		}
	}
}

func TestACaretStaysUnderWhatIsHidden(t *testing.T) {
	text := []byte("scenario \"s\" {}\nvariable \"v\" {\n  sensitive = true\n  type = duration\n  default = \"canary\"\n}\n")
	_, files, diags := Decode([]Source{{Name: "s.hcl", Text: text}}, Options{})
	want := "  --> s.hcl:5:13\n    5 |   default = (sensitive)\n      |             ^^^^^^^^^^^\n"
	if out := rendered(files, diags); !strings.Contains(out, want) {
		t.Errorf("%s\nwant\n%s", out, want)
	}
}

// A command that is printed to be pasted quotes what has quotes.
func TestSensitiveValuesAreRedactedFromCommandLines(t *testing.T) {
	files, value := new(Files), "it's secret1"
	files.hide(value)
	if got := string(files.Redact([]byte(`iotsim apply s.hcl --var 'token=it'\''s secret1'`))); strings.Contains(got, "secret1") {
		t.Error(got)
	}
}

// What prints a scenario passes it through Redact, in whatever form it prints.
func TestSensitiveValuesAreRedacted(t *testing.T) {
	const text = `
variable "secret" {
  default   = "canary <\"1\">"
  sensitive = true
}
locals { upper = upper(var.secret) }
` + minimal + `
sink "kafka" {
  config = { a = local.upper, b = "plain", c = "<${var.secret}>" }
}
`
	s, files, diags := Decode([]Source{{Name: "s.hcl", Text: []byte(text)}}, Options{})
	if len(diags) > 0 {
		t.Fatal(rendered(files, diags))
	}
	if config := s.Sinks[0].Config; config["c"] != `<canary <"1">>` {
		t.Errorf("the scenario itself has no value: %q", config)
	}
	asJSON, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{string(asJSON), fmt.Sprint(s.Sinks[0]), fmt.Sprintf("%q plain", s.Sinks[0].Config)} {
		got := files.Redact([]byte(printed))
		if leaks(string(got)) || !bytes.Contains(got, []byte(secretShown)) || !bytes.Contains(got, []byte("plain")) {
			t.Errorf("%s", got)
		}
	}
}

func TestConcealedSourcesKeepTheirLines(t *testing.T) {
	text := "variable \"secret\" {\n  sensitive = true\n  default = \"canary\"\n}\nvariable \"other\" { default = 5 }\n" + minimal
	vars := "secret = <<EOT\ncanary\nEOT\nother = 6\n"
	sources := []Source{{Name: "s.hcl", Text: []byte(text)}, {Name: "v.hcl", Text: []byte(vars), Variables: true}}
	_, files, diags := Decode(sources, Options{})
	if len(diags) > 0 {
		t.Fatal(rendered(files, diags))
	}
	for i, s := range sources {
		kept := files.Concealed(s)
		if leaks(string(kept)) || bytes.Count(kept, []byte("\n")) != bytes.Count(s.Text, []byte("\n")) || !bytes.Contains(kept, []byte("other")) {
			t.Errorf("%s", kept)
		}
		sources[i].Text = kept
	}
	if _, files, diags := Decode(sources, Options{Env: map[string]string{"secret": "canary"}}); len(diags) > 0 {
		t.Error(rendered(files, diags))
	}
}

// A library block's values for sensitive variables are not kept, and what stands
// beside them is.
func TestConcealedLibrarySettings(t *testing.T) {
	const uses = `variable "pw" {
  type      = string
  default   = "canary-0"
  sensitive = true
}
library "a" {
  source    = "./lib"
  variables = { tok = "canary-1", plain = 7, deep = { x = "canary-2" } }
}
library "b" {
  source    = "./lib"
  variables = {
    tok   = var.pw
    deep  = {
      x = "canary-3 ${var.pw}"
    }
    plain = 8
  }
}
`
	const lib = `variable "tok" {
  sensitive = true
}
variable "plain" {}
variable "deep" {
  type      = object({ x = string })
  sensitive = true
}
`
	sources := []Source{{Name: "s.hcl", Text: []byte(uses + minimal)}, {Name: "lib/l.hcl", Text: []byte(lib), Library: "lib"}}
	_, files, diags := Decode(sources, Options{})
	if len(diags) > 0 {
		t.Fatal(rendered(files, diags))
	}
	kept := files.Concealed(sources[0])
	if leaks(string(kept)) {
		t.Errorf("%s", kept)
	}
	sources[0].Text = kept
	_, files, diags = Decode(sources, Options{Vars: map[string]string{"pw": "canary-0"}})
	said := rendered(files, diags)
	if len(diags) != 2 || strings.Count(said, "Variable not set") != 2 || strings.Count(said, "are not kept") != 2 || leaks(said) {
		t.Errorf("%s\n%s", kept, said)
	}
}

// An address is refused for what it is computed from, not for what it spells.
func TestAddressesAreNotSensitive(t *testing.T) {
	for use, refused := range map[string]bool{
		`sink "kafka" { brokers = ["kafka:9092"] }`:                         false,
		`sink "kafka" { topic = "kafka-topic" }`:                            false,
		`sink "kafka" { brokers = ["${var.pw}:9092"] }`:                     true,
		`sink "kafka" { topic = "${upper(var.pw)}-{building}" }`:            true,
		"sink \"kafka\" {}\nlabels { topic = \"${substr(var.pw, 0, 4)}\" }": true,
	} {
		text := "variable \"pw\" {\n  type = string\n  sensitive = true\n}\n" + minimal + use + "\n"
		_, files, diags := Decode([]Source{{Name: "s.hcl", Text: []byte(text)}}, Options{Vars: map[string]string{"pw": "kafka"}})
		if said := rendered(files, diags); diags.HasErrors() != refused || refused && !strings.Contains(said, "which cannot be sensitive") {
			t.Errorf("%s: %s", use, said)
		}
	}
}

// A statement that gives a sensitive variable its value is covered however wrong
// it is: then there is no value that could be hidden.
func TestWrongStatementsAreCovered(t *testing.T) {
	declared := func(lines string) (Source, Options) {
		return Source{Name: "s.hcl", Text: []byte("variable \"pw\" {\n" + lines + "\n}\n" + minimal)}, Options{}
	}
	plain, _ := declared("  type = string\n  sensitive = true")
	tests := map[string]func() ([]Source, Options){}
	for _, lines := range []string{
		`type = string default = "canary-1" sensitive = true`, `default = "canary-1", sensitive = true`,
		"defalt = \"canary-1\"\nsensitive = true", "default: \"canary-1\"\nsensitive = true", "default \"canary-1\"\nsensitive = true",
		"default = \"canary-1\nsensitive = true", "sensitive = true\ndefault { x = \"canary-1\" }", "sensitive: true\ndefault = \"canary-1\"",
		"sensitve = true\ndefault = \"canary-1\" x", "sensitive = treu\ndefault = \"canary-1\" x", "sensitive = true\ndefault = [\n  \"canary-1\"\n  \"canary-2\" ]",
		"sensitive = true\ndefault = \"canary-${foo.bar}\"", "sensitive = true\nvalue = \"canary-1\"",
	} {
		tests[lines] = func() ([]Source, Options) {
			s, o := declared(lines)
			return []Source{s}, o
		}
	}
	for _, line := range []string{
		`pw : "canary-1"`, `pw "canary-1"`, `pw "canary-1" {}`, `pw = "canary-1`, `pwd = "canary-1"`, `"pw" = "canary-1"`, "pw = <<EOT\ncanary-1",
		`pw = ["canary-1", `, `export pw="canary-1"`, `canary`, `pw = canary x`,
	} {
		tests[line] = func() ([]Source, Options) {
			return []Source{plain, {Name: "v.hcl", Text: []byte(line + "\n"), Variables: true}}, Options{}
		}
	}
	for _, name := range []string{"pw ", "pwd", "PW"} {
		tests["--var "+name] = func() ([]Source, Options) {
			return []Source{plain}, Options{Vars: map[string]string{name: " canary-1"}}
		}
	}
	for name, test := range tests {
		sources, o := test()
		_, files, diags := Decode(sources, o)
		asJSON, err := DiagnosticsJSON(files, diags)
		if err != nil || !diags.HasErrors() {
			t.Errorf("%s: %v %v", name, diags, err)
		}
		if said := rendered(files, diags); leaks(said) || leaks(string(asJSON)) {
			t.Errorf("%s\n%s", name, said)
		}
	}
}

func TestShortTextsAreCovered(t *testing.T) {
	text := []byte("variable \"pw\" {\n  type = string\n  sensitive = true\n}\n" + minimal)
	for _, o := range []Options{{Env: map[string]string{"pw": "9k7"}}, {Vars: map[string]string{"pw": "9k7"}}} {
		_, files, diags := Decode([]Source{{Name: "s.hcl", Text: text}}, o)
		if said := rendered(files, diags); strings.Contains(said, "9k7") || !strings.Contains(said, "pw=(sensitive)\n") {
			t.Error(said)
		}
	}
}

// What is not sensitive is shown as ever beside it.
func TestOnlyWhatIsSensitiveIsCovered(t *testing.T) {
	text := []byte(`variable "n" {
  type      = string
  sensitive = true
}
variable "unit" {
  description = "not sensitive: the sensor's unit"
  default     = "plain-1" x
}
` + minimal)
	vars := []byte("n = \"canary\"\nunit = \"plain-2 n\" y\n")
	_, files, diags := Decode([]Source{{Name: "s.hcl", Text: text}, {Name: "v.hcl", Text: vars, Variables: true}}, Options{})
	said := rendered(files, diags)
	if leaks(said) || !strings.Contains(said, "plain-1") || !strings.Contains(said, "plain-2") {
		t.Error(said)
	}
}

func TestAKeyIsNotSensitive(t *testing.T) {
	for use, refused := range map[string]bool{
		`sink "kafka" { headers = { (var.pw) = "x" } }`:                                    true,
		`sink "kafka" { headers = { "a${var.pw}" = "long enough" } }`:                      true,
		"locals { h = { (var.pw) = \"x\" } }\nsink \"kafka\" { headers = local.h }":        true,
		`sink "kafka" { config = { for k in [var.pw] : k => "long enough" } }`:             true,
		`sink "kafka" { headers = { x = var.pw, y = "z" } }`:                               false,
		`sink "kafka" { headers = { for k, v in { x = var.pw } : upper(k) => "${v}-y" } }`: false,
	} {
		text := "variable \"pw\" {\n  type = string\n  sensitive = true\n}\n" + minimal + use + "\n"
		_, files, diags := Decode([]Source{{Name: "s.hcl", Text: []byte(text)}}, Options{Vars: map[string]string{"pw": "canary"}})
		said := rendered(files, diags)
		if diags.HasErrors() != refused || refused && (!strings.Contains(said, "A key cannot be sensitive") || len(diags) > 1) || leaks(said) {
			t.Errorf("%s: %s", use, said)
		}
	}
}

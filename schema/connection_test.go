package schema

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAConnectionIsRead(t *testing.T) {
	settings, files, diags := DecodeConnection(Source{Name: "kafka.hcl", Text: []byte(`brokers = ["a:1", "b:2"]
tls {
  ca                   = "ca.pem"
  verify_host          = false
  key_password_command = ["pass", "show", "key"]
}
sasl {
  mechanism    = "OAUTHBEARER"
  extensions   = { b = "2", a = 1 }
  token_env    = "TOKEN"
}
`)})
	if len(diags) > 0 {
		t.Fatal(rendered(files, diags))
	}
	got := map[string][]string{}
	for _, s := range settings {
		got[s.Name] = s.Texts
		if s.Range.Filename != "kafka.hcl" || s.Range.Start.Line == 0 {
			t.Errorf("%s stands at %v", s.Name, s.Range)
		}
	}
	want := map[string][]string{
		"brokers": {"a:1", "b:2"}, "tls": {"true"}, "tls.ca": {"ca.pem"}, "tls.verify_host": {"false"},
		"tls.key_password_command": {"pass", "show", "key"}, "sasl.mechanism": {"OAUTHBEARER"},
		"sasl.extensions": {"a=1", "b=2"}, "sasl.token_env": {"TOKEN"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheExampleOfAConnectionIsRead(t *testing.T) {
	if _, files, diags := DecodeConnection(Source{Name: "kafka.hcl", Text: []byte(ConnectionExample)}); len(diags) > 0 {
		t.Error(rendered(files, diags))
	}
	if formatted, _ := Format("kafka.hcl", []byte(ConnectionExample)); string(formatted) != ConnectionExample {
		t.Errorf("its layout is\n%s", formatted)
	}
}

// What is wrong with a connection is said where it stands, and never shows what may
// be a secret.
func TestAConnectionIsRefused(t *testing.T) {
	const canary = "canary-55ed"
	for _, test := range []struct{ text, want, says string }{
		{`sasl {
  password = "canary-55ed"
}`, "2: ERROR: Unknown argument", "password_file, password_env or password_command"},
		{`sasl { password = "canary-55ed" }`, "1: ERROR: Unknown argument", "password_file"},
		{`sasl {
  pasword = "canary-55ed"
}`, "2: ERROR: Unknown argument", `no argument "pasword"`},
		{`password = "canary-55ed"`, "1: ERROR: Unknown argument", "password"},
		{`sasl {
  user = "alice" password = "canary-55ed"
}`, "2: ERROR: Missing newline after argument", ""},
		{`sasl {
  password = "canary-55ed
}`, "2: ERROR: Unknown argument 2: ERROR: Invalid multi-line string", ""},
		{`sasl {
  password = canary-55ed
}`, "2: ERROR: Unknown argument", ""},
		{`sasl {
  password_file = "a"
  password_env  = "B"
}`, "3: ERROR: Conflicting arguments", "not both"},
		{`sasl {
  password_command = []
}`, "2: ERROR: List of texts expected", "program"},
		{`sasl {
  mechanism = "GSSAPI"
}`, "2: ERROR: Unknown word", "SCRAM-SHA-512"},
		{`tls {
  insecure_skip_verify = true
}`, "2: ERROR: Unknown argument", "always verified"},
		{`tls {
  ca = ""
}`, "2: ERROR: Text expected", "Leave it out"},
		{`tls {}
tls {}`, "2: ERROR: Duplicate block", "at most"},
		{`ssl {}`, "1: ERROR: Unknown block", ""},
		{`brokers = ["http://a"]`, "1: ERROR: Invalid broker", "URL"},
		{`tls {
  ca = local.x
}`, "2: ERROR: Unknown local", ""},
	} {
		_, files, diags := DecodeConnection(Source{Name: "kafka.hcl", Text: []byte(test.text)})
		got := reported(diags)
		shown := rendered(files, diags)
		if strings.Join(got, " ") != test.want || !strings.Contains(shown, test.says) {
			t.Errorf("%s\nwant %q with %q:\n%s", test.text, test.want, test.says, shown)
		}
		if strings.Contains(shown, canary) {
			t.Errorf("the secret is shown:\n%s", shown)
		}
	}
}

package connection

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/internal/secret"
	"github.com/iotsim/iotsim/schema"
)

const canary = "canary-3c0ffee"

func decodedPEM(text []byte) []byte {
	block, _ := pem.Decode(text)
	return block.Bytes
}

// texts are the settings without their secrets.
func texts(c *Connection) map[string]string {
	all := map[string]string{}
	for name, v := range c.layer {
		if len(v.texts) > 0 {
			all[name] = strings.Join(v.texts, ",")
		}
	}
	return all
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	return kafkatest.Write(t, t.TempDir(), name, []byte(text))
}

func read(t *testing.T, s Sources) *Connection {
	t.Helper()
	c, err := Read(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFlagsGoBeforeEnvironmentBeforeFile(t *testing.T) {
	file := write(t, "kafka.hcl", `brokers = ["file:1"]
tls { ca = "file.pem" }
sasl {
  mechanism    = "PLAIN"
  user         = "file"
  password_env = "SOME"
}
`)
	s := Sources{
		File:    file,
		Environ: []string{"IOTSIM_BROKERS=environment:1, environment:2,", "IOTSIM_SASL_USER=environment", "IOTSIM_SASL_PASSWORD=" + canary, "IOTSIM_TLS_VERIFY_HOST="},
		Flags:   map[string]string{"brokers": "flag:1"},
	}
	want := map[string]string{"brokers": "flag:1", "tls": "true", "tls.ca": "file.pem", "sasl.mechanism": "PLAIN", "sasl.user": "environment"}
	c := read(t, s)
	if diff := cmp.Diff(want, texts(c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, ok := c.layer["sasl.password"].from.(given); !ok {
		t.Error("the file's password is taken, and the environment has one")
	}
	s.Flags = nil
	if got := read(t, s).Brokers(); !cmp.Equal(got, []string{"environment:1", "environment:2"}) {
		t.Error(got)
	}
	s.Environ = []string{FileVariable + "=" + file}
	s.File = ""
	if got := read(t, s).Brokers(); !cmp.Equal(got, []string{"file:1"}) {
		t.Error(got)
	}
}

// A file that people have for another client says the same here.
func TestPropertiesAreRead(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       map[string]string
		password   string
		ignored    []string
	}{
		{"Java, SCRAM", `# of the console's consumer
bootstrap.servers=a:9093,b:9093
security.protocol = SASL_SSL
sasl.mechanism: SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
    username="alice" \
    password="pa\\"ss=;word\u0021";
ssl.truststore.type=PEM
ssl.truststore.location /etc/ca.pem
ssl.truststore.password=ignored-anyway
ssl.endpoint.identification.algorithm=
acks=all
`, map[string]string{"brokers": "a:9093,b:9093", "tls": "true", "sasl": "true", "sasl.mechanism": "SCRAM-SHA-512", "sasl.user": "alice", "tls.ca": "/etc/ca.pem", "tls.verify_host": "false"},
			`pa"ss=;word!`, []string{"acks"}},
		{"Java, client certificate", `security.protocol=SSL
ssl.keystore.type=PEM
ssl.keystore.location=client.pem
ssl.key.password=canary-3c0ffee
`, map[string]string{"tls": "true", "sasl": "false", "tls.certificate": "client.pem", "tls.key": "client.pem"}, "", nil},
		{"librdkafka", `metadata.broker.list=a:9092
security.protocol=sasl_plaintext
sasl.mechanisms=PLAIN
sasl.username=alice
sasl.password=a\b#c
queue.buffering.max.ms=5
enable.ssl.certificate.verification=true
`, map[string]string{"brokers": "a:9092", "tls": "false", "sasl": "true", "sasl.mechanism": "PLAIN", "sasl.user": "alice"}, `a\b#c`, []string{"queue.buffering.max.ms"}},
		{"Java, OAUTHBEARER", `security.protocol=SASL_SSL
sasl.mechanism=OAUTHBEARER
sasl.oauthbearer.token.endpoint.url=https://login.example.com/token
sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler
sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId="me" clientSecret='canary-3c0ffee' scope="kafka" extension_logicalCluster="lkc-1" other="x";
`, map[string]string{"tls": "true", "sasl": "true", "sasl.mechanism": "OAUTHBEARER", "sasl.token_url": "https://login.example.com/token",
			"sasl.client_id": "me", "sasl.scope": "kafka", "sasl.extensions": "logicalCluster=lkc-1"}, "", []string{"sasl.jaas.config other"}},
		{"PLAINTEXT with what is left of a login", "security.protocol=PLAINTEXT\nsasl.mechanism=PLAIN\n", map[string]string{"tls": "false", "sasl": "false", "sasl.mechanism": "PLAIN"}, "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := read(t, Sources{File: write(t, "client.properties", test.text)})
			if diff := cmp.Diff(test.want, texts(c)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(test.ignored, c.Ignored); diff != "" {
				t.Errorf("ignored (-want +got)\n%s", diff)
			}
			if from := c.layer["sasl.password"].from; test.password != "" {
				if s, err := from.secret(t.Context()); err != nil || s.Reveal() != test.password {
					t.Errorf("the password is %q, %v", s.Reveal(), err)
				}
			}
		})
	}
}

func TestSettingsThatMakeNoSenseAreRefused(t *testing.T) {
	for _, test := range []struct {
		name, properties string
		environ          []string
		flags            map[string]string
		says             string
	}{
		{"misspelt variable", "", []string{"IOTSIM_SASL_PASSWROD=" + canary}, nil, "IOTSIM_SASL_PASSWROD, which means nothing. Did you mean IOTSIM_SASL_PASSWORD?"},
		{"variable of TLS", "", []string{"IOTSIM_TLS=maybe"}, nil, "write true or false"},
		{"two passwords", "", []string{"IOTSIM_SASL_PASSWORD=" + canary, "IOTSIM_SASL_PASSWORD_FILE=f"}, nil, "one must be left"},
		{"no mechanism", "", []string{"IOTSIM_SASL_USER=alice"}, nil, "IOTSIM_SASL_USER says who we are, and nothing says how"},
		{"no user", "", []string{"IOTSIM_SASL_MECHANISM=PLAIN", "IOTSIM_SASL_PASSWORD=" + canary}, nil, "needs the user of sasl"},
		{"no password", "", []string{"IOTSIM_SASL_USER=alice"}, map[string]string{"sasl.mechanism": "SCRAM-SHA-256"}, "--sasl-mechanism is SCRAM-SHA-256, which needs the password of sasl"},
		{"no token", "", []string{"IOTSIM_SASL_MECHANISM=OAUTHBEARER"}, nil, "or token_url with client_id"},
		{"no client's secret", "", []string{"IOTSIM_SASL_MECHANISM=OAUTHBEARER", "IOTSIM_SASL_TOKEN_URL=https://a/b", "IOTSIM_SASL_CLIENT_ID=me"}, nil, "needs the client_secret of sasl"},
		{"endpoint that all can read", "", []string{"IOTSIM_SASL_MECHANISM=OAUTHBEARER", "IOTSIM_SASL_TOKEN_URL=http://login.example.com/"}, nil, "write https"},
		{"endpoint with a password", "", []string{"IOTSIM_SASL_MECHANISM=OAUTHBEARER", "IOTSIM_SASL_TOKEN_URL=https://a:" + canary + "@login.example.com/"}, nil, "holds a user or password"},
		{"Kerberos", "security.protocol=SASL_SSL\nsasl.mechanism=GSSAPI\n", nil, nil, `no mechanism "GSSAPI"`},
		{"no mechanism in properties", "security.protocol=SASL_SSL\n", nil, nil, "nothing says how"},
		{"protocol", "security.protocol=TLS\n", nil, nil, "SASL_PLAINTEXT"},
		{"misspelt key", "sasl.pasword=" + canary + "\n", nil, nil, "Did you mean sasl.password?"},
		{"JKS", "ssl.truststore.type=JKS\n", nil, nil, "only PEM can be read"},
		{"jaas without an end", `sasl.jaas.config=x required password="` + canary + `"`, nil, nil, "cannot be read"},
		{"HCL", "sasl {\n  password = \"" + canary + "\"\n}\n", nil, nil, "ends in .hcl"},
		{"a secret alone", "acks=all\n" + canary + "\n", nil, nil, "client.properties:2: a line is KEY=VALUE"},
		{"certificates not verified", "enable.ssl.certificate.verification=false\n", nil, nil, "always verified"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := Sources{Environ: test.environ, Flags: test.flags}
			if test.properties != "" {
				s.File = write(t, "client.properties", test.properties)
			}
			_, err := Read(s)
			var invalid *Invalid
			if !errors.As(err, &invalid) || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), canary) {
				t.Errorf("%v, want %q", err, test.says)
			}
		})
	}
	if _, err := Read(Sources{File: "nowhere.hcl"}); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Error(err)
	}
}

// What is named and cannot be had is said before anybody waits for a broker.
func TestWhatCannotBeHadIsNamed(t *testing.T) {
	folder := t.TempDir()
	authority := kafkatest.NewAuthority(t, "Test CA")
	good, old := authority.Issue(t, kafkatest.Holds{}), authority.Issue(t, kafkatest.Holds{Until: -time.Hour})
	put := func(name string, text []byte) string { return kafkatest.Write(t, folder, name, text) }
	put("ca.pem", authority.PEM)
	put("good.pem", good.Certificate)
	put("good.key", good.Key)
	put("old.pem", old.Certificate)
	put("old.key", old.Key)
	put("store.jks", []byte{0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2})
	put("store.p12", []byte{0x30, 0x82, 1, 2})
	put("words.txt", []byte("hello"))
	put("empty.txt", nil)
	put("lines.txt", []byte("one\ntwo\n"))
	for _, test := range []struct{ tls, sasl, says string }{
		{`ca = "none.pem"`, "", "none.pem, which cannot be read"},
		{`ca = "."`, "", "is no file"},
		{`ca = "store.jks"`, "", "is a Java keystore (JKS)"},
		{`ca = "store.p12"`, "", "is PKCS12 or DER"},
		{`ca = "words.txt"`, "", "is no PEM"},
		{`ca = "good.key"`, "", "holds no certificate"},
		{`certificate = "good.pem"`, "", "holds no private key"},
		{"certificate = \"good.pem\"\n key = \"old.key\"", "", "is not that of the certificate"},
		{"certificate = \"old.pem\"\n key = \"old.key\"", "", "our own certificate, in"},
		{`key = "good.key"`, "", "nothing names its certificate"},
		{"", `password_file = "none.txt"`, "none.txt"},
		{"", `password_file = "empty.txt"`, "it is empty"},
		{"", `password_file = "lines.txt"`, "several lines"},
		{"", `password_file = "/dev/zero"`, "is no file"},
		{"", `password_env = "IOTSIM_TEST_NOT_SET"`, "IOTSIM_TEST_NOT_SET, which should hold a secret, is not set"},
		{"", `password_command = ["none-such-program"]`, "none-such-program"},
		{"", `password_command = ["sh", "-c", "echo canary-3c0ffee; echo canary-3c0ffee >&2; exit 3"]`, "exit status 3"},
		{"", `password_command = ["sh", "-c", "yes canary-3c0ffee"]`, "sh"},
		{"", `password_command = ["true"]`, "what true printed holds no secret"},
	} {
		text := ""
		if test.tls != "" {
			text = "tls {\n" + test.tls + "\n}\n"
		}
		if test.sasl != "" {
			text += "sasl {\nmechanism = \"PLAIN\"\nuser = \"alice\"\n" + test.sasl + "\n}\n"
		}
		put("kafka.hcl", []byte(text))
		_, err := read(t, Sources{File: filepath.Join(folder, "kafka.hcl")}).Options(t.Context())
		var k *kafka.Error
		if !errors.As(err, &k) || k.Kind != kafka.Misconfigured || !strings.Contains(strings.ToLower(k.Detail), strings.ToLower(test.says)) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s\n%v, want %q", text, err, test.says)
		}
	}
}

// Whose name a certificate has may be no matter; who signed it never is.
func TestAnotherHostIsStillVerified(t *testing.T) {
	authority, stranger := kafkatest.NewAuthority(t, "Test CA"), kafkatest.NewAuthority(t, "Another CA")
	folder := t.TempDir()
	kafkatest.Write(t, folder, "ca.pem", authority.PEM)
	file := kafkatest.Write(t, folder, "kafka.hcl", []byte("tls {\n  ca = \"ca.pem\"\n  verify_host = false\n}\n"))
	o, err := read(t, Sources{File: file}).Options(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for by, want := range map[*kafkatest.Authority]bool{authority: true, stranger: false} {
		shown, err := x509.ParseCertificate(decodedPEM(by.Issue(t, kafkatest.Holds{Name: "elsewhere"}).Certificate))
		if err != nil {
			t.Fatal(err)
		}
		if err := o.TLS.VerifyConnection(tls.ConnectionState{PeerCertificates: []*x509.Certificate{shown}}); (err == nil) != want {
			t.Errorf("trusted: %t, %v", want, err)
		}
	}
}

// A token is kept while it holds, and asked for anew afterwards.
func TestTokensComeFromAnEndpoint(t *testing.T) {
	asked, expires := 0, 3600.0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		user, password, _ := r.BasicAuth()
		if err := r.ParseForm(); err != nil || r.Form.Get("grant_type") != "client_credentials" || r.Form.Get("scope") != "kafka" || user != "me" {
			t.Errorf("asked by %s: %v, %v", user, r.Form, err)
		}
		if password != canary {
			w.WriteHeader(http.StatusUnauthorized)
			_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_client", "error_description": "not " + password})
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": fmt.Sprint("token-", asked), "expires_in": expires})
	}))
	defer server.Close()
	environ := []string{"IOTSIM_SASL_MECHANISM=OAUTHBEARER", "IOTSIM_SASL_TOKEN_URL=" + server.URL, "IOTSIM_SASL_CLIENT_ID=me", "IOTSIM_SASL_SCOPE=kafka"}
	c := read(t, Sources{Environ: append(environ, "IOTSIM_SASL_CLIENT_SECRET="+canary)})
	o, err := c.Options(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"token-1", "token-1"} {
		if s, err := o.Login.Secret(t.Context()); err != nil || s.Reveal() != want {
			t.Errorf("%q, %v, want %s", s.Reveal(), err, want)
		}
	}
	expires = 5 // less than the slack: it has ended as good as
	o, err = read(t, Sources{Environ: append(environ, "IOTSIM_SASL_CLIENT_SECRET="+canary)}).Options(t.Context())
	if s, second := o.Login.Secret(t.Context()); err != nil || second != nil || s.Reveal() != "token-3" {
		t.Errorf("%q, %v, %v, want a third", s.Reveal(), err, second)
	}
	const wrong = "wrong-secret"
	refused := read(t, Sources{Environ: append(environ, "IOTSIM_SASL_CLIENT_SECRET="+wrong)})
	_, err = refused.Options(t.Context())
	if err == nil || !strings.Contains(err.Error(), "invalid_client") {
		t.Fatal(err)
	}
	if shown := string(refused.Redact([]byte(err.Error()))); strings.Contains(shown, wrong) || !strings.Contains(shown, secret.Redacted) {
		t.Errorf("the server's echo of the secret is shown: %s", shown)
	}
}

func TestProgramsAreAskedOnce(t *testing.T) {
	count := filepath.Join(t.TempDir(), "count")
	c := &command{words: []string{"sh", "-c", "echo x >> " + count + "; echo " + canary}}
	for range 3 {
		if s, err := c.secret(t.Context()); err != nil || s.Reveal() != canary {
			t.Fatal(s.Reveal(), err)
		}
	}
	if text, err := os.ReadFile(count); err != nil || string(text) != "x\n" {
		t.Errorf("%q, %v", text, err)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := (&command{words: []string{"sleep", "60"}}).secret(ended); err == nil {
		t.Error("a program outlives who asked for it")
	}
}

// The table, the file and the flags speak of the same settings.
func TestTheTableHasWhatTheFileHas(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Settings {
		if seen[s.Name] || s.kind == secretText && s.Flag {
			t.Errorf("%s comes twice, or is a secret with a flag", s.Name)
		}
		seen[s.Name] = true
	}
	for _, name := range argumentsOfTheFile() {
		if !seen[name] {
			t.Errorf("%s stands in the file and not in the table", name)
		}
		delete(seen, name)
	}
	delete(seen, "tls")
	if len(seen) > 0 {
		t.Errorf("%v stand in the table and not in the file", seen)
	}
}

// argumentsOfTheFile are the settings that a file of HCL may hold.
func argumentsOfTheFile() []string {
	var names []string
	add := func(before string, b *schema.BlockType) {
		for _, a := range b.Arguments {
			name := a.Name
			for _, end := range schema.SecretSources {
				name = strings.TrimSuffix(name, end)
			}
			if name = before + name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	add("", schema.ConnectionFile())
	for _, b := range schema.ConnectionFile().Blocks {
		add(b.Name+".", b)
	}
	return names
}

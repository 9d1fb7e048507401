package acceptance

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// TestTheCanaryIsNeverSeen runs every command with a password in its environment,
// well and badly, and looks for it in all that is said, kept, served and listed.
func TestTheCanaryIsNeverSeen(t *testing.T) {
	s := kafkatest.StartSecured(t)
	v := visit(t, s, kafkatest.Logins, "PLAIN")
	kafkatest.Write(t, v.folder, "ca.pem", s.Authority.PEM)
	environment := []string{
		"IOTSIM_BROKERS=" + v.address, "IOTSIM_TLS_CA=ca.pem", "IOTSIM_SASL_MECHANISM=PLAIN",
		"IOTSIM_SASL_USER=" + v.user, "IOTSIM_SASL_PASSWORD=" + kafkatest.Password,
	}
	with := func(more ...string) []string { return append(environment[:len(environment):len(environment)], more...) }
	for _, test := range []struct {
		line string
		env  []string
		code int
	}{
		{"version --json", environment, exitGood},
		{"docs connection", environment, exitGood},
		{"validate scenario.hcl --json", environment, exitGood},
		{"plan scenario.hcl --out saved.plan", environment, exitGood},
		{"plan scenario.hcl --json", environment, exitGood},
		{"sample scenario.hcl --count 2", environment, exitGood},
		{"diff scenario.hcl saved.plan --json", environment, exitGood},
		{"apply saved.plan --speed max --verify --json --run one -y", environment, exitGood},
		{"apply scenario.hcl --speed max --resume --json --run one -y", environment, exitGood},
		{"verify one --json", environment, exitGood},
		{"verify scenario.hcl --follow --json", environment, exitGood},
		{"runs --json", environment, exitGood},
		{"report one --json", environment, exitGood},
		{"apply scenario.hcl --json -y", with("IOTSIM_SASL_USER=bob"), exitDestination},
		{"verify one --json", with("IOTSIM_SASL_USER=nobody"), exitDestination},
		{"apply scenario.hcl --json -y", with("IOTSIM_SASL_MECHANISM=SCRAM-SHA-1"), exitUsage},
		{"apply scenario.hcl --json -y", with("IOTSIM_SASL_PASWORD=" + kafkatest.Password), exitUsage},
		{"apply scenario.hcl --json -y", with("IOTSIM_SASL_PASSWORD_FILE=x"), exitUsage},
		{"apply scenario.hcl --json -y --tls=false", environment, exitDestination},
		{"apply scenario.hcl --json -y --brokers 127.0.0.1:1", environment, exitDestination},
		{"apply scenario.hcl --json -y --brokers 127.0.0.1", environment, exitDestination},
		{"apply scenario.hcl --no-such-flag", environment, exitUsage},
		{"apply scenario.hcl --config wrong.hcl", environment, exitUsage},
		{"apply scenario.hcl --config wrong.properties", environment, exitUsage},
	} {
		kafkatest.Write(t, v.folder, "password", []byte("sasl {\n  password = \""+kafkatest.Password+"\"\n}\n"))
		for _, name := range []string{"wrong.hcl", "wrong.properties"} { // under a name that the search leaves out
			_ = os.Remove(filepath.Join(v.folder, name))
			if err := os.Symlink("password", filepath.Join(v.folder, name)); err != nil {
				t.Fatal(err)
			}
		}
		p := startWith(t, v.folder, test.env, strings.Fields(test.line)...)
		code, said := p.code(), p.out.String()+p.err.String()
		if code != test.code {
			t.Errorf("%s: exit code %d, want %d\n%s", test.line, code, test.code, said)
		}
		for _, name := range []string{"wrong.hcl", "wrong.properties"} {
			_ = os.Remove(filepath.Join(v.folder, name))
		}
		hidden(t, v.folder, said)
	}
	v.watched(environment)
}

// watched looks at a run while it goes on: at the pages that it serves and the
// processes that the machine lists. Then the run is ended by the dump of all its
// goroutines, as a bug would end it.
func (v *visitor) watched(environment []string) {
	t := v.t
	p := startWith(t, v.folder, append(environment, "GOTRACEBACK=all"), "apply", "scenario.hcl", "--seed", "2", "--run", "two", "--listen", "127.0.0.1:0", "-y")
	p.await(&p.err, "Run two")
	base := listening.FindStringSubmatch(p.err.String())
	if base == nil {
		t.Fatalf("it does not say where it listens:\n%s", &p.err)
	}
	for _, page := range []string{"/metrics", "/readyz", "/healthz"} {
		response, err := http.Get(base[1] + page)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || len(text) == 0 {
			t.Errorf("%s: %d bytes, %v", page, len(text), err)
		}
		hidden(t, v.folder, string(text))
	}
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range lines {
		if text, err := os.ReadFile(name); err == nil && strings.Contains(string(text), kafkatest.Password) {
			t.Errorf("a process is listed with the password: %q", text)
		}
	}
	p.signal(syscall.SIGQUIT)
	if code := p.code(); code != 2 || !strings.Contains(p.err.String(), "goroutine ") {
		t.Errorf("no dump: exit code %d\n%.500s", code, &p.err)
	}
	hidden(t, v.folder, p.out.String()+p.err.String())
}

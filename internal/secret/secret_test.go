package secret_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"text/template"

	"github.com/iotsim/iotsim/internal/secret"
)

const canary = "canary-0b1e55ed"

// A holder has a secret in each way that a struct can have one.
type holder struct {
	Password secret.Secret
	Pointer  *secret.Secret
	List     []secret.Secret
	Map      map[string]secret.Secret
	Any      any
	hidden   secret.Secret
	inner    struct{ secret secret.Secret }
}

func held() holder {
	s := secret.New(canary)
	h := holder{Password: s, Pointer: &s, List: []secret.Secret{s}, Map: map[string]secret.Secret{"a": s}, Any: s, hidden: s}
	h.inner.secret = s
	return h
}

func TestASecretIsNotPrinted(t *testing.T) {
	h := held()
	printed := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%20v", "%-5.2s", "%T"} {
		printed[verb] = fmt.Sprintf(verb, h.Password)
		printed["held "+verb] = fmt.Sprintf(verb, h)
		printed["pointer "+verb] = fmt.Sprintf(verb, &h)
	}
	printed["error"] = fmt.Errorf("login as %v: %w", h.Password, errors.New("refused")).Error()
	printed["print"] = fmt.Sprint(h, h.Password, h.Pointer)
	for name, encode := range map[string]func(any) ([]byte, error){"json": json.Marshal, "xml": xml.Marshal} {
		text, err := encode(h.Password)
		if err != nil {
			t.Error(err)
		}
		printed[name] = string(text)
	}
	text, err := json.Marshal(h)
	if err != nil {
		t.Error(err)
	}
	printed["json held"] = string(text)
	var b bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(handler).Info("login", "password", h.Password, "all", h, "pointer", h.Pointer)
	}
	if err := template.Must(template.New("").Parse("{{.}} {{.Password}} {{printf \"%s\" .Password}}")).Execute(&b, h); err != nil {
		t.Error(err)
	}
	printed["slog and template"] = b.String()
	for how, what := range printed {
		if strings.Contains(what, canary) || strings.Contains(what, fmt.Sprintf("%x", canary)) {
			t.Errorf("%s: %s", how, what)
		}
	}
	if got := printed["%v"]; got != secret.Redacted {
		t.Errorf("%q", got)
	}
}

// panics names the variable that makes the test below end by a panic.
const panics = "IOTSIM_TEST_PANIC"

func TestAPanicDoesNotPrintIt(t *testing.T) {
	h := held()
	switch os.Getenv(panics) {
	case "secret":
		panic(h.Password)
	case "holder":
		panic(h)
	case "goroutines":
		go func(s secret.Secret) { panic(fmt.Sprint("with ", s)) }(h.Password)
		select {}
	}
	for _, how := range []string{"secret", "holder", "goroutines"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestAPanicDoesNotPrintIt$")
		cmd.Env = append(os.Environ(), panics+"="+how, "GOTRACEBACK=system")
		out, err := cmd.CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte("panic: ")) {
			t.Errorf("%s: no panic: %v\n%s", how, err, out)
		}
		if bytes.Contains(out, []byte(canary)) {
			t.Errorf("%s:\n%s", how, out)
		}
	}
}

func TestTheTextIsKept(t *testing.T) {
	if got := secret.New(canary).Reveal(); got != canary {
		t.Error(got)
	}
	var none secret.Secret
	if !none.Empty() || none.Reveal() != "" || secret.New("x").Empty() {
		t.Error("the zero value is the empty secret, and no other")
	}
}

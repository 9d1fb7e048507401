package check

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/opencontainers/go-digest"
)

const dockerfile = "Dockerfile"

// offline answers for a registry: that base images exist, and nothing of them.
type offline struct{}

func (offline) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, "", []byte(`{"architecture":"amd64","os":"linux","config":{}}`), nil
}

// lint is what docker build --check says.
func lint(t *testing.T, text []byte) (rules []string) {
	t.Helper()
	source := llb.NewSourceMap(nil, dockerfile, "Dockerfile", text)
	source.Definition = new(llb.Definition)
	found, err := dockerfile2llb.DockerfileLint(t.Context(), text, dockerfile2llb.ConvertOpt{
		MetaResolver: offline{},
		SourceMap:    source,
	})
	if err != nil {
		t.Fatal(err)
	}
	if found.Error != nil {
		rules = append(rules, "error: "+found.Error.Message)
	}
	for _, w := range found.Warnings {
		rules = append(rules, w.RuleName+": "+w.Detail)
	}
	return rules
}

func TestDockerfileHasNothingToWarnOf(t *testing.T) {
	for _, warning := range lint(t, read(t, filepath.Join(deployments, dockerfile))) {
		t.Error(warning)
	}
}

// The linter is one that finds something.
func TestLinterFindsWhatIsWrong(t *testing.T) {
	for name, text := range map[string]string{
		"casing":    "from scratch\nCOPY a /a\n",
		"undefined": "FROM scratch\nCOPY $nothing /a\n",
		"secret":    "FROM scratch\nENV PASSWORD=hunter2\n",
		"stages":    "FROM scratch AS a\nFROM scratch AS a\n",
		"shell":     "FROM scratch\nENTRYPOINT iotsim apply\n",
		"unknown":   "FROM scratch\nCOPIES a /a\n",
	} {
		if len(lint(t, []byte(text))) == 0 {
			t.Errorf("%s: nothing is said of\n%s", name, text)
		}
	}
}

// numeric is a user that is a number, and not root's: Kubernetes' runAsNonRoot knows no
// names.
var numeric = regexp.MustCompile(`^[1-9][0-9]*(:[1-9][0-9]*)?$`)

func TestImageHoldsNoMoreThanItNeeds(t *testing.T) {
	ast, err := parser.Parse(bytes.NewReader(read(t, filepath.Join(deployments, dockerfile))))
	if err != nil {
		t.Fatal(err)
	}
	stages, _, err := instructions.Parse(ast.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	last := stages[len(stages)-1]
	if len(stages) < 2 || last.BaseName != "scratch" {
		t.Errorf("%d stages, the last from %s: want a build and an image from scratch", len(stages), last.BaseName)
	}
	user, checked := "", false
	for _, c := range last.Commands {
		switch c := c.(type) {
		case *instructions.UserCommand:
			user = c.User
		case *instructions.HealthCheckCommand:
			checked = len(c.Health.Test) > 1 && c.Health.Test[0] == "CMD"
		case *instructions.RunCommand:
			t.Errorf("it runs %v, and has nothing to run it with", c.CmdLine)
		}
	}
	if !numeric.MatchString(user) {
		t.Errorf("the user is %q, want a number that is not root's", user)
	}
	if !checked {
		t.Error("no HEALTHCHECK in exec form: there is no shell in the image")
	}
}

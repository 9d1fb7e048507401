package connection

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iotsim/iotsim/internal/secret"
)

// FileVariable names the file of --config in the environment.
const FileVariable = "IOTSIM_CONFIG"

// environment is what variables say. Those of an environment that belong to
// connections and mean nothing are refused: a misspelt one would be missed.
func environment(environ []string) (layer, error) {
	l, set := layer{}, map[string]string{}
	for _, entry := range environ {
		name, text, _ := strings.Cut(entry, "=")
		set[name] = text
	}
	var known []string
	for _, s := range Settings {
		known = append(known, s.Variables()...)
		if err := l.take(s, set); err != nil {
			return nil, err
		}
	}
	for name := range set {
		if ours := strings.HasPrefix(name, "IOTSIM_TLS_") || strings.HasPrefix(name, "IOTSIM_SASL_"); ours && !slices.Contains(known, name) {
			return nil, invalid("the environment has %s, which means nothing%s", name, near(name, known))
		}
	}
	l.implies()
	return l, nil
}

// take takes one setting.
func (l layer) take(s Setting, set map[string]string) error {
	if s.kind != secretText {
		return l.set(s, set[s.Variable()], s.Variable(), "")
	}
	var said []string
	for _, name := range s.Variables() {
		text := set[name]
		if text == "" {
			continue
		}
		v := value{origin: name}
		switch strings.TrimPrefix(name, s.Variable()) {
		case "":
			v.from = given{name: name, text: secret.New(text)}
		case "_FILE":
			v.from = file{path: text}
		case "_COMMAND":
			v.from = &command{words: strings.Fields(text)}
		}
		l[s.Name] = v
		said = append(said, name)
	}
	if len(said) > 1 {
		return invalid("%s are set, and one must be left: there is one %s", strings.Join(said, " and "), spoken(s.Name))
	}
	return nil
}

// spoken is a setting in a sentence.
func spoken(name string) string {
	block, argument, inside := strings.Cut(name, ".")
	if !inside {
		return block
	}
	return fmt.Sprintf("%s of %s", argument, block)
}

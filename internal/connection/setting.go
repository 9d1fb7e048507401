package connection

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iotsim/iotsim/schema"
)

// A Setting is one thing that can be said of a connection.
type Setting struct {
	Name string   // as in HCL: the block and the argument in it
	Flag bool     // there is a flag for it
	Java []string // what Java's client and librdkafka call it
	kind kind
}

type kind int

const (
	text kind = iota
	list      // with commas between
	yesNo
	secretText // or where it is
)

// Settings are all of them.
var Settings = []Setting{
	{"brokers", true, []string{"bootstrap.servers", "metadata.broker.list"}, list},
	{"tls", true, nil, yesNo},
	{"tls.ca", true, []string{"ssl.truststore.location", "ssl.truststore.certificates", "ssl.ca.location", "ssl.ca.pem"}, text},
	{"tls.certificate", true, []string{"ssl.certificate.location", "ssl.keystore.certificate.chain", "ssl.certificate.pem"}, text},
	{"tls.key", true, []string{"ssl.key.location", "ssl.keystore.key", "ssl.key.pem"}, text},
	{"tls.key_password", false, []string{"ssl.key.password"}, secretText},
	{"tls.server_name", false, nil, text},
	{"tls.verify_host", false, nil, yesNo},
	{"sasl.mechanism", true, []string{"sasl.mechanism", "sasl.mechanisms"}, text},
	{"sasl.user", true, []string{"sasl.username"}, text},
	{"sasl.password", false, []string{"sasl.password"}, secretText},
	{"sasl.token", false, nil, secretText},
	{"sasl.token_url", false, []string{"sasl.oauthbearer.token.endpoint.url"}, text},
	{"sasl.client_id", false, []string{"sasl.oauthbearer.client.id", "sasl.oauthbearer.client.credentials.client.id"}, text},
	{"sasl.client_secret", false, []string{"sasl.oauthbearer.client.secret", "sasl.oauthbearer.client.credentials.client.secret"}, secretText},
	{"sasl.scope", false, []string{"sasl.oauthbearer.scope"}, text},
	{"sasl.extensions", false, []string{"sasl.oauthbearer.extensions"}, list},
}

// Variable is the setting's in the environment.
func (s Setting) Variable() string {
	return "IOTSIM_" + strings.ToUpper(strings.ReplaceAll(s.Name, ".", "_"))
}

// FlagName is the setting's flag, without its dashes.
func (s Setting) FlagName() string {
	return strings.NewReplacer(".", "-", "_", "-").Replace(s.Name)
}

// Variables are all that the setting may be given by.
func (s Setting) Variables() []string {
	if s.kind != secretText {
		return []string{s.Variable()}
	}
	return []string{s.Variable(), s.Variable() + "_FILE", s.Variable() + "_COMMAND"}
}

// find is the setting of a name; ok is false when there is none.
func find(name string) (Setting, bool) {
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return Setting{}, false
	}
	return Settings[i], true
}

// A value is what a setting was set to.
type value struct {
	texts  []string // of a secret that stands there itself: none
	from   source   // of a secret
	origin string   // who said so: --tls-ca, IOTSIM_TLS_CA, kafka.hcl:3
	folder string   // that files in it are named from
}

// A layer is what one place says, by the settings' names.
type layer map[string]value

// set takes a text from outside as the setting has it. An empty one is as good as none.
func (l layer) set(s Setting, text, origin, folder string) error {
	if text == "" {
		return nil
	}
	v := value{origin: origin, folder: folder}
	switch s.kind {
	case list:
		for one := range strings.SplitSeq(text, ",") {
			if one = strings.TrimSpace(one); one != "" {
				v.texts = append(v.texts, one)
			}
		}
		if len(v.texts) == 0 {
			return nil // as if it were not set
		}
	case yesNo:
		yes, ok := map[string]string{"true": "true", "1": "true", "yes": "true", "false": "false", "0": "false", "no": "false"}[strings.ToLower(text)]
		if !ok {
			return invalid("%s is %.40q: write true or false", origin, text)
		}
		v.texts = []string{yes}
	default:
		v.texts = []string{text}
	}
	l[s.Name] = v
	return nil
}

// over is the upper layer, and of the lower one what that does not say.
func (l layer) over(lower layer) layer {
	for name, v := range lower {
		if _, said := l[name]; !said {
			l[name] = v
		}
	}
	return l
}

// implies says that a layer which names anything of TLS wants TLS.
func (l layer) implies() {
	if _, said := l["tls"]; said {
		return
	}
	for _, s := range Settings {
		if v, ok := l[s.Name]; ok && strings.HasPrefix(s.Name, "tls.") {
			l["tls"] = value{texts: []string{"true"}, origin: v.origin}
			return
		}
	}
}

// An Invalid is settings that make no sense.
type Invalid struct{ text string }

func (e *Invalid) Error() string { return e.text }

func invalid(format string, args ...any) error { return &Invalid{fmt.Sprintf(format, args...)} }

// near ends a message about a name that nobody knows.
func near(name string, known []string) string {
	if n, ok := schema.Nearest(name, known); ok {
		return fmt.Sprintf(". Did you mean %s?", n)
	}
	return ""
}

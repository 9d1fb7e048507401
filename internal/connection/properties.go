package connection

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/internal/secret"
)

// A property is a line of a .properties file.
type property struct {
	key, text string
	line      int
	parted    bool // by = or :, and not by a space alone
}

// librdkafka are keys that only its files have. A backslash in them is one; in
// Java's it begins an escape.
var librdkafka = []string{"metadata.broker.list", "sasl.username", "sasl.password", "sasl.mechanisms", "ssl.ca.location", "ssl.certificate.location", "ssl.key.location"}

// properties takes a .properties file apart: key=value, key: value or key value;
// remarks begin with # or !, and in Java's a line that ends in a backslash goes on in
// the next.
func properties(text string) []property {
	all := statements(text, true)
	for _, p := range all {
		if slices.Contains(librdkafka, p.key) {
			return statements(text, false)
		}
	}
	return all
}

func statements(text string, java bool) []property {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var all []property
	for i := 0; i < len(lines); i++ {
		line, number := strings.TrimLeft(lines[i], " \t\f"), i+1
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		for java && goesOn(line) && i+1 < len(lines) {
			i++
			line = line[:len(line)-1] + strings.TrimLeft(lines[i], " \t\f")
		}
		end := keyEnd(line, java)
		rest := strings.TrimLeft(line[end:], " \t\f")
		parted := rest != "" && (rest[0] == '=' || rest[0] == ':')
		if parted {
			rest = strings.TrimLeft(rest[1:], " \t\f")
		}
		p := property{line[:end], rest, number, parted}
		if java {
			p.key, p.text = unescaped(p.key), unescaped(p.text)
		} else {
			p.text = strings.TrimRight(p.text, " \t")
		}
		all = append(all, p)
	}
	return all
}

// goesOn says that a line ends in an odd number of backslashes.
func goesOn(line string) bool {
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}

// keyEnd is where a key ends.
func keyEnd(line string, java bool) int {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			if java {
				i++
			}
		case '=', ':', ' ', '\t', '\f':
			return i
		}
	}
	return len(line)
}

// escapes are Java's, of one letter.
var escapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'f': "\f"}

func unescaped(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		if e, ok := escapes[text[i]]; ok {
			b.WriteString(e)
			continue
		}
		if text[i] == 'u' && i+5 <= len(text) {
			if r, err := strconv.ParseUint(text[i+1:i+5], 16, 16); err == nil {
				b.WriteRune(rune(r))
				i += 4
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// A reader turns properties into settings. Files are named from where iotsim runs, as
// other tools that read the same file take them.
type reader struct {
	name    string // of the file
	layer   layer
	ignored []string // keys that mean nothing to us
}

// special are keys that are no setting as they stand.
var special = map[string]func(*reader, property) error{
	"security.protocol":                     (*reader).protocol,
	"sasl.jaas.config":                      (*reader).jaas,
	"ssl.endpoint.identification.algorithm": (*reader).identification,
	"ssl.truststore.type":                   (*reader).storeType,
	"ssl.keystore.type":                     (*reader).storeType,
	"ssl.keystore.location":                 (*reader).keystore,
	"sasl.oauthbearer.method":               func(*reader, property) error { return nil },
	"sasl.login.callback.handler.class":     func(*reader, property) error { return nil },
	"ssl.truststore.password":               func(*reader, property) error { return nil }, // PEM has none
	"ssl.keystore.password":                 func(*reader, property) error { return nil },
	"enable.ssl.certificate.verification": func(r *reader, p property) error {
		if p.text == "false" {
			return invalid("%s: certificates are always verified. Leave %s out, and name the authority's own certificate by ssl.ca.location", r.at(p), p.key)
		}
		return nil
	},
}

// fromProperties reads a file of Java's client or librdkafka.
func fromProperties(name, text string) (layer, []string, error) {
	r := &reader{name: name, layer: layer{}}
	for _, p := range properties(text) {
		if err := r.take(p); err != nil {
			return nil, nil, err
		}
	}
	r.layer.implies()
	return r.layer, r.ignored, nil
}

func (r *reader) at(p property) string { return fmt.Sprintf("%s:%d", r.name, p.line) }

func (r *reader) take(p property) error {
	if do, ok := special[p.key]; ok {
		return do(r, p)
	}
	known := []string{}
	for s := range special {
		known = append(known, s)
	}
	for _, s := range Settings {
		if slices.Contains(s.Java, p.key) {
			return r.setting(s, p)
		}
		known = append(known, s.Java...)
	}
	if !p.parted {
		return invalid("%s: a line is KEY=VALUE, and this one is not. A file of HCL has a name that ends in .hcl", r.at(p)) // who knows what it is
	}
	slices.Sort(known)
	if hint := near(p.key, known); hint != "" && !slices.Contains(others, p.key) {
		return invalid("%s: nothing is called %s%s", r.at(p), p.key, hint)
	}
	r.ignored = append(r.ignored, p.key)
	return nil
}

// others are keys that there are, which look like those that mean something here.
var others = []string{"ssl.protocol", "ssl.provider", "ssl.cipher.suites", "ssl.crl.location", "ssl.key.pem", "sasl.login.class", "ssl.keymanager.algorithm", "sasl.kerberos.service.name"}

func (r *reader) setting(s Setting, p property) error {
	if s.kind == secretText {
		if p.text != "" {
			r.layer[s.Name] = value{from: given{r.at(p), secret.New(p.text)}, origin: r.at(p)}
		}
		return nil
	}
	return r.layer.set(s, p.text, r.at(p)+" "+p.key, "")
}

// protocols are the ways of security.protocol: with TLS, and with a login.
var protocols = map[string]struct{ tls, sasl bool }{
	"PLAINTEXT": {}, "SSL": {tls: true}, "SASL_PLAINTEXT": {sasl: true}, "SASL_SSL": {tls: true, sasl: true},
}

func (r *reader) protocol(p property) error {
	way, ok := protocols[strings.ToUpper(p.text)]
	if !ok {
		return invalid("%s: security.protocol is %.40q: write PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL", r.at(p), p.text)
	}
	r.layer["tls"] = value{texts: []string{strconv.FormatBool(way.tls)}, origin: r.at(p) + " security.protocol"}
	r.layer["sasl"] = value{texts: []string{strconv.FormatBool(way.sasl)}, origin: r.at(p) + " security.protocol"}
	return nil
}

func (r *reader) identification(p property) error {
	verify := !slices.Contains([]string{"", "none"}, strings.ToLower(p.text))
	r.layer["tls.verify_host"] = value{texts: []string{strconv.FormatBool(verify)}, origin: r.at(p)}
	return nil
}

func (r *reader) storeType(p property) error {
	if strings.EqualFold(p.text, "PEM") {
		return nil
	}
	return invalid("%s: %s is %.20s, and only PEM can be read. %s", r.at(p), p.key, p.text, asPEM)
}

// asPEM is how to make PEM of Java's stores.
const asPEM = "keytool -importkeystore -srckeystore STORE -destkeystore store.p12 -deststoretype PKCS12 makes PKCS12 of it, " +
	"and openssl pkcs12 -in store.p12 -nodes -out store.pem makes PEM of that"

// keystore is a PEM file of certificate and key.
func (r *reader) keystore(p property) error {
	for _, name := range []string{"tls.certificate", "tls.key"} {
		r.layer[name] = value{texts: []string{p.text}, origin: r.at(p) + " " + p.key}
	}
	return nil
}

package connection

import (
	"strings"

	"github.com/iotsim/iotsim/internal/secret"
)

// jaasOptions are what Java's login modules call our settings.
var jaasOptions = map[string]string{
	"username": "sasl.user", "password": "sasl.password",
	"clientId": "sasl.client_id", "clientSecret": "sasl.client_secret", "scope": "sasl.scope",
}

// extension begins the names of OAUTHBEARER's extensions.
const extension = "extension_"

// jaas reads sasl.jaas.config: a class, required, and options as name="value".
func (r *reader) jaas(p property) error {
	words, ok := jaasWords(p.text)
	if !ok || len(words) < 2 {
		return invalid(`%s: sasl.jaas.config cannot be read: write org.apache.kafka.common.security.scram.ScramLoginModule required username="…" password="…";`, r.at(p))
	}
	var extensions []string
	for _, word := range words[2:] {
		name, text, _ := strings.Cut(word, "=")
		if e, ok := strings.CutPrefix(name, extension); ok {
			extensions = append(extensions, e+"="+text)
			continue
		}
		switch s, known := find(jaasOptions[name]); {
		case !known:
			r.ignored = append(r.ignored, p.key+" "+name)
		case s.kind == secretText:
			r.layer[s.Name] = value{from: given{r.at(p), secret.New(text)}, origin: r.at(p)}
		default:
			r.layer[s.Name] = value{texts: []string{text}, origin: r.at(p)}
		}
	}
	if len(extensions) > 0 {
		r.layer["sasl.extensions"] = value{texts: extensions, origin: r.at(p)}
	}
	return nil
}

// jaasWords splits an entry up to its semicolon; quotes are taken off.
func jaasWords(text string) (words []string, ok bool) {
	var word strings.Builder
	inside := rune(0) // the quote that a word is in
	escaped := false
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, c := range text {
		switch {
		case escaped:
			word.WriteRune(c)
			escaped = false
		case inside != 0 && c == '\\':
			escaped = true
		case inside != 0 && c == inside:
			inside = 0
		case inside != 0:
			word.WriteRune(c)
		case c == '"' || c == '\'':
			inside = c
		case c == ';':
			end()
			return words, true
		case strings.ContainsRune(" \t\r\n", c):
			end()
		default:
			word.WriteRune(c)
		}
	}
	return words, false
}

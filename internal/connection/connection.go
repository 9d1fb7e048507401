package connection

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/secret"
	"github.com/iotsim/iotsim/schema"
)

// Sources are where settings come from.
type Sources struct {
	Flags   map[string]string // by name of the setting
	Environ []string          // as os.Environ gives it
	File    string            // of --config; empty: the environment's, or none
}

// A Connection is all that was said of how to reach a cluster. Of a nil one nothing was.
type Connection struct {
	layer layer

	// Ignored are keys of a .properties file that mean nothing here.
	Ignored []string

	mu   sync.Mutex
	seen []secret.Secret
}

// A Faulty is a file of HCL that cannot be read.
type Faulty struct {
	Files       *schema.Files
	Diagnostics hcl.Diagnostics
}

func (e *Faulty) Error() string { return e.Diagnostics.Error() }

// Read gathers the settings. Nothing is opened but the file.
func Read(s Sources) (*Connection, error) {
	flags := layer{}
	for _, setting := range Settings {
		if text, said := s.Flags[setting.Name]; said {
			if err := flags.set(setting, text, "--"+setting.FlagName(), ""); err != nil {
				return nil, err
			}
		}
	}
	flags.implies()
	outside, err := environment(s.Environ)
	if err != nil {
		return nil, err
	}
	c := &Connection{}
	inFile, err := c.file(s)
	if err != nil {
		return nil, err
	}
	c.layer = flags.over(outside).over(inFile)
	return c, c.check()
}

// mostFile is the largest file of settings.
const mostFile = 1 << 20

// file reads the file of --config: HCL by the end of its name, else properties.
func (c *Connection) file(s Sources) (layer, error) {
	name := s.File
	for _, entry := range s.Environ {
		if from, ok := strings.CutPrefix(entry, FileVariable+"="); ok && name == "" {
			name = from
		}
	}
	if name == "" {
		return nil, nil
	}
	switch info, err := os.Stat(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, invalid("--config %s: there is no such file", name)
	case err != nil:
		return nil, invalid("--config %s: %v", name, err)
	case !info.Mode().IsRegular() || info.Size() > mostFile:
		return nil, invalid("--config %s: it is no file of settings", name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, invalid("--config %s: %v", name, err)
	}
	if strings.EqualFold(filepath.Ext(name), ".hcl") {
		return fromHCL(name, text)
	}
	var l layer
	l, c.Ignored, err = fromProperties(name, string(text))
	return l, err
}

// fromHCL reads a file of HCL.
func fromHCL(name string, text []byte) (layer, error) {
	settings, files, diags := schema.DecodeConnection(schema.Source{Name: name, Text: text})
	if diags.HasErrors() {
		return nil, &Faulty{files, diags}
	}
	l, folder := layer{}, filepath.Dir(name)
	for _, s := range settings {
		v := value{texts: s.Texts, origin: fmt.Sprintf("%s:%d", name, s.Range.Start.Line), folder: folder}
		base := s.Name
		for _, end := range schema.SecretSources {
			var ok bool
			if base, ok = strings.CutSuffix(s.Name, end); !ok {
				continue
			}
			switch end {
			case "_file":
				v.from = file{path: v.path(s.Texts[0])}
			case "_env":
				v.from = variable{name: s.Texts[0]}
			case "_command":
				v.from = &command{words: s.Texts, folder: folder}
			}
			break
		}
		l[base] = v
	}
	return l, nil
}

// check refuses settings that contradict each other, wherever they come from.
func (c *Connection) check() error {
	mechanism, named := c.layer["sasl.mechanism"]
	login, source := c.login()
	switch {
	case c.off("sasl"):
		return nil
	case !named && login:
		return invalid("%s says who we are, and nothing says how: write --sasl-mechanism, IOTSIM_SASL_MECHANISM or mechanism in the block sasl, one of %s", source, strings.Join(schema.Mechanisms, ", "))
	case !named && c.on("sasl"):
		return invalid("%s asks for a login, and nothing says how: write sasl.mechanism=%s or another", c.layer["sasl"].origin, kafka.Scram512)
	case !named:
		return nil
	}
	return c.checkLogin(mechanism)
}

// checkLogin looks whether a mechanism has what it needs.
func (c *Connection) checkLogin(mechanism value) error {
	needs := []string{"sasl.user", "sasl.password"}
	switch kafka.Mechanism(mechanism.texts[0]) {
	case kafka.Plain, kafka.Scram256, kafka.Scram512:
	case kafka.OAuthBearer:
		needs = []string{"sasl.token"}
		if u, ok := c.layer["sasl.token_url"]; ok {
			needs = []string{"sasl.client_id", "sasl.client_secret"}
			if err := checkEndpoint(u.texts[0]); err != nil {
				return invalid("%s: %v", u.origin, err)
			}
		}
	default:
		return invalid("%s: there is no mechanism %.40q here: write one of %s", mechanism.origin, mechanism.texts[0], strings.Join(schema.Mechanisms, ", "))
	}
	for _, name := range needs {
		if _, ok := c.layer[name]; ok {
			continue
		}
		s, _ := find(name)
		argument := strings.TrimPrefix(name, "sasl.")
		if s.kind == secretText {
			argument += "_file"
		}
		extra := ""
		if name == "sasl.token" {
			extra = ", or token_url with client_id and its secret"
		}
		return invalid("%s is %s, which needs the %s: write %s in the block sasl of the --config file, or set %s%s",
			mechanism.origin, mechanism.texts[0], spoken(name), argument, strings.Join(s.Variables(), ", "), extra)
	}
	return nil
}

// login says that something tells who we are, and who says so.
func (c *Connection) login() (said bool, by string) {
	for _, name := range []string{"sasl.user", "sasl.password", "sasl.token", "sasl.token_url", "sasl.client_id", "sasl.client_secret"} {
		if v, ok := c.layer[name]; ok {
			return true, v.origin
		}
	}
	return false, ""
}

func (c *Connection) on(name string) bool  { return c.first(name) == "true" }
func (c *Connection) off(name string) bool { return c.first(name) == "false" }

// first is the first text of a setting, empty when it was not set.
func (c *Connection) first(name string) string {
	if c == nil || len(c.layer[name].texts) == 0 {
		return ""
	}
	return c.layer[name].texts[0]
}

// Brokers are those that were named; none where the scenario decides.
func (c *Connection) Brokers() []string {
	if c == nil {
		return nil
	}
	return c.layer["brokers"].texts
}

// Secured says that there is something to connect with beside an address, and who
// says so.
func (c *Connection) Secured() (by string, ok bool) {
	switch {
	case c.on("tls"):
		return c.layer["tls"].origin, true
	case c.loggingIn():
		return c.layer["sasl.mechanism"].origin, true
	}
	return "", false
}

func (c *Connection) loggingIn() bool { return !c.off("sasl") && c.first("sasl.mechanism") != "" }

// Naked says that a password goes over the network as it is.
func (c *Connection) Naked() bool {
	return c.loggingIn() && !c.on("tls") && kafka.Mechanism(c.first("sasl.mechanism")) == kafka.Plain
}

// Options are how to connect, without the brokers. Files are read, and secrets
// asked for once, so that what cannot be had is said before anybody waits for a
// broker.
func (c *Connection) Options(ctx context.Context) (kafka.Options, error) {
	var o kafka.Options
	var err error
	if c.on("tls") {
		if o.TLS, err = c.tls(ctx); err != nil {
			return o, unusable("TLS cannot be set up", err)
		}
	}
	if c.loggingIn() {
		o.Login = c.loginOf(o.TLS)
		token, err := o.Login.Secret(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return o, context.Cause(ctx)
			}
			return o, unusable("No password or token", err)
		}
		if end := expiry(token); o.Login.Mechanism == kafka.OAuthBearer && !end.IsZero() && end.Before(time.Now()) {
			return o, unusable("Token has expired", fmt.Errorf("the token held until %s, and now is %s. Get another, or set this machine's clock",
				end.UTC().Format(time.RFC3339), time.Now().UTC().Format(time.RFC3339)))
		}
	}
	return o, nil
}

func unusable(summary string, err error) error {
	return &kafka.Error{Kind: kafka.Misconfigured, Summary: summary, Detail: sentence(err), Cause: err}
}

// sentence is an error with a capital and a full stop.
func sentence(err error) string {
	text := strings.TrimRight(err.Error(), ".")
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// loginOf is who we are; trust is for the endpoint of a token.
func (c *Connection) loginOf(trust *tls.Config) *kafka.Login {
	l := &kafka.Login{Mechanism: kafka.Mechanism(c.first("sasl.mechanism")), User: c.first("sasl.user")}
	from := c.layer["sasl.password"].from
	if l.Mechanism == kafka.OAuthBearer {
		l.User, from = "", c.layer["sasl.token"].from
		if u := c.first("sasl.token_url"); u != "" {
			from = &endpoint{url: u, client: c.first("sasl.client_id"), scope: c.first("sasl.scope"),
				password: noted{c, c.layer["sasl.client_secret"].from}, trust: endpointTrust(trust)}
		}
		for _, pair := range c.layer["sasl.extensions"].texts {
			name, text, _ := strings.Cut(pair, "=")
			if l.Extensions == nil {
				l.Extensions = map[string]string{}
			}
			l.Extensions[name] = text
		}
	}
	l.Secret = noted{c, from}.secret
	return l
}

// endpointTrust is the authorities of the brokers beside those of the machine: who
// has an authority of their own signs both with it.
func endpointTrust(brokers *tls.Config) *tls.Config {
	if brokers == nil || brokers.RootCAs == nil {
		return nil
	}
	return &tls.Config{RootCAs: brokers.RootCAs}
}

// noted is a source whose secrets are left out of what is printed.
type noted struct {
	c    *Connection
	from source
}

func (n noted) secret(ctx context.Context) (secret.Secret, error) {
	s, err := n.from.secret(ctx)
	if err == nil {
		n.c.note(s)
	}
	return s, err
}

// tls is how TLS is spoken.
func (c *Connection) tls(ctx context.Context) (*tls.Config, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.first("tls.server_name")}
	var err error
	if ca, ok := c.layer["tls.ca"]; ok {
		if conf.RootCAs, err = ca.authorities(); err != nil {
			return nil, err
		}
	}
	if c.off("tls.verify_host") {
		conf.InsecureSkipVerify = true // of crypto/tls: what follows verifies all but the name
		conf.VerifyConnection = func(s tls.ConnectionState) error { return verifyChain(s, conf.RootCAs) }
	}
	certificate, ours := c.layer["tls.certificate"]
	key, keyed := c.layer["tls.key"]
	switch {
	case !ours && keyed:
		return nil, fmt.Errorf("%s names a key, and nothing names its certificate", key.origin)
	case !ours:
		return conf, nil
	case !keyed:
		key = certificate
	}
	own, err := pair(certificate, key, func() (string, error) {
		from := c.layer["tls.key_password"].from
		if from == nil {
			return "", nil
		}
		s, err := noted{c, from}.secret(ctx)
		return s.Reveal(), err
	})
	conf.Certificates = []tls.Certificate{own}
	return conf, err
}

// verifyChain looks whether an authority signed what the broker shows.
func verifyChain(s tls.ConnectionState, roots *x509.CertPool) error {
	between := x509.NewCertPool()
	for _, c := range s.PeerCertificates[1:] {
		between.AddCert(c)
	}
	_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between})
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: s.PeerCertificates, Err: err}
	}
	return nil
}

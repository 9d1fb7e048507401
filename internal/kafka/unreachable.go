package kafka

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
)

// unreachable names why no broker answered.
func (c *Client) unreachable(cause error) *Error {
	at := strings.Join(c.options.Brokers, ", ")
	e := &Error{Kind: Unreachable, Cause: cause}
	var name *net.DNSError
	var code *kerr.Error
	var none *secretError
	switch {
	case c.mistrusts(e, at), c.mistrusted(e, at):
	case errors.As(cause, &none):
		e.Kind = Misconfigured
		e.Summary = "No password or token"
		e.Detail = none.Error() + "."
	case errors.As(cause, &name):
		e.Summary = "Broker name is not known"
		e.Detail = fmt.Sprintf("The host %q could not be looked up (%s). Check the spelling of the brokers: %s.", name.Name, name.Err, at)
	case errors.Is(cause, syscall.ECONNREFUSED):
		e.Summary = "Broker refuses connections"
		e.Detail = fmt.Sprintf("Nothing listens at %s. Start the broker, or name another address.", at)
	case isAuthentication(cause):
		c.refused(e, at)
	case errors.As(cause, &code):
		e.Kind = Unauthorised
		e.Summary = "Broker refuses the request"
		e.Detail = fmt.Sprintf("%s answered: %s.", at, words(cause))
	case isTimeout(cause):
		e.Summary = "Broker does not answer"
		e.Detail = fmt.Sprintf("No answer from %s within %v. Check the address, the network and that the port is Kafka's.", at, connectPatience)
	case hungUp(cause):
		e.Summary = "Broker hangs up"
		e.Detail = fmt.Sprintf("%s closed the connection at once. It may let nobody in from here, or be no Kafka broker.", at)
	default:
		e.Summary = "Broker cannot be reached"
		e.Detail = fmt.Sprintf("Connecting to %s: %s.", at, words(cause))
	}
	return e
}

// refused is a login that was understood and not taken.
func (c *Client) refused(e *Error, at string) {
	e.Kind = Unauthorised
	l, why := c.options.Login, answered(e.Cause)
	switch {
	case l == nil:
		e.Summary, e.Detail = "Broker asks for a login", fmt.Sprintf("%s answered: %s.", at, why)
	case errors.Is(e.Cause, kerr.UnsupportedSaslMechanism):
		e.Summary = "Broker takes other mechanisms"
		e.Detail = fmt.Sprintf("%s does not take %s: %s. Choose one that the brokers have as mechanism.", at, l.Mechanism, why)
	case l.Mechanism == OAuthBearer:
		e.Summary = "Broker refuses the token"
		e.Detail = fmt.Sprintf("%s answered: %s. %s", at, why, checkToken)
	default:
		e.Summary = "Broker refuses the credentials"
		e.Detail = fmt.Sprintf("%s does not let %q in by %s: %s. Check user and password, and that the user has one of this mechanism.", at, l.User, l.Mechanism, why)
	}
}

const checkToken = "Check who issued the token, for whom, and until when."

// answered is what a broker says beside the name and the text that its answer has in
// the protocol anyway.
func answered(err error) string {
	var code *kerr.Error
	text := words(err)
	if errors.As(err, &code) {
		if own, more := strings.CutPrefix(text, code.Error()+": "); more {
			return strings.TrimPrefix(own, "Authentication failed: ")
		}
		return strings.ToLower(code.Description[:1]) + strings.TrimRight(code.Description[1:], ".")
	}
	return text
}

// mistrusts is about the certificate that the broker showed us.
func (c *Client) mistrusts(e *Error, at string) bool {
	var issuer x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(e.Cause, &host):
		e.Summary = "Certificate is for another host"
		e.Detail = fmt.Sprintf("The broker at %s shows a certificate of %s, not of %q. Connect by a name that it has, or write that as server_name in the block tls of the --config file.", at, named(host.Certificate), host.Host)
	case errors.As(e.Cause, &invalid) && invalid.Reason == x509.Expired:
		e.Summary = "Broker's certificate has expired"
		if time.Now().Before(invalid.Cert.NotBefore) {
			e.Summary = "Broker's certificate begins later"
		}
		e.Detail = fmt.Sprintf("The certificate of %s, as shown at %s, holds from %s to %s, and now is %s. Renew it, or set this machine's clock.", named(invalid.Cert), at, day(invalid.Cert.NotBefore), day(invalid.Cert.NotAfter), day(time.Now()))
	case errors.As(e.Cause, &issuer):
		e.Summary = "Broker's certificate is not trusted"
		e.Detail = fmt.Sprintf("Nobody whom we trust signed the certificate that %s shows%s. Name the file with the authority's own certificate: --tls-ca FILE, or ca in the block tls of the --config file.", at, issued(issuer.Cert))
	case errors.As(e.Cause, &invalid):
		e.Summary = "Broker's certificate is not valid"
		e.Detail = fmt.Sprintf("%s shows a certificate of %s that does not serve: %s.", at, named(invalid.Cert), words(invalid))
	default:
		return false
	}
	e.Kind = Misconfigured
	return true
}

// day is a moment as certificates are spoken of.
func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }

// named is what a certificate says that it is of.
func named(c *x509.Certificate) string {
	if c == nil {
		return "nobody"
	}
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return fmt.Sprintf("%q", cmp.Or(c.Subject.CommonName, "nobody"))
	}
	return strings.Join(names, ", ")
}

func issued(c *x509.Certificate) string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf(", issued by %q", cmp.Or(c.Issuer.CommonName, c.Issuer.String()))
}

// alerts are what servers say of our side of TLS, by the end of crypto/tls's words
// for it, with what is behind them.
var alerts = []struct{ words, summary, why string }{
	{"certificate required", noCertificate, "it wants a certificate of ours, and we have none"},
	{"unknown certificate authority", badCertificate, "it does not know who signed our certificate"},
	{"expired certificate", badCertificate, "our certificate has expired by its clock"},
	{"unknown certificate", badCertificate, "it does not take our certificate"},
	{"bad certificate", badCertificate, "it does not take our certificate"},
	{"revoked certificate", badCertificate, "our certificate was revoked"},
	{"protocol version not supported", "Broker speaks another TLS", "it speaks only versions of TLS that are not safe any more"},
	{"handshake failure", "Broker speaks another TLS", "it has no cipher in common with us, or wants a certificate of ours"},
}

const (
	noCertificate  = "Broker asks for a certificate"
	badCertificate = "Broker mistrusts our certificate"
)

// mistrusted is what the broker says of us.
func (c *Client) mistrusted(e *Error, at string) bool {
	var op *net.OpError
	if !errors.As(e.Cause, &op) || op.Op != "remote error" {
		return false
	}
	for _, a := range alerts {
		if !strings.HasSuffix(op.Err.Error(), a.words) {
			continue
		}
		e.Kind, e.Summary = Unauthorised, a.summary
		why, ours := a.why, c.options.TLS != nil && len(c.options.TLS.Certificates) > 0
		switch {
		case ours && a.summary == noCertificate: // one that the broker's list of authorities rules out is not sent
			e.Summary, why = badCertificate, "it wants a certificate of another authority than ours"
		case !ours && a.summary == badCertificate:
			e.Summary, why = noCertificate, "it wants a certificate of ours, and we have none"
		}
		e.Detail = fmt.Sprintf("%s ends the handshake: %s. A certificate and its key are named by --tls-certificate and --tls-key, or certificate and key in the block tls of the --config file.", at, why)
		return true
	}
	return false
}

// vague says that a failure tells no cause: the same comes from a broker that wants
// TLS, from one that has none, and from what is no broker.
func vague(err error) bool {
	var op *net.OpError
	var name *net.DNSError
	var code *kerr.Error
	var none *secretError
	switch {
	case errors.As(err, &op) && op.Op == "remote error", certificateError(err),
		errors.As(err, &name), errors.Is(err, syscall.ECONNREFUSED),
		errors.As(err, &code), errors.As(err, &none):
		return false
	}
	return true
}

func certificateError(err error) bool {
	var issuer x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &issuer) || errors.As(err, &host) || errors.As(err, &invalid)
}

func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

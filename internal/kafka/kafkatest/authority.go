package kafkatest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// An Authority signs certificates for a test.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	PEM         []byte // its own certificate
}

// A Paper is a certificate and its key, as PEM.
type Paper struct{ Certificate, Key []byte }

// Holds says of what and until when a certificate holds. The zero value is of
// 127.0.0.1 and localhost, from an hour ago to an hour ahead.
type Holds struct {
	Name  string // of whom; default "localhost", and then of 127.0.0.1 too
	Until time.Duration
}

// NewAuthority makes an authority of that name.
func NewAuthority(t testing.TB, name string) *Authority {
	t.Helper()
	a := &Authority{}
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	}
	a.key, a.certificate = signed(t, template, time.Hour, nil)
	a.PEM = block("CERTIFICATE", a.certificate.Raw)
	return a
}

// Issue makes a certificate for servers and clients.
func (a *Authority) Issue(t testing.TB, h Holds) Paper {
	t.Helper()
	template := &x509.Certificate{
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if h.Name == "" {
		h.Name = "localhost"
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	template.Subject.CommonName, template.DNSNames = h.Name, []string{h.Name}
	if h.Until == 0 {
		h.Until = time.Hour
	}
	key, certificate := signed(t, template, h.Until, a)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return Paper{block("CERTIFICATE", certificate.Raw), block("PRIVATE KEY", der)}
}

// signed makes a key and a certificate for it, signed by an authority or by itself.
func signed(t testing.TB, template *x509.Certificate, until time.Duration, by *Authority) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template.SerialNumber = serial
	template.NotBefore, template.NotAfter = now.Add(-2*time.Hour), now.Add(until)
	parent, signer := template, key
	if by != nil {
		parent, signer = by.certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, certificate
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// Pool trusts the authority.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// Pair is the paper as crypto/tls has it.
func (p Paper) Pair(t testing.TB) tls.Certificate {
	t.Helper()
	pair, err := tls.X509KeyPair(p.Certificate, p.Key)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// Write keeps a text in a folder and gives its path.
func Write(t testing.TB, folder, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

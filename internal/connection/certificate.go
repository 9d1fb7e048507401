package connection

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const pemBegins = "-----BEGIN "

// material is PEM that a setting names or, as properties may, holds.
func (v value) material() (text []byte, from string, err error) {
	name := v.texts[0]
	if strings.HasPrefix(strings.TrimSpace(name), pemBegins) {
		return []byte(name), v.origin, nil
	}
	path := v.path(name)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, path, fmt.Errorf("%s names %s, which cannot be read: %w", v.origin, path, err)
	case !info.Mode().IsRegular():
		return nil, path, fmt.Errorf("%s names %s, which is no file", v.origin, path)
	case info.Size() > mostPEM:
		return nil, path, fmt.Errorf("%s names %s, which is too large for certificates: it has %d bytes", v.origin, path, info.Size())
	}
	if text, err = os.ReadFile(path); err != nil {
		return nil, path, fmt.Errorf("%s names a file that cannot be read: %w", v.origin, err)
	}
	return text, path, isPEM(text, path)
}

// mostPEM is some thousands of certificates.
const mostPEM = 8 << 20

// path is a file as the place that names it does.
func (v value) path(name string) string {
	if v.folder == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(v.folder, name)
}

// isPEM says what a file is instead.
func isPEM(text []byte, path string) error {
	switch {
	case bytes.Contains(text, []byte(pemBegins)):
		return nil
	case bytes.HasPrefix(text, []byte{0xfe, 0xed, 0xfe, 0xed}):
		return fmt.Errorf("%s is a Java keystore (JKS), and only PEM can be read. %s", path, asPEM)
	case bytes.HasPrefix(text, []byte{0x30}):
		return fmt.Errorf("%s is PKCS12 or DER, and only PEM can be read. openssl pkcs12 -in %s -nodes -out store.pem makes PEM of PKCS12, openssl x509 -inform der -in %s -out ca.pem of a certificate", path, path, path)
	}
	return fmt.Errorf("%s is no PEM: it has no line that begins with %q", path, pemBegins)
}

// authorities are those of a setting.
func (v value) authorities() (*x509.CertPool, error) {
	text, from, err := v.material()
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate that can be read", from)
	}
	return pool, nil
}

// pair is our own certificate with its key.
func pair(certificate, key value, password func() (string, error)) (tls.Certificate, error) {
	var none tls.Certificate
	text, from, err := certificate.material()
	if err != nil {
		return none, err
	}
	keyText, keyFrom, err := key.material()
	if err != nil {
		return none, err
	}
	var ours tls.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			ours.Certificate = append(ours.Certificate, block.Bytes)
		}
	}
	if len(ours.Certificate) == 0 {
		return none, fmt.Errorf("%s holds no certificate", from)
	}
	if ours.Leaf, err = x509.ParseCertificate(ours.Certificate[0]); err != nil {
		return none, fmt.Errorf("the certificate in %s cannot be read: %w", from, err)
	}
	signer, err := privateKey(keyText, keyFrom, password)
	if err != nil {
		return none, err
	}
	if public, ok := ours.Leaf.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(signer.Public()) {
		return none, fmt.Errorf("the key in %s is not that of the certificate in %s", keyFrom, from)
	}
	if now := time.Now(); now.After(ours.Leaf.NotAfter) {
		return none, fmt.Errorf("our own certificate, in %s, expired at %s. Renew it, or set this machine's clock", from, ours.Leaf.NotAfter.UTC().Format(time.RFC3339))
	}
	ours.PrivateKey = signer
	return ours, nil
}

// privateKey is the first key of a PEM text.
func privateKey(text []byte, from string, password func() (string, error)) (crypto.Signer, error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		var key any
		var err error
		switch {
		case block.Headers["DEK-Info"] != "":
			return nil, fmt.Errorf("the key in %s is encrypted as OpenSSL did long ago, which anybody can undo: openssl pkcs8 -topk8 -in %s -out key.pem encrypts it as is done now", from, from)
		case block.Type == "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case block.Type == "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		case block.Type == "RSA PRIVATE KEY":
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		case block.Type == "ENCRYPTED PRIVATE KEY":
			var secret string
			if secret, err = password(); err == nil && secret == "" {
				return nil, fmt.Errorf("the key in %s is encrypted: say where its password is, by IOTSIM_TLS_KEY_PASSWORD_FILE, or key_password_file in the block tls of the --config file", from)
			}
			if err == nil {
				key, err = decrypted(block.Bytes, secret)
			}
		default:
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("the key in %s cannot be read: %w", from, err)
		}
		signer, ok := key.(crypto.Signer)
		if !ok {
			return nil, fmt.Errorf("the key in %s does not sign", from)
		}
		return signer, nil
	}
	return nil, fmt.Errorf("%s holds no private key", from)
}

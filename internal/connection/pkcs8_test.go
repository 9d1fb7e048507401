package connection

import (
	"crypto/ecdsa"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The keys of testdata are one, as openssl wrote it:
//
//	openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out plain.pem
//	openssl pkcs8 -topk8 -in plain.pem -passout pass:correct-horse -v2 aes-256-cbc -out sha256.pem
//	openssl pkcs8 -topk8 -in plain.pem -passout pass:correct-horse -v2 aes-128-cbc -v2prf hmacWithSHA1 -out sha1.pem
//	… -v2 des3 -out des.pem, … -scrypt -out scrypt.pem
//	openssl ec -in plain.pem -aes256 -passout pass:correct-horse -out legacy.pem
func TestEncryptedKeysAreRead(t *testing.T) {
	const right = "correct-horse"
	open := func(name, password string) (*ecdsa.PrivateKey, error) {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		key, err := privateKey(text, name, func() (string, error) { return password, nil })
		if err != nil {
			return nil, err
		}
		return key.(*ecdsa.PrivateKey), nil
	}
	plain, err := open("plain.pem", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, password, refused string }{
		{"sha256.pem", right, ""},
		{"sha1.pem", right, ""},
		{"sha256.pem", "wrong", "its password is another"},
		{"sha256.pem", "", "say where its password is"},
		{"des.pem", right, "not known here"},
		{"scrypt.pem", right, "not known here"},
		{"legacy.pem", right, "encrypts it as is done now"},
	} {
		key, err := open(test.name, test.password)
		switch {
		case test.refused == "" && (err != nil || !plain.Equal(key)):
			t.Errorf("%s with %q: %v", test.name, test.password, err)
		case test.refused != "" && (err == nil || !strings.Contains(err.Error(), test.refused) || strings.Contains(err.Error(), right)):
			t.Errorf("%s with %q: %v, want %q", test.name, test.password, err, test.refused)
		}
	}
}

// A file of a stranger ends in an error, however it is cut.
func TestCutKeysAreRefused(t *testing.T) {
	text, err := os.ReadFile("testdata/sha256.pem")
	if err != nil {
		t.Fatal(err)
	}
	block := decodedPEM(text)
	for n := range block {
		if _, err := decrypted(block[:n], "correct-horse"); err == nil {
			t.Errorf("%d of %d bytes are a key", n, len(block))
		}
	}
}

package connection

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"
)

// Keys that are encrypted as PKCS #8 has it, by PBES2 of RFC 8018: PBKDF2 makes a
// key of the password, and AES-CBC decrypts with it. That is what openssl writes and
// what Kafka's own PEM keystores are; others are refused by name.

// encryptedKey is EncryptedPrivateKeyInfo.
type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

// scheme is PBES2-params.
type scheme struct{ Derivation, Cipher pkix.AlgorithmIdentifier }

// derivation is PBKDF2-params.
type derivation struct {
	Salt   []byte
	Rounds int
	Length int                      `asn1:"optional"`
	Hash   pkix.AlgorithmIdentifier `asn1:"optional"`
}

var (
	pbes2Scheme = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	pbkdf2Made  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
)

// hashes are PBKDF2's, by OID; the first is what it has when it names none.
var hashes = []struct {
	id  string
	new func() hash.Hash
}{
	{"1.2.840.113549.2.7", sha1.New},
	{"1.2.840.113549.2.9", sha256.New},
	{"1.2.840.113549.2.10", sha512.New384},
	{"1.2.840.113549.2.11", sha512.New},
}

// keyLengths are those of AES-CBC, by OID.
var keyLengths = map[string]int{
	"2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.22": 24, "2.16.840.1.101.3.4.1.42": 32,
}

// mostRounds is far more than anybody uses, and seconds.
const mostRounds = 10_000_000

var (
	errForeign  = errors.New("it is encrypted in a way that is not known here: openssl pkcs8 -topk8 -v2 aes-256-cbc encrypts it as is known")
	errPassword = errors.New("its password is another")
)

// decrypted is the key in DER that a password opens.
func decrypted(der []byte, password string) (any, error) {
	var sealed encryptedKey
	var how scheme
	var made derivation
	var iv []byte
	if !parsed(der, &sealed) || !sealed.Algorithm.Algorithm.Equal(pbes2Scheme) ||
		!parsed(sealed.Algorithm.Parameters.FullBytes, &how) || !how.Derivation.Algorithm.Equal(pbkdf2Made) ||
		!parsed(how.Derivation.Parameters.FullBytes, &made) || !parsed(how.Cipher.Parameters.FullBytes, &iv) {
		return nil, errForeign
	}
	length, known := keyLengths[how.Cipher.Algorithm.String()]
	newHash := hashes[0].new
	if id := made.Hash.Algorithm.String(); id != "" {
		newHash = nil
		for _, h := range hashes {
			if h.id == id {
				newHash = h.new
			}
		}
	}
	if !known || newHash == nil || len(iv) != aes.BlockSize || made.Rounds < 1 || made.Rounds > mostRounds {
		return nil, errForeign
	}
	if len(sealed.Data) == 0 || len(sealed.Data)%aes.BlockSize != 0 {
		return nil, errors.New("it is cut off")
	}
	key, err := pbkdf2.Key(newHash, password, made.Salt, made.Rounds, length)
	if err != nil {
		return nil, fmt.Errorf("its password cannot be used: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	open := make([]byte, len(sealed.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(open, sealed.Data)
	pad := int(open[len(open)-1])
	if pad == 0 || pad > aes.BlockSize || pad > len(open) {
		return nil, errPassword
	}
	found, err := x509.ParsePKCS8PrivateKey(open[:len(open)-pad])
	if err != nil {
		return nil, errPassword
	}
	return found, nil
}

// parsed reads all of a text in DER.
func parsed(der []byte, into any) bool {
	rest, err := asn1.Unmarshal(der, into)
	return err == nil && len(rest) == 0
}

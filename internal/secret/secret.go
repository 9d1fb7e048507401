// Package secret holds passwords, tokens and keys so that nothing prints them by
// accident.
//
// A Secret is REDACTED to fmt with every verb, to JSON, to text, to slog and to a
// panic, and so is whatever holds one. Only Reveal gives the text, so that a search
// for that word finds every place where it leaves.
//
//	password := secret.New(os.Getenv("IOTSIM_SASL_PASSWORD"))
//	fmt.Printf("%+v", struct{ Password secret.Secret }{password}) // {Password:REDACTED}
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted stands where a secret would.
const Redacted = "REDACTED"

// A Secret is a text that is not for reading. The zero value is empty.
//
// The text is kept in a closure: fmt does not ask fields that are not exported how
// they want to be printed, and what looks into values by reflection sees the address
// of a function and no more.
type Secret struct{ reveal func() string }

// New is a Secret of a text.
func New(text string) Secret { return Secret{func() string { return text }} }

// Reveal is the text.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// Empty says that there is no text.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// String is what a panic prints.
func (Secret) String() string { return Redacted }

// Format is what fmt prints, whatever the verb.
func (Secret) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Redacted) }

// MarshalText is what JSON and other encodings write.
func (Secret) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue is what slog writes.
func (Secret) LogValue() slog.Value { return slog.StringValue(Redacted) }

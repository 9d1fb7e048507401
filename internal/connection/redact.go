package connection

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/iotsim/iotsim/internal/secret"
)

// shortest is the length from which a secret is left out of texts: a shorter one is
// a part of too many words.
const shortest = 8

// note keeps a secret, to be left out of what is printed.
func (c *Connection) note(s secret.Secret) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(s.Reveal()) >= shortest && !slices.ContainsFunc(c.seen, func(o secret.Secret) bool { return o.Reveal() == s.Reveal() }) {
		c.seen = append(c.seen, s)
	}
}

// Redact leaves the secrets that were seen so far out of a text, as they are and as
// JSON has them. None of ours prints one; others may, such as a server that repeats
// what it was sent.
func (c *Connection) Redact(text []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.seen {
		plain := []byte(s.Reveal())
		text = bytes.ReplaceAll(text, plain, []byte(secret.Redacted))
		if quoted, err := json.Marshal(s.Reveal()); err == nil {
			text = bytes.ReplaceAll(text, quoted[1:len(quoted)-1], []byte(secret.Redacted))
		}
	}
	return text
}

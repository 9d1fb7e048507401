package connection

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/iotsim/iotsim/internal/secret"
)

// A source is where a secret is. Its errors say what to do and never what it is.
type source interface {
	secret(ctx context.Context) (secret.Secret, error)
}

const (
	// mostSecret is more than any token or key, and keeps a source that never ends
	// from filling the memory.
	mostSecret = 64 << 10

	// commandPatience is for a program that asks somebody else, or somebody.
	commandPatience = 30 * time.Second
)

// A given secret stands where the other settings do.
type given struct {
	name string // of who said it
	text secret.Secret
}

func (g given) secret(context.Context) (secret.Secret, error) { return g.text, nil }

// A file holds a secret and at most a line's end. It is read anew each time: who
// renews a secret renews the file.
type file struct{ path string }

func (f file) secret(context.Context) (secret.Secret, error) {
	info, err := os.Stat(f.path) // to open a pipe would wait for ever
	switch {
	case err != nil:
		return secret.Secret{}, fmt.Errorf("the file of a secret cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return secret.Secret{}, fmt.Errorf("the file of a secret cannot be read: %s is no file", f.path)
	case info.Size() > mostSecret:
		return secret.Secret{}, fmt.Errorf("the file of a secret is too large: %s has %d bytes", f.path, info.Size())
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return secret.Secret{}, fmt.Errorf("the file of a secret cannot be read: %w", err)
	}
	return oneLine(text, f.path)
}

// oneLine is a secret without the end of its line.
func oneLine(text []byte, from string) (secret.Secret, error) {
	line := strings.TrimRight(string(text), "\r\n")
	switch {
	case line == "":
		return secret.Secret{}, fmt.Errorf("%s holds no secret: it is empty", from)
	case strings.Contains(line, "\n"):
		return secret.Secret{}, fmt.Errorf("%s holds more than a secret: it has several lines", from)
	}
	return secret.New(line), nil
}

// A variable of the environment holds a secret.
type variable struct{ name string }

func (v variable) secret(context.Context) (secret.Secret, error) {
	text := os.Getenv(v.name)
	if text == "" {
		return secret.Secret{}, fmt.Errorf("the variable %s, which should hold a secret, is not set", v.name)
	}
	return secret.New(text), nil
}

// A command prints a secret. What it printed is kept for as long as it holds.
type command struct {
	words  []string
	folder string // that a path to it starts from
	kept   kept
}

func (c *command) secret(ctx context.Context) (secret.Secret, error) {
	return c.kept.or(ctx, c.run)
}

// run runs it without a shell, with bounds, and without its talk: nobody knows what
// is in that.
func (c *command) run(ctx context.Context) (secret.Secret, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, commandPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.words[0], c.words[1:]...)
	var out bytes.Buffer
	cmd.Stdout, cmd.WaitDelay = &limited{to: &out, room: mostSecret}, time.Second
	if strings.Contains(c.words[0], "/") {
		cmd.Dir = c.folder
	}
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return secret.Secret{}, time.Time{}, fmt.Errorf("the program %s gave no secret in time: %w", c.words[0], ctx.Err())
	case errors.As(err, &exit):
		return secret.Secret{}, time.Time{}, fmt.Errorf("the program %s gave no secret: %v. Run it by hand to see what it says", c.words[0], exit)
	case err != nil:
		return secret.Secret{}, time.Time{}, fmt.Errorf("the program of a secret cannot be run: %w", err)
	}
	s, err := oneLine(out.Bytes(), "what "+c.words[0]+" printed")
	return s, expiry(s), err
}

// limited takes so much and no more.
type limited struct {
	to   io.Writer
	room int
}

func (l *limited) Write(p []byte) (int, error) {
	if len(p) > l.room {
		return 0, fmt.Errorf("it prints more than %d bytes", mostSecret)
	}
	l.room -= len(p)
	return l.to.Write(p)
}

// kept is a secret that cost something to get.
type kept struct {
	mu    sync.Mutex
	text  secret.Secret
	until time.Time // zero: for ever
}

// slack is how long before its end a token is taken for ended: it must still hold
// when the broker looks at it.
const slack = 10 * time.Second

// or is the kept secret, or a new one.
func (k *kept) or(ctx context.Context, get func(context.Context) (secret.Secret, time.Time, error)) (secret.Secret, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.text.Empty() && (k.until.IsZero() || time.Now().Before(k.until.Add(-slack))) {
		return k.text, nil
	}
	text, until, err := get(ctx)
	if err == nil {
		k.text, k.until = text, until
	}
	return text, err
}

// expiry is when a token says that it ends: zero for what is no JWT.
func expiry(token secret.Secret) time.Time {
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}
	}
	var claims struct{ Exp float64 }
	if json.Unmarshal(payload, &claims) != nil || claims.Exp <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(claims.Exp), 0)
}

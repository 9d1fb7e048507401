package kafka

import (
	"context"
	"fmt"

	"github.com/iotsim/iotsim/internal/secret"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/oauth"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// A Mechanism is a way to log in, by its name in SASL.
type Mechanism string

// The mechanisms.
const (
	Plain       Mechanism = "PLAIN"
	Scram256    Mechanism = "SCRAM-SHA-256"
	Scram512    Mechanism = "SCRAM-SHA-512"
	OAuthBearer Mechanism = "OAUTHBEARER"
)

// A Login is who we say we are.
type Login struct {
	Mechanism  Mechanism
	User       string            // unless the mechanism is OAuthBearer, where the token tells it
	Extensions map[string]string // of OAuthBearer

	// Secret is the password or the token. It is asked at each login, since brokers
	// end a session with the token that began it. Its error says what to do.
	Secret func(context.Context) (secret.Secret, error)
}

// A secretError is a password or token that could not be had.
type secretError struct{ error }

func (e *secretError) Unwrap() error { return e.error }

func (l *Login) secret(ctx context.Context) (string, error) {
	s, err := l.Secret(ctx)
	if err != nil {
		return "", &secretError{err}
	}
	return s.Reveal(), nil
}

// mechanism is the login as franz-go has it.
func (l *Login) mechanism() (sasl.Mechanism, error) {
	scrammed := func(ctx context.Context) (scram.Auth, error) {
		password, err := l.secret(ctx)
		return scram.Auth{User: l.User, Pass: password}, err
	}
	switch l.Mechanism {
	case Plain:
		return plain.Plain(func(ctx context.Context) (plain.Auth, error) {
			password, err := l.secret(ctx)
			return plain.Auth{User: l.User, Pass: password}, err
		}), nil
	case Scram256:
		return scram.Sha256(scrammed), nil
	case Scram512:
		return scram.Sha512(scrammed), nil
	case OAuthBearer:
		return oauth.Oauth(func(ctx context.Context) (oauth.Auth, error) {
			token, err := l.secret(ctx)
			return oauth.Auth{Token: token, Extensions: l.Extensions}, err
		}), nil
	}
	return nil, misconfigured(fmt.Sprintf("There is no SASL mechanism %q: write one of %v.", l.Mechanism, schema.Mechanisms), nil)
}

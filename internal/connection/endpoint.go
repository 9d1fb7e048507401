package connection

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/iotsim/iotsim/internal/secret"
)

// endpointPatience is for the answer of a token's endpoint.
const endpointPatience = 4 * time.Second

// An endpoint gives tokens for a client's credentials (RFC 6749, 4.4), which is how
// programs log in by OpenID Connect.
type endpoint struct {
	url, client, scope string
	password           source // of the client
	trust              *tls.Config
	kept               kept
}

func (e *endpoint) secret(ctx context.Context) (secret.Secret, error) {
	return e.kept.or(ctx, e.ask)
}

// checkEndpoint refuses what would show a secret to the network.
func checkEndpoint(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		return fmt.Errorf("%.80q is no URL: write https://HOST/PATH", text)
	case u.User != nil:
		return fmt.Errorf("the URL of %s holds a user or password: write client_id, and where its secret is", u.Host)
	case u.Scheme == "https", u.Scheme == "http" && onThisMachine(u.Hostname()):
		return nil
	}
	return fmt.Errorf("%s://%s would show the secret to the network: write https", u.Scheme, u.Host)
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (e *endpoint) ask(ctx context.Context) (token secret.Secret, until time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, endpointPatience)
	defer cancel()
	password, err := e.password.secret(ctx)
	if err != nil {
		return token, until, err
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	if e.scope != "" {
		form.Set("scope", e.scope)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, strings.NewReader(form.Encode()))
	if err != nil {
		return token, until, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.SetBasicAuth(url.QueryEscape(e.client), url.QueryEscape(password.Reveal()))
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: e.trust, DisableKeepAlives: true}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // whoever it is sent to next was not meant
	}}
	began := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return token, until, fmt.Errorf("the token's endpoint does not answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // it was read, or does not matter
	return e.read(response, began)
}

// answer is what an endpoint says.
type answer struct {
	Token       string  `json:"access_token"`
	Expires     float64 `json:"expires_in"` // seconds
	Error       string  `json:"error"`
	Description string  `json:"error_description"`
}

func (e *endpoint) read(response *http.Response, began time.Time) (token secret.Secret, until time.Time, err error) {
	var a answer
	err = json.NewDecoder(io.LimitReader(response.Body, mostSecret)).Decode(&a)
	switch {
	case response.StatusCode != http.StatusOK && a.Error != "":
		return token, until, fmt.Errorf("the token's endpoint refuses client %q: %s: %.40s %.120s. Check client_id and its secret", e.client, response.Status, a.Error, a.Description)
	case response.StatusCode != http.StatusOK:
		return token, until, fmt.Errorf("the token's endpoint %s answers %s. Check token_url", e.url, response.Status)
	case err != nil, a.Token == "":
		return token, until, fmt.Errorf("the token's endpoint %s answers without an access_token. Check token_url", e.url)
	}
	token = secret.New(a.Token)
	if until = expiry(token); a.Expires > 0 {
		until = began.Add(time.Duration(a.Expires * float64(time.Second)))
	}
	return token, until, nil
}

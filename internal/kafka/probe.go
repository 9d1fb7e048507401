package kafka

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// probePatience bounds the look at a port that hung up on us or said nothing.
const probePatience = 800 * time.Millisecond

// A port is what listens somewhere, as far as a look tells. Brokers that are spoken
// to in the wrong way hang up or say nothing at all, so a connection that fails tells
// no cause: speaking to the port in both ways does.
type port struct {
	plain, secured speech // without TLS and inside of it
	tls            bool   // it speaks TLS
}

// A speech is what was answered.
type speech struct {
	kafka      bool     // it was Kafka's protocol
	login      bool     // with the question who we are
	mechanisms []string // in which that may be said
	words      string   // what it was instead, at most a line
}

// look asks a port in both ways at once.
func look(ctx context.Context, address string) port {
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(address, "9092")
	}
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	var p port
	var both sync.WaitGroup
	both.Go(func() {
		if conn := dial(ctx, address); conn != nil {
			p.plain = ask(conn)
			_ = conn.Close()
		}
	})
	both.Go(func() {
		conn := dial(ctx, address)
		if conn == nil {
			return
		}
		defer func() { _ = conn.Close() }()
		host, _, _ := net.SplitHostPort(address)
		// Whose it is does not matter here: nothing is said but the question.
		secured := tls.Client(conn, &tls.Config{ServerName: host, InsecureSkipVerify: true})
		if secured.HandshakeContext(ctx) == nil {
			p.tls, p.secured = true, ask(secured)
		}
	})
	both.Wait()
	return p
}

// dial is a connection that ends with its context, or nil.
func dial(ctx context.Context, address string) net.Conn {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil
	}
	if end, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(end) // without one the look takes longer and is still right
	}
	return conn
}

// mostSpeech is more than any list of mechanisms.
const mostSpeech = 4 << 10

// ask asks for a login by a mechanism that nobody has: a listener with logins lists
// those that it has, one without says that it has none, and neither needs to know
// who is asking.
func ask(conn io.ReadWriter) speech {
	request := kmsg.NewPtrSASLHandshakeRequest()
	request.Version, request.Mechanism = 1, "NONE"
	if _, err := conn.Write(kmsg.NewRequestFormatter().AppendRequest(nil, request, 1)); err != nil {
		return speech{}
	}
	var head [8]byte // length and the request's number
	n, err := io.ReadFull(conn, head[:])
	if err != nil {
		return speech{words: line(head[:n])}
	}
	length := binary.BigEndian.Uint32(head[:4])
	if length < 4 || length > mostSpeech || binary.BigEndian.Uint32(head[4:]) != 1 {
		rest := make([]byte, 64)
		n, _ := conn.Read(rest)
		return speech{words: line(append(head[:], rest[:n]...))}
	}
	body := make([]byte, length-4)
	answer := kmsg.NewPtrSASLHandshakeResponse()
	answer.Version = request.Version
	if _, err := io.ReadFull(conn, body); err != nil || answer.ReadFrom(body) != nil {
		return speech{}
	}
	return speech{kafka: true, login: answer.ErrorCode == kerr.UnsupportedSaslMechanism.Code, mechanisms: answer.SupportedMechanisms}
}

// line is the first line of what something said that was not asked in its language.
func line(said []byte) string {
	first, _, _ := strings.Cut(strings.TrimSpace(string(said)), "\n")
	return strings.TrimSpace(first)
}

// unheard says why a broker that can be reached does not answer us as Kafka does:
// nil where a look tells no more than the failure did.
func (c *Client) unheard(p port, cause error) *Error {
	if e := c.misheard(p); e != nil {
		e.Cause = cause
		return e
	}
	address, answered, login := c.options.Brokers[0], p.plain, c.options.Login
	if c.options.TLS != nil {
		answered = p.secured
	}
	e := &Error{Kind: Unauthorised, Cause: cause}
	switch {
	case login == nil && answered.kafka && answered.login:
		e.Summary = "Broker asks for a login"
		e.Detail = fmt.Sprintf("%s wants to know who we are%s. Say it in a block sasl of the --config file, or by IOTSIM_SASL_MECHANISM and the variables beside it.", address, offered(answered.mechanisms))
	case login != nil && answered.kafka && login.Mechanism == OAuthBearer:
		e.Summary = "Broker refuses the token"
		e.Detail = fmt.Sprintf("%s takes logins%s and closed the connection at ours. %s", address, offered(answered.mechanisms), checkToken)
	case login != nil && answered.kafka:
		e.Summary = "Broker hangs up at login"
		e.Detail = fmt.Sprintf("%s takes logins%s and closed the connection at ours, %s as %q. Check user, password and mechanism.", address, offered(answered.mechanisms), login.Mechanism, login.User)
	default:
		return nil
	}
	return e
}

// misheard says that the port speaks another language than we do; nil when it may
// be the same.
func (c *Client) misheard(p port) *Error {
	address := c.options.Brokers[0]
	secured := c.options.TLS != nil
	switch {
	case secured && !p.tls && p.plain.kafka:
		return &Error{Kind: Misconfigured, Summary: "Broker speaks no TLS",
			Detail: fmt.Sprintf("%s answers Kafka's protocol without TLS, and TLS is asked for. Name the brokers' TLS port, or leave TLS out.", address)}
	case !secured && p.tls:
		return &Error{Kind: Misconfigured, Summary: "Broker speaks TLS",
			Detail: fmt.Sprintf("%s speaks TLS, and it is not asked for. Write --tls, or a block tls in the --config file; where a private authority signed the brokers' certificate, with that as ca.", address)}
	case p.plain.words != "" && !p.tls:
		return &Error{Kind: Unreachable, Summary: "No Kafka at that port",
			Detail: fmt.Sprintf("%s answers %.60q, which is not Kafka's protocol. Check the port.", address, p.plain.words)}
	case p.tls && p.secured.words != "":
		return &Error{Kind: Unreachable, Summary: "No Kafka at that port",
			Detail: fmt.Sprintf("%s speaks TLS and answers %.60q in it, which is not Kafka's protocol. Check the port.", address, p.secured.words)}
	}
	return nil
}

// offered tells mechanisms in a sentence.
func offered(mechanisms []string) string {
	if len(mechanisms) == 0 {
		return ""
	}
	return " by " + strings.Join(slices.Sorted(slices.Values(mechanisms)), ", ")
}

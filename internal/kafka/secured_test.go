package kafka_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
	"github.com/iotsim/iotsim/internal/secret"
	"github.com/iotsim/iotsim/schema"
	"github.com/twmb/franz-go/pkg/kfake"
)

// promised is within what time a connection that fails must say why. What it waits for
// is less than that; on a machine that is slow, or busy with others, it is seen to
// take up to seen.
const (
	promised = 5 * time.Second
	seen     = 3 * promised
)

func TestWhatIsWaitedForIsLessThanPromised(t *testing.T) {
	if kafka.LongestWait >= promised {
		t.Errorf("a cause is named after %v at the latest, and %v are promised", kafka.LongestWait, promised)
	}
}

func login(m kafka.Mechanism, user, password string) *kafka.Login {
	return &kafka.Login{Mechanism: m, User: user, Secret: func(context.Context) (secret.Secret, error) {
		return secret.New(password), nil
	}}
}

// user is one of the broker's.
func user(m kafka.Mechanism) kfake.Opt { return kfake.Superuser(string(m), "alice", "right") }

func TestRecordsGoThroughTLSAndLogins(t *testing.T) {
	authority := kafkatest.NewAuthority(t, "Test CA")
	server := &tls.Config{Certificates: []tls.Certificate{authority.Issue(t, kafkatest.Holds{}).Pair(t)}}
	asks := server.Clone()
	asks.ClientAuth, asks.ClientCAs = tls.RequireAndVerifyClientCert, authority.Pool()
	ours := authority.Issue(t, kafkatest.Holds{Name: "iotsim"}).Pair(t)
	trusting := &tls.Config{RootCAs: authority.Pool()}
	for _, test := range []struct {
		name   string
		broker []kfake.Opt
		tls    *tls.Config
		login  *kafka.Login
	}{
		{"TLS", []kfake.Opt{kfake.TLS(server)}, trusting, nil},
		{"client certificate", []kfake.Opt{kfake.TLS(asks)}, &tls.Config{RootCAs: authority.Pool(), Certificates: []tls.Certificate{ours}}, nil},
		{"PLAIN", []kfake.Opt{kfake.EnableSASL(), user(kafka.Plain)}, nil, login(kafka.Plain, "alice", "right")},
		{"SCRAM-SHA-256", []kfake.Opt{kfake.EnableSASL(), user(kafka.Scram256)}, nil, login(kafka.Scram256, "alice", "right")},
		{"SCRAM-SHA-512 in TLS", []kfake.Opt{kfake.EnableSASL(), user(kafka.Scram512), kfake.TLS(server)}, trusting, login(kafka.Scram512, "alice", "right")},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, p := broker(t, test.broker...)
			p.options.TLS, p.options.Login = test.tls, test.login
			c, s := p.prepare(t, kafka.Topic{Name: "t", Partitions: 2, Replication: -1}, schema.Sink{Clients: 2})
			w := newWriter(s)
			for stream := range 2 {
				if err := w.write(t.Context(), stream, 0, 500, 50); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.wantOutcome(t, engine.Outcome{Acked: 1000})
			for stream := range 2 {
				wantRecords(t, c, "t", stream, 500)
			}
		})
	}
}

func TestWhyNoBrokerLetsUsInIsNamed(t *testing.T) {
	authority, stranger := kafkatest.NewAuthority(t, "Test CA"), kafkatest.NewAuthority(t, "Another CA")
	serving := func(h kafkatest.Holds) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{authority.Issue(t, h).Pair(t)}}
	}
	asks := serving(kafkatest.Holds{})
	asks.ClientAuth, asks.ClientCAs = tls.RequireAndVerifyClientCert, authority.Pool()
	trusting := &tls.Config{RootCAs: authority.Pool()}
	showing := func(a *kafkatest.Authority, h kafkatest.Holds) *tls.Config {
		return &tls.Config{RootCAs: authority.Pool(), Certificates: []tls.Certificate{a.Issue(t, h).Pair(t)}}
	}
	sasl := []kfake.Opt{kfake.EnableSASL(), user(kafka.Plain), user(kafka.Scram256)}
	secured := []kfake.Opt{kfake.TLS(serving(kafkatest.Holds{}))}
	for _, test := range []struct {
		name    string
		broker  []kfake.Opt
		tls     *tls.Config
		login   *kafka.Login
		kind    kafka.Kind
		summary string
		says    string
	}{
		{"unknown CA", secured, &tls.Config{RootCAs: stranger.Pool()}, nil, kafka.Misconfigured, "Broker's certificate is not trusted", `"Test CA"`},
		{"nobody trusted", secured, &tls.Config{RootCAs: x509.NewCertPool()}, nil, kafka.Misconfigured, "Broker's certificate is not trusted", `--tls-ca`},
		{"expired", []kfake.Opt{kfake.TLS(serving(kafkatest.Holds{Until: -time.Hour}))}, trusting, nil, kafka.Misconfigured, "Broker's certificate has expired", "localhost, 127.0.0.1"},
		{"wrong host", []kfake.Opt{kfake.TLS(serving(kafkatest.Holds{Name: "kafka-1.internal"}))}, trusting, nil, kafka.Misconfigured, "Certificate is for another host", "of kafka-1.internal, not of \"127.0.0.1\""},
		{"no certificate of ours", []kfake.Opt{kfake.TLS(asks)}, trusting, nil, kafka.Unauthorised, "Broker asks for a certificate", "--tls-certificate"},
		{"certificate of a stranger", []kfake.Opt{kfake.TLS(asks)}, showing(stranger, kafkatest.Holds{}), nil, kafka.Unauthorised, "Broker mistrusts our certificate", "of another authority"},
		{"certificate expired", []kfake.Opt{kfake.TLS(asks)}, showing(authority, kafkatest.Holds{Until: -time.Hour}), nil, kafka.Unauthorised, "Broker mistrusts our certificate", "expired"},
		{"plaintext to TLS", secured, nil, nil, kafka.Misconfigured, "Broker speaks TLS", "--tls"},
		{"TLS to plaintext", nil, trusting, nil, kafka.Misconfigured, "Broker speaks no TLS", "leave TLS out"},
		{"wrong password, PLAIN", sasl, nil, login(kafka.Plain, "alice", "wrong"), kafka.Unauthorised, "Broker hangs up at login", `"alice"`},
		{"wrong password, SCRAM", sasl, nil, login(kafka.Scram256, "alice", "wrong"), kafka.Unauthorised, "Broker hangs up at login", `"alice"`},
		{"unknown user", sasl, nil, login(kafka.Scram256, "bob", "right"), kafka.Unauthorised, "Broker hangs up at login", `"bob"`},
		{"no login", sasl, nil, nil, kafka.Unauthorised, "Broker asks for a login", "PLAIN, SCRAM-SHA-256"},
		{"other mechanism", sasl, nil, login(kafka.OAuthBearer, "", "token"), kafka.Unauthorised, "Broker takes other mechanisms", "OAUTHBEARER"},
		{"no such mechanism", sasl, nil, login("GSSAPI", "alice", "right"), kafka.Misconfigured, "Kafka settings are not valid", "SCRAM-SHA-512"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, p := broker(t, test.broker...)
			p.options.TLS, p.options.Login = test.tls, test.login
			wantTrouble(t, p.options, test.kind, test.summary, test.says)
		})
	}
}

// wantTrouble connects in vain and looks at what is said of it, and when.
func wantTrouble(t *testing.T, o kafka.Options, kind kafka.Kind, summary, says string) {
	t.Helper()
	began := time.Now()
	c, err := kafka.Connect(t.Context(), o)
	if err == nil {
		c.Close()
	}
	wantKind(t, err, kind, summary)
	if err != nil && (!strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "wrong")) {
		t.Errorf("%v does not say %q, or tells the password", err, says)
	}
	if took := time.Since(began); took > seen {
		t.Errorf("it took %v to say so", took)
	}
	t.Log(err)
}

func TestASecretThatCannotBeHadIsNamed(t *testing.T) {
	_, p := broker(t, kfake.EnableSASL(), user(kafka.Plain))
	p.options.Login = login(kafka.Plain, "alice", "right")
	p.options.Login.Secret = func(context.Context) (secret.Secret, error) {
		return secret.Secret{}, errors.New("the file pass.txt cannot be read: no such file")
	}
	wantTrouble(t, p.options, kafka.Misconfigured, "No password or token", "pass.txt")
}

// What listens may be anything.
func TestWhatIsNoKafkaIsNamed(t *testing.T) {
	authority := kafkatest.NewAuthority(t, "Test CA")
	serving := &tls.Config{Certificates: []tls.Certificate{authority.Issue(t, kafkatest.Holds{}).Pair(t)}}
	web := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1000))
		_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n400 Bad Request"))
	}
	shell := func(c net.Conn) {
		_, _ = c.Write([]byte("SSH-2.0-OpenSSH_9.2\r\n"))
		_, _ = c.Read(make([]byte, 1000))
	}
	silent := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1))
		_, _ = c.Read(make([]byte, 1<<20))
		<-t.Context().Done()
	}
	for _, test := range []struct {
		name    string
		serve   func(net.Conn)
		tls     *tls.Config // the server's
		ours    *tls.Config
		kind    kafka.Kind
		summary string
		says    string
	}{
		{"web server", web, nil, nil, kafka.Unreachable, "No Kafka at that port", "HTTP/1.1 400"},
		{"web server, TLS asked for", web, nil, &tls.Config{RootCAs: authority.Pool()}, kafka.Unreachable, "No Kafka at that port", "HTTP/1.1 400"},
		{"web server in TLS", web, serving, &tls.Config{RootCAs: authority.Pool()}, kafka.Unreachable, "No Kafka at that port", "HTTP/1.1 400"},
		{"shell", shell, nil, nil, kafka.Unreachable, "No Kafka at that port", "SSH-2.0"},
		{"silence", silent, nil, nil, kafka.Unreachable, "Broker does not answer", "Kafka's"},
		{"silence, TLS asked for", silent, nil, &tls.Config{RootCAs: authority.Pool()}, kafka.Unreachable, "Broker does not answer", "Kafka's"},
		{"hangs up", func(net.Conn) {}, nil, nil, kafka.Unreachable, "Broker hangs up", "no Kafka broker"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := kafka.Options{Brokers: []string{serve(t, test.tls, test.serve)}, TLS: test.ours}
			wantTrouble(t, o, test.kind, test.summary, test.says)
		})
	}
}

// serve answers connections until the test ends.
func serve(t *testing.T, secured *tls.Config, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if secured != nil {
		l = tls.NewListener(l, secured)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); answer(c) }()
		}
	}()
	return address
}

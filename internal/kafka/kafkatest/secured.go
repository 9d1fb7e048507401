package kafkatest

import (
	"context"
	"crypto/tls"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A Listener is one way into a secured Kafka.
type Listener string

// The listeners. Each but Plaintext speaks TLS; Logins asks for a login beside it.
const (
	Plaintext Listener = "plaintext"
	Secure    Listener = "secure"    // TLS and no more
	Mutual    Listener = "mutual"    // wants a certificate
	Logins    Listener = "logins"    // wants a login
	Expired   Listener = "expired"   // as Logins, with a certificate that has expired
	Elsewhere Listener = "elsewhere" // as Logins, with a certificate of another host
)

// Who may log in: alice may use topics that begin with Allowed, bob may nothing.
const (
	Alice    = "alice"
	Bob      = "bob"
	Password = "canary-7e57-pass" // of both; a test looks for it where it must not be
	Allowed  = "allowed."
)

// mechanisms are those of the listeners that ask for a login.
var mechanisms = []string{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"}

// Secured is a Kafka that does not let everybody in.
type Secured struct {
	Authority  *Authority // signed the brokers' certificates, and trusts alice's and bob's
	Version    string     // of Kafka; "embedded"
	address    map[Listener]string
	mechanisms []string
	cluster    *Cluster         // of jars
	inside     []*kfake.Cluster // of embedded: one a listener
}

// StartSecured gives the secured Kafka of this binary, which the first caller waits for.
func StartSecured(t testing.TB) *Secured {
	t.Helper()
	clusters.Lock()
	defer clusters.Unlock()
	if !clusters.inMain {
		t.Fatal("kafkatest.StartSecured needs TestMain to call kafkatest.Main")
	}
	if clusters.secured != nil {
		return clusters.secured
	}
	s := &Secured{Authority: NewAuthority(t, "Test CA"), address: map[Listener]string{}, Version: string(Embedded)}
	switch Chosen() {
	case External:
		t.Skip("needs a Kafka of its own")
	case Jars:
		s.startJars(t)
	default:
		s.startEmbedded(t)
	}
	clusters.secured = s
	return s
}

// papers are the certificates of the listeners.
func (s *Secured) papers(t testing.TB) map[Listener]Paper {
	good := s.Authority.Issue(t, Holds{})
	return map[Listener]Paper{
		Secure: good, Mutual: good, Logins: good,
		Expired:   s.Authority.Issue(t, Holds{Until: -time.Hour}),
		Elsewhere: s.Authority.Issue(t, Holds{Name: "kafka-1.internal"}),
	}
}

// Address is where a listener is.
func (s *Secured) Address(l Listener) string { return s.address[l] }

// Takes says that one can log in by a mechanism.
func (s *Secured) Takes(mechanism string) bool { return slices.Contains(s.mechanisms, mechanism) }

// startEmbedded starts a broker a listener. They know no OAUTHBEARER.
func (s *Secured) startEmbedded(t testing.TB) {
	t.Helper()
	s.mechanisms = mechanisms[:3]
	papers := s.papers(t)
	for _, l := range []Listener{Plaintext, Secure, Mutual, Logins, Expired, Elsewhere} {
		opts := []kfake.Opt{kfake.NumBrokers(1)}
		if l != Plaintext {
			conf := &tls.Config{Certificates: []tls.Certificate{papers[l].Pair(t)}}
			if l == Mutual {
				conf.ClientAuth, conf.ClientCAs = tls.RequireAndVerifyClientCert, s.Authority.Pool()
			}
			opts = append(opts, kfake.TLS(conf))
		}
		if s.asks(l) {
			opts = append(opts, kfake.EnableSASL(), kfake.EnableACLs())
			for _, m := range s.mechanisms {
				opts = append(opts, kfake.User(m, Alice, Password, allowed()...), kfake.User(m, Bob, Password))
			}
		}
		b, err := kfake.NewCluster(opts...)
		if err != nil {
			t.Fatal(err)
		}
		s.inside = append(s.inside, b)
		s.address[l] = b.ListenAddrs()[0]
	}
}

func (s *Secured) asks(l Listener) bool { return l == Logins || l == Expired || l == Elsewhere }

// rights are what the documentation tells to grant: no more is granted here.
var rights = map[kmsg.ACLOperation]kadm.ACLOperation{
	kmsg.ACLOperationDescribe: kadm.OpDescribe, kmsg.ACLOperationDescribeConfigs: kadm.OpDescribeConfigs,
	kmsg.ACLOperationRead: kadm.OpRead, kmsg.ACLOperationWrite: kadm.OpWrite, kmsg.ACLOperationCreate: kadm.OpCreate,
}

func allowed() []kfake.ACL {
	var all []kfake.ACL
	for op := range rights {
		all = append(all, kfake.ACL{Resource: kmsg.ACLResourceTypeTopic, Name: Allowed,
			Pattern: kmsg.ACLResourcePatternTypePrefixed, Operation: op, Allow: true})
	}
	return all
}

// startJars starts Kafka itself with all of the listeners.
func (s *Secured) startJars(t testing.TB) {
	t.Helper()
	s.Version = Version()
	s.mechanisms = mechanisms
	others := []Listener{Secure, Mutual, Logins, Expired, Elsewhere}
	ports, err := freePorts(len(others))
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range others {
		s.address[l] = fmt.Sprintf("127.0.0.1:%d", ports[i])
	}
	folder, err := os.MkdirTemp("", "iotsim-papers-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder) // read when the brokers start
	files := map[Listener]string{}
	for l, p := range s.papers(t) {
		files[l] = Write(t, folder, string(l)+".pem", slices.Concat(p.Key, p.Certificate))
	}
	ca := Write(t, folder, "ca.pem", s.Authority.PEM)
	s.cluster, err = startJars(1, func(port int) string { return s.settings(port, files, ca) })
	if err != nil {
		absent(t, err)
	}
	s.address[Plaintext] = s.cluster.brokers[0]
	if err := s.populate(); err != nil {
		s.stop(true)
		t.Fatal(err)
	}
}

// settings are the listeners', as node.properties has them.
func (s *Secured) settings(port int, files map[Listener]string, ca string) string {
	var b strings.Builder
	set := func(name, format string, args ...any) { fmt.Fprintf(&b, name+"="+format+"\n", args...) }
	listeners := []string{fmt.Sprintf("PLAINTEXT://127.0.0.1:%d", port)}
	protocols := []string{"PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT"}
	for _, l := range slices.Sorted(maps.Keys(files)) {
		name, prefix := strings.ToUpper(string(l)), "listener.name."+string(l)+"."
		listeners = append(listeners, name+"://"+s.address[l])
		set(prefix+"ssl.keystore.type", "PEM")
		set(prefix+"ssl.keystore.location", "%s", files[l])
		if !s.asks(l) {
			protocols = append(protocols, name+":SSL")
			continue
		}
		protocols = append(protocols, name+":SASL_SSL")
		set(prefix+"sasl.enabled.mechanisms", "%s", strings.Join(mechanisms, ","))
		const modules = "org.apache.kafka.common.security."
		set(prefix+"plain.sasl.jaas.config", `%splain.PlainLoginModule required user_%s="%s" user_%s="%s";`, modules, Alice, Password, Bob, Password)
		set(prefix+"scram-sha-256.sasl.jaas.config", "%sscram.ScramLoginModule required;", modules)
		set(prefix+"scram-sha-512.sasl.jaas.config", "%sscram.ScramLoginModule required;", modules)
		set(prefix+"oauthbearer.sasl.jaas.config", `%soauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="kafka";`, modules)
	}
	set("listener.name.mutual.ssl.client.auth", "required")
	set("listener.name.mutual.ssl.truststore.type", "PEM")
	set("listener.name.mutual.ssl.truststore.location", "%s", ca)
	set("advertised.listeners", "%s", strings.Join(listeners, ","))
	// The controller's stands in listeners alone, and its port in the quorum's voters.
	set("listener.security.protocol.map", "%s", strings.Join(protocols, ","))
	set("listeners", "%s,CONTROLLER://127.0.0.1:{controller}", strings.Join(listeners, ","))
	set("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
	set("super.users", "User:ANONYMOUS") // of PLAINTEXT, which brokers and this test use
	return b.String()
}

// populate makes the users of SCRAM, and grants alice what she needs. Of TLS without
// a certificate the user is ANONYMOUS.
func (s *Secured) populate() error {
	client, err := kgo.NewClient(kgo.SeedBrokers(s.address[Plaintext]), kgo.DisableClientMetrics())
	if err != nil {
		return err
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	grant := kadm.NewACLs().Topics(Allowed).ResourcePatternType(kadm.ACLPatternPrefixed).
		Allow("User:"+Alice, "User:CN="+Alice).AllowHosts("*").Operations(slices.Collect(maps.Values(rights))...)
	if _, err := admin.CreateACLs(ctx, grant); err != nil {
		return err
	}
	if strings.HasPrefix(s.Version, "3.3.") || strings.HasPrefix(s.Version, "3.4.") {
		s.mechanisms = []string{"PLAIN", "OAUTHBEARER"} // without ZooKeeper, Kafka has users of SCRAM from 3.5 on
		return nil
	}
	for _, m := range []kadm.ScramMechanism{kadm.ScramSha256, kadm.ScramSha512} { // a user once a request
		var users []kadm.UpsertSCRAM
		for _, name := range []string{Alice, Bob} {
			users = append(users, kadm.UpsertSCRAM{User: name, Mechanism: m, Iterations: 4096, Password: Password})
		}
		made, err := admin.AlterUserSCRAMs(ctx, nil, users)
		if err == nil {
			err = made.Error()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Secured) stop(keep bool) {
	if s.cluster != nil {
		s.cluster.stop(keep)
	}
	for _, b := range s.inside {
		b.Close()
	}
}

// Paper writes alice's or bob's certificate and key into a folder.
func (s *Secured) Paper(t testing.TB, folder, name string, by *Authority, until time.Duration) (certificate, key string) {
	t.Helper()
	p := by.Issue(t, Holds{Name: name, Until: until})
	return Write(t, folder, filepath.Base(name)+".pem", p.Certificate), Write(t, folder, filepath.Base(name)+".key", p.Key)
}

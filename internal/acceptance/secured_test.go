package acceptance

import (
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// seen is what a connection that fails may be seen to take until it says why. The
// promise is five seconds, to which internal/kafka holds all that it waits for; here a
// machine that is slow, or busy with others, has a part too.
const seen = 15 * time.Second

const guardedScenario = `scenario "guarded" { start = "2026-03-02T06:00:00Z" }

model "m" {
  interval = "1s"
  sensor "x" { value = normal(0, 1) }
}

devices "m" { count = 20 }

phase "run" { duration = "10s" }

sink "kafka" {
  topic      = "%s"
  partitions = 2
}
`

// A visitor is how somebody comes to a secured Kafka.
type visitor struct {
	t          *testing.T
	secured    *kafkatest.Secured
	folder     string
	address    string
	authority  *kafkatest.Authority // that is trusted; nil: without TLS
	mechanism  string               // empty: without a login
	user       string
	password   string // or the token
	by         *kafkatest.Authority
	certified  string // whose certificate is shown; empty: none
	holds      time.Duration
	properties bool // the file of --config is Java's
}

var visits atomic.Int64

// visit is alice at a listener, as she should come.
func visit(t *testing.T, s *kafkatest.Secured, l kafkatest.Listener, mechanism string) *visitor {
	t.Helper()
	v := &visitor{t: t, secured: s, folder: t.TempDir(), address: s.Address(l), authority: s.Authority, user: kafkatest.Alice, password: kafkatest.Password, by: s.Authority}
	switch mechanism {
	case "TLS":
	case "client certificate":
		v.certified = kafkatest.Alice
	default:
		v.mechanism = mechanism
	}
	if mechanism == "OAUTHBEARER" {
		v.password = token(kafkatest.Alice, time.Hour)
	}
	topic := fmt.Sprintf("%sguarded-%d-%d", kafkatest.Allowed, os.Getpid(), visits.Add(1))
	kafkatest.Write(t, v.folder, "scenario.hcl", fmt.Appendf(nil, guardedScenario, topic))
	return v
}

// token is one that Kafka's validator of unsigned tokens takes.
func token(user string, holds time.Duration) string {
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	now := time.Now()
	return part(`{"alg":"none"}`) + "." + part(fmt.Sprintf(`{"sub":%q,"canary":%q,"iat":%d,"exp":%d}`,
		user, kafkatest.Password, now.Add(-2*time.Hour).Unix(), now.Add(holds).Unix())) + "."
}

// config writes the file of --config and gives its name.
func (v *visitor) config() string {
	if v.properties {
		return v.javaConfig()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "brokers = [%q]\n", v.address)
	if v.authority != nil {
		kafkatest.Write(v.t, v.folder, "ca.pem", v.authority.PEM)
		b.WriteString("tls {\n  ca = \"ca.pem\"\n")
		if v.certified != "" {
			v.secured.Paper(v.t, v.folder, v.certified, v.by, v.holds)
			fmt.Fprintf(&b, "  certificate = \"%[1]s.pem\"\n  key = \"%[1]s.key\"\n", v.certified)
		}
		b.WriteString("}\n")
	}
	switch v.mechanism {
	case "":
	case "OAUTHBEARER":
		kafkatest.Write(v.t, v.folder, "token", []byte(v.password+"\n"))
		b.WriteString("sasl {\n  mechanism  = \"OAUTHBEARER\"\n  token_file = \"token\"\n}\n")
	default:
		kafkatest.Write(v.t, v.folder, "password", []byte(v.password+"\n"))
		fmt.Fprintf(&b, "sasl {\n  mechanism = %q\n  user = %q\n  password_command = [\"cat\", %q]\n}\n", v.mechanism, v.user, filepath.Join(v.folder, "password"))
	}
	return kafkatest.Write(v.t, v.folder, "kafka.hcl", []byte(b.String()))
}

// javaConfig is the same as a Java client has it.
func (v *visitor) javaConfig() string {
	return kafkatest.Write(v.t, v.folder, "client.properties", fmt.Appendf(nil, `bootstrap.servers=%s
security.protocol=SASL_SSL
sasl.mechanism=%s
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";
ssl.truststore.type=PEM
ssl.truststore.location=%s
acks=all
`, v.address, v.mechanism, v.user, v.password, kafkatest.Write(v.t, v.folder, "ca.pem", v.authority.PEM)))
}

// does runs a command and gives its exit code, what it said, and how long it took.
func (v *visitor) does(args ...string) (code int, said string, took time.Duration) {
	v.t.Helper()
	p := startWith(v.t, v.folder, nil, append(args, "--config", v.config())...)
	code = p.code()
	return code, p.out.String() + p.err.String(), p.took
}

// uses does all that connects, as it should go.
func (v *visitor) uses() (code int, said string, took time.Duration) {
	v.t.Helper()
	code, said, took = v.does("apply", "scenario.hcl", "--speed", "max", "--verify", "-y")
	for _, rest := range [][]string{
		{"apply", "scenario.hcl", "--speed", "max", "--resume", "-y"},
		{"verify", "scenario.hcl"},
		{"verify", "scenario.hcl", "--follow"},
	} {
		if code != exitGood {
			break
		}
		var more string
		code, more, _ = v.does(rest...)
		said += more
	}
	return code, said, took
}

// A cell of the table: how one mechanism and one trouble come out.
type cell struct {
	code    int
	summary string // empty: it works
	detail  string
	took    time.Duration
}

var (
	columns = []string{"right", "wrong password", "expired certificate", "unknown CA", "wrong host", "ACL denied"}
	rows    = []string{"TLS", "client certificate", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"}
)

// summaries are what is said of each trouble: first at the top of an error.
var summaries = map[string][]string{
	"right":               {""},
	"wrong password":      {"Broker refuses the credentials", "Broker hangs up at login", "Broker refuses the token", "Broker mistrusts our certificate"},
	"expired certificate": {"Broker's certificate has expired"},
	"unknown CA":          {"Broker's certificate is not trusted"},
	"wrong host":          {"Certificate is for another host"},
	"ACL denied":          {"Not authorised for the topic"},
}

// enters tries one cell; ok is false where there is nothing to try.
func enters(t *testing.T, s *kafkatest.Secured, row, column string) (c cell, ok bool) {
	t.Helper()
	at := map[string]kafkatest.Listener{"TLS": kafkatest.Secure, "client certificate": kafkatest.Mutual}[row]
	if at == "" {
		if !s.Takes(row) {
			return c, false
		}
		at = kafkatest.Logins
	}
	v := visit(t, s, at, row)
	switch column {
	case "wrong password":
		switch row {
		case "TLS":
			return c, false
		case "client certificate":
			v.by = kafkatest.NewAuthority(t, "Another CA")
		case "OAUTHBEARER":
			v.password = "not.a.token"
		default:
			v.password += "-not"
		}
	case "expired certificate":
		v.address = s.Address(kafkatest.Expired)
	case "unknown CA":
		v.authority = kafkatest.NewAuthority(t, "Another CA")
	case "wrong host":
		v.address = s.Address(kafkatest.Elsewhere)
	case "ACL denied":
		if row == "TLS" || row == "client certificate" && s.Version == "embedded" {
			return c, false
		}
		v.user = kafkatest.Bob
		if v.certified != "" {
			v.certified = kafkatest.Bob
		}
		if row == "OAUTHBEARER" {
			v.password = token(kafkatest.Bob, time.Hour)
		}
	}
	var said string
	if column == "right" {
		c.code, said, c.took = v.uses()
	} else {
		c.code, said, c.took = v.does("apply", "scenario.hcl", "--speed", "max", "-y", "--json")
	}
	c.summary, c.detail = complaint(said)
	hidden(t, v.folder, said)
	return c, true
}

// complaint takes an error apart.
func complaint(said string) (summary, detail string) {
	_, text, found := strings.Cut(said, "error: ")
	if !found {
		return "", ""
	}
	summary, detail, _ = strings.Cut(strings.TrimSpace(text), "\n")
	return summary, strings.TrimSpace(detail)
}

// hidden looks for the password where it must not be: in what was said, and in the
// files that a run leaves.
func hidden(t *testing.T, folder, said string) {
	t.Helper()
	if strings.Contains(said, kafkatest.Password) {
		t.Errorf("the password is said:\n%s", said)
	}
	ours := map[string]bool{"password": true, "token": true, "client.properties": true}
	files := 0
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || ours[d.Name()] {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), kafkatest.Password) {
			t.Errorf("the password is in %s", path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}

// TestASecuredKafkaSaysWhyNot is the table of what goes and what does not: printed,
// and for Kafka itself kept in secured.md.
func TestASecuredKafkaSaysWhyNot(t *testing.T) {
	s := kafkatest.StartSecured(t)
	table := map[string]map[string]cell{}
	for _, row := range rows {
		table[row] = map[string]cell{}
		for _, column := range columns {
			t.Run(row+"/"+column, func(t *testing.T) {
				c, ok := enters(t, s, row, column)
				if !ok {
					t.Skip("does not come to that")
				}
				table[row][column] = c
				want := exitDestination
				if column == "right" {
					want = exitGood
				}
				known := false
				for _, summary := range summaries[column] {
					known = known || c.summary == summary
				}
				if c.code != want || !known {
					t.Errorf("exit code %d %q, want %d %q\n%s", c.code, c.summary, want, summaries[column], c.detail)
				}
				if column != "right" && c.took > seen {
					t.Errorf("it took %v", c.took)
				}
			})
		}
	}
	page := markdown(s, table)
	t.Logf("\n%s", page)
	if s.Version == keptVersion && !t.Failed() {
		kept(t, "secured.md", page)
	}
}

// keptVersion is the Kafka whose table is kept.
const keptVersion = "4.1.1"

// changing is what differs from run to run: names, times, ports, moments.
var changing = regexp.MustCompile(`guarded-[\d-]+|\d+\.\d\d s|127\.0\.0\.1:\d+|\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ`)

func markdown(s *kafkatest.Secured, table map[string]map[string]cell) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# How iotsim comes into a secured Kafka, and how not\n\n"+
		"Kafka %s, as make test-kafka found it: exit code, what is said, and after what time.\n"+
		"UPDATE=1 make test-kafka writes this page anew. Of the client certificate, the wrong\n"+
		"password is a certificate of a stranger; of OAUTHBEARER, a token that is none.\n\n| | %s |\n|---%s|\n",
		s.Version, strings.Join(columns, " | "), strings.Repeat("|---", len(columns)))
	said := map[string]string{}
	var order []string
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s |", row)
		for _, column := range columns {
			c, tried := table[row][column]
			switch {
			case !tried:
				b.WriteString(" – |")
			case c.summary == "":
				fmt.Fprintf(&b, " %d, sent and verified |", c.code)
			default:
				fmt.Fprintf(&b, " %d, %s, %.2f s |", c.code, c.summary, c.took.Seconds())
				if said[c.summary] == "" {
					order = append(order, c.summary)
					said[c.summary] = c.detail
				}
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\nThe first of each, in full:\n")
	for _, summary := range order {
		fmt.Fprintf(&b, "\n    error: %s\n      %s\n", summary, strings.ReplaceAll(said[summary], "\n", "\n    "))
	}
	return b.String()
}

// kept compares a page with the one that is kept, or keeps it.
func kept(t *testing.T, name, page string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	was, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(changing.ReplaceAllString(string(was), "…"), changing.ReplaceAllString(page, "…")); diff != "" {
		t.Errorf("%s (-kept +now; UPDATE=1 keeps it):\n%s", name, diff)
	}
}

// What the table has no column for.
func TestAnotherWayInIsNamed(t *testing.T) {
	s := kafkatest.StartSecured(t)
	web, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer web.Close()
	go func() {
		for {
			c, err := web.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 1000))
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			_ = c.Close()
		}
	}()
	for _, test := range []struct {
		name    string
		at      kafkatest.Listener
		as      string
		change  func(*visitor)
		summary string
	}{
		{"plaintext to TLS", kafkatest.Secure, "TLS", func(v *visitor) { v.authority = nil }, "Broker speaks TLS"},
		{"plaintext to TLS and a login", kafkatest.Logins, "TLS", func(v *visitor) { v.authority = nil }, "Broker speaks TLS"},
		{"TLS to plaintext", kafkatest.Plaintext, "TLS", func(*visitor) {}, "Broker speaks no TLS"},
		{"no login", kafkatest.Logins, "TLS", func(*visitor) {}, "Broker asks for a login"},
		{"no certificate", kafkatest.Mutual, "TLS", func(*visitor) {}, "Broker asks for a certificate"},
		{"own certificate expired", kafkatest.Mutual, "client certificate", func(v *visitor) { v.holds = -time.Hour }, "TLS cannot be set up"},
		{"no Kafka", kafkatest.Secure, "TLS", func(v *visitor) { v.address = web.Addr().String() }, "No Kafka at that port"},
		{"nobody there", kafkatest.Secure, "TLS", func(v *visitor) { v.address = "127.0.0.1:1" }, "Broker refuses connections"},
		{"token expired", kafkatest.Logins, "OAUTHBEARER", func(v *visitor) { v.password = token(kafkatest.Alice, -time.Hour) }, "Token has expired"},
		{"no password", kafkatest.Logins, "PLAIN", func(v *visitor) { v.password = "" }, "No password or token"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := visit(t, s, test.at, test.as)
			test.change(v)
			code, said, took := v.does("apply", "scenario.hcl", "--speed", "max", "-y")
			summary, detail := complaint(said)
			if code != exitDestination || summary != test.summary || took > seen {
				t.Errorf("exit code %d after %v: %s\n%s\nwant %q", code, took, summary, detail, test.summary)
			}
			t.Logf("%v: %s\n%s", took.Round(10*time.Millisecond), summary, detail)
			hidden(t, v.folder, said)
		})
	}
}

// The same login by the file that another client has, and by the environment.
func TestAllWaysToSaySoAreTheSame(t *testing.T) {
	s := kafkatest.StartSecured(t)
	if !s.Takes("SCRAM-SHA-512") {
		t.Skipf("Kafka %s knows no users of SCRAM without ZooKeeper", s.Version)
	}
	v := visit(t, s, kafkatest.Logins, "SCRAM-SHA-512")
	v.properties = true
	code, said, _ := v.uses()
	if code != exitGood || !strings.Contains(said, "ignored: acks.") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	hidden(t, v.folder, said)

	v = visit(t, s, kafkatest.Logins, "SCRAM-SHA-512")
	ca := kafkatest.Write(t, v.folder, "ca.pem", s.Authority.PEM)
	p := startWith(t, v.folder, []string{"IOTSIM_SASL_PASSWORD=" + v.password, "IOTSIM_SASL_USER=" + v.user},
		"apply", "scenario.hcl", "--speed", "max", "--verify", "-y", "--brokers", v.address, "--tls-ca", ca, "--sasl-mechanism", v.mechanism)
	p.ends(exitGood)
	hidden(t, v.folder, p.out.String()+p.err.String())
}

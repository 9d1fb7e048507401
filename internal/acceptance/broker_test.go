package acceptance

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// Whoever names the wrong broker is told so within seconds, and why.
func TestDeadBrokersAreNamed(t *testing.T) {
	hello, err := filepath.Abs(shipped("hello.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, broker := range []struct{ name, address, cause, detail string }{
		{"refusing", closed(t), "Broker refuses connections", "Nothing listens"},
		{"dead", answering(t, silence), "Broker does not answer", "No answer"},
		{"hanging up", answering(t, goodbye), "Broker hangs up", ""},
		{"misnamed", "no-such-host.invalid:9092", "Broker name is not known", "spelling"},
		{"a mail server", answering(t, "220 mail.example.org ESMTP\r\n"), "No Kafka at that port", "220 mail"},
		{"a web server", answering(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), "No Kafka at that port", "HTTP"},
	} {
		t.Run(broker.name, func(t *testing.T) {
			folder := t.TempDir()
			p := start(t, folder, "apply", hello, "--brokers", broker.address).ends(exitDestination)
			wantCause(t, p, broker.cause, broker.detail, broker.address)
			if p.took > seen {
				t.Errorf("it took %v, want less than %v", p.took, seen)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
				t.Errorf("a run that never began left %v behind (%v)", left, err)
			}
		})
	}
}

// A topic that cannot hold the plan is refused before the first record, and left
// as it was.
func TestUnfitTopicsAreNamed(t *testing.T) {
	for _, unfit := range []struct {
		name       string
		partitions int32
		config     map[string]string
		cause      string
	}{
		{"compacted", 12, map[string]string{"cleanup.policy": "compact"}, "Topic is compacted"},
		{"other partitions", 5, nil, "Topic has other partitions"},
		{"its own timestamps", 12, map[string]string{"message.timestamp.type": "LogAppendTime"}, "Topic replaces timestamps"},
	} {
		t.Run(unfit.name, func(t *testing.T) {
			s := prepare(t, kafkatest.Start(t, 1), shipped("factory.hcl"), "--var", "devices=100")
			s.create(s.topics[0], unfit.partitions, unfit.config)
			p := s.start("apply", "--brokers", s.brokers, "--speed", "max").ends(exitDestination)
			wantCause(t, p, unfit.cause, s.topics[0])
			if ends := s.ends(); len(ends) != int(unfit.partitions) || sum(ends) != 0 {
				t.Errorf("partitions end at %v, want %d empty ones and no other topic", ends, unfit.partitions)
			}
		})
	}
}

// create makes a topic by other means than ours, and waits until it is there.
func (s *stage) create(topic string, partitions int32, config map[string]string) {
	s.t.Helper()
	settings := make(map[string]*string)
	for name, value := range config {
		settings[name] = &value
	}
	if _, err := s.admin.CreateTopic(s.t.Context(), partitions, 1, settings, topic); err != nil {
		s.t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); len(s.ends()) < int(partitions); time.Sleep(glance) {
		if time.Now().After(deadline) {
			s.t.Fatalf("%s is not there after %v", topic, patience)
		}
	}
}

// wantCause says that a process gave an error under its summary, with these words.
func wantCause(t *testing.T, p *process, summary string, words ...string) {
	t.Helper()
	said := p.err.String()
	if !strings.Contains(said, "error: "+summary+"\n") {
		t.Errorf("the cause is not %q:\n%s", summary, said)
	}
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("%q is not named:\n%s", word, said)
		}
	}
	if p.out.String() != "" {
		t.Errorf("standard output: %s", &p.out)
	}
}

// What answers say when they are not what a server would greet with.
const (
	silence = ""
	goodbye = "\x00"
)

// closed is an address that nobody listens at.
func closed(t *testing.T) string {
	l := listen(t)
	_ = l.Close()
	return l.Addr().String()
}

// answering is the address of a server that greets everybody in its own way.
func answering(t *testing.T, greeting string) string {
	l := listen(t)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if greeting == goodbye {
				_ = c.Close()
				continue
			}
			_, _ = io.WriteString(c, greeting)
			go func() {
				defer c.Close()
				_, _ = io.Copy(io.Discard, c)
			}()
		}
	}()
	return l.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

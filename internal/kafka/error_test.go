package kafka_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestDeniedQuestionsNameTheTopic(t *testing.T) {
	for _, test := range []struct {
		rule   string
		denied kmsg.Key
		answer *kerr.Error
		there  bool // the topic
	}{
		{"describing", kmsg.Metadata, kerr.TopicAuthorizationFailed, true},
		{"creating", kmsg.CreateTopics, kerr.ClusterAuthorizationFailed, false},
	} {
		t.Run(test.rule, func(t *testing.T) {
			b, p := broker(t)
			if test.there {
				made(t, p, 1, nil)
			}
			c := p.connect(t)
			b.Fault(kfake.Fault{Keys: []kmsg.Key{test.denied}, Err: test.answer, Count: 2})
			_, err := c.Prepare(t.Context(), []kafka.Topic{{Name: p.topic(t), Partitions: 1, Replication: -1}})
			wantKind(t, err, kafka.Unauthorised, "Not authorised for the topic")
			if !errors.Is(err, test.answer) || !strings.Contains(err.Error(), p.topic(t)) {
				t.Errorf("%v does not say what was answered, and of which topic", err)
			}
		})
	}
}

// Settings that we may not see are no reason to refuse a topic that we may write.
func TestHiddenSettingsAreNotChecked(t *testing.T) {
	b, p := broker(t)
	name := made(t, p, 1, map[string]string{"cleanup.policy": "compact"})
	c := p.connect(t)
	b.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.DescribeConfigs}, Err: kerr.TopicAuthorizationFailed, Count: 2})
	if _, err := c.Prepare(t.Context(), []kafka.Topic{{Name: name, Partitions: 1}}); err != nil {
		t.Error(err)
	}
}

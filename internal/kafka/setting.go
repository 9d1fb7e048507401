package kafka

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

// Topic settings that decide whether records survive.
const (
	cleanupPolicy   = "cleanup.policy"
	timestampType   = "message.timestamp.type"
	timestampBefore = "message.timestamp.before.max.ms"
	timestampAfter  = "message.timestamp.after.max.ms"
	maxMessageBytes = "max.message.bytes"
	minInSync       = "min.insync.replicas"
	retentionTime   = "retention.ms"
)

// settingsOf is a topic's configuration by name. Empty when we may not see it.
type settingsOf map[string]string

// number is a setting as an integer; false when the broker does not know it.
func (s settingsOf) number(name string) (int64, bool) {
	n, err := strconv.ParseInt(s[name], 10, 64)
	return n, err == nil
}

// compacts says that all but the last record of a key may go.
func (s settingsOf) compacts() bool { return strings.Contains(s[cleanupPolicy], "compact") }

// stamps says that the brokers replace timestamps by their own.
func (s settingsOf) stamps() bool { return s[timestampType] == "LogAppendTime" }

func (c *Client) settings(ctx context.Context, topic string) (settingsOf, error) {
	limited, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	all, err := c.admin.DescribeTopicConfigs(limited, topic)
	if err != nil && !isAuthorisation(err) {
		return nil, c.unanswered(ctx, err)
	}
	var r kadm.ResourceConfig
	if err == nil {
		r, err = all.On(topic, nil)
	}
	if err == nil {
		err = r.Err
	}
	switch {
	case isAuthorisation(err):
		c.options.Logger.Warn("the topic's settings are not checked: not authorised to describe them", "topic", topic)
		return nil, nil
	case err != nil:
		e := unfit("Topic settings cannot be read", "%s: %s.", topic, words(err))
		e.Cause = err
		return nil, e
	}
	s := make(settingsOf)
	for _, config := range r.Configs {
		s[config.Key] = config.MaybeValue()
	}
	return s, nil
}

// checkName refuses Kafka's own topics.
func checkName(name string) error {
	if strings.HasPrefix(name, "__") {
		return unfit("Topic belongs to Kafka",
			`%q begins with "__", which Kafka keeps for its own topics. Choose another name.`, name)
	}
	return nil
}

// checkShape refuses a topic with another number of partitions: the plan's
// partitions are computed from it. It also refuses one that we may not write.
func checkShape(t *Topic, d kadm.TopicDetail) error {
	if n := int32(len(d.Partitions)); n != t.Partitions {
		return unfit("Topic has other partitions",
			"%s has %d partitions, the plan %d. Write partitions = %d in the sink, or choose another topic.", t.Name, n, t.Partitions, n)
	}
	ops := d.AuthorizedOperations
	if len(ops) > 0 && !slices.Contains(ops, kadm.OpWrite) && !slices.Contains(ops, kadm.OpAll) {
		return unauthorised(t.Name, "write to it", kerr.TopicAuthorizationFailed)
	}
	return nil
}

// replicas is the smallest number of copies that a partition has.
func replicas(d kadm.TopicDetail) int64 {
	n := int64(-1)
	for _, p := range d.Partitions {
		if c := int64(len(p.Replicas)); n < 0 || c < n {
			n = c
		}
	}
	return n
}

// checkSettings refuses a topic that would lose, alter or reject the plan's
// records. Settings that are not known are not checked, nor are replicas of 0 or
// less.
func checkSettings(t *Topic, s settingsOf, replicas int64) error {
	if s.compacts() {
		return unfit("Topic is compacted", "%s has %s = %s: Kafka would remove all but the last record of each device. "+
			"Choose a topic with %s = delete.", t.Name, cleanupPolicy, s[cleanupPolicy], cleanupPolicy)
	}
	if s.stamps() {
		return unfit("Topic replaces timestamps", "%s has %s = LogAppendTime: Kafka would overwrite the event times. "+
			"Choose a topic with CreateTime.", t.Name, timestampType)
	}
	if n, ok := s.number(minInSync); ok && replicas > 0 && n > replicas {
		return unfit("Topic accepts no writes", "%s has %s = %d and %d replicas, so no write with acks=all succeeds. "+
			"Lower the one or raise the other.", t.Name, minInSync, n, replicas)
	}
	if n, ok := s.number(maxMessageBytes); ok && t.Largest+recordOverhead > n {
		return unfit("Records exceed the topic's limit", "A record may have %d bytes; %s takes %d (%s). "+
			"Raise that to %d, or send less.", t.Largest, t.Name, n, maxMessageBytes, t.Largest+recordOverhead)
	}
	return checkTimes(t, s)
}

// checkTimes compares the plan's event times with how far back and ahead of the
// clock the topic takes and keeps them.
func checkTimes(t *Topic, s settingsOf) error {
	age, ahead := t.Age.Round(time.Second), t.Ahead.Round(time.Second)
	if limit, ok := s.exceeded(retentionTime, t.Age); ok {
		return unfit("Topic forgets too early", "The first event will be %v old when the run ends, and %s keeps events for %v (%s). "+
			"Raise it to %d, or start later.", age, t.Name, limit, retentionTime, t.retention())
	}
	if limit, ok := s.exceeded(timestampBefore, t.Age); ok {
		return unfit("Topic refuses old events", "Events will be up to %v old, and %s takes them up to %v old (%s). "+
			"Raise it, or start later.", age, t.Name, limit, timestampBefore)
	}
	if limit, ok := s.exceeded(timestampAfter, t.Ahead); ok {
		return unfit("Topic refuses future events", "Events will be up to %v ahead of the clock, and %s takes them up to %v ahead (%s). "+
			"Raise it, or start earlier.", ahead, t.Name, limit, timestampAfter)
	}
	return nil
}

// exceeded is a limit in milliseconds, when d is above it. -1 is no limit.
func (s settingsOf) exceeded(name string, d time.Duration) (limit time.Duration, exceeded bool) {
	ms, ok := s.number(name)
	if !ok || ms < 0 || d.Milliseconds() <= ms {
		return 0, false
	}
	return time.Duration(ms) * time.Millisecond, true
}

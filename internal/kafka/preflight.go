package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

const (
	// askPatience bounds each question of the preflight.
	askPatience = 4500 * time.Millisecond

	// createPatience is how long the partitions of a new topic may take to get
	// their leaders.
	createPatience = 30 * time.Second

	// leaderPause is the time between two looks at them.
	leaderPause = 50 * time.Millisecond
)

// Prepare makes sure that the topics can hold the records, creates those that
// are missing, and reads where their partitions end. Nothing is written and no
// topic is altered. The error is an *Error or the context's.
func (c *Client) Prepare(ctx context.Context, topics []Topic) ([]TopicState, error) {
	names := make([]string, len(topics))
	for i, t := range topics {
		if err := checkName(t.Name); err != nil {
			return nil, err
		}
		names[i] = t.Name
	}
	found, err := c.metadata(ctx, names)
	if err != nil {
		return nil, err
	}
	created := make(map[string]bool)
	for i := range topics {
		if err := c.prepare(ctx, &topics[i], found[topics[i].Name], created); err != nil {
			return nil, err
		}
	}
	states, err := c.describe(ctx, names, created, createPatience)
	for i := range states {
		states[i].largest = topics[i].Largest + recordOverhead
	}
	return states, err
}

// prepare creates a topic or checks the one that exists.
func (c *Client) prepare(ctx context.Context, t *Topic, d kadm.TopicDetail, created map[string]bool) error {
	switch {
	case errors.Is(d.Err, kerr.UnknownTopicOrPartition):
		created[t.Name] = true
		return c.create(ctx, t)
	case isAuthorisation(d.Err):
		return unauthorised(t.Name, "describe it", d.Err)
	case d.Err != nil:
		return &Error{Kind: Unfit, Summary: "Topic cannot be used", Detail: fmt.Sprintf("%s: %s.", t.Name, words(d.Err)), Cause: d.Err}
	}
	if err := checkShape(t, d); err != nil {
		return err
	}
	settings, err := c.settings(ctx, t.Name)
	if err != nil {
		return err
	}
	return checkSettings(t, settings, replicas(d))
}

// Describe reads topics that must exist: their ids and where partitions begin
// and end.
func (c *Client) Describe(ctx context.Context, names ...string) ([]TopicState, error) {
	return c.describe(ctx, names, nil, 0)
}

// describe looks until every partition has a leader, for as long as patience
// lasts: a new topic is there before its leaders are.
func (c *Client) describe(ctx context.Context, names []string, created map[string]bool, patience time.Duration) ([]TopicState, error) {
	deadline := time.Now().Add(patience)
	for {
		states, err := c.look(ctx, names)
		if err == nil {
			for i := range states {
				states[i].Created = created[states[i].Name]
			}
			return states, nil
		}
		if ctx.Err() != nil || time.Now().After(deadline) || !isSettling(err) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(leaderPause):
		}
	}
}

// isSettling is true of what brokers answer while a new topic spreads among them.
func isSettling(err error) bool {
	var code *kerr.Error
	return errors.As(err, &code) && code.Retriable
}

func (c *Client) look(ctx context.Context, names []string) ([]TopicState, error) {
	found, err := c.metadata(ctx, names)
	if err != nil {
		return nil, err
	}
	states := make([]TopicState, len(names))
	for i, name := range names {
		if states[i], err = state(found[name]); err != nil {
			return nil, err
		}
		settings, err := c.settings(ctx, name)
		if err != nil {
			return nil, err
		}
		states[i].maxMessageBytes, _ = settings.number(maxMessageBytes)
	}
	return states, c.span(ctx, states)
}

func state(d kadm.TopicDetail) (TopicState, error) {
	err := d.Err
	for _, p := range d.Partitions.Sorted() {
		if err == nil {
			err = p.Err
		}
	}
	switch {
	case err == nil:
		s := TopicState{Name: d.Topic, Spans: make([]Span, len(d.Partitions))}
		for _, p := range d.Partitions.Sorted() {
			s.leaders = append(s.leaders, p.Leader)
		}
		if d.ID != (kadm.TopicID{}) {
			s.ID = d.ID.String()
		}
		return s, nil
	case errors.Is(err, kerr.UnknownTopicOrPartition):
		return TopicState{}, &Error{Kind: Unfit, Summary: "Topic does not exist",
			Detail: fmt.Sprintf("There is no topic %q on these brokers. Check its name, or apply the plan first.", d.Topic), Cause: err}
	case isAuthorisation(err):
		return TopicState{}, unauthorised(d.Topic, "describe it", err)
	}
	return TopicState{}, &Error{Kind: Unfit, Summary: "Topic cannot be used",
		Detail: fmt.Sprintf("%s: %s.", d.Topic, words(err)), Cause: err}
}

// span fills in where partitions begin and end.
func (c *Client) span(ctx context.Context, states []TopicState) error {
	names := make([]string, len(states))
	for i := range states {
		names[i] = states[i].Name
	}
	limited, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	starts, err := c.admin.ListStartOffsets(limited, names...)
	if err != nil {
		return c.unanswered(ctx, err)
	}
	ends, err := c.admin.ListEndOffsets(limited, names...)
	if err != nil {
		return c.unanswered(ctx, err)
	}
	for i := range states {
		for p := range states[i].Spans {
			start, err := offset(starts, states[i].Name, int32(p))
			if err != nil {
				return err
			}
			end, err := offset(ends, states[i].Name, int32(p))
			if err != nil {
				return err
			}
			states[i].Spans[p] = Span{start, end}
		}
	}
	return nil
}

func offset(l kadm.ListedOffsets, topic string, partition int32) (int64, error) {
	o, ok := l.Lookup(topic, partition)
	if !ok {
		o.Err = kerr.LeaderNotAvailable
	}
	if o.Err != nil {
		return 0, &Error{Kind: Unreachable, Summary: "Offsets cannot be read",
			Detail: fmt.Sprintf("%s/%d: %s.", topic, partition, words(o.Err)), Cause: o.Err}
	}
	return o.Offset, nil
}

func (c *Client) metadata(ctx context.Context, names []string) (kadm.TopicDetails, error) {
	limited, cancel := context.WithTimeout(kadm.WithAuthorizedOps(ctx), askPatience)
	defer cancel()
	m, err := c.admin.Metadata(limited, names...)
	if isAuthorisation(err) {
		return nil, unauthorised(strings.Join(names, ", "), "describe it", err)
	}
	if err != nil {
		return nil, c.unanswered(ctx, err)
	}
	return m.Topics, nil
}

// unanswered says why a broker that answered a ping does not answer more. Often
// it sends its clients to an address that they cannot reach; then the client's
// last failure names that address, and the deadline that ended the wait nothing.
func (c *Client) unanswered(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	trouble := c.meter.read().Trouble
	if trouble == "" {
		return unreachable(c.options.Brokers, err)
	}
	return &Error{Kind: Unreachable, Summary: "Advertised broker cannot be reached", Cause: err,
		Detail: fmt.Sprintf("%s answer, and send their clients to an address that fails: %s. Check advertised.listeners of the brokers.",
			strings.Join(c.options.Brokers, ", "), trouble)}
}

func unauthorised(topic, what string, cause error) *Error {
	return &Error{Kind: Unauthorised, Summary: "Not authorised for the topic", Cause: cause,
		Detail: fmt.Sprintf("The brokers do not let us use %q: we may not %s. Grant Describe, DescribeConfigs, Read and Write on it, and Create when it does not exist.", topic, what)}
}

// create makes a topic, unless what it would be is unfit. The broker is first
// asked to check without making: that tells whether it knows the limits on
// timestamps, which no version number says, and what its own defaults would add.
func (c *Client) create(ctx context.Context, t *Topic) error {
	limited, cancel := context.WithTimeout(ctx, createPatience)
	defer cancel()
	settings := t.settings(true)
	draft, err := c.ask(limited, c.admin.ValidateCreateTopics, t, settings)
	if errors.Is(err, kerr.InvalidConfig) {
		settings = t.settings(false)
		draft, err = c.ask(limited, c.admin.ValidateCreateTopics, t, settings)
	}
	if err == nil {
		err = checkSettings(t, draftSettings(draft, settings), int64(draft.ReplicationFactor))
	}
	if err == nil {
		_, err = c.ask(limited, c.admin.CreateTopics, t, settings)
	}
	return err
}

// draftSettings are those of a topic that is not made yet. Old brokers do not
// say what they would add to ours.
func draftSettings(draft kadm.CreateTopicResponse, settings settingsOf) settingsOf {
	all := make(settingsOf)
	for name, config := range draft.Configs {
		all[name] = config.MaybeValue()
	}
	maps.Copy(all, settings)
	return all
}

// ask sends one of the two questions that have the shape of a creation.
func (c *Client) ask(
	ctx context.Context,
	question func(context.Context, int32, int16, map[string]*string, ...string) (kadm.CreateTopicResponses, error),
	t *Topic, settings settingsOf,
) (kadm.CreateTopicResponse, error) {
	values := make(map[string]*string, len(settings))
	for k, v := range settings {
		values[k] = &v
	}
	all, err := question(ctx, t.Partitions, t.Replication, values, t.Name)
	if err != nil && !isAuthorisation(err) {
		return kadm.CreateTopicResponse{}, c.unanswered(ctx, err)
	}
	r := all[t.Name]
	if err != nil {
		r.Err = err
	}
	return r, creation(t, r)
}

func creation(t *Topic, r kadm.CreateTopicResponse) error {
	switch {
	case r.Err == nil:
		return nil
	case isAuthorisation(r.Err):
		return unauthorised(t.Name, "create it", r.Err)
	}
	why := strings.TrimRight(r.ErrMessage, ".")
	if why == "" {
		why = words(r.Err)
	}
	return &Error{Kind: Unfit, Summary: "Topic cannot be created", Cause: r.Err,
		Detail: fmt.Sprintf("%s with %d partitions and replication %d: %s.", t.Name, t.Partitions, t.Replication, why)}
}

// settingsOf is a topic's configuration by name. Empty when we may not see it.
type settingsOf map[string]string

// number is a setting as an integer; false when the broker does not know it.
func (s settingsOf) number(name string) (int64, bool) {
	n, err := strconv.ParseInt(s[name], 10, 64)
	return n, err == nil
}

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
		return nil, &Error{Kind: Unfit, Summary: "Topic settings cannot be read", Detail: fmt.Sprintf("%s: %s.", topic, words(err)), Cause: err}
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
		return unfit("Topic belongs to Kafka", `%q begins with "__", which Kafka keeps for its own topics. Choose another name.`, name)
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
	if strings.Contains(s[cleanupPolicy], "compact") {
		return unfit("Topic is compacted", "%s has %s = %s: Kafka would remove all but the last record of each device. Choose a topic with %s = delete.", t.Name, cleanupPolicy, s[cleanupPolicy], cleanupPolicy)
	}
	if s[timestampType] == "LogAppendTime" {
		return unfit("Topic replaces timestamps", "%s has %s = LogAppendTime: Kafka would overwrite the event times. Choose a topic with CreateTime.", t.Name, timestampType)
	}
	if n, ok := s.number(minInSync); ok && replicas > 0 && n > replicas {
		return unfit("Topic accepts no writes", "%s has %s = %d and %d replicas, so no write with acks=all succeeds. Lower the one or raise the other.", t.Name, minInSync, n, replicas)
	}
	if n, ok := s.number(maxMessageBytes); ok && t.Largest+recordOverhead > n {
		return unfit("Records exceed the topic's limit", "A record may have %d bytes; %s takes %d (%s). Raise that to %d, or send less.", t.Largest, t.Name, n, maxMessageBytes, t.Largest+recordOverhead)
	}
	return checkTimes(t, s)
}

// checkTimes compares the plan's event times with how far back and ahead of the
// clock the topic takes and keeps them.
func checkTimes(t *Topic, s settingsOf) error {
	if ms, ok := s.number(retentionTime); ok && ms >= 0 && t.Age.Milliseconds() > ms {
		return unfit("Topic forgets too early", "The first event will be %v old when the run ends, and %s keeps events for %v (%s). Raise it to %d, or start later.",
			t.Age.Round(time.Second), t.Name, time.Duration(ms)*time.Millisecond, retentionTime, t.retention())
	}
	if ms, ok := s.number(timestampBefore); ok && t.Age.Milliseconds() > ms {
		return unfit("Topic refuses old events", "Events will be up to %v old, and %s takes them up to %v old (%s). Raise it, or start later.",
			t.Age.Round(time.Second), t.Name, time.Duration(ms)*time.Millisecond, timestampBefore)
	}
	if ms, ok := s.number(timestampAfter); ok && t.Ahead.Milliseconds() > ms {
		return unfit("Topic refuses future events", "Events will be up to %v ahead of the clock, and %s takes them up to %v ahead (%s). Raise it, or start earlier.",
			t.Ahead.Round(time.Second), t.Name, time.Duration(ms)*time.Millisecond, timestampAfter)
	}
	return nil
}

package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

const (
	// askPatience bounds each question of the preflight.
	askPatience = 4500 * time.Millisecond

	// createPatience bounds a creation, and again how long the partitions of a
	// new topic may take to get their leaders.
	createPatience = 30 * time.Second
)

// Prepare makes sure that the topics can hold the records, creates those that
// are missing, and reads where their partitions end. Nothing is written, no
// topic is altered, and none is created unless all of them will do. The error is
// an *Error or the context's.
//
// A topic that another process makes at the same moment is one that exists, and is
// looked at again.
func (c *Client) Prepare(ctx context.Context, topics []Topic) ([]TopicState, error) {
	made := make(map[string]bool)
	for began := time.Now(); ; {
		states, err := c.prepare(ctx, topics, made)
		if !errors.Is(err, kerr.TopicAlreadyExists) || time.Since(began) > createPatience {
			return states, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(leaderPause):
		}
	}
}

// prepare is one attempt; made are the topics that were created.
func (c *Client) prepare(ctx context.Context, topics []Topic, made map[string]bool) ([]TopicState, error) {
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
	drafts := make(map[string]settingsOf) // of topics that are missing
	for i := range topics {
		if err := c.check(ctx, &topics[i], found[names[i]], drafts); err != nil {
			return nil, err
		}
	}
	for i := range topics {
		if draft, missing := drafts[names[i]]; missing {
			if _, err := c.ask(ctx, c.admin.CreateTopics, &topics[i], draft); err != nil {
				return nil, err
			}
			made[names[i]] = true
		}
	}
	states, err := c.describe(ctx, names, createPatience)
	for i := range states {
		states[i].Created = made[names[i]]
		states[i].largest = topics[i].Largest + recordOverhead
	}
	return states, err
}

// check refuses a topic that exists and is unfit, or that would be if it were
// made; for one that is to be made it leaves the settings in drafts.
func (c *Client) check(ctx context.Context, t *Topic, d kadm.TopicDetail, drafts map[string]settingsOf) error {
	if errors.Is(d.Err, kerr.UnknownTopicOrPartition) {
		draft, err := c.draft(ctx, t)
		drafts[t.Name] = draft
		return err
	}
	if d.Err != nil {
		return unusable(t.Name, d.Err)
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

// draft is the settings with which to make a topic. The broker is asked to check
// them without making it: that tells whether it knows the limits on timestamps,
// which no version number says, and what its own defaults would add.
func (c *Client) draft(ctx context.Context, t *Topic) (settingsOf, error) {
	ours := t.settings(true)
	answer, err := c.ask(ctx, c.admin.ValidateCreateTopics, t, ours)
	if errors.Is(err, kerr.InvalidConfig) {
		ours = t.settings(false)
		answer, err = c.ask(ctx, c.admin.ValidateCreateTopics, t, ours)
	}
	if err != nil {
		return nil, err
	}
	all := make(settingsOf)
	for name, config := range answer.Configs { // none from brokers before 2.4
		all[name] = config.MaybeValue()
	}
	maps.Copy(all, ours)
	return ours, checkSettings(t, all, int64(answer.ReplicationFactor))
}

// A creation is either of the administration's two questions of that shape.
type creation func(
	ctx context.Context, partitions int32, replication int16, settings map[string]*string, topics ...string,
) (kadm.CreateTopicResponses, error)

// ask asks it for one topic.
func (c *Client) ask(ctx context.Context, do creation, t *Topic, s settingsOf) (kadm.CreateTopicResponse, error) {
	limited, cancel := context.WithTimeout(ctx, createPatience)
	defer cancel()
	values := make(map[string]*string, len(s))
	for k, v := range s {
		values[k] = &v
	}
	all, err := do(limited, t.Partitions, t.Replication, values, t.Name)
	if err != nil && !isAuthorisation(err) {
		return kadm.CreateTopicResponse{}, c.unanswered(ctx, err)
	}
	r := all[t.Name]
	if err != nil {
		r.Err = err
	}
	return r, uncreated(t, r)
}

// uncreated is why a topic is not made; nil when it is.
func uncreated(t *Topic, r kadm.CreateTopicResponse) error {
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
	e := unfit("Topic cannot be created", "%s with %d partitions and replication %d: %s.",
		t.Name, t.Partitions, t.Replication, why)
	e.Cause = r.Err
	return e
}

// unusable is a topic that the brokers list with an error.
func unusable(topic string, cause error) error {
	if isAuthorisation(cause) {
		return unauthorised(topic, "describe it", cause)
	}
	e := unfit("Topic cannot be used", "%s: %s.", topic, words(cause))
	if errors.Is(cause, kerr.UnknownTopicOrPartition) {
		e = unfit("Topic does not exist", "There is no topic %q on these brokers. "+
			"Check its name, or apply the plan first.", topic)
	}
	e.Cause = cause
	return e
}

func unauthorised(topic, what string, cause error) *Error {
	return &Error{Kind: Unauthorised, Summary: "Not authorised for the topic", Cause: cause,
		Detail: fmt.Sprintf("The brokers do not let us use %q: we may not %s. Grant Describe, DescribeConfigs, "+
			"Read and Write on it, and Create when it does not exist.", topic, what)}
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
		return c.unreachable(err)
	}
	return &Error{Kind: Unreachable, Summary: "Advertised broker cannot be reached", Cause: err,
		Detail: fmt.Sprintf("The brokers (%s) answer, and send their clients to an address that fails: %s. "+
			"Check their advertised.listeners.", strings.Join(c.options.Brokers, ", "), trouble)}
}

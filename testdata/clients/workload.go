package clients

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// headerSequence carries a message's number, from 0: iotsim's records have it too.
const headerSequence = engine.HeaderSequence

// A message is one to send.
type message struct {
	partition  int32
	key, value []byte
	sequence   []byte
	time       time.Time
}

// load makes the messages of the factory's first reading of each device, with
// the key and the partition that iotsim gives them.
func load(scenario string) ([]message, error) {
	text, err := os.ReadFile(scenario)
	if err != nil {
		return nil, err
	}
	s, _, diags := schema.Decode([]schema.Source{{Name: scenario, Text: text}}, schema.Options{})
	if diags.HasErrors() {
		return nil, diags
	}
	plan, diags := engine.Compile(s, engine.CompileOptions{})
	if diags.HasErrors() {
		return nil, diags
	}
	program, err := engine.Open(plan, "compare")
	if err != nil {
		return nil, err
	}
	var streams []int
	for i, s := range plan.Streams {
		if !s.Labels {
			streams = append(streams, i)
		}
	}
	if len(streams) != partitions {
		return nil, fmt.Errorf("%s has %d partitions, not %d", scenario, len(streams), partitions)
	}
	sequence := program.Sequence(streams...)
	sequence.MoveTo(sequence.Len() / 4) // the whole fleet is there
	var b engine.Batch
	sequence.Append(&b, plan.End+1, int(plan.Devices))
	messages := make([]message, len(b.Records))
	for i := range b.Records {
		r := &b.Records[i]
		messages[i] = message{
			partition: plan.Streams[r.Stream].Partition, key: r.Key, value: r.Value, time: time.UnixMilli(r.Timestamp),
		}
	}
	return messages, nil
}

// numbered is the message that is sent as number n.
func numbered(messages []message, n int64) message {
	m := messages[n%int64(len(messages))]
	m.sequence = strconv.AppendInt(nil, n, 10)
	return m
}

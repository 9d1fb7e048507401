package runs

import (
	"fmt"
	"time"

	"github.com/iotsim/iotsim/engine"
)

// A Manifest is all that is needed to know what a run sent, and where: the
// scenario as it was read, and the offsets at which its records begin.
type Manifest struct {
	Run      string    `json:"run"`
	Created  time.Time `json:"created"`
	Version  string    `json:"version"` // of iotsim
	Scenario string    `json:"scenario"`
	Digest   string    `json:"digest"` // of the plan
	Seed     uint64    `json:"seed"`
	Start    int64     `json:"start"`           // event time of the first instant, Unix milliseconds
	Shard    *Shard    `json:"shard,omitempty"` // nil: all of the run

	Sources   []Source  `json:"sources"`
	Variables Variables `json:"variables"`

	Brokers  []string `json:"brokers"`            // of all topics that name no others
	Embedded bool     `json:"embedded,omitempty"` // the brokers ended with the run, and the topics with them
	Topics   []Topic  `json:"topics"`
}

// A Source is one file of the scenario, as it was.
type Source struct {
	Name      string `json:"name"`
	Text      string `json:"text"`
	Variables bool   `json:"variables,omitempty"` // a file of variables
	Series    bool   `json:"series,omitempty"`    // a recorded series, CSV
	Overlay   bool   `json:"overlay,omitempty"`
	Library   string `json:"library,omitempty"` // the folder of the library that it is part of
}

// Variables are what was given beside the files.
type Variables struct {
	Flags       map[string]string `json:"flags,omitempty"`
	Environment map[string]string `json:"environment,omitempty"`
	Sensitive   []string          `json:"sensitive,omitempty"` // their values are not kept
	Seed        *uint64           `json:"seed,omitempty"`
	Start       string            `json:"start,omitempty"`
	Duration    string            `json:"duration,omitempty"`
	Sink        string            `json:"sink,omitempty"`
	Now         *int64            `json:"now,omitempty"` // the moment of apply, where the start was left to it
}

// A Topic is where records went.
type Topic struct {
	Name    string   `json:"name"`
	ID      string   `json:"id,omitempty"`      // another one: the topic was made anew
	Base    []int64  `json:"base"`              // offsets of the first records, by partition; -1: another shard's
	Brokers []string `json:"brokers,omitempty"` // where they are others than the run's
}

// A Result is how a run ended.
type Result struct {
	Finished bool      `json:"finished"` // every record that was planned is acked
	Ended    time.Time `json:"ended"`
	Acked    int64     `json:"acked"`
	Failed   int64     `json:"failed"`
	Unknown  int64     `json:"unknown"`
	Topics   []Ends    `json:"topics"`

	Aborted      string           `json:"aborted,omitempty"` // the expectation that ended it
	Expectations []engine.Finding `json:"expectations,omitempty"`
}

// Ends is where a topic stood when the run had ended.
type Ends struct {
	Name string  `json:"name"`
	End  []int64 `json:"end"` // offsets, by partition; -1: another shard's
}

// A Run is what a folder holds.
type Run struct {
	Manifest
	Result       *Result       // nil: the run did not come to its end
	Verification *Verification // nil: nobody has read it back
}

// BrokersOf are the brokers of a topic that the run wrote; none: it did not.
func (m *Manifest) BrokersOf(topic string) []string {
	for _, t := range m.Topics {
		if t.Name == topic {
			if len(t.Brokers) > 0 {
				return t.Brokers
			}
			return m.Brokers
		}
	}
	return nil
}

// Span is the offsets of a partition between which the run's records lie; end is
// -1 while it is not known. The error says that the topic is not the run's.
func (r *Run) Span(topic, id string, partition int) (base, end int64, err error) {
	end = -1
	if r.Result != nil {
		for _, t := range r.Result.Topics {
			if t.Name == topic && partition < len(t.End) {
				end = t.End[partition]
			}
		}
	}
	for _, t := range r.Topics {
		switch {
		case t.Name != topic:
			continue
		case t.ID != "" && id != "" && t.ID != id:
			return 0, 0, fmt.Errorf("the topic %s was made anew after the run %s: its id was %s and is %s", topic, r.Manifest.Run, t.ID, id)
		case partition < len(t.Base) && t.Base[partition] < 0:
			return 0, 0, fmt.Errorf("%s/%d was sent by another shard of the run %s, and its record is not in %s: copy it there", topic, partition, r.Manifest.Run, Folder)
		case partition < len(t.Base):
			return t.Base[partition], end, nil
		}
	}
	return 0, 0, fmt.Errorf("the run %s did not write %s/%d", r.Manifest.Run, topic, partition)
}

package kafka

import (
	"maps"
	"math"
	"strconv"
	"time"

	"github.com/iotsim/iotsim/engine"
)

// A Topic is a topic that a run wants to write.
type Topic struct {
	Name        string
	Partitions  int32
	Replication int16             // -1: the broker's own
	Config      map[string]string // of a topic that is created; what it leaves out is chosen to suit the plan

	Largest int64         // bytes of the largest record, an upper bound; 0: not known
	Age     time.Duration // of the oldest event when the run ends; negative in the future
	Ahead   time.Duration // by which an event time is in the future when it is sent, at most
	Keep    bool          // set retention.ms to -1: the run never ends, or the broker bounds by size
}

// Wanted is the topics of one sink of a plan whose start is resolved and which is
// applied at now. largest is an upper bound of a record's bytes, 0 when not known.
func Wanted(p *engine.Plan, sink int, now time.Time, largest int64) []Topic {
	block := &p.Sinks[sink]
	template := Topic{Replication: block.Replication, Config: block.Config, Largest: largest, Keep: p.Forever}
	if p.Start != nil {
		template.Age, template.Ahead = clockOffsets(p, now.UnixMilli())
	}
	var topics []Topic
	index := make(map[string]int)
	for _, s := range p.Streams {
		if s.Sink != sink {
			continue
		}
		i, ok := index[s.Topic]
		if !ok {
			i = len(topics)
			index[s.Topic] = i
			template.Name = s.Topic
			topics = append(topics, template)
		}
		topics[i].Partitions = max(topics[i].Partitions, s.Partition+1)
	}
	return topics
}

// clockOffsets compares event time with the wall clock, which runs 1/speed as
// fast from now on; at speed max it stands still.
func clockOffsets(p *engine.Plan, now int64) (age, ahead time.Duration) {
	elapsed := func(t int64) int64 {
		if p.Speed.Num == 0 {
			return 0
		}
		ms := float64(t) * float64(p.Speed.Den) / float64(p.Speed.Num) / 1e6
		return int64(min(ms, float64(longest)))
	}
	behind := now - *p.Start
	end := p.End
	if p.Forever {
		end = 0 // the oldest event outlives any retention: how old it is already can be held against it
	}
	age = duration(behind + elapsed(end))
	ahead = duration(max(0, p.Duration/1e6-elapsed(p.Duration)) - behind)
	return age, ahead
}

// longest is the milliseconds of the longest duration, some 292 years.
const longest = math.MaxInt64 / int64(time.Millisecond)

// duration is of milliseconds; what is longer than the longest is cut to it.
// Instants centuries apart and slow speeds come to that.
func duration(ms int64) time.Duration {
	return time.Duration(min(max(ms, -longest), longest)) * time.Millisecond
}

const (
	// slack is how long a topic that we create keeps events after the run's end.
	slack = 7 * 24 * time.Hour

	// recordOverhead covers a batch's header (61 bytes), a record's lengths and
	// the codec's frame around a record that does not compress.
	recordOverhead = 128
)

// settings are those with which the topic is created. timestamps says that the
// broker knows the limits on them (3.6 and later; 4.x refuses events more than
// an hour ahead unless told otherwise).
func (t *Topic) settings(timestamps bool) settingsOf {
	s := settingsOf{
		cleanupPolicy: "delete",
		timestampType: "CreateTime",
		retentionTime: strconv.FormatInt(t.retention(), 10),
	}
	if timestamps {
		s[timestampBefore] = strconv.FormatInt(math.MaxInt64, 10)
		s[timestampAfter] = strconv.FormatInt(math.MaxInt64, 10)
	}
	maps.Copy(s, t.Config)
	return s
}

// retention is in milliseconds, -1 for ever.
func (t *Topic) retention() int64 {
	if t.Keep {
		return -1
	}
	return max(0, t.Age).Milliseconds() + slack.Milliseconds()
}

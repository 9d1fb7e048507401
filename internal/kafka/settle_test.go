package kafka_test

import (
	"sync"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

// A topic that somebody writes is waited for until nobody does; partitions of others
// do not count.
func partitionsComeToStand(t *testing.T, p place) {
	topic := p.topic(t)
	c, s := p.prepare(t, kafka.Topic{Name: topic, Partitions: 2, Replication: -1}, schema.Sink{})
	states, err := c.Describe(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	const each, times = 10, 15
	pause := 100 * time.Millisecond
	w := newWriter(s)
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := range int64(times) {
			if err := w.write(t.Context(), 0, i*each, (i+1)*each, each); err != nil {
				t.Error(err)
			}
			time.Sleep(pause)
		}
	})
	began := time.Now()
	others, err := c.Settle(t.Context(), states, func(partition int32) bool { return partition == 1 })
	if took := time.Since(began); err != nil || others[0].Spans[1].End != 0 || took > 10*time.Second {
		t.Errorf("a partition that nobody writes stands at %v after %v, %v", others, took, err)
	}
	still, err := c.Settle(t.Context(), states, func(int32) bool { return true })
	writing.Wait()
	if err != nil || still[0].Spans[0].End != each*times || still[0].ID != states[0].ID {
		t.Errorf("it stands at %+v, want %d, %v", still, each*times, err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Of several processes that want the same topics at once, all get them.
func processesMayMakeATopicAtOnce(t *testing.T, p place) {
	name := p.topic(t)
	var all sync.WaitGroup
	created := make(chan bool, 5)
	for range 5 {
		all.Go(func() {
			c, err := kafka.Connect(t.Context(), p.options)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			states, err := c.Prepare(t.Context(), []kafka.Topic{{Name: name, Partitions: 4, Replication: -1}})
			if err != nil || len(states) != 1 || len(states[0].Spans) != 4 {
				t.Errorf("%+v, %v", states, err)
				return
			}
			created <- states[0].Created
		})
	}
	all.Wait()
	close(created)
	n := 0
	for c := range created {
		if c {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d of them have made it", n)
	}
}

package kafka

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A fetcher asks the leader of a partition for its records as they are stored, and
// stops at whatever is not plain: a consumer goes on there, which knows what to do.
type fetcher struct {
	client    *kgo.Client
	topic     string
	id        [16]byte
	partition int32
	leader    int32
	epoch     int32
}

// newFetcher finds the leader; nil where it cannot be found.
func newFetcher(ctx context.Context, client *kgo.Client, topic string, partition int32) *fetcher {
	limited, cancel := context.WithTimeout(ctx, connectPatience)
	defer cancel()
	m, err := kadm.NewClient(client).Metadata(limited, topic)
	if err != nil {
		return nil
	}
	t := m.Topics[topic]
	p, ok := t.Partitions[partition]
	if t.Err != nil || !ok || p.Err != nil || p.Leader < 0 {
		return nil
	}
	return &fetcher{client: client, topic: topic, id: t.ID, partition: partition, leader: p.Leader, epoch: p.LeaderEpoch}
}

// run fetches from one offset to below another, and hands over each answer while it
// asks for the next.
func (f *fetcher) run(ctx context.Context, from, to int64, answers chan<- []byte) {
	for from < to {
		stored := f.fetch(ctx, from)
		next := behind(stored)
		if next <= from {
			return
		}
		select {
		case answers <- stored:
			from = next
		case <-ctx.Done():
			return
		}
	}
}

// fetch is one answer; nil where there is none.
func (f *fetcher) fetch(ctx context.Context, from int64) []byte {
	limited, cancel := context.WithTimeout(ctx, fetchPatience)
	defer cancel()
	p := kmsg.NewFetchRequestTopicPartition()
	p.Partition, p.CurrentLeaderEpoch, p.FetchOffset, p.PartitionMaxBytes = f.partition, f.epoch, from, fetchBytes
	t := kmsg.NewFetchRequestTopic()
	t.Topic, t.TopicID, t.Partitions = f.topic, f.id, append(t.Partitions, p)
	q := kmsg.NewPtrFetchRequest()
	q.MaxWaitMillis, q.MinBytes, q.MaxBytes = int32(fetchWait/time.Millisecond), 1, fetchBytes
	q.SessionEpoch = -1 // each request says all that it wants
	q.Topics = append(q.Topics, t)
	answer, err := f.client.Broker(int(f.leader)).Request(limited, q)
	if err != nil {
		return nil
	}
	a, ok := answer.(*kmsg.FetchResponse)
	if !ok || a.ErrorCode != 0 || len(a.Topics) != 1 || len(a.Topics[0].Partitions) != 1 {
		return nil
	}
	if p := &a.Topics[0].Partitions[0]; p.ErrorCode == 0 && p.Partition == f.partition {
		return p.RecordBatches
	}
	return nil
}

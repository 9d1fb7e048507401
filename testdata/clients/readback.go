package clients

import (
	"context"
	"fmt"
	"strconv"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// An arrival is what a topic holds of a job.
type arrival struct {
	Read        int64
	Lost        int64 // acked, and not there
	Doubled     int64 // there more than once, each time but the first
	Reordered   int64 // behind one of its partition with a higher number, the first time that it is there
	Unconfirmed int64 // there, and never acked
}

// arrived reads a topic from its beginning to its end.
func arrived(ctx context.Context, brokers []string, topic string, acked []byte) (arrival, error) {
	var a arrival
	client, err := kgo.NewClient(
		kgo.SeedBrokers(brokers...), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
	)
	if err != nil {
		return a, err
	}
	defer client.Close()
	ends, err := kadm.NewClient(client).ListEndOffsets(ctx, topic)
	if err != nil {
		return a, err
	}
	left := int64(0)
	ends.Each(func(o kadm.ListedOffset) { left += o.Offset })
	times := make([]byte, len(acked))
	var newest [partitions]int64
	for a.Read < left {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return a, err
		}
		for r := range fetches.RecordsAll() {
			a.Read++
			n, err := strconv.ParseInt(string(r.Headers[0].Value), 10, 64)
			if err != nil || n < 0 || n >= int64(len(acked)) {
				return a, fmt.Errorf("%s/%d at %d: number %q", topic, r.Partition, r.Offset, r.Headers[0].Value)
			}
			switch {
			case times[n] > 0:
				a.Doubled++
				continue
			case n < newest[r.Partition]:
				a.Reordered++
			default:
				newest[r.Partition] = n
			}
			times[n] = 1
			if acked[n] == 0 {
				a.Unconfirmed++
			}
		}
	}
	for n := range acked {
		if acked[n] == 1 && times[n] == 0 {
			a.Lost++
		}
	}
	return a, nil
}

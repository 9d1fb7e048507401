package engine

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSummaryIsJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakeRun(newKeeper(), Options{Workers: 1}, []int64{0.5e9, 1.5e9, 2.2e9, 9e9}, []int64{0.7e9, 1.8e9})
		r.plan.Streams[1] = Stream{Topic: "l", Labels: true}
		r.plan.Digest, r.name = "d1gest", "demo"
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		s, err := r.run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(summaryText, string(got)); diff != "" {
			t.Error(diff)
		}
		var back Summary
		if err := json.Unmarshal(got, &back); err != nil {
			t.Fatal(err)
		}
		if back.Data != s.Data || back.Duration != s.Duration || back.Lag.Count() != s.Lag.Count() || back.Streams[1] != s.Streams[1] {
			t.Errorf("read back: %+v", back)
		}
	})
}

const summaryText = `{
  "scenario": "fake",
  "plan": "d1gest",
  "run": "demo",
  "speed": "1",
  "workers": 1,
  "interrupted": true,
  "duration": 2500000000,
  "data": {
    "planned": 4,
    "sent": 3,
    "acked": 3,
    "failed": 0,
    "unknown": 0
  },
  "labels": {
    "planned": 2,
    "sent": 2,
    "acked": 2,
    "failed": 0,
    "unknown": 0
  },
  "streams": [
    {
      "topic": "t",
      "partition": 0,
      "planned": 4,
      "sent": 3,
      "acked": 3,
      "failed": 0,
      "unknown": 0
    },
    {
      "topic": "l",
      "partition": 0,
      "labels": true,
      "planned": 2,
      "sent": 2,
      "acked": 2,
      "failed": 0,
      "unknown": 0
    }
  ],
  "rate": 1.2,
  "peak": 1,
  "ack": {
    "count": 5,
    "p50": 0,
    "p90": 0,
    "p99": 0,
    "p999": 0,
    "max": 0,
    "buckets_us": [
      [
        0,
        5
      ]
    ]
  },
  "lag": {
    "count": 5,
    "p50": 0,
    "p90": 0,
    "p99": 0,
    "p999": 0,
    "max": 0,
    "buckets_us": [
      [
        0,
        5
      ]
    ]
  }
}`

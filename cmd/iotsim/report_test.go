package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

// shard is what one of three processes tells of a run with six partitions.
func shard(index int) engine.Part {
	began := time.Date(2026, 3, 2, 6, 0, index, 0, time.UTC)
	took := time.Duration(60+index) * time.Second
	s := &engine.Summary{
		Scenario: "plant", Plan: "4be1c99d02a7aa", Run: "4be1c99d02a7", Speed: schema.Ratio{Num: 1, Den: 1}, Workers: 1,
		Duration: took, Peak: 50, Rate: engine.Rate(2000 / took.Seconds()), Ack: engine.NewHistogram(), Lag: engine.NewHistogram(),
	}
	for partition := index; partition < 6; partition += 3 {
		a := engine.Account{Planned: 1000, Sent: 1000, Acked: 1000}
		s.Streams = append(s.Streams, engine.StreamSummary{Stream: engine.Stream{Topic: "plant.data", Partition: int32(partition)}, Account: a})
		s.Data.Planned, s.Data.Sent, s.Data.Acked = s.Data.Planned+1000, s.Data.Sent+1000, s.Data.Acked+1000
	}
	s.Lag.Record(time.Millisecond, 2000)
	s.Ack.Record(time.Duration(1+99*(index/2))*time.Millisecond, 2000) // the last one is slow
	basis := engine.Basis{Name: "fast", That: schema.Expression{Source: "ack_latency.p50 < 50 && sent == 6000"}, Account: s.Data, Ack: s.Ack, Complete: true}
	verdict := engine.Failed // no shard alone has all records
	s.Expectations = []engine.Finding{{Name: "fast", That: basis.That.Source, Verdict: verdict}}
	return engine.Part{
		Start: began.Truncate(time.Minute).UnixMilli(), Streams: 6, Planned: 6000, Began: began, Ended: began.Add(took),
		Run: s, Bases: []engine.Basis{basis},
	}
}

// keepShards writes the folders of shards as they come from three machines.
func keepShards(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	for i := range 3 {
		store := runs.Open(string(rune('a' + i)))
		if _, err := store.Create("4be1c99d02a7", runs.Naming{}, func(run string) runs.Manifest { return runs.Manifest{Run: run} }); err != nil {
			t.Fatal(err)
		}
		if err := store.Keep("4be1c99d02a7", "iotsim v0", shard(i)); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(string(rune('a'+i)), runs.Folder, "4be1c99d02a7"), "shard-"+string(rune('0'+i))); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReportOfShardsIsOfTheWholeRun(t *testing.T) {
	keepShards(t)
	local := time.Local
	time.Local = time.UTC
	t.Cleanup(func() { time.Local = local })
	for args, c := range map[string]struct {
		shards []string
		code   int
		want   string
	}{
		"all":     {[]string{"shard-0", "shard-1", "shard-2"}, exitGood, allShards},
		"missing": {[]string{"shard-2", "shard-0"}, exitInconclusive, twoShards},
	} {
		var out, err bytes.Buffer
		if code := run(append([]string{"report"}, c.shards...), nil, &out, &err); code != c.code {
			t.Errorf("%s: exit code %d, not %d: %s", args, code, c.code, &err)
		}
		if diff := cmp.Diff(c.want, out.String()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", args, diff)
		}
	}
}

const allShards = `plant is done: all 6,000 records are acked.

  runs   3 shards: 4be1c99d02a7
  plan   4be1c99d02a7aa
  start  2026-03-02 06:00:00 UTC
  began  2026-03-02 06:00:00 +00:00
  took   1m2s at 1x
  rate   96.8 records/s over the longest shard, at most 150 in the fastest second
  ack    p50 1.0 ms, p90 100 ms, p99 100 ms, p99.9 100 ms, max 100 ms
  lag    p50 1.0 ms, p90 1.0 ms, p99 1.0 ms, p99.9 1.0 ms, max 1.0 ms

  Topics      partitions  planned  acked  failed  unknown  unsent
  plant.data           6    6,000  6,000       0        0       0

  Shards        partitions  acked  failed  unknown  unsent  took  records/s  ack p99  lag p99
  4be1c99d02a7           2  2,000       0        0       0    1m       33.3   1.0 ms   1.0 ms
  4be1c99d02a7           2  2,000       0        0       0  1m1s       32.8   1.0 ms   1.0 ms
  4be1c99d02a7           2  2,000       0        0       0  1m2s       32.3   100 ms   1.0 ms

  Expectations       measured                          that
  fast          met  ack_latency.p50 1 ms, sent 6,000  ack_latency.p50 < 50 && sent == 6000
`

const twoShards = `plant: 2 of 6 partitions are in none of these runs; 4,000 of 6,000 records are acked.

  runs   2 shards: 4be1c99d02a7
  plan   4be1c99d02a7aa
  start  2026-03-02 06:00:00 UTC
  began  2026-03-02 06:00:00 +00:00
  took   1m2s at 1x
  rate   64.5 records/s over the longest shard, at most 100 in the fastest second
  ack    p50 1.0 ms, p90 100 ms, p99 100 ms, p99.9 100 ms, max 100 ms
  lag    p50 1.0 ms, p90 1.0 ms, p99 1.0 ms, p99.9 1.0 ms, max 1.0 ms

  Topics      partitions  planned  acked  failed  unknown  unsent
  plant.data           4    4,000  4,000       0        0       0

  Shards        partitions  acked  failed  unknown  unsent  took  records/s  ack p99  lag p99
  4be1c99d02a7           2  2,000       0        0       0  1m2s       32.3   100 ms   1.0 ms
  4be1c99d02a7           2  2,000       0        0       0    1m       33.3   1.0 ms   1.0 ms

  Expectations                 measured                                     that
  fast          not evaluated  2 of 6 partitions are in none of these runs  ack_latency.p50 < 50 && sent == 6000
`

package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/runs"
	"github.com/iotsim/iotsim/schema"
)

const (
	// shardsVariable says of how many shards a process is one; which, indexVariable
	// says, as Kubernetes sets it in an Indexed Job.
	shardsVariable = "IOTSIM_SHARDS"
	indexVariable  = "JOB_COMPLETION_INDEX"
)

// parseShard reads a flag such as 0/3, or where there is none the environment.
func parseShard(flag string, getenv func(string) string) (runs.Shard, error) {
	if flag != "" {
		index, count, _ := strings.Cut(flag, "/")
		s, ok := shardOf(index, count)
		if !ok {
			return s, usage("--shard %q: write I/N with I from 0 to N-1, such as 0/3, 1/3 and 2/3", flag)
		}
		return s, nil
	}
	index, count := getenv(indexVariable), getenv(shardsVariable)
	if count == "" {
		return runs.Shard{}, nil
	}
	s, ok := shardOf(index, count)
	if !ok {
		return s, usage("%s is %q and %s is %q: of N shards the first must say N, and the second which from 0 to N-1; or write --shard I/N", shardsVariable, count, indexVariable, index)
	}
	return s, nil
}

// anyShard in place of an index leaves it to the processes of a folder which takes which.
const anyShard = "any"

// parseAny reads any/N: of how many shards one is to be claimed, 0 where the flag says
// something else.
func parseAny(flag string) (int, error) {
	index, count, _ := strings.Cut(flag, "/")
	if index != anyShard {
		return 0, nil
	}
	if _, ok := shardOf("0", count); !ok {
		return 0, usage("--shard %q: write any/N, such as any/3 for each of three processes", flag)
	}
	return strconv.Atoi(count)
}

// claim takes a shard that no process beside this one has. The function gives it back,
// told how the run ended.
func (f *applyFlags) claim(digest string) (release func(error), err error) {
	if f.claims == 0 {
		return func(error) {}, nil
	}
	c, err := runs.Open(".").Claim(digest, f.claims)
	switch {
	case errors.Is(err, runs.ErrTaken) && f.claims == 1:
		return nil, usage("--shard any/1: another process sends all of the run.\nTo share it, give each of N processes --shard any/N, or set what N is made from.")
	case errors.Is(err, runs.ErrTaken):
		return nil, usage("--shard any/%d: each of the %d shards has a process already", f.claims, f.claims)
	case err != nil:
		return nil, destination(fmt.Errorf("no shard can be claimed: %w", err))
	}
	f.shard = c.Shard
	return func(err error) { _ = c.Release(err == nil) }, nil // a claim that is not noted as done is only taken earlier
}

// mostShards is more than any topic has partitions.
const mostShards = 1_000_000

func shardOf(index, count string) (runs.Shard, bool) {
	i, err := strconv.Atoi(index)
	n, more := strconv.Atoi(count)
	ok := err == nil && more == nil && 0 <= i && i < n && n <= mostShards
	if !ok || n == 1 {
		return runs.Shard{}, ok
	}
	return runs.Shard{Index: i, Count: n}, true
}

// shardsOnly refuses what processes cannot share, before anything is touched.
func (f *applyFlags) shardsOnly(p *engine.Plan) error {
	if f.shard.Whole() {
		return nil
	}
	if p.Start == nil {
		return usage("the scenario leaves its start to the moment of apply, which is another one in each process: write the same --start INSTANT for all shards")
	}
	for i := range p.Sinks {
		if s := &p.Sinks[i]; s.Kind == schema.SinkFile && !strings.Contains(strings.ReplaceAll(s.Path, "{{", ""), "{partition}") {
			return usage("--shard %s: several processes cannot write %s: put {partition} into its name", f.shard, s.Path)
		}
	}
	if !slices.ContainsFunc(p.Streams, func(s engine.Stream) bool { return f.shard.Has(s.Partition) }) {
		return usage("--shard %s: nothing is left for it, as the plan has no partition %d", f.shard, f.shard.Index)
	}
	return nil
}

// ownStreams are those of a sink that the shard sends.
func ownStreams(p *engine.Plan, sink int, shard runs.Shard) []int {
	streams := []int{}
	for i, s := range p.Streams {
		if s.Sink == sink && shard.Has(s.Partition) {
			streams = append(streams, i)
		}
	}
	return streams
}

// lanesOf is a lane for each of some streams.
func lanesOf(streams []int) [][]int {
	var lanes [][]int
	for _, s := range streams {
		lanes = append(lanes, []int{s})
	}
	return lanes
}

// shareOf is how much of the data a shard sends.
func shareOf(p *engine.Plan, shard runs.Shard) float64 {
	own, all := int64(0), int64(0)
	for i, s := range p.Streams {
		if s.Labels {
			continue
		}
		n := p.Counts[i].Published
		if all += n; shard.Has(s.Partition) {
			own += n
		}
	}
	if all == 0 {
		return 1
	}
	return float64(own) / float64(all)
}

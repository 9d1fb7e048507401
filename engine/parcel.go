package engine

import (
	"math"
	"time"
)

// A Packing is how a Kafka sink makes batches of records.
type Packing struct {
	Compression   string
	Level         int
	Linger        time.Duration
	BatchBytes    int64 // before compression, at most
	BufferRecords int64
	BufferBytes   int64

	// Stored is how many bytes a batch of records takes in a topic.
	Stored func([]Record) int64
}

// Parcels are a sink's records on their way: how long they are, and how many travel
// together.
type parcels struct {
	Packing
	costs   Costs
	streams float64
	leaders float64  // brokers that have some of them, as far as one knows
	records []Record // of one stream, in its order
	bytes   float64  // of one on average, before compression
	stored  map[int]float64
}

// sampledRecords are those that batches are made of to see how long they get.
const sampledRecords = 1024

// mostRests are looked past for them: about a second.
const mostRests = 1000

// parcels takes the first records of a sink's fullest stream.
func (p *Program) parcels(sink int, k Packing) *parcels {
	first, count := p.routes[sink].streams(false)
	block := &p.plan.Sinks[sink]
	s := &parcels{
		Packing: k, costs: measuredCosts, streams: float64(count), stored: map[int]float64{},
		leaders: float64(max(1, len(block.Brokers), int(block.Replication))),
	}
	fullest := first
	for i := first; i < first+count; i++ {
		if p.plan.Counts[i].Published > p.plan.Counts[fullest].Published {
			fullest = i
		}
	}
	if p.plan.Counts[fullest].Published > 0 {
		var b Batch
		sequence, limit := p.Sequence(fullest), p.plan.Bytes.Together(sampledRecords)
		// A rest ends what is appended at once, and may stand first.
		for rests := 0; len(b.Records) < limit && rests < mostRests; {
			if sequence.Append(&b, math.MaxInt64, limit-len(b.Records)) > 0 {
				continue
			}
			if rests++; sequence.Past(p.plan.counted()) {
				break
			}
		}
		s.records = b.Records
	}
	for i := range s.records {
		r := &s.records[i]
		s.bytes += float64(r.size()+recordLengths+headerLengths*int64(len(r.Headers))) / float64(len(s.records))
	}
	return s
}

// What Kafka writes around key and value of a record, and around each header: lengths,
// and how far its time and offset are from the batch's.
const (
	recordLengths = 10
	headerLengths = 2
)

// together is how many records of a partition make a batch at a rate of all: those
// that come while the first lingers, or while the pacer sleeps.
func (s *parcels) together(rate float64) int {
	most := min(float64(s.BatchBytes), float64(s.BufferBytes)/s.streams) / max(1, s.bytes)
	most = min(most, float64(s.BufferRecords)/s.streams)
	n := 1 + float64(rate/s.streams*max(s.Linger, tick).Seconds())
	return int(max(1, min(n, most)))
}

// length is the bytes that a record takes in batches of n.
func (s *parcels) length(n int) float64 {
	if len(s.records) == 0 {
		return 0
	}
	n = min(n, len(s.records))
	if known, ok := s.stored[n]; ok {
		return known
	}
	const enough = sampledRecords / 4 // of short batches
	total, records := int64(0), 0
	for at := 0; at+n <= len(s.records) && (at == 0 || records < enough); at += n {
		total += s.Stored(s.records[at : at+n])
		records += n
	}
	s.stored[n] = float64(total) / float64(records)
	return s.stored[n]
}

// each is nanoseconds of processor that a record takes at a rate of all.
func (s *parcels) each(rate float64) float64 {
	c, codec := &s.costs, s.costs.codec(s.Compression, s.Level)
	return c.Record + float64(s.bytes*(c.Byte+codec.Byte)) + (c.Batch+codec.Batch)/float64(s.together(rate))
}

// requests are those of a second: while records come, each leader gets one whenever a
// batch has lingered.
func (s *parcels) requests(rate float64) float64 {
	return min(rate, s.leaders/max(s.Linger, tick).Seconds())
}

// buffered is the memory of all that may wait for brokers.
func (s *parcels) buffered(c *Costs, p *Plan) float64 {
	records := min(float64(s.BufferRecords), float64(s.BufferBytes)/max(1, s.bytes))
	if !p.Forever {
		records = min(records, float64(p.Totals.Published))
	}
	return float64(records * (s.bytes + float64(c.Buffered)))
}

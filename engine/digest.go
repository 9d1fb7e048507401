package engine

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"math"
	"math/big"
	"runtime"
	"sync"

	"github.com/iotsim/iotsim/schema"
)

// digest is SHA-256 over the plan's canonical form: its JSON without what is
// derived from the rest, counts and the digest itself. Source positions are no
// part of it, so formatting a scenario does not change it.
func (p *Plan) digest() string {
	inputs := *p
	inputs.Counts, inputs.Digest, inputs.End, inputs.Peak = nil, "", 0, 0
	inputs.Totals, inputs.Bytes = Count{}, Bytes{}
	inputs.Phases = append([]Phase(nil), p.Phases...)
	for i := range inputs.Phases {
		ph := &inputs.Phases[i]
		ph.Count, ph.Online, ph.Target = Count{}, [2]int64{}, [2]Rate{}
	}
	inputs.Faults = append([]Fault(nil), p.Faults...)
	for i := range inputs.Faults {
		inputs.Faults[i].Selected, inputs.Faults[i].Hit, inputs.Faults[i].Places = 0, 0, nil
		inputs.Faults[i].HitFirst, inputs.Faults[i].Touched = nil, nil
	}
	// How it is sent, and where, is not what it is, nor is what is expected of that.
	inputs.Expectations = nil
	inputs.Description, inputs.Speed = "", schema.Ratio{}
	inputs.Sinks = nil
	for _, s := range p.Sinks {
		inputs.Sinks = append(inputs.Sinks, schema.Sink{
			Topic: s.Topic, Partitions: s.Partitions, Key: s.Key, Headers: s.Headers, LabelsOnly: s.LabelsOnly,
		})
	}
	if p.Labels != nil {
		inputs.Labels = &schema.Labels{Topic: p.Labels.Topic}
	}
	canonical, err := json.Marshal(&inputs)
	if err != nil {
		panic(fmt.Sprintf("engine: a plan is always JSON: %v", err))
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// A contentDigest is the sum over streams, modulo 2^256, of SHA-256 over what a
// stream holds: independent of the order in which partitions are visited, and
// dependent on the order inside each. The hash of a stream takes its topic and
// partition, then every record: key, headers but iotsim-run, timestamp, value.
// A stream without records adds nothing, so that whoever has only the records
// can compute the digest (testdata/outside/content_digest.py does).
//
// Texts are preceded by their length, and every number is big-endian: lengths,
// the count of headers and partitions 32 bits, timestamps 64 bits.
type contentDigest struct{ sum big.Int }

// add adds the finished hash of a stream.
func (d *contentDigest) add(stream *streamDigest) {
	if !stream.used {
		return
	}
	d.sum.Add(&d.sum, new(big.Int).SetBytes(stream.hash.Sum(nil)))
}

// String is the digest in 64 hex digits.
func (d *contentDigest) String() string {
	modulus := new(big.Int).Lsh(big.NewInt(1), 256)
	return fmt.Sprintf("%064x", new(big.Int).Mod(&d.sum, modulus))
}

// A streamDigest hashes the records of one stream in order.
type streamDigest struct {
	hash   hash.Hash
	buffer []byte
	used   bool
}

// newStreamDigest begins a stream.
func newStreamDigest(topic string, partition int32) *streamDigest {
	d := &streamDigest{hash: sha256.New()}
	d.text([]byte(topic))
	d.buffer = binary.BigEndian.AppendUint32(d.buffer, uint32(partition))
	d.flush()
	return d
}

// record takes the next record.
func (d *streamDigest) record(r *Record) {
	d.used = true
	d.text(r.Key)
	headers := uint32(0)
	for _, h := range r.Headers {
		if h.Key != HeaderRun {
			headers++
		}
	}
	d.buffer = binary.BigEndian.AppendUint32(d.buffer, headers)
	for _, h := range r.Headers {
		if h.Key != HeaderRun {
			d.text([]byte(h.Key))
			d.text(h.Value)
		}
	}
	d.buffer = binary.BigEndian.AppendUint64(d.buffer, uint64(r.Timestamp))
	d.text(r.Value)
	d.flush()
}

func (d *streamDigest) flush() {
	d.hash.Write(d.buffer)
	d.buffer = d.buffer[:0]
}

func (d *streamDigest) text(b []byte) {
	d.buffer = binary.BigEndian.AppendUint32(d.buffer, uint32(len(b)))
	d.buffer = append(d.buffer, b...)
}

// ContentDigest generates every record, sends nothing, and says what the
// streams hold. workers goroutines share the streams; the result is the same
// for any number of them. The error is why ctx ended.
func (p *Program) ContentDigest(ctx context.Context, workers int) (digest string, bytes int64, err error) {
	if p.plan.Forever {
		return "", 0, errors.New("a plan that lasts forever has no end to compute a digest to")
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var total contentDigest
	var mutex sync.Mutex
	share(len(p.plan.Streams), workers, func(i int) {
		if ctx.Err() != nil {
			return // positioning in a stream takes a moment, too
		}
		d, n := p.streamDigest(ctx, i)
		mutex.Lock()
		defer mutex.Unlock()
		total.add(d)
		bytes += n
	})
	if ctx.Err() != nil {
		return "", 0, context.Cause(ctx)
	}
	return total.String(), bytes, nil
}

// streamDigest is of a whole stream, unless ctx ends.
func (p *Program) streamDigest(ctx context.Context, i int) (*streamDigest, int64) {
	stream := p.plan.Streams[i]
	d := newStreamDigest(stream.Topic, stream.Partition)
	sequence, bytes := p.Sequence(i), int64(0)
	var b Batch
	for ctx.Err() == nil && sequence.Append(&b, math.MaxInt64, p.plan.Bytes.Together(256)) > 0 {
		for j := range b.Records {
			d.record(&b.Records[j])
			if !stream.Labels {
				bytes += b.Records[j].size()
			}
		}
		b.Reset()
	}
	return d, bytes
}

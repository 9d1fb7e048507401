package verify

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"sync"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
)

// names finds the plan's records by what their headers call them. The partitions
// of a sink share what it takes, which is there once something differs.
type names struct {
	program *engine.Program
	seed    maphash.Seed

	mutex   sync.Mutex
	finders map[finderKey]*engine.Finder
	batch   engine.Batch
}

type finderKey struct {
	sink   int
	labels bool
}

func newNames(program *engine.Program) *names {
	return &names{program: program, seed: maphash.MakeSeed(), finders: map[finderKey]*engine.Finder{}}
}

// finder may be used while the mutex is held.
func (n *names) finder(sink int, labels bool) *engine.Finder {
	key := finderKey{sink, labels}
	f, ok := n.finders[key]
	if !ok {
		f = n.program.Finder(sink, labels)
		n.finders[key] = f
	}
	return f
}

// find is where the record of that name stands among those of a stream's sink.
func (n *names) find(s engine.Stream, name *engine.Name) (engine.Position, bool) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	f := n.finder(s.Sink, name.Label > 0)
	if f == nil {
		return engine.Position{}, false
	}
	return f.Find(name)
}

// difference is between the record at a position and the one that was found.
func (n *names) difference(c *comparison, s engine.Stream, p *engine.Position, found *readback.Record) *Difference {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.batch.Reset()
	n.finder(s.Sink, s.Labels).Append(&n.batch, p)
	return c.difference(&n.batch.Records[0], found)
}

// describe names the record at a position.
func (n *names) describe(s engine.Stream, p *engine.Position) string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.batch.Reset()
	n.finder(s.Sink, s.Labels).Append(&n.batch, p)
	return describe(n.batch.Records[0].Key, n.batch.Records[0].Headers)
}

// hash is a record's name as a number. Headers that have none are one name.
func (n *names) hash(key []byte, headers []engine.Header) uint64 {
	name, _ := engine.NameOf(key, headers)
	var h maphash.Hash
	h.SetSeed(n.seed)
	var numbers [24]byte
	binary.LittleEndian.PutUint64(numbers[0:], uint64(name.Sequence))
	binary.LittleEndian.PutUint64(numbers[8:], uint64(name.Copy))
	binary.LittleEndian.PutUint64(numbers[16:], uint64(name.Label))
	_, _ = h.Write(numbers[:]) // it takes everything
	_, _ = h.WriteString(name.Activation)
	_ = h.WriteByte(0)
	_, _ = h.Write(name.Device)
	return h.Sum64()
}

// sameButRun says that headers differ in the name of the run alone.
func sameButRun(planned, found []engine.Header) bool {
	if len(planned) != len(found) {
		return false
	}
	for i := range planned {
		if planned[i].Key != found[i].Key || planned[i].Key != engine.HeaderRun && !bytes.Equal(planned[i].Value, found[i].Value) {
			return false
		}
	}
	return true
}

// Package verifytest has what somebody may do to a good topic, and what a
// verification must call it: one table for topics in memory and on brokers.
package verifytest

import (
	"slices"

	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/verify"
)

// Flip changes one bit.
func Flip(b []byte, bit int) []byte {
	b = slices.Clone(b)
	b[bit/8%len(b)] ^= 1 << (bit % 8)
	return b
}

// Header changes one header's value of a record.
func Header(r *readback.Record, i int, value []byte) {
	r.Headers = slices.Clone(r.Headers)
	r.Headers[i].Value = value
}

// sameDevice is the next record after i of the device of record i.
func sameDevice(records []readback.Record, i int) int {
	for j := i + 1; ; j++ {
		if string(records[j].Key) == string(records[i].Key) {
			return j
		}
	}
}

// A Mutation is what somebody does to partition 1 of a good topic of at least three,
// with some 400 records each, and what verify must call it.
type Mutation struct {
	Name   string
	Mutate func(l [][]readback.Record, r []readback.Record) []readback.Record // l is all partitions, r is l[1]
	Want   verify.Counts                                                      // of partition 1
	Kind   verify.Kind                                                        // of the example
	Offset int64                                                              // of the example, less the base; -1: the end
	Other  verify.Counts                                                      // of partition 2
}

// Apply changes partitions.
func (m *Mutation) Apply(l [][]readback.Record) { l[1] = m.Mutate(l, l[1]) }

// At is the offset of the example that verify must show, in a partition 1 that begins
// at base and holds so many records now.
func (m *Mutation) At(base int64, records int) int64 {
	switch {
	case m.Offset >= 0:
		return base + m.Offset
	case m.Kind == verify.Duplicate:
		return base + int64(records) - 1
	}
	return base + int64(records)
}

// Mutations are the twelve that kafka.md names, each in its forms.
var Mutations = []Mutation{
	{Name: "drop the first", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { return r[1:] },
		Want: verify.Counts{Missing: 1}, Kind: verify.Missing, Offset: 0},
	{Name: "drop one in the middle", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { return slices.Delete(r, 70, 71) },
		Want: verify.Counts{Missing: 1}, Kind: verify.Missing, Offset: 70},
	{Name: "drop the last", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { return r[:len(r)-1] },
		Want: verify.Counts{Truncated: 1}, Kind: verify.Truncated, Offset: -1},
	{Name: "duplicate near", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { return slices.Insert(r, 51, r[50]) },
		Want: verify.Counts{Duplicate: 1}, Kind: verify.Duplicate, Offset: 51},
	{Name: "duplicate far", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		return slices.Insert(r, 300, r[10])
	},
		Want: verify.Counts{Duplicate: 1}, Kind: verify.Duplicate, Offset: 300},
	{Name: "duplicate at the end", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { return append(r, r[10]) },
		Want: verify.Counts{Duplicate: 1}, Kind: verify.Duplicate, Offset: -1},
	{Name: "duplicate far ahead", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		return slices.Insert(r, 10, r[300])
	},
		Want: verify.Counts{Duplicate: 1}, Kind: verify.Duplicate, Offset: 10},
	{Name: "swap within a device", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		j := sameDevice(r, 20)
		r[20], r[j] = r[j], r[20]
		return r
	}, Want: verify.Counts{Reordered: 2}, Kind: verify.Reordered, Offset: 20},
	{Name: "swap across devices", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		r[20], r[21] = r[21], r[20]
		return r
	},
		Want: verify.Counts{Reordered: 1}, Kind: verify.Reordered, Offset: 20},
	{Name: "flip a bit of the value", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		r[33].Value = Flip(r[33].Value, 300)
		return r
	},
		Want: verify.Counts{Corrupt: 1}, Kind: verify.Corrupt, Offset: 33},
	{Name: "flip a bit of the key", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		r[34].Key = Flip(r[34].Key, 72)
		return r
	},
		Want: verify.Counts{Corrupt: 1}, Kind: verify.Corrupt, Offset: 34},
	{Name: "flip a bit of a header", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		Header(&r[35], 1, Flip(r[35].Headers[1].Value, 0))
		return r
	}, Want: verify.Counts{Corrupt: 1}, Kind: verify.Corrupt, Offset: 35},
	{Name: "lose the headers", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { r[37].Headers = nil; return r },
		Want: verify.Counts{Corrupt: 1}, Kind: verify.Corrupt, Offset: 37},
	{Name: "a millisecond later", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record { r[39].Timestamp++; return r },
		Want: verify.Counts{Corrupt: 1}, Kind: verify.Corrupt, Offset: 39},
	{Name: "wrong partition", Mutate: func(l [][]readback.Record, r []readback.Record) []readback.Record {
		l[2] = slices.Insert(l[2], 60, r[60])
		return slices.Delete(r, 60, 61)
	}, Want: verify.Counts{Missing: 1}, Kind: verify.Missing, Offset: 60, Other: verify.Counts{Misplaced: 1}},
	{Name: "foreign record", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		return slices.Insert(r, 40, readback.Record{Key: []byte("x"), Value: []byte("y")})
	}, Want: verify.Counts{Alien: 1}, Kind: verify.Alien, Offset: 40},
	{Name: "record of another run", Mutate: func(_ [][]readback.Record, r []readback.Record) []readback.Record {
		more := r[40]
		Header(&more, 0, []byte("evil"))
		return slices.Insert(r, 40, more)
	}, Want: verify.Counts{Alien: 1}, Kind: verify.Alien, Offset: 40},
}

package signal

import "math/bits"

// golden is 2^64 divided by the golden ratio, the increment of splitmix64.
const golden = 0x9e3779b97f4a7c15

// mix is the finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection of
// 64 bits in which every input bit flips every output bit with chance one half.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// A Key identifies a place, a devices block or a device under one seed. Keys
// form a tree: the key of a device depends on its address and the seed, and on
// nothing else.
type Key uint64

// NewKey is the root of the tree of a seed.
func NewKey(seed uint64) Key { return Key(mix(seed + golden)) }

// Child is the key of a named part below k. Every part is closed by its length,
// so that ("ab", "c") and ("a", "bc") differ.
//
// The name is taken in chunks of eight bytes, little-endian, the last one padded
// with zero bytes: k = mix(k ^ chunk) + golden for each, then mix(k ^ length).
func (k Key) Child(name string) Key {
	h := uint64(k)
	for i := 0; i < len(name); i += 8 {
		var chunk uint64
		for j := 0; j < 8 && i+j < len(name); j++ {
			chunk |= uint64(name[i+j]) << (8 * j)
		}
		h = mix(h^chunk) + golden
	}
	return Key(mix(h ^ uint64(len(name))))
}

// Ordinal is the key of the n-th thing below k: mix(k + (n+1)*golden).
func (k Key) Ordinal(n int64) Key {
	return Key(mix(uint64(k) + uint64(n+1)*golden))
}

// A Purpose keeps draws apart: each has streams of its own, so that switching a
// fault off cannot shift a value.
type Purpose uint64

// The purposes. Their numbers are part of every byte that is drawn: append only.
const (
	Phase       Purpose = 1 + iota // offset of a device's ticks within its interval
	Order                          // threshold of a devices block, rank of a device in it
	Value                          // white value or noise of a sensor or info, per tick
	Memory                         // lattice of a correlated value
	Spread                         // offset of a sensor per device
	Parameter                      // fixed(DIST)
	SwitchState                    // two-state process
	Pick                           // does a fault hit a device
	After                          // moment of an activation
	Lasts                          // length of an activation
	Reconnect                      // moment of a reconnect
	Share                          // does an effect touch a reading
	Delay                          // by how much
	Jitter                         // by how much a tick is moved
	Added                          // what an effect adds to a value
	Corrupt                        // which bytes become which
	Padding                        // what an oversized message is filled with
	Burst                          // two-state process of a channel, per tick
	Gap                            // how long a reboot takes
	Clone                          // key of another device with the same id
)

// A Tag is a purpose on a channel (a sensor, a fault), hashed once while planning.
type Tag uint64

// NewTag hashes a purpose and the names of its channel: the key tree's own
// Child, from the root Key(purpose).
func NewTag(p Purpose, channel ...string) Tag {
	k := Key(mix(uint64(p) * golden))
	for _, name := range channel {
		k = k.Child(name)
	}
	return Tag(k)
}

// A Stream is an endless random-access sequence of independent 64-bit words.
type Stream uint64

// Stream is the stream of a tag at k: mix(k ^ tag).
func (k Key) Stream(t Tag) Stream { return Stream(mix(uint64(k) ^ uint64(t))) }

// Word is the i-th word, for any i, negative too: mix(s + (i+1)*golden).
func (s Stream) Word(i int64) uint64 { return mix(uint64(s) + uint64(i+1)*golden) }

// Sub is a stream of streams: the i-th cell of a process that needs several words a cell.
func (s Stream) Sub(i int64) Stream { return Stream(s.Word(i)) }

// Below maps a word to [0, n) as floor(word * n / 2^64): n words of 2^64 share
// each outcome to within one. It does not reject, because a rejected word would
// make the number of draws depend on the draws.
func Below(word uint64, n uint64) uint64 {
	hi, _ := bits.Mul64(word, n)
	return hi
}

// Unit maps a word to [0, 1): its top 53 bits as a fraction.
func Unit(word uint64) float64 { return float64(float64(word>>11) * 0x1p-53) }

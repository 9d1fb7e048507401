package codec

import "slices"

// blockSize is the unit of copying. A copy of constant length is two vector
// moves in line, where append would call out for each piece of some thirty bytes.
const blockSize = 32

// blocks is text cut into blocks. The last one is filled up with bytes that mean
// nothing: they are copied too, and what comes next overwrites them.
type blocks struct {
	data   [][blockSize]byte
	length int
}

func newBlocks(s string) blocks {
	b := blocks{data: make([][blockSize]byte, (len(s)+blockSize-1)/blockSize), length: len(s)}
	for i := range b.data {
		copy(b.data[i][:], s[i*blockSize:])
	}
	return b
}

// appendBlocks uses some spare room of dst as scratch. It is kept out of line:
// in line, its loop has no registers left.
//
//go:noinline
func appendBlocks(dst []byte, b *blocks) []byte {
	dst = slices.Grow(dst, len(b.data)*blockSize)
	room := dst[len(dst):cap(dst)]
	for i := range b.data {
		*(*[blockSize]byte)(room) = b.data[i]
		room = room[blockSize:]
	}
	return dst[:len(dst)+b.length]
}

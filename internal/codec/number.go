package codec

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// eightDigits is 10^8: below it, a number is a word of eight decimal digits.
const eightDigits = 1e8

// zeros turns digits 0 to 9 in the bytes of a word into ASCII.
const zeros = 0x3030303030303030

// spread returns the eight decimal digits of u < 10^8, one in each byte, the
// first in the lowest: stored little-endian they read from left to right.
//
// It halves all parts of the word at once: 8 digits into lanes of 4, those into
// lanes of 2, those into 1. Division in a lane is multiplication by a rounded-up
// reciprocal, exact for the lane's range: 10486/2^20 for 1/100 below 10,000 and
// 103/2^10 for 1/10 below 100. No lane carries into its neighbour.
func spread(u uint64) uint64 {
	fours := u/10000 | u%10000<<32
	high := fours * 10486 >> 20 & 0x0000007f_0000007f
	twos := high | (fours-100*high)<<16
	high = twos * 103 >> 10 & 0x000f_000f_000f_000f
	return high | (twos-10*high)<<8
}

// appendFixed appends v / 10^digits. It uses some spare room of dst as scratch.
func appendFixed(dst []byte, v int64, digits int) []byte {
	sign := uint64(v >> 63)        // all ones below zero
	u := (uint64(v) ^ sign) - sign // right for the smallest int64 too
	dst = slices.Grow(dst, 24)
	room := dst[:cap(dst)]
	at := len(dst)
	room[at] = '-'
	at += int(sign & 1)
	if u >= eightDigits || digits >= 8 {
		return appendLong(room[:at], u, digits)
	}
	// Both sides of the point are stored as whole words, without a loop or a
	// branch; what is too much is overwritten by what comes next.
	word := spread(u)
	whole := 8 - digits                                       // places before the point
	blank := min(bits.TrailingZeros64(word)/8, whole-1)       // of them, zeros in front
	tail := digits - min(bits.LeadingZeros64(word)/8, digits) // places after, zeros at the end cut
	binary.LittleEndian.PutUint64(room[at:], (word|zeros)>>(8*blank))
	at += whole - blank
	room[at] = '.'
	binary.LittleEndian.PutUint64(room[at+1:], (word|zeros)>>(8*whole))
	if tail > 0 {
		tail++ // the point
	}
	return room[:at+tail]
}

// appendUint appends u. It uses some spare room of dst as scratch.
func appendUint(dst []byte, u uint64) []byte {
	if u < eightDigits {
		return appendFixed(dst, int64(u), 0)
	}
	dst = appendUint(dst, u/eightDigits)
	return binary.LittleEndian.AppendUint64(dst, spread(u%eightDigits)|zeros)
}

// appendLong is appendFixed for any u and any number of digits, without sign.
func appendLong(dst []byte, u uint64, digits int) []byte {
	if u == 0 {
		return append(dst, '0')
	}
	for digits > 0 && u%10 == 0 {
		u /= 10
		digits--
	}
	start := len(dst)
	dst = appendUint(dst, u)
	if digits == 0 {
		return dst
	}
	for len(dst)-start <= digits {
		dst = slices.Insert(dst, start, '0')
	}
	return slices.Insert(dst, len(dst)-digits, '.')
}

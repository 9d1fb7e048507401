package codec

import (
	"math/bits"
	"slices"
)

// pairs is "00" to "99" in a row: a number is written two digits a step, which
// halves the divisions.
const pairs = "00010203040506070809" +
	"10111213141516171819" +
	"20212223242526272829" +
	"30313233343536373839" +
	"40414243444546474849" +
	"50515253545556575859" +
	"60616263646566676869" +
	"70717273747576777879" +
	"80818283848586878889" +
	"90919293949596979899"

// powers are the powers of ten that fit in 64 bits.
var powers = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// width is the number of decimal digits of u; that of 0 is 1. 1233/4096 is
// log10(2) to five digits, which turns a length in bits into the width or one less.
func width(u uint64) int {
	n := bits.Len64(u|1) * 1233 >> 12
	if u >= powers[n] {
		n++
	}
	return max(n, 1)
}

// appendFixed appends v / 10^digits.
func appendFixed(dst []byte, v int64, digits int) []byte {
	u := uint64(v)
	if v < 0 {
		dst = append(dst, '-')
		u = -u // right for the smallest int64 too
	}
	if u == 0 {
		return append(dst, '0')
	}
	for digits > 0 && u%10 == 0 {
		u /= 10
		digits--
	}
	if digits == 0 {
		return appendUint(dst, u)
	}
	whole := max(width(u)-digits, 1)
	dst = extend(dst, whole+1+digits)
	point := len(dst) - digits - 1
	u = putDigits(dst[point+1:], u)
	dst[point] = '.'
	putDigits(dst[point-whole:point], u)
	return dst
}

func appendUint(dst []byte, u uint64) []byte {
	n := width(u)
	dst = extend(dst, n)
	putDigits(dst[len(dst)-n:], u)
	return dst
}

// putDigits fills b with the last len(b) digits of u, zeros in front, and
// returns what is left of u.
func putDigits(b []byte, u uint64) uint64 {
	i := len(b)
	for i >= 2 {
		i -= 2
		rest := u / 100
		pair := 2 * (u - rest*100)
		b[i], b[i+1] = pairs[pair], pairs[pair+1]
		u = rest
	}
	if i == 1 {
		rest := u / 10
		b[0] = byte('0' + u - rest*10)
		u = rest
	}
	return u
}

// extend makes dst n bytes longer; what they hold is undefined.
func extend(dst []byte, n int) []byte {
	if cap(dst)-len(dst) < n {
		dst = slices.Grow(dst, n)
	}
	return dst[:len(dst)+n]
}

package codec

import (
	"encoding/binary"
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

// Most of what a fleet says is three digits or less, and nearly all the rest six.
// Numbers of three digits are looked up whole, sign and zeros aside: a store and a
// length, and no branch on digits that are random.

// A short is up to seven characters and, in the highest byte, how many they are.
// All eight bytes are stored; what is behind the text is overwritten by what
// comes next.
type short uint64

// shortNumbers[d] holds 0 to 999 over 10^d as they stand alone, and
// shortEndings[d] as they end a longer number, with all their zeros in front:
// 25 over 10^2 is 0.25 and, behind 1013000 over 10^2, 0.25 again; over 10^1 it is
// 2.5 and 02.5; over 10^3 it is 0.025 and .025.
var shortNumbers, shortEndings = func() (numbers, endings [4][1000]short) {
	for d := range numbers {
		for u := range uint64(1000) {
			numbers[d][u] = newShort(appendLong(nil, u, d))
			longer := appendLong(nil, 1000+u, d) // the thousand keeps zeros in front
			endings[d][u] = newShort(longer[1:])
		}
	}
	return numbers, endings
}()

func newShort(text []byte) short {
	s := short(len(text)) << 56
	for i, b := range text {
		s |= short(b) << (8 * i)
	}
	return s
}

// put stores the text at dst[n:] and returns where it ends.
func (s short) put(dst []byte, n int) int {
	binary.LittleEndian.PutUint64(dst[n:], uint64(s))
	return n + int(s>>56)
}

// shortBools are false and true.
var shortBools = [2]short{newShort([]byte("false")), newShort([]byte("true"))}

// putShort writes a boolean, or a number of six digits or less, three of them
// behind the point at most, at dst[n:] and returns where it ends; false for all
// other values.
func putShort(dst []byte, n int, v *Value) (end int, ok bool) {
	if v.Kind == Bool {
		return shortBools[v.Fixed&1].put(dst, n), true
	}
	sign := v.Fixed >> 63
	u := uint64(v.Fixed ^ sign - sign)
	if v.Kind != Number || int(v.Digits) >= len(shortNumbers) || u >= 1e6 {
		return n, false
	}
	dst[n] = '-'
	n -= int(sign)
	if u < 1e3 {
		return shortNumbers[v.Digits][u].put(dst, n), true
	}
	high := u / 1e3
	n = shortNumbers[0][high].put(dst, n)
	return shortEndings[v.Digits][u-high*1e3].put(dst, n), true
}

// putUint writes u at dst[n:] and returns where it ends.
func putUint(dst []byte, n int, u uint64) int {
	if u < 1e3 {
		return shortNumbers[0][u].put(dst, n)
	}
	high := u / 1e3
	return shortEndings[0][u-high*1e3].put(dst, putUint(dst, n, high))
}

// AppendUint appends u in decimal.
func AppendUint(dst []byte, u uint64) []byte {
	n := len(dst)
	dst = extend(dst, slotRoom)
	return dst[:putUint(dst, n, u)]
}

// appendFixed appends v / 10^digits.
func appendFixed(dst []byte, v int64, digits int) []byte {
	u := uint64(v)
	if v < 0 {
		dst = append(dst, '-')
		u = -u // right for the smallest int64 too
	}
	return appendLong(dst, u, digits)
}

// appendLong appends u / 10^digits, however long.
func appendLong(dst []byte, u uint64, digits int) []byte {
	if u == 0 {
		return append(dst, '0')
	}
	for digits > 0 && u%10 == 0 {
		u /= 10
		digits--
	}
	whole := max(width(u)-digits, 1)
	if digits == 0 {
		dst = extend(dst, whole)
		putDigits(dst[len(dst)-whole:], u)
		return dst
	}
	dst = extend(dst, whole+1+digits)
	point := len(dst) - digits - 1
	u = putDigits(dst[point+1:], u)
	dst[point] = '.'
	putDigits(dst[point-whole:point], u)
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

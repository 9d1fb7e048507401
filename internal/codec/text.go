package codec

import (
	"encoding/binary"
	"unicode/utf8"
)

// plain says which bytes stand in a JSON string as they are. Bytes from 0x80 on
// begin or continue a rune, which has to be looked at.
var plain = func() (table [256]bool) {
	for b := range table {
		table[b] = b >= ' ' && b < utf8.RuneSelf && b != '"' && b != '\\'
	}
	return table
}()

// allPlain says whether the eight bytes of a word are plain. In a byte below
// 0x80, x-n sets the top bit just when x < n, so x-' ' finds control characters
// and (x^c)-1 finds c. A borrow starts in a byte that is not plain itself, so it
// blames no innocent word.
func allPlain(word uint64) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	quotes := word ^ '"'*ones
	slashes := word ^ '\\'*ones
	return (word|(word-' '*ones)|(quotes-ones)|(slashes-ones))&tops == 0
}

// AppendString appends s as a JSON string. It escapes what JSON requires and
// nothing else: other text stays UTF-8, and bytes that are none become U+FFFD.
func AppendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for len(s) >= 8 {
		word := binary.LittleEndian.Uint64(s)
		if !allPlain(word) {
			break
		}
		dst = binary.LittleEndian.AppendUint64(dst, word)
		s = s[8:]
	}
	for i := 0; i < len(s); i++ {
		if !plain[s[i]] {
			return append(appendText(dst, s[i:]), '"')
		}
		dst = append(dst, s[i])
	}
	return append(dst, '"')
}

// appendText is the inside of AppendString for any text.
func appendText(dst, s []byte) []byte {
	start := 0 // s[start:i] is good and not appended yet
	for i := 0; i < len(s); {
		if plain[s[i]] {
			i++
			continue
		}
		size := 1
		if s[i] >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRune(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscaped(dst, s[i])
		i += size
		start = i
	}
	return append(dst, s[start:]...)
}

// appendEscaped appends a byte that cannot stand as it is.
func appendEscaped(dst []byte, b byte) []byte {
	const hex = "0123456789abcdef"
	switch {
	case b >= utf8.RuneSelf:
		return utf8.AppendRune(dst, utf8.RuneError)
	case b == '"' || b == '\\':
		return append(dst, '\\', b)
	case b == '\b':
		return append(dst, `\b`...)
	case b == '\f':
		return append(dst, `\f`...)
	case b == '\n':
		return append(dst, `\n`...)
	case b == '\r':
		return append(dst, `\r`...)
	case b == '\t':
		return append(dst, `\t`...)
	}
	return append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
}

// quote is s as a JSON string, for text that is rendered while compiling.
func quote(s string) string { return string(AppendString(nil, []byte(s))) }

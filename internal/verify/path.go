package verify

import (
	"bytes"
	"strconv"
	"strings"
)

// deepest is how many objects and lists a path goes into.
const deepest = 64

// A level of JSON text that a path goes through.
type nest struct {
	list   bool
	index  int    // of the item, in a list
	member []byte // its name, in an object
	named  bool   // the name was read, and the value follows
}

// pathAt is the path of what stands at a byte of JSON text, as sensors[0].value;
// empty when that is neither an object nor a list.
func pathAt(text []byte, at int) string {
	var nests []nest
	for i := 0; i < min(at+1, len(text)); i++ {
		if len(nests) == 0 && text[i] != '{' && text[i] != '[' {
			return ""
		}
		switch text[i] {
		case '{', '[':
			if len(nests) == deepest {
				return spellPath(nests)
			}
			nests = append(nests, nest{list: text[i] == '['})
		case '}', ']':
			nests = nests[:len(nests)-1]
		case ',':
			inner := &nests[len(nests)-1]
			inner.index, inner.named, inner.member = inner.index+1, false, nil
		case ':':
			nests[len(nests)-1].named = true
		case '"':
			end := i + 1 + closing(text[i+1:])
			if inner := &nests[len(nests)-1]; !inner.list && !inner.named {
				inner.member = text[i+1 : min(end, len(text))]
			}
			i = end
		}
	}
	return spellPath(nests)
}

// closing is where the quote is that ends a text; its length when there is none.
func closing(text []byte) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text)
}

func spellPath(nests []nest) string {
	var b strings.Builder
	for i, n := range nests {
		switch {
		case n.list:
			b.WriteString("[" + strconv.Itoa(n.index) + "]")
		case n.member == nil:
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.Write(bytes.ToValidUTF8(n.member, []byte("�")))
		}
	}
	return b.String()
}

package codec

import "bytes"

// An Edit is a message that a layout wrote, on its way to another one: JSON without
// white space, with members in a known order. It is changed in place, at the end of
// its buffer, so that nothing is allocated while the buffer has room.
type Edit struct {
	Text    []byte
	Changed bool  // it is another than it was
	Hints   []int // where paths led in the message before this, by Path.Hint

	cut bool // something was taken out: members may be missing
}

// A Path leads to a value in the messages of a layout. The zero Path leads nowhere.
//
// In a message that has all its members, names that are Unique are looked for as
// bytes, which costs little, and not member by member. (What stands before a colon
// is a name: a quote within a text is escaped, and texts have no colon behind them.
// So where names have quotes in them, none is Unique that may come behind.)
type Path struct {
	Steps  []Step
	Unique bool // each name is the first of its kind behind the one before it
	Sole   int  // how many steps lead to the last name that no other member has; 0: there is none
	Hint   int  // index in Edit.Hints
}

// IsZero says that the path leads nowhere.
func (p *Path) IsZero() bool { return len(p.Steps) == 0 }

// A Step leads from an object to one of its members, or from a list to one of
// its items.
type Step struct {
	name []byte // of the member as it stands in messages, quotes and colon included; nil: an item
	item int    // from 0
}

// NewStep leads to a member by name.
func NewStep(name string) Step { return Step{name: append(AppendString(nil, []byte(name)), ':')} }

// NewItem leads to the item of a list, from 0.
func NewItem(i int) Step { return Step{item: i} }

// A site is where a value stands in a message: message[value:end], and with the
// name before it, if it has one, message[start:end].
type site struct{ start, value, end int }

// find is where a path leads; false when the message has no such value.
func (e *Edit) find(p *Path) (s site, ok bool) {
	switch {
	case p.IsZero():
		return s, false
	case p.Unique && !e.cut:
		return e.spot(p)
	}
	for _, step := range p.Steps {
		if s, ok = step.from(e.Text, s.value); !ok {
			return s, false
		}
	}
	return s, true
}

// spot finds a path by the bytes of its names. The first of them that matters is
// about where it was in the message before.
func (e *Edit) spot(p *Path) (s site, ok bool) {
	rest := p.Steps
	if p.Sole > 0 {
		name := rest[p.Sole-1].name
		hint := &e.Hints[p.Hint]
		from := min(max(0, *hint-hintSlack), len(e.Text))
		i := bytes.Index(e.Text[from:min(len(e.Text), *hint+len(name)+hintSlack)], name)
		if i < 0 {
			from = 0
			if i = bytes.Index(e.Text, name); i < 0 {
				return s, false
			}
		}
		*hint = from + i
		s.start, s.value, rest = *hint, *hint+len(name), rest[p.Sole:]
	}
	for _, step := range rest {
		s.start = s.value + 1 // the first in an object, often
		if !bytes.HasPrefix(e.Text[s.start:], step.name) {
			i := bytes.Index(e.Text[s.value:], step.name)
			if i < 0 {
				return s, false
			}
			s.start = s.value + i
		}
		s.value = s.start + len(step.name)
	}
	s.end = pass(e.Text, s.value)
	return s, true
}

// hintSlack is by how much members move from message to message, mostly: values
// differ by some digits.
const hintSlack = 20

// from looks for the step in the object or list that begins at i.
func (s Step) from(message []byte, i int) (site, bool) {
	named := s.name != nil
	if named && message[i] != '{' || !named && message[i] != '[' {
		return site{}, false
	}
	for n := 0; message[i+1] != '}' && message[i+1] != ']'; n++ {
		at := site{start: i + 1, value: i + 1}
		if named {
			at.value = passText(message, at.start) + 1 // behind the colon
		}
		at.end = pass(message, at.value)
		if named && bytes.Equal(message[at.start:at.value], s.name) || !named && n == s.item {
			return at, true
		}
		if i = at.end; message[i] != ',' {
			break
		}
	}
	return site{}, false
}

// pass is the end of the value that begins at i.
func pass(message []byte, i int) int {
	for depth := 0; ; {
		switch message[i] {
		case '"':
			i = passText(message, i)
		case '{', '[':
			depth++
			i++
			continue
		case '}', ']':
			depth--
			i++
		case ',', ':':
			i++
			continue
		default:
			i = passWord(message, i)
		}
		if depth == 0 {
			return i
		}
	}
}

// passWord is the end of the number, bool or null that begins at i.
func passWord(message []byte, i int) int {
	for message[i] != ',' && message[i] != '}' && message[i] != ']' {
		i++
	}
	return i
}

// passText is the end of the text that begins at i.
func passText(message []byte, i int) int {
	for i++; message[i] != '"'; i++ {
		if message[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// Remove takes out what a path leads to, with its name and the comma that parted
// it from what stood beside it. It says whether there was anything.
func (e *Edit) Remove(p *Path) bool {
	at, ok := e.find(p)
	switch {
	case !ok:
		return false
	case e.Text[at.end] == ',':
		at.end++
	case e.Text[at.start-1] == ',':
		at.start--
	}
	e.Text = append(e.Text[:at.start], e.Text[at.end:]...)
	e.Changed, e.cut = true, true
	return true
}

// Retype writes what a path leads to as another kind of value, Text, Null, Bool or
// Number, and says whether the message is another then: a text stays a text.
//
// A text is the value as the message wrote it. A bool is false of 0, of null and
// of what is empty. A number is 1 or 0 of a bool, of a text the number that it
// writes, and else 0.
func (e *Edit) Retype(p *Path, to Kind) bool {
	at, ok := e.find(p)
	if !ok {
		return false
	}
	value, n := e.Text[at.value:at.end], len(e.Text)
	was := kindOf(value)
	if was == to {
		return false
	}
	switch to {
	case Text:
		e.Text = AppendString(e.Text, value)
	case Bool:
		e.Text = appendValue(e.Text, &Value{Kind: Bool, Fixed: truth(value)})
	case Number:
		e.Text = appendNumber(e.Text, value)
	default:
		e.Text = append(e.Text, "null"...)
	}
	e.cut = e.cut || was == holder
	e.splice(at, n)
	return true
}

// Replace writes another value where a path leads, and says whether the message is
// another then.
func (e *Edit) Replace(p *Path, v *Value) bool {
	at, ok := e.find(p)
	if !ok {
		return false
	}
	n := len(e.Text)
	e.Text = appendValue(e.Text, v)
	if bytes.Equal(e.Text[at.value:at.end], e.Text[n:]) {
		e.Text = e.Text[:n]
		return false
	}
	e.splice(at, n)
	return true
}

// splice puts what stands from n on in the place of a value before it.
func (e *Edit) splice(at site, n int) {
	e.Text = append(e.Text, e.Text[at.end:n]...)
	e.Text = e.Text[:at.value+copy(e.Text[at.value:], e.Text[n:])]
	e.Changed = true
}

// holder is the kind of lists and objects, which no value is made into.
const holder = Float

// kindOf is the kind of a value as it is written.
func kindOf(value []byte) Kind {
	switch value[0] {
	case '"':
		return Text
	case 't', 'f':
		return Bool
	case 'n':
		return Null
	case '[', '{':
		return holder
	}
	return Number
}

// truth is what a value is as a bool.
func truth(value []byte) int64 {
	switch string(value) {
	case "0", "false", "null", `""`, "[]", "{}":
		return 0
	}
	return 1
}

// appendNumber appends what a value is as a number.
func appendNumber(dst, value []byte) []byte {
	switch kindOf(value) {
	case Bool:
		return appendFixed(dst, truth(value), 0)
	case Text:
		if text := value[1 : len(value)-1]; isNumber(text) {
			return append(dst, text...)
		}
	}
	return append(dst, '0')
}

// isNumber says that a text is a number as JSON writes it.
func isNumber(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte{'-'})
	whole, rest := digits(text)
	if whole == 0 || whole > 1 && text[0] == '0' {
		return false
	}
	if len(rest) > 0 && rest[0] == '.' {
		n := 0
		if n, rest = digits(rest[1:]); n == 0 {
			return false
		}
	}
	if len(rest) > 0 && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if len(rest) > 0 && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		n := 0
		if n, rest = digits(rest); n == 0 {
			return false
		}
	}
	return len(rest) == 0
}

// digits counts the digits that a text begins with, and is what follows them.
func digits(text []byte) (n int, rest []byte) {
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n, text[n:]
}

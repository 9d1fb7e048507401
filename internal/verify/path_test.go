package verify

import "testing"

func TestPathLeadsToTheByte(t *testing.T) {
	for _, c := range []struct {
		text string // ^ stands before the byte
		want string
	}{
		{`{"a":^1}`, "a"},
		{`{"^a":1}`, "a"},
		{`{"a":1,"b":{"c":[10,^20]}}`, "b.c[1]"},
		{`{"a":1,"b":{"c":[10,20],"d":"x^y"}}`, "b.d"},
		{`{"a":"\",^{","b":1}`, "a"},
		{`[[1],[2,{"x":^3}]]`, "[1][1].x"},
		{`{"a":[],"b":^2}`, "b"},
		{`^{"a":1}`, ""},
		{`1^2`, ""},
		{`"a^b"`, ""},
	} {
		at := 0
		for c.text[at] != '^' {
			at++
		}
		text := c.text[:at] + c.text[at+1:]
		if got := pathAt([]byte(text), at); got != c.want {
			t.Errorf("%s leads to %q, not %q", c.text, got, c.want)
		}
	}
}

// No text breaks it.
func FuzzPath(f *testing.F) {
	f.Add([]byte(`{"a":[1,"b"]}`), 5)
	f.Add([]byte(`}],:"`), 4)
	f.Add([]byte(`{"a":1}]`), 7)
	f.Fuzz(func(_ *testing.T, text []byte, at int) { pathAt(text, at) })
}

package codec

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// marshal is encoding/json without its escapes for HTML.
func marshal(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// TestEveryByteIsEscapedAsEncodingJSONDoes puts each ASCII byte at each place of
// a text that is longer than the words in which it is scanned.
func TestEveryByteIsEscapedAsEncodingJSONDoes(t *testing.T) {
	for b := range byte(0x80) {
		for at := range 19 {
			text := bytes.Repeat([]byte{'~'}, 19)
			text[at] = b
			want := marshal(t, string(text))
			if got := string(AppendString(nil, text)); got != want {
				t.Fatalf("byte %#x at %d: got %s, want %s", b, at, got, want)
			}
		}
	}
}

func TestTextStaysUTF8AndBadBytesAreReplaced(t *testing.T) {
	for text, want := range map[string]string{
		"":                      `""`,
		"A栋-301":                `"A栋-301"`,
		"<&>":                   `"<&>"`,
		"line\u2028end":         "\"line\u2028end\"",
		"\ufffd":                "\"\ufffd\"",
		"half\xe6\xa0":          "\"half\ufffd\ufffd\"",
		"\xff12345678\xc0\x80":  "\"\ufffd12345678\ufffd\ufffd\"",
		"surrogate\xed\xa0\x80": "\"surrogate\ufffd\ufffd\ufffd\"",
		"12345678\"12345678":    `"12345678\"12345678"`,
		"a\x00b\x1f\x7f":        "\"a\\u0000b\\u001f\x7f\"",
	} {
		if got := string(AppendString(nil, []byte(text))); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func FuzzStringDecodesAsEncodingJSONsDoes(f *testing.F) {
	f.Add([]byte("device_001"))
	f.Add([]byte("A栋\"\\\n\x00\xff"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, want string
		if err := json.Unmarshal(AppendString(nil, text), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(marshal(t, string(text))), &want); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

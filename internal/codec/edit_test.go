package codec

import (
	"encoding/json"
	"testing"
)

// steps is a path of names and, for whole numbers, items.
func steps(path ...any) *Path {
	var all []Step
	for _, p := range path {
		if name, ok := p.(string); ok {
			all = append(all, NewStep(name))
		} else {
			all = append(all, NewItem(p.(int)))
		}
	}
	return &Path{Steps: all}
}

const edited = `{"a":1,"b":{"x":"}\"],","y":[true,{"z":null},"\\"],"":{}},"c\n":-2.5,"d":[]}`

func TestRemoveTakesTheRightComma(t *testing.T) {
	for _, test := range []struct {
		path *Path
		want string // empty: there is nothing to remove
	}{
		{steps("a"), `{"b":{"x":"}\"],","y":[true,{"z":null},"\\"],"":{}},"c\n":-2.5,"d":[]}`},
		{steps("b"), `{"a":1,"c\n":-2.5,"d":[]}`},
		{steps("d"), `{"a":1,"b":{"x":"}\"],","y":[true,{"z":null},"\\"],"":{}},"c\n":-2.5}`},
		{steps("c\n"), `{"a":1,"b":{"x":"}\"],","y":[true,{"z":null},"\\"],"":{}},"d":[]}`},
		{steps("b", "x"), `{"a":1,"b":{"y":[true,{"z":null},"\\"],"":{}},"c\n":-2.5,"d":[]}`},
		{steps("b", ""), `{"a":1,"b":{"x":"}\"],","y":[true,{"z":null},"\\"]},"c\n":-2.5,"d":[]}`},
		{steps("b", "y", 0), `{"a":1,"b":{"x":"}\"],","y":[{"z":null},"\\"],"":{}},"c\n":-2.5,"d":[]}`},
		{steps("b", "y", 2), `{"a":1,"b":{"x":"}\"],","y":[true,{"z":null}],"":{}},"c\n":-2.5,"d":[]}`},
		{steps("b", "y", 1, "z"), `{"a":1,"b":{"x":"}\"],","y":[true,{},"\\"],"":{}},"c\n":-2.5,"d":[]}`},
		{steps("b", "y", 3), ``},
		{steps("b", 0), ``},
		{steps("a", "x"), ``},
		{steps("b", "", "x"), ``},
		{steps("d", 0), ``},
		{steps("z"), ``},
		{steps(), ``},
	} {
		e := Edit{Text: []byte(edited)}
		ok := e.Remove(test.path)
		got := e.Text
		if ok != (test.want != "") || ok && string(got) != test.want || !ok && string(got) != edited {
			t.Errorf("%v: %v\n got %s\nwant %s", test.path, ok, got, test.want)
		}
		if !json.Valid(got) {
			t.Errorf("no JSON: %s", got)
		}
	}
}

func TestRetypeWritesAnotherKind(t *testing.T) {
	for _, test := range []struct {
		value                string
		text, truth, numeric string // as each kind
	}{
		{`25.6`, `"25.6"`, `true`, `25.6`},
		{`0`, `"0"`, `false`, `0`},
		{`true`, `"true"`, `true`, `1`},
		{`false`, `"false"`, `false`, `0`},
		{`null`, `"null"`, `false`, `0`},
		{`""`, `""`, `false`, `0`},
		{`"25.60"`, `"25.60"`, `true`, `25.60`},
		{`"-1e+05"`, `"-1e+05"`, `true`, `-1e+05`},
		{`"007"`, `"007"`, `true`, `0`},
		{`"1."`, `"1."`, `true`, `0`},
		{`"1e"`, `"1e"`, `true`, `0`},
		{`"-"`, `"-"`, `true`, `0`},
		{`"normal"`, `"normal"`, `true`, `0`},
		{`"a\"b"`, `"a\"b"`, `true`, `0`},
		{`[]`, `"[]"`, `false`, `0`},
		{`["a",1]`, `"[\"a\",1]"`, `true`, `0`},
		{`{}`, `"{}"`, `false`, `0`},
	} {
		for to, want := range map[Kind]string{Text: test.text, Bool: test.truth, Number: test.numeric, Null: `null`} {
			message := `{"a":"b","v":` + test.value + `,"c":{}}`
			want = `{"a":"b","v":` + want + `,"c":{}}`
			buffer := append(make([]byte, 0, 256), "before"...)
			e := Edit{Text: append(buffer, message...)[len(buffer):]}
			changed := e.Retype(steps("v"), to)
			got := e.Text
			if string(got) != want || changed != (want != message) || !json.Valid(got) {
				t.Errorf("%s as %v: %v\n got %s\nwant %s", test.value, to, changed, got, want)
			}
		}
	}
	e := Edit{Text: []byte(edited)}
	if e.Retype(steps("x"), Null) || string(e.Text) != edited || e.Changed {
		t.Errorf("a field that is not there was changed: %s", e.Text)
	}
}

func TestReplaceWritesAnotherValue(t *testing.T) {
	for _, test := range []struct {
		path  *Path
		value Value
		want  string
	}{
		{steps("b", "y", 1), Value{Kind: Text, Text: []byte(`"`)}, `{"a":1,"b":{"x":"}\"],","y":[true,"\"","\\"],"":{}},"c\n":-2.5,"d":[]}`},
		{steps("a"), Value{Kind: Number, Fixed: 1}, edited},
		{steps("none"), Value{}, edited},
	} {
		e := Edit{Text: []byte(edited)}
		if changed := e.Replace(test.path, &test.value); string(e.Text) != test.want || changed != (test.want != edited) || e.Changed != changed {
			t.Errorf("%v: %v\n got %s\nwant %s", test.path, changed, e.Text, test.want)
		}
	}
}

// Looked for as bytes, a value is found where it is found member by member,
// wherever it was in the message before.
func TestUniqueNamesAreFoundAtOnce(t *testing.T) {
	for _, test := range []struct {
		path *Path
		sole int
	}{
		{steps("a"), 1}, {steps("b"), 1}, {steps("b", "x"), 2}, {steps("b", "x"), 1}, {steps("b", "y"), 0}, {steps("b", ""), 2},
		{steps("c\n"), 1}, {steps("d"), 0}, {steps("none"), 1}, {steps("none"), 0}, {steps("b", "none"), 1},
	} {
		e := Edit{Text: []byte(edited), Hints: []int{0}}
		slow, ok := e.find(test.path)
		test.path.Unique, test.path.Sole = true, test.sole
		for hint := range 2 * len(edited) {
			e.Hints[0] = hint
			if quick, found := e.find(test.path); ok != found || ok && slow != quick {
				t.Errorf("%v, hint %d: %v at %v, looked for as bytes %v at %v", test.path, hint, ok, slow, found, quick)
			}
		}
		e.cut = true
		if again, found := e.find(test.path); found != ok || again != slow {
			t.Errorf("%v: %v in a message that was cut", test.path, again)
		}
	}
}

func TestEditsDoNotAllocate(t *testing.T) {
	buffer := make([]byte, 0, 512)
	path, list := steps("b", "y", 1, "z"), steps("b", "y")
	if n := testing.AllocsPerRun(100, func() {
		e := Edit{Text: append(buffer, edited...)}
		e.Retype(path, Text)
		e.Retype(list, Text)
		e.Replace(list, &Value{})
		e.Remove(list)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzEdit: what layouts write are JSON values without white space; whatever such
// a value is, an edit leaves JSON.
func FuzzEdit(f *testing.F) {
	f.Add(edited, "b", "y")
	f.Add(`{"a":[[],{}]}`, "a", "")
	f.Fuzz(func(t *testing.T, text, first, second string) {
		var value map[string]any
		if json.Unmarshal([]byte(text), &value) != nil || value == nil {
			return
		}
		message, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []*Path{steps(first), steps(first, second), steps(first, 0), steps(first, 1)} {
			for _, to := range []Kind{Null, Bool, Number, Text} {
				e := Edit{Text: append([]byte(nil), message...)}
				if e.Retype(path, to); !json.Valid(e.Text) {
					t.Fatalf("%s: %v as %v is no JSON: %s", message, path, to, e.Text)
				}
			}
			e := Edit{Text: append([]byte(nil), message...)}
			if e.Remove(path); !json.Valid(e.Text) {
				t.Fatalf("%s without %v is no JSON: %s", message, path, e.Text)
			}
		}
	})
}

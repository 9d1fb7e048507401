package main

import (
	"encoding/json"
	"testing"
)

// A line stays JSON whatever a fault made of the message.
func TestLabelledMessagesAreJSON(t *testing.T) {
	for sent, want := range map[string]string{
		`{"a": 25.60}`:  `{"a":25.60}`,
		`{"a":"<`:       `"{\"a\":\"\u003c"`,
		"{\"a\":\"\xff": `{"base64":"eyJhIjoi/w=="}`,
		"":              `""`,
	} {
		if got, err := json.Marshal(message(sent)); err != nil || string(got) != want {
			t.Errorf("%q: %s, %v; want %s", sent, got, err, want)
		}
	}
}

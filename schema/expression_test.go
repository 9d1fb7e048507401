package schema

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An expression's JSON is part of a plan's digest: a constant that changes what
// the expression means must be in it, however it is named.
func TestExpressionsAreWrittenWithTheConstantsTheyName(t *testing.T) {
	every := []string{"local.limit", "var.lim", "var.limit"}
	for source, want := range map[string][]string{
		"device.n <= 5":                              nil,
		"device.n <= var.limit":                      {"var.limit"},
		"device.n <= var . limit":                    {"var.limit"},
		"device.n <= var['limit']":                   {"var.limit"},
		"device.n <= var[ \"lim\\x69t\" ]":           {"var.limit"},
		"device.n <= var[`limit`]":                   {"var.limit"},
		"device.n <= var?.limit":                     {"var.limit"},
		"device.n <= var/* so */.limit":              {"var.limit"},
		"device.n <= (var).limit":                    {"var.lim", "var.limit"},
		"device.n <= var['lim' + 'it']":              {"var.lim", "var.limit"},
		"device.n <= $env['var'].limit":              every,
		"device.id == 'var.limit'":                   nil,
		"device.n > 1 // don't, but var.limit\n":     nil,
		"device.n > 1 // don't\n || var.lim > 2":     {"var.lim"},
		"device.n <= var.lim && device.n > var.none": {"var.lim"},
		"device.n <= var.lim + local.limit":          {"local.limit", "var.lim"},
		"device.local <= 5 || variable > 2":          {"local.limit"}, // more than needed is sound
		"no 'end var.lim":                            every,
	} {
		e := Expression{Source: source, Constants: map[string]map[string]any{
			"var":   {"limit": 5.0, "lim": 4.0},
			"local": {"limit": 3.0},
		}}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ Constants map[string]any }
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got.Constants))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
	}
}

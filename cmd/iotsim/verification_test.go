package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/verify"
)

// Help says what each finding and each member of the JSON means.
func TestHelpKnowsEveryFindingAndMember(t *testing.T) {
	for _, k := range verify.Kinds() {
		if !strings.Contains(verification, "\n  "+k.String()+" ") {
			t.Errorf("%s is not explained", k)
		}
	}
	for _, name := range members(reflect.TypeFor[view.Verification](), nil) {
		if !strings.Contains(verification, name) {
			t.Errorf("the member %s is not explained", name)
		}
	}
	for _, line := range strings.Split(verification, "\n") {
		if len(line) > 84 {
			t.Errorf("a line of %d columns: %s", len(line), line)
		}
	}
}

// members are the names that a type has in JSON, its parts' included.
func members(t reflect.Type, names []string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return names
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" {
			names = append(names, name)
		}
		names = members(t.Field(i).Type, names)
	}
	return names
}

package schema

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outline is the groups as lines: address, count, interval, first index, first id.
func outline(s *Scenario) []string {
	var lines []string
	for i := range s.Groups {
		g := &s.Groups[i]
		lines = append(lines, fmt.Sprintf("%s x%d %s from %d: %s", g.address(), g.Count, g.Interval, g.First, g.appendID(nil, 1)))
	}
	return lines
}

func TestPlacesRepeatInTheOrderWritten(t *testing.T) {
	want := []string{
		"tower-1/-1/-1-kitchen/climate x2 10s from 1: tower-1--1--1-kitchen-climate-001",
		"tower-1/-1/-1-kitchen/power x3 1m0s from 3: tower-1--1--1-kitchen-power-001",
		"tower-1/-1/-1-open/climate x4 10s from 6: tower-1--1--1-open-climate-001",
		"tower-1/-1/-1-open/power x3 1m0s from 10: tower-1--1--1-open-power-001",
		"tower-1/0/0-kitchen/climate x2 10s from 13: tower-1-0-0-kitchen-climate-001",
	}
	s := fixture(t, "places.hcl")
	got := outline(s)
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
		t.Errorf("first groups (-want +got):\n%s", diff)
	}
	last := []string{
		"tower-2/meter x1 5s from 58: tower-2-meter-001",
		"7/meter x1 5s from 59: roof-1",
		"shed/meter x1 5s from 60: shed-meter-001",
		"gate/meter x1 5s from 61: gate-meter-001",
		"meter x2 5s from 62: meter-001",
	}
	if diff := cmp.Diff(last, got[len(got)-len(last):]); diff != "" {
		t.Errorf("last groups (-want +got):\n%s", diff)
	}
}

func TestLevelsLeftOutAreAbsent(t *testing.T) {
	s := fixture(t, "places.hcl")
	g := s.Groups[len(s.Groups)-1]
	if g.HasBuilding || g.Floor != nil || g.HasRoom {
		t.Errorf("devices outside of all places: %+v", g)
	}
	if g := s.Groups[len(s.Groups)-4]; g.HasBuilding || g.Floor == nil || *g.Floor != 7 || g.HasRoom {
		t.Errorf("devices on a floor alone: %+v", g)
	}
}

func TestFactoryIsTenThousandDevices(t *testing.T) {
	s := fixture(t, "factory.hcl")
	if len(s.Groups) != 100 {
		t.Fatalf("%d groups, want 2 buildings of 5 floors of 10 rooms", len(s.Groups))
	}
	last := &s.Groups[99]
	if got, want := fmt.Sprint(outline(s)[99]), "B栋/5/510/IOT-SENSOR-V2 x100 3s from 9901: device_09901"; got != want {
		t.Errorf("last group %q, want %q", got, want)
	}
	if got := string(last.appendID(nil, 100)); got != "device_10000" {
		t.Errorf("last device is %q", got)
	}
}

func TestNamesAreNormalised(t *testing.T) {
	text := strings.ReplaceAll(minimal, `room "101"`, "room \"cafe\u0301\"")
	if got := loaded(t, text, Options{}).Groups[0].Room; got != "caf\u00e9" {
		t.Errorf("room is %+q, want the composed form", got)
	}
}

func TestSetsAreSortedAndListsAreNot(t *testing.T) {
	for each, want := range map[string]string{
		`toset(["b", "a"])`:    "a b",
		`["b", "a"]`:           "b a",
		`{ b = 1, a = 2 }`:     "a b",
		`[10, 9]`:              "10 9",
		`[{ x = 1 }, {}]`:      "0 1",
		`range(3)`:             "0 1 2",
		`[for i in [2,1] : i]`: "2 1",
	} {
		text := strings.Replace(minimal, `room "101" {`, "room \"{key}\" {\n for_each = "+each, 1)
		var rooms []string
		for _, g := range loaded(t, text, Options{}).Groups {
			rooms = append(rooms, g.Room)
		}
		if got := strings.Join(rooms, " "); got != want {
			t.Errorf("for_each = %s gives rooms %s, want %s", each, got, want)
		}
	}
}

func TestAnEmptyCollectionLeavesThePlaceOut(t *testing.T) {
	text := strings.Replace(minimal, `floor {`, "floor {\n room \"{key}\" {\n for_each = []\n devices \"meter\" {}\n }", 1)
	if s := loaded(t, text, Options{}); len(s.Groups) != 1 {
		t.Errorf("groups: %v", outline(s))
	}
}

func TestRepeatedPlacesWithoutAFieldAreNumbered(t *testing.T) {
	text := strings.Replace(minimal, `room "101" {`, "room \"hall\" {\n count = 2", 1)
	s := loaded(t, text, Options{})
	if s.Groups[0].Room != "hall-1" || s.Groups[1].Room != "hall-2" {
		t.Errorf("groups: %v", outline(s))
	}
}

// A diagnostic about a value that depends on the place says which place.
func TestAFaultInARepeatedPlaceNamesThePlace(t *testing.T) {
	text := strings.Replace(minimal, "floor {", "floor {\n count = 3", 1)
	text = strings.Replace(text, "count = 10", "count = 3 - floor.number", 1)
	_, _, diags := Decode([]Source{{Name: "test.hcl", Text: []byte(text)}}, Options{})
	if len(diags) != 1 || !strings.Contains(diags[0].Detail, `building "A", floor 3, room "101"`) {
		t.Errorf("diagnostics: %v", diags)
	}
}

func BenchmarkDecodeMillionDevices(b *testing.B) {
	text := strings.NewReplacer("floor {", "floor {\n count = 100", `room "101" {`, "room \"{floor}{n:03}\" {\n count = 100", "count = 10 ", "count = 100 ").Replace(minimal)
	var groups, devices int64
	b.ReportAllocs()
	for b.Loop() {
		s := loaded(b, text, Options{})
		groups = int64(len(s.Groups))
		devices = s.Groups[groups-1].First + s.Groups[groups-1].Count - 1
	}
	if groups != 10_000 || devices != 1_000_000 {
		b.Fatalf("%d groups, %d devices", groups, devices)
	}
}

func BenchmarkDecodeTwoThousandRooms(b *testing.B) {
	var text strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&text, "    room \"r%d\" {\n      devices \"meter\" {\n        count = floor.number * 5\n      }\n    }\n", i)
	}
	scenario := strings.Replace(minimal, "floor {", "floor {\n"+text.String(), 1)
	b.ReportAllocs()
	for b.Loop() {
		if s := loaded(b, scenario, Options{}); len(s.Groups) != 2001 {
			b.Fatalf("%d groups", len(s.Groups))
		}
	}
}

// minimal is the scenario that tests change in one place.
const minimal = `
scenario "test" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }
`

func TestDefaults(t *testing.T) {
	s := loaded(t, minimal, Options{})
	sink := s.Sinks[0]
	if sink.Kind != SinkKafka || sink.Topic != "iotsim" || sink.Partitions != 12 || sink.Replication != -1 || sink.Compression != "lz4" {
		t.Errorf("sink: %+v", sink)
	}
	if len(sink.Key.Parts) != 1 || sink.Key.Parts[0].Field != "id" {
		t.Errorf("key: %+v", sink.Key)
	}
	if s.Seed != 1 || !s.Start.Now || s.Start.Offset != 0 || s.Timezone != time.UTC || s.Speed != (Ratio{1, 1}) {
		t.Errorf("seed %d, start %+v, zone %v, speed %v", s.Seed, s.Start, s.Timezone, s.Speed)
	}
	if s.Models[0].Sensors[0].Digits != 2 || s.Labels != nil {
		t.Errorf("digits %d, labels %v", s.Models[0].Sensors[0].Digits, s.Labels)
	}
}

func TestForEachIsLimited(t *testing.T) {
	text := strings.Replace(minimal, `building "A" {`, "building \"A\" {\n  for_each = ["+strings.Repeat("1, ", maxElements+1)+"]\n", 1)
	if _, diags := said(text); len(diags) != 1 || diags[0].Summary != "Too many elements" {
		t.Errorf("%v", diags)
	}
}

// Counts inside each other multiply; where they hold no good device, no other
// limit would end the walk.
func TestFaultyPlacesAreLimited(t *testing.T) {
	text := strings.Replace(minimal, "count = 10 }", `id = "{oops}" }`, 1)
	text = strings.Replace(text, `building "A" {`, "building \"A\" {\n  count = 1000000\n", 1)
	text = strings.Replace(text, "floor {", "floor {\n  count = 1000\n", 1)
	if _, diags := said(text); len(diags) != 1 || diags[0].Summary != "Unknown pattern field" {
		t.Errorf("%v", diags)
	}
}

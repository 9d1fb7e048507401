package codec

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func object(members ...Member) Node     { return Node{Kind: NodeObject, Members: members} }
func list(items ...Node) Node           { return Node{Kind: NodeList, Items: items} }
func field(f Field, index int) Node     { return Node{Kind: NodeField, Field: f, Index: index} }
func constant(v Value) Node             { return Node{Constant: v} }
func parts(all ...TextPart) Node        { return Node{Kind: NodeText, Text: all} }
func plainText(s string) Node           { return parts(TextPart{Text: s}) }
func member(name string, v Node) Member { return Member{name, v} }

// defaultShape is the default message of the seed's model as a payload.
func defaultShape() Model {
	m := seedModel()
	var sensors []Member
	for i, s := range m.Sensors {
		said := []Member{member("value", field(FieldValue, i))}
		if s.Unit != "" {
			said = append(said, member("unit", field(FieldUnit, i)))
		}
		said = append(said, member("status", field(FieldStatus, i)))
		sensors = append(sensors, member(s.Name, object(said...)))
	}
	root := object(
		member("device_id", field(FieldID, 0)),
		member("timestamp", field(FieldMillis, 0)),
		member("location", object(
			member("building", field(FieldBuilding, 0)),
			member("floor", field(FieldFloor, 0)),
			member("room", field(FieldRoom, 0)),
		)),
		member("sensors", object(sensors...)),
		member("device_info", object(
			member("model", plainText(m.Name)),
			member("firmware", field(FieldInfo, 0)),
			member("battery", field(FieldInfo, 1)),
			member("signal_strength", field(FieldInfo, 2)),
		)),
	)
	m.Payload = &root
	return m
}

func seedLocation() Location {
	return Location{Building: "A栋", HasBuilding: true, Floor: new(int64(3)), Room: "301", HasRoom: true, Devices: "wall"}
}

// placed is a reading at a place of the layout.
func placed(l *Layout, at Location) *Reading {
	r := seedReading()
	r.Place, r.Ordinal, r.Index = l.Place(at), 7, 42
	return r
}

func TestThePayloadOfTheDefaultShapeIsTheDefault(t *testing.T) {
	layout := Compile(defaultShape())
	got := layout.Append(nil, placed(layout, seedLocation()))
	if diff := cmp.Diff(seedMessage, string(got)); diff != "" {
		t.Error(diff)
	}
	if ours, its := len(layout.segments), len(Default(seedModel()).segments); ours > its {
		t.Errorf("%d segments where the default has %d", ours, its)
	}
}

func TestPayloadsSayWhatTheirFieldsSay(t *testing.T) {
	text := func(f Field, width int) TextPart { return TextPart{Field: f, Width: width} }
	nowhere := Location{Devices: `w"all`}
	basement := Location{Building: `A"栋`, HasBuilding: true, Floor: new(int64(-2)), Devices: "d"}
	for _, c := range []struct {
		node Node
		at   Location
		want string
	}{
		{object(), nowhere, `{}`},
		{list(), nowhere, `[]`},
		{Node{}, nowhere, `null`},
		{list(constant(Value{Kind: Bool, Fixed: 1}), constant(Value{Kind: Number, Fixed: -250, Digits: 2}), plainText(""), plainText("a\"\n栋")), nowhere, `[true,-2.5,"","a\"\n栋"]`},
		{list(field(FieldID, 0), field(FieldOrdinal, 0), field(FieldIndex, 0), field(FieldSequence, 0)), nowhere, `["device_001",7,42,1]`},
		{list(field(FieldBuilding, 0), field(FieldFloor, 0), field(FieldRoom, 0), field(FieldDevices, 0), field(FieldAddress, 0)), nowhere, `[null,null,null,"w\"all","w\"all/7"]`},
		{list(field(FieldBuilding, 0), field(FieldFloor, 0), field(FieldRoom, 0), field(FieldAddress, 0)), basement, `["A\"栋",-2,null,"A\"栋/-2/d/7"]`},
		{field(FieldAddress, 0), seedLocation(), `"A栋/3/301/wall/7"`},
		{parts(text(FieldBuilding, 0), TextPart{Text: "/"}, text(FieldFloor, 3), TextPart{Text: `/"`}, text(FieldRoom, 0), text(FieldOrdinal, 3), text(FieldIndex, 0)), basement, `"A\"栋/-002/\"00742"`},
		{parts(TextPart{Text: "<"}, text(FieldID, 0), text(FieldDevices, 0), TextPart{Text: ">"}), nowhere, `"<device_001w\"all>"`},
		{list(field(FieldMillis, 0), field(FieldMicros, 0), field(FieldSeconds, 0), field(FieldRFC3339, 0)), nowhere, `[1640995200000,1640995200000000,1640995200,"2022-01-01T00:00:00.000Z"]`},
		{list(field(FieldValue, 3), field(FieldUnit, 3), field(FieldStatus, 3), field(FieldStatus, 0), field(FieldUnit, 0), field(FieldValue, 0)), nowhere, `[true,null,"on","normal","°C",25.6]`},
		{list(field(FieldInfo, 0), field(FieldInfo, 2)), nowhere, `["1.2.3",-45]`},
	} {
		m := seedModel()
		m.Payload = &c.node
		layout := Compile(m)
		if got := string(layout.Append(nil, placed(layout, c.at))); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// Own words stand in payloads too, whatever is around them.
func TestPayloadsSayOwnWords(t *testing.T) {
	m := worded()
	node := list(field(FieldStatus, 0), plainText("between"), field(FieldStatus, 3), field(FieldStatus, 0), field(FieldStatus, 1))
	m.Payload = &node
	layout := Compile(m)
	for _, c := range []struct {
		first, fourth Status
		want          string
	}{
		{Own(0), Own(0), `["hot \"spot\"","between","idle","hot \"spot\"","normal"]`},
		{Own(1), Off, `["cold","between","off","cold","normal"]`},
		{Critical, On, `["critical","between","on","critical","normal"]`},
	} {
		r := placed(layout, seedLocation())
		r.Statuses[0], r.Statuses[3] = c.first, c.fourth
		message := string(layout.Append(nil, r))
		if message != c.want {
			t.Errorf("got %s, want %s", message, c.want)
		}
		if err := validate(t, compileSchema(t, Schema([]Model{m})), message); err != nil {
			t.Errorf("%s: %v", message, err)
		}
	}
}

// A reading used again keeps what it remembers of times apart from what it says.
func TestTimesAreWrittenAsPackageTimeDoes(t *testing.T) {
	var d date
	for _, at := range []int64{
		0, 1, 999, 1000, -1, -1000, -1001, firstMilli, lastMilli, 951782399999, 951782400000, 951868800000,
		4107542400000, 1772431200250, 1772431200251, 1772431199999,
	} {
		for range 2 {
			want := time.UnixMilli(at).UTC().Format("2006-01-02T15:04:05.000Z")
			if got := string(d.append(nil, at)); got != want {
				t.Errorf("%d: got %s, want %s", at, got, want)
			}
		}
	}
	for at := int64(firstMilli); at < lastMilli; at += 86_400_000 * 13 { // each weekday, all months
		y, m, day := time.UnixMilli(at).UTC().Date()
		days, _ := floorDivide(at, 86_400_000)
		if gy, gm, gd := civil(days); gy != int64(y) || gm != int64(m) || gd != int64(day) {
			t.Fatalf("%d: got %d-%d-%d, want %d-%d-%d", at, gy, gm, gd, y, m, day)
		}
	}
	for _, at := range []int64{firstMilli - 1, lastMilli + 1, -1 << 63, 1<<63 - 1} {
		if got := string(d.append(nil, at)); len(got) != 24 {
			t.Errorf("%d: got %s", at, got)
		}
	}
	zero := list(field(FieldMicros, 0), field(FieldSeconds, 0))
	m := Model{Payload: &zero}
	for at, want := range map[int64]string{0: `[0,0]`, 5: `[5000,0]`, -1: `[-1000,-1]`} {
		if got := string(Compile(m).Append(nil, &Reading{Timestamp: at, Place: &Place{}})); got != want {
			t.Errorf("%d: got %s, want %s", at, got, want)
		}
	}
}

// A place keeps little, however often a payload names it and however much
// constant text stands around.
func TestPlacesKeepLittle(t *testing.T) {
	var items []Node
	for i := range 3000 {
		items = append(items, field(FieldRoom, 0), plainText(strings.Repeat("x", 100+i%50)), parts(TextPart{Field: FieldFloor, Width: i % 20}))
	}
	root := list(items...)
	layout := Compile(Model{Payload: &root})
	place := layout.Place(seedLocation())
	kept := 0
	for _, text := range place.locals {
		kept += text.room()
	}
	if kept > 8192 || len(place.locals) > 50 {
		t.Errorf("a place keeps %d bytes in %d texts", kept, len(place.locals))
	}
	message := layout.Append(nil, &Reading{Place: place})
	var got []any
	if err := json.Unmarshal(message, &got); err != nil || len(got) != 9000 {
		t.Fatalf("%d items, %v", len(got), err)
	}
	for i := 0; i < len(got); i += 3 {
		if want := fmt.Sprintf("%0*d", i/3%20, 3); got[i] != "301" || got[i+2] != want {
			t.Fatalf("item %d: %v, %v, want %s", i, got[i], got[i+2], want)
		}
	}
}

func TestPayloadsDoNotAllocate(t *testing.T) {
	m := defaultShape()
	m.Payload.Members = append(m.Payload.Members,
		member("all", list(field(FieldRFC3339, 0), field(FieldMicros, 0), field(FieldSeconds, 0), field(FieldAddress, 0), field(FieldSequence, 0),
			parts(TextPart{Field: FieldBuilding}, TextPart{Field: FieldOrdinal, Width: 5}, TextPart{Field: FieldID}))))
	layout := Compile(m)
	reading, buffer := placed(layout, seedLocation()), make([]byte, 0, 8192)
	allocs := testing.AllocsPerRun(100, func() {
		reading.Timestamp += 1001
		buffer = layout.Append(buffer[:0], reading)
	})
	if allocs != 0 {
		t.Errorf("%v allocations a message, want 0", allocs)
	}
}

func TestSchemasOfPayloadsKnowTheirShape(t *testing.T) {
	own := defaultShape()
	own.Name = "own"
	own.Payload.Members = append(own.Payload.Members,
		member("list", list(constant(Value{}), plainText("a"), field(FieldOrdinal, 0), field(FieldUnit, 3), list())),
		member("text", parts(TextPart{Field: FieldID}, TextPart{Text: "!"})),
		member("times", list(field(FieldMicros, 0), field(FieldSeconds, 0), field(FieldRFC3339, 0))),
		member("on", field(FieldStatus, 3)),
	)
	layout := Compile(own)
	reading := placed(layout, seedLocation())
	message := string(layout.Append(nil, reading))
	nowhere := placed(layout, Location{Devices: "d"})
	levelless := string(layout.Append(nil, nowhere))

	alone := compileSchema(t, Schema([]Model{own}, reading.Place))
	either := compileSchema(t, Schema([]Model{own}, reading.Place, nowhere.Place))
	mixed := compileSchema(t, Schema([]Model{own, seedModel()}, reading.Place))
	two := compileSchema(t, Schema([]Model{own, own}, reading.Place))
	for name, c := range map[string]struct {
		message                   string
		alone, either, mixed, two bool
	}{
		"as it is":                 {message, true, true, true, true},
		"no levels":                {levelless, false, true, false, false},
		"the default":              {seedMessage, false, false, true, false},
		"member missing":           {strings.Replace(message, `"text":"device_001!",`, "", 1), false, false, false, false},
		"item missing":             {strings.Replace(message, `null,[]]`, `null]`, 1), false, false, false, false},
		"item more":                {strings.Replace(message, `null,[]]`, `null,[],1]`, 1), false, false, false, false},
		"other constant":           {strings.Replace(message, `"a"`, `"b"`, 1), false, false, false, false},
		"text as number":           {strings.Replace(message, `7,null`, `"7",null`, 1), false, false, false, false},
		"status of something else": {strings.Replace(message, `"on":"on"`, `"on":"normal"`, 1), false, false, false, false},
	} {
		for i, s := range []struct {
			accepts bool
			err     error
		}{
			{c.alone, validate(t, alone, c.message)}, {c.either, validate(t, either, c.message)},
			{c.mixed, validate(t, mixed, c.message)}, {c.two, validate(t, two, c.message)},
		} {
			if (s.err == nil) != s.accepts {
				t.Errorf("%s: schema %d says %v to %s", name, i, s.err, c.message)
			}
		}
	}
}

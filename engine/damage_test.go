package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/schema"
)

// messageFaults are the fixtures of testdata/message: the scenario that they have
// in common, with the fault of each.
func messageFaults(t testing.TB) map[string]*schema.Scenario {
	t.Helper()
	names, err := filepath.Glob("../testdata/message/*.hcl")
	if err != nil || len(names) < 12 {
		t.Fatalf("%d fixtures, %v", len(names), err)
	}
	all := map[string]*schema.Scenario{}
	for _, name := range names {
		if fixture := strings.TrimSuffix(filepath.Base(name), ".hcl"); fixture != "base" {
			all[fixture] = messageFault(t, fixture)
		}
	}
	return all
}

func messageFault(t testing.TB, fixture string) *schema.Scenario {
	t.Helper()
	var sources []schema.Source
	for _, name := range []string{"base", fixture} {
		text, err := os.ReadFile("../testdata/message/" + name + ".hcl")
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, schema.Source{Name: name + ".hcl", Text: text})
	}
	s, _, diags := schema.Decode(sources, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(fixture, diags)
	}
	return s
}

// shown are the records of a program as goldens have them: messages with device and
// number, each before the labels of its reading. What is no text is quoted.
func shown(p *Program) string {
	var w bytes.Buffer
	labels := map[string]string{}
	write := func(w *bytes.Buffer, value []byte) {
		if strings.ToValidUTF8(string(value), "") == string(value) {
			fmt.Fprintf(w, "%s\n", value)
		} else {
			fmt.Fprintf(w, "%q\n", value)
		}
	}
	reading := func(r Record) string { return fmt.Sprintf("%s %s", r.Key, r.Headers[1].Value) }
	for i, s := range p.plan.Streams {
		for _, r := range all(p.Sequence(i)) {
			if s.Labels && r.Headers[1].Key == HeaderSequence {
				var text bytes.Buffer
				write(&text, r.Value)
				labels[reading(r)] += "\t" + text.String()
			}
		}
	}
	for i, s := range p.plan.Streams {
		for _, r := range all(p.Sequence(i)) {
			if !s.Labels {
				fmt.Fprintf(&w, "%s: ", reading(r))
				write(&w, r.Value)
				w.WriteString(labels[reading(r)])
			}
		}
	}
	return w.String()
}

func TestDamagedMessagesAreAsGolden(t *testing.T) {
	for fixture, s := range messageFaults(t) {
		name := "../testdata/message/" + fixture + ".golden"
		got := shown(compile(t, s))
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got; UPDATE=1 writes it anew):\n%s", fixture, diff)
		}
	}
}

// byNumber are the messages of data records by device and number.
func byNumber(p *Program) map[string]string {
	values := map[string]string{}
	for i, s := range p.plan.Streams {
		for _, r := range all(p.Sequence(i)) {
			if !s.Labels {
				values[fmt.Sprintf("%s %s", r.Key, r.Headers[1].Value)] = string(r.Value)
			}
		}
	}
	return values
}

func TestCorruptChangesSoManyBytes(t *testing.T) {
	clean := byNumber(compile(t, damagedBy(t)))
	for _, n := range []int64{1, 2, 3, 50, 100_000} {
		positions, became := map[int]bool{}, map[byte]bool{}
		p := compile(t, damagedBy(t, []schema.Effect{{Kind: schema.Corrupt, Bytes: n, Share: 1}}))
		for id, value := range byNumber(p) {
			changed := int64(0)
			for i := range len(value) { // bytes, not runes
				if value[i] != clean[id][i] {
					changed++
					positions[i], became[value[i]] = true, true
				}
			}
			if len(value) != len(clean[id]) || strings.Contains(value, "\n") {
				t.Errorf("%d bytes of %d: %q", len(value), len(clean[id]), value)
			}
			// A fifth and more of the readings are outside of the phase.
			if want := min(n, int64(len(value))); changed != want && changed != 0 {
				t.Errorf("%d bytes are changed, want %d", changed, want)
			}
		}
		if len(positions) < 20 || len(became) < 20 {
			t.Errorf("%d bytes: %d places became %d bytes", n, len(positions), len(became))
		}
	}
}

func TestAnyOtherByteIsAsLikely(t *testing.T) {
	for _, b := range []byte{0, 9, 11, '"', 255} {
		seen := map[byte]int{}
		for i := range uint64(254) {
			seen[otherByte(b, i<<56+i<<48+i<<40)]++ // spread over the words
		}
		for i := range uint64(1 << 12) {
			seen[otherByte(b, i<<52)]++
		}
		if len(seen) != 254 || seen[b] > 0 || seen['\n'] > 0 {
			t.Errorf("%d becomes %d others, itself %d times, a line feed %d times", b, len(seen), seen[b], seen['\n'])
		}
	}
}

// Whatever there is room for, a padded message has its size and is JSON.
func TestPaddingFillsToTheByte(t *testing.T) {
	clean := byNumber(compile(t, damagedBy(t)))
	var longest, id string
	for i, value := range clean {
		if len(value) > len(longest) || len(value) == len(longest) && i < id {
			longest, id = value, i
		}
	}
	for more := range 40 {
		size := int64(len(longest) - 5 + more)
		s := damagedBy(t, []schema.Effect{{Kind: schema.Oversize, Bytes: size, Share: 1}})
		s.Phases[1].Duration, s.Phases[0].Faults, s.Phases[2].Faults = 8*time.Second, []int{0}, []int{0}
		for i, value := range byNumber(compile(t, s)) {
			if want := max(int(size), len(clean[i])); len(value) != want || !json.Valid([]byte(value)) {
				t.Fatalf("size %d: %d bytes, want %d: %s", size, len(value), want, value)
			}
		}
	}
	s := damagedBy(t, []schema.Effect{{Kind: schema.Oversize, Bytes: 900, Share: 1}})
	for i := range s.Models {
		s.Models[i].Payload = &schema.Payload{Kind: schema.PayloadObject, Members: named("padding", "padding_")}
	}
	p := compile(t, s)
	padded := 0
	for _, value := range byNumber(p) {
		if strings.HasPrefix(value, `{"padding":null,"padding_":null,"padding__":"`) && len(value) == 900 {
			padded++
		}
	}
	if padded < 80 {
		t.Errorf("%d messages are padded by a name of their own", padded)
	}
	s.Models[0].Payload, s.Models[1].Payload = &schema.Payload{Kind: schema.PayloadObject}, &schema.Payload{Kind: schema.PayloadObject}
	for _, value := range byNumber(compile(t, s)) {
		if !json.Valid([]byte(value)) || len(value) != 2 && len(value) != 900 {
			t.Errorf("an empty message is padded to %s", value)
		}
	}
}

func TestClocksSayWhatTheyShould(t *testing.T) {
	const hour = int64(time.Hour)
	start := int64(1_772_431_200_000) // Unix ms
	calendar := newCalendar(start, 100*365*dayNanos, time.UTC)
	gains := func(amount, per time.Duration) *schema.ClockFault {
		return &schema.ClockFault{Gains: &schema.Gains{Amount: amount, Per: per}}
	}
	by := func(d time.Duration) *schema.ClockFault { return &schema.ClockFault{By: d} }
	to := func(ms int64) *schema.ClockFault { return &schema.ClockFault{To: &schema.Instant{UnixMillis: ms}} }
	seconds := &schema.ClockFault{Unit: "s"}
	for _, test := range []struct {
		begin, due int64
		faults     []*schema.ClockFault
		want       int64
	}{
		{0, 1_999_999, nil, start + 1},
		{0, 1_999_999, []*schema.ClockFault{by(1)}, start + 2},
		{0, 1, []*schema.ClockFault{by(-2)}, start - 1},
		{hour, hour, []*schema.ClockFault{gains(2*time.Second, time.Hour)}, start + 3_600_000},
		{hour, 2 * hour, []*schema.ClockFault{gains(2*time.Second, time.Hour)}, start + 7_202_000},
		{hour, 2 * hour, []*schema.ClockFault{gains(-2*time.Second, time.Hour)}, start + 7_198_000},
		{0, 99 * 365 * dayNanos, []*schema.ClockFault{gains(24*time.Hour-1, 24*time.Hour), gains(24*time.Hour-1, 24*time.Hour)}, start + 3*99*365*86_400_000 - 1},
		{hour, hour + 5e9, []*schema.ClockFault{to(0)}, 5_000},
		{hour, hour + 5e9, []*schema.ClockFault{by(time.Hour), to(0), by(time.Second)}, 6_000},
		{hour, hour + 5e9, []*schema.ClockFault{to(0), by(-time.Hour)}, -3_595_000},
		{0, 1_500e6, []*schema.ClockFault{seconds}, start/1000 + 1},
		{0, 1_500e6, []*schema.ClockFault{seconds, by(time.Second)}, start/1000 + 2},
		{hour, hour + 5e9, []*schema.ClockFault{to(0), by(-5*time.Second - 1), seconds}, -1},
	} {
		c := newDeviceClock(calendar, test.due)
		for _, fault := range test.faults {
			c.mislead(&effect{Effect: &schema.Effect{Clock: fault}}, &activation{begin: test.begin}, test.due)
		}
		if got := c.says(); got != test.want {
			t.Errorf("%+v: %d, want %d", test, got, test.want)
		}
	}
}

// Only the message says what the clock says.
func TestRecordsKeepTheirTime(t *testing.T) {
	clean := compile(t, damagedBy(t))
	wrong := compile(t, damagedBy(t, []schema.Effect{{Kind: schema.ClockStep, Clock: &schema.ClockFault{By: time.Hour}, Share: 1}}))
	for i, s := range clean.plan.Streams {
		if s.Labels {
			continue
		}
		want, got := all(clean.Sequence(i)), all(wrong.Sequence(i))
		for k := range want {
			if want[k].Timestamp != got[k].Timestamp || want[k].Send != got[k].Send {
				t.Fatalf("record %d: %s\nwithout the fault: %s", k, line(got[k]), line(want[k]))
			}
		}
	}
}

// A constant that a fault may change costs no byte where the fault is not.
func TestWhatMayVaryIsSaidAsBefore(t *testing.T) {
	s := damagedBy(t)
	s.Models[0].Info = append(slices.Clone(s.Models[0].Info), schema.Info{Name: "spare", Bool: new(bool)})
	want := byNumber(compile(t, s))
	s.Faults = []schema.Fault{{Name: "f", Where: &schema.Expression{Source: "device.n == 2"}, Effects: []schema.Effect{
		{Kind: schema.Firmware, Version: "9", Share: 1}, {Kind: schema.Battery, Level: new(float64), Share: 1},
	}}}
	s.Phases[1].Faults = []int{0}
	if diff := cmp.Diff(want, byNumber(compile(t, s))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestABatteryNeverHasMore(t *testing.T) {
	level := 1000.0
	clean := byNumber(compile(t, damagedBy(t)))
	full := compile(t, damagedBy(t, []schema.Effect{{Kind: schema.Battery, Level: &level, Share: 1}}))
	if diff := cmp.Diff(clean, byNumber(full)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, s := range full.plan.Streams {
		if n := full.plan.Counts[i].Published; s.Labels && n != 4 {
			t.Errorf("%d labels, want begin and end of two devices", n)
		}
	}
	empty := compile(t, damagedBy(t, []schema.Effect{{Kind: schema.Battery, Rate: &schema.Change{Amount: 1e6, Per: time.Hour}, Share: 1}}))
	n := 0
	for _, value := range byNumber(empty) {
		if strings.Contains(value, `"battery":0,`) || strings.Contains(value, `"left":0}`) {
			n++
		}
	}
	if n < 70 {
		t.Errorf("%d messages of empty batteries", n)
	}
}

func TestDamageDoesNotAllocate(t *testing.T) {
	var effects [][]schema.Effect
	for _, s := range messageFaults(t) {
		effects = append(effects, s.Faults[0].Effects)
	}
	s := damagedBy(t, effects...)
	s.Phases[1].Duration = 10 * time.Minute
	p := compile(t, s)
	for i, stream := range p.plan.Streams {
		sequence := p.Sequence(i)
		var b Batch
		sequence.Append(&b, never, 512)
		if n := testing.AllocsPerRun(4, func() { b.Reset(); sequence.Append(&b, never, 256) }); n > 0 {
			t.Errorf("%v: %v allocations", stream, n)
		}
	}
}

// Long messages do not fill the memory: batches know how long records are.
func TestLongMessagesComeInSmallBatches(t *testing.T) {
	s := damagedBy(t, []schema.Effect{{Kind: schema.Oversize, Bytes: 8 << 20, Share: 1}})
	s.Sinks[0].Config = map[string]string{"max.message.bytes": "9000000"}
	p := compile(t, s)
	if n := p.plan.Bytes.Together(512); n != 1 || p.plan.Bytes.buffer(1<<20) != longBatches*batchRecords {
		t.Errorf("%d records of %d bytes at a time", n, p.plan.Bytes.Largest)
	}
	if usual := compile(t, damagedBy(t)).plan.Bytes; usual.Together(512) != 512 || usual.buffer(1<<20) != 1<<20 {
		t.Error("usual records come in small batches, too")
	}
	sum := int64(0)
	for i, stream := range p.plan.Streams {
		if stream.Labels {
			continue
		}
		sequence := p.Sequence(i)
		var b Batch
		for sequence.Append(&b, never, 1) > 0 {
			sum += b.Records[0].size()
			b.Reset()
		}
	}
	if b := p.plan.Bytes; sum > b.Bound || math.Abs(float64(b.Estimate)/float64(sum)-1) > 0.01 {
		t.Errorf("records have %d bytes, estimated are %d and at most %d", sum, b.Estimate, b.Bound)
	}
}

func TestFieldsAreFoundInEveryShape(t *testing.T) {
	s := messageFault(t, "corrupt")
	at := func(unique bool, sole int, names ...any) field {
		p := &codec.Path{Unique: unique, Sole: sole}
		for _, name := range names {
			if text, ok := name.(string); ok {
				p.Steps = append(p.Steps, codec.NewStep(text))
			} else {
				p.Steps = append(p.Steps, codec.NewItem(name.(int)))
			}
		}
		return field{path: p}
	}
	holding := func(f field) field { f.holds = true; return f }
	for name, want := range map[string][2]field{ // of the default message, of the payload
		"timestamp":             {at(true, 1, "timestamp")},
		"location":              {holding(at(false, 0, "location"))},
		"location.room":         {at(false, 0, "location", "room")},
		"sensors.power.unit":    {at(true, 3, "sensors", "power", "unit")},
		"sensors.power.value":   {at(true, 2, "sensors", "power", "value")},
		"sensors.pump.unit":     {},
		"sensors.pump":          {holding(at(true, 2, "sensors", "pump"))},
		"device_info.firmware":  {at(true, 2, "device_info", "firmware")},
		"sensors.power.value.x": {},
		"at.text":               {{}, at(true, 2, "at", "text")},
		"body.raw":              {{}, holding(at(true, 2, "body", "raw"))},
		"body.raw.1":            {{}, at(false, 0, "body", "raw", 1)},
		"body.odd.name.tags.0":  {{}, at(false, 0, "body", "odd.name", "tags", 0)},
		"body.raw.2":            {},
		"body.raw.01":           {},
		"body.odd":              {},
		"fw.":                   {},
		"":                      {},
	} {
		for i, want := range want {
			hints := 0
			got := look(&s.Models[i], []string{name, "x"}, &hints).fields[name]
			if got.path != nil {
				got.path.Hint = 0
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%q in model %s: %+v, want %+v", name, s.Models[i].Name, got, want)
			}
		}
	}
}

// A name that is met before, or within what is before, is looked for member by
// member; and so is what comes after a name with a quote.
func TestNamesAreUniqueWhereTheyAreFirst(t *testing.T) {
	list := schema.PayloadMember{Name: "l", Value: schema.Payload{Kind: schema.PayloadList, Items: []schema.Payload{
		{Kind: schema.PayloadObject, Members: named("in")}, {Kind: schema.PayloadNull},
	}}}
	members := []schema.PayloadMember{
		inShape("a", named("x", "y")...), inShape("b", append(named("z", "x"), inShape("c", named("z")...))...), list,
	}
	members = append(members, named("x", "in", "d", "e")...)
	quoted := append(slices.Clone(members), named(`q"u`, "u")...)
	const never = -1
	for name, sole := range map[string]int{
		"a": 1, "a.x": 1, "a.y": 2, "b": 1, "b.z": 1, "b.x": 1, "b.c": 2, "b.c.z": 2,
		"l": 1, "l.1": never, "x": never, "in": never, "d": 1, `q"u`: 0, "u": never,
	} {
		for quotes, members := range [][]schema.PayloadMember{members, quoted} {
			if quotes == 0 && strings.ContainsAny(name, "u") {
				continue
			}
			hints := 0
			p := look(&schema.Model{Payload: &schema.Payload{Kind: schema.PayloadObject, Members: members}}, []string{name}, &hints).fields[name].path
			if p == nil || hints != 1 || p.Unique != (sole != never) || p.Sole != max(0, sole)*(1-quotes) {
				t.Errorf("%q: %+v, want %d", name, p, sole)
			}
		}
	}
}

package verify_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/internal/verify/verifytest"
	"github.com/iotsim/iotsim/schema"
)

// long is a plan of one partition with many times more records than are held.
func long(t testing.TB, phase time.Duration) *engine.Program {
	t.Helper()
	s := &schema.Scenario{Name: "long", Seed: 7, Start: schema.Instant{UnixMillis: start}, Speed: schema.Ratio{Num: 1, Den: 1}}
	s.Models = []schema.Model{{Name: "M", Interval: time.Second, Sensors: []schema.Sensor{
		{Name: "temperature", Value: &schema.Distribution{Kind: schema.Normal, Args: []schema.Argument{{Value: 24}, {Value: 1}}}, Digits: 1},
	}}}
	s.Groups = []schema.Group{{Label: "M", Count: 100, Interval: time.Second, First: 1,
		ID: schema.Pattern{Parts: []schema.PatternPart{{Text: "device_"}, {Field: "index", Width: 3}}}}}
	s.Phases = []schema.Phase{{Name: "run", Duration: phase}}
	s.Sinks = []schema.Sink{{Kind: schema.SinkKafka, Topic: "data", Partitions: 1, Key: schema.Pattern{Parts: []schema.PatternPart{{Field: "id"}}}}}
	return opened(t, s)
}

// What lies further apart than the window is named all the same.
func TestWhatIsFarApartIsNamed(t *testing.T) {
	program := long(t, time.Minute) // 6,000 records
	good := written(program)[0]
	for _, c := range []struct {
		name   string
		mutate func(r []readback.Record) []readback.Record
		want   verify.Counts
	}{
		{"a long loss", func(r []readback.Record) []readback.Record { return slices.Delete(r, 500, 3500) }, verify.Counts{Missing: 3000}},
		{"many short losses", func(r []readback.Record) []readback.Record {
			i := 0
			return slices.DeleteFunc(r, func(readback.Record) bool { i++; return i%10 == 3 })
		}, verify.Counts{Missing: 600}},
		{"a record that comes 4,000 later", func(r []readback.Record) []readback.Record {
			late := r[500]
			return slices.Insert(slices.Delete(r, 500, 501), 4500, late)
		}, verify.Counts{Reordered: 1}},
		{"a record that comes 4,000 earlier", func(r []readback.Record) []readback.Record {
			early := r[4500]
			return slices.Insert(slices.Delete(r, 4500, 4501), 500, early)
		}, verify.Counts{Reordered: 1}},
		{"a copy 4,000 earlier", func(r []readback.Record) []readback.Record { return slices.Insert(r, 500, r[4500]) }, verify.Counts{Duplicate: 1}},
		{"the rest twice", func(r []readback.Record) []readback.Record { return append(r, r[2000:]...) }, verify.Counts{Duplicate: 4000}},
		{"two halves in the wrong order", func(r []readback.Record) []readback.Record {
			return append(slices.Clone(r[2000:]), r[:2000]...)
		}, verify.Counts{Reordered: 2000}},
		{"a loss, and damage behind it", func(r []readback.Record) []readback.Record {
			r[1000].Key = verifytest.Flip(r[1000].Key, 72)
			r[1600].Value = verifytest.Flip(r[1600].Value, 100)
			return slices.Delete(r, 700, 710)
		}, verify.Counts{Missing: 10, Corrupt: 2}},
		{"a lost record that comes twice after all", func(r []readback.Record) []readback.Record {
			late := r[500]
			return append(slices.Delete(r, 500, 501), late, late)
		}, verify.Counts{Reordered: 1, Duplicate: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := log{c.mutate(slices.Clone(good))}
			l.number()
			p := check(program, l, verify.Options{}).Partitions[0]
			if diff := cmp.Diff(c.want, p.Found); diff != "" {
				t.Errorf("(-want +found)\n%s", diff)
			}
			balanced(t, &p)
		})
	}
}

// A flood is a partition that repeats a record of somebody else's after each of the
// plan's, so that it holds as many as it is asked for and keeps none.
type flood struct {
	good    []readback.Record
	foreign int
	value   []byte
	heap    uint64 // at its highest
}

func (f *flood) Read(_ context.Context, _ engine.Stream, _, to int64, do func(*readback.Record) error) error {
	offset := int64(base)
	for i := range f.good {
		r := f.good[i]
		r.Offset = offset
		offset++
		if err := do(&r); err != nil {
			return err
		}
		for j := range f.foreign {
			more := readback.Record{Offset: offset, Timestamp: r.Timestamp, Key: strconv.AppendInt(nil, offset, 10), Value: f.value, Headers: r.Headers}
			if j%2 == 0 { // some with names, of no device
				more.Headers = nil
			}
			offset++
			if err := do(&more); err != nil {
				return err
			}
		}
		if i%1000 == 0 {
			f.heap = max(f.heap, live())
		}
	}
	return nil
}

// live is how many bytes are in use.
func live() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Memory does not grow with what a topic holds: neither with foreign records, nor
// with long ones.
func TestAFloodIsCountedInBoundedMemory(t *testing.T) {
	program := long(t, 30*time.Second)
	good := written(program)[0]
	run := func(foreign, length int) (verify.Partition, uint64) {
		f := &flood{good: good, foreign: foreign, value: bytes.Repeat([]byte("x"), length)}
		v := verify.New(program, []int64{base}, verify.Options{})
		v.Read(t.Context(), f, []int64{base + int64(len(good)*(1+foreign))})
		return v.Report().Partitions[0], f.heap
	}
	_, calm := run(0, 10)
	p, flooded := run(30, 1<<20)
	if want := (verify.Counts{Alien: int64(30 * len(good))}); p.Found != want || p.Equal != int64(len(good)) {
		t.Errorf("%+v", p.Found)
	}
	if more := int64(flooded) - int64(calm); more > 20<<20 {
		t.Errorf("90,000 foreign records took %d MiB", more>>20)
	}
}

// What retention took cannot be judged; the rest is.
func TestWhatRetentionTookIsUnverifiable(t *testing.T) {
	program := long(t, 30*time.Second)
	l := written(program)
	bases, ends := l.spans()
	v := verify.New(program, bases, verify.Options{})
	v.Topics([]verify.Topic{{Start: base + 1500, Acked: -1}})
	v.Read(t.Context(), log{l[0][1500:]}, ends)
	r := v.Report()
	p := r.Partitions[0]
	if r.Verdict() != verify.Inconclusive || p.Found != (verify.Counts{Unverifiable: 1500}) || p.Equal != 1500 || p.Doubt == "" {
		t.Errorf("%s: %+v", r.Verdict(), p)
	}
	balanced(t, &p)
	v = verify.New(program, bases, verify.Options{})
	v.Topics([]verify.Topic{{Start: base + 1500, Acked: -1}})
	v.Read(t.Context(), log{slices.Delete(slices.Clone(l[0][1500:]), 7, 8)}, ends)
	if r := v.Report(); r.Verdict() != verify.Bad {
		t.Errorf("one of the rest is missing, and it is %s", r.Verdict())
	}
}

// Retention may pass a reader that follows, too.
func TestRetentionMayPassAReader(t *testing.T) {
	program := long(t, 30*time.Second)
	l := written(program)
	bases, ends := l.spans()
	v := verify.New(program, bases, verify.Options{})
	v.Read(t.Context(), l, []int64{base + 700})
	v.Topics([]verify.Topic{{Start: base + 1500, Acked: -1}})
	v.Read(t.Context(), log{l[0][1500:]}, ends)
	r := v.Report()
	p := r.Partitions[0]
	if r.Verdict() != verify.Inconclusive || p.Found != (verify.Counts{Unverifiable: 800}) || p.Equal != 2200 {
		t.Errorf("%s: %+v", r.Verdict(), p)
	}
	balanced(t, &p)
}

// What brokers say that they lost is lost, whatever else can be read.
func TestDataLossThatBrokersTellIsBad(t *testing.T) {
	program := long(t, 10*time.Second)
	l := written(program)
	bases, ends := l.spans()
	v := verify.New(program, bases, verify.Options{})
	v.Read(t.Context(), losing{l}, ends)
	if r := v.Report(); r.Verdict() != verify.Bad || r.Partitions[0].Found.DataLoss != 7 || r.Partitions[0].Unread == "" {
		t.Errorf("%s: %+v", r.Verdict(), r.Partitions[0])
	}
}

// A losing log cannot be read to its end: brokers lost seven records.
type losing struct{ log }

func (l losing) Read(ctx context.Context, s engine.Stream, from, to int64, do func(*readback.Record) error) error {
	return errors.Join(l.log.Read(ctx, s, from, to-7, do), &verify.LostError{Records: 7, Err: errBroken})
}

// A compacted topic, and one whose brokers put their own timestamps, prove nothing,
// and accuse nobody of what that explains.
func TestTopicsThatProveNothingAreInconclusive(t *testing.T) {
	program := long(t, 30*time.Second)
	l := written(program)
	bases, ends := l.spans()
	for name, c := range map[string]struct {
		topic   verify.Topic
		records []readback.Record
	}{
		"compacted": {verify.Topic{Acked: -1, Compacted: true}, append(slices.Clone(l[0][:100]), l[0][400:]...)},
		"append time": {verify.Topic{Acked: -1, AppendTime: true}, func() []readback.Record {
			r := slices.Clone(l[0])
			for i := range r {
				r[i].Timestamp = start * 2
			}
			return r
		}()},
	} {
		v := verify.New(program, bases, verify.Options{})
		v.Topics([]verify.Topic{c.topic})
		v.Read(t.Context(), log{c.records}, ends)
		if r := v.Report(); r.Verdict() != verify.Inconclusive || r.Partitions[0].Doubt == "" {
			t.Errorf("%s is %s: %+v", name, r.Verdict(), r.Partitions[0])
		}
		c.records[50].Value = verifytest.Flip(c.records[50].Value, 90)
		v = verify.New(program, bases, verify.Options{})
		v.Topics([]verify.Topic{c.topic})
		v.Read(t.Context(), log{c.records}, ends)
		if r := v.Report(); r.Verdict() != verify.Bad {
			t.Errorf("%s with a damaged record is %s", name, r.Verdict())
		}
	}
}

// Each level sees what it looks at, and no more.
func TestLevelsSeeWhatTheyLookAt(t *testing.T) {
	program := long(t, 10*time.Second)
	good := written(program)[0]
	value, name, fewer := slices.Clone(good), slices.Clone(good), good[:len(good)-1]
	value[5].Value = verifytest.Flip(value[5].Value, 100)
	verifytest.Header(&name[5], 1, []byte("999"))
	for _, c := range []struct {
		records []readback.Record
		bad     []verify.Level
	}{
		{good, nil},
		{value, []verify.Level{verify.Bytes}},
		{name, []verify.Level{verify.Bytes, verify.IDs}},
		{fewer, []verify.Level{verify.Bytes, verify.IDs, verify.Count}},
	} {
		for _, level := range []verify.Level{verify.Bytes, verify.IDs, verify.Count} {
			r := check(program, log{c.records}, verify.Options{Level: level})
			if got, want := r.Verdict() == verify.Bad, slices.Contains(c.bad, level); got != want {
				t.Errorf("at level %s it is %s: %+v", level, r.Verdict(), r.Partitions[0].Found)
			}
		}
	}
}

// A long value is shown around the byte that differs.
func TestLongValuesAreShownInPart(t *testing.T) {
	program := long(t, 10*time.Second)
	l := written(program)
	l[0][3].Value = append(slices.Clone(l[0][3].Value), bytes.Repeat([]byte("y"), math.MaxUint16)...)
	e := check(program, l, verify.Options{}).Partitions[0].Examples[0]
	if e.From == 0 && e.At > 4096 || len(e.Found) > 4096 || len(e.Planned) > 4096 {
		t.Errorf("%d bytes from %d on, differing at %d", len(e.Found), e.From, e.At)
	}
}

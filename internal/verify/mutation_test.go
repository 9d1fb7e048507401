package verify_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/verify"
)

// rounds is how often random tests try; 100 with -short.
var rounds = flag.Int("rounds", 1000, "random mutations and untouched topics")

func times() int {
	if testing.Short() {
		return min(*rounds, 100)
	}
	return *rounds
}

// flip changes one bit.
func flip(b []byte, bit int) []byte {
	b = slices.Clone(b)
	b[bit/8%len(b)] ^= 1 << (bit % 8)
	return b
}

// header changes one header's value of a record.
func header(r *verify.Record, i int, value []byte) {
	r.Headers = slices.Clone(r.Headers)
	r.Headers[i].Value = value
}

// sameDevice is the next record after i of the device of record i.
func sameDevice(records []verify.Record, i int) int {
	for j := i + 1; ; j++ {
		if string(records[j].Key) == string(records[i].Key) {
			return j
		}
	}
}

// A mutation is what somebody does to partition 1 of a good topic, and what verify
// must call it.
type mutation struct {
	name   string
	mutate func(l log, r []verify.Record) []verify.Record
	want   verify.Counts // of partition 1
	kind   verify.Kind   // of the example
	offset int64         // of the example, less the base; -1: the end
	other  verify.Counts // of partition 2
}

// mutations are the twelve that kafka.md names, each in its forms.
var mutations = []mutation{
	{name: "drop the first", mutate: func(_ log, r []verify.Record) []verify.Record { return r[1:] },
		want: verify.Counts{Missing: 1}, kind: verify.Missing, offset: 0},
	{name: "drop one in the middle", mutate: func(_ log, r []verify.Record) []verify.Record { return slices.Delete(r, 70, 71) },
		want: verify.Counts{Missing: 1}, kind: verify.Missing, offset: 70},
	{name: "drop the last", mutate: func(_ log, r []verify.Record) []verify.Record { return r[:len(r)-1] },
		want: verify.Counts{Truncated: 1}, kind: verify.Truncated, offset: -1},
	{name: "duplicate near", mutate: func(_ log, r []verify.Record) []verify.Record { return slices.Insert(r, 51, r[50]) },
		want: verify.Counts{Duplicate: 1}, kind: verify.Duplicate, offset: 51},
	{name: "duplicate far", mutate: func(_ log, r []verify.Record) []verify.Record { return slices.Insert(r, 300, r[10]) },
		want: verify.Counts{Duplicate: 1}, kind: verify.Duplicate, offset: 300},
	{name: "duplicate at the end", mutate: func(_ log, r []verify.Record) []verify.Record { return append(r, r[10]) },
		want: verify.Counts{Duplicate: 1}, kind: verify.Duplicate, offset: -1},
	{name: "duplicate far ahead", mutate: func(_ log, r []verify.Record) []verify.Record { return slices.Insert(r, 10, r[300]) },
		want: verify.Counts{Duplicate: 1}, kind: verify.Duplicate, offset: 10},
	{name: "swap within a device", mutate: func(_ log, r []verify.Record) []verify.Record {
		j := sameDevice(r, 20)
		r[20], r[j] = r[j], r[20]
		return r
	}, want: verify.Counts{Reordered: 2}, kind: verify.Reordered, offset: 20},
	{name: "swap across devices", mutate: func(_ log, r []verify.Record) []verify.Record { r[20], r[21] = r[21], r[20]; return r },
		want: verify.Counts{Reordered: 1}, kind: verify.Reordered, offset: 20},
	{name: "flip a bit of the value", mutate: func(_ log, r []verify.Record) []verify.Record { r[33].Value = flip(r[33].Value, 300); return r },
		want: verify.Counts{Corrupt: 1}, kind: verify.Corrupt, offset: 33},
	{name: "flip a bit of the key", mutate: func(_ log, r []verify.Record) []verify.Record { r[34].Key = flip(r[34].Key, 72); return r },
		want: verify.Counts{Corrupt: 1}, kind: verify.Corrupt, offset: 34},
	{name: "flip a bit of a header", mutate: func(_ log, r []verify.Record) []verify.Record {
		header(&r[35], 1, flip(r[35].Headers[1].Value, 0))
		return r
	}, want: verify.Counts{Corrupt: 1}, kind: verify.Corrupt, offset: 35},
	{name: "lose the headers", mutate: func(_ log, r []verify.Record) []verify.Record { r[37].Headers = nil; return r },
		want: verify.Counts{Corrupt: 1}, kind: verify.Corrupt, offset: 37},
	{name: "a millisecond later", mutate: func(_ log, r []verify.Record) []verify.Record { r[39].Timestamp++; return r },
		want: verify.Counts{Corrupt: 1}, kind: verify.Corrupt, offset: 39},
	{name: "wrong partition", mutate: func(l log, r []verify.Record) []verify.Record {
		l[2] = slices.Insert(l[2], 60, r[60])
		return slices.Delete(r, 60, 61)
	}, want: verify.Counts{Missing: 1}, kind: verify.Missing, offset: 60, other: verify.Counts{Misplaced: 1}},
	{name: "foreign record", mutate: func(_ log, r []verify.Record) []verify.Record {
		return slices.Insert(r, 40, verify.Record{Key: []byte("x"), Value: []byte("y")})
	}, want: verify.Counts{Alien: 1}, kind: verify.Alien, offset: 40},
	{name: "record of another run", mutate: func(_ log, r []verify.Record) []verify.Record {
		more := r[40]
		header(&more, 0, []byte("evil"))
		return slices.Insert(r, 40, more)
	}, want: verify.Counts{Alien: 1}, kind: verify.Alien, offset: 40},
}

func TestEveryMutationIsNamed(t *testing.T) {
	for _, c := range mutations {
		t.Run(c.name, func(t *testing.T) {
			program := fleet(t)
			l := written(program)
			l[1] = c.mutate(l, l[1])
			l.number()
			r := check(program, l, verify.Options{})
			if got := r.Verdict(); got != verify.Bad {
				t.Fatalf("the verdict is %s", got)
			}
			for i, p := range r.Partitions {
				want := [6]verify.Counts{1: c.want, 2: c.other}[i]
				if p.Found != want {
					t.Errorf("partition %d: found %+v, not %+v\n%+v", i, p.Found, want, p.Examples)
				}
				balanced(t, &p)
			}
			if len(r.Partitions[1].Examples) == 0 {
				t.Fatal("there is no example")
			}
			want := base + c.offset
			if c.offset < 0 {
				want = base + int64(len(l[1]))
				if c.kind == verify.Duplicate {
					want--
				}
			}
			if e := r.Partitions[1].Examples[0]; e.Kind != c.kind || e.Offset != want {
				t.Errorf("the example is %+v, not of offset %d", e, want)
			}
		})
	}
}

// A topic that was made anew begins at 0 again, and ends before the run's records do.
func TestTopicMadeAnewHasLostWhatItHeld(t *testing.T) {
	program := fleet(t)
	l := written(program)
	bases, ends := l.spans()
	topics := make([]verify.Topic, len(ends))
	for i := range topics {
		topics[i].Acked = ends[i]
		ends[i] = 0
	}
	v := verify.New(program, bases, verify.Options{})
	v.Topics(topics)
	v.Read(t.Context(), log{}, ends)
	r := v.Report()
	if r.Verdict() != verify.Bad {
		t.Errorf("the verdict is %s", r.Verdict())
	}
	for i, p := range r.Partitions {
		if n := int64(len(l[i])); p.Found != (verify.Counts{Missing: n, DataLoss: n}) {
			t.Errorf("partition %d: %+v", i, p.Found)
		}
	}
}

// balanced holds a partition to what its numbers promise.
func balanced(t *testing.T, p *verify.Partition) {
	t.Helper()
	f := &p.Found
	if p.Read != p.Equal+f.Reordered+f.Corrupt+f.Duplicate+f.Misplaced+f.Alien {
		t.Errorf("read do not add up: %+v", p)
	}
	if p.Planned != p.Equal+f.Reordered+f.Corrupt+f.Missing+f.Truncated+f.Unverifiable {
		t.Errorf("planned do not add up: %+v", p)
	}
}

// Random mutations of a small topic, up to three at a time, never come out good, and
// the numbers add up: of a calm one, and of one that all faults happen to.
func TestRandomMutationsAreNeverGood(t *testing.T) {
	calm, stormy := fleet(t), afflicted(t, 1)
	logs := map[*engine.Program]log{calm: written(calm), stormy: written(stormy)}
	for round := range times() {
		program := calm
		if round%2 == 1 {
			program = stormy
		}
		good := logs[program]
		random := rand.New(rand.NewPCG(1, uint64(round)))
		l := make(log, len(good))
		for i := range good {
			l[i] = slices.Clone(good[i])
		}
		var done []string
		for range 1 + random.IntN(3) {
			done = append(done, mutate(random, l))
		}
		l.number()
		if slices.EqualFunc(l, good, equalRecords) {
			continue // two that undo each other
		}
		r := check(program, l, verify.Options{})
		if got := r.Verdict(); got != verify.Bad {
			t.Fatalf("round %d, %v is %s", round, done, got)
		}
		for i := range r.Partitions {
			balanced(t, &r.Partitions[i])
		}
		if t.Failed() {
			t.Fatalf("round %d, %v", round, done)
		}
	}
}

func equalRecords(a, b []verify.Record) bool {
	return slices.EqualFunc(a, b, func(a, b verify.Record) bool {
		same := string(a.Key) == string(b.Key) && string(a.Value) == string(b.Value) && a.Timestamp == b.Timestamp && len(a.Headers) == len(b.Headers)
		for i := 0; same && i < len(a.Headers); i++ {
			same = a.Headers[i].Key == b.Headers[i].Key && string(a.Headers[i].Value) == string(b.Headers[i].Value)
		}
		return same
	})
}

// mutate changes a log in a random place in a random way, and says how.
func mutate(random *rand.Rand, l log) string {
	stream := random.IntN(len(l))
	records := l[stream]
	i := random.IntN(len(records))
	r := &records[i]
	kind := random.IntN(10)
	switch kind {
	case 0:
		records = slices.Delete(records, i, i+1)
	case 1:
		records = slices.Insert(records, random.IntN(len(records)), *r)
	case 2:
		j := (i + 1 + random.IntN(len(records)-1)) % len(records)
		records[i], records[j] = records[j], records[i]
	case 3:
		r.Value = flip(r.Value, random.IntN(1<<20))
	case 4:
		r.Key = flip(r.Key, random.IntN(1<<20))
	case 5:
		h := random.IntN(len(r.Headers))
		header(r, h, flip(r.Headers[h].Value, random.IntN(1<<20)))
	case 6:
		r.Timestamp += 1 + random.Int64N(1000)
	case 7:
		other := (stream + 1) % len(l)
		l[other] = append(slices.Clone(l[other]), *r)
		records = slices.Delete(records, i, i+1)
	case 8:
		records = slices.Insert(records, i, verify.Record{Key: []byte("k"), Value: []byte(strconv.Itoa(i)), Timestamp: r.Timestamp})
	case 9:
		n := min(1+random.IntN(50), len(records)-i, len(records)-1)
		records = slices.Delete(records, i, i+n)
	}
	l[stream] = records
	return strconv.Itoa(kind) + " of " + strconv.Itoa(stream) + " at " + strconv.Itoa(i)
}

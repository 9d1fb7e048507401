package verify_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/readback"
	"github.com/iotsim/iotsim/internal/verify"
	"github.com/iotsim/iotsim/internal/verify/verifytest"
)

// rounds is how often random tests try; 100 with -short.
var rounds = flag.Int("rounds", 1000, "random mutations and untouched topics")

func times() int {
	if testing.Short() {
		return min(*rounds, 100)
	}
	return *rounds
}

func TestEveryMutationIsNamed(t *testing.T) {
	for _, c := range verifytest.Mutations {
		t.Run(c.Name, func(t *testing.T) {
			program := fleet(t)
			l := written(program)
			c.Apply(l)
			l.number()
			r := check(program, l, verify.Options{})
			if got := r.Verdict(); got != verify.Bad {
				t.Fatalf("the verdict is %s", got)
			}
			for i, p := range r.Partitions {
				want := [6]verify.Counts{1: c.Want, 2: c.Other}[i]
				if p.Found != want {
					t.Errorf("partition %d: found %+v, not %+v\n%+v", i, p.Found, want, p.Examples)
				}
				balanced(t, &p)
			}
			if len(r.Partitions[1].Examples) == 0 {
				t.Fatal("there is no example")
			}
			want := c.At(base, len(l[1]))
			if e := r.Partitions[1].Examples[0]; e.Kind != c.Kind || e.Offset != want {
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
		t.Errorf("read do not add up: %+v", *p)
	}
	if p.Planned != p.Equal+f.Reordered+f.Corrupt+f.Missing+f.Truncated+f.Unverifiable {
		t.Errorf("planned do not add up: %+v", *p)
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

func equalRecords(a, b []readback.Record) bool {
	return slices.EqualFunc(a, b, func(a, b readback.Record) bool {
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
		r.Value = verifytest.Flip(r.Value, random.IntN(1<<20))
	case 4:
		r.Key = verifytest.Flip(r.Key, random.IntN(1<<20))
	case 5:
		h := random.IntN(len(r.Headers))
		verifytest.Header(r, h, verifytest.Flip(r.Headers[h].Value, random.IntN(1<<20)))
	case 6:
		r.Timestamp += 1 + random.Int64N(1000)
	case 7:
		other := (stream + 1) % len(l)
		l[other] = append(slices.Clone(l[other]), *r)
		records = slices.Delete(records, i, i+1)
	case 8:
		records = slices.Insert(records, i, readback.Record{Key: []byte("k"), Value: []byte(strconv.Itoa(i)), Timestamp: r.Timestamp})
	case 9:
		n := min(1+random.IntN(50), len(records)-i, len(records)-1)
		records = slices.Delete(records, i, i+n)
	}
	l[stream] = records
	return strconv.Itoa(kind) + " of " + strconv.Itoa(stream) + " at " + strconv.Itoa(i)
}

package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/oracle"
)

var chaosStart = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

// chaosPlan says what testdata/chaos.hcl says, cut after a while.
func chaosPlan(cut time.Duration) oracle.Scenario {
	var groups []oracle.Group
	for floor := 1; floor <= 2; floor++ {
		for room := 1; room <= 3; room++ {
			place := fmt.Sprintf("%d%02d", floor, room)
			groups = append(groups, oracle.Group{
				Building: "A", Floor: fmt.Sprint(floor), Room: place, Label: "meter",
				Count: 100, Interval: 200 * time.Millisecond, First: int64(100*len(groups)) + 1,
				ID: func(n, _ int64) string { return fmt.Sprintf("A-%d-%s-meter-%03d", floor, place, n) },
			})
		}
	}
	half := 0.5
	return oracle.Scenario{
		Name: "chaos", Seed: 17, Start: chaosStart, Partitions: 6,
		Groups: groups,
		Faults: []oracle.Fault{{Name: "radio", Probability: &half, Effects: []oracle.Effect{
			{Kind: oracle.DropEffect, Share: 0.1},
			{Kind: oracle.DelayEffect, Share: 0.3, By: oracle.Between(0, 800*time.Millisecond), Max: 800 * time.Millisecond},
			{Kind: oracle.DuplicateEffect, Share: 0.1, Copies: 1, After: 300 * time.Millisecond},
		}}},
		Phases: []oracle.Phase{{Name: "run", Duration: 2 * time.Minute, Faults: []int{0}}},
		Cut:    cut,
	}
}

// An identity is what tells a record from all others of its run.
type identity struct {
	key            string
	sequence, copy int64
	timestamp      int64 // Unix milliseconds
}

// foretold is what the brute-force oracle says a topic holds, by partition and in
// order. It takes seconds, so it is worked out once.
func foretold(cut time.Duration) map[int32][]identity {
	work, _ := foretellings.LoadOrStore(cut, sync.OnceValue(func() map[int32][]identity {
		all := make(map[int32][]identity)
		for number, records := range oracle.Expand(chaosPlan(cut)).Partitions {
			for _, r := range records {
				all[int32(number)] = append(all[int32(number)], identity{r.ID, r.Sequence, r.Copy, r.Timestamp})
			}
		}
		return all
	}))
	return work.(func() map[int32][]identity)()
}

var foretellings sync.Map // of cuts

// A tally is what a reader found of a run. Foreign is what is no record of it.
type tally struct{ Planned, Read, Missing, Duplicate, Reordered, Foreign int64 }

func (a *tally) add(b tally) {
	a.Planned += b.Planned
	a.Read += b.Read
	a.Missing += b.Missing
	a.Duplicate += b.Duplicate
	a.Reordered += b.Reordered
	a.Foreign += b.Foreign
}

// exact says that the run is there, whole and in order, and nothing else.
func (a tally) exact() bool {
	return a == tally{Planned: a.Planned, Read: a.Planned} && a.Planned > 0
}

// tallyOf holds what a partition has against what was foretold of it.
func tallyOf(wanted, found []identity) tally {
	c := tally{Planned: int64(len(wanted)), Read: int64(len(found))}
	place := make(map[identity]int, len(wanted))
	for i, id := range wanted {
		place[id] = i
	}
	seen, last := make([]bool, len(wanted)), -1
	for _, id := range found {
		i, known := place[id]
		switch {
		case !known:
			c.Foreign++
		case seen[i]:
			c.Duplicate++
		case i < last:
			c.Reordered++
			seen[i] = true
		default:
			last, seen[i] = i, true
		}
	}
	for _, there := range seen {
		if !there {
			c.Missing++
		}
	}
	return c
}

// A kcatRecord is what kcat prints of a record, and what --sink records writes.
type kcatRecord struct {
	Partition int32
	Key       string
	TS        int64 // kcat's
	Timestamp int64 // ours
	Headers   json.RawMessage
	Payload   string
	Value     string
}

// identity reads what the record says of itself, in key and headers; the payload
// must say the same. Without a run it is anybody's.
func (r kcatRecord) identity() (id identity, run string, err error) {
	id = identity{key: r.Key, timestamp: r.TS + r.Timestamp}
	for name, value := range r.pairs() {
		switch name {
		case "iotsim-run":
			run = value
		case "iotsim-seq":
			id.sequence, err = strconv.ParseInt(value, 10, 64)
		case "iotsim-copy":
			id.copy, err = strconv.ParseInt(value, 10, 64)
		}
		if err != nil {
			return id, run, err
		}
	}
	var payload struct {
		Device    string `json:"device_id"`
		Timestamp int64
	}
	if json.Unmarshal([]byte(r.Payload+r.Value), &payload) != nil || payload.Device != id.key || payload.Timestamp != id.timestamp {
		run = "" // no message of a meter
	}
	return id, run, nil
}

// pairs are the headers: kcat prints them flat, we in pairs.
func (r kcatRecord) pairs() map[string]string {
	all := make(map[string]string)
	var flat []string
	if json.Unmarshal(r.Headers, &flat) == nil {
		for i := 0; i+1 < len(flat); i += 2 {
			all[flat[i]] = flat[i+1]
		}
		return all
	}
	var pairs [][2]string
	if json.Unmarshal(r.Headers, &pairs) == nil {
		for _, pair := range pairs {
			all[pair[0]] = pair[1]
		}
	}
	return all
}

// tallyLines holds records, a line each, against what the oracle says of a run that
// starts so much later than the scenario says.
func tallyLines(t *testing.T, lines []byte, run string, cut, later time.Duration) (sum tally) {
	t.Helper()
	found := make(map[int32][]identity)
	for line := range bytes.Lines(lines) {
		var r kcatRecord
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%v in %.300s", err, line)
		}
		id, of, err := r.identity()
		if err != nil {
			t.Fatalf("%v in %.300s", err, line)
		}
		if id.timestamp -= later.Milliseconds(); of != run {
			id = identity{key: "of another run"}
		}
		found[r.Partition] = append(found[r.Partition], id)
	}
	wanted := foretold(cut)
	for number := range found {
		if wanted[number] == nil {
			sum.add(tallyOf(nil, found[number]))
		}
	}
	for number := range wanted {
		sum.add(tallyOf(wanted[number], found[number]))
	}
	return sum
}

// The outside reader is the judge of the matrix, so it is judged first.
func TestOutsideTallyNamesWhatIsWrong(t *testing.T) {
	all := foretold(2 * time.Second)[0]
	changed := func(change func([]identity) []identity) []identity { return change(append([]identity(nil), all...)) }
	n := int64(len(all))
	for name, c := range map[string]struct {
		found []identity
		want  tally
	}{
		"whole":     {all, tally{n, n, 0, 0, 0, 0}},
		"none":      {nil, tally{n, 0, n, 0, 0, 0}},
		"missing":   {changed(func(x []identity) []identity { return append(x[:7], x[8:]...) }), tally{n, n - 1, 1, 0, 0, 0}},
		"duplicate": {changed(func(x []identity) []identity { return append(x, x[3]) }), tally{n, n + 1, 0, 1, 0, 0}},
		"reordered": {changed(func(x []identity) []identity { x[4], x[5] = x[5], x[4]; return x }), tally{n, n, 0, 0, 1, 0}},
		"foreign":   {changed(func(x []identity) []identity { return append(x, identity{key: "stranger"}) }), tally{n, n + 1, 0, 0, 0, 1}},
	} {
		if got := tallyOf(all, c.found); got != c.want || got.exact() != (name == "whole") {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

package engine

import (
	"bytes"
	"math"

	"github.com/iotsim/iotsim/internal/codec"
)

// Bytes is how much the data streams of all sinks carry: keys, values and
// headers, without what a broker adds or compression saves.
type Bytes struct {
	Largest  int64 `json:"largest"`  // no record of the plan is longer
	Bound    int64 `json:"bound"`    // all records together are not longer
	Estimate int64 `json:"estimate"` // all records, by the mean of a sample
}

// sampleSize is how many records the estimate looks at: their lengths differ by
// a few bytes, so its error is far below one per cent.
const sampleSize = 512

// size bounds and estimates the plan's bytes.
func (p *Program) size() Bytes {
	b := &p.plan.Bytes // what is known of it bounds the sample
	published := p.plan.Totals.Published
	for i := range p.routes {
		if r := &p.routes[i]; r.data != none {
			largest, usual := p.largest(r)
			b.Largest = max(b.Largest, largest)
			b.Bound += largest * published
			record, value := p.meanBytes(r, usual)
			b.Estimate += int64(record*float64(published)) + p.padding(value)
		}
	}
	return *b
}

// largest bounds the bytes of a record of a sink, and of one that no fault pads.
func (p *Program) largest(r *route) (largest, usual int64) {
	widest := map[extent]int64{}
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		device := g.first + max(g.Group.Count-1, 0) // the longest numbers
		id, key := len(g.appendID(nil, device)), len(r.keys[i].append(nil, g, device))
		e := g.extent(device, id)
		if widest[e] == 0 || g.model.Payload == nil && g.model.says(formText) {
			widest[e] = int64(g.model.widest(g, device, id))
		}
		message := widest[e]
		if g.model.Payload == nil {
			message += int64(6*id + 6*(len(g.Building)+len(g.Room)) + widestPlace)
		}
		message = p.swell(g.model, message)
		around := int64(id+key) + r.headerBytes(g, i, device)
		usual = max(usual, message+around)
		largest = max(largest, max(message, p.padded())+around)
	}
	return largest, usual
}

// An extent is what the length of a group's longest message depends on. That of
// the default layout depends on the model; a payload says what it likes of the
// device, so there it is how long each part of its name and place is.
type extent struct {
	model                       *model
	id, building, room, devices int
	floor                       string
	ordinal, index              int
	levels                      [3]bool
}

func (g *group) extent(device int64, id int) extent {
	e := extent{model: g.model}
	if g.model.Payload == nil {
		return e
	}
	length := func(name string) int { return len(codec.AppendString(nil, []byte(name))) }
	e.id, e.building, e.room, e.devices = id, length(g.Building), length(g.Room), length(g.Label)
	e.floor, e.levels = floorName(g.Floor), [3]bool{g.HasBuilding, g.Floor != nil, g.HasRoom}
	e.ordinal, e.index = len(codec.AppendUint(nil, uint64(g.ordinal(device)))), len(codec.AppendUint(nil, uint64(device+1)))
	return e
}

// widestNumber is the longest text of a number below largestNumber: a sign, 19
// digits of fixed point or 17 of a float, a point and zeros before or behind.
const widestNumber = 24

// widest is the length of the model's longest message from a group: of the
// default layout without id and location, of one's own with what it says of them.
func (m *model) widest(g *group, device int64, id int) int {
	var f frame
	f.reset(m)
	for i := range m.sensors {
		s := &m.sensors[i]
		f.clear[i] = widestValue(s.form, max(longest(s.value.texts), m.swapped))
		f.statuses[i] = s.longestStatus()
	}
	for i := range m.info {
		f.info[i] = widestValue(m.info[i].form, longest(m.info[i].value.texts))
		if m.info[i].form == formText {
			f.info[i] = widestText(len(g.texts[i].append(nil, g, device)))
		}
	}
	r := codec.Reading{
		Timestamp: math.MinInt64, Sequence: math.MaxUint64,
		Place:  codec.NewPlace("", false, nil, "", false),
		Values: f.clear, Statuses: f.statuses, Info: f.info,
	}
	if m.Payload != nil {
		r.ID, r.Ordinal, r.Index, r.Place = make([]byte, id), g.ordinal(device), device+1, g.place
	}
	return len(m.layout.Append(nil, &r))
}

// widestPlace is the text of a location beside its names. Ids and names count
// six times, the length of an escape in JSON.
const widestPlace = len(`{"building":"","floor":-9223372036854775808,"room":""}`)

// widestText is n bytes that are all written as escapes.
func widestText(n int) codec.Value { return codec.Value{Kind: codec.Text, Text: make([]byte, n)} }

// longest is the length of the longest text.
func longest(texts []string) int {
	n := 0
	for _, t := range texts {
		n = max(n, len(t))
	}
	return n
}

func widestValue(form form, text int) codec.Value {
	switch form {
	case formSwitch:
		return codec.Value{Kind: codec.Bool}
	case formChoice:
		return widestText(max(text, 1)) // null is no longer
	}
	return codec.Value{Kind: codec.Text, Text: bytes.Repeat([]byte{'9'}, widestNumber)} // with quotes: two more
}

// headerBytes bounds the headers of a data record; numbers have up to 19 digits.
func (r *route) headerBytes(g *group, index int, device int64) int64 {
	n := len(HeaderRun) + longestRun + len(HeaderSequence) + len(HeaderCopy) + 2*19
	if !r.keyIsID {
		n += len(HeaderDevice)
	}
	for i := range r.headers {
		n += len(r.headers[i].name) + len(r.headers[i].values[index].append(nil, g, device))
	}
	return int64(n)
}

// meanBytes is the mean length of the first records of a sink's largest stream,
// and of their values, without what makes one longer than usual.
func (p *Program) meanBytes(r *route, usual int64) (record, value float64) {
	first, count := r.streams(false)
	largest := first
	for i := first; i < first+count; i++ {
		if p.plan.Counts[i].Published > p.plan.Counts[largest].Published {
			largest = i
		}
	}
	if p.plan.Counts[largest].Published == 0 {
		return 0, 0
	}
	var b Batch
	sequence, n, records, values := p.Sequence(largest), 0, int64(0), int64(0)
	for n < sampleSize {
		more := sequence.Append(&b, math.MaxInt64, p.plan.Bytes.Together(sampleSize-n))
		for i := range b.Records {
			size := b.Records[i].size()
			over := max(0, size-usual)
			records, values = records+size-over, values+int64(len(b.Records[i].Value))-over
		}
		b.Reset()
		if n += more; n > 0 && more == 0 { // the end, or a rest; one before the first is passed
			break
		}
	}
	return float64(records) / float64(n), float64(values) / float64(n)
}

// size is the length of a record: key, value and headers.
func (r *Record) size() int64 {
	n := len(r.Key) + len(r.Value)
	for _, h := range r.Headers {
		n += len(h.Key) + len(h.Value)
	}
	return int64(n)
}

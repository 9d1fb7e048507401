package acceptance

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/engine"
)

// What plans compute with is what was measured, rounded: each cost follows from the
// rows of testdata/settings.json and costs.json.
func TestCostsArePlansCosts(t *testing.T) {
	s := prepareFor(t, "127.0.0.1:1", "costs", shipped("throughput.hcl"))
	in := read[planned](s.start("plan", "--json").ends(exitGood)).Needs.Costs
	near := func(what string, used, measured float64) {
		t.Helper()
		if math.Abs(used-measured) > 0.05*math.Abs(measured)+0.05 { // some codecs take next to nothing
			t.Errorf("%s: %.4g was measured, and plans compute with %.4g", what, measured, used)
		}
	}
	got := measuredCosts(t)
	t.Logf("%+v", got)
	near("record", in.Record, got.Record)
	near("byte", in.Byte, got.Byte)
	near("batch", in.Batch, got.Batch)
	near("request", in.Request, got.Request)
	near("tick", in.Tick, got.Tick)
	near("unsent", in.Unsent, got.Unsent)
	near("program", float64(in.Program), float64(got.Program))
	near("device", float64(in.Device), float64(got.Device))
	near("buffered", float64(in.Buffered), float64(got.Buffered))
	for _, c := range got.Codec {
		found := false
		for _, used := range in.Codec {
			if used.Codec == c.Codec && used.Level == c.Level {
				near(c.Codec+" "+strconv.Itoa(c.Level), used.Byte, c.Byte)
				near(c.Codec+" "+strconv.Itoa(c.Level)+", a batch", used.Batch, c.Batch)
				found = true
			}
		}
		if !found {
			t.Errorf("%s %d was measured, and plans do not know it", c.Codec, c.Level)
		}
	}
	if len(in.Codec) != len(got.Codec) {
		t.Errorf("plans know %d codecs and levels, %d were measured", len(in.Codec), len(got.Codec))
	}
}

// The table is that of the figures beside it.
func TestCostsTableIsOfItsFigures(t *testing.T) {
	text, err := os.ReadFile(costsFile + ".md")
	if err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(string(text), "\n\n")
	if _, want, _ := strings.Cut(costsTable(measuredRuns(t)), "\n\n"); got != want {
		t.Errorf("the table is\n%s\nand its figures are\n%s", got, want)
	}
}

func measuredRuns(t *testing.T) (runs []costRow) {
	t.Helper()
	text, err := os.ReadFile(costsFile + ".json")
	if err == nil {
		err = json.Unmarshal(text, &runs)
	}
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

// measuredCosts are what the files of measurements come to.
func measuredCosts(t *testing.T) (c engine.Costs) {
	t.Helper()
	runs := measuredRuns(t)
	null, short, long, million, millions := &runs[0], &runs[1], &runs[2], &runs[4], &runs[5]
	c.Unsent = null.middle(nanos)
	c.Byte = (long.middle(nanos) - short.middle(nanos)) / (long.middle(length) - short.middle(length))
	c.Device = int64((millions.middle(memory) - million.middle(memory)) / float64(millions.Devices-million.Devices))

	all := measuredSettings(t)
	find := func(argument, value string) *setting {
		for i := range all {
			if all[i].Argument == argument && all[i].Value == value {
				return &all[i]
			}
		}
		t.Fatalf("%s = %s was not measured", argument, value)
		return nil
	}
	plain := find("compression", `"none"`)
	bytes := plain.middle(length)
	c.Record = plain.middle(nanos) - bytes*c.Byte
	codec := func(name string, level int, s, beside *setting) engine.CodecCost {
		more := s.middle(nanos) - beside.middle(nanos)
		batch := (nanos(&s.Paced) - nanos(&beside.Paced) - more) * float64(s.Paced.Records) / float64(s.Paced.Batches)
		return engine.CodecCost{Codec: name, Level: level, Byte: max(0, more) / bytes, Batch: max(0, batch)}
	}
	for _, name := range []string{"gzip", "snappy", "lz4", "zstd"} {
		c.Codec = append(c.Codec, codec(name, 0, find("compression", `"`+name+`"`), plain))
	}
	lz4 := c.Codec[2]
	for _, x := range []struct {
		value, name string
		level       int
	}{{"lz4 9", "lz4", 9}, {"gzip 1", "gzip", 1}, {"gzip 9", "gzip", 9}, {"zstd 1", "zstd", 1}, {"zstd 19", "zstd", 22}} { // the client knows four of zstd's, and 19 is its best
		cost := codec(x.name, x.level, find("compression_level", x.value), find("compression_level", "lz4"))
		cost.Byte += lz4.Byte
		c.Codec = append(c.Codec, cost)
	}

	usual := find("linger", `"5ms"`)
	c.Program = usual.Paced.Memory - c.Device*runs[0].Devices
	c.Batch, c.Request, c.Tick = rhythm(all)
	few, many := find("buffer_records", "1000"), find("buffer_records", "50000")
	c.Buffered = int64((many.middle(memory)-few.middle(memory))/49_000 - bytes)
	return c
}

// rhythm is what batches, requests and ticks take: the three that fit best what paced
// runs took beyond their records, where linger, partitions and nodes differ.
func rhythm(all []setting) (batch, request, tick float64) {
	const ticks = 200 // a second
	var m [3][4]float64
	for i := range all {
		s := &all[i]
		if s.Argument != "linger" && s.Argument != "partitions" && s.Argument != "replication" {
			continue
		}
		e := &s.Paced
		beyond := settingPace * (nanos(e) - s.middle(nanos))
		x := [4]float64{settingPace * e.each(float64(e.Batches)), settingPace * e.each(float64(e.Requests)), ticks, beyond}
		for j := range m {
			for k := range m[j] {
				m[j][k] += x[j] * x[k]
			}
		}
	}
	for i := range m { // Gauss and Jordan
		for j := range m {
			if j == i {
				continue
			}
			by := m[j][i] / m[i][i]
			for k := range m[j] {
				m[j][k] -= by * m[i][k]
			}
		}
	}
	return m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]
}

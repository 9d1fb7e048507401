package engine

import (
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/iotsim/iotsim/internal/signal"
	"github.com/iotsim/iotsim/schema"
)

// houses is a scenario of a model's body: buildings of two floors of rooms, three
// devices each.
func houses(model string, buildings, rooms int) string {
	return fmt.Sprintf(`
scenario "s" {
  seed  = 5
  start = "2026-03-02T00:00:00Z"
}
model "m" {
  interval = "1m"
%s
}
model "other" {
  extends = model.m
}
building "b{n}" {
  count = %d
  floor {
    count = 2
    room "{n}" {
      count = %d
      devices "m" { count = 2 }
      devices "other" { count = 1 }
    }
  }
}
phase "run" { duration = "1d" }
`, model, buildings, rooms)
}

// sumsAt are the sums of a sensor's terms at an instant, by address without the
// ordinal, of each device: when it is due plays no part.
func sumsAt(p *Program, sensor int, t int64) map[string][]float64 {
	all := map[string][]float64{}
	for i := range p.fleet.groups {
		g := &p.fleet.groups[i]
		for n := range g.Count {
			e := p.entry(g, i, g.first+n)
			var b block
			b.reset(g.model)
			b.add(&reading{entry: &e, due: t}, g, p.calendar, nil)
			b.measure(sensor + 1)
			place := fmt.Sprintf("%s/%s/%s", g.Building, floorName(g.Floor), g.Room)
			all[place] = append(all[place], b.frames[0].Numbers[sensor])
		}
	}
	return all
}

const roomTemperature = `sensor "x" {
  value  = constant(20)
  digits = 6
  zone "room" {
    value  = normal(0, 0.8)
    memory = "2h"
    spread = normal(0, 1)
  }
}`

// What a zone adds is what doc.go says, drawn at the place and nowhere else.
func TestZonesAreDrawnAtTheirPlace(t *testing.T) {
	p := opened(t, houses(`sensor "x" {
  value = constant(20)
  zone "building" { spread = uniform(0, 1) }
  zone "floor" { spread = normal(0, fixed(uniform(1, 2))) }
  zone "room" {
    value  = lognormal(2, 0.5)
    memory = "2h"
  }
}`, 2, 2), nil)
	root, memory := signal.NewKey(5), signal.NewTag(signal.Memory, "x")
	spread, parameter := signal.NewTag(signal.Spread, "x"), signal.NewTag(signal.Parameter, "x", "spread", "1")
	wander := signal.NewWander(2 * 3600e9)
	for _, at := range []int64{0, 1, 3600e9, 86399e9} {
		for b := 1; b <= 2; b++ {
			for f := 1; f <= 2; f++ {
				for r := 1; r <= 2; r++ {
					building := root.Child(fmt.Sprint("b", b))
					floor := building.Child(fmt.Sprint(f))
					room := floor.Child(fmt.Sprint(r))
					width := signal.Distribution{Kind: signal.KindUniform, A: 1, B: 2}
					terms := []float64{
						(&signal.Distribution{Kind: signal.KindUniform, A: 0, B: 1}).Quantile(building.Stream(spread).Word(0)),
						(&signal.Distribution{Kind: signal.KindNormal, B: width.Quantile(floor.Stream(parameter).Word(0))}).Quantile(floor.Stream(spread).Word(0)),
						(&signal.Distribution{Kind: signal.KindLognormal, A: 2, B: 0.5}).Shape(wander.At(room.Stream(memory), at)),
					}
					want := 20.0
					for _, x := range terms {
						want += x
					}
					devices := sumsAt(p, 0, at)[fmt.Sprintf("b%d/%d/%d", b, f, r)]
					if len(devices) != 3 {
						t.Fatalf("%d devices in the room", len(devices))
					}
					for _, got := range devices {
						if got != want {
							t.Errorf("room %d on floor %d of b%d at %d: %v, want %v", r, f, b, at, got, want)
						}
					}
				}
			}
		}
	}
}

// Devices of a room have the very same, of two models too; other rooms, and the
// room of the same name on the next floor, have nothing of it. Over 2,000 rooms a
// correlation is within 4/√2000 = 0.09 when there is none.
func TestRoomsAreIndependent(t *testing.T) {
	p := opened(t, houses(roomTemperature, 10, 100), nil)
	now, later := sumsAt(p, 0, 5*3600e9), sumsAt(p, 0, 15*3600e9)
	var room, next, above, after, own []float64
	for b := 1; b <= 10; b++ {
		for r := 1; r <= 100; r++ {
			at := func(all map[string][]float64, floor, room int) float64 {
				devices := all[fmt.Sprintf("b%d/%d/%d", b, floor, room)]
				for _, x := range devices {
					if x != devices[0] {
						t.Fatalf("devices of one room say %v", devices)
					}
				}
				return devices[0]
			}
			room = append(room, at(now, 1, r))
			next = append(next, at(now, 1, r%100+1))
			above = append(above, at(now, 2, r))
			after = append(after, at(later, 1, r))
		}
	}
	for i := range room {
		own = append(own, after[i]-room[i]) // without what stays
	}
	if r := pearson(room, next); math.Abs(r) > 4/math.Sqrt(float64(len(room))) {
		t.Errorf("next room: correlation %.3f", r)
	}
	if r := pearson(room, above); math.Abs(r) > 4/math.Sqrt(float64(len(room))) {
		t.Errorf("room above: correlation %.3f", r)
	}
	// Of a variance of 1 + 0.64 the spread stays: 1/1.64 = 0.61.
	if r := pearson(room, after); math.Abs(r-0.61) > 0.1 {
		t.Errorf("five memories later: correlation %.3f, want 0.61", r)
	}
	if _, deviation := moments(own); math.Abs(deviation-0.8*math.Sqrt2) > 0.1 {
		t.Errorf("what wanders has a deviation of %.3f", deviation)
	}
}

func moments(x []float64) (mean, deviation float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		deviation += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(deviation)
}

func pearson(x, y []float64) float64 {
	mx, sx := moments(x)
	my, sy := moments(y)
	sum := 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my) / float64(len(x))
	}
	return sum / (sx * sy)
}

// A new room changes no other's, and what a device has for itself is not changed
// by what it shares.
func TestZonesKeepWhatIsBeside(t *testing.T) {
	few, many := opened(t, houses(roomTemperature, 2, 3), nil), opened(t, houses(roomTemperature, 3, 5), nil)
	before, after := sumsAt(few, 0, 7e12), sumsAt(many, 0, 7e12)
	for room, devices := range before {
		for i, x := range devices {
			if after[room][i] != x {
				t.Errorf("%s: %v, with more rooms %v", room, x, after[room][i])
			}
		}
	}
	own := "sensor \"x\" {\n value = normal(20, 1)\n memory = \"5m\"\n spread = normal(0, 1)\n"
	alone := sumsAt(opened(t, houses(own+"}", 2, 3), nil), 0, 7e12)
	shared := sumsAt(opened(t, houses(own+"zone \"floor\" { spread = normal(0, 1) }\n}", 2, 3), nil), 0, 7e12)
	for room, devices := range alone {
		for i, x := range devices {
			if d := shared[room][i] - x - (shared[room][0] - alone[room][0]); math.Abs(d) > 1e-12 {
				t.Errorf("%s: device %d is off by %v", room, i, d)
			}
		}
	}
}

// A day that is drawn at a room is the same for all its devices, and another in
// the next one; without a scope each device has its own.
func TestDaysAreDrawnAtTheirScope(t *testing.T) {
	day := func(rest string) map[string][]float64 {
		return sumsAt(opened(t, houses("sensor \"x\" {\n value = constant(0)\n daily {\n"+rest+"\n}\n}", 2, 50), nil), 0, 13*3600e9)
	}
	kinds := func(all map[string][]float64) (values int, alike bool) {
		seen := map[float64]bool{}
		alike = true
		for _, devices := range all {
			for _, x := range devices {
				seen[x] = true
				alike = alike && x == devices[0]
			}
		}
		return len(seen), alike
	}
	for rest, want := range map[string]struct {
		values int
		alike  bool
	}{
		"amplitude = normal(4, 1)\n peak = \"15:00\"\n scope = \"room\"":                           {200, true},
		"amplitude = normal(4, 1)\n peak = \"15:00\"\n scope = \"floor\"":                          {4, true},
		"amplitude = normal(4, 1)\n peak = \"15:00\"\n scope = \"building\"":                       {2, true},
		"amplitude = normal(4, 1)\n peak = \"15:00\"":                                              {600, false},
		"amplitude = 4\n peak = \"15:00\"\n shift = uniform(\"0s\", \"2h\")\n scope = \"floor\"":   {4, true},
		"points = [0, 6, 12, 6]\n shift = uniform(\"0s\", \"2h\")\n scope = \"room\"":              {200, true},
		"points = [0, 6, 12, 6]\n shift = constant(\"3h\")\n scope = \"building\"":                 {1, true},
		"amplitude = uniform(-2, -1)\n peak = \"15:00\"\n shift = normal(\"0s\", \"2h\")":          {1, true}, // below 0 is 0
		"amplitude = constant(4)\n peak = \"15:00\"\n shift = exponential(\"1d\")\nscope=\"room\"": {200, true},
	} {
		values, alike := kinds(day(rest))
		if values != want.values || alike != want.alike {
			t.Errorf("%s\n%d values, rooms alike %v; want %d, %v", rest, values, alike, want.values, want.alike)
		}
	}
	for _, x := range day("points = [0, 6, 12, 6]\n shift = constant(\"3h\")\n scope = \"room\"")["b1/1/1"] {
		if want := 6 + 6*4.0/6; math.Abs(x-want) > 1e-9 { // what it was at ten
			t.Errorf("three hours later it is %v, want %v", x, want)
		}
	}
}

// The values of a scenario with all that places share, hashed: a change here
// changes what old seeds send, and needs its reason in the commit.
func TestZonesKeepTheirContent(t *testing.T) {
	const want = "0cd7fb097932b27ce9605f57b8f82312b379c16bc4f615810495a62f094cd26a"
	keepsContent(t, compile(t, zoned(t)), want)
}

func zoned(t testing.TB) *schema.Scenario {
	s, _, diags := schema.Load(os.DirFS("../testdata/valid"), []string{"zones.hcl"}, schema.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return s
}

func TestZonesDoNotAllocate(t *testing.T) {
	s := zoned(t)
	s.Faults, s.Labels, s.Phases[0].Faults = nil, nil, nil
	sequence := compile(t, s).Sequence(0)
	var b Batch
	sequence.Append(&b, math.MaxInt64, 64) // makes the room
	b.Reset()
	if n := testing.AllocsPerRun(4, func() {
		sequence.Append(&b, math.MaxInt64, 16)
		b.Reset()
	}); n != 0 {
		t.Errorf("%v allocations for sixteen readings", n)
	}
}

package difference

import (
	"slices"

	"github.com/iotsim/iotsim/engine"
)

// totals are what both plans come to. Times are in nanoseconds, the peak in
// thousandths of a record a second.
func totals(a, b *engine.Plan) []Total {
	of := func(name string, count func(*engine.Plan) int64) Total { return Total{name, count(a), count(b)} }
	return []Total{
		of("devices", func(p *engine.Plan) int64 { return p.Devices }),
		of("readings", func(p *engine.Plan) int64 { return p.Totals.Planned }),
		of("records", func(p *engine.Plan) int64 { return p.Totals.Published }),
		of("dropped", func(p *engine.Plan) int64 { return p.Totals.Dropped }),
		of("duplicated", func(p *engine.Plan) int64 { return p.Totals.Duplicated }),
		of("labels", labels),
		of("duration", func(p *engine.Plan) int64 { return p.Duration }),
		of("peak_milli", func(p *engine.Plan) int64 { return int64(1000 * p.Peak) }),
		of("bytes", func(p *engine.Plan) int64 { return p.Bytes.Estimate }),
		of("largest", func(p *engine.Plan) int64 { return p.Bytes.Largest }),
	}
}

// labels are those of one sink: each that has any has all.
func labels(p *engine.Plan) int64 {
	n, sink := int64(0), -1
	for i, s := range p.Streams {
		if s.Labels && (sink < 0 || s.Sink == sink) {
			n, sink = n+p.Counts[i].Published, s.Sink
		}
	}
	return n
}

// phases are those of both plans by name, in the order of b, then those that went.
func phases(a, b *engine.Plan) []Phase {
	var all []Phase
	for i := range b.Phases {
		p := Phase{Name: b.Phases[i].Name, B: &i}
		p.Records[1] = b.Phases[i].Count.Published
		all = append(all, p)
	}
	for i := range a.Phases {
		k := slices.IndexFunc(all, func(p Phase) bool { return p.Name == a.Phases[i].Name })
		if k < 0 {
			k = len(all)
			all = append(all, Phase{Name: a.Phases[i].Name})
		}
		all[k].A, all[k].Records[0] = &i, a.Phases[i].Count.Published
	}
	return all
}

// faults are whom they hit, by name.
func faults(a, b *engine.Plan) []Fault {
	var all []Fault
	for i := range b.Faults {
		f := &b.Faults[i]
		all = append(all, Fault{Name: f.Name, Selected: [2]int64{0, f.Selected}, Hit: [2]int64{0, f.Hit}})
	}
	for i := range a.Faults {
		f := &a.Faults[i]
		k := slices.IndexFunc(all, func(x Fault) bool { return x.Name == f.Name })
		if k < 0 {
			k = len(all)
			all = append(all, Fault{Name: f.Name})
		}
		all[k].Selected[0], all[k].Hit[0] = f.Selected, f.Hit
	}
	return all
}

// topics are their records, in all sinks.
func topics(a, b *engine.Plan) []Total {
	var all []Total
	known := map[string]int{}
	count := func(p *engine.Plan, side func(*Total) *int64) {
		for i, s := range p.Streams {
			k, ok := known[s.Topic]
			if !ok {
				k, known[s.Topic] = len(all), len(all)
				all = append(all, Total{Name: s.Topic})
			}
			*side(&all[k]) += p.Counts[i].Published
		}
	}
	count(b, func(t *Total) *int64 { return &t.B })
	count(a, func(t *Total) *int64 { return &t.A })
	return all
}

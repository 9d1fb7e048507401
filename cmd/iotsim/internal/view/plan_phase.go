package view

import (
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/zone"
)

func (v *planView) phases() *table {
	at := v.clocks()
	t := newTable("lrlrllllrl", "", "from", "clock", "for", "devices", "", "records/s", "", "records", "faults")
	for i := range v.plan.Phases {
		p := &v.plan.Phases[i]
		online, rate := v.curves(p)
		begin := ""
		if at != nil {
			begin = at[i]
		}
		t.row(p.Name, clock(time.Duration(p.Start)), begin, v.length(i),
			spark(online, float64(v.plan.Devices)), fromTo(count(p.Online[0]), count(p.Online[1])),
			spark(rate, float64(v.plan.Peak)), fromTo(Rate(float64(p.Target[0])), Rate(float64(p.Target[1]))),
			v.records(i), strings.Join(p.Faults, ", "))
	}
	if at == nil {
		t.drop(2)
	}
	if v.options.At == nil {
		t.rows[0][5], t.rows[0][7] = t.rows[0][4], t.rows[0][6]
		t.align[5], t.align[7] = 'r', 'r'
		t.drop(6)
		t.drop(4)
	}
	return t
}

// clocks are the local times at which phases begin, as long as they must be to tell
// them apart: with dates where there are several, with seconds where some has them.
// Nil where the start is not known yet.
func (v *planView) clocks() []string {
	p := v.plan
	if p.Start == nil {
		return nil
	}
	local, err := zone.Load(p.Timezone)
	if err != nil {
		return nil
	}
	var begins []time.Time
	for i := range p.Phases {
		begins = append(begins, time.UnixMilli(*p.Start).Add(time.Duration(p.Phases[i].Start)).In(local))
	}
	date, clock := "", "15:04"
	for _, t := range begins {
		if t.Format(time.DateOnly) != begins[0].Format(time.DateOnly) {
			date = "01-02 "
		}
		switch {
		case t.Nanosecond() != 0:
			clock = "15:04:05.000"
		case t.Second() != 0 && clock == "15:04":
			clock = "15:04:05"
		}
	}
	texts := make([]string, len(begins))
	for i, t := range begins {
		texts[i] = t.Format(date + clock)
	}
	return texts
}

// length is how long a phase takes, and how often.
func (v *planView) length(i int) string {
	p := &v.plan.Phases[i]
	switch {
	case v.endless(i):
		return "forever"
	case p.Cycle != "":
		return count(p.Times) + " × " + Duration(time.Duration(p.End-p.Start))
	}
	return Duration(time.Duration(p.End - p.Start))
}

// records is how many a phase sends in all.
func (v *planView) records(i int) string {
	s := count(v.plan.Phases[i].Count.Published)
	if v.endless(i) {
		s += "/h"
	}
	return s
}

func (v *planView) endless(i int) bool { return v.plan.Forever && i == len(v.plan.Phases)-1 }

// curves are a phase's devices and rate, each in the middle of its cell.
func (v *planView) curves(p *engine.Phase) (online, rate []float64) {
	if v.options.At == nil {
		return nil, nil
	}
	for i := range int64(cells) {
		s := v.options.At(p.Start + (p.End-p.Start)/(2*cells)*(2*i+1))
		online, rate = append(online, float64(s.Online)), append(rate, s.Rate)
	}
	return online, rate
}

func fromTo(from, to string) string {
	if from == to {
		return from
	}
	return from + " → " + to
}

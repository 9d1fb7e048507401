package view

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// Readings prints readings beside what faults did to them, as a table. Its
// columns line up within pages, so any number of readings needs no more memory
// than one pageful.
type Readings struct {
	w       io.Writer
	program *engine.Program
	zone    *time.Location
	sensors []string // that have a column
	rows    [][]string
	dates   []string // of the rows
}

// pageful is how many readings line up.
const pageful = 256

// mostSensors is how many sensors have a column.
const mostSensors = 8

// NewReadings prints readings of a program, in the time of a zone.
func NewReadings(w io.Writer, program *engine.Program, zone *time.Location) *Readings {
	return &Readings{w: w, program: program, zone: zone, sensors: sensorColumns(program.Plan())}
}

// sensorColumns are the sensors of all models as they are written. Of too many,
// those are kept that faults name.
func sensorColumns(p *engine.Plan) []string {
	var names []string
	for i := range p.Models {
		for j := range p.Models[i].Sensors {
			if name := p.Models[i].Sensors[j].Name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	spare := len(names) - mostSensors
	for i := len(names) - 1; i >= 0 && spare > 0; i-- {
		if !isFaulty(p, names[i]) {
			names, spare = slices.Delete(names, i, i+1), spare-1
		}
	}
	return names[:min(len(names), mostSensors)]
}

func isFaulty(p *engine.Plan, sensor string) bool {
	return slices.ContainsFunc(p.Faults, func(f engine.Fault) bool {
		return slices.ContainsFunc(f.Effects, func(e schema.Effect) bool {
			return e.Sensor == sensor || slices.Contains(e.Sensors, sensor)
		})
	})
}

// Add adds a reading, and prints a pageful when it is full.
func (v *Readings) Add(r *engine.Traced) {
	at := time.UnixMilli(*v.program.Plan().Start).Add(time.Duration(r.Due)).In(v.zone)
	d := v.program.Device(r.Device)
	row := []string{at.Format("15:04:05.000"), d.ID, strconv.FormatInt(r.Sequence, 10)}
	model := &v.program.Plan().Models[d.Model]
	for _, name := range v.sensors {
		cell := ""
		for i := range model.Sensors {
			if model.Sensors[i].Name == name {
				cell = sensorValue(r, i)
			}
		}
		row = append(row, cell)
	}
	v.rows = append(v.rows, append(row, sending(r), v.labels(r)))
	v.dates = append(v.dates, at.Format("2006-01-02"))
	if len(v.rows) == pageful {
		v.Flush()
	}
}

// sensorValue is what is sent; where that is not what would be without faults, both; in
// brackets what is not sent at all.
func sensorValue(r *engine.Traced, sensor int) string {
	clear, sent := r.Values(sensor)
	switch {
	case len(r.Sends) == 0:
		return "(" + word(clear) + ")"
	case clear.Equal(sent):
		return word(sent)
	}
	return word(clear) + " → " + word(sent)
}

// word is a value without the quotes of a text.
func word(v engine.Value) string {
	if text, ok := v.Text(); ok {
		return text
	}
	return string(v.Scalar())
}

// sending is how a reading is sent, where that is not at once.
func sending(r *engine.Traced) string {
	if len(r.Sends) == 0 {
		return "dropped"
	}
	var parts []string
	if late := r.Sends[0] - r.Due; late > 0 {
		parts = append(parts, Duration(time.Duration(late))+" late")
	}
	if n := len(r.Sends); n > 1 {
		parts = append(parts, Count(int64(n))+" times")
	}
	return strings.Join(parts, ", ")
}

// labels are the faults that touched a reading and by which effects.
func (v *Readings) labels(r *engine.Traced) string {
	var parts []string
	last := -1
	for _, l := range r.Labels {
		f := &v.program.Plan().Faults[l.Fault]
		e := &f.Effects[l.Effect]
		text := strings.TrimSpace(string(e.Kind) + " " + e.Sensor)
		if l.Fault != last {
			parts = append(parts, f.Name+": "+text)
		} else {
			parts[len(parts)-1] += ", " + text
		}
		last = l.Fault
	}
	return strings.Join(parts, "; ")
}

// Flush prints what is left of the last pageful.
func (v *Readings) Flush() {
	if len(v.rows) == 0 {
		return
	}
	date := v.dates[0]
	if v.dates[len(v.dates)-1] != date {
		date = "time"
		for i := range v.rows {
			v.rows[i][0] = v.dates[i] + " " + v.rows[i][0]
		}
	}
	titles := append([]string{date, "device", "reading"}, v.titles()...)
	t := newTable("llr"+strings.Repeat("r", len(v.sensors))+"ll", append(titles, "sent", "labels")...)
	t.rows = append(t.rows, v.rows...)
	t.print(v.w)
	v.rows, v.dates = v.rows[:0], v.dates[:0]
}

// titles are the sensors with their units.
func (v *Readings) titles() []string {
	var titles []string
	for _, name := range v.sensors {
		titles = append(titles, strings.TrimSpace(name+" "+unit(v.program.Plan(), name)))
	}
	return titles
}

// unit is that of a sensor, of the first model that has it.
func unit(p *engine.Plan, sensor string) string {
	for i := range p.Models {
		for j := range p.Models[i].Sensors {
			if s := &p.Models[i].Sensors[j]; s.Name == sensor {
				return s.Unit
			}
		}
	}
	return ""
}

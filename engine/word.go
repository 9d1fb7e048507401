package engine

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/internal/codec"
	"github.com/iotsim/iotsim/internal/expression"
)

// newWords compiles the status words of a sensor's own, in the order in which
// they are asked for.
func (s *sensor) newWords(before []expression.Name) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i := range s.Status {
		c, more := expression.CompileCondition(&s.Status[i].When, before, s.kind())
		diags = append(diags, more...)
		s.words = append(s.words, c)
	}
	return diags
}

// wordNames are the words as messages say them; nil for a sensor without any.
func (s *sensor) wordNames() []string {
	var names []string
	for i := range s.Status {
		names = append(names, s.Status[i].Name)
	}
	return names
}

// usesTime says what the sensor's expressions read of the clock.
func (s *sensor) usesTime() (t, hour bool) {
	if s.formula != nil {
		t, hour = s.formula.UsesT, s.formula.UsesHour
	}
	for _, c := range s.words {
		if c != nil { // it has errors of its own
			t, hour = t || c.UsesT, hour || c.UsesHour
		}
	}
	return t, hour
}

// judge is the status of the value that sensor i sends: the first of its own
// words that holds, else what everybody says. The frame holds what the sensors
// before it measured.
func (s *sensor) judge(f *frame, i int, v *codec.Value) codec.Status {
	if s.words == nil {
		return s.status(v)
	}
	switch s.form {
	case formSwitch:
		f.On = v.Kind == codec.Bool && v.Fixed != 0
	case formChoice:
		f.Word = s.wordOf(f.Texts[i], v)
	default:
		f.Value = numeric(v)
	}
	for k, c := range s.words {
		if c.Holds(&f.Frame) {
			return codec.Own(k)
		}
	}
	return s.status(v)
}

// wordOf is the text of a value as an outcome of the sensor's choice, mostly the
// one that it measured: to make a string of the bytes would allocate.
func (s *sensor) wordOf(measured string, v *codec.Value) string {
	if v.Kind != codec.Text {
		return ""
	}
	if string(v.Text) == measured {
		return measured
	}
	for _, text := range s.value.texts {
		if string(v.Text) == text {
			return text
		}
	}
	return string(v.Text)
}

// judge finds the status of sensor i by its own words.
func (b *block) judge(s *sensor, i int) {
	for j := range b.places[:b.n] {
		f := &b.frames[j]
		f.statuses[i] = s.judge(f, i, &f.clear[i])
	}
}

// longestStatus is the status that takes most room.
func (s *sensor) longestStatus() codec.Status {
	longest, length := codec.Critical, len(codec.Critical.String())
	for i := range s.Status {
		if n := 6 * len(s.Status[i].Name); n > length { // all escapes
			longest, length = codec.Own(i), n
		}
	}
	return longest
}

package engine

import (
	"testing"
	"time"
)

// Over a day every knot is passed and every switch turns: what is recalled must
// be what would be computed.
func TestRecallChangesNoValue(t *testing.T) {
	s := bare()
	s.Models[0].Interval = time.Minute
	for i := range s.Groups {
		s.Groups[i].Interval = time.Minute
	}
	s.Phases[0].Duration = 24 * time.Hour
	program := compile(t, s)
	for stream := range program.plan.Streams {
		recalled, plain := program.Sequence(stream), program.Sequence(stream)
		plain.recalls = nil
		want := all(plain)
		for i, r := range all(recalled) {
			if line(r) != line(want[i]) {
				t.Fatalf("record %d:\nrecalled %s\n   plain %s", i, line(r), line(want[i]))
			}
		}
	}
}

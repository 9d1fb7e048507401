package engine

import "testing"

func TestNoRecordIsLongerThanThePlanSays(t *testing.T) {
	program := compile(t, trial(100))
	sum, n := int64(0), int64(0)
	for i, s := range program.plan.Streams {
		if s.Labels {
			continue
		}
		for _, r := range all(program.Sequence(i)) {
			length := int64(len(r.Key) + len(r.Value))
			for _, h := range r.Headers {
				length += int64(len(h.Key) + len(h.Value))
			}
			if length > program.plan.Bytes.Largest {
				t.Fatalf("a record has %d bytes, the plan allows %d", length, program.plan.Bytes.Largest)
			}
			sum, n = sum+length, n+1
		}
	}
	b := program.plan.Bytes
	if sum > b.Bound || n*b.Largest != b.Bound {
		t.Errorf("%d records have %d bytes, the plan's bound is %d", n, sum, b.Bound)
	}
	// Lengths of one model differ by a few digits of some 500 bytes.
	if off := float64(b.Estimate)/float64(sum) - 1; off < -0.02 || off > 0.02 {
		t.Errorf("the estimate of %d is off by %.1f%%", sum, 100*off)
	}
}

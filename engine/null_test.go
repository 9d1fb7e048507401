package engine

import (
	"context"
	"strings"
	"testing"

	"github.com/iotsim/iotsim/schema"
)

// A listener is a sink that keeps the values it is given.
type listener struct{ values []string }

func (k *listener) Write(_ context.Context, b *Batch) error {
	for _, r := range b.Records {
		k.values = append(k.values, string(r.Value))
	}
	b.Resolve(Outcome{Acked: int64(len(b.Records))})
	return nil
}

func (k *listener) Flush(context.Context) error { return nil }

func TestFormulasThatAreNotFiniteAreNullAndCounted(t *testing.T) {
	s := calm(trial(10))
	s.Faults, s.Labels = nil, nil
	s.Models[0].Sensors = []schema.Sensor{
		{Name: "zero", Value: dist(schema.Constant, 0)},
		{Name: "ratio", Formula: &schema.Expression{Source: "1 / zero"}, Warning: &schema.Limits{Low: 0, High: 1}},
	}
	program, k := compile(t, s), &listener{}
	summary, err := Run(t.Context(), program, k, Options{Speed: ratio(0, 1), Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if summary.Nulls != summary.Data.Sent || summary.Nulls == 0 {
		t.Errorf("%d nulls in %d messages of one null each", summary.Nulls, summary.Data.Sent)
	}
	for _, v := range k.values {
		if !strings.Contains(v, `"ratio":{"value":null,"status":"warning"}`) {
			t.Fatal(v)
		}
	}
}

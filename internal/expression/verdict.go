package expression

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/iotsim/iotsim/schema"
)

// Measures are what a verdict reads: what was measured in a stretch of a run.
// Latencies are in milliseconds.
type Measures struct {
	Sent, Acked, Failed, Unknown int64 // records
	Devices                      int64
	Rate                         float64 // records a second
	AckLatency                   Latency
	Lag                          Latency // without Mean
}

// A Latency is some numbers of a distribution.
type Latency struct{ P50, P95, P99, Max, Mean float64 }

// A Verdict says whether what was measured is as it should be. It is immutable,
// so any number of goroutines may share it.
type Verdict struct {
	judge func(*Measures) bool
	reads map[string]func(*Measures) float64

	// What judge reads; the rest of the measures need not be filled in.
	UsesAckLatency, UsesLag, UsesDevices bool
}

// Judge says whether the expectation holds.
func (v *Verdict) Judge(m *Measures) bool { return v.judge(m) }

// Names are the measures that the expression names, "lag.p99", in order.
func (v *Verdict) Names() []string { return slices.Sorted(maps.Keys(v.reads)) }

// Values are the measures that the expression names, by name.
func (v *Verdict) Values(m *Measures) map[string]float64 {
	values := make(map[string]float64, len(v.reads))
	for name, read := range v.reads {
		values[name] = read(m)
	}
	return values
}

// CompileVerdict checks and lowers what an expectation says must hold. The
// verdict is nil when the diagnostics hold an error.
func CompileVerdict(e *schema.Expression) (*Verdict, hcl.Diagnostics) {
	src := newSource(e, "expectation")
	l := &lowering[Measures]{source: src, scope: measureScope(e)}
	root := l.compile()
	if root.kind != 0 && root.kind != Bool {
		src.fault(src.all(), "Expectation must be true or false",
			"This one gives %s. Write a comparison, such as lag.p99 < 100.", root.kind)
	}
	v := &Verdict{judge: root.truth, reads: map[string]func(*Measures) float64{}}
	for name := range l.used {
		if o, ok := l.scope.measure(name); ok {
			v.reads[name] = o.number
			object, _ := split(name)
			v.UsesAckLatency = v.UsesAckLatency || object == ackLatency
			v.UsesLag = v.UsesLag || object == lag
			v.UsesDevices = v.UsesDevices || name == "devices"
		}
	}
	if root.kind == Bool && len(v.reads) == 0 {
		src.fault(src.all(), "Expectation measures nothing",
			"It comes to the same in every run. Write what must hold of a measure, such as failed == 0 or lag.p99 < 100.")
	}
	if src.diags.HasErrors() {
		return nil, src.diags
	}
	return v, src.diags
}

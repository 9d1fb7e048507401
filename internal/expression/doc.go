// Package expression checks and evaluates the quoted expressions of a scenario:
//
//	formula = "62 - 1.8 * (temperature - 24) + noise"
//	where   = "device.floor >= 3"
//	when    = "hour >= 6 && hour < 18"
//	that    = "ack_latency.p99 < 250"
//	status  = { hot = "value > 80" }
//
// They are expr-lang source. expr parses and checks them, and what it accepts
// is lowered to closures over flat slots: a closure takes some nanoseconds and
// allocates nothing, where expr's own machine boxes every number. The machine
// stays as the oracle of the tests.
//
// There are five kinds. A [Formula] gives a sensor's number at every reading, a
// [Condition] says whether a status word holds of it; a [Selector] says which
// devices a fault may hit, and is evaluated while planning; a [Moment] says at
// which times a fault is felt; a [Verdict] says whether a run was good. Each reads
// a frame of its type ([Frame], [Device], [Measures]) that the caller fills in; all
// are immutable. The package knows no sensor, device or run beyond that: what a name
// stands for is the caller's affair.
//
//	parse.go     limits, expr's parser and checker, positions
//	names.go     what an expression may name, and near names
//	lower.go     the walk over the tree
//	operator.go  the kinds that each operator takes
//	function.go  abs ceil floor max min round sqrt
//	operand.go   what a node becomes
//	closure.go   one closure an operation
//
// # Errors
//
// Whatever is wrong with a source is an hcl.Diagnostic at the part of the
// quoted text that is wrong. An evaluation cannot fail: a division by zero
// gives an infinity or NaN.
package expression

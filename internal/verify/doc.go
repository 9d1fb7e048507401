// Package verify compares what a topic holds with what the plan says that it
// must hold. The plan is the oracle: drops, delays and duplicates that a
// scenario asks for are part of it, so there are no exceptions to know.
//
//	v := verify.New(program, bases, verify.Options{})
//	v.Read(ctx, source, ends)
//	report := v.Report()
//
// The claim of a good report is this: from its base to its end, every partition
// holds exactly the published records of the plan, in the planned order, byte
// for byte, and nothing else. It is made only when all of that was read.
//
// Read may be called again with later ends while a run still writes; memory is
// bounded by one small batch of planned records a partition. The package does
// no input of its own: records come through a [readback.Source].
package verify

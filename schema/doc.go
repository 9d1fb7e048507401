// Package schema is the language: it turns scenario files into a Scenario.
//
// A Scenario represents source, not results. Every value in it is typed and in
// range, places are repeated and ids are folded to the device's own number, but
// nothing has been drawn and no phase has been laid on a time line: that is
// engine.Compile.
//
// [Load] reads from an fs.FS that the caller supplies, [Decode] works on bytes
// that were read already and does no I/O. Both report every fault of the files
// at once, as hcl.Diagnostics that [WriteDiagnostics] prints with the source
// line, a caret and what to write instead:
//
//	scenario, files, diags := schema.Load(root.FS(), []string{"factory.hcl"}, schema.Options{})
//	schema.WriteDiagnostics(os.Stderr, files, diags, false)
//	if diags.HasErrors() {
//		os.Exit(2)
//	}
//
// # How a file becomes a scenario
//
//	library_read.go   reads the libraries that the files name
//	guard.go      refuses text that would hurt the parser
//	requires.go   which version of the language it is
//	merge.go      overlays over files; models over those that they extend
//	table.go      which blocks and arguments there are: decoding and docs read the same table
//	library.go    a scope for each library
//	body.go       one block checked against the table
//	scope.go      variables, locals, references; which names an expression may use
//	value.go …    typed readers, each with what to write instead
//	replay.go series.go   recorded series, which lie beside the scenario
//	model.go place.go fault.go phase.go sink.go   one block each
//
// Nothing here reads a clock, an environment or a random source: the same bytes
// and options give the same scenario, except for what "now" means to the engine.
package schema

// Package output writes records to files, to a terminal, or nowhere.
//
//	sink, err := output.File("day-{partition}.ndjson", plan.Streams, output.Options{})
//	summary, err := engine.Run(ctx, program, sink, engine.Options{Lanes: sink.Lanes()})
//	err = sink.Close()
//
// # What is promised
//
// A record is acked when the operating system has taken its whole line. A file
// that cannot take all of a batch is cut back to its last whole line, so nothing
// in it is half-written; the lines that stay are acked, the rest has failed. What
// a pipe has swallowed cannot be cut back: a line that went half is unknown.
//
// A compressed file is made of pieces, one for each batch, that are whole by
// themselves: records of a piece are acked together, and a file is cut back to its
// last whole piece. Its text is the same however fast a run goes; its bytes are,
// too, where batches are: at full speed, for any number of workers.
//
// A file that holds something already is refused, never overwritten. Everything
// that is no regular file (a device, a pipe) is written to as it is.
//
// # Errors
//
// They name the file and the cause, and wrap that of the operating system: a
// reader of standard output that went away is syscall.EPIPE. (Where standard
// output is a pipe, that also raises SIGPIPE, and a program that wants to hear of
// it as an error has to ignore the signal.)
package output

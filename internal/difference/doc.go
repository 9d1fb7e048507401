// Package difference says what changes between two plans, in the words of the
// scenarios that they were made of: which blocks came, went or say something else,
// where that is written on either side, what it does to the counts, and what
// moves with it although nobody touched it.
//
// It compares what was compiled, not texts: layout, locals and the way in which a
// value was come by are no difference. Compare never fails; where two digests are
// equal it finds at most what is no part of them, how and where records are sent.
package difference

// Package oracle is a second implementation of the time line, the fleet and the
// faults, to hold the engine against. It was written from the specification and
// the table of draws alone, and shares with the engine nothing but the hash and
// the draw tables of internal/signal: where two readings of the same page agree
// on every record, the page is probably clear and both are probably right.
//
// It is slow and obvious on purpose. Every quantity is a big.Rat, a due time is
// found by bisection over single nanoseconds, and a device's readings are a
// slice that the effects walk over from end to end:
//
//	Expand   every record, in canonical order a partition
//	Totals   the counts alone, by another way that needs no due times; for large fleets
//
// # What the model takes as decided
//
//   - A tick is due at the largest nanosecond t with S(t) ≤ interval·n + offset;
//     it exists when that t lies before the end of the last phase.
//   - Jitter moves tick n by a whole number of nanoseconds of interval-time, drawn
//     evenly from −half to half, half = floor(interval · jitter / 2).
//   - A phase that its cycle repeats is laid out anew each time: what it leaves
//     unset is as the phase before it, in time, left it. Its counts are sums.
//   - An eased ramp is 64 linear pieces with borders at floor(k·D/64) and the
//     exact value of the smoothstep 3x² − 2x³ at x = k/64.
//   - A fleet total R/s is a multiple of R / Σ (devices online / interval), with
//     those who are online at the larger end of the phase's share.
//   - A number N of devices is the N-th smallest threshold of the fleet.
//   - A stage of delivery (offline, silence and reboot; drop, burst_loss and what interval
//     thins out; delay and reorder; duplicate, clone and what interval adds) sees what the stage
//     before left; within a stage every effect sees the same reading. So two
//     drops may both touch a reading, but neither touches one that an offline
//     effect has dropped.
//   - Several offline effects on one reading: dropped when any drops it, else
//     sent at the latest of their times. Several delays add up.
//   - Copies are numbered by fault, effect and copy, in the order of the file,
//     each sent at the reading's send time plus the effect's after.
//
// Names are taken as NFC already. A scenario that the language refuses (a ramp to
// more devices than exist, a total over an empty fleet) panics: the scenarios
// here are ours.
package oracle
